"""Months, counted since the year 0, and the weeks from Monday to Sunday that they touch.

Pure functions, two of which say the same to the database.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Integer, cast, extract

from payback.core.weeks import monday_of
from payback.people.queries import DaysBetween

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    Days = tuple[date, date]

WEEKS = 6
"""The most weeks that a month touches."""
_A_MONDAY = date(1900, 1, 1)


def month_of(day: date) -> int:
    """Return the month of a day."""
    return day.year * 12 + day.month - 1


def first_day_of(month: int) -> date:
    """Return the first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def week_begins(month: int, week: int) -> date:
    """Return the first day that a month has of its n-th week."""
    first = first_day_of(month)
    return max(first, monday_of(first) + timedelta(weeks=week))


def whole_months(first: date, last: date) -> range:
    """Return the months of which every day lies between two days, both included."""
    before = month_of(first - timedelta(days=1))
    return range(before + 1, month_of(last + timedelta(days=1)))


def around(months: range, first: date, last: date) -> Sequence[Days]:
    """Return the days between two days that lie in none of some months, as first and last day."""
    if not months:
        return [(first, last)]
    begin, end = first_day_of(months.start), first_day_of(months.stop)
    sides = [(first, begin - timedelta(days=1)), (end, last)]
    return [(start, stop) for start, stop in sides if start <= stop]


def month_in_sql(day: ColumnElement[date]) -> ColumnElement[int]:
    """Return the month of a day."""
    year, month = (cast(extract(part, day), Integer) for part in ("year", "month"))
    return year * 12 + month - 1


def week_in_sql(day: ColumnElement[date]) -> ColumnElement[int]:
    """Return in which week of its month a day lies, from 0."""
    days = DaysBetween(day, _A_MONDAY)
    first = days - cast(extract("day", day), Integer) + 1
    return days // 7 - first // 7
