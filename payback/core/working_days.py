"""Working days: Monday to Friday without the bank holidays of England."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@cache
def bank_holidays(year: int) -> dict[date, str]:
    """Return England's bank holidays of a year with their names."""
    import holidays  # asked once a year in the life of a process

    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year).items())


def is_working_day(day: date) -> bool:
    """Return whether offices are open on a day."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """Return the working day that is so many working days after a day.

    Parameters
    ----------
    day
        The day to count from; it is not counted itself and need not be a working day.
    count
        0 or more; 0 gives the day itself.
    """
    for _ in range(count):
        day += ONE_DAY
        while not is_working_day(day):
            day += ONE_DAY
    return day


def working_days_between(first: date, last: date) -> int:
    """Return how many working days lie after one day, up to and including another.

    The number is negative where the last day comes before the first.
    """
    if last < first:
        return -working_days_between(last, first)
    days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    return sum(is_working_day(day) for day in days)
