"""What a new booking must satisfy, whoever makes it. Pure.

The numbers V2 to V5 are those of the national service's rules on an appointment
(``docs/validate.md``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import checks, clock, wording
from payback.core.errors import RuleBroken
from payback.diary.generation import refusal_on, session_dates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from payback.diary.models import WorkSession
    from payback.projects.models import OpeningPattern, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Somebody on a session for the first time, with all that it is judged by.

    Parameters
    ----------
    session, project
        Where and when.
    sentenced_on
        The day of the sentence that the time is for.
    now
        The present instant.
    patterns
        When the project opens; ``None`` for a session that is there already, which was made
        from a pattern (`payback.diary.generation`) and stands if that changes.
    with_outcome
        Whether what came of it is known with the booking.
    """

    session: WorkSession
    project: Project
    sentenced_on: date
    now: datetime
    patterns: Sequence[OpeningPattern] | None = None
    with_outcome: bool = False


def require_bookable(booking: Booking) -> None:
    """Refuse a booking that breaks a rule.

    Raises
    ------
    RuleBroken
        Naming no field: a booking has no form of its own.
    """
    checks.require(CHECKS, booking)


def _require_open(booking: Booking) -> None:
    """Apply V2: the project is not over on that day, and may work."""
    if refusal := refusal_on(booking.project, booking.session.on):
        day = wording.date(booking.session.on)
        raise RuleBroken("", f"{refusal}, so nobody can be booked there on {day}.", "V2")


def _require_sentenced(booking: Booking) -> None:
    """Apply V3."""
    if booking.session.on < booking.sentenced_on:
        sentence = f"The session is before the sentence, {wording.date(booking.sentenced_on)}."
        raise RuleBroken("", sentence, "V3")


def _require_opening_day(booking: Booking) -> None:
    """Apply V4, dates and fortnights of the patterns too."""
    if booking.patterns is None:
        return
    day = booking.session.on
    if not any(session_dates(each, day, day, {}) for each in booking.patterns):
        sentence = f"The project does not open on {day:%A} {wording.date(day)}."
        raise RuleBroken("", sentence, "V4")


def _require_to_come(booking: Booking) -> None:
    """Apply V5: nobody is booked on what is over without what came of it."""
    session = booking.session
    if booking.with_outcome:
        return
    if clock.london_instant(session.on, session.ends_at) <= booking.now:
        end = f"{wording.time(session.ends_at)} on {wording.date(session.on)}"
        raise RuleBroken("", f"This session ended at {end}, so nobody can be booked on it.", "V5")


CHECKS: tuple[checks.Check[Booking], ...] = (
    _require_open,
    _require_sentenced,
    _require_opening_day,
    _require_to_come,
)
"""What a booking must satisfy, in the order in which it is said."""
