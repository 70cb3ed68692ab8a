"""Availability, days that differ and restrictions through their pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from payback.core.access import COMMAND_LINE, Role
from payback.core.db import Database
from payback.people.models import KeepApart, Person, Sex
from tests.support.builders import a_person, an_area
from tests.support.client import Client
from tests.support.html import value_of

DAYS = {
    "available": "no",
    "from_on-day": "24",
    "from_on-month": "12",
    "from_on-year": "2026",
    "to_on-day": "1",
    "to_on-month": "1",
    "to_on-year": "2027",
    "reason": "Family",
}


@pytest.fixture
def staff(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def person(database: Database) -> Person:
    with database.transaction(COMMAND_LINE) as db:
        return a_person(db, crn="X000777", sex=Sex.FEMALE)


def stored(database: Database, person: Person) -> Person:
    with database.reading() as db:
        query = select(Person).where(Person.id == person.id)
        options = (Person.exceptions, Person.barred_tags, Person.exclusions)
        return db.scalars(query.options(*(selectinload(each) for each in options))).one()


def version(client: Client, path: str) -> str:
    return value_of(client.get_page(path), "version")


def test_the_usual_week_is_a_table_of_21_boxes(
    staff: Client, database: Database, person: Person
) -> None:
    path = f"/people/{person.id}/availability"
    seen = version(staff, path)
    labels = [each.get_text(" ", strip=True) for each in staff.page.select("td label")]
    assert len(labels) == 21
    assert (labels[0], labels[-1]) == ("Monday morning", "Sunday evening")
    assert len(staff.page.select("input[checked]")) == 21
    staff.send(path, {"version": seen, "slots": ["0", "4", "20"]}, status=200)
    assert stored(database, person).available_slots == 1 | 1 << 4 | 1 << 20
    staff.send(path, {"version": version(staff, path)}, status=200)
    assert stored(database, person).available_slots == 0
    assert "No part of any day is free" in staff.page.get_text()


@pytest.mark.parametrize("odd", ["21", "-1", "x", "٣"])
def test_a_slot_that_is_none_is_refused(
    staff: Client, database: Database, person: Person, odd: str
) -> None:
    path = f"/people/{person.id}/availability"
    staff.send(path, {"version": version(staff, path), "slots": ["3", odd]}, status=422)
    assert staff.errors() == ["Select parts of days in the table"]
    assert [each["value"] for each in staff.page.select("input[checked]")] == ["3"]
    assert stored(database, person).available_slots == person.available_slots


def test_days_that_differ_are_added_and_removed(
    staff: Client, database: Database, person: Person
) -> None:
    base = f"/people/{person.id}/exceptions"
    staff.send(f"{base}/new", DAYS, status=200)
    assert "24 December 2026 to 1 January 2027" in staff.page.get_text(" ", strip=True)
    (row,) = stored(database, person).exceptions
    assert not row.available
    staff.send(f"{base}/{row.id}/remove", status=200)
    assert stored(database, person).exceptions == []
    assert staff.send(f"{base}/{row.id}/remove").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"available": ""}, "Select whether this person can work on these days"),
        ({"to_on-year": "2026"}, "must be on or after the first day, 24 December 2026"),
        ({"to_on-year": "2029"}, "must be within a year of the first day"),
        ({"from_on-month": "13"}, "must be a real date"),
    ],
)
def test_bad_days_are_told_and_nothing_typed_is_lost(
    staff: Client, database: Database, person: Person, changes: dict[str, str], sentence: str
) -> None:
    values = {**DAYS, **changes}
    staff.send(f"/people/{person.id}/exceptions/new", values, status=422)
    assert any(sentence in each for each in staff.errors()), staff.errors()
    for name in ("from_on-month", "to_on-year", "reason"):
        assert value_of(staff.page, name) == values[name]
    assert stored(database, person).exceptions == []


def test_restrictions_are_set(staff: Client, database: Database, person: Person) -> None:
    path = f"/people/{person.id}/restrictions"
    values = {
        "women_only": "y",
        "not_with_supervisor": "male",
        "barred_tags": "Children, sharp tools, children",
        "max_travel_minutes": "45",
    }
    staff.send(path, {**values, "version": version(staff, path)}, status=200)
    changed = stored(database, person)
    assert changed.women_only
    assert changed.not_with_supervisor is Sex.MALE
    assert [each.tag for each in changed.barred_tags] == ["children", "sharp-tools"]
    assert changed.max_travel_minutes == 45
    values |= {"barred_tags": "sharp-tools", "not_with_supervisor": "any"}
    staff.send(path, {**values, "version": version(staff, path)}, status=200)
    assert [each.tag for each in stored(database, person).barred_tags] == ["sharp-tools"]
    assert stored(database, person).not_with_supervisor is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"max_travel_minutes": "241"}, "between 0 and 240"),
        ({"max_travel_minutes": ""}, "Enter the longest journey"),
        ({"barred_tags": "a$b"}, "letters, numbers, spaces and dashes only"),
        ({"not_with_supervisor": ""}, "Select who may supervise this person"),
    ],
)
def test_bad_restrictions_are_told_and_nothing_typed_is_lost(
    staff: Client, person: Person, changes: dict[str, str], sentence: str
) -> None:
    path = f"/people/{person.id}/restrictions"
    values = {"not_with_supervisor": "any", "max_travel_minutes": "60", "barred_tags": "noise"}
    values |= changes
    staff.send(path, {**values, "version": version(staff, path)}, status=422)
    assert any(sentence in each for each in staff.errors()), staff.errors()
    for name in ("max_travel_minutes", "barred_tags"):
        assert value_of(staff.page, name) == values[name]


def test_groups_of_women_are_for_women(staff: Client, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        man = a_person(db)
    path = f"/people/{man.id}/restrictions"
    values = {"women_only": "y", "not_with_supervisor": "any", "max_travel_minutes": "60"}
    staff.send(path, {**values, "version": version(staff, path)}, status=422)
    assert staff.errors() == ["Groups of women only can be asked for by women only"]


@pytest.mark.parametrize("centre", ["NW4 4BG", "51.5899, -0.2263", "TQ 229 895"])
def test_a_place_to_avoid_is_added_by_postcode_or_point_and_removed(
    staff: Client, database: Database, person: Person, centre: str
) -> None:
    base = f"/people/{person.id}/exclusions"
    staff.send(
        f"{base}/new", {"centre": centre, "metres": "1,500", "label": "Court order"}, status=200
    )
    (row,) = stored(database, person).exclusions
    assert (round(row.lat, 2), round(row.lon, 2), row.km) == (51.59, -0.23, 1.5)
    assert "Court order" in staff.page.get_text()
    staff.send(f"{base}/{row.id}/remove", status=200)
    assert stored(database, person).exclusions == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"centre": "", "metres": "500"}, "Enter where the centre is"),
        ({"centre": "somewhere", "metres": "500"}, "Enter a full UK postcode"),
        ({"centre": "NW4 4BG", "metres": "99"}, "between 100 and 100,000"),
        ({"centre": "NW4 4BG", "metres": "x"}, "must be a whole number"),
    ],
)
def test_a_bad_place_to_avoid_is_told_and_nothing_typed_is_lost(
    staff: Client, person: Person, values: dict[str, str], sentence: str
) -> None:
    staff.send(f"/people/{person.id}/exclusions/new", values, status=422)
    assert any(sentence in each for each in staff.errors()), staff.errors()
    for name, typed in values.items():
        assert value_of(staff.page, name) == typed


def test_two_people_are_kept_apart_on_both_records(
    staff: Client, database: Database, person: Person
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_person(db, crn="X000778", given_name="Olu", family_name="Ade")
    base = f"/people/{person.id}/kept-apart"
    staff.send(f"{base}/new", {"crn": "x000778", "reason": "Co-defendants"}, status=200)
    assert "Olu Ade X000778 Co-defendants" in staff.page.get_text(" ", strip=True)
    assert "X000777" in staff.get_page(f"/people/{other.id}").get_text()
    staff.send(f"{base}/new", {"crn": "X000778"}, status=422)
    assert staff.errors() == ["These two people are kept apart already"]
    with database.reading() as db:
        row = db.scalars(select(KeepApart)).one()
    staff.send(f"/people/{other.id}/kept-apart/{row.id}/remove", status=200)
    with database.reading() as db:
        assert db.scalars(select(KeepApart)).all() == []


def test_nobody_is_kept_apart_from_themselves_strangers_or_other_areas(
    staff: Client, database: Database, person: Person
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        a_person(db, crn="C000001", area_id=camden.id)
    path = f"/people/{person.id}/kept-apart/new"
    for crn, sentence in {
        "": "Enter the CRN of the other person",
        "X000777": "Enter the CRN of somebody else",
        "N0": "There is nobody with this CRN in your areas",
        "C000001": "There is nobody with this CRN in your areas",
        "!": "CRN must be up to 20 letters and numbers, like X123456",
    }.items():
        staff.send(path, {"crn": crn}, status=422)
        assert staff.errors() == [sentence]
        assert value_of(staff.page, "crn") == crn
