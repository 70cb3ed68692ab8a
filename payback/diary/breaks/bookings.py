"""Which planned bookings may not stand: the bookings are found once, then asked for each reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from payback.areas.geo import Point, distance_km
from payback.diary.breaks.rules import Reason
from payback.diary.breaks.scope import on_sessions_of
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.diary.usual_week import dated_days, lies_outside
from payback.people.models import (
    AvailabilityException,
    BarredTag,
    ExclusionCircle,
    KeepApart,
    Person,
    Requirement,
    RequirementState,
    Sex,
)
from payback.projects.models import Project, ProjectTag
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from sqlalchemy import CTE
    from sqlalchemy.orm import Session

    from payback.diary.breaks.scope import Scope

KM_A_DEGREE = 110.0
"""Fewer than a degree of latitude has anywhere, so that no circle is passed over."""

OF_STATE = {
    RequirementState.COMPLETE: Reason.COMPLETE,
    RequirementState.ENDED: Reason.ENDED,
    RequirementState.SUSPENDED: Reason.SUSPENDED,
}
ORDER = list(Reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A booking that may not stand: where, of whom, and why."""

    session_id: int
    sex: Sex
    found: set[Reason] = field(default_factory=set)

    @property
    def reasons(self) -> list[Reason]:
        """Why, in the order in which reasons are told."""
        return sorted(self.found, key=ORDER.index)


def broken_bookings(db: Session, scope: Scope) -> dict[int, Broken]:
    """Return the planned appointments of a scope that may not stand, each with its reasons."""
    found: dict[int, Broken] = {}

    def note(appointment_id: int, session_id: int, sex: Sex, reason: Reason) -> None:
        here = found.setdefault(appointment_id, Broken(session_id=session_id, sex=sex))
        here.found.add(reason)

    planned = _planned(scope)
    for appointment_id, session_id, sex, reason in db.execute(_asked(planned)):
        note(appointment_id, session_id, sex, Reason[reason])
    for appointment_id, session_id, sex, *circle_and_place in db.execute(_near_circles(planned)):
        if _inside(*circle_and_place):
            note(appointment_id, session_id, sex, Reason.EXCLUDED)
    return {key: found[key] for key in sorted(found)}


def _planned(scope: Scope) -> CTE:
    """Return the planned bookings of a scope with what the reasons need of them."""
    return (
        select(
            *(Appointment.id, Appointment.session_id, Appointment.person_id),
            *(Appointment.requirement_id, WorkSession.on, WorkSession.project_id),
            *(Appointment.outside_week, WorkSession.starts_at, WorkSession.ends_at),
            *(Person.sex, Person.women_only, Person.not_with_supervisor, Person.available_slots),
            Project.women_only.label("group_of_women"),
        )
        .join(WorkSession, WorkSession.id == Appointment.session_id)
        .join(Project, Project.id == WorkSession.project_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(on_sessions_of(Appointment.session_id, scope))
        .where(Appointment.state == AppointmentState.PLANNED)
        .cte("planned")
    )


_Found = Select[int, int, Sex, str]


def _asked(planned: CTE) -> Select[int, int, Sex, str]:
    each = planned.c
    asked = union_all(
        _away(planned),
        _barred(planned),
        _because(planned, Reason.WOMEN_GROUP).where(each.group_of_women, each.sex == Sex.MALE),
        _because(planned, Reason.NEEDS_WOMEN_GROUP).where(
            each.women_only, each.group_of_women.is_(False)
        ),
        *_apart(planned),
        _wrong_supervisor(planned),
        _elsewhere(planned),
        _outside_week(planned),
        _order_is_over(planned),
    ).subquery()
    return select(asked)


def _because(planned: CTE, reason: Reason) -> _Found:
    return select(
        *(planned.c.id, planned.c.session_id, planned.c.sex), literal(reason.name).label("reason")
    )


def _order_is_over(planned: CTE) -> _Found:
    named = {state: reason.name for state, reason in OF_STATE.items()}
    return (
        select(
            *(planned.c.id, planned.c.session_id, planned.c.sex),
            case(named, value=Requirement.state).label("reason"),
        )
        .join(Requirement, Requirement.id == planned.c.requirement_id)
        .where(Requirement.state != RequirementState.ACTIVE)
    )


def _away(planned: CTE) -> _Found:
    away = AvailabilityException
    return (
        _because(planned, Reason.AWAY)
        .join(away, away.person_id == planned.c.person_id)
        .where(away.available.is_(False), planned.c.on.between(away.from_on, away.to_on))
    )


def _barred(planned: CTE) -> _Found:
    return (
        _because(planned, Reason.BARRED)
        .join(BarredTag, BarredTag.person_id == planned.c.person_id)
        .join(ProjectTag, ProjectTag.project_id == planned.c.project_id)
        .where(func.lower(BarredTag.tag) == func.lower(ProjectTag.tag))
    )


def _apart(planned: CTE) -> tuple[_Found, _Found]:
    """Say it of both of a pair."""
    other = planned.alias("other")
    return tuple(  # type: ignore[return-value]  # the two orders of a pair
        _because(planned, Reason.APART)
        .join(KeepApart, mine == planned.c.person_id)
        .join(other, and_(other.c.session_id == planned.c.session_id, other.c.person_id == theirs))
        for mine, theirs in (
            (KeepApart.first_person_id, KeepApart.second_person_id),
            (KeepApart.second_person_id, KeepApart.first_person_id),
        )
    )


def _wrong_supervisor(planned: CTE) -> _Found:
    return (
        _because(planned, Reason.SUPERVISOR_SEX)
        .join(Duty, Duty.session_id == planned.c.session_id)
        .join(Supervisor, Supervisor.id == Duty.supervisor_id)
        .where(Duty.active, Supervisor.sex == planned.c.not_with_supervisor)
    )


def _elsewhere(planned: CTE) -> _Found:
    """Say H3: one session a day, of those planned and those they were at."""
    other, there = aliased(Appointment), aliased(WorkSession)
    to_come = and_(other.state == AppointmentState.PLANNED, there.state != SessionState.CANCELLED)
    mine = planned.c
    return (
        _because(planned, Reason.ELSEWHERE)
        .join(other, and_(other.person_id == mine.person_id, other.id != mine.id))
        .join(there, and_(there.id == other.session_id, there.on == mine.on))
        .where(or_(to_come, other.started_at.is_not(None)))
    )


def _outside_week(planned: CTE) -> _Found:
    """Say H1 of the usual week, of bookings of which nobody knows; dated days say it themselves."""
    each = planned.c
    dated = dated_days(AvailabilityException, each.on)
    return _because(planned, Reason.OUTSIDE_WEEK).where(
        each.outside_week.is_(False),
        lies_outside(each.available_slots, each.on, each.starts_at, each.ends_at),
        ~dated.where(AvailabilityException.person_id == each.person_id).exists(),
    )


def _near_circles(planned: CTE) -> Select[int, int, Sex, float, float, float, float, float]:
    """Return bookings that may be inside an exclusion circle; the database looks who is near."""
    return (
        select(
            *(planned.c.id, planned.c.session_id, planned.c.sex),
            *(ExclusionCircle.lat, ExclusionCircle.lon, ExclusionCircle.km),
            *(Project.lat, Project.lon),
        )
        .join(Project, Project.id == planned.c.project_id)
        .join(ExclusionCircle, ExclusionCircle.person_id == planned.c.person_id)
        .where(func.abs(Project.lat - ExclusionCircle.lat) * KM_A_DEGREE <= ExclusionCircle.km)
    )


def _inside(lat: float, lon: float, km: float, at_lat: float, at_lon: float) -> bool:
    return distance_km(Point(lat, lon), Point(at_lat, at_lon)) < km
