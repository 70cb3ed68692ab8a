"""Planning again after people have been told: as few as possible are told something new.

`PAYBACK_REPLANNED` sets how many tiny problems are planned, disturbed and planned again.
"""

import os
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from benchmarks.replanning import fewest_dropped
from scheduler import Solution, check, read_problem, solve
from tests.scheduler.building import (
    DAYS,
    a_person,
    a_problem,
    a_session,
    a_supervisor,
    always,
)
from tests.scheduler.enumeration import valid_rotas
from tests.scheduler.specification import Case
from tests.scheduler.tiny import FIRST, tiny_problem

COUNT = int(os.environ.get("PAYBACK_REPLANNED", "60"))
GROUPS = 10
DEAR = 100_000.0
"""Change points that outweigh everything else a tiny rota can earn."""


def published(solution: Solution) -> dict[str, Any]:
    return {
        "people": [[one, item.session] for item in solution.sessions for one in item.people],
        "supervisors": [
            [one, item.session] for item in solution.sessions for one in item.supervisors
        ],
    }


def disturbed(seed: int) -> dict[str, Any] | None:
    """Return a tiny problem whose best rota has been announced before someone fell ill."""
    raw = deepcopy(tiny_problem(seed)) | {"pinned": {}, "published": {}}
    raw["policy"].pop("frozen_until", None)
    told = published(solve(read_problem(raw), workers=1, seconds=20))
    if not told["people"]:
        return None
    random = Random(seed)
    ill = random.choice(raw["supervisors"])
    ill["available"] = [] if random.random() < 0.5 else ill["available"][:1]
    if random.random() < 0.3:
        random.choice(raw["people"])["available"] = []
    raw["published"], raw["pinned"] = told, {"people": [], "supervisors": []}
    raw["policy"] |= {"person_change_points": DEAR, "supervisor_change_points": DEAR}
    if random.random() < 0.5:
        raw["policy"]["frozen_until"] = FIRST.isoformat()[:-2] + "24"
    return raw


def dropped(case: Case, rota: dict[str, Any]) -> int:
    """Count the published bookings and duties that a rota lacks, frozen ones apart."""
    kinds = (("supervisors", 0), ("people", 1))
    return sum(
        not case.frozen(session) and (session not in rota or member not in rota[session][place])
        for kind, place in kinds
        for member, session in case.published[kind]
    )


@pytest.mark.parametrize("group", range(GROUPS))
def test_dear_changes_are_as_few_as_trying_every_rota_shows_possible(group: int) -> None:
    for seed in range(group, COUNT, GROUPS):
        raw = disturbed(seed)
        if raw is None:
            continue
        case, problem = Case(raw), read_problem(raw)
        solution = solve(problem, workers=1, seconds=20)
        fewest = min((dropped(case, rota) for rota in valid_rotas(case)), default=None)
        if fewest is None:
            assert solution.status == "infeasible", f"seed {seed}"
            continue
        rota = {
            item.session: (frozenset(item.supervisors), frozenset(item.people))
            for item in solution.sessions
        }
        assert solution.status == "optimal", f"seed {seed}"
        assert check(problem, solution).valid, f"seed {seed}"
        assert dropped(case, rota) == fewest, f"seed {seed}"
        if not raw["policy"].get("frozen_until"):
            assert fewest_dropped(problem) <= fewest, f"seed {seed}"


def a_week(available: list[Any], **policy: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a week of two supervisors, one session a day, and the changes of a problem."""
    sessions = [a_session(DAYS[n], id=f"day{n}", min_people=2) for n in range(4)]
    changes: dict[str, Any] = {
        "policy": {"session_points": 10},
        "sessions": sessions,
        "people": [a_person(name, weekly_minutes=1600) for name in ("ann", "bob", "col")],
        "supervisors": [a_supervisor(available=available), a_supervisor(id="tim")],
    }
    told = published(solve(a_problem(**changes | {"supervisors": [a_supervisor()]}), workers=1))
    changes["policy"] |= policy
    return changes, told


def test_a_colleague_takes_over_from_the_ill_and_nobody_else_hears_of_it() -> None:
    changes, told = a_week([])
    solution = solve(a_problem(**changes, published=told), workers=1)
    assert {item.supervisors for item in solution.sessions} == {("tim",)}
    assert sorted(published(solution)["people"]) == sorted(told["people"])


def test_a_duty_already_frozen_stays_with_the_ill_and_the_rest_is_handed_over() -> None:
    changes, told = a_week([], frozen_until=DAYS[1])
    solution = solve(a_problem(**changes, published=told), workers=1)
    teams = {item.session: item.supervisors for item in solution.sessions}
    assert teams == {"day0": ("sam",), "day1": ("tim",), "day2": ("tim",), "day3": ("tim",)}


def test_nothing_changes_where_nothing_has_happened() -> None:
    changes, told = a_week(always())
    solution = solve(a_problem(**changes, published=told), workers=1)
    assert {key: sorted(pairs) for key, pairs in published(solution).items()} == {
        key: sorted(pairs) for key, pairs in told.items()
    }
