"""Which planned bookings may not stand: one short query a reason, asked together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from payback.areas.geo import Point, distance_km
from payback.diary.breaks.rules import Reason
from payback.diary.breaks.scope import on_sessions_of
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.people.models import (
    AvailabilityException,
    BarredTag,
    ExclusionCircle,
    KeepApart,
    Person,
    Requirement,
    RequirementState,
    Sex,
    Supervisor,
)
from payback.projects.models import Project, ProjectTag

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.diary.breaks.scope import Scope

KM_A_DEGREE = 110.0
"""Fewer than a degree of latitude has anywhere, so that no circle is passed over."""

OF_STATE = {
    RequirementState.COMPLETE: Reason.COMPLETE,
    RequirementState.ENDED: Reason.ENDED,
    RequirementState.SUSPENDED: Reason.SUSPENDED,
}


def broken_bookings(db: Session, scope: Scope) -> dict[int, list[Reason]]:
    """Return the planned appointments of a scope that may not stand, each with its reasons."""
    found: dict[int, list[Reason]] = defaultdict(list)
    asked = union_all(
        *(_because(reason, broken, scope) for reason, broken in _CONDITIONS.items()),
        _order_is_over(scope),
    )
    for appointment_id, reason in db.execute(asked):
        found[appointment_id].append(Reason[reason])
    for appointment_id in _inside_circles(db, scope):
        found[appointment_id].append(Reason.EXCLUDED)
    order = list(Reason)
    return {key: sorted(found[key], key=order.index) for key in sorted(found)}


def _planned(scope: Scope) -> Select[int]:
    return (
        select(Appointment.id)
        .join(WorkSession, WorkSession.id == Appointment.session_id)
        .join(Project, Project.id == WorkSession.project_id)
        .where(on_sessions_of(Appointment.session_id, scope))
        .where(Appointment.state == AppointmentState.PLANNED)
    )


def _because(reason: Reason, broken: ColumnElement[bool], scope: Scope) -> Select[int, str]:
    return (
        _planned(scope)
        .join(Person, Person.id == Appointment.person_id)
        .where(broken)
        .add_columns(literal(reason.name))
    )


def _order_is_over(scope: Scope) -> Select[int, str]:
    named = {state: reason.name for state, reason in OF_STATE.items()}
    return (
        _planned(scope)
        .join(Requirement, Requirement.id == Appointment.requirement_id)
        .where(Requirement.state != RequirementState.ACTIVE)
        .add_columns(case(named, value=Requirement.state))
    )


def _away() -> ColumnElement[bool]:
    return exists().where(
        AvailabilityException.person_id == Appointment.person_id,
        AvailabilityException.available.is_(False),
        WorkSession.on.between(AvailabilityException.from_on, AvailabilityException.to_on),
    )


def _barred() -> ColumnElement[bool]:
    return exists().where(
        BarredTag.person_id == Appointment.person_id,
        ProjectTag.project_id == WorkSession.project_id,
        func.lower(BarredTag.tag) == func.lower(ProjectTag.tag),
    )


def _apart() -> ColumnElement[bool]:
    other = aliased(Appointment)
    pair = or_(
        and_(
            KeepApart.first_person_id == Appointment.person_id,
            KeepApart.second_person_id == other.person_id,
        ),
        and_(
            KeepApart.second_person_id == Appointment.person_id,
            KeepApart.first_person_id == other.person_id,
        ),
    )
    return exists().where(
        pair,
        other.session_id == Appointment.session_id,
        other.state == AppointmentState.PLANNED,
    )


def _wrong_supervisor() -> ColumnElement[bool]:
    return exists().where(
        Duty.session_id == Appointment.session_id,
        Duty.active,
        Supervisor.id == Duty.supervisor_id,
        Supervisor.sex == Person.not_with_supervisor,
    )


def _elsewhere() -> ColumnElement[bool]:
    """Say H3: one session a day, of those planned and those they were at."""
    other, there = aliased(Appointment), aliased(WorkSession)
    return exists().where(
        other.person_id == Appointment.person_id,
        other.id != Appointment.id,
        there.id == other.session_id,
        there.on == WorkSession.on,
        or_(
            and_(
                other.state == AppointmentState.PLANNED,
                there.state != SessionState.CANCELLED,
            ),
            other.started_at.is_not(None),
        ),
    )


_CONDITIONS: dict[Reason, ColumnElement[bool]] = {
    Reason.AWAY: _away(),
    Reason.BARRED: _barred(),
    Reason.WOMEN_GROUP: and_(Project.women_only, Person.sex == Sex.MALE),
    Reason.NEEDS_WOMEN_GROUP: and_(Person.women_only, Project.women_only.is_(False)),
    Reason.APART: _apart(),
    Reason.SUPERVISOR_SEX: _wrong_supervisor(),
    Reason.ELSEWHERE: _elsewhere(),
}


def _inside_circles(db: Session, scope: Scope) -> set[int]:
    """Return the bookings inside an exclusion circle; the database only looks who is near."""
    near = func.abs(Project.lat - ExclusionCircle.lat) * KM_A_DEGREE <= ExclusionCircle.km
    rows = db.execute(
        _planned(scope)
        .join(ExclusionCircle, ExclusionCircle.person_id == Appointment.person_id)
        .where(near)
        .add_columns(
            *(ExclusionCircle.lat, ExclusionCircle.lon, ExclusionCircle.km),
            *(Project.lat, Project.lon),
        )
    )
    return {
        appointment_id
        for appointment_id, lat, lon, km, at_lat, at_lon in rows
        if distance_km(Point(lat, lon), Point(at_lat, at_lon)) < km
    }
