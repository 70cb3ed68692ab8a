"""A session's step when the diary follows, and steps that are not in each other's way. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from payback.diary.slots import Slot, slot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payback.diary.models import WorkSession


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


def settled(steps: Sequence[Step], beside: Sequence[Slot]) -> list[Step]:
    """Return the steps once none leads to where another session stays.

    Whoever cannot move stays, which may be in the way of the next: so until nothing changes.
    """
    now = list(steps)
    while True:
        fixed = [*beside, *(e.slot for e in now if e.verdict in (Verdict.STAY, Verdict.KEEP))]
        after = _one_round(now, fixed)
        if after == now:
            return after
        now = after


def _one_round(steps: Sequence[Step], fixed: Sequence[Slot]) -> list[Step]:
    moves = [each for each in steps if each.verdict is Verdict.MOVE]
    swaps = {id(each) for each in moves} - {id(each) for each in in_order(moves)}
    taken, kept = list(fixed), []
    for step in sorted(steps, key=lambda each: each.verdict is Verdict.ADD):
        if step.verdict not in (Verdict.MOVE, Verdict.ADD) or step.to is None:
            kept.append(step)
            continue
        other = next((slot for slot in taken if slot.overlaps(step.to)), None)
        if other is None and id(step) not in swaps:
            kept.append(step)
            taken.append(step.to)
        elif step.verdict is Verdict.MOVE:
            kept.append(step.stays(_in_the_way(other)))
    return kept


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
