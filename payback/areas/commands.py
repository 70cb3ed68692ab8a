"""``payback areas``: areas and groupings from the command line."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payback.areas import importer, queries, service
from payback.core import clock
from payback.core.access import COMMAND_LINE
from payback.core.commands import database_or_exit
from payback.core.wording import plural

if TYPE_CHECKING:
    from payback.areas.service import LoadReport

File = click.Path(exists=True, dir_okay=False, path_type=Path)
dry_run_option = click.option("--dry-run", is_flag=True, help="Only say what would happen.")


@click.group()
def areas() -> None:
    """Load areas (local authorities) and the groupings over them; list them."""


@areas.command("load")
@click.argument("file", type=File)
@dry_run_option
def load(file: Path, *, dry_run: bool) -> None:
    """Load areas from a CSV FILE with the columns code, name and region.

    An area that is already here gets the name and region of the file. With a fault on any line
    nothing is loaded.
    """
    sheet = importer.read_areas(file.read_bytes())
    with closing(database_or_exit()) as database, database.transaction(COMMAND_LINE) as db:
        report = service.load_areas(db, sheet, dry_run=dry_run)
    _finish(report, "area", dry_run=dry_run)


@areas.command("load-groupings")
@click.argument("file", type=File)
@dry_run_option
def load_groupings(file: Path, *, dry_run: bool) -> None:
    """Load groupings from a CSV FILE: kind, grouping, area_code, valid_from, valid_to, source.

    A membership that is already here gets the last day of the file. With a fault on any line
    nothing is loaded.
    """
    sheet = importer.read_memberships(file.read_bytes())
    with closing(database_or_exit()) as database, database.transaction(COMMAND_LINE) as db:
        report = service.load_memberships(db, sheet, dry_run=dry_run)
    _finish(report, "membership", dry_run=dry_run)


@areas.command("load-london")
def load_london() -> None:
    """Load the 33 authorities of London and their groupings; safe to run again."""
    with closing(database_or_exit()) as database, database.transaction(COMMAND_LINE) as db:
        service.ensure_london(db)
        count = len(queries.all_areas(db))
    click.echo(f"There are {plural(count, 'area')}.")


@areas.command("list")
def list_areas() -> None:
    """List the areas with their groupings of today."""
    today = clock.today()
    with closing(database_or_exit()) as database, database.reading() as db:
        grouped = queries.groupings_on(db, today)
        for area in queries.all_areas(db):
            names = ", ".join(each.name for each in grouped.get(area.code, {}).values()) or "-"
            click.echo(f"{area.code}  {area.name}  ({area.region})  {names}")


def _finish(report: LoadReport, noun: str, *, dry_run: bool) -> None:
    """Print a report; leave with status 1 if it has faults."""
    for fault in report.faults:
        click.echo(str(fault), err=True)
    if report.faults:
        click.echo(f"Nothing was loaded: {plural(len(report.faults), 'fault')}.", err=True)
        sys.exit(1)
    if dry_run:
        click.echo("Nothing is written. This would happen:")
    click.echo(
        f"{plural(report.added, noun)} added, {report.changed:,} changed, "
        f"{report.unchanged:,} already as in the file."
    )
