"""``payback projection``: worked cases of the projection, for whoever checks against its rules."""

from __future__ import annotations

from pathlib import Path

import click

from payback.allocations.projection import Situation, project
from payback.core.cases import answer_cases

File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("projection")
@click.argument("file", type=File)
def projection(file: Path) -> None:
    """Print which appointments each case of a JSON FILE lacks (format payback-projection/1)."""
    click.echo(answer_cases(file, Situation, project))
