"""How much may not stand, counted beforehand by session: what every first page says and lists.

Kept are numbers only. What is wrong with a session is asked of the facts whenever it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, false, func, insert, or_, select, true

from payback.areas.models import Area
from payback.core.answers import Topic, stale_of
from payback.core.paging import Paging
from payback.diary.breaks.models import SessionBreaks
from payback.diary.breaks.queries import Found, find, load
from payback.diary.breaks.rules import Counts
from payback.diary.breaks.scope import from_today, touching
from payback.diary.models import Appointment, Duty, WorkSession
from payback.people.models import (
    AvailabilityException,
    BarredTag,
    ExclusionCircle,
    KeepApart,
    Person,
    Requirement,
)
from payback.policies.models import Policy
from payback.projects.models import Project, ProjectSkill, ProjectTag
from payback.supervisors.models import Supervisor, SupervisorLeave, SupervisorSkill

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from payback.core.answers import Stale
    from payback.diary.breaks.rules import Break
    from payback.diary.breaks.scope import Scope

MOST = 500
"""Sessions beyond this are all asked about: to name so many costs as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What may not stand in a scope: ``found`` now, and what is kept of the ``relied_on``."""

    found: Found
    relied_on: ColumnElement[bool]

    @property
    def condition(self) -> ColumnElement[bool]:
        """Whether something of a session, joined with what is kept of it, may not stand."""
        kept = and_(SessionBreaks.id.is_not(None), self.relied_on)
        return or_(kept, WorkSession.id.in_(sorted(self.found.session_ids)))


def counts_of(db: Session, scope: Scope) -> Counts:
    """Return how many bookings, duties and sessions of a scope may not stand."""
    return _counts(db, scope, known(db, scope))


def breaks_within(db: Session, scope: Scope) -> list[Break]:
    """Return the breaks of a scope by day; where nothing may be wrong, nothing is asked for."""
    here = known(db, scope)
    return _loaded(db, scope, here, set(db.scalars(_with_kept(scope).where(here.condition))))


def page_of_breaks(db: Session, scope: Scope, number: int) -> tuple[list[Break], Counts, Paging]:
    """Return the breaks of one page of sessions, how many breaks there are in all, and the paging.

    Only what the page shows is asked for and loaded.
    """
    here = known(db, scope)
    broken = _with_kept(scope).where(here.condition)
    total = db.execute(broken.with_only_columns(func.count())).scalar_one()
    paging = Paging(number=number, total=total)
    by_day = broken.order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id)
    shown = set(db.scalars(by_day.offset(paging.offset).limit(paging.size)))
    return _loaded(db, scope, here, shown), _counts(db, scope, here), paging


def _loaded(db: Session, scope: Scope, here: Known, session_ids: set[int]) -> list[Break]:
    """Return the breaks of some sessions of a scope, whose kept counts say no more than that."""
    found = here.found.on(session_ids)
    if rest := session_ids - here.found.session_ids:
        found |= find(db, (*scope, WorkSession.id.in_(sorted(rest))))
    return load(db, found)


def known(db: Session, scope: Scope) -> Known:
    """Return what may not stand in a scope: right at once, whether or not anybody has caught up."""
    stale = stale_of(db, BREAKS)
    if not stale:
        return Known(found=Found(), relied_on=true())
    if stale.everything:
        return Known(found=find(db, scope), relied_on=false())
    touched = select(WorkSession.id).join(WorkSession.project).where(*scope, _touched(stale))
    ids = db.scalars(touched.order_by(WorkSession.id).limit(MOST + 1)).all()
    if len(ids) > MOST:
        return Known(found=find(db, scope), relied_on=false())
    found = find(db, (*scope, WorkSession.id.in_(ids))) if ids else Found()
    return Known(found=found, relied_on=WorkSession.id.not_in(ids))


def _counts(db: Session, scope: Scope, here: Known) -> Counts:
    bookings, duties, sessions = db.execute(
        select(
            func.coalesce(func.sum(SessionBreaks.bookings), 0),
            func.coalesce(func.sum(SessionBreaks.duties), 0),
            func.coalesce(func.sum(SessionBreaks.sessions), 0),
        )
        .join(WorkSession, WorkSession.id == SessionBreaks.session_id)
        .join(WorkSession.project)
        .where(*scope, here.relied_on)
    ).one()
    found = here.found.counts
    return Counts(
        bookings=found.bookings + bookings,
        duties=found.duties + duties,
        sessions=found.sessions + sessions,
    )


def _with_kept(scope: Scope) -> Select[int]:
    return (
        select(WorkSession.id)
        .join(WorkSession.project)
        .outerjoin(SessionBreaks, SessionBreaks.session_id == WorkSession.id)
        .where(*scope)
    )


def _touched(stale: Stale) -> ColumnElement[bool]:
    """Return the condition of sessions that what has changed bears on."""
    return or_(Project.area_id.in_(sorted(stale.parts)), touching(**stale.records))


def _refresh(db: Session, stale: Stale) -> None:
    _keep(db, touching(**stale.records))


def _rebuild(db: Session, area_id: int) -> None:
    _keep(db, Project.area_id == area_id)


def _keep(db: Session, which: ColumnElement[bool]) -> None:
    """Count anew what may not stand on some sessions.

    By day and not by the minute: which of today's sessions are over is the reader's question.
    """
    found = find(db, (*from_today(), which)).by_session
    before = select(WorkSession.id).join(WorkSession.project).where(which)
    counted = SessionBreaks.session_id
    db.execute(delete(SessionBreaks).where(or_(counted.in_(before), counted.in_(list(found)))))
    if found:
        rows = [
            {
                "session_id": session_id,
                "bookings": each.bookings,
                "duties": each.duties,
                "sessions": each.sessions,
            }
            for session_id, each in found.items()
        ]
        db.execute(insert(SessionBreaks), rows)


BREAKS = Topic("breaks", parts=select(Area.id), refresh=_refresh, rebuild=_rebuild)
BREAKS.watch("sessions", Appointment.session_id, Duty.session_id)
BREAKS.watch("crews", WorkSession.id)
BREAKS.watch("people", Appointment.person_id, Person.id, AvailabilityException.person_id)
BREAKS.watch("people", BarredTag.person_id, ExclusionCircle.person_id)
BREAKS.watch("people", KeepApart.first_person_id, KeepApart.second_person_id)
BREAKS.watch("requirements", Requirement.id)
BREAKS.watch("supervisors", Duty.supervisor_id, Supervisor.id)
BREAKS.watch("supervisors", SupervisorLeave.supervisor_id, SupervisorSkill.supervisor_id)
BREAKS.watch("projects", Project.id, ProjectTag.project_id, ProjectSkill.project_id)
BREAKS.watch_all(Policy)
