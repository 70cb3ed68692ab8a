"""The list of people and one person's record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from sqlalchemy import event, select

from payback.areas.models import Area
from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.core.db import Database
from payback.people import ledger
from payback.people.models import LedgerKind, Person, Requirement, Sex
from payback.people.sections import Section, _providers, person_section
from tests.support.builders import (
    a_person,
    a_project,
    a_requirement,
    a_session,
    an_appointment,
    an_area,
)
from tests.support.client import Client
from tests.support.html import value_of

DETAILS = {
    "crn": "x 123456",
    "given_name": "Zoë",
    "family_name": "O'Brien",
    "sex": "female",
    "date_of_birth-day": "27",
    "date_of_birth-month": "3",
    "date_of_birth-year": "1990",
    "home": "NW4 4BG",
}
pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def frozen() -> object:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def staff(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def camden(database: Database) -> Area:
    with database.transaction(COMMAND_LINE) as db:
        return an_area(db, code="E09000007", name="Camden")


def make(database: Database, build: Callable[..., Any], **values: Any) -> Any:
    with database.transaction(COMMAND_LINE) as db:
        return build(db, **values)


def words(client: Client, path: str) -> str:
    return client.get_page(path).get_text(" ", strip=True)


def the_person(database: Database) -> Person:
    with database.reading() as db:
        return db.scalars(select(Person)).one()


def test_the_list_shows_hours_due_date_and_state(staff: Client, database: Database) -> None:
    requirement = make(database, a_requirement, ordered_minutes=6000)
    with database.transaction(COMMAND_LINE) as db:
        ledger.credit(
            db,
            ledger.locked(db, requirement.id),
            kind=LedgerKind.ATTENDANCE,
            minutes=450,
            worked_on=date(2026, 11, 10),
            source="test",
            account_id=None,
        )
    text = words(staff, "/people")
    assert "On time 1 June 2027 Barnet 7.50 of 100.00 92.50" in text


def test_the_list_finds_people_by_crn_and_by_name(staff: Client, database: Database) -> None:
    make(database, a_person, crn="X111111", given_name="Ada", family_name="Byron")
    make(database, a_person, crn="Y222222", given_name="Bo", family_name="100%_Real")
    assert "Y222222" not in words(staff, "/people?q=x111")
    assert "X111111" in staff.page.get_text()
    assert "X111111" in words(staff, "/people?q=ada+by")
    assert "Y222222" in words(staff, "/people?q=100%25_r")
    assert "X111111" not in staff.page.get_text()
    assert "Nobody matches" in words(staff, "/people?q=zzz")


def test_a_limited_record_is_listed_by_crn_and_not_found_by_name(
    staff: Client, database: Database
) -> None:
    make(
        database,
        a_person,
        crn="L000001",
        given_name="Secret",
        family_name="Witness",
        limited_access=True,
    )
    text = words(staff, "/people")
    assert "L000001" in text
    assert "Witness" not in text
    assert "Nobody matches" in words(staff, "/people?q=witness")


def test_the_list_filters_by_state_and_by_pace(staff: Client, database: Database) -> None:
    orders: dict[str, dict[str, Any]] = {
        "A1": {"ordered_minutes": 6000},
        "B1": {"ordered_minutes": 6000, "due_on": date(2026, 12, 1)},
        "C1": {"ordered_minutes": 600},
        "D1": {"ordered_minutes": 6000, "state": "suspended", "due_on": date(2026, 12, 1)},
        "E1": {"ordered_minutes": 6000, "due_on": date(2026, 11, 1)},
    }
    for crn, values in orders.items():
        person = make(database, a_person, crn=crn)
        make(database, a_requirement, person_id=person.id, **values)

    def crns(query: str, status: int = 200) -> list[str]:
        page = staff.get_page(f"/people?{query}", status=status)
        return sorted(each.get_text() for each in page.select("td .payback-reference"))

    assert crns("pace=behind+schedule") == ["B1", "E1"]
    assert crns("pace=finishing+soon") == ["C1"]
    assert crns("state=suspended") == ["D1"]
    assert "Overdue" in words(staff, "/people?q=E1")
    every = ["A1", "B1", "C1", "D1", "E1"]
    assert crns("state=nonsense&pace=x&area=999&page=-1", status=422) == every


def test_a_page_of_the_list_takes_the_same_few_queries_however_long_it_is(
    staff: Client, app: Any, database: Database
) -> None:
    statements: list[str] = []
    engine = app.extensions["payback"].database.engine
    make(database, a_requirement)
    staff.get_page("/people")
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    staff.get_page("/people")
    with_one = len(statements)
    for _ in range(30):
        make(database, a_requirement)
    statements.clear()
    staff.get_page("/people")
    assert len(statements) == with_one
    assert "1 to 25 of 31" in staff.page.get_text(" ", strip=True)
    assert "26 to 31 of 31" in words(staff, "/people?page=2")


def test_looking_at_people_leaves_lines_in_the_audit_trail(
    staff: Client, database: Database
) -> None:
    person = make(database, a_person)
    for path in ("/people", f"/people/{person.id}", f"/people/{person.id}/change"):
        staff.get_page(path)
    with database.reading() as db:
        reads = db.scalars(
            select(AuditEvent).where(
                AuditEvent.action == AuditAction.READ, AuditEvent.record_kind == "people"
            )
        ).all()
    assert [each.details for each in reads] == ["list of people", "record", "details to change"]
    assert {each.record_id for each in reads} == {person.id}
    assert all(each.account_id for each in reads)


def test_nobody_of_another_area_is_listed_or_shown(
    staff: Client, database: Database, camden: Area
) -> None:
    other = make(database, a_person, crn="Z999999", area_id=camden.id)
    requirement = make(database, a_requirement, person_id=other.id)
    assert "Z999999" not in words(staff, "/people")
    base = f"/people/{other.id}"
    parts: tuple[str, ...] = ("", "/change", "/requirements/new", f"/requirements/{requirement.id}")
    parts += (f"/requirements/{requirement.id}/adjustments/new", "/availability")
    parts += ("/exceptions/new", "/restrictions", "/exclusions/new", "/kept-apart/new")
    for part in parts:
        assert staff.get(base + part).status_code == 404, part
        if part:
            assert staff.send(base + part, {}).status_code == 404, part
    for part in ("exceptions/1", "exclusions/1", "kept-apart/1"):
        assert staff.send(f"{base}/{part}/remove", {}).status_code == 404


def test_a_requirement_of_somebody_else_is_not_found_under_a_person(
    staff: Client, database: Database
) -> None:
    person = make(database, a_person)
    foreign = make(database, a_requirement)
    base = f"/people/{person.id}"
    assert staff.get(f"{base}/requirements/{foreign.id}").status_code == 404
    assert staff.get(f"{base}/requirements/{foreign.id}/adjustments/new").status_code == 404
    assert staff.get(f"{base}/entries/1/reverse").status_code == 404


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERVISOR, Role.MANAGER, Role.PARTNER])
def test_only_coordinators_see_people(
    signed_in: Callable[[Role], Client], database: Database, role: Role
) -> None:
    person = make(database, a_person)
    client = signed_in(role)
    for path in ("/people", f"/people/{person.id}", "/people/new", "/people/imports/new"):
        assert client.get(path).status_code == 403


def test_a_person_is_added_with_a_rounded_home_in_the_borough_of_the_postcode(
    staff: Client, database: Database, barnet: Area
) -> None:
    staff.send("/people/new", DETAILS, status=200)
    assert "Now enter what the court ordered" in staff.page.get_text(" ", strip=True)
    person = the_person(database)
    assert (person.crn, person.full_name, person.area_id) == ("X123456", "Zoë O'Brien", barnet.id)
    assert (person.email, person.phone) == (None, None)
    assert abs(person.home_lat - 51.59) < 0.02
    assert round(person.home_lat / 0.0009, 3) == round(person.home_lat / 0.0009)


def test_a_form_sent_twice_adds_one_person(staff: Client, database: Database) -> None:
    tokens = staff.tokens("/people/new")
    first = staff.post("/people/new", data={**tokens, **DETAILS})
    second = staff.post("/people/new", data={**tokens, **DETAILS})
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    the_person(database)


@pytest.mark.usefixtures("camden")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"crn": "X 1;DROP"}, "CRN must be up to 20 letters and numbers, like X123456"),
        ({"crn": ""}, "Enter a CRN"),
        ({"given_name": ""}, "Enter first name"),
        ({"family_name": "x" * 101}, "Last name must be 100 characters or fewer"),
        ({"sex": "other"}, "Select female or male"),
        ({"date_of_birth-year": "2020"}, "between 21 November 1926 and 21 November 2010"),
        ({"date_of_birth-day": "31", "date_of_birth-month": "2"}, "must be a real date"),
        ({"home": ""}, "Enter where this person lives"),
        ({"home": "nowhere"}, "Enter a full UK postcode, like NW4 4BG, or 51.59, -0.22"),
        ({"home": "EH1 1YZ"}, "We do not know where this postcode is"),
        ({"home": "48.85, 2.35"}, "Enter a full UK postcode"),
        ({"home": "NW1 0AA"}, "The home is in Camden. Select one of your boroughs"),
        ({"home": "54.97, -1.61"}, "Select the borough that manages the order"),
        ({"area": "999999"}, "Select the borough that manages the order"),
        ({"phone": "12"}, "Enter a telephone number"),
        ({"email": "a@"}, "Enter an email address"),
    ],
)
def test_a_bad_answer_about_a_person_is_told_and_nothing_typed_is_lost(
    staff: Client, database: Database, changes: dict[str, str], sentence: str
) -> None:
    values = {**DETAILS, **changes}
    staff.send("/people/new", values, status=422)
    assert any(sentence in each for each in staff.errors()), staff.errors()
    for name in ("crn", "given_name", "date_of_birth-year", "home"):
        box = staff.page.find("input", {"name": name})
        assert box is not None
        assert box.get("value", "") == values[name]
    with database.reading() as db:
        assert db.scalars(select(Person)).all() == []


def test_a_crn_is_held_by_one_person_only(staff: Client, database: Database, camden: Area) -> None:
    make(database, a_person, crn="X123456", area_id=camden.id)
    staff.send("/people/new", DETAILS, status=422)
    assert staff.errors() == ["A person with this CRN is on record already"]


def test_details_are_changed_and_an_empty_home_keeps_the_known_one(
    staff: Client, database: Database, barnet: Area
) -> None:
    person = make(database, a_person, crn="X123456")
    path = f"/people/{person.id}/change"
    version = value_of(staff.get_page(path), "version")
    values = {**DETAILS, "home": "", "area": str(barnet.id), "version": version}
    staff.send(path, {**values, "limited_access": "y"}, status=200)
    changed = the_person(database)
    assert changed.given_name == "Zoë"
    assert changed.limited_access
    assert (changed.home_lat, changed.home_lon) == (51.6, -0.2)


def test_a_change_of_a_record_that_somebody_else_changed_is_refused(
    staff: Client, database: Database, barnet: Area
) -> None:
    person = make(database, a_person)
    for path in ("change", "availability", "restrictions"):
        values = {**DETAILS, "home": "", "area": str(barnet.id), "version": "0"}
        values |= {"not_with_supervisor": "any", "max_travel_minutes": "60"}
        assert staff.send(f"/people/{person.id}/{path}", values).status_code == 409
    assert the_person(database).given_name == "Alex"


def test_coming_appointments_are_on_the_page(staff: Client, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        requirement = a_requirement(db)
        session = a_session(db, a_project(db, name="Canal towpath"), on=date(2026, 11, 24))
        past = a_session(db, a_project(db, name="Old wall"), on=date(2026, 11, 20))
        for each in (session, past):
            an_appointment(db, each, requirement)
    text = words(staff, f"/people/{requirement.person_id}")
    assert "Tue 24 Nov 9:30am to 4:30pm Canal towpath" in text
    assert "Old wall" not in text


def test_other_features_add_sections_to_the_page(staff: Client, database: Database) -> None:
    person = make(database, a_person)

    def trial(db: object, person: Person) -> Section:
        del db
        values = {"rows": [], "href": "/cookies", "text": f"Sessions of {person.crn}"}
        return Section(template="components/messages.html", values=values)

    person_section(trial)
    try:
        staff.get_page(f"/people/{person.id}")
    finally:
        _providers.pop("trial")


def test_the_record_shows_everything_that_is_kept(staff: Client, database: Database) -> None:
    person = make(
        database,
        a_person,
        sex=Sex.FEMALE,
        women_only=True,
        not_with_supervisor=Sex.MALE,
        phone="07700 900982",
    )
    make(database, a_requirement, person_id=person.id)
    text = words(staff, f"/people/{person.id}")
    assert "0 minutes of 100 hours" in text
    assert "Only groups of women" in text
    assert "Not with a male supervisor" in text
    assert "07700 900982" in text
    assert "rounded to about 100 metres" in text


def test_somebody_without_a_requirement_can_be_shown_and_listed(
    staff: Client, database: Database
) -> None:
    person = make(database, a_person)
    assert "No requirement is entered yet" in words(staff, f"/people/{person.id}")
    assert "No requirement yet" in words(staff, "/people")
    with database.reading() as db:
        assert db.scalars(select(Requirement)).all() == []
