"""Tells those who nominated a project when work on it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from payback.diary.models import SessionState, WorkSession
from payback.nominations.starts import first_day_from

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


@first_day_from
def first_session(db: Session, project_id: int) -> date | None:
    """Return the day of a project's first work session that is not cancelled."""
    return db.scalar(
        select(func.min(WorkSession.on)).where(
            WorkSession.project_id == project_id, WorkSession.state != SessionState.CANCELLED
        )
    )
