"""The rows: what must be done, who has it, how it stands; and the writes of those who ask."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, Text, and_, func, or_, select, true, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from payback.core import clock
from payback.core.audit import Unaudited
from payback.core.columns import Base, Dated, Text40, Text100, Text255, enum_column

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement

LEASE = timedelta(seconds=30)


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
    retries: Mapped[int] = mapped_column(default=0)
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


def retry(db: Session, job_id: int) -> bool:
    """Do a job at once that has failed or waits to be tried again; return whether it was one."""
    return bool(_put_back(db, Job.id == job_id))


def retry_all(db: Session) -> int:
    """Do all jobs at once that have failed or wait to be tried again; return how many."""
    return _put_back(db, true())


def refused_so_far() -> ColumnElement[bool]:
    """Return the condition of a job that went wrong and waits to be tried again by itself."""
    return and_(Job.state == JobState.QUEUED, Job.failure.is_not(None))


def _put_back(db: Session, which: ColumnElement[bool]) -> int:
    values = {
        "state": JobState.QUEUED,
        "attempt": 0,
        "retries": 0,
        "due_at": clock.now(),
        "ended_at": None,
        "failure": None,
    }
    found = or_(Job.state == JobState.FAILED, refused_so_far())
    put_back = update(Job).where(which, found).values(**values).returning(Job.id)
    return len(db.execute(put_back).scalars().all())


def database_now(db: Session) -> datetime:
    """Return the database's clock, which is the same for every machine's worker."""
    if db.get_bind().dialect.name == "sqlite":
        return clock.now()
    instant: datetime = db.execute(select(func.clock_timestamp())).scalar_one()
    return instant


def due_job_ids(db: Session, kinds: Collection[str], limit: int = 200) -> Sequence[int]:
    """Return the jobs that are due or whose worker's lease ran out, oldest first.

    Parameters
    ----------
    kinds
        The kinds that can be done here; others wait for a worker that knows them.
    """
    due = claimable(database_now(db), kinds)
    query = select(Job.id).where(due).order_by(Job.due_at, Job.id)
    return db.execute(query.limit(limit)).scalars().all()


def claimable(now: datetime, kinds: Collection[str]) -> ColumnElement[bool]:
    """Return the condition under which a worker may take a job.

    It is due, or its lease has run out; and the worker knows the kind, which an older one does
    not while the service is being brought up to date.
    """
    return and_(
        Job.kind.in_(kinds),
        or_(
            and_(Job.state == JobState.QUEUED, Job.due_at <= now),
            and_(Job.state == JobState.RUNNING, Job.lease_until < now),
        ),
    )
