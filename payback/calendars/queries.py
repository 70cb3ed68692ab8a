"""Reads of calendar addresses and of what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from payback.accounts.models import Account
from payback.calendars.models import Feed
from payback.calendars.rules import Tally, event_of
from payback.core.references import hash_secret
from payback.diary.models import Appointment, AppointmentState, Duty, WorkSession
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from payback.calendars.rules import CalendarEvent


def supervisor_of(db: Session, account_id: int | None) -> Supervisor | None:
    """Return the active supervisor who signs in with an account."""
    return db.scalars(
        select(Supervisor).where(Supervisor.account_id == account_id, Supervisor.active)
    ).one_or_none()


def live_feeds(db: Session, supervisor_id: int) -> Sequence[Feed]:
    """Return a supervisor's calendar addresses that answer, oldest first."""
    return db.scalars(
        select(Feed)
        .where(Feed.supervisor_id == supervisor_id, Feed.revoked_at.is_(None))
        .order_by(Feed.id)
    ).all()


def own_feed(db: Session, feed_id: int, account_id: int | None) -> Feed | None:
    """Return a calendar address if it belongs to an account's supervisor."""
    return db.scalars(
        select(Feed)
        .join(Feed.supervisor)
        .where(Feed.id == feed_id, Supervisor.account_id == account_id)
    ).one_or_none()


def feed_by_secret(db: Session, secret: str) -> Feed | None:
    """Return the address that a secret opens, with its supervisor.

    Unknown, revoked, of a closed account or of somebody who supervises no more: one query and
    nothing found, so that neither the answer nor its time tells which.
    """
    return db.scalars(
        select(Feed)
        .join(Feed.supervisor)
        .join(Supervisor.account)
        .where(Feed.secret_hash == hash_secret(secret), Feed.revoked_at.is_(None))
        .where(Supervisor.active, Account.active)
        .options(contains_eager(Feed.supervisor))
    ).one_or_none()


def events_of(
    db: Session, supervisor_id: int, address_of: Callable[[int], str]
) -> list[CalendarEvent]:
    """Return every duty that a supervisor has or had, as events.

    Parameters
    ----------
    address_of
        The address of a session's page.
    """
    duties = db.scalars(
        select(Duty)
        .join(Duty.session)
        .where(Duty.supervisor_id == supervisor_id)
        .options(contains_eager(Duty.session).options(joinedload(WorkSession.project)))
        .order_by(Duty.id)
    ).all()
    mine = select(Duty.session_id).where(Duty.supervisor_id == supervisor_id)
    kept = case((Appointment.state != AppointmentState.WITHDRAWN, 1), else_=0)
    booked = _by_session(
        db,
        select(
            Appointment.session_id,
            func.sum(kept),
            func.max(Appointment.updated_at),
            func.sum(Appointment.version),
        )
        .where(Appointment.session_id.in_(mine))
        .group_by(Appointment.session_id),
    )
    serving = _by_session(
        db,
        select(
            Duty.session_id,
            func.sum(case((Duty.active, 1), else_=0)),
            func.max(Duty.changed_at),
            func.sum(Duty.sequence) + func.count() - 1,
        )
        .where(Duty.session_id.in_(mine))
        .group_by(Duty.session_id),
    )
    return [
        event_of(
            duty,
            booked=booked.get(duty.session_id, Tally(count=0, changed_at=duty.changed_at)),
            serving=serving[duty.session_id],
            url=address_of(duty.session_id),
        )
        for duty in duties
    ]


def _by_session(db: Session, query: Select[int, int, datetime, int]) -> dict[int, Tally]:
    return {
        session_id: Tally(count=int(count), changed_at=changed_at, changes=int(changes))
        for session_id, count, changed_at, changes in db.execute(query)
    }
