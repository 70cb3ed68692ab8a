"""What others ask about breaks: which bookings and duties may not stand, and all of it in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.diary.breaks import bookings, duties
from payback.diary.breaks.rules import Break, Counts, Reason, sentence_of
from payback.diary.breaks.scope import in_area
from payback.diary.models import Appointment, Duty, WorkSession

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.diary.breaks.scope import Scope


def broken_bookings(db: Session, area_id: int, from_on: date, to_on: date) -> set[int]:
    """Return the planned appointments of an area's sessions that may not stand any more."""
    return set(bookings.broken_bookings(db, in_area(area_id, from_on, to_on)))


def broken_duties(db: Session, area_id: int, from_on: date, to_on: date) -> set[int]:
    """Return the duties of an area's sessions that may not stand any more."""
    return set(duties.broken_duties(db, in_area(area_id, from_on, to_on)))


def counts_of(db: Session, scope: Scope) -> Counts:
    """Return how many bookings, duties and sessions of a scope are broken; loads none of them."""
    of_bookings, of_duties, of_sessions = _found(db, scope)
    return Counts(bookings=len(of_bookings), duties=len(of_duties), sessions=len(of_sessions))


def breaks_of(db: Session, scope: Scope) -> list[Break]:
    """Return the breaks of a scope by day: of each session its own, its duties', its bookings'.

    The number of queries does not depend on how many there are.
    """
    of_bookings, of_duties, of_sessions = _found(db, scope)
    found = [
        *(
            Break(session=each, reasons=tuple(of_sessions[each.id]))
            for each in _sessions(db, of_sessions)
        ),
        *(
            Break(
                session=each.session,
                duty=each,
                reasons=tuple(sentence_of(one) for one in of_duties[each.id]),
            )
            for each in _duties(db, of_duties)
        ),
        *(_of_booking(each, of_bookings[each.id]) for each in _appointments(db, of_bookings)),
    ]
    return sorted(
        found, key=lambda each: (each.session.on, each.session.starts_at, each.session.id)
    )


def _found(
    db: Session, scope: Scope
) -> tuple[dict[int, list[Reason]], dict[int, list[Reason]], dict[int, list[str]]]:
    """Return what is wrong with bookings, duties and sessions, by their ids."""
    of_bookings = bookings.broken_bookings(db, scope)
    of_duties = duties.broken_duties(db, scope)
    return of_bookings, of_duties, duties.broken_sessions(db, scope, of_bookings, of_duties)


def _of_booking(appointment: Appointment, reasons: Iterable[Reason]) -> Break:
    limited = appointment.person.limited_access
    sentences = dict.fromkeys(sentence_of(one, limited=limited) for one in reasons)
    return Break(session=appointment.session, appointment=appointment, reasons=tuple(sentences))


def _sessions(db: Session, ids: Iterable[int]) -> Iterable[WorkSession]:
    return db.scalars(
        select(WorkSession)
        .where(WorkSession.id.in_(sorted(ids)))
        .options(joinedload(WorkSession.project))
        .order_by(WorkSession.id)
    )


def _duties(db: Session, ids: Iterable[int]) -> Iterable[Duty]:
    return db.scalars(
        select(Duty)
        .where(Duty.id.in_(sorted(ids)))
        .options(
            joinedload(Duty.supervisor), joinedload(Duty.session).joinedload(WorkSession.project)
        )
        .order_by(Duty.id)
    )


def _appointments(db: Session, ids: Iterable[int]) -> Iterable[Appointment]:
    return db.scalars(
        select(Appointment)
        .where(Appointment.id.in_(sorted(ids)))
        .options(
            joinedload(Appointment.person),
            joinedload(Appointment.session).joinedload(WorkSession.project),
        )
        .order_by(Appointment.id)
    )
