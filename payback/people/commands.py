"""``payback import``: people from a CSV file on the command line."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from payback.core import clock
from payback.core.access import COMMAND_LINE
from payback.core.commands import database_or_exit
from payback.core.wording import plural
from payback.people.import_columns import COLUMNS
from payback.people.importer import read_people
from payback.people.loading import load_people

File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def import_group() -> None:
    """Import records from files."""


@import_group.command("people", epilog=f"Columns: {', '.join(each.name for each in COLUMNS)}.")
@click.argument("file", type=File)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def people(file: Path, *, dry_run: bool) -> None:
    """Import people on probation and their requirements from a CSV FILE.

    A line is known again by CRN and event number; blank cells change nothing of a known person.
    With a fault on any line nothing is imported.
    """
    sheet = read_people(file.read_bytes(), clock.today())
    with closing(database_or_exit()) as database, database.transaction(COMMAND_LINE) as db:
        report = load_people(db, COMMAND_LINE, sheet, dry_run=dry_run)
    for fault in report.faults:
        click.echo(str(fault), err=True)
    if report.faults:
        click.echo(f"Nothing was imported: {plural(len(report.faults), 'fault')}.", err=True)
        sys.exit(1)
    if dry_run:
        click.echo("Nothing is written. This would happen:")
    click.echo(
        f"{plural(report.added, 'line')} new, {report.changed:,} changed, "
        f"{report.unchanged:,} as before."
    )
