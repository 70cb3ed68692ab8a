"""What was removed from a record can be put back for a week, by whoever may remove it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.core.removed import RemovedRow
from payback.people.models import AvailabilityException, ExclusionCircle, KeepApart, Person
from payback.supervisors.models import SupervisorLeave
from tests.support.builders import a_person, a_supervisor

if TYPE_CHECKING:
    from payback.core.columns import Base
    from payback.core.db import Database
    from tests.support.client import Client

DAYS = {"from_on": date(2026, 12, 1), "to_on": date(2026, 12, 3)}


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def person(database: Database, coordinator: Client) -> Person:
    assert coordinator
    with database.transaction(COMMAND_LINE) as db:
        return a_person(db)


def add(database: Database, row: Base) -> int:
    with database.transaction(COMMAND_LINE) as db:
        db.add(row)
        db.flush()
        return row.id


def press_put_back(client: Client) -> None:
    (form,) = client.page.select('form[action$="/put-back"]')
    client.send(str(form["action"]), {}, status=200)


def stored(database: Database, row: Base) -> list[dict[str, object]]:
    """Return what is stored of a kind of row, without what is made anew."""
    names = set(type(row).__table__.columns.keys()) - {"id", "version", "created_at", "updated_at"}
    with database.reading() as db:
        return [
            {name: getattr(each, name) for name in names} for each in db.scalars(select(type(row)))
        ]


def test_days_places_and_pairs_come_back_as_they_were(
    coordinator: Client, database: Database, person: Person
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_person(db, given_name="Zoe")
    page = f"/people/{person.id}"
    first, second = sorted((person.id, other.id))
    for part, row, said in (
        (
            "exceptions",
            AvailabilityException(person_id=person.id, available=False, reason="Ill", **DAYS),
            "Cannot work: 1 December 2026 to 3 December 2026",
        ),
        (
            "exclusions",
            ExclusionCircle(person_id=person.id, lat=51.5, lon=-0.25, km=1.5, label="Home"),
            "Place to avoid: Home, 1.5 km",
        ),
        (
            "kept-apart",
            KeepApart(first_person_id=first, second_person_id=second, reason="A court said so"),
            f"Keep apart from {other.full_name}, CRN {other.crn}",
        ),
    ):
        key = add(database, row)
        before = stored(database, row)
        coordinator.get_page(f"{page}/{part}/{key}/remove")
        assert "You can put it back for 7 days" in coordinator.words
        coordinator.send(f"{page}/{part}/{key}/remove", {}, status=200)
        assert stored(database, row) == []
        coordinator.get_page(page)
        assert said in coordinator.words
        press_put_back(coordinator)
        assert "It is on the record again." in coordinator.words
        assert stored(database, row) == before
        assert "Removed lately" not in coordinator.words
    with database.reading() as db:
        read_of_other = select(AuditEvent).where(
            AuditEvent.record_id == other.id, AuditEvent.action == AuditAction.READ
        )
        assert db.scalars(read_of_other).all()
        actions = db.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.record_kind == "keep_apart_pairs")
            .order_by(AuditEvent.id)
        ).all()
    assert actions == [AuditAction.CREATED, AuditAction.DELETED, AuditAction.CREATED]


def test_leave_comes_back(coordinator: Client, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        supervisor = a_supervisor(db)
    leave = SupervisorLeave(supervisor_id=supervisor.id, reason="Holiday", **DAYS)
    key = add(database, leave)
    coordinator.send(f"/supervisors/{supervisor.id}/leave/{key}/remove", {}, status=200)
    assert "Removed lately" in coordinator.words
    press_put_back(coordinator)
    assert "The leave is entered again." in coordinator.words
    assert [each["reason"] for each in stored(database, leave)] == ["Holiday"]


def test_what_was_entered_anew_meanwhile_is_not_doubled(
    coordinator: Client, database: Database, person: Person
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_person(db)
    pair = {"first_person_id": person.id, "second_person_id": other.id}
    key = add(database, KeepApart(**pair))
    page = f"/people/{person.id}"
    coordinator.send(f"{page}/kept-apart/{key}/remove", {}, status=200)
    add(database, KeepApart(**pair))
    coordinator.get_page(page)
    press_put_back(coordinator)
    assert "This is on the record again already." in coordinator.words
    assert len(stored(database, KeepApart(**pair))) == 1


@pytest.mark.parametrize("reason", ["Ill", "Ill again"])
def test_days_that_were_entered_anew_are_not_doubled(
    coordinator: Client, database: Database, person: Person, reason: str
) -> None:
    days = {"person_id": person.id, "available": False, **DAYS}
    key = add(database, AvailabilityException(reason="Ill", **days))
    page = f"/people/{person.id}"
    coordinator.send(f"{page}/exceptions/{key}/remove", {}, status=200)
    add(database, AvailabilityException(reason=reason, **days))
    coordinator.get_page(page)
    press_put_back(coordinator)
    assert "This is on the record again already." in coordinator.words
    rows = stored(database, AvailabilityException(**days))
    assert [each["reason"] for each in rows] == [reason]


def test_days_that_say_something_else_come_back_beside_those_there(
    coordinator: Client, database: Database, person: Person
) -> None:
    days = {"person_id": person.id, **DAYS}
    key = add(database, AvailabilityException(available=False, **days))
    page = f"/people/{person.id}"
    coordinator.send(f"{page}/exceptions/{key}/remove", {}, status=200)
    add(database, AvailabilityException(available=True, **days))
    coordinator.get_page(page)
    press_put_back(coordinator)
    assert "It is on the record again." in coordinator.words
    assert len(stored(database, AvailabilityException(**days))) == 2


def test_pressed_twice_it_is_said_to_be_back(
    coordinator: Client, database: Database, person: Person
) -> None:
    days = {"person_id": person.id, "available": False, **DAYS}
    key = add(database, AvailabilityException(**days))
    page = f"/people/{person.id}"
    coordinator.send(f"{page}/exceptions/{key}/remove", {}, status=200)
    coordinator.get_page(page)
    (form,) = coordinator.page.select('form[action$="/put-back"]')
    for said in ("It is on the record again.", "This was put back already. Nothing was changed."):
        coordinator.send(str(form["action"]), {}, status=200)
        assert said in coordinator.words
    assert len(stored(database, AvailabilityException(**days))) == 1


def test_it_is_kept_for_a_week_and_for_nobody_elses_record(
    coordinator: Client,
    database: Database,
    person: Person,
    now: time_machine.Traveller,
    signed_in: Callable[[Role], Client],
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_person(db)
    page, days = f"/people/{person.id}", {"person_id": person.id, "available": True, **DAYS}
    key = add(database, AvailabilityException(**days))
    coordinator.send(f"{page}/exceptions/{key}/remove", {}, status=200)
    with database.reading() as db:
        (kept,) = db.scalars(select(RemovedRow.id)).all()
    coordinator.send(f"/people/{other.id}/removed/{kept}/put-back", {}, status=404)
    signed_in(Role.MANAGER).send(f"{page}/removed/{kept}/put-back", {}, status=403)
    now.shift(timedelta(days=7, minutes=1))
    coordinator = signed_in(Role.COORDINATOR)
    coordinator.get_page(page)
    assert "Removed lately" not in coordinator.words
    coordinator.send(f"{page}/removed/{kept}/put-back", {}, status=404)
    key = add(database, AvailabilityException(**days))
    coordinator.send(f"{page}/exceptions/{key}/remove", {}, status=200)
    with database.reading() as db:
        assert len(db.scalars(select(RemovedRow.id)).all()) == 1
