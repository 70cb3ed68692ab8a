"""A small diary in which each fact that can break something can be written and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from payback.core.columns import Base
from payback.diary.models import Appointment, Duty, WorkSession
from payback.people.models import (
    ALL_SLOTS,
    AvailabilityException,
    BarredTag,
    ExclusionCircle,
    KeepApart,
    Person,
    Requirement,
    Sex,
)
from payback.policies.models import Policy, PolicyName
from payback.projects.models import Project, ProjectSkill, ProjectTag
from payback.supervisors.models import Supervisor, SupervisorLeave, SupervisorSkill
from tests.support.builders import (
    a_duty,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_appointment,
    an_area,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.areas.models import Area

DAY = date(2026, 11, 24)
MENS_WEEKS = (ALL_SLOTS, ALL_SLOTS, 0, ALL_SLOTS)
FAR = {"lat": 52.0, "lon": -1.0}


def days_on(days: int) -> date:
    return DAY + timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """Sessions on several days, mostly as they should be.

    ``oak`` has two men and a man supervising; ``mill`` two women, on a project that asks for a
    skill; at ``lone`` a woman who has been recorded is alone with a man, he and their supervisor
    outside their usual weeks and known to be; ``bare`` lacks a supervisor; ``evening`` is another
    session of a man of ``oak``, ``done`` of a woman of ``mill``; the supervisor of ``early`` and
    ``late`` is at both at once, as before the database refused it.
    """

    barnet: Area
    camden: Area
    policy: Policy
    oak: WorkSession
    mill: WorkSession
    lone: WorkSession
    bare: WorkSession
    evening: WorkSession
    done: WorkSession
    early: WorkSession
    late: WorkSession
    al: Appointment
    bob: Appointment
    fred: Appointment
    cat: Appointment
    dot: Appointment
    gia: Appointment
    cat_done: Appointment
    over: Requirement
    sam: Duty
    yan: Duty
    zoe: Duty
    zed: Duty


def a_diary(db: Session) -> Diary:
    """Add a diary; the database must not refuse two duties at one time."""
    camden = an_area(db, code="E09000007", name="Camden")
    parks = [a_project(db, min_people=1) for _ in range(5)]
    db.add(ProjectTag(project_id=parks[0].id, tag="children"))
    db.add(ProjectSkill(project_id=parks[1].id, skill="first-aid"))
    oak = a_session(db, parks[0], on=DAY, state="open")
    mill = a_session(db, parks[1], on=days_on(1), state="open")
    lone = a_session(db, parks[2], on=DAY, state="open")
    bare = a_session(db, parks[2], on=days_on(2), state="open")
    hours = {"starts_at": time(17), "ends_at": time(18)}
    evening = a_session(db, parks[3], on=days_on(3), **hours)
    done = a_session(db, parks[3], on=days_on(1), state="done", **hours)
    early, late = (
        a_session(db, parks[4], on=days_on(4), starts_at=time(hour), ends_at=time(hour + 3))
        for hour in (9, 11)
    )
    sam, yan, zed = (a_supervisor(db) for _ in range(3))
    zoe = a_supervisor(db, available_slots=0)
    db.add(SupervisorSkill(supervisor_id=yan.id, skill="first-aid"))
    men = [a_requirement(db, person_id=a_person(db, **_week(slots)).id) for slots in MENS_WEEKS]
    women = [a_requirement(db, person_id=a_person(db, sex="female").id) for _ in range(3)]
    db.get_one(Person, men[1].person_id).not_with_supervisor = Sex.FEMALE
    db.add(BarredTag(person_id=women[1].person_id, tag="schools"))
    db.add(ExclusionCircle(person_id=women[1].person_id, km=1.0, **FAR))
    an_appointment(db, bare, men[3])
    an_appointment(db, evening, men[0])
    was_there = {"state": "recorded", "outcome_code": "ATTC"}
    a_duty(db, early, zed)
    return Diary(
        barnet=an_area(db),
        camden=camden,
        policy=db.scalars(select(Policy).where(Policy.name == PolicyName.NO_LONE_WOMAN)).one(),
        oak=oak,
        mill=mill,
        lone=lone,
        bare=bare,
        evening=evening,
        done=done,
        early=early,
        late=late,
        al=an_appointment(db, oak, men[0]),
        bob=an_appointment(db, oak, men[1]),
        fred=an_appointment(db, lone, men[2], outside_week=True),
        cat=an_appointment(db, mill, women[0]),
        dot=an_appointment(db, mill, women[1]),
        gia=an_appointment(db, lone, women[2], started_at=time(9, 30), **was_there),
        cat_done=an_appointment(db, done, women[0], **was_there),
        over=a_requirement(db, person_id=men[1].person_id, event_number=2, state="ended"),
        sam=a_duty(db, oak, sam),
        yan=a_duty(db, mill, yan),
        zoe=a_duty(db, lone, zoe, outside_week=True),
        zed=a_duty(db, late, zed),
    )


def _week(slots: int) -> dict[str, int]:
    return {"available_slots": slots}


Toggle = Callable[["Session", Diary], None]
"""Writes a fact, or takes it back if it is written."""


def _row(model: type[Base], values: Callable[[Diary], dict[str, Any]]) -> Toggle:
    def toggle(db: Session, diary: Diary) -> None:
        found = db.query(model).filter_by(**values(diary)).one_or_none()
        if found is None:
            db.add(model(**values(diary)))
        else:
            db.delete(found)

    return toggle


Values = dict[str, Any] | Callable[[Diary], dict[str, Any]]


def _value(model: type[Base], which: Callable[[Diary], int], *either: Values) -> Toggle:
    """Return what gives some columns of a row the one or the other values."""

    def toggle(db: Session, diary: Diary) -> None:
        row = db.get_one(model, which(diary))
        first, other = (each(diary) if callable(each) else each for each in either)
        is_first = all(getattr(row, name) == value for name, value in first.items())
        for name, value in (other if is_first else first).items():
            setattr(row, name, value)

    return toggle


def _of_session(name: str, *either: Values) -> Toggle:
    return _value(WorkSession, lambda diary: getattr(diary, name).id, *either)


def _of_oak(*either: Values) -> Toggle:
    return _value(Project, lambda diary: diary.oak.project_id, *either)


def _of_booking(name: str, *either: Values) -> Toggle:
    return _value(Appointment, lambda diary: getattr(diary, name).id, *either)


def _of_person(name: str, *either: Values) -> Toggle:
    return _value(Person, lambda diary: getattr(diary, name).person_id, *either)


def _of_order(state: str) -> Toggle:
    return _value(Requirement, lambda d: d.al.requirement_id, {"state": "active"}, {"state": state})


def _pair(diary: Diary) -> dict[str, int]:
    first, second = sorted((diary.al.person_id, diary.bob.person_id))
    return {"first_person_id": first, "second_person_id": second}


TOGGLES: dict[str, Toggle] = {
    "an absence": _row(
        AvailabilityException,
        lambda d: {"person_id": d.al.person_id, "from_on": DAY, "to_on": DAY, "available": False},
    ),
    "an order complete": _of_order("complete"),
    "an order ended": _of_order("ended"),
    "an order suspended": _of_order("suspended"),
    "a booking under another order": _of_booking(
        "bob",
        lambda d: {"requirement_id": d.bob.requirement_id},
        lambda d: {"requirement_id": d.over.id},
    ),
    "a barred tag": _row(BarredTag, lambda d: {"person_id": d.al.person_id, "tag": "children"}),
    "a project's tag": _row(
        ProjectTag, lambda d: {"project_id": d.mill.project_id, "tag": "schools"}
    ),
    "an exclusion circle": _row(
        ExclusionCircle,
        lambda d: {"person_id": d.al.person_id, "lat": 51.59, "lon": -0.22, "km": 2.0},
    ),
    "a project's place": _value(
        Project, lambda d: d.mill.project_id, {"lat": 51.59, "lon": -0.22}, FAR
    ),
    "a project for women": _of_oak({"women_only": False}, {"women_only": True}),
    "a need of women's groups": _of_person("cat", {"women_only": False}, {"women_only": True}),
    "a person's usual week": _of_person("al", _week(ALL_SLOTS), _week(0)),
    "a supervisor's usual week": _value(
        Supervisor, lambda d: d.sam.supervisor_id, _week(ALL_SLOTS), _week(0)
    ),
    "a booking that nobody knows to be outside it": _of_booking(
        "fred", {"outside_week": True}, {"outside_week": False}
    ),
    "a duty that nobody knows to be outside it": _value(
        Duty, lambda d: d.zoe.id, {"outside_week": True}, {"outside_week": False}
    ),
    "a pair kept apart": _row(KeepApart, _pair),
    "no man supervising": _of_person(
        "al", {"not_with_supervisor": None}, {"not_with_supervisor": "male"}
    ),
    "a supervisor's sex": _value(
        Supervisor, lambda d: d.sam.supervisor_id, {"sex": "male"}, {"sex": "female"}
    ),
    "another session moved onto the day": _of_session("evening", {"on": days_on(3)}, {"on": DAY}),
    "time worked elsewhere": _of_booking(
        "cat_done", {"started_at": None}, {"started_at": time(17)}
    ),
    "leave": _row(
        SupervisorLeave,
        lambda d: {"supervisor_id": d.sam.supervisor_id, "from_on": DAY, "to_on": DAY},
    ),
    "a supervisor who has stopped": _value(
        Supervisor, lambda d: d.yan.supervisor_id, {"active": True}, {"active": False}
    ),
    "two duties at a time": _of_session("late", {"on": days_on(4)}, {"on": days_on(5)}),
    "the times of a session": _of_session(
        "early",
        {"starts_at": time(9), "ends_at": time(12)},
        {"starts_at": time(8), "ends_at": time(11)},
    ),
    "a duty taken off": _value(Duty, lambda d: d.sam.id, {"active": True}, {"active": False}),
    "one of two duties taken off": _value(
        Duty, lambda d: d.zed.id, {"active": True}, {"active": False}
    ),
    "a duty that is no more": _row(
        Duty, lambda d: {"session_id": d.bare.id, "supervisor_id": d.zed.supervisor_id}
    ),
    "a booking withdrawn": _of_booking("fred", {"state": "planned"}, {"state": "withdrawn"}),
    "a booking moved": _of_booking(
        "gia", lambda d: {"session_id": d.lone.id}, lambda d: {"session_id": d.bare.id}
    ),
    "more supervisors needed": _of_session(
        "oak", {"supervisors_needed": 1}, {"supervisors_needed": 2}
    ),
    "a larger smallest group": _of_session("oak", {"min_people": 1}, {"min_people": 3}),
    "a skill asked for": _row(
        ProjectSkill, lambda d: {"project_id": d.oak.project_id, "skill": "chainsaw"}
    ),
    "a skill held": _row(
        SupervisorSkill, lambda d: {"supervisor_id": d.yan.supervisor_id, "skill": "first-aid"}
    ),
    "the sex of somebody recorded": _of_person("gia", {"sex": "female"}, {"sex": "male"}),
    "a rule off": _value(Policy, lambda d: d.policy.id, {"value": 1.0}, {"value": 0.0}),
    "a project paused": _of_oak({"state": "running"}, {"state": "paused"}),
    "an assessment gone": _of_oak(
        {"risk_assessed_until": date(2030, 1, 1)}, {"risk_assessed_until": None}
    ),
    "an assessment short": _of_oak(
        {"risk_assessed_until": date(2030, 1, 1)}, {"risk_assessed_until": date(2026, 11, 23)}
    ),
    "a session not published": _of_session(
        "bare",
        {"state": "open", "cancelled_because": ""},
        {"state": "proposed", "cancelled_because": ""},
    ),
    "a session called off": _of_session(
        "bare",
        {"state": "open", "cancelled_because": ""},
        {"state": "cancelled", "cancelled_because": "Snow"},
    ),
    "a session in the past": _of_session("bare", {"on": days_on(2)}, {"on": days_on(-2)}),
    "a project of another area": _value(
        Project,
        lambda d: d.bare.project_id,
        lambda d: {"area_id": d.barnet.id},
        lambda d: {"area_id": d.camden.id},
    ),
}
