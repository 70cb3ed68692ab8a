"""Marks are written where changes happen: in the flush of a session, in its transaction.

A statement on many rows that a permit lets pass (`payback.core.bulk`) marks everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import event, insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state

from payback.core.answers.rows import EVERYTHING, Mark
from payback.core.answers.topics import WATCHES
from payback.core.columns import Base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection
    from sqlalchemy.orm import SessionTransaction, UOWTransaction

_MARKED = "payback_marked"
_Key = tuple[str, str, int]


def mark_all(connection: Connection, table: str) -> None:
    """Mark everything of the topics that watch a table."""
    _write(connection, sorted({(each.topic, EVERYTHING, 0) for each in WATCHES.get(table, ())}))


@event.listens_for(Session, "after_flush")
def _notice(db: Session, _context: UOWTransaction) -> None:
    changed = (row for row in db.dirty if db.is_modified(row))
    found = {key for row in (*db.new, *changed, *db.deleted) for key in _keys_of(row)}
    marked: set[_Key] = db.info.setdefault(_MARKED, set())
    fresh = sorted(found - marked)
    if fresh:
        marked.update(fresh)
        _write(db.connection(), fresh)


@event.listens_for(Session, "after_transaction_end")
def _forget(db: Session, ended: SessionTransaction) -> None:
    """Mark anew in the next transaction, and after a savepoint that took its marks back."""
    if ended.nested or ended.parent is None:
        db.info.pop(_MARKED, None)


def _keys_of(row: object) -> Iterator[_Key]:
    """Yield what a row that changes marks."""
    if not isinstance(row, Base):
        return
    for each in WATCHES.get(row.__tablename__, ()):
        if not each.column:
            yield each.topic, EVERYTHING, 0
            continue
        known = instance_state(row).attrs[each.column].history
        if known.empty():
            yield each.topic, EVERYTHING, 0
        for value in known.sum():
            if value is not None:
                yield each.topic, each.kind, value


def _write(connection: Connection, keys: Iterable[_Key]) -> None:
    rows = [{"topic": topic, "kind": kind, "record_id": number} for topic, kind, number in keys]
    if rows:
        connection.execute(insert(Mark), rows)
