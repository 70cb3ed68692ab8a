"""What every page of attendance shares: the blueprint, what its reader may record, the reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from payback.attendance import queries
from payback.attendance.outcomes import for_coordinators, for_supervisors
from payback.core import audit
from payback.core.access import Permission
from payback.core.errors import NotFound
from payback.core.web import actor
from payback.diary.queries import people_booked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from payback.attendance.outcomes import ContactOutcome
    from payback.diary.models import Appointment, WorkSession

blueprint = Blueprint("attendance", __name__)
RECORDS = (Permission.RECORD_OWN_ATTENDANCE, Permission.RECORD_ATTENDANCE)


def choices() -> tuple[ContactOutcome, ...]:
    """Return the outcomes that the reader may choose."""
    if actor().may(Permission.RECORD_ATTENDANCE):
        return for_coordinators()
    return for_supervisors()


def session_of(db: Session, session_id: int) -> WorkSession:
    """Return a session whose attendance the reader records."""
    session = queries.session_within_reach(db, actor(), session_id)
    if session is None:
        raise NotFound
    return session


def people_of(db: Session, session: WorkSession, page: str) -> Sequence[Appointment]:
    """Return who is booked on a session, and note that they were shown."""
    booked = people_booked(db, session.id)
    audit.record_reads(db, "people", [each.person_id for each in booked], page)
    return booked


def appointment_of(db: Session, appointment_id: int) -> Appointment:
    """Return an appointment that the reader records, and note that its person was shown."""
    appointment = queries.appointment_within_reach(db, actor(), appointment_id)
    if appointment is None:
        raise NotFound
    audit.record_reads(db, "people", [appointment.person_id], "outcome page")
    return appointment
