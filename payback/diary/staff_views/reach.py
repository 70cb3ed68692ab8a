"""What every page of sessions shares: the blueprint, and what its reader may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from payback.core.errors import NotFound
from payback.core.web import actor
from payback.diary import queries
from payback.projects.queries import project_for

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession
    from payback.projects.models import Project

blueprint = Blueprint("sessions", __name__)


def session_within(db: Session, session_id: int) -> WorkSession:
    """Return a session of the reader's areas."""
    session = queries.session_for(db, actor(), session_id)
    if session is None:
        raise NotFound
    return session


def project_within(db: Session, project_id: int) -> Project:
    """Return a project of the reader's areas."""
    project = project_for(db, actor(), project_id)
    if project is None:
        raise NotFound
    return project
