"""What becomes of each session when the diary follows the opening times. Pure.

What somebody has done something about stays: a session that has begun, that has an outcome, that
was changed by hand or cancelled. What people have been told of, and is near, stays unless the
coordinator says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from payback.core import wording
from payback.core.weeks import monday_of
from payback.diary.following.pairing import pair
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


class Verdict(StrEnum):
    """What becomes of a session, or of a day without one."""

    MOVE = "moves"
    CANCEL = "is cancelled"
    ADD = "is added"
    STAY = "stays as it is"
    KEEP = "is in line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One session and what becomes of it.

    ``session`` is missing from one that is added, ``to`` from one that goes nowhere. ``near`` says
    that it stays only because people have been told and it is soon.
    """

    verdict: Verdict
    pattern_id: int | None
    session: WorkSession | None = None
    to: Slot | None = None
    reason: str = ""
    near: bool = False

    @property
    def slot(self) -> Slot:
        """Where it lies now; of one that is added, where it will."""
        if self.session is not None:
            return slot_of(self.session)
        if self.to is None:
            message = "a step without a session leads somewhere"
            raise ValueError(message)
        return self.to

    def stays(self, reason: str, *, near: bool = False) -> Step:
        """Return the step of a session that stays where it is."""
        return replace(self, verdict=Verdict.STAY, to=None, reason=reason, near=near)


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
    settled = _settled(found, [slot_of(each) for each in beside])
    return sorted(settled, key=lambda each: (each.slot, each.verdict))


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


def _settled(steps: Sequence[Step], beside: Sequence[Slot]) -> list[Step]:
    """Return the steps once none leads to where another session stays.

    Whoever cannot move stays, which may be in the way of the next: so until nothing changes.
    """
    now = list(steps)
    while True:
        fixed = [*beside, *(e.slot for e in now if e.verdict in (Verdict.STAY, Verdict.KEEP))]
        settled = _one_round(now, fixed)
        if settled == now:
            return settled
        now = settled


def _one_round(steps: Sequence[Step], fixed: Sequence[Slot]) -> list[Step]:
    moves = [each for each in steps if each.verdict is Verdict.MOVE]
    swaps = {id(each) for each in moves} - {id(each) for each in in_order(moves)}
    taken, settled = list(fixed), []
    for step in sorted(steps, key=lambda each: each.verdict is Verdict.ADD):
        if step.verdict not in (Verdict.MOVE, Verdict.ADD) or step.to is None:
            settled.append(step)
            continue
        other = next((slot for slot in taken if slot.overlaps(step.to)), None)
        if other is None and id(step) not in swaps:
            settled.append(step)
            taken.append(step.to)
        elif step.verdict is Verdict.MOVE:
            settled.append(step.stays(_in_the_way(other)))
    return settled


def _in_the_way(other: Slot | None) -> str:
    if other is None:
        return "It would change places with another session of this project"
    return f"It would overlap the session of {other.in_words}"


def in_order(moves: Iterable[Step]) -> list[Step]:
    """Return moves so that each leads to where no session of the project is at that moment.

    Those that would change places with each other are left out: no order serves them.
    """
    left = list(moves)
    done: list[Step] = []
    while True:
        free = [each for each in left if not _blocked(each, left)]
        if not free:
            return done
        done += free
        left = [each for each in left if each not in free]


def _blocked(move: Step, others: Iterable[Step]) -> bool:
    to = move.to
    return to is not None and any(each is not move and each.slot.overlaps(to) for each in others)
