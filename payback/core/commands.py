"""What every command of the command line needs: settings, a database, a sentence on failure."""

from __future__ import annotations

import os
import sys

import click
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from payback.config import Config, ConfigError, load_config, with_secret_key
from payback.core.db import Database
from payback.core.private_files import keep_files_private


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


def database_or_exit(config: Config | None = None) -> Database:
    """Return the database if it answers, or say so and leave with status 1."""
    config = config or config_or_exit()
    database = Database(config.database_url)
    try:
        with database.reading() as db:
            db.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        database.close()
        kind = type(getattr(error, "orig", None) or error).__name__
        click.echo(f"The database of DATABASE_URL does not answer ({kind}).", err=True)
        sys.exit(1)
    return database
