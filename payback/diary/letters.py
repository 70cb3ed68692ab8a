"""Mails to supervisors about sessions of theirs; they name no person on probation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payback.core import clock, wording
from payback.diary import rules
from payback.notifications.letters import write_letter
from payback.notifications.service import post

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession
    from payback.projects.models import Project
    from payback.supervisors.models import Supervisor


def tell_supervisors(
    db: Session, session: WorkSession, letter: str, link: str, *, absent: Collection[int] = ()
) -> int:
    """Write to everybody who runs a session, loaded with duties, supervisors and accounts.

    Return how many that are: not those without an account in use.

    Parameters
    ----------
    absent
        The duties of those who may not be there, and are not told that they are to be.
    """
    serving = [duty for duty in session.duties if duty.active and duty.id not in absent]
    return sum(_tell(db, session, each.supervisor, letter, link=link) for each in serving)


def tell_taken_off(db: Session, session: WorkSession, supervisor: Supervisor) -> None:
    """Write to a supervisor who runs a coming session no more."""
    if session.on >= clock.today():
        _tell(db, session, supervisor, "duty_ended")


def said_of(told: int) -> str:
    """Say how many supervisors are written to: those without an account in use are not."""
    if not told:
        return "No supervisor is told by email."
    return f"{wording.plural(told, 'supervisor is', 'supervisors are')} told by email."


@dataclass(slots=True, kw_only=True)
class News:
    """What has changed for one supervisor at a project; each session in words."""

    moved: list[tuple[str, str]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


def tell_changes(
    db: Session, project: Project, news: Mapping[Supervisor, News], because: str
) -> int:
    """Write one letter to each supervisor about all sessions of theirs that have changed.

    Return how many that are: not those without an account in use.
    """
    told = 0
    for supervisor, own in news.items():
        if not supervisor.mail_address:
            continue
        written = write_letter(
            "sessions_changed",
            supervisor=supervisor.name,
            project=project.name,
            address=f"{project.address}, {project.postcode}",
            news=own,
            because=because,
        )
        post(
            db,
            recipient=supervisor.mail_address,
            subject=written.subject,
            body=written.body,
            about_kind="projects",
            about_id=project.id,
        )
        told += 1
    return told


def _tell(
    db: Session, session: WorkSession, supervisor: Supervisor, letter: str, *, link: str = ""
) -> bool:
    if not supervisor.mail_address:
        return False
    written = write_letter(
        letter,
        supervisor=supervisor.name,
        project=session.project.name,
        address=f"{session.project.address}, {session.project.postcode}",
        when=rules.when(session),
        because=session.cancelled_because,
        link=link,
    )
    post(
        db,
        recipient=supervisor.mail_address,
        subject=written.subject,
        body=written.body,
        about_kind="work_sessions",
        about_id=session.id,
    )
    return True
