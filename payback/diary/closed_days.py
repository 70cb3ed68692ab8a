"""The days on which no project opens: the bank holidays of England."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import holidays

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def closed_days(from_on: date, to_on: date) -> Mapping[date, str]:
    """Return England's bank holidays between two days, both included, with their names."""
    years = range(from_on.year, to_on.year + 1)
    return {
        day: name
        for year in years
        for day, name in sorted(_bank_holidays(year).items())
        if from_on <= day <= to_on
    }


@cache
def _bank_holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year).items())
