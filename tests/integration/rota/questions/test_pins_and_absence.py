"""Dated absences, leave and other places bend for nobody, whatever is insisted on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import SessionState, WorkSession
from payback.people.models import AvailabilityException, Person, Requirement, RequirementState
from payback.rota.models import Rota, RotaBooking, RotaDuty, RotaPin, RotaState, SolutionStatus
from payback.supervisors.models import Supervisor, SupervisorLeave
from tests.support import builders
from tests.support.planning import TUESDAY, SmallArea, a_small_area, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

    Fact = Callable[[Session, SmallArea], tuple[str, str]]

pytestmark = pytest.mark.usefixtures("saturday")

STOPPED = "This draft can no longer be published"
UNKEPT = "Insisted on, but not in this draft"


@pytest.fixture
def small(database: Database) -> SmallArea:
    with database.transaction(COMMAND_LINE) as db:
        return a_small_area(db, people=6, supervisors=2)


def person_away(db: Session, small: SmallArea) -> tuple[str, str]:
    """Return who cannot come on Tuesday, and how that is said."""
    person_id = small.requirements[0].person_id
    away = {"from_on": date(2026, 11, 23), "to_on": TUESDAY}
    db.add(AvailabilityException(person_id=person_id, available=False, **away))
    return f"person-{person_id}", "They cannot work on 24 November 2026"


def supervisor_away(db: Session, small: SmallArea) -> tuple[str, str]:
    supervisor_id = small.supervisors[0].id
    away = {"from_on": TUESDAY, "to_on": date(2026, 11, 30)}
    db.add(SupervisorLeave(supervisor_id=supervisor_id, **away))
    return f"supervisor-{supervisor_id}", "They are on leave on 24 November 2026"


def person_elsewhere(db: Session, small: SmallArea) -> tuple[str, str]:
    there = a_session_elsewhere(db)
    builders.an_appointment(db, there, db.get_one(Requirement, small.requirements[0].id))
    person_id = small.requirements[0].person_id
    return f"person-{person_id}", "They are at another session on 24 November 2026"


def supervisor_elsewhere(db: Session, small: SmallArea) -> tuple[str, str]:
    supervisor = db.get_one(Supervisor, small.supervisors[0].id)
    builders.a_duty(db, a_session_elsewhere(db), supervisor)
    return f"supervisor-{supervisor.id}", "They run another session at that time on 24 November"


def a_session_elsewhere(db: Session) -> WorkSession:
    area = builders.an_area(db, code="E09000007", name="Camden")
    project = builders.a_project(db, area_id=area.id)
    return builders.a_session(db, project, on=TUESDAY, state=SessionState.OPEN)


FACTS = [person_away, supervisor_away, person_elsewhere, supervisor_elsewhere]


def keys(small: SmallArea) -> list[str]:
    """Return somebody, and a supervisor, as the form names them: those of the facts above."""
    return [f"person-{small.requirements[0].person_id}", f"supervisor-{small.supervisors[0].id}"]


def insist(client: Client, rota: Rota, key: str, small: SmallArea, status: int = 200) -> None:
    values = {"who": key, "session": str(small.sessions[0].id)}
    client.send(f"/rotas/{rota.id}/pins", values, status=status)


def in_draft(database: Database, rota: Rota, key: str, small: SmallArea) -> bool:
    """Whether a draft has somebody at the first session."""
    with database.reading() as db:
        booked = db.scalars(select(RotaBooking).where(RotaBooking.rota_id == rota.id))
        serving = db.scalars(select(RotaDuty).where(RotaDuty.rota_id == rota.id))
        there = {(f"person-{each.person_id}", each.session_id) for each in booked}
        there |= {(f"supervisor-{each.supervisor_id}", each.session_id) for each in serving}
    return (key, small.sessions[0].id) in there


@pytest.mark.parametrize("fact", FACTS)
def test_nobody_is_insisted_on_where_they_cannot_be_and_the_reason_is_said(
    coordinator: Client, database: Database, rota: Rota, small: SmallArea, fact: Fact
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        key, why = fact(db, small)
    insist(coordinator, rota, key, small, 422)
    (error,) = coordinator.errors()
    assert error.startswith(f"This booking cannot be insisted on. {why}")
    with database.reading() as db:
        assert not db.scalars(select(RotaPin)).all()


@pytest.mark.parametrize("fact", FACTS)
def test_what_became_impossible_is_marked_stops_the_draft_and_is_named_by_the_next(
    coordinator: Client,
    database: Database,
    config: Config,
    rota: Rota,
    small: SmallArea,
    fact: Fact,
) -> None:
    for each in keys(small):
        insist(coordinator, rota, each, small)
    (planned,) = plan(database, config, small.area)
    assert all(in_draft(database, planned, each, small) for each in keys(small))
    with database.transaction(COMMAND_LINE) as db:
        key, why = fact(db, small)
    coordinator.get_page(f"/rotas/{planned.id}/pins")
    assert coordinator.words.count("Cannot be kept") == 1
    assert f"No plan can keep this booking any more. {why}" in coordinator.words
    path = f"/rotas/{planned.id}/publish"
    form = coordinator.tokens(path) | {"version": str(planned.version)}
    assert STOPPED in coordinator.words
    assert coordinator.post(path, data=form).status_code == 409
    (again,) = plan(database, config, small.area)
    assert again.status is not SolutionStatus.INFEASIBLE
    assert not in_draft(database, again, key, small)
    for page in (f"/rotas/{again.id}", f"/rotas/{again.id}/publish"):
        coordinator.get_page(page)
        assert STOPPED not in coordinator.words
        assert UNKEPT in coordinator.words
        assert coordinator.words.count(why) == 1
        assert coordinator.page.find("a", string="See what is insisted on")


def test_who_may_not_see_names_reads_that_somebody_is_not_in_the_draft(
    signed_in: Callable[[Role], Client],
    coordinator: Client,
    database: Database,
    config: Config,
    rota: Rota,
    small: SmallArea,
) -> None:
    insist(coordinator, rota, keys(small)[0], small)
    with database.transaction(COMMAND_LINE) as db:
        person_away(db, small)
        name = db.get_one(Person, small.requirements[0].person_id).listed_name
    (again,) = plan(database, config, small.area)
    coordinator.get_page(f"/rotas/{again.id}")
    assert f"{name}: " in coordinator.words.split(UNKEPT)[1]
    manager = signed_in(Role.MANAGER)
    manager.get_page(f"/rotas/{again.id}")
    assert "A person: " in manager.words.split(UNKEPT)[1]
    assert name not in manager.words
    assert manager.page.find("a", string="See what is insisted on") is None


def test_what_was_insisted_on_after_a_draft_was_made_is_said_there(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for each in small.sessions:
            db.get_one(WorkSession, each.id).places = 2
    (rota,) = plan(database, config, small.area)
    outside = next(
        each for each in keys_of_people(small) if not in_draft(database, rota, each, small)
    )
    coordinator.get_page(f"/rotas/{rota.id}")
    assert UNKEPT not in coordinator.words
    insist(coordinator, rota, outside, small)
    coordinator.get_page(f"/rotas/{rota.id}")
    assert "It was insisted on after this draft was made." in coordinator.words
    (again,) = plan(database, config, small.area)
    coordinator.get_page(f"/rotas/{again.id}")
    assert UNKEPT not in coordinator.words


def keys_of_people(small: SmallArea) -> list[str]:
    return [f"person-{each.person_id}" for each in small.requirements]


def test_a_booking_kept_under_an_order_that_has_ended_is_not_published_as_a_break(
    coordinator: Client, database: Database, config: Config, rota: Rota, small: SmallArea
) -> None:
    key, requirement = keys(small)[0], small.requirements[0]
    thursday = {"who": key, "session": str(small.sessions[1].id)}
    coordinator.send(f"/rotas/{rota.id}/pins", thursday, status=200)
    with database.transaction(COMMAND_LINE) as db:
        session = db.get_one(WorkSession, small.sessions[1].id)
        builders.an_appointment(db, session, db.get_one(Requirement, requirement.id))
        db.get_one(Requirement, requirement.id).state = RequirementState.ENDED
        builders.a_requirement(db, person_id=requirement.person_id, event_number=2)
        name = db.get_one(Person, requirement.person_id).family_name
    (again,) = plan(database, config, small.area)
    path = f"/rotas/{again.id}/publish"
    form = coordinator.tokens(path) | {"version": str(again.version), "reason": "Agreed"}
    if seen := coordinator.page.find("input", {"name": "seen"}):
        form["seen"] = str(seen["value"])
    assert coordinator.post(path, data=form).status_code == 409
    assert "1 person booked: the order has ended" in coordinator.words
    assert name not in coordinator.words
    with database.reading() as db:
        assert db.get_one(Rota, again.id).state is RotaState.DRAFT
