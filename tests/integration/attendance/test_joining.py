"""Somebody comes who is not on the list: the rules of a booking, asked on the spot."""

from __future__ import annotations

import threading
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.core.errors import RuleBroken
from payback.diary.breaks.rules import Reason
from payback.diary.joining import join
from payback.diary.models import Appointment, AppointmentState, SessionState, WorkSession
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
from tests.support.builders import (
    a_person,
    a_project,
    a_requirement,
    a_session,
    an_appointment,
    an_area,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from payback.core.db import Database
    from tests.integration.attendance.conftest import Scene
    from tests.support.client import Client

CRN = "X555555"


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client]) -> Client:
    """Sign in as a coordinator of Barnet."""
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def walker(database: Database) -> Requirement:
    """Somebody with 100 hours to work who is on no list."""
    with database.transaction(COMMAND_LINE) as db:
        person = a_person(db, crn=CRN, given_name="Wal", family_name="Kerin")
        return a_requirement(db, person_id=person.id)


def path_of(scene: Scene) -> str:
    return f"/sessions/{scene.session.id}/attendance/add"


def listed(database: Database, requirement: Requirement) -> Appointment | None:
    with database.reading() as db:
        mine = Appointment.person_id == requirement.person_id
        return db.scalars(select(Appointment).where(mine).order_by(Appointment.id.desc())).first()


def test_a_walk_in_is_put_on_the_list_and_can_be_recorded(
    coordinator: Client, scene: Scene, walker: Requirement, database: Database
) -> None:
    assert "Add somebody who came" in coordinator.get_page(path_of(scene)[:-4]).get_text()
    there = coordinator.send(path_of(scene), {"crn": " x555555 "}, status=200)
    added = listed(database, walker)
    assert added is not None
    assert there.request.path == f"/appointments/{added.id}/outcome"
    assert "They are on the list." in there.text
    assert (added.session_id, added.state, added.requirement_id, added.added_because) == (
        scene.session.id,
        AppointmentState.PLANNED,
        walker.id,
        "",
    )
    coordinator.send(path_of(scene), {"crn": CRN}, status=422)
    assert coordinator.errors() == ["They are on the list already"]


def test_a_supervisor_adds_to_their_own_session_and_the_look_up_is_noted(
    supervisor: Client, scene: Scene, walker: Requirement, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_session(db, a_project(db), state=SessionState.OPEN)
        db.get_one(Project, scene.session.project_id).women_only = True
    supervisor.send(f"/sessions/{other.id}/attendance/add", {"crn": CRN}, status=404)
    supervisor.send(path_of(scene), {"crn": CRN}, status=422)
    with database.reading() as db:
        details = db.scalars(
            select(AuditEvent.details)
            .where(AuditEvent.action == AuditAction.READ, AuditEvent.record_kind == "people")
            .where(AuditEvent.record_id == walker.person_id)
        ).all()
    assert details == ["adding to a session"]


def test_somebody_who_was_taken_off_and_came_all_the_same_is_put_back(
    coordinator: Client, scene: Scene, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        off = db.get_one(Appointment, scene.appointments[0].id)
        off.state = AppointmentState.WITHDRAWN
        crn = db.get_one(Person, off.person_id).crn
        db.get_one(WorkSession, scene.session.id).state = SessionState.DONE
    coordinator.send(path_of(scene), {"crn": crn}, status=200)
    with database.reading() as db:
        back = db.get_one(Appointment, off.id)
        assert (back.state, back.session_id) == (AppointmentState.PLANNED, scene.session.id)
        assert db.get_one(WorkSession, scene.session.id).state is SessionState.OPEN


def _barred(db: Session, scene: Scene, person: Person) -> None:
    db.add(ProjectTag(project_id=scene.session.project_id, tag="children"))
    db.add(BarredTag(person_id=person.id, tag="Children"))


def _excluded(db: Session, scene: Scene, person: Person) -> None:
    project = db.get_one(Project, scene.session.project_id)
    circle = ExclusionCircle(person_id=person.id, lat=project.lat, lon=project.lon, km=1.0)
    db.add(circle)


def _women(db: Session, scene: Scene, _person: Person) -> None:
    db.get_one(Project, scene.session.project_id).women_only = True


def _needs_women(_db: Session, _scene: Scene, person: Person) -> None:
    person.sex, person.women_only = Sex.FEMALE, True


def _apart(db: Session, scene: Scene, person: Person) -> None:
    other = scene.appointments[0].person_id
    db.add(KeepApart(first_person_id=other, second_person_id=person.id))


def _apart_from_one_recorded(db: Session, scene: Scene, person: Person) -> None:
    _apart(db, scene, person)
    there = db.get_one(Appointment, scene.appointments[0].id)
    there.state, there.outcome_code = AppointmentState.RECORDED, "ATTC"
    there.started_at, there.ended_at = time(9, 30), time(16, 30)


def _supervised_by_a_man(_db: Session, _scene: Scene, person: Person) -> None:
    person.not_with_supervisor = Sex.MALE


STOPS = [
    (_barred, "Must not work at a place of this kind"),
    (_excluded, "The project lies inside an area that they must not enter"),
    (_women, "The project takes women only"),
    (_needs_women, "Must work in groups of women only"),
    (_apart, "Must be kept apart from somebody else who is booked here"),
    (_apart_from_one_recorded, "Must be kept apart from somebody else who is booked here"),
    (
        _supervised_by_a_man,
        "Must not be supervised by somebody of the sex of a supervisor here",
    ),
]


@pytest.mark.parametrize(("fact", "reason"), STOPS)
def test_what_protects_people_stops_whatever_is_said_for_it(
    coordinator: Client,
    scene: Scene,
    walker: Requirement,
    database: Database,
    fact: Callable[[Session, Scene, Person], None],
    reason: str,
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        fact(db, scene, db.get_one(Person, walker.person_id))
    coordinator.send(path_of(scene), {"crn": CRN, "because": "Please"}, status=422)
    assert coordinator.errors() == [f"They cannot work here: {reason}"]
    assert listed(database, walker) is None


def test_a_supervisor_is_told_no_more_than_that_something_is_on_the_record(
    supervisor: Client, scene: Scene, walker: Requirement, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        _excluded(db, scene, db.get_one(Person, walker.person_id))
    supervisor.send(path_of(scene), {"crn": CRN}, status=422)
    assert supervisor.errors() == ["They cannot work here: A restriction on their record"]


def _away(db: Session, _scene: Scene, person: Person) -> None:
    day = date(2026, 11, 24)
    db.add(AvailabilityException(person_id=person.id, from_on=day, to_on=day, available=False))


def _outside(_db: Session, _scene: Scene, person: Person) -> None:
    person.available_slots = 0


def _full(db: Session, scene: Scene, _person: Person) -> None:
    session = db.get_one(WorkSession, scene.session.id)
    session.places, session.min_people = 3, 1


BENDS = [
    (_away, "Cannot work on this day"),
    (_outside, Reason.OUTSIDE_WEEK.value),
    (_full, "All 3 places are taken"),
]


@pytest.mark.parametrize(("fact", "against"), BENDS)
def test_what_else_speaks_against_it_asks_why_and_keeps_the_answer(
    coordinator: Client,
    scene: Scene,
    walker: Requirement,
    database: Database,
    fact: Callable[[Session, Scene, Person], None],
    against: str,
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        fact(db, scene, db.get_one(Person, walker.person_id))
    coordinator.send(path_of(scene), {"crn": CRN}, status=422)
    assert coordinator.errors() == [f"{against}. Enter why they work here all the same"]
    box = coordinator.page.find("input", {"name": "crn"})
    assert box is not None
    assert box["value"] == CRN
    coordinator.send(path_of(scene), {"crn": CRN, "because": "Keen to work"}, status=200)
    added = listed(database, walker)
    assert added is not None
    assert (added.added_because, added.outside_week) == (
        "Keen to work",
        fact is _outside,
    )
    page = coordinator.get_page(path_of(scene)[:-4]).get_text(" ", strip=True)
    assert "Added on the day: Keen to work" in page


def test_whoever_is_booked_elsewhere_is_taken_off_there(
    coordinator: Client, scene: Scene, walker: Requirement, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_session(db, a_project(db, name="Mill Hill"), state=SessionState.OPEN)
        there = an_appointment(db, other, walker)
    coordinator.send(path_of(scene), {"crn": CRN}, status=422)
    assert coordinator.errors() == [
        "They are booked at Mill Hill on this day, and are taken off there. "
        "Enter why they work here all the same"
    ]
    coordinator.send(path_of(scene), {"crn": CRN, "because": "Wrong van"}, status=200)
    with database.reading() as db:
        assert db.get_one(Appointment, there.id).state is AppointmentState.WITHDRAWN
        assert db.get_one(WorkSession, other.id).sequence == 1


def test_whoever_worked_elsewhere_at_the_time_is_not_added(
    coordinator: Client, scene: Scene, walker: Requirement, database: Database
) -> None:
    worked: dict[str, Any] = {"state": AppointmentState.RECORDED, "outcome_code": "ATTC"}
    with database.transaction(COMMAND_LINE) as db:
        other = a_session(db, a_project(db, name="Mill Hill"), state=SessionState.OPEN)
        times = {"started_at": time(9, 30), "ended_at": time(12)}
        an_appointment(db, other, walker, **worked, **times)
    coordinator.send(path_of(scene), {"crn": CRN, "because": "Came late"}, status=422)
    assert coordinator.errors() == [
        "They are recorded at Mill Hill from 9:30am to midday on this day. Correct that first"
    ]


def test_nobody_is_added_before_the_start_to_what_is_cancelled_or_without_an_order(
    coordinator: Client, scene: Scene, walker: Requirement, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        evening = a_session(db, a_project(db), starts_at=time(17), ends_at=time(19))
    coordinator.send(f"/sessions/{evening.id}/attendance/add", {"crn": CRN}, status=422)
    assert "This session has not begun." in coordinator.errors()[0]
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Requirement, walker.id).state = RequirementState.COMPLETE
    coordinator.send(path_of(scene), {"crn": CRN}, status=422)
    assert coordinator.errors() == ["They have no order in progress, so no time could be credited"]
    with database.transaction(COMMAND_LINE) as db:
        session = db.get_one(WorkSession, scene.session.id)
        session.state, session.cancelled_because = SessionState.CANCELLED, "Snow"
    coordinator.send(path_of(scene), {"crn": CRN}, status=422)
    assert "This session is cancelled." in coordinator.errors()[0]


def test_a_person_of_another_borough_is_not_found(
    coordinator: Client, scene: Scene, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        a_requirement(db, person_id=a_person(db, crn="X999111", area_id=camden.id).id)
    for crn in ("X999111", "X000000"):
        coordinator.send(path_of(scene), {"crn": crn}, status=422)
        assert coordinator.errors() == ["There is nobody with this CRN in your areas. Check it"]
    coordinator.send(path_of(scene), {"crn": "!"}, status=422)
    assert "CRN must be" in coordinator.errors()[0]
    coordinator.send(path_of(scene), {"crn": ""}, status=422)
    assert coordinator.errors() == ["Enter a CRN"]


def test_somebody_added_at_two_sessions_at_once_ends_at_one(
    scene: Scene, walker: Requirement, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_session(db, a_project(db, name="Mill Hill"), state=SessionState.OPEN)
    together, outcomes = threading.Barrier(2), []

    def add(session_id: int) -> None:
        together.wait()
        try:
            with database.transaction(COMMAND_LINE) as db:
                session = db.get_one(
                    WorkSession, session_id, options=[joinedload(WorkSession.project)]
                )
                join(db, session, db.get_one(Person, walker.person_id), "", tells=True)
            outcomes.append("added")
        except RuleBroken as refused:
            outcomes.append(refused.field)

    threads = [threading.Thread(target=add, args=(each,)) for each in (scene.session.id, other.id)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["added", "because"]
    with database.reading() as db:
        mine = Appointment.person_id == walker.person_id
        assert len(db.scalars(select(Appointment).where(mine)).all()) == 1
