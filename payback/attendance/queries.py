"""Reads of attendance: whose sessions, who still has no outcome, what was credited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from payback.attendance.rules import LOOKS_BACK_DAYS
from payback.core import clock
from payback.core.access import Permission
from payback.core.paging import Paging
from payback.diary.models import (
    Appointment,
    AppointmentState,
    Duty,
    SessionState,
    WorkSession,
)
from payback.diary.queries import BOOKED
from payback.people.models import LedgerEntry, LedgerKind, Person, Requirement
from payback.projects.models import Project
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from payback.core.access import Actor


def supervisor_of(db: Session, account_id: int | None) -> Supervisor | None:
    """Return the supervisor who signs in with an account."""
    if account_id is None:
        return None
    return db.scalar(select(Supervisor).where(Supervisor.account_id == account_id))


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on sessions, joined with projects, whose attendance somebody records.

    A coordinator records everything in their areas, a supervisor the sessions they are on, until
    `LOOKS_BACK_DAYS` after them.
    """
    if actor.may(Permission.RECORD_ATTENDANCE):
        return actor.within(Project.area_id)
    on_duty = exists(
        select(Duty.id)
        .join(Duty.supervisor)
        .where(Duty.session_id == WorkSession.id, Duty.active)
        .where(Supervisor.account_id == actor.account_id)
        .correlate(WorkSession)
    )
    return and_(on_duty, WorkSession.on >= clock.today() - timedelta(days=LOOKS_BACK_DAYS))


def session_within_reach(db: Session, actor: Actor, session_id: int) -> WorkSession | None:
    """Return a session whose attendance the reader records, with project and supervisors."""
    return db.scalar(
        _sessions(actor)
        .where(WorkSession.id == session_id)
        .options(selectinload(WorkSession.duties.and_(Duty.active)).joinedload(Duty.supervisor))
    )


def appointment_within_reach(db: Session, actor: Actor, appointment_id: int) -> Appointment | None:
    """Return an appointment that the reader records, with person, requirement and session."""
    return db.scalar(
        select(Appointment)
        .join(Appointment.session)
        .join(WorkSession.project)
        .where(Appointment.id == appointment_id, Appointment.state.in_(BOOKED))
        .where(within_reach(actor))
        .options(
            contains_eager(Appointment.session).contains_eager(WorkSession.project),
            joinedload(Appointment.person),
            joinedload(Appointment.requirement),
        )
    )


def _sessions(actor: Actor) -> Select[WorkSession]:
    return (
        select(WorkSession)
        .join(WorkSession.project)
        .where(within_reach(actor))
        .options(contains_eager(WorkSession.project))
    )


def session_locked(db: Session, appointment_id: int) -> WorkSession | None:
    """Return the session of an appointment with its project; others wait until the commit."""
    return db.scalar(
        select(WorkSession)
        .join(Appointment, Appointment.session_id == WorkSession.id)
        .where(Appointment.id == appointment_id)
        .options(joinedload(WorkSession.project, innerjoin=True))
        .with_for_update(of=WorkSession)
        .execution_options(populate_existing=True)
    )


def appointment_locked(db: Session, appointment_id: int) -> Appointment | None:
    """Return an appointment as it now is, with its requirement; others wait until the commit."""
    return db.scalar(
        select(Appointment)
        .where(Appointment.id == appointment_id)
        .options(joinedload(Appointment.requirement, innerjoin=True))
        .with_for_update(of=Appointment)
        .execution_options(populate_existing=True)
    )


def lock_person(db: Session, person_id: int) -> None:
    """Let nobody else book or record a person until the commit."""
    db.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def lock_together(db: Session, appointment_ids: Iterable[int]) -> None:
    """Lock many appointments with sessions, requirements and people, each kind by its id.

    The database locks a person for each time worked; here it is done first, and in order. Two
    recordings that share people so wait for each other instead of each holding what the
    other needs.
    """
    wanted = Appointment.id.in_(sorted(set(appointment_ids)))
    of_session = select(Appointment.session_id).where(wanted)
    of_requirement = select(Appointment.requirement_id).where(wanted)
    of_person = select(Appointment.person_id).where(wanted)
    people = select(Person.id).where(Person.id.in_(of_person)).order_by(Person.id)
    for query in (
        select(WorkSession.id).where(WorkSession.id.in_(of_session)).order_by(WorkSession.id),
        select(Appointment.id).where(wanted).order_by(Appointment.id),
        people,
        select(Requirement.id).where(Requirement.id.in_(of_requirement)).order_by(Requirement.id),
    ):
        db.execute(query.with_for_update(key_share=query is people)).all()


def planned_count(db: Session, session_id: int) -> int:
    """Return how many people on a session have no outcome yet."""
    return planned_counts(db, [session_id]).get(session_id, 0)


def planned_counts(db: Session, session_ids: Iterable[int]) -> dict[int, int]:
    """Return how many people on each session have no outcome yet; those with none left out."""
    rows = db.execute(
        select(Appointment.session_id, func.count())
        .where(Appointment.session_id.in_(sorted(set(session_ids))))
        .where(Appointment.state == AppointmentState.PLANNED)
        .group_by(Appointment.session_id)
        .order_by(Appointment.session_id)
    )
    return {session_id: count for session_id, count in rows}


def planned_ids(db: Session, session_id: int) -> Sequence[int]:
    """Return the appointments of a session that have no outcome yet."""
    return db.scalars(
        select(Appointment.id)
        .where(Appointment.session_id == session_id)
        .where(Appointment.state == AppointmentState.PLANNED)
        .order_by(Appointment.id)
    ).all()


def standing_credits(db: Session, appointment_id: int) -> Sequence[LedgerEntry]:
    """Return what an appointment has credited and nobody has taken back, oldest first."""
    reversal = aliased(LedgerEntry)
    return db.scalars(
        select(LedgerEntry)
        .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
        .where(LedgerEntry.appointment_id == appointment_id)
        .where(LedgerEntry.kind.in_([LedgerKind.ATTENDANCE, LedgerKind.ETE]))
        .where(reversal.id.is_(None))
        .order_by(LedgerEntry.id)
    ).all()


def most_credited(db: Session, appointment_id: int) -> int:
    """Return the most minutes that were ever credited for an appointment at once."""
    most = db.scalar(
        select(func.max(LedgerEntry.minutes)).where(LedgerEntry.appointment_id == appointment_id)
    )
    return max(0, most or 0)


def credited_at_projects(db: Session, which: ColumnElement[bool]) -> dict[int, int]:
    """Return the minutes credited for work at each project, less what was taken back.

    Parameters
    ----------
    which
        Which projects, in terms of `Project`; one without any credit is left out.
    """
    rows = db.execute(
        select(WorkSession.project_id, func.sum(LedgerEntry.minutes))
        .join(Appointment, Appointment.id == LedgerEntry.appointment_id)
        .join(Appointment.session)
        .join(WorkSession.project)
        .where(which)
        .group_by(WorkSession.project_id)
        .order_by(WorkSession.project_id)
    )
    return {project_id: int(minutes) for project_id, minutes in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A session that is over and has people without an outcome."""

    session: WorkSession
    missing: int

    def days_ago(self, today: date) -> int:
        """Return how many days ago the session was."""
        return (today - self.session.on).days


def sessions_without_outcomes(
    db: Session, actor: Actor, now: datetime, number: int
) -> tuple[list[Overdue], Paging]:
    """Return one page of the sessions that are over with outcomes missing, oldest first.

    Which sessions these are is asked once, with their numbers alone; only the page is loaded.
    """
    missing = _missing(db, actor, now)
    paging = Paging(number=number, total=len(missing))
    shown = dict(missing[paging.offset : paging.offset + paging.size])
    sessions = db.scalars(
        select(WorkSession)
        .join(WorkSession.project)
        .where(WorkSession.id.in_(sorted(shown)))
        .options(
            contains_eager(WorkSession.project).load_only(Project.name, raiseload=True),
            selectinload(WorkSession.duties.and_(Duty.active))
            .joinedload(Duty.supervisor)
            .load_only(Supervisor.name, raiseload=True),
        )
        .order_by(*_OLDEST_FIRST)
    )
    return [Overdue(session=each, missing=shown[each.id]) for each in sessions], paging


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """How many outcomes are missing, at how many sessions, and since which day."""

    outcomes: int
    sessions: int
    oldest_on: date | None


def owed_before(db: Session, actor: Actor, day: date) -> Owed:
    """Return what is missing from sessions before a day that the reader records, in one query."""
    outcomes, sessions, oldest_on = db.execute(
        select(
            func.count(Appointment.id),
            func.count(func.distinct(WorkSession.id)),
            func.min(WorkSession.on),
        )
        .join(Appointment.session)
        .join(WorkSession.project)
        .where(Appointment.state == AppointmentState.PLANNED, within_reach(actor))
        .where(WorkSession.on < day, WorkSession.state != SessionState.CANCELLED)
    ).one()
    return Owed(outcomes=outcomes, sessions=sessions, oldest_on=oldest_on)


_OLDEST_FIRST = (WorkSession.on, WorkSession.starts_at, WorkSession.id)


def _missing(db: Session, actor: Actor, now: datetime) -> list[tuple[int, int]]:
    """Return each session that is over with outcomes missing and how many, oldest first."""
    here = clock.in_london(now)
    over = or_(
        WorkSession.on < here.date(),
        and_(WorkSession.on == here.date(), WorkSession.ends_at <= here.time()),
    )
    rows = db.execute(
        select(WorkSession.id, func.count())
        .join(WorkSession.project)
        .join(Appointment, Appointment.session_id == WorkSession.id)
        .where(Appointment.state == AppointmentState.PLANNED, within_reach(actor))
        .where(over, WorkSession.state != SessionState.CANCELLED)
        .group_by(WorkSession.id)
        .order_by(*_OLDEST_FIRST)
    )
    return [(session_id, count) for session_id, count in rows]
