"""The statement of account: its lines in order, its proof, its file, and who may read it."""

from __future__ import annotations

import csv
import io
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from payback.attendance import statement
from payback.core import bulk
from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.people import ledger
from payback.people.models import LedgerEntry, LedgerKind, Requirement
from tests.integration.attendance.test_service import an_entry, record
from tests.support.asked import statements_to
from tests.support.builders import a_person, a_requirement, an_area

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.integration.attendance.conftest import Scene
    from tests.support.client import Client


@pytest.fixture
def staff(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def requirement(database: Database, scene: Scene) -> Requirement:
    """Worked for seven hours, corrected to six and a half; an hour credited for an earlier day."""
    theirs = scene.requirements[0]
    record(database, scene.appointments[0], an_entry())
    record(database, scene.appointments[0], an_entry(version="2", ended_at=time(16)))
    with database.transaction(COMMAND_LINE) as db:
        ledger.credit(
            db,
            theirs,
            kind=LedgerKind.ADJUSTMENT,
            minutes=60,
            worked_on=date(2026, 9, 1),
            reason="=1+1",
            source="test",
            account_id=None,
        )
    return theirs


def path_of(requirement: Requirement, more: str = "") -> str:
    return f"/people/{requirement.person_id}/requirements/{requirement.id}/statement{more}"


def rows_of(client: Client) -> list[list[str]]:
    """Return the cells of the table of the last page."""
    rows = client.page.select(".payback-table tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("td, th")] for row in rows]


def write_many(database: Database, requirement: Requirement, count: int) -> None:
    """Write entries of one minute each, as a long life would leave them."""
    rows = [
        {
            "requirement_id": requirement.id,
            "kind": LedgerKind.ADJUSTMENT,
            "minutes": 1,
            "worked_on": date(2026, 6, 1) + timedelta(days=number % 90),
            "reason": f"Number {number}",
            "source": "test",
        }
        for number in range(count)
    ]
    with database.transaction(COMMAND_LINE) as db:
        db.execute(insert(LedgerEntry), rows, execution_options=bulk.DEMONSTRATION.options)


def test_every_entry_stands_in_its_order_with_what_was_credited_by_then(
    database: Database, requirement: Requirement
) -> None:
    with database.reading() as db:
        lines = statement.lines_of(db, requirement.id)
    assert [(each.number, each.minutes, each.balance_minutes) for each in lines] == [
        (1, 420, 420),
        (2, -420, 0),
        (3, 390, 390),
        (4, 60, 450),
    ]
    assert [(each.takes_back, each.taken_back_by) for each in lines] == [
        (None, 2),
        (1, None),
        (None, None),
        (None, None),
    ]
    assert [each.outcome for each in lines] == ["", "", "Attended – complied", ""]
    assert lines[3].worked_on == date(2026, 9, 1)


def test_a_statement_proves_itself(
    staff: Client, database: Database, requirement: Requirement
) -> None:
    with database.reading() as db:
        proof = statement.prove(db, requirement.id)
    assert proof.holds
    assert (proof.lines, proof.last_minutes, proof.sum_minutes) == (4, 450, 450)
    assert (proof.recorded_minutes, proof.appointment_minutes) == (390, 390)
    staff.get_page(path_of(requirement))
    assert "This statement adds up Proved" in staff.words
    assert "the running balance is 7 hours 30 minutes" in staff.words
    assert rows_of(staff)[1][2] == "Reversal of line 1 Attended – complied: times corrected, " + (
        "390 minutes"
    )


def test_a_statement_says_so_when_the_ledger_and_the_appointments_differ(
    staff: Client, database: Database, scene: Scene, requirement: Requirement
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.add(
            LedgerEntry(
                requirement_id=requirement.id,
                kind=LedgerKind.ATTENDANCE,
                minutes=30,
                worked_on=date(2026, 11, 24),
                appointment_id=scene.appointments[0].id,
            )
        )
    staff.get_page(path_of(requirement))
    assert "This statement does not add up." in staff.words
    assert "credited 6 hours 30 minutes, but the ledger has 7 hours for them" in staff.words
    assert "Proved" not in staff.words


def test_a_statement_without_entries_proves_nothing_but_itself(staff: Client, scene: Scene) -> None:
    staff.get_page(path_of(scene.requirements[1]))
    assert "After the last of 0 lines the running balance is 0 minutes" in staff.words
    assert "No time is credited yet." in staff.words


def test_each_page_begins_where_the_page_before_it_ended(
    staff: Client, database: Database, requirement: Requirement
) -> None:
    write_many(database, requirement, 60)
    staff.get_page(path_of(requirement, "?page=2"))
    shown = rows_of(staff)
    assert [row[0] for row in shown] == [str(number) for number in range(26, 51)]
    assert shown[0][4] == "7 hours 52 minutes"
    staff.get_page(path_of(requirement, "?lines=all"))
    assert len(rows_of(staff)) == 64
    assert rows_of(staff)[25:50] == shown


def test_a_long_statement_costs_the_queries_of_a_short_one(
    staff: Client, database: Database, scene: Scene
) -> None:
    used: Database = staff.application.extensions["payback"].database
    counts = []
    for count in (10, 9_990):
        write_many(database, scene.requirements[0], count)
        for more in ("", "?page=400", ".csv"):
            path = path_of(scene.requirements[0], more)
            staff.get(path)
            with statements_to(used) as asked:
                assert staff.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
    staff.get_page(path_of(scene.requirements[0], "?page=400"))
    assert rows_of(staff)[-1][0::4] == ["10,000", "166 hours 40 minutes"]
    assert "This statement adds up" in staff.words


def test_the_file_has_every_line_is_safe_in_a_spreadsheet_and_is_noted(
    staff: Client, database: Database, requirement: Requirement
) -> None:
    answer = staff.get(path_of(requirement, ".csv"))
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["credited_so_far_minutes"] for row in rows] == ["420", "0", "390", "450"]
    assert rows[1]["takes_back_line"] == "1"
    assert rows[3]["reason"] == "'=1+1"
    assert rows[3]["entered_at"] == "2026-11-24 16:45"
    with database.reading() as db:
        exported = db.scalars(
            select(AuditEvent).where(AuditEvent.action == AuditAction.EXPORTED)
        ).one()
    assert (exported.record_kind, exported.record_id) == ("people", requirement.person_id)


def test_who_looked_at_a_statement_is_noted(
    staff: Client, database: Database, requirement: Requirement
) -> None:
    staff.get_page(path_of(requirement))
    with database.reading() as db:
        read = db.scalars(
            select(AuditEvent).where(AuditEvent.details == "statement of account")
        ).one()
    assert (read.action, read.record_id) == (AuditAction.READ, requirement.person_id)


def test_each_requirement_has_its_own_statement_and_nobody_elses(
    staff: Client, database: Database, scene: Scene, requirement: Requirement
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        second = a_requirement(db, person_id=requirement.person_id, event_number=2)
        db.add(
            LedgerEntry(
                requirement_id=second.id,
                kind=LedgerKind.BROUGHT_FORWARD,
                minutes=90,
                worked_on=date(2026, 9, 1),
            )
        )
    page = staff.get_page(f"/people/{requirement.person_id}")
    links = [link["href"] for link in page.select("main a[href$=statement]")]
    assert links == [path_of(requirement), path_of(second)]
    staff.get_page(path_of(second))
    assert [row[3] for row in rows_of(staff)] == ["1 hour 30 minutes"]
    other = scene.requirements[1]
    strange = f"/people/{requirement.person_id}/requirements/{other.id}/statement"
    assert staff.get(strange).status_code == 404
    assert staff.get(f"{strange}.csv").status_code == 404


def test_a_statement_of_another_area_does_not_exist(staff: Client, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        area = an_area(db, code="E09000004", name="Bexley")
        elsewhere = a_requirement(db, person_id=a_person(db, area_id=area.id).id)
    for more in ("", ".csv"):
        assert staff.get(path_of(elsewhere, more)).status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.PARTNER, Role.SUPERVISOR])
def test_only_those_who_read_records_read_statements(
    signed_in: Callable[[Role], Client], requirement: Requirement, role: Role
) -> None:
    visitor = signed_in(role)
    for more in ("", ".csv"):
        assert visitor.get(path_of(requirement, more)).status_code == 403
