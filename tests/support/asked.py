"""What a database is asked, as it is asked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.core.db import Database

OF_NO_QUERY = ("BEGIN", "PRAGMA", "SET ")
"""How statements begin that open a transaction or choose a setting."""


@contextmanager
def statements_to(database: Database) -> Iterator[list[str]]:
    """List the queries and changes that the block sends to a database, in their order."""
    asked: list[str] = []

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if not statement.startswith(OF_NO_QUERY):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
