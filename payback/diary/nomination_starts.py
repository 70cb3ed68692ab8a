"""Tells those who nominated a project when work on it starts, and that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from payback.core import clock
from payback.diary.models import Appointment, SessionState, WorkSession
from payback.nominations import news
from payback.nominations.starts import Start, start_from, start_of
from payback.projects.models import Project
from payback.projects.open_days import open_on

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

PUBLISHED = (SessionState.OPEN, SessionState.DONE)
"""A session is proposed until a rota that is published puts people on it."""


@start_from
def start_of_work(db: Session, project_id: int) -> Start:
    """Return the next day of a published rota, and the first day on which somebody worked.

    A day ahead counts as planned while its project can open on it, one that is over while its
    attendance is not recorded.
    """
    today = clock.today()
    days = select(func.min(WorkSession.on)).where(WorkSession.project_id == project_id)
    planned = days.join(WorkSession.project).where(
        WorkSession.state.in_(PUBLISHED),
        or_(
            and_(WorkSession.on >= today, open_on(WorkSession.on)),
            and_(WorkSession.on < today, WorkSession.state == SessionState.OPEN),
        ),
    )
    worked = days.join(Appointment, Appointment.session_id == WorkSession.id).where(
        Appointment.credited_minutes > 0
    )
    return Start(planned_on=db.scalar(planned), worked_on=db.scalar(worked))


def note_starts(db: Session, area_id: int, from_on: date, to_on: date) -> None:
    """Note when work starts on each project of an area that has sessions in some days."""
    project_ids = db.scalars(
        select(WorkSession.project_id)
        .join(Project, Project.id == WorkSession.project_id)
        .where(Project.area_id == area_id, WorkSession.on.between(from_on, to_on))
        .distinct()
        .order_by(WorkSession.project_id)
    ).all()
    for project_id in project_ids:
        note_start(db, project_id)


def note_start(db: Session, project_id: int) -> None:
    """Note when work on a project starts, unless it has started."""
    start = start_of(db, project_id)
    over = start.planned_on is not None and start.planned_on < clock.today()
    if start.worked_on is None and not over:
        news.note_start(db, project_id, start.planned_on)


def note_work(db: Session, session: WorkSession) -> None:
    """Note that somebody has worked, if it is the first day of work on the project."""
    if start_of(db, session.project_id).worked_on == session.on:
        news.note_first_work(db, session.project_id, session.on)
