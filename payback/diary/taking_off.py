"""Taking one person or one supervisor off a planned session: the simplest repair of a break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.core.errors import NotFound, RuleBroken
from payback.diary.changes import mark_changed, turn_duty
from payback.diary.letters import tell_taken_off
from payback.diary.models import Appointment, AppointmentState, Duty
from payback.diary.rules import STANDING
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession


def take_off_person(db: Session, session: WorkSession, appointment_id: int) -> Appointment:
    """Withdraw a planned booking; nothing more happens if it is withdrawn already.

    Raises
    ------
    NotFound
        If the session has no such booking.
    RuleBroken
        If the session is over or cancelled, or the booking has an outcome.
    """
    _require_standing(session)
    appointment = db.scalar(
        select(Appointment)
        .where(Appointment.id == appointment_id, Appointment.session_id == session.id)
        .options(joinedload(Appointment.person))
        .with_for_update(of=Appointment)
    )
    if appointment is None:
        raise NotFound
    if appointment.state is AppointmentState.RECORDED:
        raise RuleBroken("", "This person has an outcome at this session. Correct it instead.")
    if appointment.state is AppointmentState.PLANNED:
        appointment.state = AppointmentState.WITHDRAWN
        mark_changed(db, session)
    return appointment


def require_booked(db: Session, session: WorkSession, appointment_id: int) -> None:
    """Refuse what is no booking of a session.

    Raises
    ------
    NotFound
        If the session has no such booking.
    """
    at = select(Appointment.session_id).where(Appointment.id == appointment_id)
    if db.scalar(at) != session.id:
        raise NotFound


def take_off_supervisor(db: Session, session: WorkSession, duty_id: int) -> Duty:
    """End a duty and tell the supervisor; nothing more happens if it has ended already.

    Raises
    ------
    NotFound
        If the session has no such duty.
    RuleBroken
        If the session is over or cancelled.
    """
    _require_standing(session)
    duty = db.scalar(
        select(Duty)
        .where(Duty.id == duty_id, Duty.session_id == session.id)
        .options(joinedload(Duty.supervisor).joinedload(Supervisor.account))
        .with_for_update(of=Duty)
    )
    if duty is None:
        raise NotFound
    if duty.active:
        turn_duty(duty, active=False)
        mark_changed(db, session)
        tell_taken_off(db, session, duty.supervisor)
    return duty


def _require_standing(session: WorkSession) -> None:
    if session.state not in STANDING:
        raise RuleBroken("", f"This session is {session.state}. Nobody can be taken off it.")
