"""``payback validate``: which rules an entry would break, for whoever checks before sending it."""

from __future__ import annotations

from pathlib import Path

import click

from payback.attendance.validation import CASE, judge
from payback.core.cases import answer_cases

File = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("validate")
@click.argument("file", type=File)
def validate(file: Path) -> None:
    """Print which rules each entry of a JSON FILE would break (fields: docs/validate.md)."""
    click.echo(answer_cases(file, CASE, judge, inside=""))
