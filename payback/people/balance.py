"""Sums over a ledger: what remains, what may still be credited, when the order was met.

Pure functions on minutes; no database and no clock.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def remaining_minutes(ordered: int, credited: int) -> int:
    """Return the minutes still to be worked, never below zero."""
    return max(0, ordered - credited)


def share_of(ordered: int, share: float | Decimal) -> int:
    """Return a share of an order in whole minutes, rounded down: 0.3 of 6,000 is 1,800."""
    return int(Decimal(str(share)) * ordered)


def met_on(ordered: int, entries: Iterable[tuple[date, int]]) -> date | None:
    """Return the day on which the minutes credited reached the order for good.

    Parameters
    ----------
    ordered
        Minutes ordered.
    entries
        Day worked and signed minutes of every entry, in any order: one written down late counts
        on the day it was worked.

    Returns
    -------
    date or None
        `None` while minutes remain.
    """
    by_day: dict[date, int] = {}
    for worked_on, minutes in entries:
        by_day[worked_on] = by_day.get(worked_on, 0) + minutes
    total, met = 0, None
    for day in sorted(by_day):
        total += by_day[day]
        met = (met or day) if total >= ordered else None
    return met
