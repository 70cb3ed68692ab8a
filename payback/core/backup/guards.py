"""What a database refuses row by row, set aside while all rows are written at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Table

REFERENCES = text(
    "SELECT conrelid::regclass::text, conname FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


@contextmanager
def guards_aside(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Let rows refer to rows that are yet to come, and let triggers rest.

    Triggers refuse what may not be written anew; a backup also holds rows from before there
    were any. References hold again when the block ends, and everything is in the transaction.
    """
    aside = _sqlite_aside if connection.dialect.name == "sqlite" else _postgresql_aside
    with aside(connection, tables):
        yield


@contextmanager
def _sqlite_aside(connection: Connection, _tables: Sequence[Table]) -> Iterator[None]:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = connection.execute(query).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


@contextmanager
def _postgresql_aside(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    references = connection.execute(REFERENCES).all()
    for table, name in references:
        later = f'ALTER TABLE {table} ALTER CONSTRAINT "{name}" DEFERRABLE INITIALLY DEFERRED'
        connection.exec_driver_sql(later)
    _switch_triggers(connection, tables, "DISABLE")
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    _switch_triggers(connection, tables, "ENABLE")
    for table, name in references:
        connection.exec_driver_sql(f'ALTER TABLE {table} ALTER CONSTRAINT "{name}" NOT DEFERRABLE')


def _switch_triggers(connection: Connection, tables: Sequence[Table], word: str) -> None:
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" {word} TRIGGER USER')
