"""Publishing a rota: its bookings become appointments, its duties become duties, once.

Everything happens in the caller's transaction, with the rows of the area locked. The rota is
checked again against the rows as they are now; what has changed since is said, and then nothing
is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer

from payback.areas.models import Area
from payback.core import clock, wording
from payback.core.errors import Conflict, NotFound
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.diary.nomination_starts import note_starts
from payback.rota import queries, staleness
from payback.rota.keys import row_id
from payback.rota.letters import tell_supervisors
from payback.rota.models import Rota, RotaState, SolutionStatus
from payback.rota.rules import last_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from scheduler import Solution


@dataclass(slots=True, kw_only=True)
class Changed:
    """Whose duties a publication has changed: sessions by supervisor."""

    added: dict[int, list[WorkSession]] = field(default_factory=dict)
    removed: dict[int, list[WorkSession]] = field(default_factory=dict)

    @property
    def supervisor_ids(self) -> set[int]:
        """Everybody who must be told."""
        return {*self.added, *self.removed}


def publish(db: Session, rota_id: int, actor: Actor, *, version: str, address: str) -> list[str]:
    """Publish a draft, unless its week has changed since.

    Parameters
    ----------
    rota_id
        The draft, in one of the actor's areas.
    version
        The version of the draft that the reader has seen.
    address
        Where a supervisor finds their sessions, for the mail.

    Returns
    -------
    What has changed since the draft was made, as sentences; empty if it is published now.

    Raises
    ------
    NotFound
        If there is no such rota in the actor's areas.
    Conflict
        If it is no draft any more, or another rota of its week was published meanwhile.
    """
    rota = _locked(db, rota_id, actor)
    _require_draft(db, rota, version)
    current = staleness.current_week(db, rota)
    if current.sentences:
        return list(current.sentences)
    now = clock.now()
    changed = _write(db, current.solution, current, now)
    _supersede(db, rota)
    rota.state = RotaState.PUBLISHED
    rota.published_at = now
    rota.published_by_id = actor.account_id
    db.flush()
    tell_supervisors(db, rota, changed.added, changed.removed, address)
    note_starts(db, rota.area_id, rota.week_on, last_day(rota.week_on))
    return []


def _locked(db: Session, rota_id: int, actor: Actor) -> Rota:
    """Return the rota; nobody else can plan or publish in its area until the commit."""
    area_id = db.scalars(
        select(Rota.area_id).where(Rota.id == rota_id, actor.within(Rota.area_id))
    ).one_or_none()
    if area_id is None:
        raise NotFound
    db.execute(select(Area.id).where(Area.id == area_id).with_for_update())
    return db.scalars(
        select(Rota)
        .where(Rota.id == rota_id)
        .options(
            joinedload(Rota.area),
            joinedload(Rota.published_by),
            undefer(Rota.problem),
            undefer(Rota.solution),
        )
        .execution_options(populate_existing=True)
    ).one()


def _require_draft(db: Session, rota: Rota, version: str) -> None:
    if rota.state is RotaState.PUBLISHED and rota.published_at:
        raise Conflict(f"{_published_by(rota)} Nothing more was done.")
    published = queries.published_rota(db, rota.area_id, rota.week_on)
    if (
        rota.state is RotaState.SUPERSEDED
        or (published.id if published else None) != rota.replaces_id
    ):
        by = f" {_published_by(published)}" if published else ""
        raise Conflict(
            "Another rota of this week has taken the place of this draft."
            f"{by} Plan the week again to start from it."
        )
    if rota.state is not RotaState.DRAFT:
        raise Conflict(f"This rota is {rota.state.value}, so it cannot be published.")
    if rota.status is SolutionStatus.INFEASIBLE:
        raise Conflict("This draft holds no rota that could be published.")
    rota.require_version(version)


def _published_by(rota: Rota) -> str:
    who = rota.published_by.name if rota.published_by else "the command line"
    at = clock.in_london(rota.published_at or clock.now())
    return f"{who} published it on {wording.date(at.date())} at {wording.time(at.time())}."


def _write(
    db: Session, solution: Solution, current: staleness.CurrentWeek, now: datetime
) -> Changed:
    """Bring appointments, duties and sessions in line with an answer."""
    people = {
        row_id(each.session): {row_id(one) for one in each.people} for each in solution.sessions
    }
    supervisors = {
        row_id(each.session): {row_id(one) for one in each.supervisors}
        for each in solution.sessions
    }
    changed = Changed()
    sessions = _sessions(db, current)
    before = {session.id: _head_count(session) for session in sessions}
    for session in sessions:
        _withdraw(session, people.get(session.id, set()))
        _take_off(session, supervisors.get(session.id, set()), now, changed)
    db.flush()  # nobody may be at two sessions at once, not even while the rows are written
    for session in sessions:
        _book(db, session, people.get(session.id, set()), current.requirement_ids)
        _put_on(db, session, supervisors.get(session.id, set()), now, changed)
        told = before[session.id] != _head_count(session)
        state = SessionState.OPEN if session.id in people else SessionState.PROPOSED
        if told or session.state is not state:
            session.state = state
            session.sequence += 1
            session.changed_at = now
    db.flush()
    return changed


def _sessions(db: Session, current: staleness.CurrentWeek) -> Sequence[WorkSession]:
    """Return the sessions of the week that may change, with all that hangs on them."""
    frozen_until = current.problem.policy.frozen_until
    free = [
        row_id(each.id)
        for each in current.problem.sessions
        if frozen_until is None or each.start.date() >= frozen_until
    ]
    return db.scalars(
        select(WorkSession)
        .where(WorkSession.id.in_(free))
        .options(
            joinedload(WorkSession.project),
            selectinload(WorkSession.appointments),
            selectinload(WorkSession.duties),
        )
        .order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id)
        .execution_options(populate_existing=True)
    ).all()


def _head_count(session: WorkSession) -> int:
    return sum(each.state is not AppointmentState.WITHDRAWN for each in session.appointments)


def _withdraw(session: WorkSession, wanted: Collection[int]) -> None:
    for each in session.appointments:
        if each.person_id not in wanted and each.state is AppointmentState.PLANNED:
            each.state = AppointmentState.WITHDRAWN


def _book(
    db: Session, session: WorkSession, wanted: Collection[int], requirement_ids: Mapping[int, int]
) -> None:
    """Book people who are not booked yet; an outcome stays as it is."""
    known = {each.person_id: each for each in session.appointments}
    for person_id in sorted(wanted):
        appointment = known.get(person_id)
        if appointment is None:
            appointment = Appointment(session_id=session.id, person_id=person_id)
            session.appointments.append(appointment)
        elif appointment.state is not AppointmentState.WITHDRAWN:
            continue
        appointment.requirement_id = requirement_ids[person_id]
        appointment.state = AppointmentState.PLANNED
    db.flush()


def _take_off(
    session: WorkSession, wanted: Collection[int], now: datetime, changed: Changed
) -> None:
    """Take supervisors off a session; note whom it concerns."""
    for duty in sorted(session.duties, key=lambda each: each.supervisor_id):
        if duty.active and duty.supervisor_id not in wanted:
            changed.removed.setdefault(duty.supervisor_id, []).append(session)
            _turn(duty, now, active=False)


def _put_on(
    db: Session, session: WorkSession, wanted: Collection[int], now: datetime, changed: Changed
) -> None:
    """Put supervisors on a session; note whom it concerns."""
    known = {each.supervisor_id: each for each in session.duties}
    for supervisor_id in sorted(wanted):
        duty = known.get(supervisor_id)
        if duty is not None and duty.active:
            continue
        changed.added.setdefault(supervisor_id, []).append(session)
        if duty is None:
            db.add(Duty(session_id=session.id, supervisor_id=supervisor_id, changed_at=now))
            continue
        _turn(duty, now, active=True)


def _turn(duty: Duty, now: datetime, *, active: bool) -> None:
    duty.active = active
    duty.sequence += 1
    duty.changed_at = now


def _supersede(db: Session, rota: Rota) -> None:
    """Mark the rota published before, and every other draft of the week, as superseded."""
    others = db.scalars(
        select(Rota)
        .where(Rota.area_id == rota.area_id, Rota.week_on == rota.week_on, Rota.id != rota.id)
        .where(Rota.state.in_((RotaState.DRAFT, RotaState.PUBLISHED)))
        .order_by(Rota.id)
    )
    for other in others:
        other.state = RotaState.SUPERSEDED
    db.flush()
