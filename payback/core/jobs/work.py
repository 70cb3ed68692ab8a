"""Doing a job: claim its lease, keep it, write the end under the same owner and attempt."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from payback.core import clock
from payback.core.access import WORKER
from payback.core.errors import Busy
from payback.core.jobs import rows
from payback.core.jobs.context import JobContext, held_by
from payback.core.jobs.rows import Job, JobState, claimable, database_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
FIRST_RETRY = timedelta(seconds=20)
LONGEST_PAUSE = timedelta(minutes=30)
PATIENCE = timedelta(minutes=5)
_active: dict[int, JobContext] = {}
HANDLERS: dict[str, Callable[[JobContext, int], None]] = {}
FAILED: dict[str, Callable[[Session, int], None]] = {}


class RetryLater(Exception):
    """Raised by a handler when the work may succeed later.

    Parameters
    ----------
    why
        A sentence for whoever looks after the service.
    patience
        How long to go on trying, with pauses that grow to ``LONGEST_PAUSE``.
    """

    def __init__(self, why: str, patience: timedelta = PATIENCE) -> None:
        super().__init__(why)
        self.patience = patience


class GivenUp(Exception):
    """Raised by a handler when trying again cannot help, with a sentence that says what to do."""


def handler(kind: str) -> Callable[[Callable[[JobContext, int], None]], Any]:
    """Register the function that does the jobs of a kind.

    The function gets the context and the id of the subject, opens its own transactions, must
    be safe to run again, and writes its result only ``while_held``.
    """

    def register(function: Callable[[JobContext, int], None]) -> Callable[[JobContext, int], None]:
        HANDLERS[kind] = function
        return function

    return register


def on_failure(kind: str) -> Callable[[Callable[[Session, int], None]], Any]:
    """Register what is done with the subject of a job of a kind that is given up.

    It is called in the transaction that ends the job.
    """

    def register(function: Callable[[Session, int], None]) -> Callable[[Session, int], None]:
        FAILED[kind] = function
        return function

    return register


def run(database: Database, config: Config, job_id: int, owner: str) -> bool:
    """Claim a job and do it; return whether it was claimed.

    Parameters
    ----------
    owner
        A name for this worker that no other worker has.
    """
    context, row = _claim(database, config, job_id, owner)
    if context is None or row is None:
        return False
    if row.attempt - row.retries > MAX_ATTEMPTS:
        _end(context, JobState.FAILED, "The worker stopped too often while doing this.")
        return True
    beating = threading.Event()
    heart = threading.Thread(target=_beat, args=(context, beating), daemon=True)
    heart.start()
    _active[job_id] = context
    try:
        HANDLERS[row.kind](context, row.subject_id)
    except RetryLater as later:
        _retry(context, later, row.retries)
    except Busy as busy:
        _retry(context, RetryLater(busy.sentence), row.retries)
    except GivenUp as given_up:
        _end(context, JobState.FAILED, str(given_up)[:255])
    except Exception:
        log.exception("job failed", extra={"job_id": job_id, "kind": row.kind})
        _end(context, JobState.FAILED, "Something went wrong on our side. It has been logged.")
    else:
        _finish(context)
    finally:
        _active.pop(job_id, None)
        beating.set()
        heart.join()
    return True


def release_all() -> None:
    """Give every job of this process back, because the process is about to end."""
    for context in list(_active.values()):
        context.released.set()
        context.stop.set()


def _claim(
    database: Database, config: Config, job_id: int, owner: str
) -> tuple[JobContext | None, Row[str, int, int, int] | None]:
    with database.transaction(WORKER) as db:
        now = database_now(db)
        row = db.execute(
            update(Job)
            .where(Job.id == job_id, claimable(now, HANDLERS))
            .values(
                state=JobState.RUNNING,
                owner=owner,
                attempt=Job.attempt + 1,
                lease_until=now + rows.LEASE,
            )
            .returning(Job.kind, Job.subject_id, Job.attempt, Job.retries)
        ).one_or_none()
    if row is None:
        return None, None
    context = JobContext(
        database=database, config=config, job_id=job_id, owner=owner, attempt=row.attempt
    )
    return context, row


def _beat(context: JobContext, ended: threading.Event) -> None:
    while not ended.wait(rows.LEASE.total_seconds() / 3):
        try:
            context.heartbeat()
        except Exception:  # the next beat may succeed; the lease says when it is too late
            log.warning("heartbeat failed", extra={"job_id": context.job_id})


def _finish(context: JobContext) -> None:
    if not context.released.is_set():
        _end(context, JobState.STOPPED if context.stop.is_set() else JobState.DONE, None)
        return
    with context.database.transaction(WORKER) as db:
        db.execute(
            update(Job)
            .where(*held_by(context))
            .values(state=JobState.QUEUED, attempt=Job.attempt - 1, lease_until=None)
        )


def _end(context: JobContext, state: JobState, failure: str | None) -> None:
    with context.database.transaction(WORKER) as db:
        ended = db.execute(
            update(Job)
            .where(*held_by(context))
            .values(state=state, failure=failure, ended_at=clock.now(), lease_until=None)
            .returning(Job.kind, Job.subject_id)
        ).one_or_none()
        if ended is not None and state is JobState.FAILED and ended.kind in FAILED:
            FAILED[ended.kind](db, ended.subject_id)


def _retry(context: JobContext, later: RetryLater, retries: int) -> None:
    if _paused(retries) >= later.patience:
        _end(context, JobState.FAILED, str(later)[:255])
        return
    with context.database.transaction(WORKER) as db:
        again = {
            "state": JobState.QUEUED,
            "retries": retries + 1,
            "due_at": database_now(db) + _pause(retries),
            "lease_until": None,
            "failure": str(later)[:255],
        }
        db.execute(update(Job).where(*held_by(context)).values(**again))


def _pause(retries: int) -> timedelta:
    """Return how long to wait when a job has been tried again so often: twice as long each time."""
    return min(FIRST_RETRY * (1 << min(retries, 20)), LONGEST_PAUSE)


def _paused(retries: int) -> timedelta:
    """Return how long the pauses were together."""
    return sum((_pause(each) for each in range(retries)), timedelta())
