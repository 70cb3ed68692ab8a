"""Whether a column is one of many ids, said with one parameter however many there are.

``column.in_(ids)`` writes a placeholder for each id, anew each time; these go as one value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy import ColumnElement, Dialect
    from sqlalchemy.orm import InstrumentedAttribute
    from sqlalchemy.sql.compiler import SQLCompiler


class _Ids(UserDefinedType[Any]):
    """Ids as one text: an array's on PostgreSQL, JSON's on SQLite."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        """Return what writes ids as the database reads them."""
        shape = "{%s}" if dialect.name == "postgresql" else "[%s]"
        return lambda ids: shape % ",".join(map(str, ids))


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True
    name = "among"


def among(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], ids: Collection[int]
) -> ColumnElement[bool]:
    """Return the condition that a column is one of some ids; of none, it is never true."""
    return _Among(column, bindparam("ids", ids, type_=_Ids(), unique=True))


@compiles(_Among, "sqlite")
def _on_sqlite(element: _Among, compiler: SQLCompiler, **options: object) -> str:
    column, ids = (compiler.process(each, **options) for each in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({ids})))"  # noqa: S608 - compiled parts


@compiles(_Among, "postgresql")
def _on_postgresql(element: _Among, compiler: SQLCompiler, **options: object) -> str:
    column, ids = (compiler.process(each, **options) for each in element.clauses)
    return f"({column} = ANY (CAST({ids} AS INTEGER[])))"
