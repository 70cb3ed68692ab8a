"""What may be done with a work session, and how it is said. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from payback.core import wording
from payback.core.errors import RuleBroken
from payback.core.weeks import monday_of
from payback.diary.models import SessionState
from payback.diary.slots import slot_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from payback.diary.models import WorkSession

STANDING = frozenset({SessionState.PROPOSED, SessionState.OPEN})
"""The states in which a session is still to be held."""

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The seven days from a Monday."""

    monday: date

    @property
    def days(self) -> list[date]:
        """Its days."""
        return [self.monday + timedelta(days=n) for n in range(DAYS_A_WEEK)]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=DAYS_A_WEEK - 1)

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - timedelta(days=DAYS_A_WEEK)

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=DAYS_A_WEEK)


def week_of(day: date) -> Week:
    """Return the week that a day lies in."""
    return Week(monday=monday_of(day))


def when(session: WorkSession) -> str:
    """Write a session's day and times: "Tuesday 24 November 2026, 9:30am to 4:30pm"."""
    return slot_of(session).in_words


def require_cancellable(session: WorkSession, attended: int) -> None:
    """Refuse to cancel a session that is not standing, or that somebody attended.

    An absence known in advance, or a new date, does not make a session take place.

    Parameters
    ----------
    attended
        How many people are recorded as having attended.

    Raises
    ------
    RuleBroken
        With the sentence for the coordinator.
    """
    if session.state not in STANDING:
        raise RuleBroken("", f"This session is {session.state} and cannot be cancelled.")
    if attended:
        people = wording.plural(attended, "person is", "people are")
        sentence = (
            f"{people} recorded as having attended, so this session took place. "
            "Record the others as sent home or stood down instead."
        )
        raise RuleBroken("", sentence)


def require_restorable(session: WorkSession, refusal: str, same_day: Sequence[WorkSession]) -> None:
    """Refuse to take back a cancellation where the session could not be planned today.

    Parameters
    ----------
    refusal
        Why its project cannot open on that day; empty if it can.
    same_day
        The other sessions of its project that day.

    Raises
    ------
    RuleBroken
        With the sentence for the coordinator.
    """
    if session.state is not SessionState.CANCELLED:
        raise RuleBroken("", "This session is not cancelled.")
    if refusal:
        raise RuleBroken("", f"{refusal}, so the session cannot be put back.")
    for other in same_day:
        if slot_of(other).overlaps(slot_of(session)) and other.state is not SessionState.CANCELLED:
            start = wording.time(other.starts_at)
            raise RuleBroken("", f"Another session of this project starts at {start} that day.")


def staying_elsewhere(people: int, supervisors: Sequence[str]) -> str:
    """Say who does not come back to a session that is put back; empty if everybody does."""
    who = [*supervisors, *([wording.plural(people, "person", "people")] if people else [])]
    if not who:
        return ""
    listed = " and ".join([", ".join(who[:-1]), who[-1]] if len(who) > 1 else who)
    one = len(supervisors) + people == 1
    return (
        f"{listed} {'is' if one else 'are'} at another session now, and "
        f"{'stays' if one else 'stay'} there."
    )


def require_movable(session: WorkSession, recorded: Collection[int], now: datetime) -> None:
    """Refuse another day or other times for a session that has begun or has an outcome.

    Parameters
    ----------
    recorded
        The sessions that have an outcome.
    now
        The present instant.

    Raises
    ------
    RuleBroken
        With the sentence for the coordinator.
    """
    if slot_of(session).start <= now:
        sentence = "This session has begun. Its day and times cannot change: record when people"
        raise RuleBroken("", f"{sentence} came and left instead.")
    if session.id in recorded:
        sentence = "An outcome is recorded for somebody on this session. Clear it before you change"
        raise RuleBroken("", f"{sentence} its day or times.")


def require_places(session: WorkSession, places: int, min_people: int) -> None:
    """Refuse other numbers on a session that is over, or numbers that do not fit together.

    Raises
    ------
    RuleBroken
        Names the form field, or none for the session as a whole.
    """
    if session.state not in STANDING:
        raise RuleBroken("", f"This session is {session.state}. Its places cannot change.")
    if min_people > places:
        sentence = f"The smallest group must be {places} or fewer, the number of places"
        raise RuleBroken("min_people", sentence)
