"""Restoring a backup: all of it with the right figures, or nothing."""

from __future__ import annotations

import io
import os
from typing import IO, TYPE_CHECKING

from sqlalchemy import delete, inspect

from payback.core import bulk, jobs
from payback.core.backup.archive import FILES, TABLES, BackupError, checked_manifest, members
from payback.core.backup.files import kept_files
from payback.core.backup.guards import guards_aside
from payback.core.backup.rows import (
    empty,
    figures_of,
    let_numbers_go_on,
    tables_of,
    used_tables,
    write_rows,
)
from payback.core.db import PATIENCE_SECONDS, WRITES
from payback.core.revisions import newest_revision, revision_of
from payback.core.web_running import without_web

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from payback.config import Config
    from payback.core.backup.archive import Manifest
    from payback.core.db import Database

WORD = "--replace-everything"
ENDED = frozenset({"account_sessions"})
"""What was open when the backup was made: who signed out since then stays signed out."""
WEB_RUNNING = (
    "A web server is running on this database or data folder, so nothing was restored. Stop web "
    "server and workers first."
)


def restore(database: Database, config: Config, path: Path, *, replacing: bool) -> Manifest:
    """Write a backup into the database and the data folder, and sign everybody out.

    Parameters
    ----------
    replacing
        Whether what is in the database and the data folder now is to be lost.

    Raises
    ------
    BackupError
        With a sentence; up to the moment at which the old tables go, nothing is changed.
    """
    manifest = checked_manifest(path)
    _require_known(config, manifest)
    with without_web(config, database) as alone:
        if not alone:
            raise BackupError(WEB_RUNNING)
        _require_stopped(database)
        if not replacing:
            _require_unused(database)
        _replace(database, config, path, manifest, replacing=replacing)
    return manifest


def _replace(
    database: Database, config: Config, path: Path, manifest: Manifest, *, replacing: bool
) -> None:
    from payback.core.migrate import take_back, upgrade  # Alembic, for whoever migrates

    if revision_of(database) is not None:
        take_back(config)
    upgrade(config, manifest.revision)
    _write_tables(database, path, manifest)
    _write_files(config, path, replacing=replacing)
    upgrade(config)
    database.analyze()


def _require_known(config: Config, manifest: Manifest) -> None:
    newest = newest_revision(config)
    if manifest.revision > newest:
        message = (
            f"The backup is of a newer version (migration {manifest.revision}, and this version "
            f"has {newest}). Install that version first."
        )
        raise BackupError(message)


def _require_stopped(database: Database) -> None:
    with database.reading() as db:
        has_workers = inspect(db.connection()).has_table("worker_presences")
        if has_workers and jobs.workers_alive(db):
            message = (
                "A worker is running, or was a minute ago. Stop web server and workers first; "
                "after a crash wait a minute."
            )
            raise BackupError(message)


def _require_unused(database: Database) -> None:
    with database.engine.connect() as connection:
        used = used_tables(connection, tables_of(connection))
    if used:
        message = (
            f"The database holds {', '.join(used[:3])} and more, so nothing was restored. Use an "
            f"empty database, or say {WORD}: then all that it and the data folder hold is lost."
        )
        raise BackupError(message)


def _write_tables(database: Database, path: Path, manifest: Manifest) -> None:
    """Write all tables in one transaction that ends well only with the backup's figures."""
    options = bulk.RESTORE.options | ({WRITES: PATIENCE_SECONDS} if database.is_sqlite else {})
    with (
        members(path) as (_, contents),
        database.engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        tables = tables_of(connection)
        by_name = {table.name: table for table in tables}
        empty(connection, tables)
        with guards_aside(connection, tables):
            for name, content in contents:
                if name.startswith(TABLES):
                    write_rows(connection, by_name[name.removeprefix(TABLES)], _lines(content))
        let_numbers_go_on(connection, tables)
        _compare(connection, tables, manifest)
        for name in ENDED & by_name.keys():
            connection.execute(delete(by_name[name]))


def _compare(connection: Connection, tables: Sequence[Table], manifest: Manifest) -> None:
    found = figures_of(connection, tables)
    wrong = sorted(
        name
        for name in manifest.figures.keys() | found.keys()
        if manifest.figures.get(name) != found.get(name)
    )
    if wrong:
        message = f"Not restored: the figures of {', '.join(wrong[:5])} are not the backup's."
        raise BackupError(message)


def _write_files(config: Config, path: Path, *, replacing: bool) -> None:
    here = path.resolve()
    for relative in kept_files(config) if replacing else []:
        if (config.data_dir / relative).resolve() != here:
            (config.data_dir / relative).unlink()
    with members(path) as (_, contents):
        for name, content in contents:
            if name.startswith(FILES):
                _write_file(config.data_dir / name.removeprefix(FILES), content)


def _write_file(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    number = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(number, "wb") as out:
        while chunk := content.read(1024 * 1024):
            out.write(chunk)
    part.replace(path)


def _lines(content: IO[bytes]) -> Iterator[str]:
    yield from io.TextIOWrapper(content, encoding="utf-8", newline="\n")
