"""Audit lines that could not be written yet, because others kept the database locked.

Whoever opens a record must be shown it, and that they were must be written down. If the database
takes no line in time, the line goes to a file of its own in the data folder, on disk before the
page is sent, and into the trail as soon as there is room, once, with the instant of the reading.
"""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from payback.core.access import WORKER
from payback.core.audit import AuditAction, AuditEvent, write_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from payback.core.db import Database

FOLDER = "audit-waiting"
MOST_AT_ONCE = 100


def put_aside(data_dir: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """Keep lines on disk until the database takes them.

    Raises
    ------
    OSError
        If they cannot be kept; then nothing may be shown.
    """
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = uuid.uuid4().hex
    part = folder / f"{name}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([{**line, "at": line["at"].isoformat()} for line in lines], file)
        file.flush()
        os.fsync(file.fileno())
    part.rename(folder / f"{name}.json")
    _sync(folder)


def take_in(database: Database, data_dir: Path) -> int:
    """Write the lines that wait into the trail; return how many files there were.

    Safe to be killed at any moment and to run in two processes at once: a file goes after the
    commit, and lines that are in the trail already are not written again.
    """
    waiting = sorted((data_dir / FOLDER).glob("*.json"))[:MOST_AT_ONCE]
    for path in waiting:
        with contextlib.suppress(FileNotFoundError):
            lines = _read(path)
            with database.transaction(WORKER, patience=1.0) as db:
                known = select(AuditEvent).where(AuditEvent.at.in_({each["at"] for each in lines}))
                there = {_identity(vars(event)) for event in db.scalars(known)}
                write_lines(db, [line for line in lines if _identity(line) not in there])
            path.unlink(missing_ok=True)
    return len(waiting)


def _read(path: Path) -> list[dict[str, Any]]:
    return [
        {
            **line,
            "at": datetime.fromisoformat(line["at"]),
            "action": AuditAction(line["action"]),
        }
        for line in json.loads(path.read_text(encoding="utf-8"))
    ]


def _identity(line: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(line[name] for name in ("at", "account_id", "record_kind", "record_id", "details"))


def _sync(folder: Path) -> None:
    """Make sure that the name of a new file is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
