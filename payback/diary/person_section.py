"""Coming appointments on the page of a person on probation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from payback.core import clock
from payback.diary.models import Appointment, AppointmentState, WorkSession
from payback.people.sections import Section, person_section

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.people.models import Person

MOST_SHOWN = 20


@person_section
def coming_appointments(db: Session, person: Person) -> Section:
    """Show the next planned appointments of a person, by day."""
    appointments = db.scalars(
        select(Appointment)
        .join(Appointment.session)
        .join(WorkSession.project)
        .where(Appointment.person_id == person.id)
        .where(Appointment.state == AppointmentState.PLANNED, WorkSession.on >= clock.today())
        .options(contains_eager(Appointment.session).contains_eager(WorkSession.project))
        .order_by(WorkSession.on, WorkSession.starts_at, Appointment.id)
        .limit(MOST_SHOWN)
    ).all()
    return Section(template="diary/person_section.html", values={"appointments": appointments})
