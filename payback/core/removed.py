"""Rows that were removed from a record, kept for a week so that they can be put back.

::

    removed.remove(db, circle, of=person)
    ...
    for each in removed.lately(db, person):
        each.row()          # the row as it was, not stored
    removed.put_back(db, person, each.id)

A row is kept as the values of its columns. Put back it is a new row with the same values, so that
whatever watches rows (the audit trail, what may not stand) sees it come.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Date, Index, Text, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from payback.core import clock, submissions
from payback.core.audit import Unaudited
from payback.core.columns import Base, Dated, Text40
from payback.core.errors import NotFound, RuleBroken
from payback.core.sent import Sent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

KEPT_FOR = timedelta(days=7)
UNDO = "You can put it back for 7 days, on the page that you come from."
"""What a question before a removal says of taking it back."""
ALREADY = "This is on the record again already. Nothing was changed."
TWICE = "This was put back already. Nothing was changed."
MADE_ANEW = frozenset({"id", "version", "created_at", "updated_at"})
IN_WORDS = frozenset({"reason", "label"})
"""Columns that only comment on a row: two that differ in nothing else say the same."""


class RemovedRow(Unaudited, Dated, Base):
    """A row that was removed: of which table, from whose record, and what it said."""

    __tablename__ = "removed_rows"
    __table_args__ = (Index("ix_removed_rows_owner", "owner_kind", "owner_id"),)

    kind: Mapped[Text40]
    owner_kind: Mapped[Text40]
    owner_id: Mapped[int]
    said: Mapped[str] = mapped_column(Text)

    def row(self) -> Base:
        """Return the row as it was, not stored."""
        model = next(
            each.class_ for each in Base.registry.mappers if each.class_.__tablename__ == self.kind
        )
        columns, said = model.__table__.columns, json.loads(self.said)
        dates = {name for name in said if isinstance(columns[name].type, Date)}
        values = {
            name: date.fromisoformat(value) if name in dates else value
            for name, value in said.items()
        }
        row: Base = model(**values)
        return row


def remove(db: Session, row: Base, *, of: Base) -> None:
    """Remove a row from a record, and keep it; what has been kept for too long is forgotten."""
    values = {
        column.key: getattr(row, column.key)
        for column in row.__table__.columns
        if column.key not in MADE_ANEW
    }
    db.execute(delete(RemovedRow).where(RemovedRow.created_at < clock.now() - KEPT_FOR))
    db.add(
        RemovedRow(
            kind=row.__tablename__,
            owner_kind=of.__tablename__,
            owner_id=of.id,
            said=json.dumps(values, default=date.isoformat),
        )
    )
    db.delete(row)
    db.flush()


def lately(db: Session, of: Base) -> Sequence[RemovedRow]:
    """Return what can be put back into a record, the latest first."""
    return db.scalars(select(RemovedRow).where(*_kept(of)).order_by(RemovedRow.id.desc())).all()


def put_back(db: Session, of: Base, removed_id: int) -> Base:
    """Put what was removed back into a record, once.

    Raises
    ------
    NotFound
        If nothing of the record is kept under this id, or not any more.
    RuleBroken
        If somebody has put it back already, or has entered the same anew.
    """
    once = f"put-back-{of.__tablename__}-{of.id}-{removed_id}"
    put_back_before = submissions.earlier_result(db, once, Sent(pairs=[]))
    kept = db.scalar(
        select(RemovedRow).where(*_kept(of), RemovedRow.id == removed_id).with_for_update()
    )
    if kept is None and put_back_before:
        raise RuleBroken("", TWICE)
    if kept is None:
        raise NotFound
    row = kept.row()
    if _is_there(db, row):
        raise RuleBroken("", ALREADY)
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError as error:
        raise RuleBroken("", ALREADY) from error
    db.delete(kept)
    db.flush()
    submissions.keep_result(db, once, "put back")
    return row


def _is_there(db: Session, row: Base) -> bool:
    same = [
        column == getattr(row, column.key)
        for column in row.__table__.columns
        if column.key not in MADE_ANEW | IN_WORDS
    ]
    return db.execute(select(row.__table__).where(*same).limit(1)).first() is not None


def _kept(of: Base) -> tuple[ColumnElement[bool], ...]:
    return (
        RemovedRow.owner_kind == of.__tablename__,
        RemovedRow.owner_id == of.id,
        RemovedRow.created_at >= clock.now() - KEPT_FOR,
    )
