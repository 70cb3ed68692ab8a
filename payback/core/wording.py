"""How dates, times, durations and numbers are written, on pages, in mails and in errors.

Pure functions on plain values: no clock, no time zone, no web.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

MINUTES_AN_HOUR = 60


def date(day: dt.date) -> str:
    """Write a date as "6 March 2026"."""
    return f"{day.day} {day:%B %Y}"


def short_date(day: dt.date) -> str:
    """Write a date as "Fri 6 Mar"."""
    return f"{day:%a} {day.day} {day:%b}"


def time(moment: dt.time) -> str:
    """Write a time of day as "9:30am", "midday" or "midnight"."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "midday" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'pm' if moment.hour >= 12 else 'am'}"


def hours(minutes: int) -> str:
    """Write a duration in minutes as "7 hours 30 minutes"; a negative one with "minus"."""
    if minutes < 0:
        return f"minus {hours(-minutes)}"
    whole, rest = divmod(minutes, MINUTES_AN_HOUR)
    parts = []
    if whole:
        parts.append(plural(whole, "hour"))
    if rest or not parts:
        parts.append(plural(rest, "minute"))
    return " ".join(parts)


def wait(seconds: int) -> str:
    """Write how long to wait, never too short: "1 minute", "43 minutes", "1 hour 5 minutes"."""
    return hours(max(1, -(-seconds // 60)))


def hours_decimal(minutes: int) -> str:
    """Write a duration in minutes as hours with two decimals: "1,207.50"."""
    return f"{minutes / MINUTES_AN_HOUR:,.2f}"


def number(value: float) -> str:
    """Write a number with commas between thousands."""
    return f"{value:,}"


def percent(share: float) -> str:
    """Write a share between 0 and 1 with two decimals: "87.50%"."""
    return f"{share * 100:.2f}%"


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun: "1 person", "3 people"; the plural adds "s" if not given."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
