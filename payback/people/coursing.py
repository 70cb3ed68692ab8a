"""What the result of a course must satisfy before its time is credited, or is not. Pure.

C1 to C3 of ``docs/validate.md``; a credit must satisfy the ledger's own rules besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import checks, wording
from payback.core.errors import RuleBroken

if TYPE_CHECKING:
    from datetime import date

LONGEST_REFUSAL = 250
FIELDS = {"worked_on": "completed_on", "minutes": "credited_minutes"}
"""What the ledger's fields are called on the form of a course."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is entered about a course; ``credited_minutes`` is 0 if nothing is to count."""

    course: str
    provider: str
    completed_on: date
    passed: bool
    spent_minutes: int
    credited_minutes: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coursing:
    """A course with what it is judged by.

    Parameters
    ----------
    completed_on
        The day on which it was completed.
    credited_minutes
        What is to be credited; 0 if nothing is.
    reason
        Why nothing is.
    today
        The present day.
    decided_minutes
        What an earlier decision on the same course of the same day has credited, if it stands
        and says something else; ``None`` without one.
    """

    completed_on: date
    credited_minutes: int
    reason: str
    today: date
    decided_minutes: int | None = None


def at_its_field(refusal: RuleBroken) -> RuleBroken:
    """Return what the ledger refuses at the field that the form of a course has for it."""
    field = FIELDS.get(refusal.field, "")
    return RuleBroken(field, refusal.sentence, refusal.rule)


def require_decidable(coursing: Coursing) -> None:
    """Refuse a result that breaks a rule of its own.

    Raises
    ------
    RuleBroken
        Naming ``completed_on`` or ``reason``, or nothing for the result as a whole.
    """
    checks.require(CHECKS, coursing)


def _require_undecided(coursing: Coursing) -> None:
    """Apply C1: one decision on each completed course."""
    decided = coursing.decided_minutes
    if decided is not None:
        what = f"{wording.hours(decided)} credited" if decided else "nothing credited"
        sentence = f"The result of this course on this day was entered before: {what}."
        raise RuleBroken("", sentence, "C1")


def _require_completed(coursing: Coursing) -> None:
    if coursing.completed_on > coursing.today:
        raise RuleBroken("completed_on", "The date must be today or in the past", "C2")


def _require_reason(coursing: Coursing) -> None:
    """Apply C3: whatever is not credited has a reason."""
    if coursing.credited_minutes == 0 and not coursing.reason:
        raise RuleBroken("reason", "Enter why no time is credited", "C3")
    if len(coursing.reason) > LONGEST_REFUSAL:
        sentence = f"Reason must be {LONGEST_REFUSAL} characters or fewer"
        raise RuleBroken("reason", sentence, "C3")


CHECKS: tuple[checks.Check[Coursing], ...] = (
    _require_undecided,
    _require_completed,
    _require_reason,
)
"""What a result must satisfy, in the order in which a form is told."""
