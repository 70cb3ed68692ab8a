"""The days on which no project opens: the bank holidays of England."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.working_days import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def closed_days(from_on: date, to_on: date) -> Mapping[date, str]:
    """Return England's bank holidays between two days, both included, with their names."""
    years = range(from_on.year, to_on.year + 1)
    return {
        day: name
        for year in years
        for day, name in sorted(bank_holidays(year).items())
        if from_on <= day <= to_on
    }
