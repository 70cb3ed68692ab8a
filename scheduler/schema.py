"""The shape of the two file formats for pydantic: keys, types and limits of single values.

What one value says about another (references, order, uniqueness) belongs in `references`.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Literal, NotRequired, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

MOST = 10**9
"""Numbers beyond this are taken for slips; below it every sum stays exact in 64 bits."""

LONGEST_SESSION = 100_000
WIDEST_MARGIN = 100

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:00)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@lru_cache(maxsize=65536, typed=True)
def _time(text: str) -> datetime:
    if not _TIME.fullmatch(text):
        raise ValueError("must be a local time to the minute, such as 2026-11-24T09:30")
    try:
        return datetime.fromisoformat(text)  # local wall-clock by design
    except ValueError as error:
        raise ValueError("is not a time that exists in the calendar") from error


@lru_cache(maxsize=65536, typed=True)
def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError("must be a date such as 2026-11-24")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("is not a date that exists in the calendar") from error


def read_time(value: object) -> datetime:
    """Read a local wall-clock time, or raise `ValueError` with a sentence."""
    if not isinstance(value, str):
        raise ValueError("must be a local time in quotes, such as 2026-11-24T09:30")
    return _time(value)


def read_date(value: object) -> date:
    """Read a date, or raise `ValueError` with a sentence."""
    if not isinstance(value, str):
        raise ValueError("must be a date in quotes, such as 2026-11-24")
    return _date(value)


Time: TypeAlias = Annotated[datetime, BeforeValidator(read_time)]
Day: TypeAlias = Annotated[date, BeforeValidator(read_date)]
Text: TypeAlias = Annotated[str, Field(strict=True)]
Flag: TypeAlias = Annotated[bool, Field(strict=True)]
Count: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=MOST)]
SessionMinutes: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=LONGEST_SESSION)]
Priority: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=5)]
Number: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-MOST, le=MOST)]
NotNegative: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=MOST)]
Margin: TypeAlias = Annotated[
    float, Field(strict=True, allow_inf_nan=False, ge=0, le=WIDEST_MARGIN)
]
Pace: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.001, le=MOST)]
Rate: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
Lat: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-90, le=90)]
Lon: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-180, le=180)]
Texts: TypeAlias = tuple[Text, ...]
Windows: TypeAlias = tuple[tuple[Time, Time], ...]
Pairs: TypeAlias = tuple[tuple[Text, Text], ...]

_exact = with_config(ConfigDict(extra="forbid"))


@_exact
class PolicyShape(TypedDict, total=False):
    """`policy`: any of its numbers may be missing."""

    overbooking_margin: Margin | None
    minutes_per_km: NotNegative
    no_lone_woman: Flag
    supervisor_day_minutes: Count
    supervisor_rest_minutes: Count
    supervisor_gap_minutes: Count
    frozen_until: Day | None
    pace_minutes: Pace
    urgency_min: NotNegative
    urgency_max: NotNegative
    extra_hours_rate: Rate
    priority_rate: NotNegative
    travel_rate: NotNegative
    continuity_points: Number
    short_order_minutes: Count
    short_match_points: Number
    session_points: Number
    person_change_points: Number
    supervisor_change_points: Number


@_exact
class ProjectShape(TypedDict):
    """One of `projects`."""

    id: Text
    lat: Lat
    lon: Lon
    priority: Priority
    tags: Texts
    women_only: Flag
    skills: Texts
    remaining_minutes: Count | None
    short: Flag


@_exact
class SessionShape(TypedDict):
    """One of `sessions`."""

    id: Text
    project: Text
    start: Time
    end: Time
    minutes: SessionMinutes
    places: Count
    min_people: Count
    supervisors_needed: Count


@_exact
class SupervisorShape(TypedDict):
    """One of `supervisors`."""

    id: Text
    lat: Lat
    lon: Lon
    female: Flag
    skills: Texts
    available: Windows
    max_weekly_minutes: Count
    max_travel_minutes: Count


@_exact
class PersonShape(TypedDict):
    """One of `people`."""

    id: Text
    lat: Lat
    lon: Lon
    female: Flag
    remaining_minutes: Count
    due: Day
    weekly_minutes: Count
    max_weekly_minutes: Count
    max_travel_minutes: Count
    attendance_rate: Rate
    available: Windows
    barred_tags: Texts
    exclusions: tuple[tuple[Lat, Lon, NotNegative], ...]
    keep_apart: Texts
    not_with_supervisor: Literal["female", "male"] | None
    women_only: Flag
    only_projects: Texts | None
    current_project: Text | None


@_exact
class BookingsShape(TypedDict, total=False):
    """`published` and `pinned`."""

    people: Pairs
    supervisors: Pairs


@_exact
class ProblemShape(TypedDict):
    """A whole problem."""

    format: Literal["payback-rota/1"]
    start: Day
    end: Day
    policy: NotRequired[PolicyShape]
    projects: tuple[ProjectShape, ...]
    sessions: tuple[SessionShape, ...]
    supervisors: tuple[SupervisorShape, ...]
    people: tuple[PersonShape, ...]
    published: NotRequired[BookingsShape]
    pinned: NotRequired[BookingsShape]


@_exact
class OpenSessionShape(TypedDict):
    """One of a solution's `sessions`."""

    session: Text
    supervisors: Texts
    people: Texts


@_exact
class UnplacedShape(TypedDict):
    """One of a solution's `unplaced`."""

    person: Text
    reason: Literal[
        "complete", "unavailable", "too_far", "unsuitable", "session_not_opened", "no_place"
    ]
    detail: Text


@_exact
class SolutionShape(TypedDict):
    """A whole solution; a checker needs no more than its sessions."""

    format: Literal["payback-rota-solution/1"]
    status: Literal["optimal", "feasible", "infeasible"]
    objective: NotRequired[Annotated[float, Field(strict=True, allow_inf_nan=False)] | None]
    bound: NotRequired[Annotated[float, Field(strict=True, allow_inf_nan=False)] | None]
    seconds: NotRequired[NotNegative]
    sessions: tuple[OpenSessionShape, ...]
    unplaced: NotRequired[tuple[UnplacedShape, ...]]
    conflicts: NotRequired[Texts]


PROBLEM = TypeAdapter(ProblemShape)
SOLUTION = TypeAdapter(SolutionShape)
