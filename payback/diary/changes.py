"""The marks of a change: the one place that counts and dates what calendars must show anew.

A calendar's SEQUENCE is the sum of these counts, so whoever changes a session or a duty
does it here or says so here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import clock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.diary.models import Duty, WorkSession


def mark_changed(db: Session, *sessions: WorkSession) -> None:
    """Count and date a change that a calendar shows, and write it."""
    for session in sessions:
        _mark(session)
    db.flush()


def turn_duty(duty: Duty, *, active: bool) -> None:
    """Put a supervisor on or off, so that their calendar sees it."""
    duty.active = active
    _mark(duty)


def _mark(row: WorkSession | Duty) -> None:
    row.sequence += 1
    row.changed_at = clock.now()
