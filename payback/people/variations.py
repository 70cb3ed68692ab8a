"""The court's changes of an order: written with the order itself, and read as its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from payback.accounts.models import Account
from payback.core import clock
from payback.core.errors import RuleBroken
from payback.people import ledger, rules
from payback.people.models import OrderVariation, Requirement, RequirementState
from payback.people.sums import credited_minutes_of
from payback.people.varying import Varying, require_valid
from payback.policies.queries import all_policies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from payback.people.varying import Variation

IMPORTED = "Imported file"
"""The reference of a change that a file brought."""


def vary_order(
    db: Session, requirement: Requirement, variation: Variation, *, account_id: int | None
) -> OrderVariation:
    """Change the time ordered by a decision of the court.

    The requirement is complete if everything is credited then, and active again if it is not.

    Parameters
    ----------
    db
        The transaction.
    requirement
        The requirement; it is locked until the commit.
    variation
        What the court decided.
    account_id
        Who enters it; ``None`` for the service itself.

    Raises
    ------
    RuleBroken
        Naming ``minutes``, ``decided_on`` or ``reference``: no change, less than is credited,
        outside the law's limits, before the sentence or an earlier variation, in the future; or
        nothing if the requirement has ended.
    """
    locked = ledger.locked(db, requirement.id)
    if locked.state is RequirementState.ENDED:
        raise RuleBroken("", "This requirement has ended. Its order cannot be varied.")
    varying = Varying(
        variation=variation,
        today=clock.today(),
        ordered=locked.ordered_minutes,
        credited=credited_minutes_of(db, [locked.id])[locked.id],
        sentenced_on=locked.sentenced_on,
        last_on=_last_on(db, locked.id),
    )
    require_valid(varying)
    rules.check_order(all_policies(db), variation.minutes, locked.sentenced_on, field="minutes")
    row = OrderVariation(
        requirement_id=locked.id,
        decided_on=variation.decided_on,
        before_minutes=locked.ordered_minutes,
        after_minutes=variation.minutes,
        reference=variation.reference,
        account_id=account_id,
    )
    db.add(row)
    locked.ordered_minutes = variation.minutes
    db.flush()
    ledger.settle(db, locked)
    return row


def note_imported(
    db: Session, requirement: Requirement, minutes: int, *, on: date, account_id: int | None
) -> None:
    """Keep that a file, whose lines are checked by its own plan, is about to change an order.

    The caller sets the minutes; the same minutes leave nothing behind.
    """
    if minutes != requirement.ordered_minutes:
        db.add(
            OrderVariation(
                requirement_id=requirement.id,
                decided_on=on,
                before_minutes=requirement.ordered_minutes,
                after_minutes=minutes,
                reference=IMPORTED,
                account_id=account_id,
            )
        )


def was_varied(db: Session, requirement_id: int) -> bool:
    """Return whether an order was ever changed by the court or a file."""
    found = select(OrderVariation.id).where(OrderVariation.requirement_id == requirement_id)
    return db.scalar(found.limit(1)) is not None


def variations_of(db: Session, person_id: int) -> Sequence[Row[OrderVariation, int, str | None]]:
    """Return what the court changed of a person's orders, latest first.

    Each row has the variation, the event number of the requirement and who entered it.
    """
    return db.execute(
        select(OrderVariation, Requirement.event_number, Account.name)
        .join(Requirement, Requirement.id == OrderVariation.requirement_id)
        .outerjoin(Account, Account.id == OrderVariation.account_id)
        .where(Requirement.person_id == person_id)
        .order_by(OrderVariation.decided_on.desc(), OrderVariation.id.desc())
    ).all()


def _last_on(db: Session, requirement_id: int) -> date | None:
    """Return the day of the court's latest decision; that of a file is only when it was read."""
    return db.scalar(
        select(func.max(OrderVariation.decided_on))
        .where(OrderVariation.requirement_id == requirement_id)
        .where(OrderVariation.reference != IMPORTED)
    )
