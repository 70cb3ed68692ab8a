"""Who will miss the deadline: hours that remain against the weeks that are left.

Pure functions; minutes throughout. ``deadline_queries`` says the same in SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.people.balance import remaining_minutes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from payback.reports.deadline_queries import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSums:
    """How active requirements stand: of one borough, or of several together."""

    name: str
    active: int
    at_risk: int
    overdue: int
    short: int


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


def sums_of(boroughs: Sequence[DeadlineSums]) -> DeadlineSums:
    """Return the sums over boroughs."""
    return DeadlineSums(
        name="All",
        active=sum(each.active for each in boroughs),
        at_risk=sum(each.at_risk for each in boroughs),
        overdue=sum(each.overdue for each in boroughs),
        short=sum(each.short for each in boroughs),
    )
