"""The jobs behind a file: parts, kills, stops, collisions, and how long they hold the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select, update

from payback.core import clock, jobs
from payback.core.access import COMMAND_LINE, WORKER, Actor, Role
from payback.core.audit import AuditEvent
from payback.core.jobs import Job, JobState
from payback.imports import job, service
from payback.imports.kinds import KINDS
from payback.imports.loading import load_file
from payback.imports.models import ImportState
from payback.people.models import Person
from tests.support.builders import an_account
from tests.support.importing import the_import
from tests.support.transactions import write_seconds
from tests.unit.people.importing.test_lines import GOOD, a_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.areas.models import Area
    from payback.config import Config
    from payback.core.db import Database

AT_ONCE = 2
pytestmark = pytest.mark.usefixtures("frozen")
ROWS = [GOOD | {"crn": f"N{number}"} for number in range(5)]


@pytest.fixture
def frozen() -> Iterator[Any]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "people", replace(KINDS["people"], at_once=AT_ONCE))
    monkeypatch.setattr(job, "SHORTEST_PAUSE_SECONDS", 0)


@pytest.fixture
def owner(database: Database, barnet: Area) -> Actor:
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.COORDINATOR, areas=[barnet])
    return Actor(name="coordinator", account_id=account.id, area_ids=frozenset({barnet.id}))


def checked(database: Database, config: Config, owner: Actor, *rows: dict[str, str]) -> None:
    with database.transaction(owner) as db:
        service.receive(db, owner, KINDS["people"], a_file(*rows))
    work(database, config)


def confirmed(database: Database, owner: Actor) -> None:
    row = the_import(database)
    with database.transaction(owner) as db:
        db.add(row)
        service.confirm(db, row, owner)


def work(database: Database, config: Config, name: str = "one") -> None:
    assert jobs.run(database, config, the_import(database).job_id or 0, name)


def crns(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(Person.crn).order_by(Person.crn)))


def the_job(database: Database) -> Job:
    with database.reading() as db:
        return db.get_one(Job, the_import(database).job_id)


def let_the_lease_run_out(database: Database) -> None:
    with database.transaction(WORKER) as db:
        db.execute(update(Job).values(lease_until=clock.now() - timedelta(seconds=1)))


def test_a_file_is_taken_in_part_by_part_in_the_name_of_its_owner(
    database: Database, config: Config, owner: Actor
) -> None:
    checked(database, config, owner, *ROWS)
    confirmed(database, owner)
    work(database, config)
    row = the_import(database)
    assert (row.state, row.position, row.added) == (ImportState.APPLIED, 5, 5)
    assert crns(database) == ["N0", "N1", "N2", "N3", "N4"]
    with database.reading() as db:
        lines = db.scalars(select(AuditEvent).where(AuditEvent.record_kind == "people")).all()
    assert {line.account_id for line in lines} == {owner.account_id}


def test_a_worker_that_takes_over_from_a_killed_one_takes_nothing_twice(
    database: Database, config: Config, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(database, config, owner, *ROWS)
    confirmed(database, owner)
    taken: list[tuple[int, int]] = []
    take = job._take

    def killed_in_the_second_part(*args: Any) -> bool:
        start, end = args[-2:]
        done = take(*args)
        taken.append((start, end))
        if len(taken) == 2:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(job, "_take", killed_in_the_second_part)
    with pytest.raises(KeyboardInterrupt):
        work(database, config)
    assert the_import(database).position == AT_ONCE
    assert crns(database) == ["N0", "N1"], "the part that was cut off left nothing"
    let_the_lease_run_out(database)
    work(database, config, "two")
    assert taken == [(0, 2), (2, 4), (2, 4), (4, 5)]
    assert crns(database) == ["N0", "N1", "N2", "N3", "N4"]
    assert the_import(database).state is ImportState.APPLIED


def test_a_worker_that_was_thought_dead_takes_nothing_more(
    database: Database, config: Config, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(database, config, owner, *ROWS)
    confirmed(database, owner)
    take = job._take

    def slow(*args: Any) -> bool:
        monkeypatch.setattr(job, "_take", take)
        done = take(*args)
        args[0].execute(update(Job).values(owner="another", attempt=9))
        return done

    monkeypatch.setattr(job, "_take", slow)
    work(database, config)
    assert the_import(database).position == AT_ONCE
    assert len(crns(database)) == AT_ONCE


def test_a_stop_keeps_what_was_taken_and_says_how_far(
    database: Database, config: Config, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(database, config, owner, *ROWS)
    confirmed(database, owner)
    take = job._take

    def stopped(*args: Any) -> bool:
        args[0].execute(update(Job).values(stop_requested=True))
        return take(*args)

    monkeypatch.setattr(job, "_take", stopped)
    work(database, config)
    assert the_job(database).state is JobState.STOPPED
    assert the_import(database).position == AT_ONCE
    assert crns(database) == ["N0", "N1"]


def test_a_record_that_changes_between_two_parts_ends_the_import_before_it(
    database: Database, config: Config, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(database, config, owner, *ROWS)
    confirmed(database, owner)
    take = job._take

    def somebody_adds_the_next(db: Any, row: Any, loaded: Any, *rest: Any) -> bool:
        monkeypatch.setattr(job, "_take", take)
        done = take(db, row, loaded, *rest)
        loaded.compare(db, COMMAND_LINE, 2, 3, lock=True).write()
        return done

    monkeypatch.setattr(job, "_take", somebody_adds_the_next)
    work(database, config)
    row = the_import(database)
    assert (row.state, row.position) == (ImportState.OUTDATED, AT_ONCE)
    assert row.remark.startswith("Records have changed since the file was checked")
    assert crns(database) == ["N0", "N1", "N2"]


def test_two_people_who_import_the_same_file_at_once_make_everybody_once(
    database: Database, config: Config, owner: Actor
) -> None:
    checked(database, config, owner, *ROWS)
    first = the_import(database)
    checked(database, config, owner, *ROWS)
    confirmed(database, owner)
    with database.transaction(owner) as db:
        db.add(first)
        service.confirm(db, first, owner)
    work(database, config)
    jobs.run(database, config, first.job_id or 0, "two")
    assert len(crns(database)) == 5
    with database.reading() as db:
        db.add(first)
        db.refresh(first)
        assert (first.state, first.position) == (ImportState.OUTDATED, 0)


def test_several_sentences_of_one_person_are_never_in_two_parts(
    database: Database, config: Config, owner: Actor
) -> None:
    again = [row | {"event_number": "2"} for row in ROWS]
    checked(database, config, owner, *ROWS, *again)
    confirmed(database, owner)
    work(database, config)
    assert (the_import(database).total, the_import(database).position) == (5, 5)
    checked(database, config, owner, *ROWS, *again)
    assert the_import(database).unchanged == 5


def test_a_long_import_holds_the_database_for_one_part_at_a_time(
    database: Database, config: Config, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, "people", replace(KINDS["people"], at_once=10))
    rows = [GOOD | {"crn": f"N{number:04}"} for number in range(80)]
    with write_seconds(database) as seconds:
        checked(database, config, owner, *rows)
        checking = len(seconds)
        confirmed(database, owner)
        work(database, config)
    assert len(crns(database)) == 80
    assert len(seconds) - checking >= 80 // 10
    assert sorted(seconds)[-2] < sum(seconds) / 2, "no part takes most of the time"


def test_a_file_on_the_command_line_is_taken_in_parts_too_and_says_what_stays(
    database: Database, barnet: Area
) -> None:
    del barnet
    kind = KINDS["people"]
    with write_seconds(database) as seconds:
        outcome = load_file(database, COMMAND_LINE, kind, a_file(*ROWS), dry_run=False)
    assert (outcome.added, outcome.taken, len(seconds)) == (5, 5, 3)
    bad = a_file(*ROWS, GOOD | {"crn": "Z", "sex": "x"})
    assert load_file(database, COMMAND_LINE, kind, bad, dry_run=False).taken == 0
