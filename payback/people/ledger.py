"""Credits and reversals: the only two ways in which a requirement's balance changes.

Every function locks the requirement, so that two people who credit at the same moment are served
one after the other. The balance always lies between nothing and the order. Nothing commits here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.core import clock
from payback.core.errors import NotFound, RuleBroken
from payback.people.balance import met_on, remaining_minutes, share_of
from payback.people.crediting import Crediting, require_creditable, require_reason
from payback.people.incentive import most_earned, terms_on
from payback.people.models import LedgerEntry, LedgerKind, Requirement, RequirementState
from payback.people.sums import credited_as, credited_minutes_of
from payback.policies.models import PolicyName
from payback.policies.queries import all_policies

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


def locked(db: Session, requirement_id: int) -> Requirement:
    """Return a requirement as it is now, and let nobody else credit it until the commit."""
    requirement = db.scalar(
        select(Requirement)
        .where(Requirement.id == requirement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if requirement is None:
        raise NotFound
    return requirement


def remaining_of(db: Session, requirement: Requirement) -> int:
    """Lock a requirement and return the minutes that remain on it.

    What a recording of attendance asks first: of a last session only so much can be credited.
    """
    requirement = locked(db, requirement.id)
    return remaining_minutes(requirement.ordered_minutes, _credited(db, requirement.id))


def credit(
    db: Session,
    requirement: Requirement,
    *,
    kind: LedgerKind,
    minutes: int,
    worked_on: date,
    source: str,
    account_id: int | None,
    appointment_id: int | None = None,
    reason: str = "",
    put_back: bool = False,
) -> LedgerEntry:
    """Write minutes onto a requirement, and complete it when nothing remains.

    Attendance is cut to what remains, because a last session may be used in part; every other
    credit above what remains is refused, so that a mistake is seen.

    Parameters
    ----------
    db
        The transaction.
    requirement
        The requirement; it is locked until the commit.
    kind
        Anything but a reversal, see `reverse`.
    minutes
        Whole minutes, above zero; only an adjustment may be below, and then takes time back.
    worked_on
        The day that the minutes count for.
    source
        Where the entry comes from, such as "attendance" or "import".
    account_id
        Who credits; ``None`` for the service itself.
    appointment_id
        The appointment that was attended.
    reason
        Needed for everything but attendance and time brought forward.
    put_back
        Whether they were credited before; only then may they go onto an ended requirement.

    Raises
    ------
    RuleBroken
        Naming ``minutes``, ``worked_on`` or ``reason``: nothing remains, the kind's own limit is
        passed (30% of the order for education, training and employment; 180 minutes for travel),
        the day lies before the sentence or in the future.
    """
    requirement = locked(db, requirement.id)
    asked = Crediting(
        kind=kind,
        minutes=minutes,
        worked_on=worked_on,
        reason=reason.strip(),
        today=clock.today(),
        ordered=requirement.ordered_minutes,
        credited=_credited(db, requirement.id),
        sentenced_on=requirement.sentenced_on,
        ended=requirement.state is RequirementState.ENDED and not put_back,
        allowance=kind_allowance(db, requirement, kind, worked_on),
    )
    require_creditable(asked)
    entry = LedgerEntry(
        requirement_id=requirement.id,
        kind=kind,
        minutes=asked.to_write,
        worked_on=worked_on,
        appointment_id=appointment_id,
        reason=asked.reason,
        source=source,
        account_id=account_id,
    )
    db.add(entry)
    db.flush()
    settle(db, requirement)
    return entry


def open_with(
    db: Session,
    requirement: Requirement,
    *,
    minutes: int,
    worked_on: date,
    source: str,
    account_id: int | None,
) -> None:
    """Bring time forward onto a requirement that is new in this transaction, without a query.

    Nobody else can know the requirement, so nothing is locked or summed.

    Parameters
    ----------
    minutes
        Whole minutes, from 1 to what was ordered, as the caller has made sure.
    worked_on, source, account_id
        As for `credit`.
    """
    db.add(
        LedgerEntry(
            requirement_id=requirement.id,
            kind=LedgerKind.BROUGHT_FORWARD,
            minutes=minutes,
            worked_on=worked_on,
            source=source,
            account_id=account_id,
        )
    )
    if minutes >= requirement.ordered_minutes:
        requirement.state, requirement.completed_on = RequirementState.COMPLETE, worked_on


def reverse(
    db: Session, entry: LedgerEntry, *, reason: str, source: str, account_id: int | None
) -> LedgerEntry:
    """Take an entry back on the day it counted for, and open the requirement again if need be.

    Parameters
    ----------
    db
        The transaction.
    entry
        What is wrong; it stays in the ledger.
    reason
        Why, for whoever reads the ledger.
    source
        Where the reversal comes from.
    account_id
        Who reverses; ``None`` for the service itself.

    Raises
    ------
    RuleBroken
        If the entry is itself a reversal, was reversed before, or its minutes have since been
        taken back in another way; naming ``reason`` if that is missing.
    """
    requirement = locked(db, entry.requirement_id)
    reason = reason.strip()
    if entry.kind is LedgerKind.REVERSAL:
        raise RuleBroken("", "A reversal cannot be reversed. Credit the time again instead.")
    if db.scalar(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry.id)) is not None:
        raise RuleBroken("", "This entry was reversed already.")
    require_reason(LedgerKind.ADJUSTMENT, reason)
    after = _credited(db, requirement.id) - entry.minutes
    if not 0 <= after <= requirement.ordered_minutes:
        side = "below nothing" if after < 0 else "above the hours ordered"
        raise RuleBroken(
            "", f"This would bring the time credited {side}. Reverse the entries after it first."
        )
    reversal = LedgerEntry(
        requirement_id=requirement.id,
        kind=LedgerKind.REVERSAL,
        minutes=-entry.minutes,
        worked_on=entry.worked_on,
        appointment_id=entry.appointment_id,
        reverses_id=entry.id,
        reason=reason,
        source=source,
        account_id=account_id,
    )
    db.add(reversal)
    db.flush()
    settle(db, requirement)
    return reversal


def kind_allowance(db: Session, requirement: Requirement, kind: LedgerKind, on: date) -> int | None:
    """Return the most minutes that one more entry of a kind may have; ``None`` for no own limit.

    Education, training and employment: the policy's share of the order, less what was credited.
    Travel: the policy's cap for each adjustment. Incentive: the most that can be earned in all.
    """
    if kind not in (LedgerKind.TRAVEL, LedgerKind.ETE, LedgerKind.INCENTIVE):
        return None
    policies, ordered = all_policies(db), requirement.ordered_minutes
    if kind is LedgerKind.TRAVEL:
        return policies.minutes_on(PolicyName.TRAVEL_CAP_MINUTES, on)
    if kind is LedgerKind.ETE:
        whole = share_of(ordered, policies.on(PolicyName.ETE_SHARE, on))
    else:
        whole = most_earned(ordered, terms_on(policies, on))
    return max(0, whole - credited_as(db, requirement.id, kind))


def is_worked_on(db: Session, requirement_id: int) -> bool:
    """Return whether anything but time brought forward was ever written onto a requirement."""
    found = (
        select(LedgerEntry.id)
        .where(LedgerEntry.requirement_id == requirement_id)
        .where(LedgerEntry.kind != LedgerKind.BROUGHT_FORWARD)
        .limit(1)
    )
    return db.scalar(found) is not None


def settle(db: Session, requirement: Requirement) -> None:
    """Bring a requirement's state in line with its ledger, after an entry or a changed order."""
    credited = _credited(db, requirement.id)
    if credited >= requirement.ordered_minutes:
        rows = db.execute(
            select(LedgerEntry.worked_on, LedgerEntry.minutes)
            .where(LedgerEntry.requirement_id == requirement.id)
            .order_by(LedgerEntry.worked_on, LedgerEntry.id)
        )
        requirement.completed_on = met_on(requirement.ordered_minutes, [(d, m) for d, m in rows])
        if requirement.state is not RequirementState.ENDED:
            requirement.state = RequirementState.COMPLETE
    elif requirement.state is RequirementState.COMPLETE:
        requirement.state = RequirementState.ACTIVE
        requirement.completed_on = None
    db.flush()


def _credited(db: Session, requirement_id: int) -> int:
    return credited_minutes_of(db, [requirement_id])[requirement_id]
