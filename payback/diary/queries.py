"""Reads of work sessions, duties and appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.diary.models import WorkSession

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session


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
