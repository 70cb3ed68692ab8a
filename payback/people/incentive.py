"""What work without a breach earns off a requirement: the reduction of the Sentencing Act 2026.

A pure function of its input, in the rules of the format ``payback-incentive/1`` (the numbers in
comments are its rules). Nothing is stored: when an outcome is corrected, the answer is worked out
again. Reckoned in fractions; rounded to whole minutes, halves up, only where a rule says so.
"""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from payback.core.cases import Clock, Day, Flag, Minutes, Shape, Share, SignedMinutes, Text
from payback.policies.models import PolicyName

if TYPE_CHECKING:
    from datetime import date

    from payback.policies.rules import Policies

DAY_ENDS = time(23, 59, 59)
"""Where an adjustment stands in its day (rule 3)."""


class Status(StrEnum):
    """Where somebody stands in the scheme."""

    INELIGIBLE = "ineligible"
    ELIGIBLE = "eligible"
    QUALIFYING = "qualifying"
    DISQUALIFIED = "disqualified"


class Contact(Shape):
    """What came of an appointment."""

    enforceable: Flag


class Attended(Shape):
    """An appointment, or one made from a completed course."""

    id: Text
    kind: Literal["appointment", "course"]
    date: Day
    start_time: Clock
    outcome: Contact | None = None
    credited_minutes: Minutes | None = None

    @property
    def at(self) -> datetime:
        """When it stands among the others (rule 3)."""
        return datetime.combine(self.date, self.start_time)

    @property
    def worked(self) -> int:
        """Minutes of the event (rule 4)."""
        return self.credited_minutes or 0

    @property
    def counts(self) -> bool:
        """Whether it may qualify: without an outcome nothing is sure yet (rule 6)."""
        return self.outcome is not None

    @property
    def is_breach(self) -> bool:
        """Whether it ends the earning (rule 5)."""
        return self.kind == "appointment" and self.outcome is not None and self.outcome.enforceable


class Adjusted(Shape):
    """A correction of the ledger: above zero adds to what must be worked."""

    id: Text
    kind: Literal["adjustment"]
    date: Day
    minutes: SignedMinutes
    counts: ClassVar[bool] = True
    is_breach: ClassVar[bool] = False

    @property
    def at(self) -> datetime:
        """When it stands among the others (rule 3)."""
        return datetime.combine(self.date, DAY_ENDS)

    @property
    def worked(self) -> int:
        """Minutes of the event: what is taken off counts as worked (rule 4)."""
        return -self.minutes


Event: TypeAlias = Annotated[Attended | Adjusted, Field(discriminator="kind")]


class Terms(Shape):
    """The figures of the policy in force."""

    threshold_share: Share
    discount_per_minute: Share


class Record(Shape):
    """One requirement and what happened on it."""

    today: Day
    required_minutes: Minutes
    order_code: Text | None
    requirement_codes: tuple[Text | None, ...]
    policy: Terms
    events: tuple[Event, ...]


class Scope(Shape):
    """Which sentences and which kinds of requirement take part; every other code does not."""

    orders: frozenset[str]
    requirements: frozenset[str]


SCOPE = Scope(
    orders=frozenset(
        # Community order; suspended sentence order; Scottish community order transferred here.
        ("201", "340", "203", "216", "341", "408", "234", "235")
    ),
    requirements=frozenset(
        # Regular; concurrent with another order; consecutive to another order.
        ("W01", "W06", "W07")
    ),
)
"""What is in scope since the scheme began (s.37)."""


class Standing(Shape):
    """The answer: minutes, and where somebody stands."""

    status: Status
    threshold_minutes: Minutes
    maximum_discount_minutes: Minutes
    qualifying_minutes: Minutes
    total_minutes: Minutes
    current_discount_minutes: Minutes
    projected_discount_minutes: Minutes


def stand(record: Record, scope: Scope = SCOPE) -> Standing:
    """Return how much has been earned off a requirement and how much still can be."""
    takes_part = record.order_code in scope.orders and any(
        code in scope.requirements for code in record.requirement_codes
    )
    events = _in_order(record)
    until = next((place for place, each in enumerate(events) if each.is_breach), None)
    share = Fraction(record.policy.threshold_share)
    rate = Fraction(record.policy.discount_per_minute)
    threshold = rounded(share * record.required_minutes)
    most = most_earned(record.required_minutes, record.policy)
    clean = sum(each.worked for each in events[:until] if each.counts)
    qualifying = max(0, clean) if takes_part else 0
    status = _status(takes_part=takes_part, breached=until is not None, met=qualifying >= threshold)
    current = min(most, max(0, rounded(rate * (qualifying - threshold)))) if takes_part else 0
    lost = status in {Status.INELIGIBLE, Status.DISQUALIFIED}
    return Standing(
        status=status,
        threshold_minutes=threshold,
        maximum_discount_minutes=most,
        qualifying_minutes=qualifying,
        total_minutes=max(0, sum(each.worked for each in events)),
        current_discount_minutes=current,
        projected_discount_minutes=current if lost else most,
    )


def most_earned(required_minutes: int, policy: Terms) -> int:
    """Return the most that can ever be earned off an order (rule 9)."""
    share, rate = Fraction(policy.threshold_share), Fraction(policy.discount_per_minute)
    return rounded(required_minutes * (1 - (1 + rate * share) / (1 + rate)))


def terms_on(policies: Policies, day: date) -> Terms:
    """Return the figures that the policy has on a day."""
    threshold = policies.on(PolicyName.INCENTIVE_THRESHOLD_SHARE, day)
    discount = policies.on(PolicyName.INCENTIVE_DISCOUNT_SHARE, day)
    return Terms(
        threshold_share=Decimal(str(threshold)), discount_per_minute=Decimal(str(discount))
    )


def rounded(minutes: Fraction) -> int:
    """Return the nearest whole minute, halves up."""
    return floor(minutes + Fraction(1, 2))


def _in_order(record: Record) -> list[Attended | Adjusted]:
    """Return the events that count by the day asked for, by time (rules 2 and 3)."""
    events = [
        each for each in record.events if each.kind == "adjustment" or each.date <= record.today
    ]
    return sorted(events, key=lambda each: each.at)


def _status(*, takes_part: bool, breached: bool, met: bool) -> Status:
    """Return the status (rules 1 and 10)."""
    if not takes_part:
        return Status.INELIGIBLE
    if breached:
        return Status.DISQUALIFIED
    return Status.QUALIFYING if met else Status.ELIGIBLE
