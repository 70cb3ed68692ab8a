"""The rota problem, format `payback-rota/1`, as plain frozen values.

Field names are the keys of the format. Reading and its faults belong in `format`; nothing here
checks anything.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

Window: TypeAlias = tuple[datetime, datetime]
"""From and to, local wall-clock times."""

Circle: TypeAlias = tuple[float, float, float]
"""Latitude, longitude and radius in kilometres."""

Pair: TypeAlias = tuple[str, str]
"""Id of a person or supervisor, id of a session."""

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]

FORMAT = "payback-rota/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers a coordinator may change; minutes, points, or points a minute."""

    overbooking_margin: float | None = 0.65
    minutes_per_km: float = 4.0
    no_lone_woman: bool = True
    supervisor_day_minutes: int = 540
    supervisor_rest_minutes: int = 660
    supervisor_gap_minutes: int = 30
    frozen_until: date | None = None
    pace_minutes: float = 420
    urgency_min: float = 0.5
    urgency_max: float = 3.0
    extra_hours_rate: float = 0.4
    priority_rate: float = 0.05
    travel_rate: float = 0.5
    continuity_points: float = 60
    short_order_minutes: int = 3600
    short_match_points: float = 40
    session_points: float = 400
    person_change_points: float = 120
    supervisor_change_points: float = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A place with work to do; `remaining_minutes` is `None` where the work is open-ended."""

    id: str
    lat: float
    lon: float
    priority: int
    tags: tuple[str, ...]
    women_only: bool
    skills: tuple[str, ...]
    remaining_minutes: int | None
    short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSession:
    """A time at a project that may be opened; `minutes` are credited for all of it."""

    id: str
    project: str
    start: datetime
    end: datetime
    minutes: int
    places: int
    min_people: int
    supervisors_needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """Someone who can run sessions."""

    id: str
    lat: float
    lon: float
    female: bool
    skills: tuple[str, ...]
    available: tuple[Window, ...]
    max_weekly_minutes: int
    max_travel_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person on probation with unpaid work still to do."""

    id: str
    lat: float
    lon: float
    female: bool
    remaining_minutes: int
    due: date
    weekly_minutes: int
    max_weekly_minutes: int
    max_travel_minutes: int
    attendance_rate: float
    available: tuple[Window, ...]
    barred_tags: tuple[str, ...]
    exclusions: tuple[Circle, ...]
    keep_apart: tuple[str, ...]
    not_with_supervisor: Literal["female", "male"] | None
    women_only: bool
    only_projects: tuple[str, ...] | None
    current_project: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookings:
    """Bookings made outside the optimiser: who with which session."""

    people: tuple[Pair, ...] = ()
    supervisors: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All that the optimiser knows: first and last day, what is offered, and who there is."""

    start: date
    end: date
    projects: tuple[Project, ...]
    sessions: tuple[WorkSession, ...]
    supervisors: tuple[Supervisor, ...]
    people: tuple[Person, ...]
    policy: Policy = Policy()
    published: Bookings = Bookings()
    pinned: Bookings = Bookings()
    format: Literal["payback-rota/1"] = "payback-rota/1"

    def to_dict(self) -> JsonObject:
        """Return the JSON shape of this problem, as `read_problem` takes it."""
        return as_json_object(self)


def as_json_object(value: object) -> JsonObject:
    """Return a dataclass of this package as a JSON object, key by key.

    Parameters
    ----------
    value
        A dataclass instance whose fields are themselves plain values.
    """
    names = [field.name for field in fields(value)]  # type: ignore[arg-type]  # any dataclass
    return {name: _plain(getattr(value, name)) for name in names}


def _plain(value: object) -> JsonValue:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return as_json_object(value)
    raise TypeError(f"{type(value).__name__} has no JSON shape here")
