"""What ending a project, a pattern or a supervisor leaves in the diary, for the page that asks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from payback.accounts.holders import Holder, holds_accounts
from payback.core import clock, wording
from payback.core.consequences import consequence_of
from payback.diary.models import Appointment, AppointmentState, Duty, WorkSession
from payback.diary.rules import STANDING
from payback.supervisors.models import Supervisor
from payback.supervisors.service import set_active

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


@consequence_of("projects")
def of_project(db: Session, project_id: int) -> list[str]:
    """Say how many people are booked on a project's sessions from today on."""
    return _booked_sentences(db, WorkSession.project_id == project_id)


@consequence_of("opening_patterns")
def of_pattern(db: Session, pattern_id: int) -> list[str]:
    """Say how many sessions of a pattern are in the diary from today on, and who is booked."""
    return _booked_sentences(db, WorkSession.pattern_id == pattern_id, asked_next=True)


@consequence_of("supervisors")
def of_supervisor(db: Session, supervisor_id: int) -> list[str]:
    """Say which coming sessions a supervisor runs."""
    days = db.scalars(
        select(WorkSession.on)
        .join(Duty, Duty.session_id == WorkSession.id)
        .where(Duty.supervisor_id == supervisor_id, Duty.active, *_coming())
        .order_by(WorkSession.on, WorkSession.id)
    ).all()
    if not days:
        return ["They are on no coming session."]
    sessions = wording.plural(len(days), "coming session")
    first, each = ("", "it") if len(days) == 1 else ("the first ", "each of them")
    return [
        f"They are on {sessions}, {first}on {wording.date(days[0])}. They stay on {each} until "
        "they are taken off, a rota that is published puts somebody else there, or the session is "
        "cancelled."
    ]


@consequence_of("accounts")
def of_account(db: Session, account_id: int) -> list[str]:
    """Say which supervisor signs in with an account, and which coming sessions they run."""
    supervisor = db.scalar(select(Supervisor).where(Supervisor.account_id == account_id))
    if supervisor is None:
        return []
    return [
        f"It is the account of the supervisor {supervisor.name}, who can then record no attendance "
        "and is told of no change by email.",
        *of_supervisor(db, supervisor.id),
    ]


@holds_accounts
def supervisor_holding(db: Session, account_id: int) -> Holder | None:
    """Return the supervisor who is planned and signs in with an account."""
    active = Supervisor.account_id == account_id, Supervisor.active
    supervisor = db.scalar(select(Supervisor).where(*active))
    if supervisor is None:
        return None
    stop = partial(set_active, db, supervisor, active=False)
    return Holder(name=supervisor.name, stop=stop)


def _coming() -> tuple[ColumnElement[bool], ...]:
    return (WorkSession.on >= clock.today(), WorkSession.state.in_(sorted(STANDING)))


def _booked_sentences(
    db: Session, which: ColumnElement[bool], *, asked_next: bool = False
) -> list[str]:
    """Say how many sessions are in the diary from today on, and how many people are booked.

    Parameters
    ----------
    asked_next
        Whether the next page asks what becomes of them; otherwise they stay until cancelled.
    """
    sessions = db.scalar(select(func.count(WorkSession.id)).where(which, *_coming())) or 0
    if not sessions:
        return ["There is no coming session in the diary."]
    people, booked_sessions = db.execute(
        select(
            func.count(func.distinct(Appointment.person_id)),
            func.count(func.distinct(Appointment.session_id)),
        )
        .join(WorkSession, WorkSession.id == Appointment.session_id)
        .where(which, *_coming(), Appointment.state == AppointmentState.PLANNED)
    ).one()
    counted = wording.plural(sessions, "coming session")
    if asked_next:
        there = f"{counted} {'is' if sessions == 1 else 'are'} in the diary."
        booked = wording.plural(people, "person is", "people are") if people else "Nobody is"
        on = wording.plural(booked_sessions, "coming session") if people else "them"
        return [there, f"{booked} booked on {on}."]
    stay, them = ("stays", "it") if sessions == 1 else ("stay", "them")
    if not people:
        return [f"Nobody is booked. {counted} {stay} in the diary until you cancel {them}."]
    booked = wording.plural(people, "person is", "people are")
    cancel = "session" if booked_sessions == 1 else "sessions"
    return [
        f"{booked} booked on {wording.plural(booked_sessions, 'coming session')}. They stay "
        f"booked: cancel the {cancel} and tell them.",
        f"{counted} {stay} in the diary until you cancel them.",
        *_today_sentence(db, which),
    ]


def _today_sentence(db: Session, which: ColumnElement[bool]) -> list[str]:
    people = db.scalar(
        select(func.count(func.distinct(Appointment.person_id)))
        .join(WorkSession, WorkSession.id == Appointment.session_id)
        .where(which, *_coming(), Appointment.state == AppointmentState.PLANNED)
        .where(WorkSession.on == clock.today())
    )
    return [f"{wording.plural(people, 'person is', 'people are')} booked today."] if people else []
