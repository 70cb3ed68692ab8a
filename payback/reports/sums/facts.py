"""The one definition of hours, in SQL: what happened at a session on a day.

Hours credited at work sessions are the minutes of ledger entries that belong to an appointment,
reversals included, counted on the day worked, at the project of the appointment's session.
Everything else is counted on the session's own day. What was worked out beforehand comes from
here too, so there is no second definition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Select, and_, case, cast, func, literal, or_, select, union_all

from payback.attendance.outcomes import ATTENDED, TURNED_AWAY
from payback.diary.models import Appointment, AppointmentState, SessionState, WorkSession
from payback.people.models import LedgerEntry
from payback.projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, CompoundSelect
    from sqlalchemy.orm import InstrumentedAttribute

    OnDays = Callable[[ColumnElement[Any] | InstrumentedAttribute[Any]], ColumnElement[bool]]

SUMS = (
    *("listed", "cancelled", "held", "attendances", "stood_down", "booked"),
    *("entries", "minutes"),
)
_recorded = Appointment.state == AppointmentState.RECORDED
came = and_(_recorded, Appointment.outcome_code.in_(ATTENDED))
_stood_down = and_(_recorded, Appointment.outcome_code.in_(TURNED_AWAY))


def facts(
    which: ColumnElement[bool], *, on: OnDays | None = None
) -> CompoundSelect[*tuple[Any, ...]]:
    """Return a query of session, project, day and ``SUMS``; rows of a session may share a day.

    Parameters
    ----------
    which
        The sessions, in terms of `WorkSession` and `Project`.
    on
        Says of a column whether it is one of the days wanted; all days if it is left out.
    """
    diary, credited = _diary(which), _credited(which)
    if on is not None:
        diary, credited = diary.where(on(WorkSession.on)), credited.where(on(LedgerEntry.worked_on))
    return union_all(diary, credited)


def people_who_came(which: ColumnElement[bool]) -> Select[int, int]:
    """Return a query of projects with each person who came to one of some sessions."""
    return (
        select(WorkSession.project_id, Appointment.person_id)
        .join(Appointment, Appointment.session_id == WorkSession.id)
        .join(Project, WorkSession.project_id == Project.id)
        .where(came, which)
        .distinct()
    )


def _diary(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    stands = and_(
        Appointment.session_id == WorkSession.id,
        Appointment.state != AppointmentState.WITHDRAWN,
    )
    listed = case((WorkSession.state != SessionState.PROPOSED, 1), else_=0)
    booked = func.count(Appointment.id)
    return (
        select(
            WorkSession.id.label("session_id"),
            WorkSession.project_id.label("project_id"),
            WorkSession.on.label("day"),
            listed.label("listed"),
            case((WorkSession.state == SessionState.CANCELLED, 1), else_=0).label("cancelled"),
            func.max(case((came, 1), else_=0)).label("held"),
            _whole(func.sum(case((came, 1), else_=0))).label("attendances"),
            _whole(func.sum(case((_stood_down, 1), else_=0))).label("stood_down"),
            _whole(booked).label("booked"),
            literal(0).label("entries"),
            literal(0).label("minutes"),
        )
        .select_from(WorkSession)
        .join(Project, WorkSession.project_id == Project.id)
        .outerjoin(Appointment, stands)
        .where(which)
        .group_by(WorkSession.id)
        .having(or_(WorkSession.state != SessionState.PROPOSED, booked > 0))
    )


def _credited(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    nothing = [literal(0).label(each) for each in SUMS[:-2]]
    return (
        select(
            WorkSession.id.label("session_id"),
            WorkSession.project_id.label("project_id"),
            LedgerEntry.worked_on.label("day"),
            *nothing,
            _whole(func.count(LedgerEntry.id)).label("entries"),
            _whole(func.sum(LedgerEntry.minutes)).label("minutes"),
        )
        .select_from(LedgerEntry)
        .join(Appointment, LedgerEntry.appointment_id == Appointment.id)
        .join(WorkSession, Appointment.session_id == WorkSession.id)
        .join(Project, WorkSession.project_id == Project.id)
        .where(which)
        .group_by(WorkSession.id, LedgerEntry.worked_on)
    )


def _whole(number: ColumnElement[Any]) -> ColumnElement[int]:
    """Return a number of one session as PostgreSQL can add it up without making it a decimal."""
    return cast(number, Integer)
