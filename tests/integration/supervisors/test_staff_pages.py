"""The pages about supervisors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from payback.accounts.models import Account
from payback.areas.models import Area
from payback.core.access import COMMAND_LINE, Role
from payback.core.db import Database
from payback.supervisors.models import Supervisor, SupervisorLeave
from tests.support.builders import a_supervisor, an_account, an_area
from tests.support.client import Client
from tests.support.html import value_of

LEAVE = {
    "from_on-day": "24",
    "from_on-month": "12",
    "from_on-year": "2026",
    "to_on-day": "1",
    "to_on-month": "1",
    "to_on-year": "2027",
}


@pytest.fixture
def staff(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def account(database: Database, barnet: Area) -> Account:
    with database.transaction(COMMAND_LINE) as db:
        return an_account(db, Role.SUPERVISOR, areas=[barnet], name="Sam Account")


def details(barnet: Area, **changes: object) -> dict[str, object]:
    return {
        "name": "Sam Supervisor",
        "sex": "female",
        "area": str(barnet.id),
        "home": "NW4 4BG",
        "skills": "First aid, chainsaw",
        "slots": ["0", "1", "20"],
        "weekly_minutes-hours": "37",
        "max_travel_minutes": "60",
    } | changes


def everyone(database: Database) -> list[Supervisor]:
    with database.reading() as db:
        options = selectinload(Supervisor.skills), selectinload(Supervisor.leave)
        return list(db.scalars(select(Supervisor).options(*options)).all())


def test_a_supervisor_is_added_and_listed(
    staff: Client, database: Database, barnet: Area, account: Account
) -> None:
    staff.send("/supervisors/new", details(barnet, account=str(account.id)), status=200)
    (added,) = everyone(database)
    assert [each.skill for each in added.skills] == ["chainsaw", "first-aid"]
    assert added.available_slots == 1 | 2 | 1 << 20
    assert (added.weekly_minutes, added.max_travel_minutes) == (2220, 60)
    assert added.account_id == account.id
    text = staff.get_page("/supervisors").get_text(" ", strip=True)
    assert "Sam Supervisor Barnet chainsaw, first-aid 37" in text


def test_a_form_sent_twice_adds_one_supervisor(
    staff: Client, database: Database, barnet: Area
) -> None:
    values = {**staff.tokens("/supervisors/new"), **details(barnet)}
    assert staff.post("/supervisors/new", data=values).status_code == 302
    assert staff.post("/supervisors/new", data=values).status_code == 302
    assert len(everyone(database)) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the full name"),
        ({"sex": "x"}, "Select the sex"),
        ({"area": "999"}, "Select the borough"),
        ({"home": ""}, "Enter where this supervisor starts from"),
        ({"home": "ZZ"}, "Enter a full UK postcode"),
        ({"skills": "a!"}, "letters, numbers, spaces and dashes"),
        ({"slots": ["21"]}, "Select parts of days in the table"),
        ({"weekly_minutes-hours": "49"}, "between 0 minutes and 48 hours"),
        ({"max_travel_minutes": "241"}, "between 0 and 240"),
        ({"account": "999"}, "Select an account from the list"),
    ],
)
def test_a_bad_answer_about_a_supervisor_is_told_and_nothing_typed_is_lost(
    staff: Client, database: Database, barnet: Area, changes: dict[str, object], sentence: str
) -> None:
    values = details(barnet, **changes)
    staff.send("/supervisors/new", values, status=422)
    assert any(sentence in each for each in staff.errors()), staff.errors()
    for name in ("name", "home", "skills", "weekly_minutes-hours"):
        assert value_of(staff.page, name) == values[name]
    if "slots" not in changes:
        ticked = staff.page.select('input[name="slots"][checked]')
        assert [each["value"] for each in ticked] == ["0", "1", "20"]
    assert everyone(database) == []


def test_a_supervisor_is_changed_and_an_old_form_is_refused(
    staff: Client, database: Database, barnet: Area
) -> None:
    staff.send("/supervisors/new", details(barnet))
    (added,) = everyone(database)
    path = f"/supervisors/{added.id}/change"
    version = value_of(staff.get_page(path), "version")
    values = details(barnet, name="Sam Other", home="", skills="first aid", version=version)
    staff.send(path, values, status=200)
    (changed,) = everyone(database)
    assert changed.name == "Sam Other"
    assert (changed.home_lat, changed.home_lon) == (added.home_lat, added.home_lon)
    assert [each.skill for each in changed.skills] == ["first-aid"]
    assert staff.send(path, values).status_code == 409


def test_an_account_belongs_to_one_supervisor(
    staff: Client, database: Database, barnet: Area, account: Account
) -> None:
    form = staff.get_page("/supervisors/new")
    assert "Sam Account" in form.get_text()
    with database.transaction(COMMAND_LINE) as db:
        a_supervisor(db, account_id=account.id)
    staff.send("/supervisors/new", details(barnet, account=str(account.id)), status=422)
    assert staff.errors() == ["Select an account from the list"]


def test_leave_is_added_and_removed(staff: Client, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        supervisor = a_supervisor(db)
    path = f"/supervisors/{supervisor.id}/leave/new"
    staff.send(path, LEAVE, status=200)
    assert "24 December 2026 to 1 January 2027" in staff.page.get_text(" ", strip=True)
    with database.reading() as db:
        row = db.scalars(select(SupervisorLeave)).one()
    assert (row.from_on, row.to_on) == (date(2026, 12, 24), date(2027, 1, 1))
    staff.send(f"/supervisors/{supervisor.id}/leave/{row.id}/remove", status=200)
    assert everyone(database)[0].leave == []
    assert staff.send(f"/supervisors/{supervisor.id}/leave/{row.id}/remove").status_code == 404


def test_leave_in_the_wrong_order_is_told(staff: Client, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        supervisor = a_supervisor(db)
    path = f"/supervisors/{supervisor.id}/leave/new"
    staff.send(path, {**LEAVE, "to_on-year": "2026"}, status=422)
    assert staff.errors() == ["The last day must be on or after the first day, 24 December 2026"]
    assert value_of(staff.page, "to_on-year") == "2026"


def test_a_supervisor_is_deactivated_and_taken_back(staff: Client, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        supervisor = a_supervisor(db)
    staff.send(f"/supervisors/{supervisor.id}/deactivate", status=200)
    assert "is not planned any more" in staff.page.get_text()
    assert not everyone(database)[0].active
    staff.send(f"/supervisors/{supervisor.id}/activate", status=200)
    assert everyone(database)[0].active


def test_nobody_of_another_area_is_listed_shown_or_changed(
    staff: Client, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        other = a_supervisor(db, name="Far Away", area_id=camden.id)
    assert "Far Away" not in staff.get_page("/supervisors").get_text()
    for part in ("", "/change", "/leave/new"):
        assert staff.get(f"/supervisors/{other.id}{part}").status_code == 404
    for part in ("change", "leave/new", "leave/1/remove", "deactivate", "activate"):
        assert staff.send(f"/supervisors/{other.id}/{part}").status_code == 404


def test_only_coordinators_manage_supervisors(signed_in: Callable[[Role], Client]) -> None:
    for role in set(Role) - {Role.COORDINATOR}:
        assert signed_in(role).get("/supervisors").status_code == 403


def test_supervisors_are_found_by_part_of_their_name_page_by_page(
    staff: Client, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for number in range(27):
            a_supervisor(db, name=f"Sam Field {number:02}")
        a_supervisor(db, name="Sam_Field")
        far = an_area(db, code="E09000007", name="Camden")
        a_supervisor(db, name="Sam Field of Camden", area_id=far.id)
    page = staff.get_page("/supervisors?q=m+FIELD")
    assert "1 to 25 of 27" in staff.words
    assert value_of(page, "q") == "m FIELD"
    following = page.find("a", rel="next")
    assert following is not None
    rows = staff.get_page(str(following["href"])).select("tbody th")
    assert [each.get_text() for each in rows] == ["Sam Field 25", "Sam Field 26"]
    rows = staff.get_page("/supervisors?q=m_f").select("tbody th")
    assert [each.get_text() for each in rows] == ["Sam_Field"]
    staff.get_page("/supervisors?q=camden")
    assert "Nobody matches. Change or clear the search." in staff.words
    staff.get_page(f"/supervisors?q={'x' * 101}", status=422)
    assert staff.errors()
