"""Whether web servers use a data folder or a database: each says so for as long as it lives.

A lock on a file ends with the last process that holds it, however that one ended. A web server on
another machine, whose folder is another one, is seen by its connections to PostgreSQL.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.engine import make_url

from payback.core.errors import Away

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.config import Config
    from payback.core.db import Database

FILE = "web-running"
BESIDE_DATABASE = "-web"
CONNECTED_AS = "payback-web"
BEING_RESTORED = "A backup is being restored. Start the web server when that has ended."
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = :name "
    "AND pid <> pg_backend_pid()"
)


@contextmanager
def running_web(config: Config) -> Iterator[None]:
    """Say that a web server runs, in this process and in those that it forks.

    Raises
    ------
    Away
        While a backup is being restored there.
    """
    os.environ["PGAPPNAME"] = CONNECTED_AS
    with _locked(config, fcntl.LOCK_SH) as alone:
        if not alone:
            raise Away(BEING_RESTORED)
        yield


@contextmanager
def without_web(config: Config, database: Database) -> Iterator[bool]:
    """Keep web servers from starting, and give whether none was running."""
    with _locked(config, fcntl.LOCK_EX) as alone:
        yield alone and not _connected(database)


@contextmanager
def _locked(config: Config, how: int) -> Iterator[bool]:
    """Lock what a web server of these settings locks, if nobody is in the way."""
    with ExitStack() as files:
        try:
            for path in _places(config):
                path.parent.mkdir(parents=True, exist_ok=True)
                fcntl.flock(files.enter_context(path.open("a")), how | fcntl.LOCK_NB)
        except BlockingIOError:
            alone = False
        else:
            alone = True
        yield alone


def _places(config: Config) -> list[Path]:
    url = make_url(config.database_url)
    beside = [Path(f"{url.database}{BESIDE_DATABASE}")] if url.drivername == "sqlite" else []
    return [config.data_dir / FILE, *beside]


def _connected(database: Database) -> bool:
    if database.is_sqlite:
        return False
    with database.engine.connect() as connection:
        return bool(connection.execute(OTHERS, {"name": CONNECTED_AS}).scalar_one())
