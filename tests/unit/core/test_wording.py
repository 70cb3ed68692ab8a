"""Dates, times, durations and numbers as a page writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from payback.core import templating, wording

UTC = dt.UTC


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (60, "1 hour"),
        (420, "7 hours"),
        (450, "7 hours 30 minutes"),
        (61, "1 hour 1 minute"),
        (72_000, "1,200 hours"),
        (-90, "minus 1 hour 30 minutes"),
    ],
)
def test_a_duration_is_written_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert wording.hours(minutes) == words


@pytest.mark.parametrize(
    ("minutes", "figure"),
    [(0, "0.00"), (60, "1.00"), (90, "1.50"), (100, "1.67"), (72_450, "1,207.50")],
)
def test_hours_in_a_table_have_at_most_two_decimals(minutes: int, figure: str) -> None:
    assert wording.hours_decimal(minutes) == figure


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.time(0), "midnight"),
        (dt.time(0, 5), "12:05am"),
        (dt.time(9), "9am"),
        (dt.time(9, 30), "9:30am"),
        (dt.time(12), "midday"),
        (dt.time(12, 1), "12:01pm"),
        (dt.time(23, 59), "11:59pm"),
    ],
)
def test_a_time_is_written_with_am_or_pm(moment: dt.time, words: str) -> None:
    assert wording.time(moment) == words


def test_dates_are_written_in_full_or_short() -> None:
    assert wording.date(dt.date(2026, 3, 6)) == "6 March 2026"
    assert wording.short_date(dt.date(2026, 3, 6)) == "Fri 6 Mar"


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (dt.datetime(2026, 1, 6, 9, 30, tzinfo=UTC), "6 January 2026 at 9:30am"),
        (dt.datetime(2026, 7, 6, 9, 30, tzinfo=UTC), "6 July 2026 at 10:30am"),
        (dt.datetime(2026, 7, 6, 23, 30, tzinfo=UTC), "7 July 2026 at 12:30am"),
    ],
)
def test_an_instant_is_shown_as_it_was_in_london(instant: dt.datetime, words: str) -> None:
    assert templating.show_datetime(instant) == words
    assert words.startswith(templating.show_date(instant))
    assert words.endswith(templating.show_time(instant))


def test_a_date_near_midnight_is_the_date_in_london() -> None:
    assert templating.show_short_date(dt.datetime(2026, 7, 6, 23, 30, tzinfo=UTC)) == "Tue 7 Jul"


def test_an_instant_without_a_zone_is_not_guessed_at() -> None:
    naive = dt.datetime(2026, 7, 6, 23, 30, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="without a zone"):
        templating.show_datetime(naive)


def test_numbers_shares_and_plurals() -> None:
    assert wording.number(1_234_567) == "1,234,567"
    assert wording.percent(0.875) == "87.50%"
    assert wording.plural(1, "person", "people") == "1 person"
    assert wording.plural(1200, "person", "people") == "1,200 people"
    assert wording.plural(0, "session") == "0 sessions"
