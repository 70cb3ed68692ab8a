"""Opening patterns: adding, changing and ending them."""

from __future__ import annotations

import threading
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.core.errors import RuleBroken
from payback.projects.models import Frequency, OpeningPattern, Project
from payback.projects.service import PatternFacts, add_pattern
from tests.support.builders import a_pattern, a_project, an_area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.core.db import Database
    from tests.support.client import Client

ANSWERS = {
    "weekdays": ["1", "5"],
    "starts_at": "9.30am",
    "ends_at": "16:00",
    "frequency": "fortnightly",
    "from_on-day": "1",
    "from_on-month": "12",
    "from_on-year": "2026",
}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"weekdays": []}, "Select at least one day"),
    ({"weekdays": ["9"]}, "Select at least one day"),
    ({"starts_at": "early"}, "Start time must be a time, like 9:30am or 14:00"),
    ({"ends_at": ""}, "Enter the end time"),
    ({"ends_at": "9am"}, "The end must be after the start, 9:30am"),
    (
        {"starts_at": "6:59am"},
        "A session must lie between 7am and 10pm: outside these hours nobody can be planned",
    ),
    (
        {"ends_at": "10:01pm"},
        "A session must lie between 7am and 10pm: outside these hours nobody can be planned",
    ),
    ({"frequency": "daily"}, "Select an answer"),
    ({"from_on-month": "13"}, "First day must be a real date"),
    ({"from_on-day": "", "from_on-month": "", "from_on-year": ""}, "Enter the first day"),
    (
        {"to_on-day": "1", "to_on-month": "11", "to_on-year": "2026"},
        "The last day must be on or after the first day, 1 December 2026",
    ),
]


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client]) -> Client:
    """Sign in as a coordinator of Barnet."""
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def project(database: Database) -> Project:
    """A running project in Barnet."""
    with database.transaction(COMMAND_LINE) as db:
        return a_project(db)


def only_pattern(database: Database) -> OpeningPattern:
    with database.reading() as db:
        return db.scalars(select(OpeningPattern)).one()


def test_a_pattern_is_added_changed_and_ended(
    coordinator: Client, database: Database, project: Project
) -> None:
    page = coordinator.send(f"/projects/{project.id}/patterns/new", ANSWERS, status=200).text
    assert "Tuesday and Saturday, 9:30am to 4pm, every second week" in page
    pattern = only_pattern(database)
    assert (pattern.weekdays, pattern.frequency) == (0b0100010, Frequency.FORTNIGHTLY)
    path = f"/patterns/{pattern.id}"
    weekly = ANSWERS | {"frequency": "weekly", "version": str(pattern.version)}
    coordinator.send(f"{path}/change", weekly, status=200)
    coordinator.send(f"{path}/change", weekly, status=409)
    last = {"to_on-day": "31", "to_on-month": "12", "to_on-year": "2026"}
    version = str(only_pattern(database).version)
    coordinator.send(f"{path}/end", last | {"version": version}, status=200)
    assert str(only_pattern(database).to_on) == "2026-12-31"


def test_wrong_answers_are_named_and_nothing_typed_is_lost(
    coordinator: Client, project: Project
) -> None:
    for answer, error in WRONG:
        typed = ANSWERS | answer
        coordinator.send(f"/projects/{project.id}/patterns/new", typed, status=422)
        assert coordinator.errors() == [error]
        for name in ("starts_at", "ends_at", "from_on-day"):
            box = coordinator.page.find("input", {"name": name})
            assert box is not None
            assert box.get("value", "") == typed[name]


def test_a_last_day_before_the_first_is_refused(
    coordinator: Client, database: Database, project: Project
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        pattern = a_pattern(db, project)
    early = {"to_on-day": "1", "to_on-month": "1", "to_on-year": "2026", "version": "1"}
    coordinator.send(f"/patterns/{pattern.id}/end", early, status=422)
    assert coordinator.errors() == [
        "The last day must be on or after the first day, 5 January 2026"
    ]


def test_sending_a_pattern_twice_adds_one(
    coordinator: Client, database: Database, project: Project
) -> None:
    path = f"/projects/{project.id}/patterns/new"
    tokens = coordinator.tokens(path)
    for _ in range(2):
        assert coordinator.post(path, data={**ANSWERS, **tokens}).status_code == 302
    assert only_pattern(database).project_id == project.id


def test_a_pattern_of_another_borough_does_not_exist(
    coordinator: Client, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        pattern = a_pattern(db, a_project(db, area_id=camden.id))
    for page in ("change", "end"):
        coordinator.get_page(f"/patterns/{pattern.id}/{page}", status=404)


def test_a_pattern_that_overlaps_another_of_its_project_is_refused_and_the_other_is_named(
    coordinator: Client, database: Database, project: Project
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        there = a_pattern(db, project, frequency=Frequency.WEEKLY)
        a_pattern(db, a_project(db), weekdays=0b0100000)
    refusal = (
        "On 1 December 2026 this would overlap another pattern of this project: Tuesday and "
        "Thursday, 9:30am to 4:30pm. Choose other days or times, or end that pattern before"
    )
    coordinator.send(f"/projects/{project.id}/patterns/new", ANSWERS, status=422)
    assert coordinator.errors() == [refusal]
    saturdays = ANSWERS | {"weekdays": ["5"]}
    coordinator.send(f"/projects/{project.id}/patterns/new", saturdays, status=200)
    with database.reading() as db:
        added = db.scalars(select(OpeningPattern).order_by(OpeningPattern.id.desc())).first()
    assert added is not None
    change = ANSWERS | {"weekdays": ["3"], "version": str(added.version)}
    coordinator.send(f"/patterns/{added.id}/change", change, status=422)
    assert "would overlap another pattern" in coordinator.errors()[0]
    unchanged = ANSWERS | {"weekdays": ["1", "3"], "version": str(there.version)}
    coordinator.send(f"/patterns/{there.id}/change", unchanged, status=200)


def test_a_pattern_that_was_ended_for_another_is_not_made_longer_over_it(
    coordinator: Client, database: Database, project: Project
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        old = a_pattern(db, project, frequency=Frequency.WEEKLY, to_on=date(2026, 11, 30))
        a_pattern(db, project, frequency=Frequency.WEEKLY, from_on=date(2026, 12, 1))
    longer = {"to_on-day": "4", "to_on-month": "12", "to_on-year": "2026"}
    path, version = f"/patterns/{old.id}/end", {"version": str(old.version)}
    coordinator.send(path, longer | version, status=422)
    assert "On 1 December 2026 this would overlap" in coordinator.errors()[0]
    shorter = longer | {"to_on-month": "11"}
    coordinator.send(path, shorter | version, status=200)


def test_two_coordinators_at_once_add_no_patterns_that_overlap(
    database: Database, project: Project
) -> None:
    facts = PatternFacts(
        weekdays=1,
        starts_at=time(9),
        ends_at=time(12),
        frequency=Frequency.WEEKLY,
        from_on=date(2026, 12, 1),
        to_on=None,
    )
    together, outcomes = threading.Barrier(3), []

    def add() -> None:
        together.wait()
        try:
            with database.transaction(COMMAND_LINE) as db:
                add_pattern(db, project, facts)
            outcomes.append("added")
        except RuleBroken as refused:
            outcomes.append(refused.field)

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["added", "weekdays", "weekdays"]
