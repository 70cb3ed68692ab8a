"""The ``payback`` command line: starts processes and calls the features' commands."""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import closing

import click

from payback.accounts.start import require_usable
from payback.config import VARIABLES, Config, ConfigError, load_config
from payback.config_checks import notes, unknown_names
from payback.core.backup.commands import backup, restore_backup
from payback.core.commands import (
    PlainCommands,
    config_or_exit,
    database_or_exit,
    migrate_or_exit,
    wait_until_usable,
)
from payback.core.errors import Away
from payback.core.logs import init_logs
from payback.core.private_files import keep_files_private
from payback.core.revisions import NOT_MIGRATED
from payback.demonstration.commands import demonstrate, seed
from payback.registry import COMMANDS
from payback.serving.parent import end_with_parent
from payback.serving.together import serve as serve_together
from payback.serving.web import THREADS, require_free_port, run_web


@click.group(cls=PlainCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--until-closed", type=int, hidden=True, help="A pipe of the parent process.")
def main(until_closed: int | None) -> None:
    """Run Community Payback for an area."""
    keep_files_private()
    if until_closed is not None:
        end_with_parent(until_closed)


@main.command()
def migrate() -> None:
    """Bring the database up to date; safe to run again."""
    migrate_or_exit(config_or_exit())
    click.echo("The database is up to date.")


@main.command("new-migration")
@click.argument("message")
def new_migration(message: str) -> None:
    """Write the next migration from the models (for developers)."""
    from payback.core.migrate import write_migration  # Alembic, for whoever migrates

    write_migration(config_or_exit(), message)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
def serve(host: str, port: int) -> None:
    """Run web server and worker together, with an embedded broker."""
    config = config_or_exit()
    require_free_port(host, port)
    wait_until_usable(config, require_usable)
    serve_together(config, host, port)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--production", is_flag=True, help="Several processes, for behind a proxy.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=THREADS, show_default=True, type=click.IntRange(1, 64))
def web(host: str, port: int, *, production: bool, workers: int, threads: int) -> None:
    """Run the web server alone: one process, or with --production several that are replaced."""
    config = config_or_exit()
    require_free_port(host, port)
    wait_until_usable(config, require_usable)
    if production:
        from payback.serving.production import run_production  # gunicorn, which nothing else needs

        run_production(config, host, port, workers, threads)
    else:
        run_web(config, host, port)


@main.command()
def work() -> None:
    """Run one worker; start as many as you like, on as many machines."""
    from payback.core.worker import run_worker  # Celery, which only workers load at once

    config = config_or_exit()
    init_logs(config.log_level)
    wait_until_usable(config, require_usable)
    run_worker(config)


@main.command("check-config")
def check_config() -> None:
    """Say whether the settings are safe, and list them all."""
    for name, meaning in VARIABLES.items():
        click.echo(f"{'set' if os.environ.get(name) else '   '}  {name}: {meaning}")
    try:
        config = load_config(os.environ)
    except ConfigError as error:
        for fault in error.faults:
            click.echo(f"✗ {fault}", err=True)
        sys.exit(1)
    unknown = unknown_names(VARIABLES, os.environ)
    for note in (*notes(config), *unknown, *_notes_on_database(config)):
        click.echo(f"! {note}")
    click.echo(f"The settings are in order (mode: {config.mode}).")


@main.command("new-secret")
def new_secret() -> None:
    """Print a random value for PAYBACK_SECRET_KEY."""
    click.echo(secrets.token_urlsafe(48))


def _notes_on_database(config: Config) -> list[str]:
    """Return what is still to do; a database that may not be used at all is refused."""
    with closing(database_or_exit(config, migrated=False)) as database:
        try:
            require_usable(database, config)
        except Away as away:
            if away.found != NOT_MIGRATED:
                raise
            return [away.sentence]
    return []


for _command in (*COMMANDS, seed, demonstrate, backup, restore_backup):
    main.add_command(_command)
