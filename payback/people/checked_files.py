"""Files between their check and their import: only this file, only its owner, only for an hour."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from payback.core import clock
from payback.core.errors import RuleBroken
from payback.people.models import CheckedFile

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KEPT = timedelta(hours=1)
GONE = "The file that was checked is not here any more: it is kept for an hour. Select it again"


def keep(db: Session, account_id: int, content: bytes) -> CheckedFile:
    """Keep a file that was checked in the place of this account's last one."""
    _forget(db, account_id)
    row = CheckedFile(
        account_id=account_id, sha256=hashlib.sha256(content).hexdigest(), content=content
    )
    db.add(row)
    db.flush()
    return row


def take(db: Session, account_id: int, file_id: int, sha256: str) -> bytes:
    """Return a file that was checked, and delete it.

    Raises
    ------
    RuleBroken
        If it is not this account's, not the file that the page was about, or too old.
    """
    row = db.scalar(
        select(CheckedFile)
        .where(CheckedFile.id == file_id, CheckedFile.account_id == account_id)
        .where(CheckedFile.sha256 == sha256, CheckedFile.created_at > clock.now() - KEPT)
        .with_for_update()
    )
    if row is None or hashlib.sha256(row.content).hexdigest() != sha256:
        raise RuleBroken("file", GONE)
    content = row.content
    db.delete(row)
    db.flush()
    return content


def _forget(db: Session, account_id: int) -> None:
    """Delete this account's files, and everybody's that are too old."""
    old = CheckedFile.created_at <= clock.now() - KEPT
    db.execute(delete(CheckedFile).where(old | (CheckedFile.account_id == account_id)))
