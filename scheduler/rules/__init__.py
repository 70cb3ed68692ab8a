"""The hard rules H1–H13 in order: the specification on one screen.

Each rule is one file with two readings, written independently: `violations` says it of a
finished rota in sentences for coordinators; `narrow_people`, `narrow_supervisors` and `constrain`
say it to the solver, before and after there are variables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.rules import (
    availability,
    keeping_apart,
    limited_work,
    lone_woman,
    numbers,
    one_a_day,
    places,
    standing,
    suitability,
    supervision,
    travel,
    wasted_bookings,
    weekly_limit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scheduler.modelling.model import Model
    from scheduler.modelling.pairs import Pairs
    from scheduler.problem import Person, Problem, Supervisor
    from scheduler.rota import Rota


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A hard rule: its code, what it asks for, and its readings."""

    code: str
    asks: str
    violations: Callable[[Problem, Rota], Iterator[str]]
    narrow_people: Callable[[Pairs[Person]], None] | None = None
    narrow_supervisors: Callable[[Pairs[Supervisor]], None] | None = None
    constrain: Callable[[Model], None] | None = None


RULES = (
    Rule(
        code="H1",
        asks="people are booked only when they are available",
        violations=availability.violations,
        narrow_people=availability.narrow_people,
    ),
    Rule(
        code="H2",
        asks="nobody travels longer than their limit",
        violations=travel.violations,
        narrow_people=travel.narrow_people,
    ),
    Rule(
        code="H3",
        asks="a person has at most one session a day",
        violations=one_a_day.violations,
        constrain=one_a_day.constrain,
    ),
    Rule(
        code="H4",
        asks="a person's credited minutes stay within their weekly limit",
        violations=weekly_limit.violations,
        constrain=weekly_limit.constrain,
    ),
    Rule(
        code="H5",
        asks="nobody is booked without work left to do",
        violations=wasted_bookings.violations,
        narrow_people=wasted_bookings.narrow_people,
        constrain=wasted_bookings.constrain,
    ),
    Rule(
        code="H6",
        asks="the project is suitable for the person",
        violations=suitability.violations,
        narrow_people=suitability.narrow_people,
    ),
    Rule(
        code="H7",
        asks="people are kept apart from each other and from supervisors as required",
        violations=keeping_apart.violations,
        constrain=keeping_apart.constrain,
    ),
    Rule(
        code="H8",
        asks="no woman is the only one in a group",
        violations=lone_woman.violations,
        constrain=lone_woman.constrain,
    ),
    Rule(
        code="H9",
        asks="an open session has all its supervisors and enough people",
        violations=numbers.violations,
        constrain=numbers.constrain,
    ),
    Rule(
        code="H10",
        asks="no more people are booked than the places allow",
        violations=places.violations,
        constrain=places.constrain,
    ),
    Rule(
        code="H11",
        asks="a project's sessions open only while it has work left",
        violations=limited_work.violations,
        constrain=limited_work.constrain,
    ),
    Rule(
        code="H12",
        asks="supervisors are available, near, skilled, and rested",
        violations=supervision.violations,
        narrow_supervisors=supervision.narrow_supervisors,
        constrain=supervision.constrain,
    ),
    Rule(
        code="H13",
        asks="frozen and pinned bookings stand",
        violations=standing.violations,
        constrain=standing.constrain,
    ),
)
