"""Processes that live at another time: every Python process started with these variables does."""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from payback.core import clock
from payback.core.clock import LONDON
from payback.core.working_days import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Callable

SHIFT = "SHIFT_SECONDS"
SITE = str(Path(__file__).parent / "shifted")
ONE_DAY = timedelta(days=1)
NIGHT, MORNING, EVENING, LATE = time(0, 20), time(10), time(20), time(23, 30)
SATURDAY = 5


def offset(day: date, at: time) -> timedelta:
    """Return how far London is from UTC at a time of a day."""
    found = datetime.combine(day, at, tzinfo=LONDON).utcoffset()
    assert found is not None
    return found


def turn(day: date) -> timedelta:
    """Return how far the clocks go forward on a day; negative where they go back."""
    return offset(day + ONE_DAY, time(0)) - offset(day, time(0))


# By name: which days, and when on them. Each is the next such day, so cookies do not run out.
CLOCKS: dict[str, tuple[Callable[[date], bool], time]] = {
    "saturday": (lambda day: day.weekday() == SATURDAY, MORNING),
    "monday": (lambda day: day.weekday() == 0, MORNING),
    "bank-holiday": (lambda day: day in bank_holidays(day.year), MORNING),
    "clocks-forward": (lambda day: turn(day) > timedelta(0), MORNING),
    "before-clocks-forward": (lambda day: turn(day + ONE_DAY) > timedelta(0), MORNING),
    "clocks-back": (lambda day: turn(day) < timedelta(0), MORNING),
    "before-clocks-back": (lambda day: turn(day + ONE_DAY) < timedelta(0), MORNING),
    "week-53": (lambda day: day.isocalendar().week > 52, MORNING),
    "new-year": (lambda day: day.isocalendar().year < day.year, MORNING),
    "leap-day": (lambda day: (day.month, day.day) == (2, 29), MORNING),
    "late": (lambda _: True, LATE),
    # The day has begun in London and not yet at Greenwich: whoever asks UTC for it is a day behind.
    "summer-night": (lambda day: offset(day, NIGHT) > timedelta(0), NIGHT),
}


def next_instant(name: str, after: date) -> datetime:
    """Return when a clock of `CLOCKS` next stands, after a day."""
    fits, at = CLOCKS[name]
    day = after + ONE_DAY
    while not fits(day):
        day += ONE_DAY
    return clock.london_instant(day, at)


def living_at(instant: datetime) -> dict[str, str]:
    """Return variables that let a process begin at an instant; its clock goes on from there."""
    already = float(os.environ.get(SHIFT, "0"))
    paths = [SITE, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {
        SHIFT: str(already + (instant - clock.now()).total_seconds()),
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
    }


def in_the_evening() -> dict[str, str]:
    """Return variables that let a service live on today's evening, when work has been done.

    Attendance can be recorded once a session has begun; so a journey that records today's
    attendance runs at any hour. Where the clock is shifted to a later hour, it stays.
    """
    evening = clock.london_instant(clock.today(), EVENING)
    return living_at(max(evening, clock.now()) if os.environ.get(SHIFT) else evening)
