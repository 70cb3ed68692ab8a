"""The mail that tells supervisors what a publication has changed for them.

It names places and times, and never a person on probation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.core import clock, wording
from payback.diary.breaks.standing import on_duty
from payback.notifications.letters import write_letter
from payback.notifications.service import post
from payback.rota.rules import last_day
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession
    from payback.rota.models import Rota


def tell_supervisors(
    db: Session,
    rota: Rota,
    added: Mapping[int, Sequence[WorkSession]],
    removed: Mapping[int, Sequence[WorkSession]],
    address: str,
) -> int:
    """Put a mail in the outbox for everybody whose duties have changed and who has an account.

    Whoever does not supervise any more is not written to; nobody is told to run what is cancelled
    or what today's facts do not allow them.

    Parameters
    ----------
    added, removed
        The sessions that each supervisor gained and lost, with their projects.
    address
        Where they find their sessions.

    Returns
    -------
    How many supervisors are written to.
    """
    told = {*added, *removed}
    written = 0
    week = on_duty(db, told, rota.week_on, last_day(rota.week_on))
    for supervisor in reachable(db, told):
        mine = [each for each in week if each.supervisor_id == supervisor.id]
        standing = [each.session for each in mine if each.stands]
        gained = [each for each in added.get(supervisor.id, ()) if each in standing]
        lost = removed.get(supervisor.id, ())
        if not gained and not lost:
            continue
        letter = write_letter(
            "rota_published",
            supervisor=supervisor.name,
            area=rota.area.name,
            week=wording.date(rota.week_on),
            added=_lines(gained),
            removed=_lines(lost),
            sessions=_lines(standing),
            unable=[
                f"{line}: {each.why_not}"
                for each in mine
                if each.reasons
                for line in _lines([each.session])
            ],
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
        written += 1
    return written


def reachable(db: Session, supervisor_ids: Iterable[int]) -> list[Supervisor]:
    """Return those of some supervisors who can be written to."""
    found = db.scalars(
        select(Supervisor)
        .where(Supervisor.id.in_(sorted(supervisor_ids)), Supervisor.active)
        .options(joinedload(Supervisor.account))
        .order_by(Supervisor.id)
    )
    return [each for each in found if each.mail_address]


def _lines(sessions: Iterable[WorkSession]) -> list[str]:
    """Return one line for each session that is not over."""
    return [
        f"{wording.short_date(each.on)}, {wording.time(each.starts_at)} to "
        f"{wording.time(each.ends_at)}: {each.project.name}, {each.project.address}"
        for each in sessions
        if each.on >= clock.today()
    ]
