"""Bookings that a coordinator insists on, from the page to the next plan."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from payback.core.access import COMMAND_LINE, Role
from payback.core.errors import RuleBroken
from payback.diary.models import WorkSession
from payback.people.models import BarredTag, ExclusionCircle, KeepApart, Person, Sex
from payback.policies.models import Policy, PolicyName
from payback.projects.models import Project, ProjectTag
from payback.rota.models import Rota, RotaBooking, RotaDuty, RotaPin, SolutionStatus
from payback.rota.questions.pin_check import Wanted, judge
from payback.rota.questions.pins import add_pin
from payback.supervisors.models import Supervisor
from tests.support import builders
from tests.support.behind import behind
from tests.support.planning import SmallArea, a_small_area, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("saturday")


@pytest.fixture
def small(database: Database) -> SmallArea:
    """Return an area with two places a session, more people, and one supervisor to spare."""
    with database.transaction(COMMAND_LINE) as db:
        small = a_small_area(db, people=6, supervisors=2)
        for session in small.sessions:
            session.places = 2
        return small


def booked(database: Database, rota: Rota) -> set[tuple[int, int]]:
    with database.reading() as db:
        rows = db.scalars(select(RotaBooking).where(RotaBooking.rota_id == rota.id))
        return {(each.person_id, each.session_id) for each in rows}


def left_out(database: Database, rota: Rota, small: SmallArea) -> int:
    """Return somebody whom a rota books nowhere."""
    placed = {person_id for person_id, _ in booked(database, rota)}
    return next(each.person_id for each in small.requirements if each.person_id not in placed)


def pins(database: Database) -> list[RotaPin]:
    with database.reading() as db:
        return list(db.scalars(select(RotaPin).order_by(RotaPin.id)))


def test_somebody_left_out_is_insisted_on_and_the_next_plan_books_them(
    coordinator: Client, database: Database, config: Config, rota: Rota, small: SmallArea
) -> None:
    person_id, session = left_out(database, rota, small), small.sessions[0]
    coordinator.get_page(f"/rotas/{rota.id}/people/{person_id}")
    link = coordinator.page.find("a", string="Insist on a session for them")
    assert link
    coordinator.get_page(str(link["href"]))
    chosen = coordinator.page.select_one("#who option[selected]")
    assert chosen
    assert chosen["value"] == f"person-{person_id}"
    address = f"/rotas/{rota.id}/pins"
    coordinator.send(address, {"who": f"person-{person_id}", "session": str(session.id)})
    assert "The booking is insisted on." in coordinator.words
    with database.reading() as db:
        assert db.get_one(Person, person_id).full_name in coordinator.words
    (again,) = plan(database, config, small.area)
    assert (person_id, session.id) in booked(database, again)
    coordinator.get_page(f"{address}/{pins(database)[0].id}/remove")
    with database.reading() as db:
        person = db.get_one(Person, person_id)
    assert f"It is of {person.full_name}, CRN {person.crn}." in coordinator.words
    coordinator.send(f"{address}/{pins(database)[0].id}/remove")
    assert "No booking of this week is insisted on." in coordinator.words
    coordinator.send(f"{address}/1/remove", status=200)


def test_a_supervisor_is_insisted_on_even_on_a_day_off(
    coordinator: Client, database: Database, config: Config, rota: Rota, small: SmallArea
) -> None:
    supervisor, session = small.supervisors[1], small.sessions[1]
    with database.transaction(COMMAND_LINE) as db:
        db.merge(supervisor).available_slots = 0
    values = {"who": f"supervisor-{supervisor.id}", "session": str(session.id)}
    coordinator.send(f"/rotas/{rota.id}/pins", values, status=200)
    (again,) = plan(database, config, small.area)
    with database.reading() as db:
        duties = db.scalars(select(RotaDuty).where(RotaDuty.rota_id == again.id)).all()
    assert (session.id, supervisor.id) in {(each.session_id, each.supervisor_id) for each in duties}


def insist(coordinator: Client, rota: Rota, who: str, session: WorkSession, status: int) -> None:
    values = {"who": who, "session": str(session.id)}
    coordinator.send(f"/rotas/{rota.id}/pins", values, status=status)


def test_a_supervisor_is_not_insisted_on_at_two_sessions_at_once(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        same_time = builders.a_session(
            db, small.project, on=small.sessions[0].on, starts_at=time(10)
        )
    who = f"supervisor-{small.supervisors[0].id}"
    (newer,) = plan(database, config, small.area)
    insist(coordinator, newer, who, small.sessions[0], 200)
    insist(coordinator, newer, who, same_time, 422)
    assert coordinator.errors() == [
        f"They are insisted on at {small.project.name} on Tue 24 Nov, 9:30am to 4:30pm, "
        "already. A supervisor runs one session at a time"
    ]
    assert len(pins(database)) == 1


def barred(db: Session, small: SmallArea, person: Person) -> None:
    project = db.get_one(Project, small.project.id)
    db.add(ProjectTag(project_id=project.id, tag="children"))
    db.add(BarredTag(person_id=person.id, tag="children"))


def excluded(db: Session, small: SmallArea, person: Person) -> None:
    db.add(
        ExclusionCircle(
            person_id=person.id, lat=small.project.lat, lon=small.project.lon, km=1, label=""
        )
    )


def a_woman_for_womens_groups(db: Session, small: SmallArea, person: Person) -> None:
    for each in small.requirements:
        db.get_one(Person, each.person_id).sex = Sex.FEMALE
    person.women_only = True


def not_with_the_only_supervisors(db: Session, small: SmallArea, person: Person) -> None:
    for each in small.supervisors:
        db.get_one(Supervisor, each.id).sex = Sex.MALE
    person.not_with_supervisor = Sex.MALE


@pytest.mark.parametrize(
    "fact",
    [
        barred,
        excluded,
        a_woman_for_womens_groups,
        not_with_the_only_supervisors,
    ],
)
def test_nobody_is_insisted_on_against_a_restriction_and_the_secret_is_kept(
    coordinator: Client,
    database: Database,
    rota: Rota,
    small: SmallArea,
    fact: Callable[[Session, SmallArea, Person], None],
) -> None:
    person_id = small.requirements[0].person_id
    with database.transaction(COMMAND_LINE) as db:
        fact(db, small, db.get_one(Person, person_id))
    insist(coordinator, rota, f"person-{person_id}", small.sessions[0], 422)
    (error,) = coordinator.errors()
    assert "A restriction on their record does not allow it" in error
    for secret in ("exclusion", "children", "women", "supervised", "apart", "person-"):
        assert secret not in error
    assert not pins(database)


def test_a_man_is_not_insisted_on_at_a_womens_group_and_it_is_no_matter_of_his_record(
    coordinator: Client, database: Database, rota: Rota, small: SmallArea
) -> None:
    person_id = small.requirements[0].person_id
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, small.project.id).women_only = True
        db.get_one(Supervisor, small.supervisors[0].id).sex = Sex.FEMALE
        db.get_one(Person, person_id).sex = Sex.MALE
    insist(coordinator, rota, f"person-{person_id}", small.sessions[0], 422)
    (error,) = coordinator.errors()
    assert "The group is for women only" in error
    assert "record" not in error
    assert not pins(database)


def test_two_people_kept_apart_are_not_insisted_on_at_one_session(
    coordinator: Client, database: Database, rota: Rota, small: SmallArea
) -> None:
    first, second = (small.requirements[number].person_id for number in (0, 1))
    with database.transaction(COMMAND_LINE) as db:
        db.add(KeepApart(first_person_id=first, second_person_id=second))
    insist(coordinator, rota, f"person-{first}", small.sessions[0], 200)
    insist(coordinator, rota, f"person-{second}", small.sessions[0], 422)
    assert "A restriction on their record does not allow it" in coordinator.errors()[0]
    insist(coordinator, rota, f"person-{second}", small.sessions[1], 200)


def test_somebody_is_insisted_on_although_not_free_and_far_away(
    coordinator: Client, database: Database, config: Config, rota: Rota, small: SmallArea
) -> None:
    person_id = small.requirements[0].person_id
    with database.transaction(COMMAND_LINE) as db:
        person = db.get_one(Person, person_id)
        person.available_slots, person.max_travel_minutes = 0, 0
        person.home_lat += 0.1
    insist(coordinator, rota, f"person-{person_id}", small.sessions[0], 200)
    (again,) = plan(database, config, small.area)
    assert (person_id, small.sessions[0].id) in booked(database, again)


def test_of_two_coordinators_who_insist_at_once_the_second_is_asked_to_look_again(
    database: Database, rota: Rota, small: SmallArea
) -> None:
    person_id = small.requirements[0].person_id
    with database.transaction(COMMAND_LINE) as db:
        other_day = builders.a_session(
            db, small.project, on=small.sessions[0].on, starts_at=time(17), ends_at=time(20)
        )
    first = Wanted(session_id=small.sessions[0].id, person_id=person_id)
    second = Wanted(session_id=small.sessions[1].id, person_id=person_id)
    same_day = Wanted(session_id=other_day.id, person_id=person_id)
    with database.reading() as db:
        judged = {each: judge(db, rota, each) for each in (first, second, same_day)}
    assert not any(each.refusal for each in judged.values())
    with database.transaction(COMMAND_LINE) as db:
        add_pin(db, first, judged[first], account_id=None)
    for wanted, why in ((second, "press the button again"), (same_day, "one session a day")):
        with database.transaction(COMMAND_LINE) as db, pytest.raises(RuleBroken, match=why):
            add_pin(db, wanted, judged[wanted], account_id=None)
    assert len(pins(database)) == 1


def test_bookings_that_clash_are_told_and_no_rota_is_made(
    coordinator: Client, database: Database, config: Config, rota: Rota, small: SmallArea
) -> None:
    people = [each.person_id for each in small.requirements[:2]]
    for person_id in people:
        insist(coordinator, rota, f"person-{person_id}", small.sessions[0], 200)
    with database.transaction(COMMAND_LINE) as db:
        db.add(KeepApart(first_person_id=people[0], second_person_id=people[1]))
    (again,) = plan(database, config, small.area)
    assert again.status is SolutionStatus.INFEASIBLE
    coordinator.get_page(f"/rotas/{again.id}")
    assert "Bookings that must stand clash with the rules" in coordinator.words
    with database.reading() as db:
        for person_id in people:
            assert db.get_one(Person, person_id).listed_name in coordinator.words
    assert "9:30am" in coordinator.words
    for code in ("H7", "09:30", "person-", "another person"):
        assert code not in coordinator.words


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"who": ""}, "Select who must be there"),
        ({"who": "person-999999"}, "Select who must be there"),
        ({"who": "1 OR 1"}, "Select who must be there"),
        ({"session": ""}, "Select the session"),
        ({"session": "999999"}, "Select the session"),
    ],
)
def test_bad_input_is_told_and_what_was_chosen_stays(
    coordinator: Client,
    database: Database,
    rota: Rota,
    small: SmallArea,
    changes: dict[str, str],
    error: str,
) -> None:
    values = {
        "who": f"person-{small.requirements[0].person_id}",
        "session": str(small.sessions[0].id),
    }
    coordinator.send(f"/rotas/{rota.id}/pins", values | changes, status=422)
    assert coordinator.errors() == [error]
    (kept,) = values.keys() - changes.keys()
    chosen = coordinator.page.select_one(f"#{kept} option[selected]")
    assert chosen
    assert chosen["value"] == values[kept]
    assert not pins(database)


def test_nobody_is_insisted_on_twice_nor_at_two_sessions_of_a_day(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        evening = builders.a_session(
            db, small.project, on=small.sessions[0].on, starts_at=time(17), ends_at=time(20)
        )
    (newer,) = plan(database, config, small.area)
    who = f"person-{small.requirements[0].person_id}"
    address = f"/rotas/{newer.id}/pins"
    coordinator.send(address, {"who": who, "session": str(small.sessions[0].id)}, status=200)
    coordinator.send(address, {"who": who, "session": str(small.sessions[0].id)}, status=422)
    assert coordinator.errors() == ["This booking is insisted on already"]
    coordinator.send(address, {"who": who, "session": str(evening.id)}, status=422)
    assert "A person works at one session a day" in coordinator.errors()[0]
    assert len(pins(database)) == 1


def test_a_session_announced_and_near_is_not_offered_and_its_pins_change_nothing(
    coordinator: Client, database: Database, config: Config, rota: Rota, small: SmallArea
) -> None:
    person_id, session = left_out(database, rota, small), small.sessions[0]
    values = {"who": f"person-{person_id}", "session": str(session.id)}
    coordinator.send(f"/rotas/{rota.id}/pins", values, status=200)
    with database.transaction(COMMAND_LINE) as db:
        someone = next(each for each in small.requirements if each.person_id != person_id)
        builders.an_appointment(db, db.get_one(WorkSession, session.id), someone)
        behind(db, update(Policy).where(Policy.name == PolicyName.NOTICE_HOURS).values(value=96))
    (again,) = plan(database, config, small.area)
    assert again.status is not SolutionStatus.INFEASIBLE
    assert (person_id, session.id) not in booked(database, again)
    coordinator.get_page(f"/rotas/{again.id}/pins")
    assert coordinator.page.select_one(f'#session option[value="{session.id}"]') is None


def test_pins_of_other_areas_and_for_other_roles_do_not_exist(
    coordinator: Client,
    signed_in: Callable[[Role], Client],
    database: Database,
    rota: Rota,
    small: SmallArea,
) -> None:
    values = {
        "who": f"person-{small.requirements[0].person_id}",
        "session": str(small.sessions[0].id),
    }
    coordinator.send(f"/rotas/{rota.id}/pins", values, status=200)
    (pin,) = pins(database)
    manager = signed_in(Role.MANAGER)
    assert manager.get(f"/rotas/{rota.id}/pins").status_code == 403
    assert manager.send(f"/rotas/{rota.id}/pins/{pin.id}/remove").status_code == 403
    with database.transaction(COMMAND_LINE) as db:
        brent = builders.an_area(db, code="E09000005", name="Brent")
        other = builders.an_account(db, Role.COORDINATOR, areas=[brent])
    client = coordinator.application.test_client()
    client.sign_in(other.email, builders.PASSWORD)  # type: ignore[attr-defined]
    assert client.get(f"/rotas/{rota.id}/pins").status_code == 404
    response = client.send(f"/rotas/{rota.id}/pins/{pin.id}/remove")  # type: ignore[attr-defined]
    assert response.status_code == 404
    assert len(pins(database)) == 1


def test_a_pin_that_has_become_impossible_says_so_and_can_be_lifted(
    coordinator: Client, database: Database, rota: Rota, small: SmallArea
) -> None:
    person_id, session = left_out(database, rota, small), small.sessions[0]
    supervisor = small.supervisors[0]
    address = f"/rotas/{rota.id}/pins"
    insist(coordinator, rota, f"person-{person_id}", session, 200)
    insist(coordinator, rota, f"supervisor-{supervisor.id}", session, 200)
    assert "Cannot be kept" not in coordinator.words
    with database.transaction(COMMAND_LINE) as db:
        barred(db, small, db.get_one(Person, person_id))
    coordinator.get_page(address)
    assert coordinator.words.count("Cannot be kept") == 1
    assert "No plan can keep this booking any more. A restriction on their" in coordinator.words
    assert "children" not in coordinator.words
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Supervisor, supervisor.id).active = False
    coordinator.get_page(address)
    assert "They are no longer an active supervisor." in coordinator.words
    for pin in pins(database):
        coordinator.send(f"{address}/{pin.id}/remove", status=200)
    assert "Cannot be kept" not in coordinator.words
