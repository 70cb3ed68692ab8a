"""Importing people: the check, the import, and the same again."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
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
from payback.core.csv_import import LineFault
from payback.core.db import Database
from payback.imports.findings import Finding, Verdict
from payback.people import ledger
from payback.people.importing.columns import COLUMNS
from payback.people.importing.lines import read_people
from payback.people.importing.taking_in import PeopleFile
from payback.people.models import (
    LedgerEntry,
    LedgerKind,
    OrderVariation,
    Person,
    Requirement,
    RequirementState,
    Sex,
)
from tests.support.builders import a_person, a_requirement, an_area
from tests.support.client import Client
from tests.support.importing import upload
from tests.unit.people.importing.test_lines import GOOD, a_file

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


@dataclass(frozen=True)
class Loaded:
    """What a file did, or would do, in people."""

    findings: Sequence[Finding]
    faults: list[LineFault]
    warnings: Sequence[LineFault]


def load(database: Database, *rows: dict[str, str], dry_run: bool = False) -> Loaded:
    file = PeopleFile(read_people(a_file(*rows), TODAY))
    with database.transaction(COMMAND_LINE) as db:
        compared = file.compare(db, COMMAND_LINE, 0, file.size, lock=True)
        if not (file.faults or compared.faults or dry_run):
            compared.write()
    return Loaded(compared.findings, [*file.faults, *compared.faults], compared.warnings)


def counts(loaded: Loaded) -> tuple[int, ...]:
    assert loaded.faults == []
    verdicts = [each.verdict for each in loaded.findings]
    return tuple(verdicts.count(each) for each in (Verdict.NEW, Verdict.CHANGED, Verdict.SAME))


def people(database: Database) -> list[Person]:
    with database.reading() as db:
        options = selectinload(Person.requirements), selectinload(Person.barred_tags)
        return list(db.scalars(select(Person).options(*options).order_by(Person.crn)))


def times(database: Database) -> list[tuple[LedgerKind, int]]:
    with database.reading() as db:
        rows = db.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
        return [(row.kind, row.minutes) for row in rows]


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
    assert counts(load(database, GOOD, GOOD | {"event_number": "2"})) == (0, 1, 0)
    (person,) = people(database)
    assert [each.event_number for each in person.requirements] == [1, 2]


def test_two_sentences_of_a_new_person_make_one_person(database: Database) -> None:
    assert counts(load(database, GOOD, GOOD | {"event_number": "2"})) == (1, 0, 0)
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


def test_an_order_that_a_file_changes_is_kept_as_it_was(database: Database) -> None:
    load(database, GOOD)
    assert varied(database) == []
    load(database, GOOD | {"ordered_hours": "130"})
    assert varied(database) == [(TODAY, 7200, 7800, "Imported file")]
    assert counts(load(database, GOOD | {"ordered_hours": "130"})) == (0, 0, 1)
    assert len(varied(database)) == 1, "the same number changes nothing"


def varied(database: Database) -> list[tuple[date, int, int, str]]:
    with database.reading() as db:
        rows = db.scalars(select(OrderVariation).order_by(OrderVariation.id))
        return [
            (each.decided_on, each.before_minutes, each.after_minutes, each.reference)
            for each in rows
        ]


def test_a_due_date_of_its_own_is_kept_with_its_reason(database: Database) -> None:
    load(database, GOOD | {"due_date": "1/9/2027"})
    requirement = people(database)[0].requirements[0]
    assert (requirement.due_on, requirement.due_reason) == (
        date(2027, 9, 1),
        "Given in an imported file",
    )
    assert counts(load(database, GOOD)) == (0, 0, 1)


def faults(report: Loaded) -> list[str]:
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


def test_a_wrong_crn_turns_nobody_into_somebody_else(database: Database) -> None:
    load(database, GOOD)
    other = {"family_name": "Other", "sex": "male", "date_of_birth": "1/1/1980"}
    assert faults(load(database, GOOD | other)) == [
        "Line 2, crn: The record with this CRN has another name, sex and date of birth: it is of "
        "somebody else. Correct the CRN. If it is right, change that person’s record by hand first."
    ]
    (person,) = people(database)
    assert (person.family_name, person.sex) == ("Example", Sex.FEMALE)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"family_name": "Other", "sex": "male"}, "name and sex"),
        ({"family_name": "Other", "date_of_birth": "1/1/1980"}, "name and date of birth"),
        ({"sex": "male", "date_of_birth": "1/1/1980"}, "sex and date of birth"),
    ],
)
def test_a_line_that_is_nearly_of_somebody_else_is_warned_of(
    database: Database, changes: dict[str, str], told: str
) -> None:
    load(database, GOOD)
    loaded = load(database, GOOD | changes, dry_run=True)
    assert counts(loaded) == (0, 1, 0)
    assert [str(each) for each in loaded.warnings] == [
        f"Line 2, crn: The {told} differ from the record with this CRN. "
        "Check that it is the same person."
    ]


@pytest.mark.parametrize(
    "changes",
    [{"family_name": "Other"}, {"date_of_birth": "28/3/1990"}, {"given_name": " ALEX "}],
)
def test_one_difference_is_a_correction_and_needs_no_warning(
    database: Database, changes: dict[str, str]
) -> None:
    load(database, GOOD)
    assert load(database, GOOD | changes, dry_run=True).warnings == []


def test_only_people_of_ones_own_areas_are_imported(staff: Client, camden: Area) -> None:
    upload(
        staff, NEW, a_file(GOOD | {"postcode": "NW1 0AA"}, GOOD | {"crn": "Y1", "area": "Camden"})
    )
    assert "Line 2, postcode This is in Camden, where you do not work." in staff.words
    assert "Line 3, area This is in Camden, where you do not work." in staff.words
    upload(staff, NEW, a_file(GOOD | {"postcode": "NW1 0AA", "area": "barnet"}))
    assert "Every line is in order" in staff.words
    del camden


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"\x00\x01", b"\xff\xfe\x00", b"crn;sex", b"name\nx", b"\n"]
)
def test_a_file_that_is_no_csv_of_ours_is_told(staff: Client, content: bytes) -> None:
    upload(staff, NEW, content)
    assert "Nothing was imported" in staff.words


def test_a_missing_empty_or_wrongly_named_file_is_told(staff: Client) -> None:
    assert staff.send(NEW, {}).status_code == 422
    assert staff.errors() == ["Select a CSV file"]
    upload(staff, NEW, b"", status=422)
    assert staff.errors() == ["The selected file is empty"]
    staff.send(NEW, {"file": (io.BytesIO(b"x"), "people.xlsx")}, status=422)
    assert staff.errors() == ["The selected file must be a CSV or TXT"]


def test_the_template_names_every_column_and_holds_nobody(
    staff: Client, database: Database
) -> None:
    response = staff.get("/people/imports/template.csv")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    upload(staff, NEW, response.data)
    assert "The file has no lines below the names of its columns." in staff.words
    example = {column.name: column.example for column in COLUMNS}
    upload(staff, NEW, a_file(example))
    assert "This is the example of the guide, not a person. It is left out." in staff.words
    assert "There is nothing to import." in staff.words
    assert people(database) == []


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
    assert "Nothing is written. This would happen:\n1 person new" in dry.output
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
        person = a_person(db, crn="X123456", sex=Sex.FEMALE)
        a_requirement(db, person_id=person.id, event_number=1)
    report = load(database, GOOD)
    assert counts(report) == (0, 1, 0)
    assert len(people(database)[0].requirements) == 1
