"""Builders: each makes one believable thing, with keyword overrides."""

from __future__ import annotations

import itertools
from datetime import date, time
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from argon2 import PasswordHasher

from payback.accounts.models import Account
from payback.areas.models import Area
from payback.core.access import Role
from payback.core.columns import Base
from payback.diary.models import Appointment, Duty, WorkSession
from payback.people.models import OrderType, Person, Requirement, Sex
from payback.projects.models import OpeningPattern, Project, ProjectKind, ProjectState
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

R = TypeVar("R", bound=Base)
PASSWORD = "correct horse battery"
_number = itertools.count(1)


@cache
def _hash() -> str:
    """Return a hash that is quick to check: its parameters are part of it."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def an_area(db: Session, **changes: Any) -> Area:
    """Add an area: Barnet unless told otherwise, the same one if it is there."""
    values = {"code": "E09000003", "name": "Barnet", "region": "London"} | changes
    found = db.query(Area).filter_by(code=values["code"]).one_or_none()
    return found or _added(db, Area(**values))


def an_account(
    db: Session, role: Role, *, areas: list[Area] | None = None, **changes: Any
) -> Account:
    """Add an account whose password is ``PASSWORD``."""
    number = next(_number)
    values: dict[str, Any] = {
        "email": f"{role.value}{number}@example.org",
        "name": f"{role.value.capitalize()} {number}",
        "password_hash": _hash(),
        "role": role,
    } | changes
    account = Account(**values)
    account.areas = areas or []
    return _added(db, account)


def a_person(db: Session, **changes: Any) -> Person:
    """Add a person on probation, without a requirement."""
    number = next(_number)
    values = {
        "crn": f"X{number:06d}",
        "given_name": "Alex",
        "family_name": f"Example{number}",
        "sex": Sex.MALE,
        "date_of_birth": date(1990, 5, 17),
        "home_lat": 51.6,
        "home_lon": -0.2,
    } | changes
    values.setdefault("area_id", an_area(db).id)
    return _added(db, Person(**values))


def a_requirement(db: Session, **changes: Any) -> Requirement:
    """Add an unpaid-work requirement of 100 hours."""
    if "person_id" not in changes:
        changes["person_id"] = a_person(db).id
    values = {
        "order_type": OrderType.COMMUNITY_ORDER,
        "ordered_minutes": 6000,
        "sentenced_on": date(2026, 6, 1),
        "due_on": date(2027, 6, 1),
        "weekly_minutes": 420,
        "max_weekly_minutes": 840,
    } | changes
    return _added(db, Requirement(**values))


def a_supervisor(db: Session, **changes: Any) -> Supervisor:
    """Add a supervisor who can work on any day."""
    number = next(_number)
    values = {
        "name": f"Supervisor {number}",
        "sex": Sex.MALE,
        "home_lat": 51.6,
        "home_lon": -0.2,
    } | changes
    values.setdefault("area_id", an_area(db).id)
    return _added(db, Supervisor(**values))


def a_project(db: Session, **changes: Any) -> Project:
    """Add a running group placement."""
    number = next(_number)
    values = {
        "code": f"P{number:05d}",
        "name": f"Park {number}",
        "kind": ProjectKind.GROUP,
        "state": ProjectState.RUNNING,
        "address": "1 Park Road, Hendon",
        "postcode": "NW4 4BG",
        "lat": 51.59,
        "lon": -0.22,
        "beneficiary": "Friends of the Park",
        "risk_assessed_until": date(2030, 1, 1),
        "places": 8,
        "min_people": 2,
    } | changes
    values.setdefault("area_id", an_area(db).id)
    return _added(db, Project(**values))


def a_pattern(db: Session, project: Project, **changes: Any) -> OpeningPattern:
    """Add an opening pattern: Tuesdays and Thursdays, 9:30 to 16:30."""
    values = {
        "project_id": project.id,
        "weekdays": 0b0001010,
        "starts_at": time(9, 30),
        "ends_at": time(16, 30),
        "from_on": date(2026, 1, 5),
    } | changes
    return _added(db, OpeningPattern(**values))


def a_session(db: Session, project: Project, **changes: Any) -> WorkSession:
    """Add a work session of seven hours."""
    values = {
        "project_id": project.id,
        "on": date(2026, 11, 24),
        "starts_at": time(9, 30),
        "ends_at": time(16, 30),
        "places": project.places,
        "min_people": project.min_people,
        "supervisors_needed": project.supervisors_needed,
    } | changes
    return _added(db, WorkSession(**values))


def a_duty(db: Session, session: WorkSession, supervisor: Supervisor, **changes: Any) -> Duty:
    """Put a supervisor on a session."""
    values = {"session_id": session.id, "supervisor_id": supervisor.id} | changes
    return _added(db, Duty(**values))


def an_appointment(
    db: Session, session: WorkSession, requirement: Requirement, **changes: Any
) -> Appointment:
    """Book the person of a requirement on a session."""
    values = {
        "session_id": session.id,
        "person_id": requirement.person_id,
        "requirement_id": requirement.id,
    } | changes
    return _added(db, Appointment(**values))


def _added(db: Session, row: R) -> R:
    db.add(row)
    db.flush()
    return row
