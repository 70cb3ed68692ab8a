"""``/health`` tells operators, and nobody anything else."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from payback.core import clock, jobs, parts
from payback.core.access import COMMAND_LINE, WORKER
from payback.core.jobs import Job, JobState, WorkerPresence
from payback.core.storage import state_of_storage

if TYPE_CHECKING:
    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client


def with_a_worker(database: Database) -> None:
    with database.transaction(WORKER) as db:
        jobs.say_alive(db, "worker one")
        jobs.say_alive(db, "worker one")


def test_all_is_well_with_a_worker_alive(client: Client, database: Database) -> None:
    with_a_worker(database)
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json == {
        "status": "well",
        "database": "well",
        "worker": "well",
        "mail": "well",
        "files": "well",
    }


def test_a_worker_that_has_ended_is_missed(client: Client, database: Database) -> None:
    with_a_worker(database)
    with database.transaction(WORKER) as db:
        jobs.say_gone(db, "worker one")
    response = client.get("/health")
    assert (response.status_code, response.json["worker"]) == (503, "not running")  # type: ignore[index]


def test_work_that_waits_and_mail_that_fails_are_told(client: Client, database: Database) -> None:
    with_a_worker(database)
    with database.transaction(COMMAND_LINE) as db:
        jobs.enqueue(db, "mail", 1)
        jobs.enqueue(db, "mail", 2)
        db.execute(update(Job).values(due_at=clock.now() - timedelta(minutes=9)))
        failed = {"state": JobState.FAILED, "ended_at": clock.now()}
        db.execute(update(Job).where(Job.subject_id == 2).values(**failed))
    health = client.get("/health").json
    assert health == {
        "status": "not well",
        "database": "well",
        "worker": "late",
        "mail": "failing",
        "files": "well",
    }


def test_a_worker_not_heard_of_for_a_minute_counts_as_gone(database: Database) -> None:
    with_a_worker(database)
    with database.transaction(WORKER) as db:
        long_ago = clock.now() - timedelta(minutes=2)
        db.execute(update(WorkerPresence).values(seen_at=long_ago))
        assert jobs.workers_alive(db) == 0


def test_a_database_that_does_not_answer_is_told(client: Client, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE worker_presences")
    response = client.get("/health")
    assert (response.status_code, response.json["database"]) == (503, "not reachable")  # type: ignore[index]


def test_mail_that_is_refused_for_ten_minutes_is_told_before_it_is_given_up(
    client: Client, database: Database
) -> None:
    with_a_worker(database)
    with database.transaction(COMMAND_LINE) as db:
        jobs.enqueue(db, "mail", 1, due_at=clock.now() + timedelta(minutes=5))
        db.execute(update(Job).values(failure="The mail server did not take it (451)."))
    assert client.get("/health").json["mail"] == "well"  # type: ignore[index]
    with database.transaction(COMMAND_LINE) as db:
        db.execute(update(Job).values(created_at=clock.now() - timedelta(minutes=11)))
    response = client.get("/health")
    assert (response.status_code, response.json["mail"]) == (503, "delayed")  # type: ignore[index]


def test_a_data_folder_that_cannot_be_written_is_told(
    client: Client, database: Database, config: Config
) -> None:
    with_a_worker(database)
    broken = replace(config, data_dir=config.data_dir / "taken away")
    client.application.extensions["payback"] = replace(
        client.application.extensions["payback"], config=broken
    )
    response = client.get("/health")
    assert (response.status_code, response.json["files"]) == (503, "not writable")  # type: ignore[index]


def test_a_disk_is_nearly_full_before_it_is_full(config: Config) -> None:
    assert state_of_storage(config) == "well"
    assert state_of_storage(config, least_free=2**62) == "nearly full"


def test_restarts_are_told_of_the_parts_that_run_together(
    client: Client, database: Database, config: Config
) -> None:
    with_a_worker(database)
    long_ago = clock.now() - timedelta(hours=25)
    worker = parts.Part(running=True, restarted_at=[long_ago, clock.now()])
    parts.note(config, {"web": parts.Part(running=True), "worker": worker})
    path = config.data_dir / "parts.json"
    assert "restarts_today" not in client.get("/health").json  # type: ignore[operator]

    as_from_our_parent = json.loads(path.read_text()) | {"process": os.getppid()}
    path.write_text(json.dumps(as_from_our_parent))
    assert client.get("/health").json["restarts_today"] == {"web": 0, "worker": 1}  # type: ignore[index]

    as_from_our_parent["parts"]["worker"]["running"] = False
    path.write_text(json.dumps(as_from_our_parent))
    response = client.get("/health")
    assert (response.status_code, response.json["worker"]) == (503, "restarting")  # type: ignore[index]
