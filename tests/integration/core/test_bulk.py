"""No statement passes the audit trail by, but those that are allowed by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Executable, delete, insert, text, update

from payback.accounts.models import AccountArea
from payback.core import bulk, clock
from payback.core.access import Actor
from payback.core.bulk import UnauditedWrite
from payback.core.columns import Base
from payback.core.jobs import Job
from payback.people.models import Person
from tests.support.builders import a_person, an_area

if TYPE_CHECKING:
    from payback.core.db import Database

SOMEBODY = Actor(name="coordinator", area_ids=None, source="192.0.2.9")
PASSING_BY: dict[str, Executable] = {
    "update": update(Person).values(given_name="Robin"),
    "delete": delete(Person),
    "insert": insert(Person),
    "who works where": delete(AccountArea),
    "text": text("update people set given_name = 'Robin'"),
    "text with a schema's quotes": text('  DELETE FROM "people"'),
}


@pytest.mark.parametrize("name", PASSING_BY)
def test_a_statement_on_an_audited_table_is_refused(database: Database, name: str) -> None:
    with database.transaction(SOMEBODY) as db:
        person = a_person(db, given_name="Sandy")
    with pytest.raises(UnauditedWrite), database.transaction(SOMEBODY) as db:
        db.execute(PASSING_BY[name])
    with pytest.raises(UnauditedWrite), database.transaction(SOMEBODY) as db:
        db.connection().execute(PASSING_BY[name])
    with pytest.raises(UnauditedWrite), database.engine.begin() as connection:
        connection.execute(PASSING_BY[name])
    with database.reading() as db:
        assert db.get_one(Person, person.id).given_name == "Sandy"


def test_rows_saved_past_the_flush_are_refused(database: Database) -> None:
    row: dict[str, Any] = {"name": "Barnet", "code": "E09000003"}
    with pytest.raises(UnauditedWrite), database.transaction(SOMEBODY) as db:
        db.bulk_insert_mappings(type(an_area(db)), [row])


def test_a_permit_covers_its_tables_only(database: Database) -> None:
    with database.transaction(SOMEBODY) as db:
        a_person(db, given_name="Sandy")
    statement = update(Person).values(given_name="Robin")
    with pytest.raises(UnauditedWrite), database.transaction(SOMEBODY) as db:
        db.execute(statement, execution_options=bulk.FETCHES.options)
    people = bulk.Permit("The test says so.", frozenset({"people"}))
    with database.transaction(SOMEBODY) as db:
        db.execute(statement, execution_options=people.options)
        assert {each.given_name for each in db.query(Person)} == {"Robin"}


def test_what_leaves_no_line_may_be_written_at_once(database: Database) -> None:
    with database.transaction(SOMEBODY) as db:
        db.execute(update(Job).values(due_at=clock.now()))
        db.execute(text("UPDATE jobs SET attempt = 0"))


def test_each_permit_says_why_and_names_tables_there_are() -> None:
    permits = [each for each in vars(bulk).values() if isinstance(each, bulk.Permit)]
    assert len(permits) >= 2
    for permit in permits:
        assert permit.because.endswith(".")
        assert all(Base.metadata.tables.get(table) is not None for table in permit.tables or ())
