"""Which files of the data folder belong to a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from payback.core import web_running

if TYPE_CHECKING:
    from payback.config import Config

# The broker only rings; how the parts stand, and who runs, is of this moment.
NOT_KEPT = ("broker", "parts.json", web_running.FILE)
BESIDE_DATABASE = ("", "-wal", "-shm", "-journal", "-migrating", web_running.BESIDE_DATABASE)


def kept_files(config: Config, *, but: Path | None = None) -> list[Path]:
    """Return the paths to back up, relative to the data folder, in order.

    Parameters
    ----------
    but
        A folder to leave out: where the backup itself is being written.
    """
    left_out = _database_files(config)
    found = []
    for path in sorted(config.data_dir.rglob("*")):
        relative = path.relative_to(config.data_dir)
        unwanted = (
            relative.parts[0] in NOT_KEPT
            or path.suffix == ".part"
            or path in left_out
            or (but is not None and path.is_relative_to(but))
        )
        if path.is_file() and not path.is_symlink() and not unwanted:
            found.append(relative)
    return found


def is_inside(name: str) -> bool:
    """Return whether a name in a backup stays within the data folder."""
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts and path.parts != ()


def _database_files(config: Config) -> set[Path]:
    url = make_url(config.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return set()
    path = Path(url.database).resolve()
    return {path.with_name(path.name + ending) for ending in BESIDE_DATABASE}
