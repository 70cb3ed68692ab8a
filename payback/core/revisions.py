"""Which migrations a database has had, and which this version has: asked at every start."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from payback.core.errors import Away

if TYPE_CHECKING:
    from pathlib import Path

    from payback.config import Config
    from payback.core.db import Database

NOT_MIGRATED = "not migrated"


def require_migrated(database: Database, config: Config) -> None:
    """Refuse a database whose tables are not those of this version.

    Raises
    ------
    Away
        With a sentence for the operator that says what to do.
    """
    newest = newest_revision(config)
    current = revision_of(database)
    if current == newest:
        return
    if current is None:
        raise Away("The database has no tables yet. Run: payback migrate", NOT_MIGRATED)
    if current < newest:
        raise Away(
            f"The database is at migration {current} and this version needs {newest}. "
            "Run: payback migrate",
            NOT_MIGRATED,
        )
    raise too_new(current, newest)


def newest_revision(config: Config) -> str:
    """Return the newest migration of this version."""
    return _newest(config.migrations_dir)


def revision_of(database: Database) -> str | None:
    """Return the newest migration that a database has had; ``None`` for an empty one.

    A file that is yet to be made is empty, and is not made to find out.
    """
    if not database.exists:
        return None
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def too_new(current: str, newest: str) -> Away:
    """Return the refusal of a database that a newer version has migrated."""
    return Away(
        f"The database is at migration {current}, which is newer than this version ({newest}). "
        "Install the version that it was migrated with, or restore a backup",
        NOT_MIGRATED,
    )


@cache
def _newest(migrations_dir: Path) -> str:
    """Return the highest number: a migration's file begins with it, which is its name."""
    files = (migrations_dir / "versions").glob("[0-9]*.py")
    return max((path.name.partition("_")[0] for path in files), default="")
