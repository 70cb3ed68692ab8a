"""Importing people: the check, the import, and the same again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import event, select
from sqlalchemy.orm import selectinload

from payback.areas.models import Area
from payback.cli import main
from payback.core.access import COMMAND_LINE, Role
from payback.core.db import Database
from payback.people import ledger
from payback.people.importer import read_people
from payback.people.loading import LoadReport, load_people
from payback.people.models import (
    CheckedFile,
    LedgerEntry,
    LedgerKind,
    Person,
    Requirement,
    RequirementState,
    Sex,
)
from tests.support.builders import a_person, a_requirement, an_area
from tests.support.client import Client
from tests.unit.people.test_importer import GOOD, a_file

NEW = "/people/imports/new"
TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.usefixtures("barnet", "frozen")


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def staff(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def camden(database: Database) -> Area:
    with database.transaction(COMMAND_LINE) as db:
        return an_area(db, code="E09000007", name="Camden")


def load(database: Database, *rows: dict[str, str], dry_run: bool = False) -> LoadReport:
    with database.transaction(COMMAND_LINE) as db:
        return load_people(db, COMMAND_LINE, read_people(a_file(*rows), TODAY), dry_run=dry_run)


def counts(report: LoadReport) -> tuple[int, int, int]:
    assert report.faults == ()
    return report.added, report.changed, report.unchanged


def people(database: Database) -> list[Person]:
    with database.reading() as db:
        options = selectinload(Person.requirements), selectinload(Person.barred_tags)
        return list(db.scalars(select(Person).options(*options).order_by(Person.crn)))


def times(database: Database) -> list[tuple[LedgerKind, int]]:
    with database.reading() as db:
        rows = db.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
        return [(row.kind, row.minutes) for row in rows]


def check(client: Client, content: bytes) -> int:
    response = client.send(NEW, {"file": (io.BytesIO(content), "people.csv")})
    return response.status_code


def confirm(client: Client, **changes: str) -> int:
    form = client.page.select_one('form[action^="/people/imports/"][class="payback-inline-form"]')
    assert form is not None
    values = {str(box["name"]): str(box["value"]) for box in form.select("input")} | changes
    return client.post(str(form["action"]), data=values, follow_redirects=True).status_code


def test_a_line_becomes_a_person_a_requirement_and_time_brought_forward(
    database: Database, barnet: Area
) -> None:
    row = GOOD | {
        "minutes_done": "420",
        "availability": "Mon am",
        "barred_tags": "noise, children",
        "not_with_supervisor": "male",
        "limited_access": "yes",
        "weekly_hours": "10.5",
    }
    assert counts(load(database, row)) == (1, 0, 0)
    (person,) = people(database)
    assert (person.crn, person.area_id, person.available_slots) == ("X123456", barnet.id, 1)
    assert (person.not_with_supervisor, person.limited_access) == (Sex.MALE, True)
    assert [each.tag for each in person.barred_tags] == ["children", "noise"]
    (requirement,) = person.requirements
    assert (requirement.due_on, requirement.due_reason) == (date(2027, 6, 1), "")
    assert (requirement.weekly_minutes, requirement.max_weekly_minutes) == (630, 1260)
    assert times(database) == [(LedgerKind.BROUGHT_FORWARD, 420)]


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    rows = [GOOD | {"minutes_done": "420", "barred_tags": "noise"}, GOOD | {"crn": "Y1"}]
    assert counts(load(database, *rows)) == (2, 0, 0)
    assert counts(load(database, *rows)) == (0, 0, 2)
    assert len(times(database)) == 1


def test_what_differs_is_changed_and_blank_cells_change_nothing(database: Database) -> None:
    load(database, GOOD | {"phone": "020 8359 2000", "availability": "Mon am"})
    assert counts(load(database, GOOD | {"given_name": "Sam", "ordered_hours": "100"})) == (0, 1, 0)
    (person,) = people(database)
    assert (person.given_name, person.phone, person.available_slots) == ("Sam", "020 8359 2000", 1)
    assert person.requirements[0].ordered_minutes == 6000


def test_another_event_number_is_another_requirement_of_the_person(database: Database) -> None:
    load(database, GOOD)
    assert counts(load(database, GOOD, GOOD | {"event_number": "2"})) == (1, 0, 1)
    (person,) = people(database)
    assert [each.event_number for each in person.requirements] == [1, 2]


def test_two_sentences_of_a_new_person_make_one_person(database: Database) -> None:
    assert counts(load(database, GOOD, GOOD | {"event_number": "2"})) == (2, 0, 0)
    (person,) = people(database)
    assert len(person.requirements) == 2


def test_time_brought_forward_is_corrected_by_a_reversal(database: Database) -> None:
    load(database, GOOD | {"minutes_done": "420"})
    assert counts(load(database, GOOD | {"minutes_done": "480"})) == (0, 1, 0)
    assert times(database) == [
        (LedgerKind.BROUGHT_FORWARD, 420),
        (LedgerKind.REVERSAL, -420),
        (LedgerKind.BROUGHT_FORWARD, 480),
    ]
    assert counts(load(database, GOOD | {"minutes_done": "0"})) == (0, 1, 0)
    assert sum(minutes for _, minutes in times(database)) == 0


def test_an_order_that_was_worked_off_is_complete(database: Database) -> None:
    load(database, GOOD | {"minutes_done": "7200"})
    requirement = people(database)[0].requirements[0]
    assert (requirement.state, requirement.completed_on) == (RequirementState.COMPLETE, TODAY)
    load(database, GOOD | {"minutes_done": "7200", "ordered_hours": "130"})
    assert people(database)[0].requirements[0].state is RequirementState.ACTIVE


def test_a_due_date_of_its_own_is_kept_with_its_reason(database: Database) -> None:
    load(database, GOOD | {"due_date": "1/9/2027"})
    requirement = people(database)[0].requirements[0]
    assert (requirement.due_on, requirement.due_reason) == (
        date(2027, 9, 1),
        "Given in an imported file",
    )
    assert counts(load(database, GOOD)) == (0, 0, 1)


def faults(report: LoadReport) -> list[str]:
    return [str(fault) for fault in report.faults]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ordered_hours": "39"}, "Line 2, ordered_hours: Time ordered must be between 40 hours"),
        ({"weekly_hours": "29"}, "Line 2, weekly_hours: Time each week must be between 1 hour"),
        (
            {"weekly_hours": "8", "max_weekly_hours": "7"},
            "Line 2, max_weekly_hours: The most in a week must be 8 hours or more",
        ),
        ({"postcode": ""}, "Line 2, postcode: This person is new: enter a postcode."),
        ({"area": "Atlantis"}, "Line 2, area: There is no such area."),
        ({"postcode": "NW1 0AA"}, "Line 2, area: Enter the area: the home is in none."),
    ],
)
def test_what_the_database_knows_better_is_told_and_nothing_is_imported(
    database: Database, changes: dict[str, str], expected: str
) -> None:
    report = load(database, GOOD | changes, GOOD | {"crn": "Y1"})
    assert len(report.faults) == 1
    assert faults(report)[0].startswith(expected)
    assert people(database) == []


def test_less_than_what_is_credited_cannot_be_ordered(database: Database) -> None:
    load(database, GOOD | {"minutes_done": "3000"})
    with database.transaction(COMMAND_LINE) as db:
        requirement = db.scalars(select(Requirement)).one()
        ledger.credit(
            db,
            requirement,
            kind=LedgerKind.ATTENDANCE,
            minutes=3000,
            worked_on=TODAY,
            source="test",
            account_id=None,
        )
    assert faults(load(database, GOOD | {"ordered_hours": "99"})) == [
        "Line 2, ordered_hours: 6,000 minutes are credited already."
    ]
    assert faults(load(database, GOOD | {"minutes_done": "5000"})) == [
        "Line 2, minutes_done: With what is credited already, this is more than was ordered."
    ]


def test_a_dry_run_writes_nothing(database: Database) -> None:
    assert counts(load(database, GOOD, dry_run=True)) == (1, 0, 0)
    assert people(database) == []


def test_a_long_file_takes_few_queries(database: Database) -> None:
    rows = [GOOD | {"crn": f"N{number:05d}", "minutes_done": "60"} for number in range(300)]
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert counts(load(database, *rows)) == (300, 0, 0)
    assert counts(load(database, *rows)) == (0, 0, 300)
    assert len([each for each in statements if each.startswith("SELECT")]) < 15


def test_a_coordinator_checks_a_file_and_imports_exactly_that(
    staff: Client, database: Database
) -> None:
    assert check(staff, a_file(GOOD)) == 200
    assert people(database) == []
    assert "nothing is saved yet" in staff.page.get_text()
    report = staff.page
    assert confirm(staff) == 200
    assert "Imported: 1 line new, 0 changed, 0 as before." in staff.page.get_text(" ", strip=True)
    assert len(people(database)) == 1
    with database.reading() as db:
        assert db.scalars(select(CheckedFile)).all() == []
    staff.page = report
    assert confirm(staff) == 200, "a second press leads to the same place"
    assert len(people(database)) == 1


def test_every_bad_line_is_shown_and_nothing_is_kept(staff: Client, database: Database) -> None:
    content = a_file(GOOD | {"sex": "x"}, GOOD | {"crn": "Y1", "ordered_hours": "39"})
    assert check(staff, content) == 422
    text = staff.page.get_text(" ", strip=True)
    assert "Line 2, sex “x” must be one of" in text
    assert "Line 3, ordered_hours Time ordered must be between 40 hours and 300 hours." in text
    with database.reading() as db:
        assert db.scalars(select(CheckedFile)).all() == []


def test_of_very_many_faults_the_first_are_shown(staff: Client) -> None:
    rows = [GOOD | {"crn": f"N{number}", "sex": "x"} for number in range(250)]
    assert check(staff, a_file(*rows)) == 422
    assert "And 50 more faults" in staff.page.get_text(" ", strip=True)


def test_a_file_that_changes_nothing_says_so(staff: Client) -> None:
    check(staff, a_file(GOOD))
    confirm(staff)
    assert check(staff, a_file(GOOD)) == 200
    assert "There is nothing to import." in staff.page.get_text(" ", strip=True)


def test_only_the_file_that_was_checked_by_its_owner_soon_can_be_imported(
    staff: Client, signed_in: Callable[[Role], Client], database: Database
) -> None:
    check(staff, a_file(GOOD))
    report = staff.page
    other = signed_in(Role.COORDINATOR)
    other.get_page(NEW)
    token = other.page.find("input", {"name": "csrf_token"})["value"]
    other.page = report
    for client, changes in (
        (other, {"csrf_token": token, "submission_token": "t1"}),
        (staff, {"sha256": "0" * 64, "submission_token": "t2"}),
        (staff, {"sha256": "", "submission_token": "t3"}),
    ):
        client.page = report
        assert confirm(client, **changes) == 422
        assert client.errors()[0].startswith("The file that was checked is not here any more")
    with database.transaction(COMMAND_LINE) as db:
        db.scalars(select(CheckedFile)).one().created_at -= timedelta(minutes=61)
    staff.page = report
    assert confirm(staff) == 422, "an hour has passed"
    assert people(database) == []


def test_a_file_that_has_become_wrong_since_is_not_imported(
    staff: Client, database: Database, camden: Area
) -> None:
    check(staff, a_file(GOOD))
    with database.transaction(COMMAND_LINE) as db:
        a_person(db, crn="X123456", area_id=camden.id)
    assert confirm(staff) == 422
    assert "on record in an area where you do not work" in staff.page.get_text(" ", strip=True)


def test_only_people_of_ones_own_areas_are_imported(
    staff: Client, database: Database, camden: Area
) -> None:
    check(staff, a_file(GOOD | {"postcode": "NW1 0AA"}, GOOD | {"crn": "Y1", "area": "Camden"}))
    text = staff.page.get_text(" ", strip=True)
    assert "Line 2, postcode This is in Camden, where you do not work." in text
    assert "Line 3, area This is in Camden, where you do not work." in text
    assert check(staff, a_file(GOOD | {"postcode": "NW1 0AA", "area": "barnet"})) == 200
    del database, camden


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"\x00\x01", b"\xff\xfe\x00", b"crn;sex", b"name\nx", b"\n"]
)
def test_a_file_that_is_no_csv_of_ours_is_told(staff: Client, content: bytes) -> None:
    assert check(staff, content) == 422
    assert "Nothing was imported" in staff.page.get_text(" ", strip=True)


def test_a_missing_empty_or_wrongly_named_file_is_told(staff: Client) -> None:
    assert staff.send(NEW, {}).status_code == 422
    assert staff.errors() == ["Select a CSV file"]
    assert check(staff, b"") == 422
    assert staff.errors() == ["The selected file is empty"]
    staff.send(NEW, {"file": (io.BytesIO(b"x"), "people.xlsx")}, status=422)
    assert staff.errors() == ["The selected file must be a CSV or TXT"]


def test_the_template_names_every_column_and_passes_the_check(staff: Client) -> None:
    response = staff.get("/people/imports/template.csv")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    assert check(staff, response.data) == 200


def test_people_are_imported_on_the_command_line(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("PAYBACK_DATA_DIR", str(tmp_path))
    file = tmp_path / "people.csv"
    file.write_bytes(a_file(GOOD))
    run = CliRunner()
    dry = run.invoke(main, ["import", "people", str(file), "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert "Nothing is written. This would happen:\n1 line new" in dry.output
    assert people(database) == []
    real = run.invoke(main, ["import", "people", str(file)])
    assert real.exit_code == 0, real.output
    assert len(people(database)) == 1
    file.write_bytes(a_file(GOOD | {"sex": "x"}))
    bad = run.invoke(main, ["import", "people", str(file)])
    assert bad.exit_code == 1
    assert "Line 2, sex: “x” must be one of" in bad.output
    assert "Nothing was imported: 1 fault." in bad.output


def test_a_requirement_entered_by_hand_is_known_again_by_its_event_number(
    database: Database,
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        person = a_person(db, crn="X123456")
        a_requirement(db, person_id=person.id, event_number=1)
    report = load(database, GOOD)
    assert counts(report) == (0, 1, 0)
    assert len(people(database)[0].requirements) == 1
