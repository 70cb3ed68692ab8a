"""Reads for the hours reports. One definition of hours, which page, chart and CSV share.

Hours credited at work sessions are the minutes of ledger entries that belong to an appointment,
reversals included, counted on the day worked, at the project of the appointment's session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, distinct, func, or_, select

from payback.areas.models import Area
from payback.attendance.outcomes import ATTENDED, TURNED_AWAY
from payback.diary.models import Appointment, AppointmentState, SessionState, WorkSession
from payback.people.models import LedgerEntry, Person, Requirement
from payback.projects.models import Project, ProjectKind

if TYPE_CHECKING:
    from datetime import date, time

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from payback.reports.periods import Period
    from payback.reports.places import Place

    Column = ColumnElement[Any] | InstrumentedAttribute[Any]

_attended = and_(
    Appointment.state == AppointmentState.RECORDED, Appointment.outcome_code.in_(ATTENDED)
)
_stood_down = and_(
    Appointment.state == AppointmentState.RECORDED, Appointment.outcome_code.in_(TURNED_AWAY)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectHours:
    """What happened at one project in a period; ``people`` are different people who came."""

    project_id: int
    code: str
    name: str
    kind: ProjectKind
    area_id: int
    area_code: str
    area_name: str
    held: int
    cancelled: int
    people: int
    attendances: int
    stood_down: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHours:
    """What happened at one work session."""

    on: date
    starts_at: time
    ends_at: time
    state: SessionState
    booked: int
    attendances: int
    stood_down: int
    minutes: int


def _credited(place: Place, period: Period, *columns: Column) -> Select[*tuple[Any, ...]]:
    """Return the sum of credited minutes by some columns: the one definition of hours."""
    return (
        select(*columns, func.sum(LedgerEntry.minutes).label("minutes"))
        .select_from(LedgerEntry)
        .join(Appointment, LedgerEntry.appointment_id == Appointment.id)
        .join(WorkSession, Appointment.session_id == WorkSession.id)
        .join(Project, WorkSession.project_id == Project.id)
        .where(LedgerEntry.worked_on.between(period.first, period.last))
        .where(place.holds(Project.area_id))
        .group_by(*columns)
    )


def _counted(place: Place, period: Period, *columns: Column) -> Select[*tuple[Any, ...]]:
    """Return counts of recorded appointments by some columns."""
    return (
        select(
            *columns,
            func.count(distinct(case((_attended, WorkSession.id)))).label("held"),
            func.count(distinct(case((_attended, Appointment.person_id)))).label("people"),
            func.count(Appointment.id).label("booked"),
            func.sum(case((_attended, 1), else_=0)).label("attendances"),
            func.sum(case((_stood_down, 1), else_=0)).label("stood_down"),
        )
        .select_from(WorkSession)
        .join(Appointment, Appointment.session_id == WorkSession.id)
        .join(Project, WorkSession.project_id == Project.id)
        .where(Appointment.state != AppointmentState.WITHDRAWN)
        .where(WorkSession.on.between(period.first, period.last))
        .where(place.holds(Project.area_id))
        .group_by(*columns)
    )


def _diary(place: Place, period: Period) -> Select[*tuple[Any, ...]]:
    """Return the projects with a session in their diary, and how many were cancelled."""
    cancelled = case((WorkSession.state == SessionState.CANCELLED, 1), else_=0)
    return (
        select(WorkSession.project_id, func.sum(cancelled).label("cancelled"))
        .join(Project, WorkSession.project_id == Project.id)
        .where(WorkSession.state != SessionState.PROPOSED)
        .where(WorkSession.on.between(period.first, period.last))
        .where(place.holds(Project.area_id))
        .group_by(WorkSession.project_id)
    )


def hours_by_project(db: Session, place: Place, period: Period) -> list[ProjectHours]:
    """Return every project with a session or credited minutes in a period, most hours first."""
    credited = _credited(place, period, WorkSession.project_id.label("project_id")).subquery()
    counted = _counted(place, period, WorkSession.project_id.label("project_id")).subquery()
    diary = _diary(place, period).subquery()
    minutes = func.coalesce(credited.c.minutes, 0)
    query = (
        select(
            Project.id,
            Project.code,
            Project.name,
            Project.kind,
            Area.id,
            Area.code,
            Area.name,
            func.coalesce(counted.c.held, 0),
            func.coalesce(diary.c.cancelled, 0),
            func.coalesce(counted.c.people, 0),
            func.coalesce(counted.c.attendances, 0),
            func.coalesce(counted.c.stood_down, 0),
            minutes,
        )
        .join(Area, Project.area_id == Area.id)
        .outerjoin(credited, credited.c.project_id == Project.id)
        .outerjoin(counted, counted.c.project_id == Project.id)
        .outerjoin(diary, diary.c.project_id == Project.id)
        .where(place.holds(Project.area_id))
        .where(or_(credited.c.project_id.is_not(None), diary.c.project_id.is_not(None)))
        .order_by(minutes.desc(), Project.name, Project.code)
    )
    names = ProjectHours.__dataclass_fields__
    return [ProjectHours(**dict(zip(names, row, strict=True))) for row in db.execute(query)]


def hours_by_day(db: Session, place: Place, period: Period) -> list[tuple[date, int]]:
    """Return credited minutes of each day on which any were worked, in order."""
    query = _credited(place, period, LedgerEntry.worked_on).order_by(LedgerEntry.worked_on)
    return [(day, minutes) for day, minutes in db.execute(query)]


def hours_by_session(
    db: Session, project_id: int, place: Place, period: Period
) -> list[SessionHours]:
    """Return a project's sessions of a period, and others of it credited in the period."""
    credited = _credited(place, period, WorkSession.id.label("session_id"))
    credited = credited.where(WorkSession.project_id == project_id)
    hours = credited.subquery()
    counted = _counted(place, period, WorkSession.id.label("session_id"))
    counts = counted.where(WorkSession.project_id == project_id).subquery()
    shown = and_(
        WorkSession.on.between(period.first, period.last),
        WorkSession.state != SessionState.PROPOSED,
    )
    query = (
        select(
            WorkSession.on,
            WorkSession.starts_at,
            WorkSession.ends_at,
            WorkSession.state,
            func.coalesce(counts.c.booked, 0),
            func.coalesce(counts.c.attendances, 0),
            func.coalesce(counts.c.stood_down, 0),
            func.coalesce(hours.c.minutes, 0),
        )
        .outerjoin(hours, hours.c.session_id == WorkSession.id)
        .outerjoin(counts, counts.c.session_id == WorkSession.id)
        .where(WorkSession.project_id == project_id)
        .where(or_(shown, hours.c.session_id.is_not(None)))
        .order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id)
    )
    names = SessionHours.__dataclass_fields__
    return [SessionHours(**dict(zip(names, row, strict=True))) for row in db.execute(query)]


def minutes_elsewhere(db: Session, place: Place, period: Period) -> int:
    """Return minutes credited to people of a place otherwise than at a work session."""
    query = (
        select(func.sum(LedgerEntry.minutes))
        .join(Requirement, LedgerEntry.requirement_id == Requirement.id)
        .join(Person, Requirement.person_id == Person.id)
        .where(LedgerEntry.appointment_id.is_(None))
        .where(LedgerEntry.worked_on.between(period.first, period.last))
        .where(place.holds(Person.area_id))
    )
    return db.scalar(query) or 0


def project_in(db: Session, project_id: int, place: Place) -> Project | None:
    """Return a project if it lies in a place."""
    return db.scalar(select(Project).where(Project.id == project_id, place.holds(Project.area_id)))
