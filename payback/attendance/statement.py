"""The statement of account of a requirement: each entry of its ledger and what it came to by then.

Running balances are the database's work, so that a page of a long statement costs what a short one
does, and any page begins where the page before it ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from payback.accounts.models import Account
from payback.attendance.outcomes import outcome_of
from payback.diary.models import Appointment
from payback.people.balance import remaining_minutes
from payback.people.models import LedgerEntry, Requirement
from payback.people.sums import credited_here

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Row, ScalarSelect, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from payback.people.models import LedgerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One entry of the ledger.

    Parameters
    ----------
    number
        Its place in the statement, from 1, in the order in which entries were made.
    minutes, balance_minutes
        What it credits or takes back, and what is credited once it counts.
    outcome
        What came of the appointment that it stands for; empty for one that was taken back.
    takes_back, taken_back_by
        The numbers of the entry that it reverses and of the one that reverses it.
    by, entered_at
        Who made the entry, and when.
    """

    number: int
    worked_on: date
    kind: LedgerKind
    minutes: int
    balance_minutes: int
    outcome: str
    reason: str
    takes_back: int | None
    taken_back_by: int | None
    by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a statement comes to, counted in ways that share nothing but the entries.

    Parameters
    ----------
    lines
        How many entries there are.
    ordered_minutes
        The order as it stands.
    last_minutes
        The running balance of the last line.
    sum_minutes
        What every other page says is credited.
    recorded_minutes, appointment_minutes
        What the appointments say that they credited, and what the entries made for them come to.
    """

    lines: int
    ordered_minutes: int
    last_minutes: int
    sum_minutes: int
    recorded_minutes: int
    appointment_minutes: int

    @property
    def remaining_minutes(self) -> int:
        """What is still to be worked."""
        return remaining_minutes(self.ordered_minutes, self.sum_minutes)

    @property
    def lines_agree(self) -> bool:
        """Whether the lines come to what is credited."""
        return self.last_minutes == self.sum_minutes

    @property
    def appointments_agree(self) -> bool:
        """Whether the appointments credited what the entries made for them come to."""
        return self.recorded_minutes == self.appointment_minutes

    @property
    def holds(self) -> bool:
        """Whether the statement adds up."""
        return self.lines_agree and self.appointments_agree


def prove(db: Session, requirement_id: int) -> Proof:
    """Count a statement, in one query, so that nobody can write between two of its sums."""
    numbered = _places(requirement_id).cte()
    last = select(numbered.c.balance).order_by(numbered.c.number.desc()).limit(1).scalar_subquery()
    appointments = Appointment.requirement_id == Requirement.id
    row = db.execute(
        select(
            Requirement.ordered_minutes,
            select(func.count(numbered.c.id)).scalar_subquery(),
            func.coalesce(last, 0),
            credited_here(),
            select(func.coalesce(func.sum(Appointment.credited_minutes), 0))
            .where(appointments)
            .scalar_subquery(),
            _of_appointments(),
        ).where(Requirement.id == requirement_id)
    ).one()
    ordered, lines, *sums = (int(each) for each in row)
    return Proof(
        ordered_minutes=ordered,
        lines=lines,
        last_minutes=sums[0],
        sum_minutes=sums[1],
        recorded_minutes=sums[2],
        appointment_minutes=sums[3],
    )


def lines_of(
    db: Session, requirement_id: int, *, offset: int = 0, limit: int | None = None
) -> list[StatementLine]:
    """Return lines of a statement in the order in which they were entered, in one query.

    Parameters
    ----------
    offset, limit
        Which of them; all without a limit. What came before is in their running balances.
    """
    places = _places(requirement_id, *_ROW)
    shown = places.order_by(LedgerEntry.id).offset(offset).limit(limit).subquery()
    reversal = aliased(LedgerEntry)
    rows = db.execute(
        select(
            *shown.c,
            *(Appointment.outcome_code, Account.name.label("by")),
            _place_of(requirement_id, shown.c.reverses_id).label("takes_back"),
            _place_of(requirement_id, reversal.id).label("taken_back_by"),
        )
        .outerjoin_from(shown, reversal, reversal.reverses_id == shown.c.id)
        .outerjoin(Appointment, Appointment.id == shown.c.appointment_id)
        .outerjoin(Account, Account.id == shown.c.account_id)
        .order_by(shown.c.number)
    )
    return [_line(row) for row in rows]


_ROW = (
    *(LedgerEntry.worked_on, LedgerEntry.kind, LedgerEntry.minutes, LedgerEntry.reason),
    *(LedgerEntry.created_at, LedgerEntry.reverses_id),
    *(LedgerEntry.appointment_id, LedgerEntry.account_id),
)


def _places(requirement_id: int, *columns: InstrumentedAttribute[Any]) -> Select[Any]:
    """Return the entries of a requirement with their places and what is credited by then."""
    return select(
        LedgerEntry.id,
        *columns,
        func.row_number().over(order_by=LedgerEntry.id).label("number"),
        func.sum(LedgerEntry.minutes).over(order_by=LedgerEntry.id).label("balance"),
    ).where(LedgerEntry.requirement_id == requirement_id)


def _place_of(
    requirement_id: int, entry_id: ColumnElement[Any] | InstrumentedAttribute[int]
) -> ColumnElement[int | None]:
    """Return the place of an entry in a statement, counted only where there is such an entry."""
    other = aliased(LedgerEntry)
    place = select(func.count(other.id)).where(
        other.requirement_id == requirement_id, other.id <= entry_id
    )
    return case((entry_id.is_not(None), place.scalar_subquery()), else_=None)


def _of_appointments() -> ScalarSelect[int]:
    """Return what the entries made for appointments come to, on each requirement of a query."""
    return (
        select(func.coalesce(func.sum(LedgerEntry.minutes), 0))
        .where(LedgerEntry.requirement_id == Requirement.id)
        .where(LedgerEntry.appointment_id.is_not(None))
        .scalar_subquery()
    )


def _line(row: Row[*tuple[Any, ...]]) -> StatementLine:
    stands = row.takes_back is None and row.taken_back_by is None
    outcome = outcome_of(row.outcome_code) if stands else None
    return StatementLine(
        number=row.number,
        worked_on=row.worked_on,
        kind=row.kind,
        minutes=row.minutes,
        balance_minutes=int(row.balance),
        outcome=outcome.name if outcome else "",
        reason=row.reason,
        takes_back=row.takes_back,
        taken_back_by=row.taken_back_by,
        by=row.by or "the service",
        entered_at=row.created_at,
    )
