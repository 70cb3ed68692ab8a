"""Periods of a report: quarters of the financial year, months, and any days from one to another.

Pure functions on dates; the caller says what day it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from payback.core import wording
from payback.core.errors import RuleBroken

DATES = "dates"
LONGEST_DAYS = 1_830
_KEY = re.compile(r"(?P<kind>quarter|month)-(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])", re.ASCII)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_BRITISH = re.compile(r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from one to another, both included.

    Parameters
    ----------
    key
        How addresses name it: ``quarter-2026-07``, ``month-2026-10`` or ``dates``.
    name
        How pages name it.
    """

    key: str
    first: date
    last: date
    name: str

    @property
    def short(self) -> str:
        """A quarter's name where there is little room: "Oct to Dec 2015 (Q3)"."""
        number = (self.first.month - 4) // 3 % 4 + 1
        return f"{self.first:%b} to {self.last:%b} {self.last.year} (Q{number})"

    @property
    def in_words(self) -> str:
        """Both days, as they are read in a sentence."""
        return f"{wording.date(self.first)} to {wording.date(self.last)}"


def _months_after(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def quarter_of(day: date) -> Period:
    """Return the quarter that a day lies in; the financial year begins on 1 April."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    last = _months_after(first, 3) - timedelta(days=1)
    year = first.year if first.month >= 4 else first.year - 1
    number = (first.month - 4) // 3 % 4 + 1
    months = f"{first:%B} to {last:%B} {first.year}"
    return Period(
        key=f"quarter-{first:%Y-%m}",
        first=first,
        last=last,
        name=f"{months} (quarter {number} of {year}/{(year + 1) % 100:02})",
    )


def month_of(day: date) -> Period:
    """Return the month that a day lies in."""
    first = day.replace(day=1)
    last = _months_after(first, 1) - timedelta(days=1)
    return Period(key=f"month-{first:%Y-%m}", first=first, last=last, name=f"{first:%B %Y}")


def quarter_before(quarter: Period) -> Period:
    """Return the quarter before a quarter."""
    return quarter_of(quarter.first - timedelta(days=1))


def quarters_until(day: date, count: int) -> list[Period]:
    """Return the quarter of a day and those before it, newest first."""
    found = [quarter_of(day)]
    while len(found) < count:
        found.append(quarter_before(found[-1]))
    return found


def months_until(day: date, count: int) -> list[Period]:
    """Return the month of a day and those before it, newest first."""
    first = day.replace(day=1)
    return [month_of(_months_after(first, -back)) for back in range(count)]


def period_of_key(key: str) -> Period | None:
    """Return the quarter or month that an address names, or nothing."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    day = date(int(match["year"]), int(match["month"]), 1)
    found = quarter_of(day) if match["kind"] == "quarter" else month_of(day)
    return found if found.key == key else None


def days_between(first_typed: str, last_typed: str, today: date) -> Period:
    """Return the period between two typed days.

    Raises
    ------
    RuleBroken
        Naming ``first`` or ``last``: missing, no date, in the wrong order, in the future, too long.
    """
    first = _day("first", "first day", first_typed)
    last = _day("last", "last day", last_typed)
    if first > today:
        raise RuleBroken("first", "The first day must be today or in the past")
    if last < first:
        raise RuleBroken("last", f"The last day must be on or after {wording.date(first)}")
    if (last - first).days >= LONGEST_DAYS:
        raise RuleBroken("last", "The days must lie within five years of each other")
    name = f"{wording.date(first)} to {wording.date(last)}"
    return Period(key=DATES, first=first, last=last, name=name)


def _day(field: str, what: str, typed: str) -> date:
    if not typed:
        raise RuleBroken(field, f"Enter the {what}, like 29/3/2026")
    match = _ISO.fullmatch(typed) or _BRITISH.fullmatch(typed)
    try:
        if match is None:
            raise ValueError(typed)
        found = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        raise RuleBroken(field, f"The {what} must be a real date, like 29/3/2026") from None
    if not date(2000, 1, 1) <= found <= date(2199, 12, 31):
        raise RuleBroken(field, f"The {what} must be after 2000")
    return found
