"""What a decision on the travel time of an appointment must satisfy. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import checks, wording
from payback.core.errors import RuleBroken
from payback.people.crediting import require_reason
from payback.people.models import LedgerKind
from payback.projects.models import ProjectKind

if TYPE_CHECKING:
    from payback.attendance.outcomes import ContactOutcome

TRAVELLED_TO = (ProjectKind.GROUP, ProjectKind.RAPID_DEPLOYMENT, ProjectKind.INDIVIDUAL)
"""The placements whose travel can count: groups and individual ones, no induction, no course."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Travelling:
    """A decision with the appointment that it is judged by.

    Parameters
    ----------
    minutes
        What is credited; 0 if nothing is.
    reason
        Why, for whoever reads the ledger.
    outcome
        What came of the appointment, if it is recorded.
    placement
        The kind of its project.
    decided_minutes
        What an earlier decision that stands has credited; ``None`` without one.
    """

    minutes: int
    reason: str
    outcome: ContactOutcome | None
    placement: ProjectKind
    decided_minutes: int | None = None


def require_decidable(travelling: Travelling) -> None:
    """Refuse a decision that breaks a rule of its own; the ledger asks its own of a credit.

    Raises
    ------
    RuleBroken
        Naming ``reason``, or nothing for the decision as a whole.
    """
    checks.require(CHECKS, travelling)


def _require_attended(travelling: Travelling) -> None:
    if travelling.outcome is None or not travelling.outcome.attended:
        sentence = "Travel time can only be decided once it is recorded that they attended."
        raise RuleBroken("", sentence, "A9")
    if travelling.placement not in TRAVELLED_TO:
        sentence = f"Travel to this placement does not count: {travelling.placement.value}."
        raise RuleBroken("", sentence, "A9")


def _require_undecided(travelling: Travelling) -> None:
    decided = travelling.decided_minutes
    if decided is not None:
        what = f"{wording.hours(decided)} credited" if decided else "nothing credited"
        sentence = f"The travel time of this appointment was decided already: {what}."
        raise RuleBroken("", sentence, "A10")


def _require_reason(travelling: Travelling) -> None:
    require_reason(LedgerKind.TRAVEL, travelling.reason)


CHECKS: tuple[checks.Check[Travelling], ...] = (
    _require_attended,
    _require_undecided,
    _require_reason,
)
