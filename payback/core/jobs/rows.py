"""The rows: what must be done, who has it, how it stands; and the writes of those who ask."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, Text, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from payback.core import clock
from payback.core.audit import Unaudited
from payback.core.columns import Base, Dated, Text40, Text100, Text255, enum_column

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """Put a failed job back in the queue; return whether it was among the failed ones."""
    retried = db.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.FAILED)
        .values(state=JobState.QUEUED, attempt=0, due_at=clock.now(), ended_at=None, failure=None)
        .returning(Job.id)
    ).scalar_one_or_none()
    return retried is not None


def database_now(db: Session) -> datetime:
    """Return the database's clock, which is the same for every machine's worker."""
    if db.get_bind().dialect.name == "sqlite":
        return clock.now()
    instant: datetime = db.execute(select(func.clock_timestamp())).scalar_one()
    return instant


def due_job_ids(db: Session, limit: int = 200) -> Sequence[int]:
    """Return the jobs that are due or whose worker's lease ran out, oldest first."""
    query = select(Job.id).where(claimable(database_now(db))).order_by(Job.due_at, Job.id)
    return db.execute(query.limit(limit)).scalars().all()


def claimable(now: datetime) -> ColumnElement[bool]:
    """Return the condition under which a worker may take a job: due, or its lease has run out."""
    return or_(
        and_(Job.state == JobState.QUEUED, Job.due_at <= now),
        and_(Job.state == JobState.RUNNING, Job.lease_until < now),
    )
