"""On which days a pattern opens, and whether two of them ever meet. Pure."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Protocol

from payback.core import wording
from payback.core.errors import RuleBroken
from payback.core.weeks import monday_of
from payback.projects.models import Frequency

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payback.projects.models import OpeningPattern

DAYS_A_FORTNIGHT = 14
"""After so many days every pattern repeats."""


class Opening(Protocol):
    """Anything that says on which weekdays, when, how often, from when and until when."""

    @property
    def weekdays(self) -> int:
        """7 bits, Monday is bit 0."""

    @property
    def starts_at(self) -> time:
        """From when on such a day."""

    @property
    def ends_at(self) -> time:
        """Until when on such a day."""

    @property
    def frequency(self) -> Frequency:
        """Each week, or each second week from that of its first day."""

    @property
    def from_on(self) -> date:
        """The first day."""

    @property
    def to_on(self) -> date | None:
        """The last day, if there is one."""


def opens_on(pattern: Opening, day: date) -> bool:
    """Return whether a pattern asks for a day, closed or not."""
    if day < pattern.from_on or (pattern.to_on is not None and day > pattern.to_on):
        return False
    return bool(pattern.weekdays >> day.weekday() & 1) and _week_counts(pattern, day)


def _week_counts(pattern: Opening, day: date) -> bool:
    if pattern.frequency is Frequency.WEEKLY:
        return True
    weeks = (monday_of(day) - monday_of(pattern.from_on)).days // 7
    return weeks % 2 == 0


def first_shared_day(one: Opening, other: Opening) -> date | None:
    """Return the first day on which two patterns open at overlapping times, or nothing."""
    if one.ends_at <= other.starts_at or other.ends_at <= one.starts_at:
        return None
    first = max(one.from_on, other.from_on)
    days = (first + timedelta(days=n) for n in range(DAYS_A_FORTNIGHT))
    return next((day for day in days if opens_on(one, day) and opens_on(other, day)), None)


def require_apart(wanted: Opening, others: Iterable[OpeningPattern]) -> None:
    """Refuse an opening that meets another pattern of its project, and name that one.

    Raises
    ------
    RuleBroken
        Names the form field.
    """
    for other in others:
        if day := first_shared_day(wanted, other):
            sentence = (
                f"On {wording.date(day)} this would overlap another pattern of this project: "
                f"{other.in_words}. Choose other days or times, or end that pattern before"
            )
            raise RuleBroken("weekdays", sentence)
