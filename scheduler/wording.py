"""How sessions, times and amounts are said in the sentences that coordinators read."""

from datetime import date, datetime

from scheduler.facts import Week
from scheduler.problem import WorkSession


def day(value: date) -> str:
    """Return a day as `Tue 24 Nov 2026`."""
    return f"{value:%a} {value.day} {value:%b %Y}"


def moment(value: datetime) -> str:
    """Return a time as `Tue 24 Nov 2026 09:30`."""
    return f"{day(value)} {value:%H:%M}"


def session(value: WorkSession) -> str:
    """Return a session as `canal-tue (Tue 24 Nov 2026, 09:30–17:00)`."""
    return f"{value.id} ({day(value.start)}, {value.start:%H:%M}–{value.end:%H:%M})"


def week(value: Week) -> str:
    """Return an ISO week by its Monday: `the week of Mon 23 Nov 2026`."""
    return f"the week of {day(date.fromisocalendar(*value, 1))}"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun: `1 person`, `2 people`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(names: list[str]) -> str:
    """Return names as they are said: `a`, `a and b`, `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
