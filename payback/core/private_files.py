"""Whatever the service writes can be read by nobody else on the machine."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from payback.config import Config

OTHERS = 0o077
BESIDE = ("", "-wal", "-shm", "-journal")


def keep_files_private(config: Config | None = None) -> None:
    """Take others' rights from every file to come; with settings, from those of before too.

    The data folder shuts the way to all that is in it. What belongs to another user stays as it is.
    """
    os.umask(OTHERS)
    if config is None:
        return
    _restrict(config.data_dir)
    for path in _database_files(config.database_url):
        _restrict(path)


def _database_files(url: str) -> list[Path]:
    found = make_url(url)
    if not found.drivername.startswith("sqlite") or not found.database:
        return []
    return [Path(found.database + ending) for ending in BESIDE]


def _restrict(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError, PermissionError):
        path.chmod(path.stat().st_mode & 0o777 & ~OTHERS)
