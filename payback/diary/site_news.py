"""Tells supervisors with coming duties that their project has another name, address or point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.core import clock
from payback.diary import rules
from payback.diary.models import Duty, WorkSession
from payback.notifications.letters import write_letter
from payback.notifications.service import post
from payback.projects.listeners import after_change, site_of
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from payback.projects.listeners import Changed


@after_change
def tell_of_new_site(db: Session, changed: Changed) -> None:
    """Put a mail in the outbox for everybody who has a coming duty at a project that moved."""
    if not changed.is_elsewhere:
        return
    sessions: dict[Supervisor, list[WorkSession]] = {}
    for duty in _coming_duties(db, changed.project.id):
        sessions.setdefault(duty.supervisor, []).append(duty.session)
    for supervisor, own in sessions.items():
        if not supervisor.mail_address:
            continue
        letter = write_letter(
            "site_changed",
            supervisor=supervisor.name,
            before=changed.before,
            now=site_of(changed.project),
            sessions=[rules.when(each) for each in own],
        )
        post(
            db,
            recipient=supervisor.mail_address,
            subject=letter.subject,
            body=letter.body,
            about_kind="projects",
            about_id=changed.project.id,
        )


def _coming_duties(db: Session, project_id: int) -> Iterable[Duty]:
    return db.scalars(
        select(Duty)
        .join(WorkSession, WorkSession.id == Duty.session_id)
        .where(Duty.active, WorkSession.project_id == project_id)
        .where(WorkSession.on >= clock.today(), WorkSession.state.in_(sorted(rules.STANDING)))
        .options(
            joinedload(Duty.session),
            joinedload(Duty.supervisor).joinedload(Supervisor.account),
        )
        .order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id, Duty.id)
    )
