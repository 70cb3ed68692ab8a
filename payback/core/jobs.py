"""Work that must happen later. The row is the truth, the queue is the bell.

``enqueue`` writes a ``Job`` in the transaction of the change that caused it. After the
commit the bell is rung (a Celery task that carries only the id). A worker claims the row's
lease, renews it while it works, and writes its end under the same owner and attempt, so a
stale worker changes nothing. ``due_job_ids`` finds what a periodic sweep must ring again.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, Text, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from payback.core import clock
from payback.core.access import WORKER
from payback.core.audit import Unaudited
from payback.core.columns import Base, Dated, Text40, Text100, Text255, enum_column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import ColumnElement

    from payback.config import Config
    from payback.core.db import Database

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 5
FIRST_RETRY = timedelta(seconds=20)


class JobState(StrEnum):
    """The states of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


ENDED = (JobState.DONE, JobState.STOPPED, JobState.FAILED)


class Job(Unaudited, Dated, Base):
    """One piece of work, who has it and how it stands."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state_due_at", "state", "due_at"),)

    kind: Mapped[Text40]
    subject_id: Mapped[int]
    state: Mapped[JobState] = mapped_column(enum_column(JobState, "state"), default=JobState.QUEUED)
    due_at: Mapped[datetime]
    attempt: Mapped[int] = mapped_column(default=0)
    owner: Mapped[Text100 | None]
    lease_until: Mapped[datetime | None]
    stop_requested: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[str] = mapped_column(Text, default="{}")
    failure: Mapped[Text255 | None]
    ended_at: Mapped[datetime | None]

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ENDED

    @property
    def progress_values(self) -> dict[str, Any]:
        """What the worker last reported."""
        values: dict[str, Any] = json.loads(self.progress)
        return values


@dataclass(slots=True, kw_only=True)
class JobContext:
    """What a handler is given: the database, the settings and a line back to the row."""

    database: Database
    config: Config
    job_id: int
    owner: str
    attempt: int
    stop: threading.Event = field(default_factory=threading.Event)
    abandoned: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def result_wanted(self) -> bool:
        """Whether the handler should store what it has: the job is still this worker's."""
        return not (self.abandoned.is_set() or self.released.is_set())

    def report(self, values: Mapping[str, Any]) -> None:
        """Store progress, renew the lease, and learn whether a stop was asked for.

        Sets ``stop`` when somebody asked to stop and ``abandoned`` (and ``stop``) when another
        worker has taken the job.
        """
        with self.database.transaction(WORKER) as db:
            self._renew(db, {"progress": json.dumps(dict(values))})

    def heartbeat(self) -> None:
        """Renew the lease without reporting."""
        with self.database.transaction(WORKER) as db:
            self._renew(db, {})

    def _renew(self, db: Session, values: Mapping[str, Any]) -> None:
        renewed = db.execute(
            update(Job)
            .where(*held_by(self))
            .values(lease_until=database_now(db) + LEASE, **values)
            .returning(Job.stop_requested)
        ).scalar_one_or_none()
        if renewed is None:
            self.abandoned.set()
        if renewed is None or renewed:
            self.stop.set()


_active: dict[int, JobContext] = {}
HANDLERS: dict[str, Callable[[JobContext, int], None]] = {}


class RetryLater(Exception):
    """Raised by a handler when the work may succeed later, with a sentence that says why."""


def handler(kind: str) -> Callable[[Callable[[JobContext, int], None]], Any]:
    """Register the function that does the jobs of a kind.

    The function gets the context and the id of the subject, opens its own transactions, must
    be safe to run again, and writes its result only ``while_held``.
    """

    def register(function: Callable[[JobContext, int], None]) -> Callable[[JobContext, int], None]:
        HANDLERS[kind] = function
        return function

    return register


def held_by(context: JobContext) -> tuple[Any, ...]:
    """Return the conditions under which a worker still holds its job."""
    return (
        Job.id == context.job_id,
        Job.owner == context.owner,
        Job.attempt == context.attempt,
        Job.state == JobState.RUNNING,
    )


def still_held(db: Session, context: JobContext) -> bool:
    """Lock the row of a job and return whether the worker still holds it.

    Called first in the transaction that stores a result, so that a stale worker stores none.
    """
    query = select(Job.id).where(*held_by(context)).with_for_update()
    return db.execute(query).scalar_one_or_none() is not None


def enqueue(db: Session, kind: str, subject_id: int, due_at: datetime | None = None) -> Job:
    """Write a job in the caller's transaction; the bell is rung after the commit.

    Parameters
    ----------
    kind
        A registered kind of work.
    subject_id
        The row that it is about.
    due_at
        Not before this instant; now if left out.
    """
    job = Job(kind=kind, subject_id=subject_id, due_at=due_at or clock.now())
    db.add(job)
    db.flush()
    if due_at is None:
        db.info.setdefault("bells", []).append(job.id)
    return job


def request_stop(db: Session, job_id: int) -> None:
    """Ask the worker of a job to stop; a job that nobody has begun is stopped at once."""
    now = clock.now()
    db.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.QUEUED)
        .values(state=JobState.STOPPED, stop_requested=True, ended_at=now)
    )
    db.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.RUNNING)
        .values(stop_requested=True)
    )


def database_now(db: Session) -> datetime:
    """Return the database's clock, which is the same for every machine's worker."""
    if db.get_bind().dialect.name == "sqlite":
        return clock.now()
    instant: datetime = db.execute(select(func.clock_timestamp())).scalar_one()
    return instant


def due_job_ids(db: Session, limit: int = 200) -> Sequence[int]:
    """Return the jobs that are due or whose worker's lease ran out, oldest first."""
    query = select(Job.id).where(_claimable(database_now(db))).order_by(Job.due_at, Job.id)
    return db.execute(query.limit(limit)).scalars().all()


def run(database: Database, config: Config, job_id: int, owner: str) -> bool:
    """Claim a job and do it; return whether it was claimed.

    Parameters
    ----------
    owner
        A name for this worker that no other worker has.
    """
    context, kind, subject_id = _claim(database, config, job_id, owner)
    if context is None:
        return False
    if context.attempt > MAX_ATTEMPTS:
        _end(context, JobState.FAILED, "The worker stopped too often while doing this.")
        return True
    beating = threading.Event()
    heart = threading.Thread(target=_beat, args=(context, beating), daemon=True)
    heart.start()
    _active[job_id] = context
    try:
        HANDLERS[kind](context, subject_id)
    except RetryLater as later:
        _retry(context, str(later))
    except Exception:
        log.exception("job failed", extra={"job_id": job_id, "kind": kind})
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


def _claimable(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Job.state == JobState.QUEUED, Job.due_at <= now),
        and_(Job.state == JobState.RUNNING, Job.lease_until < now),
    )


def _claim(
    database: Database, config: Config, job_id: int, owner: str
) -> tuple[JobContext | None, str, int]:
    with database.transaction(WORKER) as db:
        now = database_now(db)
        row = db.execute(
            update(Job)
            .where(Job.id == job_id, _claimable(now))
            .values(
                state=JobState.RUNNING,
                owner=owner,
                attempt=Job.attempt + 1,
                lease_until=now + LEASE,
            )
            .returning(Job.kind, Job.subject_id, Job.attempt)
        ).one_or_none()
    if row is None:
        return None, "", 0
    context = JobContext(
        database=database, config=config, job_id=job_id, owner=owner, attempt=row.attempt
    )
    return context, row.kind, row.subject_id


def _beat(context: JobContext, ended: threading.Event) -> None:
    while not ended.wait(LEASE.total_seconds() / 3):
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
        db.execute(
            update(Job)
            .where(*held_by(context))
            .values(state=state, failure=failure, ended_at=clock.now(), lease_until=None)
        )


def _retry(context: JobContext, why: str) -> None:
    if context.attempt >= MAX_ATTEMPTS:
        _end(context, JobState.FAILED, why)
        return
    with context.database.transaction(WORKER) as db:
        due_at = database_now(db) + FIRST_RETRY * 2 ** (context.attempt - 1)
        db.execute(
            update(Job)
            .where(*held_by(context))
            .values(state=JobState.QUEUED, due_at=due_at, lease_until=None, failure=why[:255])
        )
