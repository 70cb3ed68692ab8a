"""What an entry of the ledger must satisfy before it is written. Pure.

The codes are those of ``docs/validate.md``: V11 and V12 are the national service's, A1 to A8 those
of its adjustments.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from payback.core import checks, wording
from payback.core.errors import RuleBroken
from payback.people.balance import remaining_minutes
from payback.people.models import LedgerKind

if TYPE_CHECKING:
    from datetime import date

REASONED = (LedgerKind.ADJUSTMENT, LedgerKind.TRAVEL, LedgerKind.ETE, LedgerKind.INCENTIVE)
LONGEST_REASON = 255


class Adjustment(StrEnum):
    """What somebody enters by hand, in the words of the form."""

    CREDIT = "credit"
    DEBIT = "debit"
    TRAVEL = "travel"

    @property
    def ledger_kind(self) -> LedgerKind:
        """The kind of entry that it becomes."""
        return LedgerKind.TRAVEL if self is Adjustment.TRAVEL else LedgerKind.ADJUSTMENT

    def signed(self, minutes: int) -> int:
        """Return the minutes to write: those taken back are below zero."""
        return -minutes if self is Adjustment.DEBIT else minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Crediting:
    """An entry that is asked for, and the requirement as it is then.

    Parameters
    ----------
    kind
        Anything but a reversal.
    minutes
        Signed; only an adjustment may be below zero, and then takes time back.
    worked_on
        The day that the minutes count for.
    reason
        Why, for whoever reads the ledger.
    today
        The present day.
    ordered, credited
        Whole minutes of the requirement.
    sentenced_on
        The day of the sentence.
    ended
        Whether the requirement takes no more time.
    allowance
        The most that one more entry of the kind may have; ``None`` for no limit of its own.
    """

    kind: LedgerKind
    minutes: int
    worked_on: date
    reason: str
    today: date
    ordered: int
    credited: int
    sentenced_on: date
    ended: bool = False
    allowance: int | None = None

    @property
    def remaining(self) -> int:
        """The minutes that can still be credited."""
        return remaining_minutes(self.ordered, self.credited)

    @property
    def takes_back(self) -> bool:
        """Whether it brings the balance down."""
        return self.minutes < 0 and self.kind is LedgerKind.ADJUSTMENT

    @property
    def to_write(self) -> int:
        """The minutes to write: a last attendance may be used in part."""
        if self.kind is LedgerKind.ATTENDANCE:
            return min(self.minutes, self.remaining)
        return self.minutes


def require_creditable(asked: Crediting) -> None:
    """Refuse an entry that breaks a rule.

    Raises
    ------
    RuleBroken
        Naming ``minutes``, ``worked_on`` or ``reason``, or nothing for the entry as a whole.
    """
    checks.require(CHECKS, asked)


def require_reason(kind: LedgerKind, reason: str) -> None:
    """Refuse an entry of a reasoned kind without a reason, or with a reason that is too long."""
    if kind in REASONED and not reason:
        raise RuleBroken("reason", "Enter a reason", "A6")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("reason", f"Reason must be {LONGEST_REASON} characters or fewer", "A6")


def _require_open(asked: Crediting) -> None:
    if asked.ended:
        sentence = "This requirement has ended. No time can be credited on it."
        raise RuleBroken("", sentence, "A7")


def _require_after_sentence(asked: Crediting) -> None:
    if asked.worked_on < asked.sentenced_on:
        first = wording.date(asked.sentenced_on)
        sentence = f"The date must be on or after the sentence, {first}"
        raise RuleBroken("worked_on", sentence, "A4")


def _require_past(asked: Crediting) -> None:
    if asked.worked_on > asked.today:
        raise RuleBroken("worked_on", "The date must be today or in the past", "A3")


def _require_reason(asked: Crediting) -> None:
    require_reason(asked.kind, asked.reason)


def _require_named(asked: Crediting) -> None:
    if asked.kind is LedgerKind.REVERSAL:
        raise RuleBroken("", "Reverse an entry by naming it.")


def _require_some(asked: Crediting) -> None:
    if asked.minutes < 1 and not asked.takes_back:
        raise RuleBroken("minutes", "Time to credit must be 1 minute or more", "A1")


def _require_credited(asked: Crediting) -> None:
    if asked.takes_back and -asked.minutes > asked.credited:
        most = wording.hours(asked.credited)
        raise RuleBroken("minutes", f"Only {most} credited so far can be taken back", "A8")


def _require_remaining(asked: Crediting) -> None:
    """Apply V11: never more than the order, and nothing is cut but attendance."""
    if asked.minutes < 1:
        return
    if asked.remaining == 0:
        sentence = "Every hour of this requirement is credited already"
        raise RuleBroken("minutes", sentence, "V11")
    if asked.minutes > asked.remaining and asked.kind is not LedgerKind.ATTENDANCE:
        left = wording.hours(asked.remaining)
        sentence = f"Time to credit must be {left} or less: no more remains"
        raise RuleBroken("minutes", sentence, "V11")


def _require_allowed(asked: Crediting) -> None:
    """Apply the kind's own limit: V12 for courses, A2 for travel."""
    kind, most = asked.kind, asked.allowance
    if most is None or asked.to_write <= most:
        return
    if kind is LedgerKind.TRAVEL:
        sentence = f"Travel time must be {wording.hours(most)} or less for each adjustment"
        raise RuleBroken("minutes", sentence, "A2")
    sentence = f"Time credited as {kind.value} must be {wording.hours(most)} or less"
    if most == 0:
        sentence = f"No more time can be credited as {kind.value}: its share of the order is used"
    raise RuleBroken("minutes", sentence, "V12" if kind is LedgerKind.ETE else "")


CHECKS: tuple[checks.Check[Crediting], ...] = (
    _require_open,
    _require_after_sentence,
    _require_past,
    _require_reason,
    _require_named,
    _require_some,
    _require_credited,
    _require_remaining,
    _require_allowed,
)
"""What an entry must satisfy, in the order in which a form is told."""
