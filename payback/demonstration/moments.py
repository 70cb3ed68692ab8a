"""When the demonstration's past was written down."""

from __future__ import annotations

from datetime import date, datetime, time

from payback.core import clock


def recorded_at(day: date) -> datetime:
    """Return the instant at which a day's work was recorded: six in the evening."""
    return clock.london_instant(day, time(18))
