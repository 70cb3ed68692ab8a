"""Measuring how long write transactions are open, and keeping everybody else from writing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

from payback.core.access import COMMAND_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.core.db import Database


@contextmanager
def write_seconds(database: Database) -> Iterator[list[float]]:
    """Collect the seconds that each write transaction of the block is open.

    For requests take the application's own database: ``app.extensions["payback"].database``.
    """
    seconds: list[float] = []
    database.after_write.append(seconds.append)
    try:
        yield seconds
    finally:
        database.after_write.remove(seconds.append)


@contextmanager
def nobody_else_writes(database: Database, table: str) -> Iterator[None]:
    """Keep all others from writing: to anything on SQLite, to one table on PostgreSQL."""
    with database.transaction(COMMAND_LINE) as db:
        if not database.is_sqlite:
            db.execute(text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))
        yield
