"""Which sessions are looked at: those still to be held, in some areas and days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, or_, select

from payback.core import clock
from payback.diary.models import Appointment, AppointmentState, Duty, WorkSession
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
    return (
        WorkSession.state.in_(sorted(STANDING)),
        WorkSession.on >= here.date(),
        or_(WorkSession.on > here.date(), WorkSession.ends_at > here.time()),
    )


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
) -> ColumnElement[bool]:
    """Return the condition of sessions that any of some records bears on."""
    booked = select(Appointment.session_id).where(
        Appointment.person_id.in_(sorted(people)), Appointment.state == AppointmentState.PLANNED
    )
    serving = select(Duty.session_id).where(
        Duty.supervisor_id.in_(sorted(supervisors)), Duty.active
    )
    return or_(
        WorkSession.id.in_(booked),
        WorkSession.id.in_(serving),
        WorkSession.id.in_(sorted(sessions)),
        WorkSession.project_id.in_(sorted(projects)),
    )
