"""What a handler is given: the database, the settings and a line back to its row."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from payback.core.access import WORKER
from payback.core.jobs import rows
from payback.core.jobs.rows import Job, JobState, database_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database


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
            .values(lease_until=database_now(db) + rows.LEASE, **values)
            .returning(Job.stop_requested)
        ).scalar_one_or_none()
        if renewed is None:
            self.abandoned.set()
        if renewed is None or renewed:
            self.stop.set()


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
