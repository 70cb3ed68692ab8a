"""The database: one engine a process, one transaction a change. No web, no feature."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from payback.core.bulk import AuditedSession, guard
from payback.core.errors import Away, Busy, Conflict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine
    from sqlalchemy.engine import ExceptionContext
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

    from payback.core.access import Actor

WRITES = "payback_writes"
PATIENCE_SECONDS = 15.0
_SQLITE_BUSY_OR_LOCKED = (5, 6)
_POSTGRES_LOCK_NOT_AVAILABLE = "55P03"
# A fault of the disk, a full one, a file that cannot be opened, one that cannot be written.
_SQLITE_AWAY = (10, 13, 14, 8)
# Connections, means (disk, memory, connections), and an operator or a crash that intervenes.
_POSTGRES_AWAY = ("08", "53", "57")
CONFLICT = re.compile(r"conflict: ([A-Z][^\n]*\.)")
"""How a trigger of ours refuses what the reader can be told in its own words."""


class Database:
    """One database and the ways to use it.

    Parameters
    ----------
    url
        ``sqlite:///…`` or ``postgresql+psycopg://…``.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._sessions = sessionmaker(self.engine, class_=AuditedSession, expire_on_commit=False)
        self.after_commit: list[Callable[[Session], None]] = []
        self.after_write: list[Callable[[float], None]] = []

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @property
    def exists(self) -> bool:
        """Whether there is a database to connect to: connecting would make SQLite's file."""
        name = self.engine.url.database
        return not self.is_sqlite or not name or Path(name).exists()

    @contextmanager
    def transaction(self, actor: Actor, patience: float | None = None) -> Iterator[Session]:
        """Open a transaction that commits at the end of the block, or rolls back if it raises.

        Each of ``after_write`` is told how many seconds the transaction was open, which on
        SQLite is how long it kept all other writers waiting; the wait for its turn not counted.

        Parameters
        ----------
        actor
            Who writes: the audit trail names them for every change in the block.
        patience
            Seconds to wait for a lock; left out, as long as this database's other writers.

        Raises
        ------
        Conflict
            If somebody else changed a row of the block since it was read, or a trigger of ours
            refuses what the rows would say together.
        Busy
            If somebody else kept the database locked for longer than that.
        """
        with self._sessions() as db:
            db.info["actor"] = actor
            wait = PATIENCE_SECONDS if patience is None else patience
            db.connection(execution_options={WRITES: wait})
            if patience is not None and not self.is_sqlite:
                db.execute(text(f"SET LOCAL lock_timeout = {round(patience * 1000)}"))
            begun = perf_counter()
            try:
                yield db
                db.commit()
            except StaleDataError as error:
                raise Conflict from error
            except IntegrityError as error:
                if refused := CONFLICT.search(str(error.orig)):
                    raise Conflict(f"{refused[1]} Nothing was saved.") from error
                raise
            finally:
                db.close()
                self._say_written(perf_counter() - begun)
        for callback in self.after_commit:
            callback(db)

    def _say_written(self, seconds: float) -> None:
        for callback in self.after_write:
            callback(seconds)

    def reading(self) -> Session:
        """Return a session for reads; the caller closes it and nothing is committed."""
        return self._sessions()

    def analyze(self) -> None:
        """Count what the tables hold, so that the database chooses good ways through them.

        For after many rows have been written at once.
        """
        with self.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(
            url, connect_args={"timeout": PATIENCE_SECONDS}, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True
        )
    event.listen(engine, "handle_error", _say_busy)
    guard(engine)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={round(PATIENCE_SECONDS * 1000)}",
        "synchronous=NORMAL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once for writers, so that none fails half-way for want of it."""
    patience = connection.get_execution_options().get(WRITES)
    if patience is None:
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={round(patience * 1000)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _say_busy(context: ExceptionContext) -> None:
    """Raise an error of our own when a lock or the database itself could not be had.

    A connection that was dropped while it waited in the pool is none: asked whether it lives, it
    says no, and the pool opens others.
    """
    if context.is_pre_ping and context.is_disconnect:
        return
    error = context.original_exception
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    state = getattr(error, "sqlstate", None) or ""
    if primary in _SQLITE_BUSY_OR_LOCKED or state == _POSTGRES_LOCK_NOT_AVAILABLE:
        raise Busy from error
    if primary in _SQLITE_AWAY or state[:2] in _POSTGRES_AWAY or _lost(context, state):
        raise Away from error


def _lost(context: ExceptionContext, state: str) -> bool:
    """Return whether there is no connection: PostgreSQL's errors without a state, and the like."""
    if context.dialect.name == "sqlite":
        return False
    errors = context.dialect.loaded_dbapi.OperationalError
    nameless = not state and isinstance(context.original_exception, errors)
    return context.is_disconnect or nameless
