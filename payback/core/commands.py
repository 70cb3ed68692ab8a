"""What every command of the command line needs: settings, a database, a sentence on failure."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import click

from payback.config import Config, ConfigError, load_config, with_secret_key
from payback.core.db import Database
from payback.core.errors import Away, PaybackError
from payback.core.incoming import LARGEST_ID
from payback.core.private_files import keep_files_private
from payback.core.revisions import require_migrated, revision_of

if TYPE_CHECKING:
    from collections.abc import Callable

RowNumber = click.IntRange(1, LARGEST_ID)
"""What a command takes as the number of a row: one that a row can have."""
LOOK_AGAIN_SECONDS = 5.0


def config_or_exit() -> Config:
    """Return the settings, or say what to set and leave with status 1."""
    try:
        config = with_secret_key(load_config(os.environ))
        config.data_dir.mkdir(parents=True, exist_ok=True)
        keep_files_private(config)
    except ConfigError as error:
        for fault in error.faults:
            click.echo(fault, err=True)
    except OSError as error:
        click.echo(f"Set PAYBACK_DATA_DIR to a folder that can be written: {error}.", err=True)
    else:
        return config
    sys.exit(1)


def database_or_exit(config: Config | None = None, *, migrated: bool = True) -> Database:
    """Return the database if it answers and is up to date, or say so and leave with status 1.

    Parameters
    ----------
    migrated
        Whether it must have the tables of this version.
    """
    config = config or config_or_exit()
    database = Database(config.database_url)
    try:
        if migrated:
            require_migrated(database, config)
        else:
            revision_of(database)
    except Away as away:
        database.close()
        cause = away.__cause__
        why = f"The database of DATABASE_URL does not answer ({type(cause).__name__})."
        click.echo(why if cause else away.sentence, err=True)
        sys.exit(1)
    return database


def migrate_or_exit(config: Config) -> None:
    """Bring the database up to date, or say why that cannot be and leave with status 1."""
    from payback.core.migrate import upgrade  # Alembic, for whoever migrates

    database_or_exit(config, migrated=False).close()
    upgrade(config)


def wait_until_usable(config: Config, require: Callable[[Database, Config], None]) -> None:
    """Wait for a database that does not answer yet, as after the start of a machine.

    Leaves with status 1 and a sentence if it answers and is not as it must be.

    Parameters
    ----------
    require
        Raises ``Away`` if the database is not as it must be.
    """
    database = Database(config.database_url)
    try:
        while _is_away(database, config, require):
            time.sleep(LOOK_AGAIN_SECONDS)
    finally:
        database.close()


def _is_away(
    database: Database, config: Config, require: Callable[[Database, Config], None]
) -> bool:
    try:
        require(database, config)
    except Away as away:
        if away.__cause__ is None:
            click.echo(away.sentence, err=True)
            sys.exit(1)
        click.echo("The database of DATABASE_URL does not answer yet.", err=True)
        return True
    return False


class PlainCommands(click.Group):
    """Commands that end with a sentence, not with a traceback, when something refuses."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except PaybackError as refusal:
            click.echo(refusal.sentence, err=True)
            sys.exit(1)
