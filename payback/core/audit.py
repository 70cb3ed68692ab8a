"""The audit trail: every change and every read of a person's record, in the same transaction.

Changes are noticed where they happen, in the flush of a session, so that no feature can
forget one; statements that pass it by are refused (``payback.core.bulk``). Values are not kept,
only the names of the columns: the trail holds nothing personal. The database itself refuses to
change or delete a row (migration 0001).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, event, insert
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import instance_state

from payback.core import clock
from payback.core.access import PUBLIC, Actor
from payback.core.columns import Base, Text40, Text100, Text255, enum_column
from payback.core.contents import changed_contents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import UOWTransaction


NOTED = "reads_to_note"

CHANGED = "payback_changed"
"""Marks a session that has changed a record; reads and their lines do not count."""


class AuditAction(StrEnum):
    """What was done to a record."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    READ = "read"
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    REFUSED = "refused"
    EXPORTED = "exported"


class Unaudited:
    """Marks tables whose rows are themselves a trail, or machinery: jobs, submissions."""


class AuditEvent(Unaudited, Base):
    """One line of the audit trail."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_record", "record_kind", "record_id"),
        Index("ix_audit_events_account_id_at", "account_id", "at"),
    )

    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    actor: Mapped[Text40]
    action: Mapped[AuditAction] = mapped_column(enum_column(AuditAction, "action"))
    record_kind: Mapped[Text40]
    record_id: Mapped[int | None]
    details: Mapped[Text255] = mapped_column(default="")
    source: Mapped[Text100]


EVENTS = Base.metadata.tables[AuditEvent.__tablename__]
"""The trail as a table: lines are written as they are, and become no rows of a session."""


def record(
    db: Session, action: AuditAction, kind: str, record_id: int | None, details: str = ""
) -> None:
    """Write one line about something that is not a change of a row.

    Parameters
    ----------
    db
        The session; its actor is named in the line.
    action
        What was done.
    kind
        The table of the record, such as ``people``.
    record_id
        The record, if there is one.
    details
        Nothing personal: names of columns, a format, a count.
    """
    write_lines(db, [line(_actor(db), action, kind, record_id, details)])


def record_reads(db: Session, kind: str, record_ids: Iterable[int], details: str = "") -> None:
    """Write one line for each record that a person has been shown.

    In a session of ``core.web.noted_reading`` the lines are written when its block ends.
    """
    actor = _actor(db)
    lines = [line(actor, AuditAction.READ, kind, each, details) for each in record_ids]
    if NOTED in db.info:
        db.info[NOTED] += lines
    else:
        write_lines(db, lines)


def write_lines(db: Session, lines: Sequence[Mapping[str, Any]]) -> None:
    """Write lines that were made before."""
    if lines:
        db.execute(insert(EVENTS), list(lines))


def _actor(db: Session) -> Actor:
    actor: Actor = db.info.get("actor", PUBLIC)
    return actor


def line(
    actor: Actor, action: AuditAction, kind: str, record_id: int | None, details: str
) -> dict[str, Any]:
    """Return a line that is not written yet."""
    return {
        "at": clock.now(),
        "account_id": actor.account_id,
        "actor": actor.name,
        "action": action,
        "record_kind": kind,
        "record_id": record_id,
        "details": details[:255],
        "source": actor.source,
    }


def _changes(db: Session, row: object) -> str:
    """Return the names of the columns, and of the collections that belong to a row, that change."""
    state = instance_state(row)
    columns = state.mapper.column_attrs.keys()
    changed = [name for name in columns if state.attrs[name].history.has_changes()]
    named = [name for name in changed if name not in {"updated_at", "version"}]
    return ", ".join([*named, *changed_contents(db, row)])


@event.listens_for(Session, "after_flush")
def _notice(db: Session, _context: UOWTransaction) -> None:
    actor = _actor(db)
    lines = []
    for rows, action in (
        (db.new, AuditAction.CREATED),
        (db.dirty, AuditAction.CHANGED),
        (db.deleted, AuditAction.DELETED),
    ):
        for row in rows:
            if isinstance(row, Unaudited) or not isinstance(row, Base):
                continue
            details = _changes(db, row) if action is AuditAction.CHANGED else ""
            if action is AuditAction.CHANGED and not details:
                continue
            lines.append(line(actor, action, row.__tablename__, row.id, details))
    if lines:
        db.info[CHANGED] = True
        db.connection().execute(insert(EVENTS), lines)
