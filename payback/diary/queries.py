"""Reads of work sessions, duties and appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from payback.diary.models import Appointment, AppointmentState, Duty, WorkSession
from payback.diary.rules import STANDING
from payback.people.models import Person
from payback.projects.models import Project
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from payback.diary.rules import Week

BOOKED = (AppointmentState.PLANNED, AppointmentState.RECORDED)


def sessions_of_projects(
    db: Session, project_ids: Iterable[int], from_on: date, to_on: date
) -> Sequence[WorkSession]:
    """Return the sessions of projects between two days, both included, whatever their state."""
    return db.scalars(
        select(WorkSession)
        .where(WorkSession.project_id.in_(sorted(set(project_ids))))
        .where(WorkSession.on.between(from_on, to_on))
        .order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id)
    ).all()


def sessions_locked(db: Session, project_id: int, from_on: date) -> None:
    """Keep others from changing the sessions of a project from a day on, until the commit."""
    db.execute(
        select(WorkSession.id)
        .where(WorkSession.project_id == project_id, WorkSession.on >= from_on)
        .order_by(WorkSession.id)
        .with_for_update()
    )


def lock_sessions(db: Session, session_ids: Iterable[int]) -> None:
    """Keep others from changing some sessions until the commit, in the order all writers keep."""
    db.execute(
        select(WorkSession.id)
        .where(WorkSession.id.in_(sorted(set(session_ids))))
        .order_by(WorkSession.id)
        .with_for_update()
    )


def recorded_among(db: Session, session_ids: Iterable[int]) -> set[int]:
    """Return the sessions at which an outcome is recorded for somebody."""
    rows = db.scalars(
        select(Appointment.session_id)
        .where(Appointment.session_id.in_(sorted(set(session_ids))))
        .where(Appointment.state == AppointmentState.RECORDED)
        .distinct()
        .order_by(Appointment.session_id)
    )
    return set(rows)


def people_planned(db: Session, session_ids: Iterable[int]) -> int:
    """Return how many different people are planned at some sessions."""
    return (
        db.scalar(
            select(func.count(func.distinct(Appointment.person_id)))
            .where(Appointment.session_id.in_(sorted(set(session_ids))))
            .where(Appointment.state == AppointmentState.PLANNED)
        )
        or 0
    )


def active_duties(db: Session, session_ids: Iterable[int]) -> dict[int, list[Duty]]:
    """Return who runs some sessions, with supervisors and accounts, by session."""
    found: dict[int, list[Duty]] = {}
    for duty in db.scalars(
        select(Duty)
        .where(Duty.session_id.in_(sorted(set(session_ids))), Duty.active)
        .options(joinedload(Duty.supervisor).joinedload(Supervisor.account))
        .order_by(Duty.session_id, Duty.id)
    ):
        found.setdefault(duty.session_id, []).append(duty)
    return found


def count_sessions_by_day(
    db: Session, actor: Actor, week: Week, area_id: int | None = None
) -> dict[date, int]:
    """Return how many sessions each day of a week has in the reader's areas; days without too."""
    query = (
        select(WorkSession.on, func.count())
        .join(WorkSession.project)
        .where(*_in_days(actor, week.monday, week.sunday, area_id))
        .group_by(WorkSession.on)
    )
    return dict.fromkeys(week.days, 0) | {on: count for on, count in db.execute(query)}


def sessions_between(
    db: Session,
    actor: Actor,
    from_on: date,
    to_on: date,
    area_id: int | None = None,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> Sequence[WorkSession]:
    """Return sessions of some days in the reader's areas, with project and supervisors by name."""
    return db.scalars(
        _with_project(actor)
        .where(*_in_days(actor, from_on, to_on, area_id))
        .options(
            contains_eager(WorkSession.project).load_only(Project.name, raiseload=True),
            selectinload(WorkSession.duties.and_(Duty.active))
            .joinedload(Duty.supervisor)
            .load_only(Supervisor.name, raiseload=True),
        )
        .order_by(WorkSession.on, WorkSession.starts_at, Project.name, WorkSession.id)
        .offset(offset)
        .limit(limit)
    ).all()


def _in_days(
    actor: Actor, from_on: date, to_on: date, area_id: int | None
) -> list[ColumnElement[bool]]:
    here = [] if area_id is None else [Project.area_id == area_id]
    return [WorkSession.on.between(from_on, to_on), actor.within(Project.area_id), *here]


def session_for(db: Session, actor: Actor, session_id: int) -> WorkSession | None:
    """Return a session of the reader's areas with project, area, supervisors and their accounts."""
    return db.scalar(
        _with_project(actor)
        .where(WorkSession.id == session_id)
        .options(
            contains_eager(WorkSession.project).joinedload(Project.area),
            selectinload(WorkSession.duties.and_(Duty.active))
            .joinedload(Duty.supervisor)
            .joinedload(Supervisor.account),
        )
    )


def _with_project(actor: Actor) -> Select[WorkSession]:
    return (
        select(WorkSession)
        .join(WorkSession.project)
        .where(actor.within(Project.area_id))
        .options(contains_eager(WorkSession.project))
    )


def booked_counts(db: Session, session_ids: Iterable[int]) -> dict[int, int]:
    """Return how many people are booked on each session; those without any are left out."""
    rows = db.execute(
        select(Appointment.session_id, func.count())
        .where(Appointment.session_id.in_(sorted(set(session_ids))))
        .where(Appointment.state.in_(BOOKED))
        .group_by(Appointment.session_id)
        .order_by(Appointment.session_id)
    )
    return {session_id: count for session_id, count in rows}


def attended_count(db: Session, session_id: int) -> int:
    """Return how many people are recorded as having attended a session: those with times."""
    return (
        db.scalar(
            select(func.count(Appointment.id)).where(
                Appointment.session_id == session_id,
                Appointment.state == AppointmentState.RECORDED,
                Appointment.started_at.is_not(None),
            )
        )
        or 0
    )


def people_booked(db: Session, session_id: int) -> Sequence[Appointment]:
    """Return who is booked on a session by name, with the people and their requirements."""
    return db.scalars(
        select(Appointment)
        .join(Appointment.person)
        .where(Appointment.session_id == session_id, Appointment.state.in_(BOOKED))
        .options(contains_eager(Appointment.person), joinedload(Appointment.requirement))
        .order_by(Person.family_name, Person.given_name, Appointment.id)
    ).all()


def people_ids_of(db: Session, session_id: int) -> frozenset[int]:
    """Return the row ids of the people who are booked on a session."""
    asked = select(Appointment.person_id).where(
        Appointment.session_id == session_id, Appointment.state.in_(BOOKED)
    )
    return frozenset(db.scalars(asked.order_by(Appointment.id)))


def coming_sessions(
    db: Session, project_id: int, from_on: date, limit: int
) -> tuple[Sequence[WorkSession], int]:
    """Return the next sessions of a project that stand, and how many there are in all."""
    query = select(WorkSession).where(
        WorkSession.project_id == project_id,
        WorkSession.on >= from_on,
        WorkSession.state.in_(sorted(STANDING)),
    )
    total = db.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.scalars(
        query.order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id).limit(limit)
    ).all()
    return rows, total
