"""``payback reports``: work out anew what is kept for the reports."""

from __future__ import annotations

from contextlib import closing
from time import sleep
from typing import TYPE_CHECKING

import click

from payback.core.access import COMMAND_LINE
from payback.core.answers import Mark, stale_of
from payback.core.answers.refreshing import take_turn
from payback.core.answers.rows import EVERYTHING
from payback.core.commands import database_or_exit
from payback.core.wording import plural
from payback.people.kept_sums import CREDITED
from payback.reports.sums.keeping import HOURS

if TYPE_CHECKING:
    from payback.core.answers import Stale, Topic
    from payback.core.db import Database

KEPT = {"hours by project": HOURS, "credited by requirement": CREDITED}
PAUSE_SECONDS = 0.2
"""Where a worker is at the same: it is let finish."""


@click.group()
def reports() -> None:
    """Work out figures that the reports keep."""


@reports.command()
def rebuild() -> None:
    """Work out anew, from diary and ledger, all sums that the reports keep.

    Area by area, each in a transaction of its own, while the service runs. The pages are right
    before, meanwhile and afterwards; until it is done they cost more.
    """
    with closing(database_or_exit()) as database:
        for name, topic in KEPT.items():
            _rebuild(database, name, topic)
        database.analyze()


def _rebuild(database: Database, name: str, topic: Topic) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.add(Mark(topic=topic.name, kind=EVERYTHING))
    said = 0
    while stale := _stale(database, topic):
        left = len(stale.parts)
        if left not in {0, said}:
            click.echo(f"{name}: {plural(left, 'area')} to do")
            said = left
        if not take_turn(database, topic):
            sleep(PAUSE_SECONDS)
    click.echo(f"{name}: done")


def _stale(database: Database, topic: Topic) -> Stale | None:
    """Return what is not kept yet, or nothing if every area is; changes since do not count."""
    with database.reading() as db:
        stale = stale_of(db, topic)
    return stale if stale.everything or stale.parts else None
