"""``payback import`` and ``payback incentive``: people on the command line."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from payback.core.access import COMMAND_LINE
from payback.core.cases import answer_cases
from payback.core.commands import database_or_exit
from payback.core.wording import plural
from payback.imports.loading import load_file
from payback.people.importing.columns import COLUMNS
from payback.people.importing.kind import PEOPLE
from payback.people.incentive import Record, stand

File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("incentive")
@click.argument("file", type=File)
def incentive(file: Path) -> None:
    """Print what each case of a JSON FILE has earned by working (format payback-incentive/1)."""
    click.echo(answer_cases(file, Record, stand))


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
    with closing(database_or_exit()) as database:
        outcome = load_file(database, COMMAND_LINE, PEOPLE, file.read_bytes(), dry_run=dry_run)
    for remark in (*outcome.warnings, *outcome.faults):
        click.echo(str(remark), err=True)
    if outcome.faults:
        done = PEOPLE.count(outcome.taken) if outcome.taken else "Nothing"
        verb = "were" if outcome.taken > 1 else "was"
        click.echo(f"{done} {verb} imported: {plural(len(outcome.faults), 'fault')}.", err=True)
        sys.exit(1)
    if dry_run:
        click.echo("Nothing is written. This would happen:")
    click.echo(
        f"{PEOPLE.count(outcome.added)} new, {outcome.changed:,} changed, "
        f"{outcome.unchanged:,} as before."
    )
