"""Credits and reversals: the only two ways in which a requirement's balance changes.

Every function locks the requirement, so that two people who credit at the same moment are served
one after the other. The balance always lies between nothing and the order. Nothing commits here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.core import clock, wording
from payback.core.errors import NotFound, RuleBroken
from payback.people.balance import INCENTIVE_SHARE, met_on, remaining_minutes, share_of
from payback.people.models import LedgerEntry, LedgerKind, Requirement, RequirementState
from payback.people.sums import credited_as, credited_minutes_of
from payback.policies.models import PolicyName
from payback.policies.queries import all_policies

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

REASONED = (LedgerKind.ADJUSTMENT, LedgerKind.TRAVEL, LedgerKind.ETE, LedgerKind.INCENTIVE)
LONGEST_REASON = 255


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
    reason = reason.strip()
    _check_day(requirement, worked_on, ended_too=put_back)
    _check_reason(kind, reason)
    credited = _credited(db, requirement.id)
    minutes = _allowed(requirement, credited, kind, minutes)
    limit = kind_allowance(db, requirement, kind, worked_on)
    if limit is not None and minutes > limit:
        raise RuleBroken("minutes", _kind_sentence(kind, limit))
    entry = LedgerEntry(
        requirement_id=requirement.id,
        kind=kind,
        minutes=minutes,
        worked_on=worked_on,
        appointment_id=appointment_id,
        reason=reason,
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
    _check_reason(LedgerKind.ADJUSTMENT, reason)
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
    Travel: the policy's cap for each adjustment. Incentive: a quarter of the order in all.
    """
    if kind is LedgerKind.TRAVEL:
        return all_policies(db).minutes_on(PolicyName.TRAVEL_CAP_MINUTES, on)
    if kind is LedgerKind.ETE:
        share = all_policies(db).on(PolicyName.ETE_SHARE, on)
    elif kind is LedgerKind.INCENTIVE:
        share = INCENTIVE_SHARE
    else:
        return None
    whole = share_of(requirement.ordered_minutes, share)
    return max(0, whole - credited_as(db, requirement.id, kind))


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


def _check_day(requirement: Requirement, worked_on: date, *, ended_too: bool) -> None:
    if requirement.state is RequirementState.ENDED and not ended_too:
        raise RuleBroken("", "This requirement has ended. No time can be credited on it.")
    if worked_on < requirement.sentenced_on:
        first = wording.date(requirement.sentenced_on)
        raise RuleBroken("worked_on", f"The date must be on or after the sentence, {first}")
    if worked_on > clock.today():
        raise RuleBroken("worked_on", "The date must be today or in the past")


def _check_reason(kind: LedgerKind, reason: str) -> None:
    if kind in REASONED and not reason:
        raise RuleBroken("reason", "Enter a reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("reason", f"Reason must be {LONGEST_REASON} characters or fewer")


def _allowed(requirement: Requirement, credited: int, kind: LedgerKind, minutes: int) -> int:
    """Return the minutes to write, or say why none can be (domain rule V11)."""
    if kind is LedgerKind.REVERSAL:
        raise RuleBroken("", "Reverse an entry by naming it.")
    if minutes < 0 and kind is LedgerKind.ADJUSTMENT:
        if -minutes > credited:
            most = wording.hours(credited)
            raise RuleBroken("minutes", f"Only {most} credited so far can be taken back")
        return minutes
    if minutes < 1:
        raise RuleBroken("minutes", "Time to credit must be 1 minute or more")
    remaining = remaining_minutes(requirement.ordered_minutes, credited)
    if remaining == 0:
        raise RuleBroken("minutes", "Every hour of this requirement is credited already")
    if minutes <= remaining:
        return minutes
    if kind is LedgerKind.ATTENDANCE:
        return remaining
    left = wording.hours(remaining)
    raise RuleBroken("minutes", f"Time to credit must be {left} or less: no more remains")


def _kind_sentence(kind: LedgerKind, limit: int) -> str:
    if kind is LedgerKind.TRAVEL:
        return f"Travel time must be {wording.hours(limit)} or less for each adjustment"
    if limit == 0:
        return f"No more time can be credited as {kind.value}: its share of the order is used"
    return f"Time credited as {kind.value} must be {wording.hours(limit)} or less"
