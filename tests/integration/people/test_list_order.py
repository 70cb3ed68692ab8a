"""The list of people is read by an index in its own order, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text

from payback.core.access import COMMAND_LINE
from payback.core.clock import today
from payback.people.queries import PeopleFilter, list_people
from tests.support.builders import a_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from payback.core.db import Database


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    with database.transaction(COMMAND_LINE) as db:
        yield db


def test_a_page_of_the_list_is_found_in_its_order_without_sorting_everybody(db: Session) -> None:
    for _ in range(3):
        a_person(db)
    db.flush()
    sqlite = db.get_bind().dialect.name == "sqlite"
    if not sqlite:
        db.execute(text("SET LOCAL enable_seqscan = off"))
    asked: list[tuple[str, object]] = []
    connection = db.connection()

    def note(*given: object) -> None:
        asked.append((str(given[2]), given[3]))

    event.listen(connection, "before_cursor_execute", note)
    list_people(db, COMMAND_LINE, PeopleFilter(), today(), offset=0, limit=2)
    event.remove(connection, "before_cursor_execute", note)
    statement, values = asked[0]
    explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    plan = str(connection.exec_driver_sql(explain + statement, values).all())  # type: ignore[arg-type]
    assert "ix_people_listed_by" in plan


def test_limited_records_are_sorted_by_their_crn_and_named_by_nothing_else(db: Session) -> None:
    a_person(db, crn="B1", given_name="Ann", family_name="adams")
    a_person(db, crn="X2", given_name="Zoe", family_name="Baker")
    a_person(db, crn="Aa9", given_name="Zed", family_name="Zimmer", limited_access=True)
    db.flush()
    found = list_people(db, COMMAND_LINE, PeopleFilter(), today(), offset=0, limit=9)
    assert [each.name for each in found] == ["Limited access", "Ann adams", "Zoe Baker"]
    assert [each.crn for each in found] == ["Aa9", "B1", "X2"]
