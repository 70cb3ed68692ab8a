"""What others ask about breaks: which bookings and duties may not stand, and all of it in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.diary.breaks import bookings, duties
from payback.diary.breaks.rules import Break, Counts, sentence_of
from payback.diary.breaks.scope import in_area
from payback.diary.models import Appointment, Duty, WorkSession

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.diary.breaks.bookings import Broken
    from payback.diary.breaks.duties import BrokenDuty
    from payback.diary.breaks.rules import Reason
    from payback.diary.breaks.scope import Scope


def broken_bookings(db: Session, area_id: int, from_on: date, to_on: date) -> set[int]:
    """Return the planned appointments of an area's sessions that may not stand any more."""
    return set(bookings.broken_bookings(db, in_area(area_id, from_on, to_on)))


def broken_duties(db: Session, area_id: int, from_on: date, to_on: date) -> set[int]:
    """Return the duties of an area's sessions that may not stand any more."""
    return set(duties.broken_duties(db, in_area(area_id, from_on, to_on)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is wrong with bookings, duties and sessions, by their ids; no row of them is loaded."""

    bookings: Mapping[int, Broken] = field(default_factory=dict)
    duties: Mapping[int, BrokenDuty] = field(default_factory=dict)
    sessions: Mapping[int, list[str]] = field(default_factory=dict)

    @property
    def counts(self) -> Counts:
        """How much of each there is."""
        return Counts(
            bookings=len(self.bookings), duties=len(self.duties), sessions=len(self.sessions)
        )

    @property
    def session_ids(self) -> set[int]:
        """Every session on which something may not stand."""
        of_bookings = {each.session_id for each in self.bookings.values()}
        return {*self.sessions, *of_bookings, *(each.session_id for each in self.duties.values())}

    def on(self, session_ids: Collection[int]) -> Found:
        """Return what is wrong on some sessions."""
        return Found(
            bookings={k: v for k, v in self.bookings.items() if v.session_id in session_ids},
            duties={k: v for k, v in self.duties.items() if v.session_id in session_ids},
            sessions={k: v for k, v in self.sessions.items() if k in session_ids},
        )

    def __or__(self, other: Found) -> Found:
        """Return what is wrong on these sessions and on others."""
        return Found(
            bookings={**self.bookings, **other.bookings},
            duties={**self.duties, **other.duties},
            sessions={**self.sessions, **other.sessions},
        )

    @property
    def by_session(self) -> dict[int, Counts]:
        """How much of each there is on each session on which something may not stand."""
        bookings = Counter(each.session_id for each in self.bookings.values())
        duties = Counter(each.session_id for each in self.duties.values())
        return {
            each: Counts(
                bookings=bookings[each], duties=duties[each], sessions=int(each in self.sessions)
            )
            for each in sorted(self.session_ids)
        }


def find(db: Session, scope: Scope) -> Found:
    """Ask what may not stand in a scope; the number of queries does not depend on the answer."""
    of_bookings = bookings.broken_bookings(db, scope)
    of_duties = duties.broken_duties(db, scope)
    of_sessions = duties.broken_sessions(db, scope, of_bookings, of_duties)
    return Found(bookings=of_bookings, duties=of_duties, sessions=of_sessions)


def breaks_of(db: Session, scope: Scope) -> list[Break]:
    """Return the breaks of a scope by day: of each session its own, its duties', its bookings'."""
    return load(db, find(db, scope))


def load(db: Session, found: Found) -> list[Break]:
    """Return what was found with its rows, by day."""
    breaks = [
        *(
            Break(session=each, reasons=tuple(found.sessions[each.id]))
            for each in _sessions(db, found.sessions)
        ),
        *(
            Break(
                session=each.session,
                duty=each,
                reasons=tuple(sentence_of(one) for one in found.duties[each.id].reasons),
            )
            for each in _duties(db, found.duties)
        ),
        *(
            _of_booking(each, found.bookings[each.id].reasons)
            for each in _appointments(db, found.bookings)
        ),
    ]
    return sorted(
        breaks, key=lambda each: (each.session.on, each.session.starts_at, each.session.id)
    )


def _of_booking(appointment: Appointment, reasons: Iterable[Reason]) -> Break:
    limited = appointment.person.limited_access
    sentences = dict.fromkeys(sentence_of(one, limited=limited) for one in reasons)
    return Break(session=appointment.session, appointment=appointment, reasons=tuple(sentences))


def _sessions(db: Session, ids: Collection[int]) -> Iterable[WorkSession]:
    if not ids:
        return ()
    return db.scalars(
        select(WorkSession)
        .where(WorkSession.id.in_(sorted(ids)))
        .options(joinedload(WorkSession.project))
        .order_by(WorkSession.id)
    )


def _duties(db: Session, ids: Collection[int]) -> Iterable[Duty]:
    if not ids:
        return ()
    return db.scalars(
        select(Duty)
        .where(Duty.id.in_(sorted(ids)))
        .options(
            joinedload(Duty.supervisor), joinedload(Duty.session).joinedload(WorkSession.project)
        )
        .order_by(Duty.id)
    )


def _appointments(db: Session, ids: Collection[int]) -> Iterable[Appointment]:
    if not ids:
        return ()
    return db.scalars(
        select(Appointment)
        .where(Appointment.id.in_(sorted(ids)))
        .options(
            joinedload(Appointment.person),
            joinedload(Appointment.session).joinedload(WorkSession.project),
        )
        .order_by(Appointment.id)
    )
