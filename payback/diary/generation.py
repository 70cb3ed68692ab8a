"""Which work sessions a project's opening patterns give. Pure: no database, no clock.

A day is left out, with its reason, on a bank holiday, after the risk assessment expires, where
the project is not ready to run, and where the session would overlap another of the project. A day
for which a session of the pattern stands, perhaps on another day of its week, gets no second one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from payback.core import wording
from payback.core.weeks import monday_of
from payback.diary.following.pairing import pair
from payback.diary.models import SessionState, WorkSession
from payback.diary.slots import Slot, slot_of
from payback.projects.open_days import Closed, assessed_until, why_closed
from payback.projects.opening import opens_on
from payback.projects.rules import hours_lack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from payback.projects.models import OpeningPattern, Project

LONGEST_DAYS = 366


class Verdict(StrEnum):
    """What becomes of a day of a pattern."""

    CREATE = "to be created"
    KEEP = "already there"
    DIFFERS = "there at another time"
    LEAVE_OUT = "left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningDay:
    """A day on which a pattern opens, or would but for the reason given."""

    on: date
    left_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSession:
    """A session that a pattern asks for, and what becomes of it."""

    project: Project
    pattern_id: int
    slot: Slot
    verdict: Verdict
    reason: str = ""
    follows: bool = False
    """Whether its session, which is at another time, follows the pattern if it is asked to."""


def session_dates(
    pattern: OpeningPattern, from_on: date, to_on: date, closed_days: Mapping[date, str]
) -> list[OpeningDay]:
    """Return the days of a pattern between two days, both included, in order.

    Parameters
    ----------
    pattern
        A fortnightly one opens in the week (Monday to Sunday) of its ``from_on`` and in every
        second week after.
    from_on, to_on
        The span asked for; the pattern's own first and last day narrow it.
    closed_days
        Days without work, with their names: returned too, as left out.
    """
    first = max(from_on, pattern.from_on)
    last = min(to_on, pattern.to_on or to_on)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        OpeningDay(on=day, left_out=closed_days.get(day, ""))
        for day in days
        if opens_on(pattern, day)
    ]


def propose(
    project: Project,
    patterns: Sequence[OpeningPattern],
    existing: Sequence[WorkSession],
    *,
    days: tuple[date, date],
    closed_days: Mapping[date, str],
    today: date,
) -> list[ProposedSession]:
    """Return every session that a project's patterns ask for, in order of day and start.

    Parameters
    ----------
    project
        Its state and the end of its risk assessment decide what may be planned.
    patterns
        Its opening patterns.
    existing
        Its sessions of `weeks_around` those days, whatever their state.
    days
        The first and the last day.
    closed_days
        Days without work, with their names, of `weeks_around` too.
    today
        The present day.
    """
    taken = [each for each in existing if each.state is not SessionState.CANCELLED]
    made: list[Slot] = []
    found = []
    for pattern, each in _in_order(patterns, existing, days, closed_days, today):
        slot = Slot(on=each.on, starts_at=pattern.starts_at, ends_at=pattern.ends_at)
        verdict, reason = _judge(project, slot, each, [*map(slot_of, taken), *made])
        if verdict is Verdict.CREATE:
            made.append(slot)
        found.append(
            ProposedSession(
                project=project,
                pattern_id=pattern.id,
                slot=slot,
                verdict=verdict,
                reason=reason,
                follows=verdict is Verdict.DIFFERS
                and bool(each.session and each.session.pattern_id),
            )
        )
    return found


def weeks_around(from_on: date, to_on: date) -> tuple[date, date]:
    """Return the weeks in which a session may stand for one of some days, and a week beside."""
    first, last = monday_of(from_on), monday_of(to_on)
    return first - timedelta(weeks=1), last + timedelta(weeks=2, days=-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A day that a pattern asks for, and the session of the pattern that stands for it."""

    on: date
    left_out: str
    session: WorkSession | None

    @property
    def is_of_pattern(self) -> bool:
        """Whether the session was made from a pattern."""
        return self.session is not None and self.session.pattern_id is not None


def _in_order(
    patterns: Sequence[OpeningPattern],
    existing: Sequence[WorkSession],
    days: tuple[date, date],
    closed_days: Mapping[date, str],
    today: date,
) -> list[tuple[OpeningPattern, _Asked]]:
    """Return each day of each pattern with its session, by day and start."""
    around = weeks_around(*days)
    pairs = []
    for pattern in patterns:
        own = [each for each in existing if _stands_for(each, pattern)]
        for each in pair(pattern, session_dates(pattern, *around, closed_days), own, today):
            if each.day is not None and days[0] <= each.day.on <= days[1]:
                asked = _Asked(on=each.day.on, left_out=each.day.left_out, session=each.session)
                pairs.append((pattern, asked))
    return sorted(pairs, key=lambda each: (each[1].on, each[0].starts_at, each[0].id))


def _stands_for(session: WorkSession, pattern: OpeningPattern) -> bool:
    """Return whether a session is of a pattern, or of none and just where it would be."""
    if session.pattern_id is not None:
        return session.pattern_id == pattern.id
    return session.starts_at == pattern.starts_at and opens_on(pattern, session.on)


def _judge(
    project: Project, slot: Slot, asked: _Asked, taken: Iterable[Slot]
) -> tuple[Verdict, str]:
    if asked.session is not None:
        return _as_there(slot, asked.session)
    if refusal := _refusal(project, slot, asked):
        return Verdict.LEAVE_OUT, refusal
    other = next((each for each in taken if each.overlaps(slot)), None)
    if other is not None:
        start = wording.time(other.starts_at)
        return Verdict.LEAVE_OUT, f"It would overlap the session at {start}"
    return Verdict.CREATE, ""


def _as_there(slot: Slot, session: WorkSession) -> tuple[Verdict, str]:
    """Judge a day for which a session of the pattern stands already."""
    there = slot_of(session)
    words = "" if there.on == slot.on else f" of {wording.short_date(there.on)}"
    if session.state is SessionState.CANCELLED:
        return Verdict.KEEP, f"Its session{words} is cancelled; it stays so"
    if there == slot:
        return Verdict.KEEP, ""
    times = f"{wording.time(there.starts_at)} to {wording.time(there.ends_at)}"
    if session.by_hand:
        return Verdict.KEEP, f"Changed by hand to {wording.short_date(there.on)}, {times}"
    return Verdict.DIFFERS, f"Its session is on {wording.short_date(there.on)}, {times}"


def _refusal(project: Project, slot: Slot, asked: _Asked) -> str:
    if asked.left_out:
        return f"Bank holiday: {asked.left_out}"
    return refusal_on(project, slot.on) or hours_lack(slot.starts_at, slot.ends_at)


def new_session(project: Project, slot: Slot, pattern_id: int | None) -> WorkSession:
    """Return a session that a project has from now on, with the project's numbers."""
    return WorkSession(
        project_id=project.id,
        pattern_id=pattern_id,
        on=slot.on,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        places=project.places,
        min_people=project.min_people,
        supervisors_needed=project.supervisors_needed,
    )


def refusal_on(project: Project, day: date) -> str:
    """Return why a project cannot open on a day; empty if it can."""
    match why_closed(project, day):
        case Closed.BY_STATE:
            return f"The project is {project.state}"
        case Closed.UNASSESSED:
            return "The project has no risk assessment"
        case Closed.ASSESSMENT_OVER:
            return f"The risk assessment covers no day after {assessed_until(project)}"
        case None:
            return ""
