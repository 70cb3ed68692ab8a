"""Reads for the hours reports, which page, chart and CSV share; what is counted says ``sums``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from payback.areas.models import Area
from payback.diary.models import SessionState, WorkSession
from payback.people.models import LedgerEntry, Person, Requirement
from payback.projects.models import Project, ProjectKind
from payback.reports.sums import reading

if TYPE_CHECKING:
    from datetime import date, time

    from sqlalchemy.orm import Session

    from payback.reports.periods import Period
    from payback.reports.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectHours:
    """What happened at one project in a period.

    ``people`` are different people who came; nothing if nobody counted them.
    """

    project_id: int
    code: str
    name: str
    kind: ProjectKind
    area_id: int
    area_code: str
    area_name: str
    held: int
    cancelled: int
    people: int | None
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


def hours_by_project(
    db: Session, place: Place, period: Period, *, with_people: bool
) -> list[ProjectHours]:
    """Return every project with a session or credited minutes in a period, most hours first.

    Parameters
    ----------
    with_people
        Whether to count different people, which cannot be added up.
    """
    source = reading.source_of(db, place, period)
    people = reading.people_by_project(db, source) if with_people else None
    sums = reading.by_project(source)
    query = (
        select(
            Project.id,
            Project.code,
            Project.name,
            Project.kind,
            Area.id,
            Area.code,
            Area.name,
            sums.c.held,
            sums.c.cancelled,
            sums.c.attendances,
            sums.c.stood_down,
            sums.c.minutes,
        )
        .join(Area, Project.area_id == Area.id)
        .join(sums, sums.c.project_id == Project.id)
        .where(place.holds(Project.area_id))
        .where(or_(sums.c.listed > 0, sums.c.entries > 0))
        .order_by(sums.c.minutes.desc(), Project.name, Project.code)
    )
    names = [name for name in ProjectHours.__dataclass_fields__ if name != "people"]
    return [
        ProjectHours(
            **dict(zip(names, row, strict=True)),
            people=None if people is None else people.get(row[0], 0),
        )
        for row in db.execute(query)
    ]


def hours_by_week(db: Session, place: Place, period: Period) -> list[tuple[date, int]]:
    """Return credited minutes by week, or by parts of one, each under a day of it, in order."""
    return reading.minutes_by_week(db, reading.source_of(db, place, period))


def hours_by_session(
    db: Session, project_id: int, place: Place, period: Period
) -> list[SessionHours]:
    """Return a project's sessions of a period, and others of it credited in the period."""
    sums = reading.by_session(reading.source_of(db, place, period), project_id)
    query = (
        select(
            WorkSession.on,
            WorkSession.starts_at,
            WorkSession.ends_at,
            WorkSession.state,
            sums.c.booked,
            sums.c.attendances,
            sums.c.stood_down,
            sums.c.minutes,
        )
        .join(sums, sums.c.session_id == WorkSession.id)
        .where(or_(sums.c.listed > 0, sums.c.entries > 0))
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
