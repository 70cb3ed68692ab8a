"""Which session of a pattern stands for which day that the pattern asks for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core.weeks import monday_of
from payback.diary.models import SessionState
from payback.projects.models import Frequency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from payback.diary.generation import OpeningDay
    from payback.diary.models import WorkSession
    from payback.projects.models import OpeningPattern

    Meets = Callable[["OpeningDay", "WorkSession"], bool]

BECAUSE = "The opening times of the project have changed"
"""Why following cancels a session; such a one stands for no day if the times change back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A day that a pattern asks for, and the session that stands for it; one may be missing."""

    day: OpeningDay | None
    session: WorkSession | None


def pair(
    pattern: OpeningPattern,
    days: Sequence[OpeningDay],
    sessions: Iterable[WorkSession],
    today: date,
) -> list[Pair]:
    """Return which session of a pattern stands for which day.

    First who is there already, then who is in the same week, then, where a fortnight has shifted,
    who is in the week beside it. Who is on a day that is asked for stands for that day or for none.
    One that is cancelled comes after those that stand, so that a week in which somebody cancelled
    gets no other session by itself.

    Parameters
    ----------
    days
        The days that the pattern asks for, in order, also those left out: nothing goes there.
    sessions
        Its sessions of those weeks, whatever their state.
    today
        No session goes to another week before this day.
    """
    free = list(days)
    left = sorted((each for each in sessions if each.cancelled_because != BECAUSE), key=_turn)
    asked = {each.on for each in days}
    found = []
    for meets in (_same_day, *_ways(pattern, today)):
        for session in tuple(left):
            day = next((each for each in free if meets(each, session)), None)
            if day is not None and (meets is _same_day or session.on not in asked):
                free.remove(day)
                left.remove(session)
                found.append(Pair(day=day, session=session))
    found += [Pair(day=None, session=each) for each in left]
    return found + [Pair(day=each, session=None) for each in free]


def _turn(session: WorkSession) -> tuple[object, ...]:
    return session.state is SessionState.CANCELLED, session.on, session.starts_at, session.id


def _ways(pattern: OpeningPattern, today: date) -> tuple[Meets, ...]:
    def beside(day: OpeningDay, session: WorkSession) -> bool:
        apart = abs((monday_of(day.on) - monday_of(session.on)).days)
        return apart == 7 and not day.left_out and min(day.on, session.on) >= today

    shifted = (beside,) if pattern.frequency is Frequency.FORTNIGHTLY else ()
    return (_same_week, *shifted)


def _same_day(day: OpeningDay, session: WorkSession) -> bool:
    return day.on == session.on


def _same_week(day: OpeningDay, session: WorkSession) -> bool:
    return not day.left_out and monday_of(day.on) == monday_of(session.on)
