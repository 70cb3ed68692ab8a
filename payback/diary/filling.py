"""Filling sessions: appointments, duties and states brought in line with who is wanted where.

Everybody who leaves a session leaves it first, so that nobody is at two at any moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from payback.core import clock
from payback.diary.bookable import Booking, require_bookable
from payback.diary.changes import mark_changed, turn_duty
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.diary.usual_week import note_outside
from payback.people.models import Requirement

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence, Set
    from datetime import date

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Who is wanted at some sessions; one that is not named in ``people`` does not open.

    Parameters
    ----------
    session_ids
        The sessions that may change; all others stay as they are.
    people, supervisors
        By session, the people and the supervisors wanted there.
    requirement_ids
        By person, the requirement that a new booking is for.
    """

    session_ids: frozenset[int]
    people: Mapping[int, Set[int]]
    supervisors: Mapping[int, Set[int]]
    requirement_ids: Mapping[int, int]


@dataclass(slots=True, kw_only=True)
class Changed:
    """Whose duties have changed: sessions by supervisor."""

    added: dict[int, list[WorkSession]] = field(default_factory=dict)
    removed: dict[int, list[WorkSession]] = field(default_factory=dict)


def fill_sessions(db: Session, wanted: Filling) -> Changed:
    """Bring appointments, duties and sessions in line with who is wanted where.

    Raises
    ------
    RuleBroken
        If somebody who is not on a session yet cannot be booked there.
    """
    people, serving = wanted.people, wanted.supervisors
    changed, sessions = Changed(), _sessions(db, wanted.session_ids)
    before = {each.id: _head_count(each.appointments) for each in sessions}
    for session in sessions:
        _withdraw(session, people.get(session.id, NOBODY))
        _relieve(session, serving.get(session.id, NOBODY), changed)
    db.flush()
    shown_anew = []
    orders = _orders(db, wanted)
    for session in sessions:
        booked = _book(db, session, people.get(session.id, NOBODY), orders)
        _assign(db, session, serving.get(session.id, NOBODY), changed)
        state = SessionState.OPEN if session.id in people else SessionState.PROPOSED
        if _head_count(booked) != before[session.id] or session.state is not state:
            session.state = state
            shown_anew.append(session)
    db.flush()
    note_outside(db, wanted.session_ids)
    mark_changed(db, *shown_anew)
    return changed


def _sessions(db: Session, session_ids: Set[int]) -> Sequence[WorkSession]:
    """Return sessions with all that hangs on them."""
    return db.scalars(
        select(WorkSession)
        .where(WorkSession.id.in_(sorted(session_ids)))
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


def _orders(db: Session, wanted: Filling) -> dict[int, Row[int, date]]:
    """Return by person the requirement that a new booking is for, and its sentence."""
    ids = wanted.requirement_ids
    rows = db.execute(
        select(Requirement.id, Requirement.sentenced_on)
        .where(Requirement.id.in_(sorted(set(ids.values()))))
        .order_by(Requirement.id)
    )
    known = {row.id: row for row in rows}
    return {person_id: known[ids[person_id]] for person_id in ids}


def _book(
    db: Session,
    session: WorkSession,
    wanted: Collection[int],
    orders: Mapping[int, Row[int, date]],
) -> list[Appointment]:
    """Book people; return all appointments of the session."""
    known = {each.person_id: each for each in session.appointments}
    for person_id in sorted(wanted):
        appointment = known.get(person_id)
        if appointment is not None and appointment.state is not AppointmentState.WITHDRAWN:
            continue
        requirement_id, sentenced_on = orders[person_id]
        _require_bookable(session, sentenced_on)
        if appointment is None:
            appointment = Appointment(session_id=session.id, person_id=person_id)
            db.add(appointment)
            known[person_id] = appointment
        appointment.requirement_id = requirement_id
        appointment.state = AppointmentState.PLANNED
    return list(known.values())


def _require_bookable(session: WorkSession, sentenced_on: date) -> None:
    booking = Booking(
        session=session, project=session.project, sentenced_on=sentenced_on, now=clock.now()
    )
    require_bookable(booking)


def _relieve(session: WorkSession, wanted: Collection[int], changed: Changed) -> None:
    """Take supervisors off a session; note whom it concerns."""
    for duty in sorted(session.duties, key=lambda each: each.supervisor_id):
        if duty.active and duty.supervisor_id not in wanted:
            changed.removed.setdefault(duty.supervisor_id, []).append(session)
            turn_duty(duty, active=False)


def _assign(db: Session, session: WorkSession, wanted: Collection[int], changed: Changed) -> None:
    """Put supervisors on a session; note whom it concerns."""
    known = {each.supervisor_id: each for each in session.duties}
    for supervisor_id in sorted(wanted):
        duty = known.get(supervisor_id)
        if duty is not None and duty.active:
            continue
        changed.added.setdefault(supervisor_id, []).append(session)
        if duty is None:
            db.add(Duty(session_id=session.id, supervisor_id=supervisor_id))
            continue
        turn_duty(duty, active=True)
