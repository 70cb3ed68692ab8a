"""Which workers are alive: each says so every few seconds."""

from __future__ import annotations

import os
import socket
import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from payback.core.audit import Unaudited
from payback.core.columns import Base, Text100
from payback.core.jobs.rows import database_now

ALIVE = timedelta(minutes=1)
FORGOTTEN = timedelta(days=1)


class WorkerPresence(Unaudited, Base):
    """A worker process and when it was last heard of."""

    __tablename__ = "worker_presences"

    name: Mapped[Text100] = mapped_column(unique=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


def worker_name() -> str:
    """Return a name that no other worker has or had."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def say_alive(db: Session, name: str) -> None:
    """Note that a worker is alive, and forget those long gone."""
    now = database_now(db)
    seen = update(WorkerPresence).where(WorkerPresence.name == name).values(seen_at=now)
    if db.execute(seen.returning(WorkerPresence.id)).scalar_one_or_none() is None:
        db.add(WorkerPresence(name=name, seen_at=now))
    db.execute(delete(WorkerPresence).where(WorkerPresence.seen_at < now - FORGOTTEN))


def say_gone(db: Session, name: str) -> None:
    """Note that a worker has ended."""
    db.execute(delete(WorkerPresence).where(WorkerPresence.name == name))


def workers_alive(db: Session) -> int:
    """Return how many workers have been heard of in the last minute."""
    since = database_now(db) - ALIVE
    query = select(func.count(WorkerPresence.id)).where(WorkerPresence.seen_at > since)
    return db.execute(query).scalar_one()
