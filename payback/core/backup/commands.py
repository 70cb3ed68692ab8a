"""``payback backup`` and ``payback restore``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payback.core.backup.archive import FILES
from payback.core.backup.restore import WORD, restore
from payback.core.backup.rows import ROWS
from payback.core.backup.take import take
from payback.core.commands import config_or_exit, database_or_exit
from payback.core.wording import hours, plural

if TYPE_CHECKING:
    from payback.core.backup.archive import Manifest

File = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=File)
def backup(file: Path) -> None:
    """Write the database and the data folder to a new FILE, while the service runs.

    The file is read again and its figures are compared with the database's. Only its owner can
    read it; keep it where the service's machine cannot take it along.
    """
    config = config_or_exit()
    with closing(database_or_exit(config)) as database:
        manifest = take(database, config, file)
    click.echo(f"Wrote {file}, {file.stat().st_size / 1e6:,.1f} MB. It holds {_held(manifest)}.")


@click.command("restore")
@click.argument("file", type=File)
@click.option(
    WORD,
    "replacing",
    is_flag=True,
    help="Also onto a database that is in use: all that it and the data folder hold is lost.",
)
def restore_backup(file: Path, *, replacing: bool) -> None:
    """Restore FILE into an empty database and the data folder, and compare the figures.

    Stop web server and workers first. The backup may come from the other kind of database, and
    from an earlier version of the service: it is migrated.
    """
    config = config_or_exit()
    with closing(database_or_exit(config, migrated=False)) as database:
        manifest = restore(database, config, file, replacing=replacing)
    click.echo(f"Restored the backup of {manifest.taken_at}: {_held(manifest)}.")


def _held(manifest: Manifest) -> str:
    figures, ledger = manifest.figures, manifest.figures.get("ledger_entries", {})
    rows = plural(sum(each[ROWS] for each in figures.values()), "row")
    entries = plural(ledger.get(ROWS, 0), "ledger entry", "ledger entries")
    files = plural(sum(1 for name in manifest.hashes if name.startswith(FILES)), "file")
    return (
        f"{rows} in {plural(len(figures), 'table')} ({entries} with "
        f"{hours(ledger.get('minutes', 0))} in all) and {files}"
    )
