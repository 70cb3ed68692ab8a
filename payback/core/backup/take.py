"""Taking a backup while the service runs."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from payback.config_values import can_hold_files
from payback.core import clock
from payback.core.backup.archive import (
    FILES,
    TABLES,
    BackupError,
    Manifest,
    checked_manifest,
    hash_of,
    write_archive,
)
from payback.core.backup.files import kept_files
from payback.core.backup.rows import figures_of, lines_of, tables_of
from payback.core.revisions import revision_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from payback.config import Config
    from payback.core.backup.rows import Figures
    from payback.core.db import Database


def take(database: Database, config: Config, path: Path) -> Manifest:
    """Write every row and every file to one new file, and read it again to be sure.

    Raises
    ------
    BackupError
        If there is such a file already or none can be written, or what was read from it is not
        what the database says.
    """
    if path.exists():
        message = f"There is already a file {path}. Choose another name."
        raise BackupError(message)
    if not can_hold_files(path.parent.resolve()) or not path.parent.is_dir():
        message = f"No file can be written in {path.parent}. Choose a folder that there is."
        raise BackupError(message)
    with TemporaryDirectory(dir=path.parent, prefix=".payback-backup-") as name:
        folder = Path(name)
        sources, figures = _write_tables(database, folder)
        for relative in kept_files(config, but=folder.resolve()):
            sources[FILES + relative.as_posix()] = config.data_dir / relative
        sources = {name: source for name, source in sources.items() if source.is_file()}
        manifest = Manifest(
            taken_at=clock.now().isoformat(timespec="seconds"),
            revision=revision_of(database) or "",
            figures=figures,
            hashes={name: hash_of(source) for name, source in sources.items()},
        )
        write_archive(path, manifest, sources)
    try:
        return checked_manifest(path)
    except BackupError:
        path.unlink()
        raise


def _write_tables(database: Database, folder: Path) -> tuple[dict[str, Path], Figures]:
    """Write each table to a file of its own and return the files with the database's figures."""
    sources = {}
    with _snapshot(database) as connection:
        tables = tables_of(connection)
        figures = figures_of(connection, tables)
        for table in tables:
            path = folder / table.name
            with path.open("w", encoding="utf-8") as file:
                file.writelines(lines_of(connection, table))
            sources[TABLES + table.name] = path
    return sources, figures


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """Open one view of the whole database that later changes do not touch."""
    options = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with database.engine.connect().execution_options(**options) as connection:
        yield connection
