"""Migrations from inside the service: the same tree for both databases.

Alembic is slow to load. Whoever only asks which migration a database has had asks `revisions`.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url

from payback.core.db import Database
from payback.core.revisions import newest_revision, revision_of, too_new

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.config import Config

MIGRATION_LOCK = 4_711_904_250


def upgrade(config: Config, revision: str = "head") -> None:
    """Bring the database to a revision; wait if another process is doing so.

    Parameters
    ----------
    revision
        ``head``, or the number of a migration such as ``0004``.

    Raises
    ------
    Away
        If a newer version has migrated it, or it does not answer.
    """
    with _alone(config):
        _refuse_newer(config)
        command.upgrade(alembic_config(config), revision)


def take_back(config: Config) -> None:
    """Take every migration back, and with them all tables and what they hold."""
    command.downgrade(alembic_config(config), "base")


def write_migration(config: Config, message: str) -> None:
    """Write the next numbered migration: what the models have and the migrations have not.

    Compares with a scratch database, so that no data of yours is touched.
    """
    with TemporaryDirectory() as folder:
        scratch = replace(config, database_url=f"sqlite:///{folder}/scratch.sqlite")
        settings = alembic_config(scratch)
        settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.upgrade(settings, "head")
        newest = ScriptDirectory.from_config(settings).get_current_head() or "0000"
        number = f"{int(newest) + 1:04d}"
        command.revision(settings, message=message, autogenerate=True, rev_id=number)


def alembic_config(config: Config) -> AlembicConfig:
    """Return Alembic's settings for a configuration of ours."""
    settings = _scripts(config.migrations_dir)
    settings.set_main_option("sqlalchemy.url", config.database_url.replace("%", "%%"))
    return settings


def _refuse_newer(config: Config) -> None:
    database, newest = Database(config.database_url), newest_revision(config)
    try:
        current = revision_of(database)
    finally:
        database.close()
    if current is not None and current > newest:
        raise too_new(current, newest)


def _scripts(migrations_dir: Path) -> AlembicConfig:
    """Return where the migrations are, and how they find what they share."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(migrations_dir))
    settings.set_main_option("path_separator", "os")
    settings.set_main_option("prepend_sys_path", str(migrations_dir.parent))
    return settings


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    """Wait until no other process migrates the same database."""
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite":
        path = Path(f"{url.database}-migrating")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": MIGRATION_LOCK})
        yield
