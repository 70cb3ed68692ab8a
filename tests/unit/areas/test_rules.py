"""Spans of days, and one grouping of a kind for an area at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.areas.rules import Belonging, Span, days_out_of_order, is_ons_code, overlaps

DAYS = st.dates(date(2014, 1, 1), date(2014, 3, 31))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first = draw(DAYS)
    days = draw(st.none() | st.integers(0, 40))
    return Span(first=first, last=None if days is None else first + timedelta(days=days))


def span(first: str, last: str | None = None) -> Span:
    return Span(first=date.fromisoformat(first), last=date.fromisoformat(last) if last else None)


def test_both_ends_of_a_span_are_in_it() -> None:
    year = span("2020-01-01", "2020-12-31")
    assert year.contains(date(2020, 1, 1))
    assert year.contains(date(2020, 12, 31))
    assert not year.contains(date(2021, 1, 1))
    assert not year.contains(date(2019, 12, 31))


@given(a=spans(), b=spans())
def test_two_spans_overlap_exactly_when_they_share_a_day(a: Span, b: Span) -> None:
    days = [date(2014, 1, 1) + timedelta(days=offset) for offset in range(140)]
    assert a.overlaps(b) == any(a.contains(day) and b.contains(day) for day in days)
    assert a.overlaps(b) == b.overlaps(a)


def test_a_membership_that_ends_before_it_starts_is_refused() -> None:
    assert days_out_of_order(span("2020-05-02", "2020-05-01")) == (
        "It ends on 1 May 2020, before it starts on 2 May 2020."
    )


@pytest.mark.parametrize("last", [None, "2020-05-02", "2021-01-01"])
def test_a_membership_may_last_a_day_or_have_no_end(last: str | None) -> None:
    assert days_out_of_order(span("2020-05-02", last)) is None


def test_of_two_overlapping_groupings_the_later_line_is_told_about_the_other() -> None:
    standing = Belonging(grouping="Brent", span=span("2021-06-26", "2026-03-04"))
    added = Belonging(grouping="Barnet, Brent and Enfield", span=span("2026-03-04"), line=7)
    assert list(overlaps("Brent", "probation delivery unit", [added, standing])) == [
        (
            added,
            "Brent is already in “Brent” (probation delivery unit) from 26 June 2021 to 4 March "
            "2026. An area can be in one grouping of a kind at a time: end that membership the "
            "day before.",
        )
    ]


def test_a_grouping_may_follow_another_on_the_next_day() -> None:
    standing = Belonging(grouping="Brent", span=span("2021-06-26", "2026-03-04"))
    added = Belonging(grouping="Barnet, Brent and Enfield", span=span("2026-03-05"), line=7)
    assert list(overlaps("Brent", "probation delivery unit", [standing, added])) == []


@pytest.mark.parametrize("text", ["E09000003", "W06000015", "S12000033", "N09000003"])
def test_ons_codes_of_the_four_nations_are_known(text: str) -> None:
    assert is_ons_code(text)


@pytest.mark.parametrize("text", ["", "E0900003", "E090000033", "e09000003", "Barnet", "E0900000٣"])
def test_other_texts_are_no_ons_code(text: str) -> None:
    assert not is_ons_code(text)
