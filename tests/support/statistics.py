"""What a database has counted of its tables, from which it chooses its ways through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from payback.core.db import Database

SQLITE = "SELECT min(stat) FROM sqlite_stat1 WHERE tbl = :table"
POSTGRESQL = "SELECT reltuples FROM pg_class WHERE oid = CAST(:table AS regclass)"


def rows_counted(database: Database, table: str) -> int | None:
    """Return how many rows the database believes a table to have; ``None`` if it never counted."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            found = int(connection.execute(text(POSTGRESQL), {"table": table}).scalar_one())
            return found if found >= 0 else None
        if not connection.dialect.has_table(connection, "sqlite_stat1"):
            return None
        stat = connection.execute(text(SQLITE), {"table": table}).scalar_one()
    return int(stat.split()[0]) if stat else None
