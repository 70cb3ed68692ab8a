"""Rows as lines of JSON, and the figures that tell whether none is missing."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Time,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.types import TypeEngine

Figures = dict[str, dict[str, int]]

NOT_KEPT = frozenset(
    {
        *("alembic_version", "worker_presences", "answer_marks", "answer_parts"),
        *("session_days", "project_months", "requirement_sums"),
    }
)
"""What is of a running service only; answers are worked out anew where no part says it is kept."""
FILLED_BY_MIGRATIONS = frozenset({"policies"})
ROWS = "rows"
AT_ONCE = 1_000


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables as they are, each after those that it refers to.

    Read from the database and not from the models, so that a backup of an earlier version can
    be restored before it is migrated.
    """
    inspector = inspect(connection)
    names = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name]
    return [
        Table(
            name,
            MetaData(),
            *(Column(each["name"], _plain(each["type"])) for each in inspector.get_columns(name)),
        )
        for name in names
        if name not in NOT_KEPT
    ]


def figures_of(connection: Connection, tables: Sequence[Table]) -> Figures:
    """Return for each table how many rows it has and the sum of each column of whole numbers."""
    return {table.name: _figures(connection, table) for table in tables}


def lines_of(connection: Connection, table: Table) -> Iterator[str]:
    """Yield a table's column names, then its rows."""
    yield json.dumps([column.name for column in table.columns]) + "\n"
    query = select(table).order_by(*[column for column in table.columns if column.name == "id"])
    for row in connection.execution_options(yield_per=AT_ONCE).execute(query):
        yield json.dumps([_written(value) for value in row], ensure_ascii=False) + "\n"


def write_rows(connection: Connection, table: Table, lines: Iterable[str]) -> None:
    """Write a table's lines into the database."""
    unread = iter(lines)
    columns = [table.c[name] for name in json.loads(next(unread))]
    readers = [_reader(column.type) for column in columns]
    names = [column.name for column in columns]
    while batch := list(islice(unread, AT_ONCE)):
        values = [
            {
                name: None if value is None else read(value)
                for name, read, value in zip(names, readers, json.loads(line), strict=True)
            }
            for line in batch
        ]
        connection.execute(insert(table), values)


def empty(connection: Connection, tables: Sequence[Table]) -> None:
    """Delete what migrations have written into a database that nobody has used."""
    for table in reversed(tables):
        if table.name in FILLED_BY_MIGRATIONS:
            connection.execute(delete(table))


def used_tables(connection: Connection, tables: Sequence[Table]) -> list[str]:
    """Return the names of tables that somebody has written to."""
    return [
        table.name
        for table in tables
        if table.name not in FILLED_BY_MIGRATIONS
        and connection.execute(select(table).limit(1)).first() is not None
    ]


def let_numbers_go_on(connection: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL count ids on from the highest that was written."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" not in table.columns:
            continue
        highest = connection.execute(select(func.max(table.c.id))).scalar_one()
        if highest is not None:
            go_on = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :highest)")
            connection.execute(go_on, {"table": f'"{table.name}"', "highest": highest})


def _figures(connection: Connection, table: Table) -> dict[str, int]:
    summed = [column for column in table.columns if isinstance(column.type, Integer)]
    query = select(func.count(), *(func.sum(column) for column in summed)).select_from(table)
    count, *sums = connection.execute(query).one()
    found = {column.name: int(value or 0) for column, value in zip(summed, sums, strict=True)}
    return {ROWS: count, **found}


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return the type to read and write a column with, the same on both databases."""
    return JSON(none_as_null=True) if isinstance(kind, JSON) else kind


def _written(value: object) -> object:
    if isinstance(value, datetime):
        at = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return at.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    readers: tuple[tuple[type[TypeEngine[Any]], Callable[[Any], Any]], ...] = (
        (DateTime, datetime.fromisoformat),
        (Date, date.fromisoformat),
        (Time, time.fromisoformat),
        (LargeBinary, base64.b64decode),
        (Boolean, bool),
    )
    return next((read for each, read in readers if isinstance(kind, each)), lambda value: value)
