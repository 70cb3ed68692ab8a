"""Which rules an adjustment or the result of a course would break, asked from outside.

The formats are in ``docs/validate.md``; the rules are those of the ledger itself
(`payback.people.crediting`).
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from payback.core.cases import Day, Flag, Minutes, Shape, Share, SignedMinutes, Text
from payback.core.checks import broken
from payback.people import coursing
from payback.people.balance import share_of
from payback.people.coursing import Coursing
from payback.people.crediting import CHECKS, Adjustment, Crediting
from payback.people.models import LedgerKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from payback.core.errors import RuleBroken


class Effect(StrEnum):
    """What a broken rule does to an entry."""

    REFUSED = "refused"
    CUT = "cut"


class Breach(Shape):
    """One rule that an entry breaks, and what its maker reads at which field."""

    rule: Text
    field: Text
    sentence: Text
    effect: Effect = Effect.REFUSED

    @classmethod
    def of(cls, refusal: RuleBroken) -> Breach:
        """Return it as its rule raised it."""
        return cls(rule=refusal.rule, field=refusal.field, sentence=refusal.sentence)


class Verdict(Shape):
    """The answer: what is broken, the minutes that would be written, whether anything changes."""

    broken: tuple[Breach, ...]
    credited_minutes: SignedMinutes
    changes: Flag


class Order(Shape):
    """A requirement and its balance, without the entry that is asked about."""

    ordered_minutes: Minutes
    credited_minutes: Minutes = 0
    ete_credited_minutes: Minutes = 0
    sentenced_on: Day
    ended: Flag = False


class Limits(Shape):
    """The policy on the day that the time counts for."""

    travel_cap_minutes: Minutes = 180
    ete_share: Share = Decimal("0.3")

    def ete_left(self, order: Order) -> int:
        """Return what education, training and employment may still take of an order (V12)."""
        whole = share_of(order.ordered_minutes, self.ete_share)
        return max(0, whole - order.ete_credited_minutes)


class AdjustmentCase(Shape):
    """Time credited or taken back by hand."""

    subject: Literal["adjustment"]
    today: Day
    kind: Adjustment
    minutes: SignedMinutes
    worked_on: Day
    reason: Text = ""
    requirement: Order
    policy: Limits = Limits()


class CourseCase(Shape):
    """The result of a course, with the minutes of it that are to count; 0 if none are."""

    subject: Literal["course_result"]
    today: Day
    course: Text
    completed_on: Day
    minutes: Minutes
    reason: Text = ""
    decided_minutes: Minutes | None = None
    requirement: Order
    policy: Limits = Limits()

    def coursing(self) -> Coursing:
        """Return it as a result to decide."""
        return Coursing(
            completed_on=self.completed_on,
            credited_minutes=self.minutes,
            reason=self.reason.strip(),
            today=self.today,
            decided_minutes=self.decided_minutes,
        )


def judge_adjustment(case: AdjustmentCase) -> Verdict:
    """Return which rules an adjustment would break."""
    is_travel = case.kind is Adjustment.TRAVEL
    asked = _asked(
        case.requirement,
        kind=case.kind.ledger_kind,
        minutes=case.kind.signed(case.minutes),
        worked_on=case.worked_on,
        reason=case.reason,
        today=case.today,
        allowance=case.policy.travel_cap_minutes if is_travel else None,
    )
    return verdict(map(Breach.of, broken(CHECKS, asked)), asked.to_write)


def judge_course(case: CourseCase) -> Verdict:
    """Return which rules the result of a course would break; no minutes credit nothing."""
    own = [Breach.of(each) for each in broken(coursing.CHECKS, case.coursing())]
    if own or not case.minutes:
        return verdict(own, 0)
    asked = _asked(
        case.requirement,
        kind=LedgerKind.ETE,
        minutes=case.minutes,
        worked_on=case.completed_on,
        reason=case.course,
        today=case.today,
        allowance=case.policy.ete_left(case.requirement),
    )
    refusals = [coursing.at_its_field(each) for each in broken(CHECKS, asked)]
    return verdict(map(Breach.of, refusals), asked.to_write)


def verdict(breaches: Iterable[Breach], minutes: int) -> Verdict:
    """Return the answer to an entry that would write some minutes if nothing refused it."""
    refused = tuple(breaches)
    written = 0 if refused else minutes
    return Verdict(broken=refused, credited_minutes=written, changes=not refused)


def _asked(
    order: Order,
    *,
    kind: LedgerKind,
    minutes: int,
    worked_on: date,
    reason: str,
    today: date,
    allowance: int | None,
) -> Crediting:
    return Crediting(
        kind=kind,
        minutes=minutes,
        worked_on=worked_on,
        reason=reason.strip(),
        today=today,
        ordered=order.ordered_minutes,
        credited=order.credited_minutes,
        sentenced_on=order.sentenced_on,
        ended=order.ended,
        allowance=allowance,
    )
