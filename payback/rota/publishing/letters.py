"""The mail that tells supervisors what a publication has changed for them.

It names places and times, and never a person on probation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.core import clock, wording
from payback.diary.breaks.duties import broken_duties
from payback.diary.breaks.scope import still_ahead
from payback.diary.models import Duty, WorkSession
from payback.notifications.letters import write_letter
from payback.notifications.service import post
from payback.rota.rules import last_day
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from payback.rota.models import Rota


def tell_supervisors(
    db: Session,
    rota: Rota,
    added: Mapping[int, Sequence[WorkSession]],
    removed: Mapping[int, Sequence[WorkSession]],
    address: str,
) -> None:
    """Put a mail in the outbox for everybody whose duties have changed and who has an account.

    Parameters
    ----------
    added, removed
        The sessions that each supervisor gained and lost, with their projects.
    address
        Where they find their sessions.
    """
    duties = _duties_of_week(db, rota, {*added, *removed})
    for supervisor in _reachable(db, {*added, *removed}):
        letter = write_letter(
            "rota_published",
            supervisor=supervisor.name,
            area=rota.area.name,
            week=wording.date(rota.week_on),
            added=_lines(added.get(supervisor.id, ())),
            removed=_lines(removed.get(supervisor.id, ())),
            sessions=_lines(duties.get(supervisor.id, ())),
            address=address,
        )
        post(
            db,
            recipient=supervisor.mail_address,
            subject=letter.subject,
            body=letter.body,
            about_kind="rotas",
            about_id=rota.id,
        )


def _reachable(db: Session, supervisor_ids: Iterable[int]) -> list[Supervisor]:
    found = db.scalars(
        select(Supervisor)
        .where(Supervisor.id.in_(sorted(supervisor_ids)))
        .options(joinedload(Supervisor.account))
        .order_by(Supervisor.id)
    )
    return [each for each in found if each.mail_address]


def _duties_of_week(
    db: Session, rota: Rota, supervisor_ids: Iterable[int]
) -> dict[int, list[WorkSession]]:
    """Return what supervisors run that week, without what today's facts do not allow them."""
    days = WorkSession.on.between(rota.week_on, last_day(rota.week_on))
    broken = broken_duties(db, (*still_ahead(), days))
    rows = db.execute(
        select(Duty.supervisor_id, WorkSession)
        .join(WorkSession, WorkSession.id == Duty.session_id)
        .where(Duty.active, Duty.supervisor_id.in_(sorted(supervisor_ids)))
        .where(days, Duty.id.not_in(sorted(broken)))
        .options(joinedload(WorkSession.project))
        .order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id)
    )
    found: dict[int, list[WorkSession]] = {}
    for supervisor_id, session in rows:
        found.setdefault(supervisor_id, []).append(session)
    return found


def _lines(sessions: Iterable[WorkSession]) -> list[str]:
    """Return one line for each session that is not over."""
    return [
        f"{wording.short_date(each.on)}, {wording.time(each.starts_at)} to "
        f"{wording.time(each.ends_at)}: {each.project.name}, {each.project.address}"
        for each in sessions
        if each.on >= clock.today()
    ]
