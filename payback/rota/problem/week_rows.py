"""What a week's plan rests on: rows as they were read, and where people and supervisors are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time

    from payback.diary.models import WorkSession
    from payback.people.models import Requirement
    from payback.policies.rules import Policies
    from payback.rota.models import RotaPin
    from payback.supervisors.models import Supervisor


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A person who is, or was, on a session; ``stands`` unless today's facts do not allow it."""

    person_id: int
    session_id: int
    project_id: int
    on: date
    minutes: int
    recorded: bool
    stands: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A supervisor who runs a session; ``stands`` unless today's facts do not allow it."""

    supervisor_id: int
    session_id: int
    on: date
    starts_at: time
    ends_at: time
    minutes: int
    stands: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What earlier weeks of the same run have planned; it replaces what was planned there."""

    bookings: tuple[Placed, ...] = ()
    session_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRows:
    """Everything that bears on the plan of one week of one area."""

    start: date
    end: date
    now: datetime
    policies: Policies
    requirements: Sequence[Requirement]
    keep_apart: Sequence[tuple[int, int]]
    credited: dict[int, int]
    histories: dict[int, tuple[int, int]]
    latest_projects: dict[int, int]
    placed: Sequence[Placed]
    project_credited: dict[int, int]
    sessions: Sequence[WorkSession]
    supervisors: Sequence[Supervisor]
    served: Sequence[Served]
    pins: Sequence[RotaPin]


def by_person(placed: Sequence[Placed]) -> dict[int, list[Placed]]:
    """Return the bookings of each person."""
    found: dict[int, list[Placed]] = defaultdict(list)
    for each in placed:
        found[each.person_id].append(each)
    return found


def requirement_of(rows: WeekRows) -> dict[int, Requirement]:
    """Return the requirement that each person works on: of several the one due first."""
    chosen: dict[int, Requirement] = {}
    for each in rows.requirements:
        chosen.setdefault(each.person_id, each)
    return chosen
