"""Who has to leave a session because they would be elsewhere: where it moves, or is put back.

The database refuses two at once (migrations/overlaps.py), so whoever is elsewhere leaves first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from payback.diary.changes import mark_changed, turn_duty
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.diary.slots import slot_of
from payback.diary.usual_week import forget_outside
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.diary.slots import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Who has to leave a session: bookings, and duties with supervisors and accounts."""

    bookings: tuple[Appointment, ...] = ()
    duties: tuple[Duty, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The supervisors' names."""
        return tuple(each.supervisor.name for each in self.duties)

    def __bool__(self) -> bool:
        return bool(self.bookings or self.duties)


def leaving(db: Session, moves: Mapping[int, Slot]) -> dict[int, Leaving]:
    """Return who of some sessions would be elsewhere once each of them lies where it goes.

    A person works at one session a day (H3): what is planned and what was worked counts. A
    supervisor may run several that do not overlap.

    Parameters
    ----------
    moves
        By session, where it goes, or where it is if it is put back.
    """
    bookings = _bookings_after(db, moves)
    duties = _duties_after(db, moves)
    return {key: Leaving(bookings=tuple(bookings[key]), duties=tuple(duties[key])) for key in moves}


def _bookings_after(db: Session, moves: Mapping[int, Slot]) -> dict[int, list[Appointment]]:
    mine = db.scalars(
        select(Appointment)
        .where(Appointment.session_id.in_(sorted(moves)))
        .where(Appointment.state == AppointmentState.PLANNED)
        .order_by(Appointment.id)
    ).all()
    planned = and_(
        Appointment.state == AppointmentState.PLANNED, WorkSession.state != SessionState.CANCELLED
    )
    rows = db.execute(
        select(Appointment.person_id, WorkSession.id, WorkSession.on)
        .join(WorkSession, WorkSession.id == Appointment.session_id)
        .where(Appointment.person_id.in_(sorted({each.person_id for each in mine})))
        .where(or_(planned, Appointment.started_at.is_not(None)), _there(moves))
    )
    taken: dict[tuple[int, date], set[int]] = defaultdict(set)
    for person_id, session_id, on in rows:
        taken[person_id, _after(moves, session_id, on)].add(session_id)
    found: dict[int, list[Appointment]] = defaultdict(list)
    for each in mine:
        if taken[each.person_id, moves[each.session_id].on] - {each.session_id}:
            found[each.session_id].append(each)
    return found


def _duties_after(db: Session, moves: Mapping[int, Slot]) -> dict[int, list[Duty]]:
    mine = db.scalars(
        select(Duty)
        .where(Duty.session_id.in_(sorted(moves)), Duty.active)
        .options(joinedload(Duty.supervisor).joinedload(Supervisor.account))
        .order_by(Duty.id)
    ).all()
    rows = db.execute(
        select(Duty.supervisor_id, WorkSession)
        .join(WorkSession, WorkSession.id == Duty.session_id)
        .where(Duty.supervisor_id.in_(sorted({each.supervisor_id for each in mine})), Duty.active)
        .where(WorkSession.state != SessionState.CANCELLED, _there(moves))
    )
    taken: dict[int, dict[int, Slot]] = defaultdict(dict)
    for supervisor_id, there in rows:
        taken[supervisor_id][there.id] = moves.get(there.id, slot_of(there))
    found: dict[int, list[Duty]] = defaultdict(list)
    for each in mine:
        here = moves[each.session_id]
        others = taken[each.supervisor_id].items()
        if any(key != each.session_id and there.overlaps(here) for key, there in others):
            found[each.session_id].append(each)
    return found


def _there(moves: Mapping[int, Slot]) -> ColumnElement[bool]:
    """Return the condition of sessions that may be in the way: where they are or where they go."""
    days = sorted({each.on for each in moves.values()})
    return or_(WorkSession.on.in_(days), WorkSession.id.in_(sorted(moves)))


def _after(moves: Mapping[int, Slot], session_id: int, on: date) -> date:
    return moves[session_id].on if session_id in moves else on


def leave(db: Session, who: Leaving) -> None:
    """Withdraw bookings and end duties, before the session goes where they are elsewhere."""
    for appointment in who.bookings:
        appointment.state = AppointmentState.WITHDRAWN
    for duty in who.duties:
        turn_duty(duty, active=False)
    db.flush()


def move(db: Session, session: WorkSession, to: Slot) -> None:
    """Give a session another day or other times; who is elsewhere then has left it before.

    Who was there outside their usual week, knowingly, was so at the time that it had.
    """
    session.on, session.starts_at, session.ends_at = to.on, to.starts_at, to.ends_at
    mark_changed(db, session)
    forget_outside(db, session.id)
