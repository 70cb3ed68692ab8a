"""Statements that write many rows at once: refused on audited tables, or allowed by name.

The audit trail notices changes in a session's flush (``payback.core.audit``). A statement such as
``update(Person).where(…)`` passes it by, so every engine refuses one on an audited table unless it
carries one of the permits below. What has no statement object (``exec_driver_sql``, migrations) is
not seen. What a permit lets pass marks kept answers (``payback.core.answers``).
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Delete, Insert, TextClause, Update, event
from sqlalchemy.orm import Session

from payback.core.answers.marking import mark_all
from payback.core.audit import Unaudited
from payback.core.columns import Base

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine, Executable

_WRITES = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)
_PERMIT = "payback_permit"
_flushing: ContextVar[bool] = ContextVar("flushing", default=False)


class UnauditedWrite(RuntimeError):
    """A statement would change audited rows without a line in the trail."""


@dataclass(frozen=True, slots=True)
class Permit:
    """The leave to write tables without a line for each row, and why none is needed."""

    because: str
    tables: frozenset[str] | None = None
    """``None`` for all tables."""
    marks: bool = True
    """Whether answers may be kept from before; not where nothing was."""

    @property
    def options(self) -> dict[str, Any]:
        """What to execute the statement with."""
        return {_PERMIT: self}

    def covers(self, table: str) -> bool:
        """Return whether a table may be written."""
        return self.tables is None or table in self.tables


RESTORE = Permit(
    "The rows of a backup come with the trail that they had, and no answer is kept yet.",
    marks=False,
)
DEMONSTRATION = Permit("Invented rows, in a database that nobody has used yet.")
FETCHES = Permit(
    "A calendar program fetches an address every few minutes; nobody changes anything.",
    frozenset({"calendar_feeds"}),
)
SIGN_INS = Permit(
    "A sign-in has a line of its own, and must neither refuse another at the same moment nor make "
    "an open page about the account stale.",
    frozenset({"accounts"}),
)
SEARCHES = Permit(
    "Which search goes on beside a rota is not part of it, and must not make open pages stale.",
    frozenset({"rotas"}),
)


class AuditedSession(Session):
    """A session whose flushes may write, because the trail notices them."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what was changed."""
        token = _flushing.set(True)
        try:
            super().flush(objects)
        finally:
            _flushing.reset(token)


def guard(engine: Engine) -> None:
    """Refuse from now on what would pass the audit trail by."""
    event.listen(engine, "before_execute", _refuse)


def _refuse(
    connection: Connection,
    statement: Executable,
    _many: Sequence[Mapping[str, Any]],
    _one: Mapping[str, Any],
    options: Mapping[str, Any],
) -> None:
    if _flushing.get():
        return
    permit: Permit | None = options.get(_PERMIT)
    for table in _written(statement):
        if not (permit and permit.covers(table)) and _is_audited(table):
            message = (
                f"A statement would write {table} without a line in the audit trail. Change the "
                "rows through the session, or name a permit of payback.core.bulk."
            )
            raise UnauditedWrite(message)
        if permit and permit.marks:
            mark_all(connection, table)


def _written(statement: Executable) -> Iterator[str]:
    """Yield the names of the tables that a statement writes."""
    if isinstance(statement, Insert | Update | Delete):
        yield str(getattr(statement.table, "name", ""))
    elif isinstance(statement, TextClause) and (found := _WRITES.match(statement.text)):
        yield found[1]


def _is_audited(table: str) -> bool:
    """Return whether changes of a table's rows leave lines; link tables belong to their rows."""
    if table not in Base.metadata.tables:
        return False
    return not any(
        issubclass(mapper.class_, Unaudited)
        for mapper in Base.registry.mappers
        if mapper.local_table is Base.metadata.tables[table]
    )
