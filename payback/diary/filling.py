"""Bringing the diary in line with a rota: appointments, duties and the state of its sessions.

Everybody who leaves a session leaves it first, so that nobody is at two at any moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.rota.problem.keys import row_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from payback.rota.publishing.staleness import CurrentWeek


@dataclass(slots=True, kw_only=True)
class Changed:
    """Whose duties a publication has changed: sessions by supervisor."""

    added: dict[int, list[WorkSession]] = field(default_factory=dict)
    removed: dict[int, list[WorkSession]] = field(default_factory=dict)


def carry_out(db: Session, current: CurrentWeek, now: datetime) -> Changed:
    """Bring appointments, duties and sessions in line with the answer for a week.

    Sessions announced for good stay as they are.
    """
    opened = current.solution.sessions
    people = {row_id(each.session): set(map(row_id, each.people)) for each in opened}
    serving = {row_id(each.session): set(map(row_id, each.supervisors)) for each in opened}
    changed, sessions = Changed(), _sessions(db, current)
    before = {each.id: _head_count(each.appointments) for each in sessions}
    for session in sessions:
        _withdraw(session, people.get(session.id, set()))
        _relieve(session, serving.get(session.id, set()), now, changed)
    db.flush()
    for session in sessions:
        booked = _book(db, session, people.get(session.id, set()), current.requirement_ids)
        _assign(db, session, serving.get(session.id, set()), now, changed)
        state = SessionState.OPEN if session.id in people else SessionState.PROPOSED
        if _head_count(booked) != before[session.id] or session.state is not state:
            session.state = state
            session.sequence += 1
            session.changed_at = now
    db.flush()
    return changed


def _sessions(db: Session, current: CurrentWeek) -> Sequence[WorkSession]:
    """Return the sessions of the week that may change, with all that hangs on them."""
    return db.scalars(
        select(WorkSession)
        .where(WorkSession.id.in_(sorted(current.free_session_ids)))
        .options(
            joinedload(WorkSession.project),
            selectinload(WorkSession.appointments),
            selectinload(WorkSession.duties),
        )
        .order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id)
        .execution_options(populate_existing=True)
    ).all()


def _head_count(appointments: Collection[Appointment]) -> int:
    return sum(each.state is not AppointmentState.WITHDRAWN for each in appointments)


def _withdraw(session: WorkSession, wanted: Collection[int]) -> None:
    for each in session.appointments:
        if each.person_id not in wanted and each.state is AppointmentState.PLANNED:
            each.state = AppointmentState.WITHDRAWN


def _book(
    db: Session, session: WorkSession, wanted: Collection[int], requirement_ids: Mapping[int, int]
) -> list[Appointment]:
    """Book people; return all appointments of the session."""
    known = {each.person_id: each for each in session.appointments}
    for person_id in sorted(wanted):
        appointment = known.get(person_id)
        if appointment is None:
            appointment = Appointment(session_id=session.id, person_id=person_id)
            appointment.requirement_id = requirement_ids[person_id]
            db.add(appointment)
            known[person_id] = appointment
        elif appointment.state is AppointmentState.WITHDRAWN:
            appointment.requirement_id = requirement_ids[person_id]
        else:
            continue
        appointment.state = AppointmentState.PLANNED
    return list(known.values())


def _relieve(
    session: WorkSession, wanted: Collection[int], now: datetime, changed: Changed
) -> None:
    """Take supervisors off a session; note whom it concerns."""
    for duty in sorted(session.duties, key=lambda each: each.supervisor_id):
        if duty.active and duty.supervisor_id not in wanted:
            changed.removed.setdefault(duty.supervisor_id, []).append(session)
            _turn(duty, now, active=False)


def _assign(
    db: Session, session: WorkSession, wanted: Collection[int], now: datetime, changed: Changed
) -> None:
    """Put supervisors on a session; note whom it concerns."""
    known = {each.supervisor_id: each for each in session.duties}
    for supervisor_id in sorted(wanted):
        duty = known.get(supervisor_id)
        if duty is not None and duty.active:
            continue
        changed.added.setdefault(supervisor_id, []).append(session)
        if duty is None:
            db.add(Duty(session_id=session.id, supervisor_id=supervisor_id, changed_at=now))
            continue
        _turn(duty, now, active=True)


def _turn(duty: Duty, now: datetime, *, active: bool) -> None:
    duty.active = active
    duty.sequence += 1
    duty.changed_at = now
