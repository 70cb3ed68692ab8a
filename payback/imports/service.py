"""Writes of files that are loaded: receive one, confirm it, check it again, stop, forget it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from payback.core import clock, jobs
from payback.core.errors import RuleBroken
from payback.imports.models import FileImport, ImportState, written

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from payback.imports.kinds import FileKind

CHECK, APPLY, FORGET = "imports.check", "imports.apply", "imports.forget"
KEPT = timedelta(hours=1)
GONE = "The file is not here any more: it is kept for an hour. Select it again."


def receive(db: Session, actor: Actor, kind: FileKind, content: bytes) -> FileImport:
    """Keep a file for an hour, and have it checked."""
    row = FileImport(
        kind=kind.key,
        account_id=actor.account_id,
        acts_as=written(actor),
        content=content,
    )
    db.add(row)
    db.flush()
    row.job_id = jobs.enqueue(db, CHECK, row.id).id
    jobs.enqueue(db, FORGET, row.id, due_at=clock.now() + KEPT)
    return row


def confirm(db: Session, row: FileImport, actor: Actor) -> None:
    """Have a checked file taken in; a second word changes nothing.

    Raises
    ------
    RuleBroken
        If the file is not kept any more.
    """
    if row.state is not ImportState.CHECKED:
        return
    _require_kept(row)
    row.acts_as, row.state = written(actor), ImportState.APPLYING
    row.job_id = jobs.enqueue(db, APPLY, row.id).id


def check_again(db: Session, row: FileImport, actor: Actor, kind: FileKind) -> FileImport:
    """Have the same file checked against the records of now; what it did before stays on record.

    Raises
    ------
    RuleBroken
        If the file is not kept any more.
    """
    again = receive(db, actor, kind, _require_kept(row))
    forget(row)
    return again


def forget(row: FileImport) -> None:
    """Keep what a file did, and nothing of what it said."""
    row.content = row.findings = None


def _require_kept(row: FileImport) -> bytes:
    if row.content is None or row.created_at <= clock.now() - KEPT:
        raise RuleBroken("file", GONE)
    return row.content
