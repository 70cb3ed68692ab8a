"""Rows gathered in memory and written in bulk, with the numbers that the database would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, text

from payback.core import bulk, clock
from payback.core.columns import Base

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CHUNK = 5_000


class Writer:
    """Collects rows by table and writes each table in the order of its dependencies.

    Parameters
    ----------
    db
        The session of the one transaction in which everything is written.
    """

    def __init__(self, db: Session) -> None:
        self._db = db
        self._now = clock.now()
        self._next: dict[type[Base], int] = {}
        self._rows: dict[type[Base], list[dict[str, Any]]] = {}

    def add(self, kind: type[Base], /, **values: Any) -> int:  # noqa: ANN401 - columns of any type
        """Keep one row for writing; return its id."""
        rows = self._rows.setdefault(kind, [])
        if kind not in self._next:
            highest = self._db.execute(select(func.max(kind.id))).scalar_one()
            self._next[kind] = (highest or 0) + 1
        row_id = self._next[kind]
        self._next[kind] = row_id + 1
        rows.append({"id": row_id, **self._stamps(kind), **values})
        return row_id

    def write(self) -> int:
        """Write every row kept so far; return how many."""
        written = 0
        for table in Base.metadata.sorted_tables:
            for kind, rows in self._rows.items():
                if kind.__tablename__ == table.name and rows:
                    for start in range(0, len(rows), CHUNK):
                        self._insert(kind, rows[start : start + CHUNK])
                    written += len(rows)
                    rows.clear()
        return written

    def _insert(self, kind: type[Base], rows: list[dict[str, Any]]) -> None:
        statement = insert(kind.__table__)  # type: ignore[arg-type]
        self._db.execute(statement, rows, execution_options=bulk.DEMONSTRATION.options)

    def finish(self) -> None:
        """Tell PostgreSQL which numbers are taken."""
        if self._db.get_bind().dialect.name == "sqlite":
            return
        for kind in self._next:
            name = kind.__tablename__
            self._db.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")  # noqa: S608 - our own table names
            )

    def _stamps(self, kind: type[Base]) -> dict[str, Any]:
        columns = kind.__table__.columns
        stamps: dict[str, Any] = {}
        if "created_at" in columns:
            stamps = {"created_at": self._now, "updated_at": self._now}
        if "version" in columns:
            stamps["version"] = 1
        return stamps
