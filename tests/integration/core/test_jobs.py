"""Jobs: the row is the truth, whoever dies."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select, update

from payback.core import clock, jobs
from payback.core.access import COMMAND_LINE, WORKER
from payback.core.jobs import Job, JobContext, JobState, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.config import Config
    from payback.core.db import Database

KIND = "test"


@pytest.fixture
def doing() -> Iterator[Callable[[Callable[[JobContext, int], None]], None]]:
    """Set what jobs of the test's kind do."""

    def set_handler(function: Callable[[JobContext, int], None]) -> None:
        jobs.HANDLERS[KIND] = function

    yield set_handler
    jobs.HANDLERS.pop(KIND, None)


def a_job(database: Database) -> int:
    with database.transaction(COMMAND_LINE) as db:
        return jobs.enqueue(db, KIND, 7).id


def the_job(database: Database) -> Job:
    with database.reading() as db:
        return db.execute(select(Job)).scalar_one()


def let_the_lease_run_out(database: Database) -> None:
    with database.transaction(WORKER) as db:
        db.execute(update(Job).values(lease_until=clock.now() - timedelta(seconds=1)))


def test_a_job_is_done_once_and_tells_its_subject(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    done = []
    doing(lambda _context, subject: done.append(subject))
    job_id = a_job(database)
    assert jobs.run(database, config, job_id, "one")
    assert not jobs.run(database, config, job_id, "two")
    assert done == [7]
    assert the_job(database).state is JobState.DONE


def test_of_many_workers_exactly_one_claims_a_job(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    done = []
    doing(lambda _context, subject: done.append(subject))
    job_id = a_job(database)
    threads = [
        threading.Thread(target=jobs.run, args=(database, config, job_id, f"worker {n}"))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [7]


def test_a_worker_that_lost_its_lease_changes_nothing(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    seen = {}

    def lose_the_lease(context: JobContext, _subject: int) -> None:
        let_the_lease_run_out(database)
        with database.transaction(WORKER) as db:
            assert jobs.due_job_ids(db, {KIND}) == [context.job_id]
            db.execute(update(Job).values(owner="another", attempt=2))
        context.report({"phase": "stale"})
        with database.transaction(WORKER) as db:
            seen["held"] = jobs.still_held(db, context)
        seen["wanted"] = context.result_wanted

    doing(lose_the_lease)
    jobs.run(database, config, a_job(database), "slow")
    assert seen == {"held": False, "wanted": False}
    job = the_job(database)
    assert (job.state, job.owner, job.progress_values) == (JobState.RUNNING, "another", {})


def test_a_killed_workers_job_is_taken_again_when_its_lease_ends(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    done = []

    def die(_context: JobContext, _subject: int) -> None:
        raise SystemExit

    doing(die)
    job_id = a_job(database)
    with pytest.raises(SystemExit):
        jobs.run(database, config, job_id, "killed")
    assert the_job(database).state is JobState.RUNNING
    doing(lambda _context, subject: done.append(subject))
    assert not jobs.run(database, config, job_id, "too early")
    let_the_lease_run_out(database)
    assert jobs.run(database, config, job_id, "next")
    assert done == [7]


def test_a_job_that_kills_every_worker_fails_in_the_end(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    def die(_context: JobContext, _subject: int) -> None:
        raise SystemExit

    doing(die)
    job_id = a_job(database)
    for _ in range(jobs.MAX_ATTEMPTS):
        with pytest.raises(SystemExit):
            jobs.run(database, config, job_id, "killed")
        let_the_lease_run_out(database)
    assert jobs.run(database, config, job_id, "last")
    assert the_job(database).state is JobState.FAILED


def test_a_stop_reaches_the_worker_at_its_next_report(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    def work(context: JobContext, _subject: int) -> None:
        with database.transaction(COMMAND_LINE) as db:
            jobs.request_stop(db, context.job_id)
        context.report({"phase": "improving"})
        assert context.stop.is_set()
        assert context.result_wanted

    doing(work)
    jobs.run(database, config, a_job(database), "one")
    job = the_job(database)
    assert (job.state, job.progress_values) == (JobState.STOPPED, {"phase": "improving"})


def test_a_job_that_nobody_has_begun_is_stopped_at_once(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    doing(lambda _context, _subject: pytest.fail("it was stopped"))
    job_id = a_job(database)
    with database.transaction(COMMAND_LINE) as db:
        jobs.request_stop(db, job_id)
    assert not jobs.run(database, config, job_id, "one")
    assert the_job(database).state is JobState.STOPPED


def test_a_retry_waits_longer_each_time_and_then_fails(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    def refuse(_context: JobContext, _subject: int) -> None:
        why = "The mail server did not take it."
        raise jobs.RetryLater(why)

    doing(refuse)
    job_id = a_job(database)
    waits = []
    for _ in range(jobs.MAX_ATTEMPTS - 1):
        assert jobs.run(database, config, job_id, "one")
        job = the_job(database)
        assert (job.state, job.failure) == (JobState.QUEUED, "The mail server did not take it.")
        waits.append(job.due_at - job.updated_at)
        assert not jobs.run(database, config, job_id, "too early")
        with database.transaction(WORKER) as db:
            db.execute(update(Job).values(due_at=clock.now() - timedelta(seconds=1)))
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]
    jobs.run(database, config, job_id, "one")
    assert the_job(database).state is JobState.FAILED


def test_a_fault_of_ours_ends_the_job_with_a_plain_sentence(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    doing(lambda _context, _subject: 1 // 0)
    jobs.run(database, config, a_job(database), "one")
    job = the_job(database)
    assert job.state is JobState.FAILED
    assert job.failure == "Something went wrong on our side. It has been logged."


def test_a_process_that_ends_gives_its_jobs_back(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    def interrupted(context: JobContext, _subject: int) -> None:
        jobs.release_all()
        assert context.stop.is_set()
        assert not context.result_wanted

    doing(interrupted)
    jobs.run(database, config, a_job(database), "one")
    job = the_job(database)
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)


def test_a_job_for_later_is_not_due_before(database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        jobs.enqueue(db, KIND, 1, due_at=clock.now() + timedelta(hours=1))
        assert jobs.due_job_ids(db, {KIND}) == []
        assert "bells" not in db.info


def test_the_heart_beats_while_the_work_goes_on(
    database: Database, config: Config, doing: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "LEASE", timedelta(seconds=0.6))
    leases: list[datetime] = []

    def lease() -> datetime:
        until = the_job(database).lease_until
        assert until is not None
        return until

    def work(context: JobContext, _subject: int) -> None:
        leases.append(lease())
        context.stop.wait(0.5)
        leases.append(lease())

    doing(work)
    jobs.run(database, config, a_job(database), "one")
    assert leases[1] > leases[0]


def test_due_jobs_are_found_oldest_first(database: Database) -> None:
    with time_machine.travel("2026-11-02 09:00Z") as now:
        with database.transaction(COMMAND_LINE) as db:
            later = jobs.enqueue(db, KIND, 1).id
            now.shift(-60)
            earlier = jobs.enqueue(db, KIND, 2).id
        now.shift(120)
        with database.reading() as db:
            assert list(jobs.due_job_ids(db, {KIND})) == [earlier, later]


def test_a_kind_that_this_worker_does_not_know_waits_for_one_that_does(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    job_id = a_job(database)
    assert not jobs.run(database, config, job_id, "not yet brought up to date")
    with database.reading() as db:
        assert jobs.due_job_ids(db, jobs.HANDLERS) == []
    job = the_job(database)
    assert (job.state, job.attempt, job.failure) == (JobState.QUEUED, 0, None)
    done = []
    doing(lambda _context, subject: done.append(subject))
    assert jobs.run(database, config, job_id, "new")
    assert done == [7]


def test_work_with_more_patience_is_tried_for_days_with_bounded_pauses(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    def refuse(_context: JobContext, _subject: int) -> None:
        why = "The mail server did not take it."
        raise jobs.RetryLater(why, timedelta(days=2))

    doing(refuse)
    job_id = a_job(database)
    pauses = []
    while jobs.run(database, config, job_id, "one") and not the_job(database).ended:
        pauses.append(made_due(database))
    assert the_job(database).state is JobState.FAILED
    assert timedelta(days=2) <= sum(pauses, timedelta()) < timedelta(days=2, hours=1)
    assert max(pauses) == jobs.LONGEST_PAUSE
    assert pauses[:3] == [timedelta(seconds=each) for each in (20, 40, 80)]


def test_trying_again_does_not_count_as_killing_workers(
    database: Database, config: Config, doing: Callable[..., None]
) -> None:
    def refuse(_context: JobContext, _subject: int) -> None:
        why = "Not now."
        raise jobs.RetryLater(why, timedelta(days=2))

    doing(refuse)
    job_id = a_job(database)
    for _ in range(jobs.MAX_ATTEMPTS + 3):
        assert jobs.run(database, config, job_id, "one")
        made_due(database)
    assert the_job(database).state is JobState.QUEUED
    doing(lambda _context, _subject: None)
    jobs.run(database, config, job_id, "one")
    assert the_job(database).state is JobState.DONE


def made_due(database: Database) -> timedelta:
    """Let the pause of a job that waits be over; return how long it was to be."""
    with database.transaction(WORKER) as db:
        left = db.execute(select(Job.due_at)).scalar_one() - rows.database_now(db)
        db.execute(update(Job).values(due_at=clock.now() - timedelta(minutes=1)))
    return timedelta(seconds=round(left.total_seconds() + 0.4))
