"""What calendars must show anew: the one place that counts and dates the changes of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import clock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession


def mark_changed(db: Session, *sessions: WorkSession) -> None:
    """Count and date a change that a calendar shows, and write it."""
    for session in sessions:
        session.sequence += 1
        session.changed_at = clock.now()
    db.flush()
