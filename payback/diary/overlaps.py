"""One booking at a time: who is elsewhere while a session is held.

The database refuses two at once whoever writes (migrations/overlaps.py); these rules say it
in words first, so that nobody meets the refusal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from payback.core import wording
from payback.core.errors import RuleBroken
from payback.diary.models import Appointment, AppointmentState, SessionState, WorkSession
from payback.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from sqlalchemy.orm import Session


def bookings_elsewhere(
    db: Session, session: WorkSession, state: AppointmentState
) -> list[tuple[Appointment, WorkSession]]:
    """Return who of a session is at another one that day, with that session, by name.

    A person works at one session a day (H3): what is planned and what was worked counts.

    Parameters
    ----------
    state
        Which of the session's own appointments to look at: those planned or those withdrawn.
    """
    other, there = aliased(Appointment), aliased(WorkSession)
    claims = or_(
        and_(other.state == AppointmentState.PLANNED, there.state != SessionState.CANCELLED),
        other.started_at.is_not(None),
    )
    rows = db.execute(
        select(Appointment, there)
        .join(Appointment.person)
        .join(other, and_(other.person_id == Appointment.person_id, other.id != Appointment.id))
        .join(there, and_(there.id == other.session_id, there.on == session.on))
        .where(Appointment.session_id == session.id, Appointment.state == state, claims)
        .options(contains_eager(Appointment.person), joinedload(there.project))
        .order_by(Person.family_name, Person.given_name, Appointment.id, there.starts_at, there.id)
    )
    found = {mine.id: (mine, elsewhere) for mine, elsewhere in rows}
    return list(found.values())


def require_free(
    db: Session, appointment: Appointment, session: WorkSession, start: time, end: time
) -> None:
    """Refuse time worked that overlaps time recorded for the same person at another session.

    Others who book or record the person wait until the commit, so that no two pass at once.

    Raises
    ------
    RuleBroken
        Naming ``started_at``, with the session they were recorded at.
    """
    person = select(Person.id).where(Person.id == appointment.person_id)
    db.execute(person.with_for_update(key_share=True))
    clash = next(iter(_worked(db, appointment, session, start, end)), None)
    if clash is not None and clash.started_at and clash.ended_at:
        times = f"{wording.time(clash.started_at)} to {wording.time(clash.ended_at)}"
        sentence = (
            f"They are recorded at {clash.session.project.name} from {times} on this day. "
            "Correct the time there first, or enter other times here"
        )
        raise RuleBroken("started_at", sentence)


def _worked(
    db: Session, appointment: Appointment, session: WorkSession, start: time, end: time
) -> Sequence[Appointment]:
    return db.scalars(
        select(Appointment)
        .join(Appointment.session)
        .where(Appointment.person_id == appointment.person_id, Appointment.id != appointment.id)
        .where(WorkSession.on == session.on)
        .where(Appointment.started_at < end, Appointment.ended_at > start)
        .options(contains_eager(Appointment.session).joinedload(WorkSession.project))
        .order_by(Appointment.started_at, Appointment.id)
    ).all()
