"""Facts of a problem that rules, goals and solvers all start from: distance, urgency, shares.

Each is a formula of the format's specification on single values; no rule is decided here.
"""

from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Protocol, TypeAlias

from scheduler.problem import Person, Policy, WorkSession

EARTH_RADIUS_KM = 6371.0088

Week: TypeAlias = tuple[int, int]
"""ISO year and ISO week."""


class Place(Protocol):
    """Anything with a point on the map."""

    @property
    def lat(self) -> float:
        """Degrees north."""
        ...

    @property
    def lon(self) -> float:
        """Degrees east."""
        ...


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance between two points in degrees (haversine)."""
    north, other_north = radians(lat), radians(other_lat)
    half_lat = sin((other_north - north) / 2) ** 2
    half_lon = sin(radians(other_lon - lon) / 2) ** 2
    chord = half_lat + cos(north) * cos(other_north) * half_lon
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def travel_minutes(policy: Policy, here: Place, there: Place) -> float:
    """Return the minutes of one way between two places."""
    return kilometres(here.lat, here.lon, there.lat, there.lon) * policy.minutes_per_km


def urgency(policy: Policy, person: Person, start: date) -> float:
    """Return how many points a credited minute within the weekly offer is worth.

    Parameters
    ----------
    policy
        Gives the pace that counts as 1 and the limits.
    person
        The minutes still to do and the day they are due.
    start
        The first day planned.
    """
    weeks = max(1.0, (person.due - start).days / 7)
    pace = person.remaining_minutes / weeks / policy.pace_minutes
    return min(max(pace, policy.urgency_min), policy.urgency_max)


def place_share(margin: float | None, rate: float) -> float:
    """Return how much of a place a booking takes up (H10)."""
    return 1.0 if margin is None else rate + margin * rate * (1 - rate)


def week_of(session: WorkSession) -> Week:
    """Return the ISO year and week in which a session starts."""
    year, week, _ = session.start.isocalendar()
    return year, week


def is_frozen(policy: Policy, session: WorkSession) -> bool:
    """Whether a session starts before `frozen_until`, so that its published bookings stand."""
    return policy.frozen_until is not None and session.start.date() < policy.frozen_until
