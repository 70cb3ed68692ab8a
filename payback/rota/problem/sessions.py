"""Which sessions may be planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, subqueryload

from payback.diary.models import SessionState, WorkSession
from payback.projects.models import Project
from payback.projects.open_days import open_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


def may_be_planned(
    area_id: int, from_on: date, to_on: date, today: date
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a session that may be planned; join `WorkSession.project`.

    Proposed ones of later days and all open ones, at projects that run and whose risk assessment
    is in date.
    """
    return (
        Project.area_id == area_id,
        open_on(WorkSession.on),
        WorkSession.on.between(from_on, to_on),
        or_(
            WorkSession.state == SessionState.OPEN,
            and_(WorkSession.state == SessionState.PROPOSED, WorkSession.on > today),
        ),
    )


def sessions_to_plan(
    db: Session, area_id: int, start: date, end: date, now: datetime
) -> Sequence[WorkSession]:
    """Return the sessions that may be planned, in order, with what their projects ask for."""
    return db.scalars(
        select(WorkSession)
        .join(WorkSession.project)
        .where(*may_be_planned(area_id, start, end, now.date()))
        .options(
            contains_eager(WorkSession.project).options(
                subqueryload(Project.tags), subqueryload(Project.skills)
            )
        )
        .order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id)
    ).all()


def offered_count(db: Session, area_id: int, from_on: date, to_on: date, today: date) -> int:
    """Return how many sessions of an area could be planned between two days."""
    return db.scalars(
        select(func.count(WorkSession.id))
        .join(WorkSession.project)
        .where(*may_be_planned(area_id, from_on, to_on, today))
    ).one()
