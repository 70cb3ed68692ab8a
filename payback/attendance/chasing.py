"""Outcomes that are missing the next morning: one mail a day to each supervisor who owes some.

A mail names sessions, never people. It stops by itself: what is recorded, cancelled or too old for
a supervisor to record is not asked for any more.
"""

from __future__ import annotations

from datetime import time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from payback.attendance.rules import LOOKS_BACK_DAYS
from payback.core import jobs
from payback.core.access import WORKER
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.diary.rules import when
from payback.notifications.letters import write_letter
from payback.notifications.service import post
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from payback.core.jobs import JobContext

CHASE = "chase outcomes"
AT = time(8)


@jobs.daily(CHASE, at=AT)
@jobs.handler(CHASE)
def chase(context: JobContext, run_id: int) -> None:
    """Write the mails of one morning, in one transaction with the note that they are written."""
    with context.database.transaction(WORKER) as db:
        if not jobs.still_held(db, context):
            return
        run = jobs.run_to_do(db, run_id)
        if run is not None:
            tell_of_missing(db, run.day, context.config.base_url)


def tell_of_missing(db: Session, day: date, base_url: str) -> int:
    """Write to each supervisor whose sessions before a day have outcomes missing.

    Return how many that are: not those without an account in use.
    """
    told = 0
    for supervisor, duties in groupby(_owed(db, day), key=lambda row: row[0].supervisor):
        if supervisor.mail_address:
            _tell(db, supervisor, list(duties), day, base_url)
            told += 1
    return told


def _owed(db: Session, day: date) -> Sequence[Row[Duty, int]]:
    """Return the duties at sessions with outcomes missing and how many, by supervisor and day."""
    missing = (
        select(Appointment.session_id, func.count().label("count"))
        .where(Appointment.state == AppointmentState.PLANNED)
        .group_by(Appointment.session_id)
        .subquery()
    )
    return db.execute(
        select(Duty, missing.c.count)
        .join(missing, missing.c.session_id == Duty.session_id)
        .join(Duty.session)
        .where(Duty.active, WorkSession.state != SessionState.CANCELLED)
        .where(WorkSession.on < day, WorkSession.on >= day - timedelta(days=LOOKS_BACK_DAYS))
        .options(
            contains_eager(Duty.session).joinedload(WorkSession.project),
            joinedload(Duty.supervisor).joinedload(Supervisor.account),
        )
        .order_by(Duty.supervisor_id, WorkSession.on, WorkSession.starts_at, WorkSession.id)
    ).all()


def _tell(
    db: Session,
    supervisor: Supervisor,
    duties: Sequence[Row[Duty, int]],
    day: date,
    base_url: str,
) -> None:
    sessions = [
        {
            "project": duty.session.project.name,
            "when": when(duty.session),
            "days": (day - duty.session.on).days,
            "missing": count,
            "link": f"{base_url}/my/sessions/{duty.session_id}",
        }
        for duty, count in duties
    ]
    written = write_letter("missing_outcomes", supervisor=supervisor.name, sessions=sessions)
    post(
        db,
        recipient=supervisor.mail_address,
        subject=written.subject,
        body=written.body,
        about_kind="supervisors",
        about_id=supervisor.id,
    )
