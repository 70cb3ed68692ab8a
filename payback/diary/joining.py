"""Putting somebody on the list of a session that has begun: who walked in, or came all the same.

The rules are those of any booking (`breaks`), asked of the new booking before it is kept. What
protects people, or leaves nothing to be credited, stops; what else speaks against it asks why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.core import clock, wording
from payback.core.errors import RuleBroken
from payback.diary.breaks.bookings import broken_bookings
from payback.diary.breaks.rules import SECRET, Reason, sentence_of
from payback.diary.changes import mark_changed
from payback.diary.models import Appointment, AppointmentState, SessionState, WorkSession
from payback.diary.queries import BOOKED, booked_counts, lock_sessions
from payback.diary.slots import slot_of
from payback.people.models import Person, Requirement, RequirementState
from payback.people.queries import kept_apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

STOPS = frozenset({*SECRET, Reason.WOMEN_GROUP, Reason.COMPLETE, Reason.ENDED, Reason.SUSPENDED})
"""Reasons against which nobody is added, whatever is said for it."""


def join(
    db: Session, session: WorkSession, person: Person, because: str, *, tells: bool
) -> Appointment:
    """Put a person on the list of a session that has begun, to be recorded.

    Where they were booked on that day they are taken off.

    Parameters
    ----------
    session
        Loaded with its project.
    because
        Why they work here, if something that bends speaks against it.
    tells
        Whether the reader may know what is on the person's record.

    Raises
    ------
    RuleBroken
        If the session has not begun or is cancelled, a rule stops it, or a reason is missing;
        names the form field.
    """
    require_begun(session, clock.now())
    _lock(db, session, person)
    appointment = _booking(db, session, person)
    others = _elsewhere(db, session, person)
    against = _leave(db, session, others)
    db.add(appointment)
    db.flush()
    found = _reasons(db, session, appointment)
    if stopping := [each for each in found if each in STOPS]:
        raise RuleBroken("crn", _said(stopping, person, tells=tells))
    against += [each.value for each in found]
    if booked_counts(db, [session.id])[session.id] > session.places:
        against.append(f"All {wording.plural(session.places, 'place')} are taken")
    if against and not because:
        raise RuleBroken("because", f"{'. '.join(against)}. Enter why they work here all the same")
    appointment.added_because = because if against else ""
    appointment.outside_week = Reason.OUTSIDE_WEEK in found
    session.state = SessionState.OPEN
    mark_changed(db, session)
    return appointment


def require_begun(session: WorkSession, now: datetime) -> None:
    """Refuse a session that is cancelled or still to come.

    Raises
    ------
    RuleBroken
        With the sentence for whoever records.
    """
    if session.state is SessionState.CANCELLED:
        raise RuleBroken("", "This session is cancelled. Nobody can be added to it.")
    if slot_of(session).start > now:
        raise RuleBroken("", "This session has not begun. Who comes is planned in the rota.")


def _lock(db: Session, session: WorkSession, person: Person) -> None:
    """Let nobody else change the lists of that day with the person on them until the commit.

    Sessions before people, as whoever records attendance does.
    """
    that_day = (
        select(WorkSession.id)
        .join(Appointment, Appointment.session_id == WorkSession.id)
        .where(Appointment.person_id == person.id, WorkSession.on == session.on)
        .order_by(WorkSession.id)
    )
    lock_sessions(db, [session.id, *db.scalars(that_day)])
    them = select(Person.id).where(Person.id == person.id)
    db.execute(them.with_for_update(key_share=True))


def _booking(db: Session, session: WorkSession, person: Person) -> Appointment:
    """Return the booking to be: the one that was withdrawn, or a new one."""
    here = Appointment.session_id == session.id, Appointment.person_id == person.id
    known = db.scalar(select(Appointment).where(*here))
    if known is not None and known.state in BOOKED:
        raise RuleBroken("crn", "They are on the list already")
    requirement_id = db.scalar(
        select(Requirement.id)
        .where(Requirement.person_id == person.id, Requirement.state == RequirementState.ACTIVE)
        .order_by(Requirement.due_on, Requirement.id)
        .limit(1)
    )
    if requirement_id is None:
        raise RuleBroken("crn", "They have no order in progress, so no time could be credited")
    booking = known or Appointment(session_id=session.id, person_id=person.id)
    booking.requirement_id, booking.state = requirement_id, AppointmentState.PLANNED
    return booking


def _elsewhere(db: Session, session: WorkSession, person: Person) -> Sequence[Appointment]:
    """Return where else a person is booked or was recorded on the day, with the sessions."""
    with db.no_autoflush:
        return db.scalars(
            select(Appointment)
            .join(Appointment.session)
            .where(Appointment.person_id == person.id, Appointment.session_id != session.id)
            .where(WorkSession.on == session.on, WorkSession.state != SessionState.CANCELLED)
            .where(
                (Appointment.state == AppointmentState.PLANNED)
                | Appointment.started_at.is_not(None)
            )
            .options(joinedload(Appointment.session).joinedload(WorkSession.project))
            .order_by(WorkSession.starts_at, Appointment.id)
        ).all()


def _leave(db: Session, session: WorkSession, others: Iterable[Appointment]) -> list[str]:
    """Take a person off where they are only booked; return what speaks against being here too.

    Raises
    ------
    RuleBroken
        If they are recorded elsewhere at a time of this session.
    """
    against = []
    for other in others:
        name = other.session.project.name
        if other.started_at is None or other.ended_at is None:
            other.state = AppointmentState.WITHDRAWN
            mark_changed(db, other.session)
            against.append(f"They are booked at {name} on this day, and are taken off there")
            continue
        times = f"{wording.time(other.started_at)} to {wording.time(other.ended_at)}"
        if other.started_at < session.ends_at and session.starts_at < other.ended_at:
            sentence = f"They are recorded at {name} from {times} on this day. Correct that first"
            raise RuleBroken("crn", sentence)
        against.append(f"They worked at {name} from {times} on this day")
    return against


def _reasons(db: Session, session: WorkSession, appointment: Appointment) -> list[Reason]:
    """Return what may stand against a booking; where else they are is asked before."""
    broken = broken_bookings(db, (WorkSession.id == session.id,)).get(appointment.id)
    found = set(broken.found) if broken is not None else set()
    if _beside_somebody(db, session, appointment):
        found.add(Reason.APART)
    return [each for each in Reason if each in found and each is not Reason.ELSEWHERE]


def _beside_somebody(db: Session, session: WorkSession, appointment: Appointment) -> bool:
    """Return whether somebody to be kept apart is on the list, recorded or not."""
    others = [other.id for _, other in kept_apart(db, appointment.person_id)]
    here = Appointment.session_id == session.id, Appointment.person_id.in_(others)
    return db.scalar(select(Appointment.id).where(*here, Appointment.state.in_(BOOKED))) is not None


def _said(reasons: Iterable[Reason], person: Person, *, tells: bool) -> str:
    limited = person.limited_access or not tells
    sentences = dict.fromkeys(sentence_of(each, limited=limited) for each in reasons)
    return f"They cannot work here: {'. '.join(sentences)}"
