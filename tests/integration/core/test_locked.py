"""Others keep the database locked: reading goes on, a change says when to come back."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from payback.core import audit_waiting, db, jobs, web
from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.core.errors import Busy
from payback.core.jobs import Job, JobState
from tests.support.builders import a_person
from tests.support.transactions import nobody_else_writes, write_seconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from payback.areas.models import Area
    from payback.config import Config
    from payback.core.db import Database
    from payback.people.models import Person
    from tests.support.client import Client


@pytest.fixture
def person(database: Database, barnet: Area) -> Person:
    with database.transaction(COMMAND_LINE) as session:
        return a_person(session, area_id=barnet.id, given_name="Zebedee")


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "NOTE_PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(db, "PATIENCE_SECONDS", 0.05)


def reads(database: Database, person: Person) -> list[AuditEvent]:
    query = (
        select(AuditEvent)
        .where(AuditEvent.action == AuditAction.READ, AuditEvent.record_id == person.id)
        .order_by(AuditEvent.id)
    )
    with database.reading() as session:
        return list(session.scalars(query))


def waiting(config: Config) -> list[Path]:
    return sorted((config.data_dir / audit_waiting.FOLDER).glob("*"))


def test_a_record_is_shown_while_others_write_and_its_line_is_kept_and_taken_in_once(
    database: Database, config: Config, person: Person, signed_in: Callable[[Role], Client]
) -> None:
    staff = signed_in(Role.COORDINATOR)
    with nobody_else_writes(database, "audit_events"):
        staff.get_page(f"/people/{person.id}")
        assert "Zebedee" in staff.words
        (file,) = waiting(config)
        assert reads(database, person) == []
    assert file.stat().st_mode & 0o077 == 0
    content = file.read_bytes()
    assert b"Zebedee" not in content
    assert audit_waiting.take_in(database, config.data_dir) == 1
    assert waiting(config) == []
    file.write_bytes(content)  # as after a kill between the commit and the removal
    audit_waiting.take_in(database, config.data_dir)
    (line,) = reads(database, person)
    assert (line.details, line.account_id is not None) == ("record", True)


@pytest.mark.parametrize("path", ["/people", "/people/{id}", "/people/{id}/change"])
def test_every_page_of_a_person_opens_while_others_write(
    database: Database,
    config: Config,
    person: Person,
    signed_in: Callable[[Role], Client],
    path: str,
) -> None:
    staff = signed_in(Role.COORDINATOR)
    with nobody_else_writes(database, "audit_events"):
        staff.get_page(path.format(id=person.id))
    assert len(waiting(config)) == 1


def test_nothing_is_shown_if_the_line_can_be_kept_nowhere(
    database: Database, config: Config, person: Person, signed_in: Callable[[Role], Client]
) -> None:
    staff = signed_in(Role.COORDINATOR)
    (config.data_dir / audit_waiting.FOLDER).write_text("a file where the folder should be")
    with nobody_else_writes(database, "audit_events"):
        response = staff.get(f"/people/{person.id}")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Zebedee" not in response.text


def test_a_reading_leaves_its_line_in_the_trail_at_once_when_nobody_else_writes(
    database: Database, config: Config, person: Person, signed_in: Callable[[Role], Client]
) -> None:
    signed_in(Role.COORDINATOR).get_page(f"/people/{person.id}")
    assert len(reads(database, person)) == 1
    assert waiting(config) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_change_that_finds_the_database_locked_says_when_to_come_back(
    database: Database, person: Person, signed_in: Callable[[Role], Client]
) -> None:
    """On PostgreSQL writers wait for one another's rows only."""
    staff = signed_in(Role.COORDINATOR)
    values = staff.tokens(f"/people/{person.id}/availability")
    with nobody_else_writes(database, "people"):
        response = staff.post(f"/people/{person.id}/availability", data=values)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Wait a few seconds and try again" in staff.words


def test_a_job_that_finds_the_database_locked_is_tried_again_and_not_given_up(
    database: Database, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait_in_vain(_context: jobs.JobContext, _subject: int) -> None:
        raise Busy

    monkeypatch.setitem(jobs.HANDLERS, "test", wait_in_vain)
    with database.transaction(COMMAND_LINE) as session:
        job_id = jobs.enqueue(session, "test", 1).id
    assert jobs.run(database, config, job_id, "one")
    with database.reading() as session:
        job = session.get_one(Job, job_id)
    assert (job.state, job.attempt) == (JobState.QUEUED, 1)


def test_the_time_inside_each_write_transaction_is_told(database: Database) -> None:
    begun = perf_counter()
    with write_seconds(database) as seconds:
        for _ in range(2):
            with database.transaction(COMMAND_LINE) as session:
                session.execute(select(AuditEvent))
        with database.reading() as session:
            session.execute(select(AuditEvent))
    assert len(seconds) == 2
    assert 0 < sum(seconds) < perf_counter() - begun
