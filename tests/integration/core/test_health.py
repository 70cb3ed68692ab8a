"""``/health`` tells operators, and nobody anything else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from payback.core import clock, jobs
from payback.core.access import COMMAND_LINE, WORKER
from payback.core.jobs import Job, JobState, WorkerPresence

if TYPE_CHECKING:
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
