"""The sums of the ledger as the database makes them: the one place that says what is credited.

What remains, and what may still be credited, follows from them in `payback.people.balance`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from payback.people.models import LedgerEntry, LedgerKind, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, ScalarSelect, Select
    from sqlalchemy.orm import Session


def credited_where(*conditions: ColumnElement[bool]) -> Select[int, int]:
    """Return a query of the ``minutes`` credited on each requirement that has any.

    Parameters
    ----------
    conditions
        Which requirements, in terms of `Requirement`.
    """
    return (
        select(LedgerEntry.requirement_id, func.sum(LedgerEntry.minutes).label("minutes"))
        .join(LedgerEntry.requirement)
        .where(*conditions)
        .group_by(LedgerEntry.requirement_id)
        .order_by(LedgerEntry.requirement_id)
    )


def credited_here() -> ScalarSelect[int]:
    """Return the minutes credited on the requirement of each row of a query."""
    return (
        select(func.coalesce(func.sum(LedgerEntry.minutes), 0))
        .where(LedgerEntry.requirement_id == Requirement.id)
        .scalar_subquery()
    )


def credited_minutes_of(db: Session, requirement_ids: Iterable[int]) -> dict[int, int]:
    """Return the minutes credited on each requirement, in one query; 0 where there are none."""
    wanted = sorted(set(requirement_ids))
    rows = db.execute(credited_where(Requirement.id.in_(wanted)))
    return dict.fromkeys(wanted, 0) | {each: int(minutes) for each, minutes in rows}


def credited_as(db: Session, requirement_id: int, kind: LedgerKind) -> int:
    """Return the minutes of a kind that were not taken back."""
    reversal = aliased(LedgerEntry)
    total = db.scalar(
        select(func.sum(LedgerEntry.minutes))
        .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
        .where(LedgerEntry.requirement_id == requirement_id, LedgerEntry.kind == kind)
        .where(reversal.id.is_(None))
    )
    return int(total or 0)
