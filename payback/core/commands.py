"""What every command of the command line needs: settings, a database, a sentence on failure."""

from __future__ import annotations

import os
import sys
import time

import click

from payback.config import Config, ConfigError, load_config, with_secret_key
from payback.core.db import Database
from payback.core.errors import Away, PaybackError
from payback.core.migrate import require_migrated, revision_of
from payback.core.private_files import keep_files_private

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


def wait_until_migrated(config: Config) -> None:
    """Wait for a database that does not answer yet, as after the start of a machine.

    Leaves with status 1 and a sentence if it answers and is not as this version needs it.
    """
    database = Database(config.database_url)
    try:
        while _is_away(database, config):
            time.sleep(LOOK_AGAIN_SECONDS)
    finally:
        database.close()


def _is_away(database: Database, config: Config) -> bool:
    try:
        require_migrated(database, config)
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
