"""What every page of sessions shares: the blueprint, and the sessions its reader may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from payback.core.errors import NotFound
from payback.core.web import actor
from payback.diary import queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession

blueprint = Blueprint("sessions", __name__)


def session_within(db: Session, session_id: int) -> WorkSession:
    """Return a session of the reader's areas."""
    session = queries.session_for(db, actor(), session_id)
    if session is None:
        raise NotFound
    return session
