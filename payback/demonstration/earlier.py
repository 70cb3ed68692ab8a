"""The years before the last one: the same sites and leaders, and people who come and go.

The last year, which most pages show, is the same whatever came before it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from payback.demonstration import cast, history

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from random import Random

    from payback.areas.postcodes import Place

WEEKS = 52
LONGEST_OVERDUE = timedelta(days=365)
"""After that a court has revoked what is left of an order."""


def earlier_years(
    random: Random,
    places: Sequence[Place],
    prefix: str,
    world: history.Area,
    first_day: date,
    last_day: date,
) -> tuple[list[cast.Worker], list[history.Held]]:
    """Return who came before the people of the last year, and every session held for them.

    Parameters
    ----------
    prefix
        What their case reference numbers begin with; the numbers go on after those of the world.
    world
        The area in its last year: as many people go at any time as then.
    first_day, last_day
        A Monday and the Sunday before the last year, whole years apart.
    """
    everyone: list[cast.Worker] = []
    going: list[cast.Worker] = []
    held: list[history.Held] = []
    day = first_day
    while day < last_day:
        end = day + timedelta(weeks=WEEKS, days=-1)
        begun = len(world.workers) + len(everyone) + 1
        wanted = len(world.workers) - len(going)
        months = 12 if everyone else 19
        new = cast.people(random, places, wanted, prefix, end, months, first=begun)
        for worker in new:
            history.bring_forward(random, worker, day)
        everyone, going = everyone + new, going + new
        year = history.Area(going, world.leaders, world.sites, world.dates)
        held += history.hold(random, year, day, end + timedelta(days=1), end)
        going = [each for each in going if each.remaining and each.due_on + LONGEST_OVERDUE > end]
        day = end + timedelta(days=1)
    for worker in everyone:
        worker.ended = worker.completed_on is None
    return everyone, held
