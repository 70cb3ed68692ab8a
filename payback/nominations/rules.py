"""What may follow what, and what approval needs. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from payback.core.errors import Conflict, RuleBroken
from payback.nominations.models import Criterion, NominationState, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payback.nominations.models import CriterionAnswer

S = NominationState
SHORT_PERSON_DAYS = 20


class Step(StrEnum):
    """Something that changes where a nomination stands; the value completes "cannot be …"."""

    ASK = "sent back for more information"
    ANSWER = "answered"
    APPROVE = "approved"
    DECLINE = "declined"
    WITHDRAW = "withdrawn"
    MERGE = "merged"
    REOPEN = "reopened"


OPEN = (S.SUBMITTED, S.MORE_INFORMATION)
TRANSITIONS: dict[Step, tuple[tuple[NominationState, ...], NominationState]] = {
    Step.ASK: ((S.SUBMITTED, S.MORE_INFORMATION), S.MORE_INFORMATION),
    Step.ANSWER: ((S.MORE_INFORMATION,), S.SUBMITTED),
    Step.APPROVE: (OPEN, S.APPROVED),
    Step.DECLINE: (OPEN, S.DECLINED),
    Step.WITHDRAW: (OPEN, S.WITHDRAWN),
    Step.MERGE: (OPEN, S.MERGED),
    Step.REOPEN: ((S.DECLINED, S.WITHDRAWN, S.MERGED), S.SUBMITTED),
}


def may(state: NominationState, step: Step) -> bool:
    """Return whether a step is allowed in a state."""
    return state in TRANSITIONS[step][0]


def next_state(state: NominationState, step: Step) -> NominationState:
    """Return the state after a step.

    Raises
    ------
    Conflict
        Where the step is not allowed: somebody else was quicker.
    """
    if refusal := refusal_of(state, step):
        raise Conflict(refusal)
    return TRANSITIONS[step][1]


def refusal_of(state: NominationState, step: Step) -> str:
    """Return why a step is not allowed in a state; nothing if it is."""
    if may(state, step):
        return ""
    return f"This nomination is {in_words(state)}, so it cannot be {step} now."


def in_words(state: NominationState) -> str:
    """Return a state as it stands after "this nomination is"."""
    return {
        S.SUBMITTED: "waiting for a decision",
        S.MORE_INFORMATION: "waiting for more information",
    }.get(state, str(state.value))


def verdicts_met(criteria: Iterable[CriterionAnswer]) -> bool:
    """Return whether all four criteria are met."""
    met = {each.criterion for each in criteria if each.verdict is Verdict.MET}
    return met == set(Criterion)


def require_verdicts_met(criteria: Iterable[CriterionAnswer]) -> None:
    """Refuse an approval that lacks a verdict.

    Raises
    ------
    RuleBroken
        Unless each of the four criteria is met.
    """
    if not verdicts_met(criteria):
        sentence = "Record “met” for all four criteria before you approve this nomination"
        raise RuleBroken("", sentence)


def is_short(person_days: int) -> bool:
    """Return whether work is a small, discrete assignment, which suits short sentences."""
    return person_days <= SHORT_PERSON_DAYS
