"""Quarters of the financial year, months and typed days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.core.errors import RuleBroken
from payback.reports import periods

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2015, 12, 31), "October to December 2015 (quarter 3 of 2015/16)"),
        (date(2016, 1, 1), "January to March 2016 (quarter 4 of 2015/16)"),
        (date(2016, 3, 31), "January to March 2016 (quarter 4 of 2015/16)"),
        (date(2016, 4, 1), "April to June 2016 (quarter 1 of 2016/17)"),
        (date(2026, 9, 30), "July to September 2026 (quarter 2 of 2026/27)"),
        (date(2100, 2, 1), "January to March 2100 (quarter 4 of 2099/00)"),
    ],
)
def test_a_quarter_is_named_by_its_months_and_its_financial_year(day: date, name: str) -> None:
    assert periods.quarter_of(day).name == name


@given(DAYS)
def test_quarters_and_months_hold_their_day_and_follow_each_other(day: date) -> None:
    quarter, month = periods.quarter_of(day), periods.month_of(day)
    assert quarter.first <= month.first <= day <= month.last <= quarter.last
    assert periods.quarter_before(quarter).last == quarter.first - timedelta(days=1)
    assert periods.period_of_key(quarter.key) == quarter
    assert periods.period_of_key(month.key) == month


def test_the_last_quarters_and_months_are_offered_newest_first() -> None:
    firsts = [each.first for each in periods.quarters_until(TODAY, 3)]
    assert firsts == [date(2026, 10, 1), date(2026, 7, 1), date(2026, 4, 1)]
    months = [each.name for each in periods.months_until(date(2026, 1, 31), 3)]
    assert months == ["January 2026", "December 2025", "November 2025"]


@pytest.mark.parametrize(
    "key", ["", "quarter", "quarter-2026-08", "quarter-2026-13", "month-1999-01", "q-2026-07", "٢"]
)
def test_an_address_that_names_no_period_is_told_from_one_that_does(key: str) -> None:
    assert periods.period_of_key(key) is None


@pytest.mark.parametrize(
    "typed", ["2026-03-29", "29/3/2026", "29/03/2026", "29.3.2026", "29 3 2026"]
)
def test_days_are_read_as_people_type_them(typed: str) -> None:
    period = periods.days_between(typed, "30/9/2026", TODAY)
    assert period.first == date(2026, 3, 29)
    assert period.name == "29 March 2026 to 30 September 2026"


@pytest.mark.parametrize(
    ("first", "last", "field", "sentence"),
    [
        ("", "1/2/2026", "first", "Enter the first day, like 29/3/2026"),
        ("1/2/2026", "", "last", "Enter the last day, like 29/3/2026"),
        ("31/2/2026", "1/3/2026", "first", "The first day must be a real date, like 29/3/2026"),
        ("soon", "1/3/2026", "first", "The first day must be a real date, like 29/3/2026"),
        ("1/1/0001", "1/3/2026", "first", "The first day must be after 2000"),
        ("1/3/2026", "1/2/2026", "last", "The last day must be on or after 1 March 2026"),
        ("22/11/2026", "1/12/2026", "first", "The first day must be today or in the past"),
        ("1/1/2015", "1/2/2026", "last", "The days must lie within five years of each other"),
        ("1/2/2026", "9999-99-99", "last", "The last day must be a real date, like 29/3/2026"),
    ],
)
def test_days_that_cannot_be_used_get_a_sentence(
    first: str, last: str, field: str, sentence: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        periods.days_between(first, last, TODAY)
    assert (broken.value.field, broken.value.sentence) == (field, sentence)
