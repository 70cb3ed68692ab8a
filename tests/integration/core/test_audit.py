"""The audit trail: nobody can forget it, nobody can change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from payback.core.access import Actor
from payback.core.audit import AuditAction, AuditEvent, record_reads
from payback.core.errors import Conflict
from payback.people.models import LedgerEntry, LedgerKind, Person
from tests.support.behind import behind
from tests.support.builders import a_person, a_requirement

if TYPE_CHECKING:
    from payback.core.db import Database

SOMEBODY = Actor(name="coordinator", area_ids=None, source="192.0.2.9")


def lines(database: Database, kind: str) -> list[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.record_kind == kind).order_by(AuditEvent.id)
    with database.reading() as db:
        return list(db.execute(query).scalars())


def test_every_change_says_who_what_which_when_and_where(database: Database) -> None:
    with database.transaction(SOMEBODY) as db:
        person = a_person(db)
    with database.transaction(SOMEBODY) as db:
        db.get_one(Person, person.id).given_name = "Robin"
    created, changed = lines(database, "people")
    assert (created.action, changed.action) == (AuditAction.CREATED, AuditAction.CHANGED)
    assert changed.details == "given_name"
    assert (changed.actor, changed.source) == ("coordinator", "192.0.2.9")
    assert changed.record_id == person.id


def test_the_trail_holds_no_values(database: Database) -> None:
    with database.transaction(SOMEBODY) as db:
        person = a_person(db, given_name="Zebedee")
        person.family_name = "Quillfeather"
    text = " ".join(f"{e.details} {e.record_kind}" for e in lines(database, "people"))
    assert "Zebedee" not in text
    assert "Quillfeather" not in text


def test_a_change_that_is_rolled_back_leaves_no_line(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction(SOMEBODY) as db:
        a_person(db)
        raise RuntimeError
    assert lines(database, "people") == []


def test_reads_are_written_one_line_a_person(database: Database) -> None:
    with database.transaction(SOMEBODY) as db:
        record_reads(db, "people", [3, 5], "list")
        record_reads(db, "people", [])
    assert [(e.action, e.record_id) for e in lines(database, "people")] == [
        (AuditAction.READ, 3),
        (AuditAction.READ, 5),
    ]


def test_the_database_refuses_to_change_the_trail(database: Database) -> None:
    with database.transaction(SOMEBODY) as db:
        a_person(db)
    for statement in (update(AuditEvent).values(actor="nobody"), delete(AuditEvent)):
        with (
            pytest.raises(DatabaseError, match="written once"),
            database.transaction(SOMEBODY) as db,
        ):
            behind(db, statement)


def test_the_database_refuses_to_change_the_ledger(database: Database) -> None:
    with database.transaction(SOMEBODY) as db:
        requirement = a_requirement(db)
        db.add(
            LedgerEntry(
                requirement_id=requirement.id,
                kind=LedgerKind.ADJUSTMENT,
                minutes=60,
                worked_on=requirement.sentenced_on,
            )
        )
    for statement in (update(LedgerEntry).values(minutes=1), delete(LedgerEntry)):
        with (
            pytest.raises(DatabaseError, match="written once"),
            database.transaction(SOMEBODY) as db,
        ):
            behind(db, statement)


def test_two_who_change_one_row_at_once_are_told_so(database: Database) -> None:
    with database.transaction(SOMEBODY) as db:
        person_id = a_person(db).id
    with database.reading() as db:
        stale = db.get_one(Person, person_id)
    with database.transaction(SOMEBODY) as db:
        db.get_one(Person, person_id).given_name = "First"
    with pytest.raises(Conflict), database.transaction(SOMEBODY) as db:
        stale.given_name = "Second"
        db.add(stale)
