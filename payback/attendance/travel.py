"""Travel time: what is to be decided, the one decision on each appointment, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from payback.attendance import queries
from payback.attendance.models import TravelDecision
from payback.attendance.outcomes import ATTENDED, outcome_of
from payback.attendance.travelling import TRAVELLED_TO, Travelling, require_decidable
from payback.core import clock
from payback.core.errors import NotFound
from payback.core.paging import Paging
from payback.diary.models import Appointment, AppointmentState, WorkSession
from payback.people import ledger
from payback.people.models import LedgerEntry, LedgerKind
from payback.projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.core.access import Actor

SOURCE = "travel"


def decide(
    db: Session, appointment_id: int, *, minutes: int, reason: str, account_id: int | None
) -> TravelDecision:
    """Decide once what of the travel to an appointment is credited.

    Parameters
    ----------
    db
        The transaction; session, appointment, person and requirement are locked in it.
    appointment_id
        The appointment; the caller has made sure that the decider may see it.
    minutes
        What is credited, up to the cap of the policy; 0 if nothing is.
    reason
        Why.
    account_id
        Who decides.

    Raises
    ------
    RuleBroken
        Naming ``minutes`` or ``reason``, or nothing: they did not attend, the placement is none
        whose travel counts, it was decided already.
    """
    session = queries.session_locked(db, appointment_id)
    appointment = queries.appointment_locked(db, appointment_id)
    if session is None or appointment is None:
        raise NotFound
    queries.lock_person(db, appointment.person_id)
    earlier = decision_of(db, appointment_id)
    travelling = Travelling(
        minutes=minutes,
        reason=reason.strip(),
        outcome=outcome_of(appointment.outcome_code),
        placement=session.project.kind,
        decided_minutes=earlier.minutes if earlier else None,
    )
    require_decidable(travelling)
    withdraw_overruled(db, appointment_id)
    decision = TravelDecision(
        appointment_id=appointment_id,
        minutes=minutes,
        reason=travelling.reason,
        account_id=account_id,
        entry_id=_credit(db, appointment, session.on, travelling, account_id),
    )
    db.add(decision)
    db.flush()
    return decision


def _credit(
    db: Session,
    appointment: Appointment,
    on: date,
    travelling: Travelling,
    account_id: int | None,
) -> int | None:
    """Write what is credited into the ledger; return the entry's id, or nothing for nothing."""
    if not travelling.minutes:
        return None
    entry = ledger.credit(
        db,
        appointment.requirement,
        kind=LedgerKind.TRAVEL,
        minutes=travelling.minutes,
        worked_on=on,
        source=SOURCE,
        account_id=account_id,
        reason=travelling.reason,
    )
    return entry.id


def decision_of(db: Session, appointment_id: int) -> TravelDecision | None:
    """Return the decision on an appointment that stands: its credit was not reversed by hand."""
    return db.scalar(
        select(TravelDecision)
        .where(TravelDecision.appointment_id == appointment_id)
        .where(TravelDecision.withdrawn_at.is_(None), ~_was_reversed())
    )


def take_back(db: Session, appointment: Appointment, *, reason: str, account_id: int | None) -> int:
    """Undo the decision on an appointment that nobody attended after all.

    Returns
    -------
    The minutes that were taken back.
    """
    decision = decision_of(db, appointment.id)
    if decision is None:
        return 0
    if decision.entry_id is not None:
        entry = db.get_one(LedgerEntry, decision.entry_id)
        ledger.reverse(db, entry, reason=reason[:255], source=SOURCE, account_id=account_id)
    decision.withdrawn_at = clock.now()
    db.flush()
    return decision.minutes


def withdraw_overruled(db: Session, appointment_id: int) -> None:
    """Let a decision go whose credit was reversed by hand: another one may be made."""
    for decision in db.scalars(
        select(TravelDecision)
        .where(TravelDecision.appointment_id == appointment_id)
        .where(TravelDecision.withdrawn_at.is_(None), _was_reversed())
    ):
        decision.withdrawn_at = clock.now()
    db.flush()


def to_decide(
    db: Session, actor: Actor, since: date, number: int
) -> tuple[Sequence[Appointment], Paging]:
    """Return one page of the attended appointments whose travel nobody has decided, oldest first.

    Parameters
    ----------
    since
        The first day to look at.
    number
        Which page.
    """
    decided = exists(
        select(TravelDecision.id)
        .where(TravelDecision.appointment_id == Appointment.id)
        .where(TravelDecision.withdrawn_at.is_(None), ~_was_reversed())
    )
    query = (
        select(Appointment)
        .join(Appointment.session)
        .join(WorkSession.project)
        .where(WorkSession.on >= since, Appointment.state == AppointmentState.RECORDED)
        .where(Appointment.outcome_code.in_(ATTENDED), Project.kind.in_(TRAVELLED_TO))
        .where(actor.within(Project.area_id), ~decided)
    )
    total = db.scalar(query.with_only_columns(func.count(Appointment.id))) or 0
    paging = Paging(number=number, total=total)
    rows = db.scalars(
        query.options(
            contains_eager(Appointment.session).contains_eager(WorkSession.project),
            joinedload(Appointment.person),
        )
        .order_by(WorkSession.on, WorkSession.starts_at, Appointment.id)
        .offset(paging.offset)
        .limit(paging.size)
    )
    return rows.all(), paging


def _was_reversed() -> ColumnElement[bool]:
    return exists(select(LedgerEntry.id).where(LedgerEntry.reverses_id == TravelDecision.entry_id))
