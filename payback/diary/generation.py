"""Which work sessions a project's opening patterns give. Pure: no database, no clock.

A day is left out, with its reason, on a bank holiday, after the risk assessment expires, where
the project is not ready to run, and where the session would overlap another of the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from payback.core import wording
from payback.diary.models import SessionState
from payback.projects.open_days import Closed, assessed_until, why_closed
from payback.projects.opening import opens_on
from payback.projects.rules import hours_lack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from payback.diary.models import WorkSession
    from payback.projects.models import OpeningPattern, Project

LONGEST_DAYS = 366


class Verdict(StrEnum):
    """What becomes of a day of a pattern."""

    CREATE = "to be created"
    KEEP = "already there"
    DIFFERS = "there with other times"
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
    on: date
    starts_at: time
    ends_at: time
    verdict: Verdict
    reason: str = ""


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
    existing: Iterable[WorkSession],
    *,
    days: tuple[date, date],
    closed_days: Mapping[date, str],
) -> list[ProposedSession]:
    """Return every session that a project's patterns ask for, in order of day and start.

    Parameters
    ----------
    project
        Its state and the end of its risk assessment decide what may be planned.
    patterns
        Its opening patterns.
    existing
        Its sessions of those days, whatever their state.
    days
        The first and the last day.
    closed_days
        Days without work, with their names.
    """
    taken: dict[date, list[tuple[time, time, bool]]] = {}
    for session in existing:
        here = (session.starts_at, session.ends_at, session.state is SessionState.CANCELLED)
        taken.setdefault(session.on, []).append(here)
    found = []
    for pattern, day in _in_order(patterns, days, closed_days):
        spans = taken.setdefault(day.on, [])
        verdict, reason = _judge(project, pattern, day, spans)
        if verdict is Verdict.CREATE:
            spans.append((pattern.starts_at, pattern.ends_at, False))
        found.append(
            ProposedSession(
                project=project,
                pattern_id=pattern.id,
                on=day.on,
                starts_at=pattern.starts_at,
                ends_at=pattern.ends_at,
                verdict=verdict,
                reason=reason,
            )
        )
    return found


def _in_order(
    patterns: Sequence[OpeningPattern], days: tuple[date, date], closed_days: Mapping[date, str]
) -> Iterator[tuple[OpeningPattern, OpeningDay]]:
    pairs = [(p, day) for p in patterns for day in session_dates(p, *days, closed_days)]
    yield from sorted(pairs, key=lambda pair: (pair[1].on, pair[0].starts_at, pair[0].id))


def _judge(
    project: Project,
    pattern: OpeningPattern,
    day: OpeningDay,
    taken: list[tuple[time, time, bool]],
) -> tuple[Verdict, str]:
    for starts_at, ends_at, cancelled in taken:
        if starts_at == pattern.starts_at:
            return _as_there(pattern, ends_at, cancelled=cancelled)
    if refusal := _refusal(project, pattern, day):
        return Verdict.LEAVE_OUT, refusal
    for starts_at, ends_at, cancelled in taken:
        if not cancelled and starts_at < pattern.ends_at and pattern.starts_at < ends_at:
            start = wording.time(starts_at)
            return Verdict.LEAVE_OUT, f"It would overlap the session at {start}"
    return Verdict.CREATE, ""


def _as_there(pattern: OpeningPattern, ends_at: time, *, cancelled: bool) -> tuple[Verdict, str]:
    """Judge a day on which a session starts at the pattern's time already."""
    if cancelled:
        return Verdict.KEEP, "Cancelled; it stays so"
    if ends_at == pattern.ends_at:
        return Verdict.KEEP, ""
    there = f"{wording.time(pattern.starts_at)} to {wording.time(ends_at)}"
    return Verdict.DIFFERS, f"The session of this day is from {there}; it stays so"


def _refusal(project: Project, pattern: OpeningPattern, day: OpeningDay) -> str:
    if day.left_out:
        return f"Bank holiday: {day.left_out}"
    return refusal_on(project, day.on) or hours_lack(pattern.starts_at, pattern.ends_at)


def refusal_on(project: Project, day: date) -> str:
    """Return why a project cannot open on a day; empty if it can."""
    match why_closed(project, day):
        case Closed.BY_STATE:
            return f"The project is {project.state}"
        case Closed.UNASSESSED:
            return "The project has no risk assessment"
        case Closed.ASSESSMENT_OVER:
            return f"The risk assessment runs out on {assessed_until(project)}"
        case None:
            return ""
