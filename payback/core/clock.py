"""The only reader of the clock. Instants are UTC; days are those of Europe/London."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in Europe/London."""
    return now().astimezone(LONDON).date()


def london_instant(day: date, at: time) -> datetime:
    """Return the UTC instant of a wall-clock time in Europe/London."""
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)


def in_london(instant: datetime) -> datetime:
    """Return an instant as wall-clock time in Europe/London."""
    return instant.astimezone(LONDON)
