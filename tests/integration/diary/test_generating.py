"""Work sessions made from patterns, on both databases."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from payback.core.access import COMMAND_LINE
from payback.core.errors import RuleBroken
from payback.diary.models import WorkSession
from payback.diary.service import generate_sessions
from payback.projects.models import Project
from tests.support.builders import a_pattern, a_project

if TYPE_CHECKING:
    from payback.core.db import Database

FROM, TO = date(2026, 11, 23), date(2026, 12, 20)


@pytest.fixture
def project(database: Database) -> Project:
    """A running project that opens on Tuesdays and Thursdays."""
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db, places=6)
        a_pattern(db, project)
    return project


def count(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count(WorkSession.id))) or 0


def test_sessions_take_the_numbers_of_their_project(database: Database, project: Project) -> None:
    with database.transaction(COMMAND_LINE) as db:
        made = generate_sessions(db, [project], FROM, TO)
    assert len(made) == 8
    assert {(each.places, each.min_people) for each in made} == {(6, 2)}


def test_generating_again_changes_nothing(database: Database, project: Project) -> None:
    for expected in (8, 0):
        with database.transaction(COMMAND_LINE) as db:
            assert len(generate_sessions(db, [project], FROM, TO)) == expected
    assert count(database) == 8


def test_two_coordinators_at_once_make_no_duplicates(database: Database, project: Project) -> None:
    together, failures, made = threading.Barrier(4), [], []

    def generate() -> None:
        together.wait()
        try:
            with database.transaction(COMMAND_LINE) as db:
                made.append(len(generate_sessions(db, [project], FROM, TO)))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=generate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (failures, sorted(made), count(database)) == ([], [0, 0, 0, 8], 8)


def test_days_in_the_wrong_order_are_refused(database: Database, project: Project) -> None:
    with database.transaction(COMMAND_LINE) as db, pytest.raises(RuleBroken, match="last day"):
        generate_sessions(db, [project], TO, FROM)
