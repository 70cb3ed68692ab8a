"""A draft beside the facts of today: who has left the week, and forecasts that have moved."""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE
from payback.diary.models import Appointment, AppointmentState, SessionState, WorkSession
from payback.people.availability import slot_bit
from payback.people.models import (
    AvailabilityException,
    LedgerEntry,
    LedgerKind,
    Person,
    Requirement,
    RequirementState,
)
from payback.projects.models import Project
from payback.rota.models import Rota, RotaBooking, RotaState, RotaUnplaced
from payback.supervisors.models import Supervisor, SupervisorLeave
from tests.support import builders
from tests.support.planning import THURSDAY, TUESDAY, SmallArea, a_small_area, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from payback.areas.models import Area
    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

LAST_WEEK = date(2026, 11, 17)
CANNOT = "This draft can no longer be published"


@pytest.fixture(autouse=True)
def thursday() -> Iterator[None]:
    with time_machine.travel("2026-11-19T10:00:00Z"):
        yield


@pytest.fixture
def small(database: Database) -> SmallArea:
    with database.transaction(COMMAND_LINE) as db:
        return a_small_area(db)


def attend(db: Session, project: Project, requirement: Requirement) -> None:
    """Record that somebody came last week: the first record that the area has."""
    came = builders.an_appointment(
        db,
        builders.a_session(db, project, on=LAST_WEEK, state=SessionState.DONE),
        requirement,
        state=AppointmentState.RECORDED,
        outcome_code="ATTC",
        started_at=time(9, 30),
        ended_at=time(16, 30),
        credited_minutes=420,
    )
    entry = LedgerEntry(
        requirement_id=requirement.id,
        kind=LedgerKind.ATTENDANCE,
        minutes=420,
        worked_on=LAST_WEEK,
        appointment_id=came.id,
    )
    db.add(entry)


def elsewhere(db: Session) -> Area:
    return builders.an_area(db, code="E09000007", name="Camden")


def state_of(database: Database, rota: Rota) -> RotaState:
    with database.reading() as db:
        return db.get_one(Rota, rota.id).state


def publish(coordinator: Client, rota: Rota, *, reason: str = "", status: int = 200) -> None:
    """Publish what the page shows, with a word where it asks for one."""
    path = f"/rotas/{rota.id}/publish"
    form = coordinator.tokens(path) | {"version": str(rota.version), "reason": reason}
    if seen := coordinator.page.find("input", {"name": "seen"}):
        form["seen"] = str(seen["value"])
    assert coordinator.post(path, data=form, follow_redirects=True).status_code == status


def crowd(db: Session, small: SmallArea) -> None:
    """Let nine people share eight places, because some are likely to stay away."""
    db.get_one(WorkSession, small.sessions[1].id).state = SessionState.DONE
    for _ in range(9 - len(small.requirements)):
        builders.a_requirement(db)


@pytest.mark.parametrize("state", [RequirementState.SUSPENDED, RequirementState.COMPLETE])
@pytest.mark.parametrize("reason", ["unavailable", "complete"])
def test_somebody_left_out_of_a_draft_may_leave_the_week(
    coordinator: Client,
    database: Database,
    config: Config,
    small: SmallArea,
    state: RequirementState,
    reason: str,
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        left = builders.a_requirement(
            db,
            person_id=builders.a_person(db, available_slots=0).id
            if reason == "unavailable"
            else builders.a_person(db).id,
        )
        if reason == "complete":
            left.ordered_minutes = 420
            sunday = builders.a_session(
                db, small.project, on=date(2026, 11, 22), state=SessionState.OPEN
            )
            builders.an_appointment(db, sunday, left)
    (rota,) = plan(database, config, small.area)
    with database.transaction(COMMAND_LINE) as db:
        (row,) = db.scalars(select(RotaUnplaced)).all()
        assert (row.person_id, row.reason) == (left.person_id, reason)
        db.get_one(Requirement, left.id).state = state
    coordinator.get_page(f"/rotas/{rota.id}/publish")
    assert CANNOT not in coordinator.words
    publish(coordinator, rota)
    assert state_of(database, rota) is RotaState.PUBLISHED


def test_somebody_booked_who_has_left_the_week_is_named_with_why(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    suspended, moved = small.requirements[:2]
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Requirement, suspended.id).state = RequirementState.SUSPENDED
        db.get_one(Person, moved.person_id).area_id = elsewhere(db).id
        names = [db.get_one(Person, each.person_id).listed_name for each in (suspended, moved)]
    publish(coordinator, rota, status=409)
    booked = "who is booked in this draft,"
    assert f"{names[0]}, {booked} has no requirement in progress any more." in coordinator.words
    assert f"{names[1]}, {booked} is looked after by another area now." in coordinator.words
    assert state_of(database, rota) is RotaState.DRAFT


def test_everything_that_has_changed_is_named_at_once_and_nothing_that_only_follows(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    with database.transaction(COMMAND_LINE) as db:
        booked = {each.person_id for each in db.scalars(select(RotaBooking))}
        suspended, away = [each for each in small.requirements if each.person_id in booked][:2]
        db.get_one(Requirement, suspended.id).state = RequirementState.SUSPENDED
        both = {"from_on": TUESDAY, "to_on": THURSDAY}
        db.add(AvailabilityException(person_id=away.person_id, available=False, **both))
        db.add(SupervisorLeave(supervisor_id=small.supervisors[0].id, **both))
        names = [db.get_one(Person, each.person_id).listed_name for each in (suspended, away)]
    publish(coordinator, rota, status=409)
    said = [each.get_text() for each in coordinator.page.select(".govuk-error-summary li")]
    for name in (*names, small.supervisors[0].name):
        assert any(name in each for each in said)
    about = "|".join((*names, small.supervisors[0].name))
    assert not [each for each in said if not re.search(about, each)]


def test_a_supervisor_who_went_to_another_area_is_not_called_inactive(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    supervisor = small.supervisors[0]
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Supervisor, supervisor.id).area_id = elsewhere(db).id
    publish(coordinator, rota, status=409)
    why = "who runs a session of this draft, is not in this area any more."
    assert f"{supervisor.name}, {why}" in coordinator.words


def test_attendance_recorded_since_the_plan_takes_no_places_away(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        crowd(db, small)
    (rota,) = plan(database, config, small.area)
    with database.transaction(COMMAND_LINE) as db:
        booked = db.scalars(select(RotaBooking).order_by(RotaBooking.id)).all()
        assert len(booked) == 9
        attend(db, small.project, small.requirements[0])
    publish(coordinator, rota, reason="Agreed with the team")
    assert state_of(database, rota) is RotaState.PUBLISHED
    with database.reading() as db:
        kept = db.scalars(
            select(Appointment.id).where(Appointment.state == AppointmentState.PLANNED)
        )
        assert len(kept.all()) == 9


def test_a_place_fewer_since_the_plan_stops_it_with_numbers_that_tell(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        crowd(db, small)
    (rota,) = plan(database, config, small.area)
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(WorkSession, small.sessions[0].id).places = 7
        attend(db, small.project, small.requirements[0])
    publish(coordinator, rota, status=409)
    assert "has 9 people booked, who take up 7.85 of 7 places." in coordinator.words


def test_work_that_is_likely_to_be_done_by_then_asks_for_a_word(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, small.project.id).needed_minutes = 700
        for day, requirements in enumerate((small.requirements[:2], small.requirements[2:])):
            for each in requirements:
                person = db.get_one(Person, each.person_id)
                weekday = (TUESDAY, THURSDAY)[day].weekday()
                person.available_slots = slot_bit(weekday, 0) | slot_bit(weekday, 1)
    (rota,) = plan(database, config, small.area)
    with database.transaction(COMMAND_LINE) as db:
        assert len(db.scalars(select(RotaBooking)).all()) == 4
        attend(db, small.project, small.requirements[0])
    path = f"/rotas/{rota.id}/publish"
    coordinator.get_page(path)
    assert CANNOT not in coordinator.words
    lacks = coordinator.page.select_one("#lacks")
    assert lacks is not None
    assert (
        f"{small.project.name} (Thu 26 Nov 2026, 9:30am to 4:30pm): the work is likely to be done "
        "by then. 4 hours 40 minutes of it are left, and the sessions before are expected to do "
    ) in lacks.get_text()
    publish(coordinator, rota, status=422)
    publish(coordinator, rota, reason="The host has more for us")
    assert state_of(database, rota) is RotaState.PUBLISHED
