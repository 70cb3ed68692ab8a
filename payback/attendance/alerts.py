"""Telling the practitioner of an outcome, and of its correction.

Enforceable outcomes are always told, others if the recorder asks for it. The mail names nobody: it
leads to the appointment, and gives a reference for those who have no account. The flag of the
appointment and what was told are brought in line at every change of an outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.attendance.models import PractitionerAlert
from payback.core import clock, wording
from payback.core.jobs import Job, JobState
from payback.notifications.letters import write_letter
from payback.notifications.service import post, take_back
from payback.people.models import Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.diary.models import Appointment, WorkSession

NOBODY = (
    "Nobody can be alerted: this record has no address of a probation practitioner. "
    "A coordinator can add one, and then save the outcome again."
)
TOLD = "The practitioner is alerted by email."
UNTOLD = "The practitioner is told by email that nothing needs doing any more."
TAKEN_BACK = "The alert to the practitioner had not left and is taken back."


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Where an alert leads: the appointment's page, and the team for those without an account."""

    link: str = ""
    contact: str = ""


PLAIN = Letterhead()


def settle(db: Session, session: WorkSession, appointment: Appointment, head: Letterhead) -> str:
    """Bring what the practitioner was told in line with an appointment; say what was done.

    The appointment is locked by the caller, so that nobody is told twice.
    """
    last = last_alert(db, appointment.id)
    standing = last if last and not last.correction and not last.retracted_at else None
    if appointment.alert_practitioner:
        return _alert(db, session, appointment, head, standing)
    return _correct(db, session, appointment, head, standing) if standing else ""


def last_alert(db: Session, appointment_id: int) -> PractitionerAlert | None:
    """Return what was last told of an appointment, with its message."""
    return db.scalar(
        select(PractitionerAlert)
        .where(PractitionerAlert.appointment_id == appointment_id)
        .options(joinedload(PractitionerAlert.message))
        .order_by(PractitionerAlert.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def state_of(db: Session, appointment_id: int) -> str:
    """Say whether the practitioner was told of an appointment, and when."""
    last = last_alert(db, appointment_id)
    if last is None or last.retracted_at:
        return "Not alerted"
    if last.message is None:
        return NOBODY
    what = "Told that nothing needs doing any more" if last.correction else "Alerted"
    if last.message.sent_at:
        here = clock.in_london(last.message.sent_at)
        return f"{what} on {wording.date(here.date())} at {wording.time(here.time())}"
    failed = select(Job.id).where(Job.id == last.message.job_id, Job.state == JobState.FAILED)
    if db.scalar(failed):
        return "The email could not be delivered: call the practitioner"
    return f"{what}: the email is on its way"


def foretell(db: Session, appointment: Appointment, *, wanted: bool) -> str:
    """Say what saving will do about the practitioner."""
    if wanted:
        person = db.get_one(Person, appointment.person_id)
        name = person.practitioner_name or "by email"
        return f"Alerted: {name}" if person.practitioner_email else NOBODY
    last = last_alert(db, appointment.id)
    if last and last.message and not last.correction and not last.retracted_at:
        return "Told that nothing needs doing any more"
    return "Not alerted"


def _alert(
    db: Session,
    session: WorkSession,
    appointment: Appointment,
    head: Letterhead,
    standing: PractitionerAlert | None,
) -> str:
    code = appointment.outcome_code or ""
    if standing and standing.message:
        if standing.outcome_code == code:
            return ""
        if take_back(db, standing.message):
            standing.retracted_at = clock.now()
    return _tell(db, session, appointment, head, correction=False)


def _correct(
    db: Session,
    session: WorkSession,
    appointment: Appointment,
    head: Letterhead,
    standing: PractitionerAlert,
) -> str:
    if standing.message is None:
        standing.retracted_at = clock.now()
        return ""
    if take_back(db, standing.message):
        standing.retracted_at = clock.now()
        return TAKEN_BACK
    return _tell(db, session, appointment, head, correction=True)


def _tell(
    db: Session,
    session: WorkSession,
    appointment: Appointment,
    head: Letterhead,
    *,
    correction: bool,
) -> str:
    person = db.get_one(Person, appointment.person_id, populate_existing=True)
    alert = PractitionerAlert(
        appointment_id=appointment.id,
        outcome_code=appointment.outcome_code or "",
        correction=correction,
    )
    db.add(alert)
    if person.practitioner_email:
        letter = write_letter(
            "practitioner_corrected" if correction else "practitioner_alert",
            reference=f"A-{appointment.id}",
            on=session.on,
            link=head.link,
            contact=head.contact,
        )
        message = post(
            db,
            recipient=person.practitioner_email,
            subject=letter.subject,
            body=letter.body,
            about_kind="appointments",
            about_id=appointment.id,
        )
        alert.message_id = message.id
    db.flush()
    if not person.practitioner_email:
        return NOBODY
    return UNTOLD if correction else TOLD
