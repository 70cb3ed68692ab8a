"""Tiny problems, where trying every rota gives the optimum, against the solver and the checker.

`PAYBACK_TINY_PROBLEMS` sets how many are tried; `PAYBACK_TINY_FIRST` the first seed.
"""

import os
from random import Random
from typing import Any

import pytest

from scheduler import OpenSession, Solution, check, read_problem, solve
from tests.scheduler.enumeration import best_rota
from tests.scheduler.specification import Case
from tests.scheduler.tiny import tiny_problem

COUNT = int(os.environ.get("PAYBACK_TINY_PROBLEMS", "300"))
FIRST = int(os.environ.get("PAYBACK_TINY_FIRST", "0"))
GROUPS = 20


ONCE_WRONG = (1020, 1125, 1604, 6143, 6198)
"""Seeds that showed faults: a frozen duty over its limit, optima lost by CP-SAT, near ties."""


def seeds(group: int) -> list[int]:
    return [*range(FIRST + group, FIRST + COUNT, GROUPS), *ONCE_WRONG[group : group + 1]]


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_tiny_problem_is_solved_to_the_optimum_that_trying_every_rota_gives(group: int) -> None:
    for seed in seeds(group):
        raw = tiny_problem(seed)
        best = best_rota(raw)
        problem = read_problem(raw)
        solution = solve(problem, seconds=30, workers=1)
        if best is None:
            assert solution.status == "infeasible", f"seed {seed}"
            assert solution.conflicts, f"seed {seed}"
            continue
        points, _ = best
        assert solution.status == "optimal", f"seed {seed}: {solution}"
        assert solution.objective == pytest.approx(points, rel=1e-6, abs=2e-5), f"seed {seed}"
        assert solution.bound is not None
        assert solution.bound >= points - 1e-6, f"seed {seed}"
        checked = check(problem, solution)
        assert checked.violations == (), f"seed {seed}"
        rota = {
            item.session: (frozenset(item.supervisors), frozenset(item.people))
            for item in solution.sessions
        }
        assert Case(raw).broken(rota) == set(), f"seed {seed}"
        assert Case(raw).points(rota) == pytest.approx(checked.objective, abs=1e-6)


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_random_rota_breaks_the_same_rules_and_earns_the_same_as_the_specification_says(
    group: int,
) -> None:
    for seed in seeds(group):
        raw = tiny_problem(seed)
        case, problem, random = Case(raw), read_problem(raw), Random(seed)
        for _ in range(5):
            rota = random_rota(case, random)
            checked = check(problem, as_solution(rota))
            codes = {violation.rule for violation in checked.violations}
            assert codes == case.broken(rota), f"seed {seed}: {rota}"
            assert checked.objective == pytest.approx(case.points(rota), abs=1e-6), f"seed {seed}"


def random_rota(case: Case, random: Random) -> dict[str, Any]:
    return {
        session: (
            frozenset(v for v in case.supervisors if random.random() < 0.4),
            frozenset(p for p in case.people if random.random() < 0.4),
        )
        for session in case.order
        if random.random() < 0.6
    }


def as_solution(rota: dict[str, Any]) -> Solution:
    return Solution(
        status="feasible",
        objective=None,
        bound=None,
        seconds=0.0,
        sessions=tuple(
            OpenSession(
                session=session, supervisors=tuple(sorted(team)), people=tuple(sorted(group))
            )
            for session, (team, group) in rota.items()
        ),
    )
