"""Reads all that the plan of one week needs, in a fixed number of queries.

What belongs here: rows as they are. What does not: the optimiser's format (`translate`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, subqueryload

from payback.attendance.outcomes import ATTENDED, CALLED_OFF
from payback.attendance.queries import credited_at_projects
from payback.core import clock
from payback.diary.breaks.queries import broken_bookings, broken_duties
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.people.models import KeepApart, Person, Requirement, RequirementState
from payback.people.sums import credited_where
from payback.policies.queries import all_policies
from payback.projects.models import Project
from payback.rota.problem.sessions import sessions_to_plan
from payback.rota.problem.week_rows import Carried, Placed, Served, WeekRows
from payback.rota.queries import pins_between
from payback.rota.rules import HISTORY_DAYS, last_day
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

KEPT = (AppointmentState.PLANNED, AppointmentState.RECORDED)


def load_week(db: Session, area_id: int, week_on: date, carried: Carried | None = None) -> WeekRows:
    """Read what bears on the plan of a week; days that are over are not planned again.

    Parameters
    ----------
    area_id
        The area planned.
    week_on
        The Monday of the week.
    carried
        What the run has planned in the weeks before this one.
    """
    carried = carried or Carried()
    now = clock.in_london(clock.now()).replace(tzinfo=None)
    today, end = now.date(), last_day(week_on)
    start = min(max(week_on, today), end)
    people = _people_of(area_id, start, end)
    placed = _placed(db, people, min(today, week_on), end, broken_bookings(db, area_id, start, end))
    return WeekRows(
        start=start,
        end=end,
        now=now,
        policies=all_policies(db),
        requirements=_requirements(db, people),
        keep_apart=_keep_apart(db, people),
        credited=_credited(db, people),
        histories=_histories(db, people, today),
        latest_projects=_latest_projects(db, people, start, carried),
        placed=[each for each in placed if each.session_id not in carried.session_ids]
        + list(carried.bookings),
        project_credited=credited_at_projects(db, Project.area_id == area_id),
        sessions=sessions_to_plan(db, area_id, start, end, now),
        supervisors=_supervisors(db, area_id, start, end),
        served=_served(db, min(today, week_on), end, broken_duties(db, area_id, start, end)),
        pins=pins_between(db, area_id, start, end),
    )


def _people_of(area_id: int, start: date, end: date) -> Select[int]:
    """Return the ids of the area's people with work to do, and of those already booked there."""
    booked = (
        select(Appointment.person_id)
        .join(Appointment.session)
        .join(WorkSession.project)
        .where(Project.area_id == area_id, WorkSession.on.between(start, end))
        .where(Appointment.state == AppointmentState.PLANNED)
    )
    return (
        select(Person.id)
        .join(Requirement, Requirement.person_id == Person.id)
        .where(Requirement.state == RequirementState.ACTIVE)
        .where(or_(Person.area_id == area_id, Person.id.in_(booked)))
    )


def _requirements(db: Session, people: Select[int]) -> Sequence[Requirement]:
    """Return the active requirements, the one due first before others of the same person."""
    return db.scalars(
        select(Requirement)
        .join(Requirement.person)
        .where(Requirement.state == RequirementState.ACTIVE, Requirement.person_id.in_(people))
        .options(
            contains_eager(Requirement.person).options(
                subqueryload(Person.exceptions),
                subqueryload(Person.barred_tags),
                subqueryload(Person.exclusions),
            )
        )
        .order_by(Requirement.person_id, Requirement.due_on, Requirement.event_number)
    ).all()


def _keep_apart(db: Session, people: Select[int]) -> list[tuple[int, int]]:
    rows = db.execute(
        select(KeepApart.first_person_id, KeepApart.second_person_id)
        .where(KeepApart.first_person_id.in_(people), KeepApart.second_person_id.in_(people))
        .order_by(KeepApart.first_person_id, KeepApart.second_person_id)
    )
    return [(first, second) for first, second in rows]


def _credited(db: Session, people: Select[int]) -> dict[int, int]:
    active = Requirement.state == RequirementState.ACTIVE
    rows = db.execute(credited_where(active, Requirement.person_id.in_(people)))
    return {requirement_id: int(minutes) for requirement_id, minutes in rows}


def _histories(db: Session, people: Select[int], today: date) -> dict[int, tuple[int, int]]:
    """Return for each person how many appointments they came to, of how many recorded.

    Those that we called off ourselves tell nothing of the person and are left out.
    """
    came = case((Appointment.outcome_code.in_(ATTENDED), 1), else_=0)
    rows = db.execute(
        select(Appointment.person_id, func.sum(came), func.count())
        .join(Appointment.session)
        .where(Appointment.state == AppointmentState.RECORDED, Appointment.person_id.in_(people))
        .where(Appointment.outcome_code.not_in(CALLED_OFF))
        .where(WorkSession.on >= today - timedelta(days=HISTORY_DAYS))
        .group_by(Appointment.person_id)
    )
    return {person_id: (int(attended), recorded) for person_id, attended, recorded in rows}


def _latest_projects(
    db: Session, people: Select[int], before: date, carried: Carried
) -> dict[int, int]:
    """Return the project of each person's last appointment before a day."""
    newest = (
        func.row_number()
        .over(
            partition_by=Appointment.person_id,
            order_by=(WorkSession.on.desc(), WorkSession.starts_at.desc(), WorkSession.id.desc()),
        )
        .label("newest")
    )
    ranked = (
        select(Appointment.person_id, WorkSession.project_id, newest)
        .join(Appointment.session)
        .where(Appointment.state.in_(KEPT), Appointment.person_id.in_(people))
        .where(WorkSession.on < before, WorkSession.state != SessionState.CANCELLED)
        .where(WorkSession.id.not_in(sorted(carried.session_ids)))
        .subquery()
    )
    rows = db.execute(select(ranked.c.person_id, ranked.c.project_id).where(ranked.c.newest == 1))
    found = {person_id: project_id for person_id, project_id in rows}
    later = sorted(carried.bookings, key=lambda each: each.on)
    return found | {each.person_id: each.project_id for each in later}


def _placed(
    db: Session, people: Select[int], from_on: date, to_on: date, broken: Collection[int]
) -> list[Placed]:
    """Return where people are, or were, between two days, by day; the broken do not stand."""
    rows = db.execute(
        select(Appointment, WorkSession)
        .join(Appointment.session)
        .where(Appointment.state.in_(KEPT), Appointment.person_id.in_(people))
        .where(WorkSession.on.between(from_on, to_on))
        .where(WorkSession.state != SessionState.CANCELLED)
        .order_by(WorkSession.on, WorkSession.id, Appointment.person_id)
    )
    return [
        Placed(
            person_id=appointment.person_id,
            session_id=session.id,
            project_id=session.project_id,
            on=session.on,
            minutes=appointment.credited_minutes if _recorded(appointment) else session.minutes,
            recorded=_recorded(appointment),
            stands=appointment.id not in broken,
        )
        for appointment, session in rows
    ]


def _recorded(appointment: Appointment) -> bool:
    return appointment.state is AppointmentState.RECORDED


def _supervisors(db: Session, area_id: int, start: date, end: date) -> Sequence[Supervisor]:
    """Return the active supervisors of the area, and those who serve there in these days."""
    serving = (
        select(Duty.supervisor_id)
        .join(Duty.session)
        .join(WorkSession.project)
        .where(Project.area_id == area_id, Duty.active, WorkSession.on.between(start, end))
    )
    return db.scalars(
        select(Supervisor)
        .where(Supervisor.active)
        .where(or_(Supervisor.area_id == area_id, Supervisor.id.in_(serving)))
        .options(
            subqueryload(Supervisor.skills),
            subqueryload(Supervisor.leave),
            joinedload(Supervisor.account),
        )
        .order_by(Supervisor.id)
    ).all()


def _served(db: Session, from_on: date, to_on: date, broken: Collection[int]) -> list[Served]:
    rows = db.execute(
        select(Duty.id, Duty.supervisor_id, WorkSession)
        .join(Duty.session)
        .where(Duty.active, WorkSession.on.between(from_on, to_on))
        .where(WorkSession.state != SessionState.CANCELLED)
        .order_by(WorkSession.on, WorkSession.id, Duty.supervisor_id)
    )
    return [
        Served(
            supervisor_id=supervisor_id,
            session_id=session.id,
            on=session.on,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            minutes=session.minutes,
            stands=duty_id not in broken,
        )
        for duty_id, supervisor_id, session in rows
    ]
