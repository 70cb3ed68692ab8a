"""Requirements, adjustments and reversals through their pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.core.db import Database
from payback.people import ledger
from payback.people.models import LedgerEntry, LedgerKind, Person, Requirement, RequirementState
from tests.support.builders import a_person, a_requirement
from tests.support.client import Client
from tests.support.html import value_of

pytestmark = pytest.mark.usefixtures("frozen")

ORDER = {
    "event_number": "1",
    "order_type": "community order",
    "ordered_minutes-hours": "120",
    "sentenced_on-day": "1",
    "sentenced_on-month": "6",
    "sentenced_on-year": "2026",
    "weekly_minutes-hours": "7",
    "max_weekly_minutes-hours": "14",
    "state": "active",
}
DUE = {"due_on-day": "1", "due_on-month": "9", "due_on-year": "2027"}
ADJUSTMENT = {
    "kind": "credit",
    "minutes-hours": "2",
    "worked_on-day": "10",
    "worked_on-month": "11",
    "worked_on-year": "2026",
    "reason": "Recorded on paper",
}


@pytest.fixture
def frozen() -> object:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def staff(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def person(database: Database) -> Person:
    with database.transaction(COMMAND_LINE) as db:
        return a_person(db)


@pytest.fixture
def requirement(database: Database, person: Person) -> Requirement:
    with database.transaction(COMMAND_LINE) as db:
        return a_requirement(db, person_id=person.id, ordered_minutes=6000)


def stored(database: Database) -> Requirement:
    with database.reading() as db:
        return db.scalars(select(Requirement)).one()


def entries(database: Database) -> list[LedgerEntry]:
    with database.reading() as db:
        return list(db.scalars(select(LedgerEntry).order_by(LedgerEntry.id)))


def new(person: Person) -> str:
    return f"/people/{person.id}/requirements/new"


def adjust(requirement: Requirement) -> str:
    return f"/people/{requirement.person_id}/requirements/{requirement.id}/adjustments/new"


def test_a_requirement_is_added_with_the_due_date_of_the_policy(
    staff: Client, database: Database, person: Person
) -> None:
    staff.send(new(person), {**ORDER, "brought_forward-hours": "20"}, status=200)
    added = stored(database)
    assert (added.ordered_minutes, added.due_on) == (7200, date(2027, 6, 1))
    (entry,) = entries(database)
    assert (entry.kind, entry.minutes, entry.worked_on) == (
        LedgerKind.BROUGHT_FORWARD,
        1200,
        date(2026, 11, 21),
    )
    assert entry.account_id
    assert "20 hours of 120 hours" in staff.page.get_text(" ", strip=True)


def test_a_due_date_of_its_own_needs_a_reason(
    staff: Client, database: Database, person: Person
) -> None:
    staff.send(new(person), {**ORDER, **DUE}, status=422)
    assert staff.errors() == [
        "Enter why it is not 1 June 2027, the date that the policy gives",
    ]
    staff.send(new(person), {**ORDER, **DUE, "due_reason": "Extended by the court"}, status=200)
    added = stored(database)
    assert (added.due_on, added.due_reason) == (date(2027, 9, 1), "Extended by the court")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ordered_minutes-hours": "39"}, "Time ordered must be between 40 hours and 300 hours"),
        ({"ordered_minutes-hours": "301"}, "Time ordered must be between 40 hours and 300 hours"),
        ({"ordered_minutes-hours": "many"}, "must be a whole number"),
        ({"ordered_minutes-hours": ""}, "Enter the time ordered"),
        ({"order_type": ""}, "Select"),
        ({"sentenced_on-year": "2027"}, "must be today or in the past"),
        ({"sentenced_on-day": ""}, "must include a day"),
        ({"due_on-day": "1", "due_on-month": "6", "due_on-year": "2026"}, "after the sentence"),
        ({"weekly_minutes-hours": "0"}, "between 1 hour and 28 hours"),
        ({"max_weekly_minutes-hours": "29"}, "between 1 hour and 28 hours"),
        ({"max_weekly_minutes-hours": "6"}, "must be 7 hours or more"),
        ({"event_number": "0"}, "between 1 and 999"),
        ({"brought_forward-hours": "121"}, "must be 120 hours or less"),
        ({"state": "complete"}, "Select"),
    ],
)
def test_a_bad_requirement_is_told_with_its_range_and_nothing_typed_is_lost(
    staff: Client, database: Database, person: Person, changes: dict[str, str], sentence: str
) -> None:
    values = {**ORDER, **changes}
    staff.send(new(person), values, status=422)
    assert any(sentence in each for each in staff.errors()), staff.errors()
    for name in ("ordered_minutes-hours", "sentenced_on-year", "max_weekly_minutes-hours"):
        assert value_of(staff.page, name) == values[name]
    with database.reading() as db:
        assert db.scalars(select(Requirement)).all() == []


def test_an_event_number_is_used_once(staff: Client, requirement: Requirement) -> None:
    path = f"/people/{requirement.person_id}/requirements/new"
    assert value_of(staff.get_page(path), "event_number") == "2"
    staff.send(path, ORDER, status=422)
    assert staff.errors() == ["This person has a requirement with this event number"]


def credited(database: Database, requirement: Requirement, minutes: int, kind: LedgerKind) -> None:
    with database.transaction(COMMAND_LINE) as db:
        ledger.credit(
            db,
            ledger.locked(db, requirement.id),
            kind=kind,
            minutes=minutes,
            worked_on=date(2026, 11, 10),
            source="test",
            account_id=None,
        )


def test_a_mistyped_order_is_put_right_and_its_state_follows_the_ledger(
    staff: Client, database: Database, requirement: Requirement
) -> None:
    credited(database, requirement, 3000, LedgerKind.BROUGHT_FORWARD)
    path = f"/people/{requirement.person_id}/requirements/{requirement.id}"
    version = value_of(staff.get_page(path), "version")
    values = {**ORDER, "version": version, "ordered_minutes-hours": "49"}
    staff.send(path, values, status=422)
    assert staff.errors() == ["Time ordered must be 50 hours or more: so much is credited already"]
    staff.send(path, {**values, "ordered_minutes-hours": "50"}, status=200)
    assert stored(database).state is RequirementState.COMPLETE
    assert stored(database).completed_on == date(2026, 11, 10)
    assert staff.send(path, values).status_code == 409


def test_an_order_that_was_worked_on_is_not_changed_by_editing_a_number(
    staff: Client, database: Database, requirement: Requirement
) -> None:
    credited(database, requirement, 420, LedgerKind.ATTENDANCE)
    path = f"/people/{requirement.person_id}/requirements/{requirement.id}"
    values = {**ORDER, "version": value_of(staff.get_page(path), "version")}
    staff.send(path, values, status=422)
    assert staff.errors() == [
        "Time ordered must stay 100 hours, because hours are recorded on it. "
        "If the court changed it, enter a change by the court"
    ]
    staff.send(path, {**values, "ordered_minutes-hours": "100"}, status=200)
    assert stored(database).ordered_minutes == 6000


def test_an_adjustment_is_credited_once_however_often_it_is_sent(
    staff: Client, database: Database, requirement: Requirement
) -> None:
    values = {**staff.tokens(adjust(requirement)), **ADJUSTMENT}
    assert staff.post(adjust(requirement), data=values).status_code == 302
    assert staff.post(adjust(requirement), data=values).status_code == 302
    (entry,) = entries(database)
    assert (entry.kind, entry.minutes, entry.reason) == (
        LedgerKind.ADJUSTMENT,
        120,
        "Recorded on paper",
    )
    assert "Recorded on paper" in staff.get_page(f"/people/{requirement.person_id}").get_text()


@pytest.mark.parametrize(
    ("choice", "kind", "minutes"),
    [
        ("debit", LedgerKind.ADJUSTMENT, -120),
    ],
)
def test_each_kind_of_adjustment_is_written_as_what_it_is(
    staff: Client,
    database: Database,
    requirement: Requirement,
    choice: str,
    kind: LedgerKind,
    minutes: int,
) -> None:
    staff.send(adjust(requirement), ADJUSTMENT, status=200)
    staff.send(adjust(requirement), {**ADJUSTMENT, "kind": choice}, status=200)
    last = entries(database)[-1]
    assert (last.kind, last.minutes) == (kind, minutes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": ""}, "Select what it is"),
        ({"minutes-hours": ""}, "Enter the time"),
        ({"minutes-hours": "0"}, "must be 1 minute or more"),
        ({"minutes-hours": "101"}, "must be 100 hours or less: no more remains"),
        ({"kind": "debit"}, "Only 0 minutes credited so far can be taken back"),
        ({"worked_on-year": "2027"}, "must be today or in the past"),
        ({"worked_on-month": "5"}, "on or after the sentence, 1 June 2026"),
        ({"reason": ""}, "Enter a reason"),
        ({"reason": "x" * 256}, "255 characters or fewer"),
    ],
)
def test_a_bad_adjustment_is_told_and_nothing_typed_is_lost(
    staff: Client,
    database: Database,
    requirement: Requirement,
    changes: dict[str, str],
    sentence: str,
) -> None:
    values = {**ADJUSTMENT, **changes}
    staff.send(adjust(requirement), values, status=422)
    assert any(sentence in each for each in staff.errors()), staff.errors()
    for name in ("minutes-hours", "worked_on-year", "reason"):
        assert value_of(staff.page, name) == values[name]
    assert entries(database) == []


def test_an_entry_is_reversed_with_a_reason_and_only_once(
    staff: Client, database: Database, requirement: Requirement
) -> None:
    staff.send(adjust(requirement), ADJUSTMENT)
    (entry,) = entries(database)
    path = f"/people/{requirement.person_id}/entries/{entry.id}/reverse"
    staff.send(path, {}, status=422)
    assert staff.errors() == ["Enter a reason"]
    staff.send(path, {"reason": "Entered for somebody else"}, status=200)
    assert "Reversed" in staff.page.get_text()
    assert [each.minutes for each in entries(database)] == [120, -120]
    staff.send(path, {"reason": "Again"}, status=422)
    assert staff.errors() == ["This entry was reversed already."]
