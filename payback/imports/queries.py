"""Reads of files that were loaded: only ever one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from payback.imports.models import FileImport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from payback.core.access import Actor


LATEST = 5


def import_of(db: Session, reader: Actor, import_id: int) -> FileImport | None:
    """Return a file of the reader's with its job and what its check found."""
    return _reached(
        reader,
        db.scalar(
            select(FileImport)
            .where(FileImport.id == import_id, FileImport.account_id == reader.account_id)
            .options(joinedload(FileImport.job), undefer(FileImport.findings))
        ),
    )


def import_to_change(db: Session, owner: Actor, import_id: int) -> FileImport | None:
    """Return a file of the owner's with its content, which nobody else changes meanwhile."""
    return _reached(
        owner,
        db.scalar(
            select(FileImport)
            .where(FileImport.id == import_id, FileImport.account_id == owner.account_id)
            .options(undefer(FileImport.content))
            .with_for_update()
        ),
    )


def latest_imports(db: Session, reader: Actor, kinds: Sequence[str]) -> Sequence[FileImport]:
    """Return the reader's latest files of some kinds with their jobs, newest first."""
    rows = db.scalars(
        select(FileImport)
        .where(FileImport.account_id == reader.account_id, FileImport.kind.in_(kinds))
        .options(joinedload(FileImport.job))
        .order_by(FileImport.id.desc())
        .limit(LATEST)
    ).all()
    return [row for row in rows if _reached(reader, row)]


def _reached(reader: Actor, row: FileImport | None) -> FileImport | None:
    """Return a file unless it was compared with areas that are not the reader's any more."""
    if row is None or reader.area_ids is None:
        return row
    compared = row.actor.area_ids
    return row if compared is not None and compared <= reader.area_ids else None
