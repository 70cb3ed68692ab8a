"""What becomes of each session when the diary follows the opening times. Pure.

What somebody has done something about stays: a session that has begun, that has an outcome, that
was changed by hand or cancelled. What people have been told of, and is near, stays unless the
coordinator says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from payback.core import wording
from payback.core.weeks import monday_of
from payback.diary.following.pairing import pair
from payback.diary.following.settling import Step, Verdict, settled
from payback.diary.generation import refusal_on, session_dates
from payback.diary.models import SessionState
from payback.diary.rules import STANDING, week_of
from payback.diary.slots import Slot, slot_of
from payback.projects.models import Frequency
from payback.projects.opening import opens_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set
    from datetime import date, datetime

    from payback.diary.following.pairing import Pair
    from payback.diary.models import WorkSession
    from payback.projects.models import OpeningPattern, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is known when the diary is to follow.

    Parameters
    ----------
    now
        The present instant.
    told_until
        Until when what is published is near.
    near
        Whether what is published and near follows too.
    recorded
        The sessions that have an outcome.
    today
        The present day in London.
    """

    now: datetime
    told_until: datetime
    near: bool
    recorded: Set[int]
    today: date


def steps_of(
    project: Project,
    patterns: Sequence[OpeningPattern],
    existing: Sequence[WorkSession],
    *,
    closed_days: Mapping[date, str],
    moment: Moment,
) -> list[Step]:
    """Return what becomes of a project's coming sessions, in order of day and start.

    Parameters
    ----------
    patterns
        All its opening patterns, as they are now.
    existing
        All its sessions from this week's Monday on, whatever their state.
    closed_days
        Days without work, with their names, up to the end of the diary.
    """
    found = [
        step
        for pattern in patterns
        for each in _pairs(pattern, existing, closed_days, moment)
        if (step := _step(project, pattern, each, moment)) is not None
    ]
    found = [_explained(each, patterns, closed_days) for each in found]
    named = {pattern.id for pattern in patterns}
    beside = [e for e in existing if e.pattern_id not in named and e.state in STANDING]
    rows = settled(found, [slot_of(each) for each in beside])
    return sorted(rows, key=lambda each: (each.slot, each.verdict))


def _pairs(
    pattern: OpeningPattern,
    existing: Iterable[WorkSession],
    closed_days: Mapping[date, str],
    moment: Moment,
) -> list[Pair]:
    """Return a pattern's pairs, from the week of its first coming session to that of its last.

    Without any there is nothing to follow. A fortnight that shifts may shift the last by a week.
    """
    own = [each for each in existing if each.pattern_id == pattern.id]
    if not own:
        return []
    first = monday_of(min(each.on for each in own))
    last = end_of_diary(pattern, max(each.on for each in own))
    return pair(pattern, session_dates(pattern, first, last, closed_days), own, moment.today)


def end_of_diary(pattern: OpeningPattern, last_on: date) -> date:
    """Return until when days of a pattern are looked at, whose last session is on a day."""
    weeks = 2 if pattern.frequency is Frequency.FORTNIGHTLY else 1
    return monday_of(last_on) + timedelta(weeks=weeks, days=-1)


def _step(project: Project, pattern: OpeningPattern, each: Pair, moment: Moment) -> Step | None:
    """Return what becomes of a pair; nothing if it is over, or nothing is to be done."""
    to = _asked(pattern, each)
    if each.session is None:
        new = Step(verdict=Verdict.ADD, pattern_id=pattern.id, to=to)
        return new if _may_add(project, each, new.slot, moment) else None
    if each.session.state is SessionState.CANCELLED or each.session.on < moment.today:
        return None
    verdict = Verdict.CANCEL if to is None else Verdict.MOVE
    step = Step(verdict=verdict, pattern_id=pattern.id, session=each.session, to=to)
    if slot_of(each.session) == to:
        return replace(step, verdict=Verdict.KEEP, to=None)
    return _held(project, step, each.session, moment)


def _explained(
    step: Step, patterns: Iterable[OpeningPattern], closed_days: Mapping[date, str]
) -> Step:
    """Say of a session that is cancelled that the day it would go to has no work."""
    if step.verdict is not Verdict.CANCEL:
        return step
    pattern = next(each for each in patterns if each.id == step.pattern_id)
    week = week_of(step.slot.on).days
    day = next((each for each in week if each in closed_days and opens_on(pattern, each)), None)
    if day is None:
        return step
    return replace(step, reason=f"{wording.date(day)} is a bank holiday: {closed_days[day]}")


def _asked(pattern: OpeningPattern, each: Pair) -> Slot | None:
    if each.day is None:
        return None
    return Slot(on=each.day.on, starts_at=pattern.starts_at, ends_at=pattern.ends_at)


def _may_add(project: Project, each: Pair, to: Slot, moment: Moment) -> bool:
    closed = each.day is None or each.day.left_out or refusal_on(project, to.on)
    return not closed and to.start > moment.now


def _held(project: Project, step: Step, session: WorkSession, moment: Moment) -> Step:
    """Return the step, or why the session stays where it is."""
    if session.state is SessionState.DONE or step.slot.start <= moment.now:
        return step.stays("It has begun")
    if session.by_hand:
        return step.stays("Somebody changed it by hand")
    if session.id in moment.recorded:
        return step.stays("An outcome is recorded for somebody on it")
    if step.to is not None and step.to.start <= moment.now:
        return step.stays(f"{step.to.in_words} is over")
    if step.to is not None and (refusal := refusal_on(project, step.to.on)):
        return step.stays(refusal)
    first = min(step.slot.start, step.to.start) if step.to else step.slot.start
    if session.state is SessionState.OPEN and first < moment.told_until and not moment.near:
        return step.stays("It is published and soon", near=True)
    return step
