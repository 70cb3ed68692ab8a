"""Who will miss the deadline: hours that remain against the weeks that are left.

Pure functions; minutes throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from payback.people.balance import remaining_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from payback.reports.requirement_queries import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """A requirement that will not be complete by its due date at the pace offered.

    Parameters
    ----------
    short
        Minutes that would still remain on the due date.
    weeks
        Whole weeks left, today's included if the due date is today or later.
    needed
        Minutes a week that would be needed to be in time; none once the date has passed.
    """

    standing: Standing
    remaining: int
    weeks: int
    pace: int
    short: int
    needed: int | None

    @property
    def overdue(self) -> bool:
        """Whether the due date has passed."""
        return self.needed is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Borough:
    """How a borough's active requirements stand."""

    name: str
    active: int
    at_risk: int
    overdue: int
    short: int


def at_risk(standing: Standing, today: date, offer: int) -> AtRisk | None:
    """Return how short a requirement will be, or nothing if the pace offered is enough.

    Parameters
    ----------
    offer
        The minutes a week that policy offers everybody; a requirement's own offer counts if it
        is more. A week begun counts as a whole one, in the person's favour.
    """
    remaining = remaining_minutes(standing.ordered, standing.credited)
    days = (standing.due_on - today).days + 1
    weeks = max(0, -(-days // 7))
    pace = max(offer, standing.weekly)
    short = remaining - weeks * pace
    if short <= 0:
        return None
    return AtRisk(
        standing=standing,
        remaining=remaining,
        weeks=weeks,
        pace=pace,
        short=short,
        needed=-(-remaining // weeks) if weeks else None,
    )


def most_short_first(standings: Iterable[Standing], today: date, offer: int) -> list[AtRisk]:
    """Return every requirement at risk, those with most hours short first."""
    found = [at_risk(each, today, offer) for each in standings]
    return sorted(
        (each for each in found if each is not None),
        key=lambda each: (-each.short, each.standing.due_on, each.standing.requirement_id),
    )


def by_borough(standings: Iterable[Standing], risks: Iterable[AtRisk]) -> list[Borough]:
    """Return the counts of each borough with an active requirement, by name."""
    of = {each.standing.requirement_id: each for each in risks}
    ordered = sorted(standings, key=lambda each: each.area_name)
    return [
        _borough(name, [of.get(each.requirement_id) for each in part])
        for name, part in groupby(ordered, key=lambda each: each.area_name)
    ]


def _borough(name: str, risks: list[AtRisk | None]) -> Borough:
    found = [each for each in risks if each is not None]
    return Borough(
        name=name,
        active=len(risks),
        at_risk=len(found),
        overdue=sum(each.overdue for each in found),
        short=sum(each.short for each in found),
    )
