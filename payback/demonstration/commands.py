"""``payback seed`` and ``payback demonstrate``."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from payback.core.commands import config_or_exit, database_or_exit, migrate_or_exit
from payback.demonstration.accounts import PASSWORD, sign_ins
from payback.demonstration.load import SIZES, is_empty, load
from payback.serving.together import serve
from payback.serving.web import require_free_port

if TYPE_CHECKING:
    from payback.core.db import Database
    from payback.demonstration.load import Size


@click.command()
@click.option("--size", type=click.Choice(sorted(SIZES)), default="borough", show_default=True)
@click.option(
    "--years",
    type=click.IntRange(1, 10),
    default=1,
    show_default=True,
    help="Years of the past: in those before the last, people who have gone since.",
)
def seed(size: str, years: int) -> None:
    """Load demonstration data into an empty database; refused in production."""
    if not _seed(replace(SIZES[size], years=years)):
        click.echo("The database already holds people; nothing was loaded.", err=True)
        sys.exit(1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
def demonstrate(host: str, port: int) -> None:
    """Migrate, load demonstration data if there is none, and run the service."""
    require_free_port(host, port)
    config = config_or_exit()
    migrate_or_exit(config)
    _seed(SIZES["borough"])
    serve(config, host, port)


def _seed(size: Size) -> bool:
    config = config_or_exit()
    if not config.demonstration:
        click.echo("Demonstration data is refused: PAYBACK_MODE is production.", err=True)
        sys.exit(1)
    database = database_or_exit(config)
    with database.reading() as db:
        empty = is_empty(db)
    if empty:
        load(database, config, size, click.echo)
        database.analyze()
    _show_sign_ins(database)
    database.close()
    return empty


def _show_sign_ins(database: Database) -> None:
    with database.reading() as db:
        found = sign_ins(db)
    if found:
        click.echo(f"Demonstration sign-ins, all with the password “{PASSWORD}”:")
    for role, email in found:
        click.echo(f"  {role:14} {email}")
