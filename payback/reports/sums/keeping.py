"""Keep sums right: what changes them, and how they are worked out anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, case, cast, delete, func, insert, or_, select

from payback.areas.models import Area
from payback.core.answers import Topic
from payback.diary.models import Appointment, WorkSession
from payback.people.models import LedgerEntry
from payback.projects.models import Project
from payback.reports.sums.facts import SUMS, came, facts
from payback.reports.sums.models import ProjectMonth, SessionDay
from payback.reports.sums.months import WEEKS, month_in_sql, week_in_sql

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from payback.core.answers import Stale

    Those = Callable[[type[SessionDay | ProjectMonth]], ColumnElement[bool]]

SESSIONS, APPOINTMENTS, PROJECTS = "sessions", "appointments", "projects"
_IN_SQL = {"synchronize_session": False}


def sessions_of(db: Session, stale: Stale) -> set[int]:
    """Return the sessions that marks are about."""
    marked = sorted(stale.of(APPOINTMENTS))
    theirs = select(Appointment.session_id).where(Appointment.id.in_(marked))
    return {*stale.of(SESSIONS), *(db.scalars(theirs) if marked else ())}


def _refresh(db: Session, stale: Stale) -> None:
    sessions, projects = sorted(sessions_of(db, stale)), sorted(stale.of(PROJECTS))
    theirs = or_(SessionDay.session_id.in_(sessions), SessionDay.project_id.in_(projects))
    touched = _months_of(db, theirs)
    which = or_(WorkSession.id.in_(sessions), WorkSession.project_id.in_(projects))
    _keep_days(db, which, theirs)
    touched |= _months_of(db, theirs)
    of_projects = sorted({*projects, *(project for project, _ in touched)})
    of_months = sorted({month for _, month in touched})
    _keep_months(db, lambda kept: and_(kept.project_id.in_(of_projects), kept.month.in_(of_months)))


def _rebuild(db: Session, area_id: int) -> None:
    projects = select(Project.id).where(Project.area_id == area_id)
    _keep_days(db, Project.area_id == area_id, SessionDay.project_id.in_(projects))
    _keep_months(db, lambda kept: kept.project_id.in_(projects))


HOURS = Topic("hours", parts=select(Area.id), refresh=_refresh, rebuild=_rebuild)
HOURS.watch(SESSIONS, WorkSession.id, Appointment.session_id)
HOURS.watch(APPOINTMENTS, LedgerEntry.appointment_id)
HOURS.watch(PROJECTS, Project.id)


def _months_of(db: Session, theirs: ColumnElement[bool]) -> set[tuple[int, int]]:
    kept = select(SessionDay.project_id, SessionDay.month).where(theirs).distinct()
    return {(project, month) for project, month in db.execute(kept)}


def _keep_days(db: Session, which: ColumnElement[bool], theirs: ColumnElement[bool]) -> None:
    """Replace the rows of some sessions.

    Parameters
    ----------
    which, theirs
        The sessions as the diary has them, and the rows that are kept of them.
    """
    sessions = select(WorkSession.id).join(Project, WorkSession.project_id == Project.id)
    known = SessionDay.session_id.in_(sessions.where(which))
    db.execute(delete(SessionDay).where(or_(theirs, known)), execution_options=_IN_SQL)
    found = facts(which).subquery()
    columns = {
        "session_id": found.c.session_id,
        "project_id": found.c.project_id,
        "day": found.c.day,
        "month": month_in_sql(found.c.day),
        "week": week_in_sql(found.c.day),
        **{name: func.sum(found.c[name]) for name in SUMS},
    }
    rows = select(*columns.values()).group_by(found.c.session_id, found.c.project_id, found.c.day)
    db.execute(insert(SessionDay).from_select(list(columns), rows))


def _keep_months(db: Session, those: Those) -> None:
    """Replace months of projects by the sums of their session days."""
    db.execute(delete(ProjectMonth).where(those(ProjectMonth)), execution_options=_IN_SQL)
    people = _people_of(those(SessionDay)).subquery()
    minutes = SessionDay.minutes
    columns = {
        "project_id": SessionDay.project_id,
        "month": SessionDay.month,
        **{name: func.sum(getattr(SessionDay, name)) for name in SUMS},
        **{
            f"week_{week}": func.sum(case((SessionDay.week == week, minutes), else_=0))
            for week in range(WEEKS)
        },
        "people": func.coalesce(func.max(people.c.people), ""),
    }
    same = and_(people.c.project_id == SessionDay.project_id, people.c.month == SessionDay.month)
    rows = (
        select(*columns.values())
        .select_from(SessionDay)
        .outerjoin(people, same)
        .where(those(SessionDay))
        .group_by(SessionDay.project_id, SessionDay.month)
    )
    db.execute(insert(ProjectMonth).from_select(list(columns), rows))


def _people_of(those: ColumnElement[bool]) -> Select[int, int, str]:
    """Return the ids of the people who came to each project in each month, apart by spaces."""
    each = (
        select(SessionDay.project_id, SessionDay.month, Appointment.person_id)
        .join(Appointment, Appointment.session_id == SessionDay.session_id)
        .where(those, SessionDay.held > 0, came)
        .distinct()
        .subquery()
    )
    ids = func.aggregate_strings(cast(each.c.person_id, Text), " ")
    return select(each.c.project_id, each.c.month, ids.label("people")).group_by(
        each.c.project_id, each.c.month
    )
