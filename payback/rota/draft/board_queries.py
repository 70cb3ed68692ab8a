"""Reads for the pages of one rota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.people.models import Person
from payback.projects.models import Project
from payback.rota.models import RotaBooking, RotaDuty, RotaUnplaced
from payback.rota.rules import last_day
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy.orm import Session

    from payback.rota.models import Rota

Pair = tuple[int, int]


def sessions_of_week(db: Session, rota: Rota) -> Sequence[WorkSession]:
    """Return every session of the rota's area and week, with its project, by start."""
    return db.scalars(
        select(WorkSession)
        .join(WorkSession.project)
        .where(Project.area_id == rota.area_id)
        .where(WorkSession.on.between(rota.week_on, last_day(rota.week_on)))
        .options(contains_eager(WorkSession.project))
        .order_by(WorkSession.on, WorkSession.starts_at, Project.name, WorkSession.id)
    ).all()


def sessions_by_ids(db: Session, session_ids: Iterable[int]) -> Sequence[WorkSession]:
    """Return these sessions with their projects, by start."""
    return db.scalars(
        select(WorkSession)
        .join(WorkSession.project)
        .where(WorkSession.id.in_(sorted(set(session_ids))))
        .options(contains_eager(WorkSession.project))
        .order_by(WorkSession.on, WorkSession.starts_at, Project.name, WorkSession.id)
    ).all()


def bookings_of(db: Session, rota: Rota) -> Sequence[RotaBooking]:
    """Return the bookings of a rota."""
    return db.scalars(
        select(RotaBooking).where(RotaBooking.rota_id == rota.id).order_by(RotaBooking.id)
    ).all()


def duties_of(db: Session, rota: Rota) -> Sequence[RotaDuty]:
    """Return the duties of a rota."""
    return db.scalars(
        select(RotaDuty).where(RotaDuty.rota_id == rota.id).order_by(RotaDuty.id)
    ).all()


def unplaced_of(db: Session, rota: Rota) -> Sequence[RotaUnplaced]:
    """Return who is not placed in a rota, by reason."""
    return db.scalars(
        select(RotaUnplaced)
        .where(RotaUnplaced.rota_id == rota.id)
        .order_by(RotaUnplaced.reason, RotaUnplaced.person_id)
    ).all()


def supervisor_names(db: Session) -> dict[int, str]:
    """Return the name of every supervisor."""
    return {row_id: name for row_id, name in db.execute(select(Supervisor.id, Supervisor.name))}


def supervisors_by_ids(db: Session, supervisor_ids: Iterable[int]) -> Sequence[Supervisor]:
    """Return these supervisors by name."""
    return db.scalars(
        select(Supervisor)
        .where(Supervisor.id.in_(sorted(set(supervisor_ids))))
        .order_by(Supervisor.name, Supervisor.id)
    ).all()


def people_by_ids(db: Session, person_ids: Collection[int]) -> dict[int, Person]:
    """Return these people; the caller audits the reading."""
    rows = db.scalars(select(Person).where(Person.id.in_(sorted(person_ids))).order_by(Person.id))
    return {person.id: person for person in rows}


def announced(
    db: Session, session_ids: Collection[int], *, kept: bool = False
) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """Return who has been told of which of these sessions: people, and supervisors.

    With ``kept``, those whose attendance is recorded count too.
    """
    states = (AppointmentState.PLANNED, *((AppointmentState.RECORDED,) if kept else ()))
    wanted = sorted(session_ids)
    people = db.execute(
        select(Appointment.session_id, Appointment.person_id)
        .join(Appointment.session)
        .where(Appointment.session_id.in_(wanted), Appointment.state.in_(states))
        .where(WorkSession.state != SessionState.CANCELLED)
    )
    supervisors = db.execute(
        select(Duty.session_id, Duty.supervisor_id)
        .join(Duty.session)
        .where(Duty.session_id.in_(wanted), Duty.active)
        .where(WorkSession.state != SessionState.CANCELLED)
    )
    return (
        frozenset((session_id, other) for session_id, other in people),
        frozenset((session_id, other) for session_id, other in supervisors),
    )
