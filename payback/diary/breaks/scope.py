"""Which sessions are looked at: those still to be held, in some areas and days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import aliased

from payback.core import clock
from payback.diary.models import Appointment, Duty, WorkSession
from payback.diary.rules import STANDING
from payback.projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import InstrumentedAttribute

    from payback.core.access import Actor

Scope = tuple[ColumnElement[bool], ...]
"""Conditions on `WorkSession` and on its `Project`, which the query joins."""


def still_ahead() -> Scope:
    """Return the conditions of sessions that stand and are not over."""
    here = clock.in_london(clock.now())
    to_come = or_(WorkSession.on > here.date(), WorkSession.ends_at > here.time())
    return (*from_today(), to_come)


def from_today() -> Scope:
    """Return the conditions of sessions that stand, those over since this morning among them."""
    return WorkSession.state.in_(sorted(STANDING)), WorkSession.on >= clock.today()


def within(actor: Actor, *more: ColumnElement[bool]) -> Scope:
    """Return the scope of a reader: the sessions ahead in their areas."""
    return (*still_ahead(), actor.within(Project.area_id), *more)


def in_area(area_id: int, from_on: date, to_on: date) -> Scope:
    """Return the scope of a plan: the sessions ahead of an area between two days."""
    return (*still_ahead(), Project.area_id == area_id, WorkSession.on.between(from_on, to_on))


def of_session(session_id: int) -> Scope:
    """Return the scope of one session."""
    return (*still_ahead(), WorkSession.id == session_id)


def on_sessions_of(column: InstrumentedAttribute[int], scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a row hangs on a session of a scope.

    Said as a list of sessions, so that a database looks their rows up by session instead of
    going through all that there ever were.
    """
    sessions = select(WorkSession.id).join(WorkSession.project).where(*scope)
    return column.in_(sessions)


def touching(
    *,
    people: Collection[int] = (),
    supervisors: Collection[int] = (),
    sessions: Collection[int] = (),
    projects: Collection[int] = (),
    requirements: Collection[int] = (),
    crews: Collection[int] = (),
) -> ColumnElement[bool]:
    """Return the condition of sessions that any of some records bears on.

    Parameters
    ----------
    people, supervisors, projects, requirements
        Wherever they have an appointment or a duty, whatever became of it.
    sessions
        These sessions and no others.
    crews
        Sessions that were moved or called off: they themselves, and wherever else those are who
        are at them.
    """
    there, serving = aliased(Appointment), aliased(Duty)
    booked_there = select(there.person_id).where(there.session_id.in_(sorted(crews)))
    serving_there = select(serving.supervisor_id).where(serving.session_id.in_(sorted(crews)))
    conditions = (
        (people, _with(Appointment.session_id, Appointment.person_id.in_(sorted(people)))),
        (supervisors, _with(Duty.session_id, Duty.supervisor_id.in_(sorted(supervisors)))),
        (sessions, WorkSession.id.in_(sorted(sessions))),
        (projects, WorkSession.project_id.in_(sorted(projects))),
        (requirements, _with(Appointment.session_id, _held_under(requirements))),
        (crews, WorkSession.id.in_(sorted(crews))),
        (crews, _with(Appointment.session_id, Appointment.person_id.in_(booked_there))),
        (crews, _with(Duty.session_id, Duty.supervisor_id.in_(serving_there))),
    )
    return or_(false(), *(condition for ids, condition in conditions if ids))


def with_people_of(session_id: int) -> ColumnElement[bool]:
    """Return the condition of sessions that those of a session are booked on, it among them."""
    there = aliased(Appointment)
    people = select(there.person_id).where(there.session_id == session_id)
    return _with(Appointment.session_id, Appointment.person_id.in_(people))


def _held_under(requirements: Collection[int]) -> ColumnElement[bool]:
    return Appointment.requirement_id.in_(sorted(requirements))


def _with(
    column: InstrumentedAttribute[int], condition: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return the condition of sessions with an appointment or a duty that meets another."""
    return WorkSession.id.in_(select(column).where(condition))
