"""How evenly a rota shares the work, in words beside each figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scheduler
from payback.core import wording

if TYPE_CHECKING:
    from scheduler import Problem, Share, Solution, Spread

SEXES = {"female": "Women given their weekly offer", "male": "Men given their weekly offer"}


def evenness_of(problem: Problem, solution: Solution) -> list[tuple[str, str]]:
    """Return figures of a rota and what each says; an offer is the hours due in that week."""
    found = scheduler.fairness(problem, solution)
    rows = [("People given their weekly offer", _share(found.overall))]
    rows += [(SEXES[sex], _share(share)) for sex, share in found.by_sex.items() if share.offered]
    if found.people_short:
        hours = wording.hours_decimal(found.minutes_short)
        short = wording.plural(found.people_short, "person", "people")
        rows.append(("Short of their weekly offer", f"{short}, {hours} hours together"))
    if found.travel is not None:
        rows.append(("Journeys, one way", _journeys(found.travel)))
    if found.weekend_share is not None:
        rows.append(("Bookings at a weekend", f"{found.weekend_share:.0%}"))
    return rows


def _share(share: Share) -> str:
    if share.rate is None:
        return "Nobody has an offer"
    return f"{share.given:,} of {share.offered:,} ({share.rate:.0%})"


def _journeys(spread: Spread) -> str:
    return (
        f"Half within {spread.median:.0f} minutes, nine in ten within "
        f"{spread.nine_tenths:.0f}, the longest {spread.most:.0f}"
    )
