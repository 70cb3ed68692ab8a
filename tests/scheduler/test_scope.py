"""A model of a part of a rota changes nothing outside it and loses nothing inside it."""

from random import Random
from typing import Any

import pytest

from scheduler import OpenSession, Problem, Solution, check, read_problem, solve
from scheduler.deadline import Deadline
from scheduler.exact.plain import solve_plainly
from scheduler.modelling.scope import Scope
from tests.scheduler.tiny import tiny_problem


def random_scope(problem: Problem, rota: tuple[OpenSession, ...], random: Random) -> Scope:
    def some(items: tuple[Any, ...]) -> frozenset[str]:
        return frozenset(item.id for item in items if random.random() < 0.6)

    return Scope(
        sessions=some(problem.sessions),
        supervisors=some(problem.supervisors),
        people=some(problem.people),
        rota=rota,
    )


def bookings(rota: tuple[OpenSession, ...]) -> set[tuple[str, str]]:
    return {(person, item.session) for item in rota for person in item.people}


def objective(problem: Problem, rota: tuple[OpenSession, ...]) -> float:
    draft = Solution(status="feasible", objective=None, bound=None, seconds=0, sessions=rota)
    checked = check(problem, draft)
    assert checked.violations == ()
    return checked.objective


@pytest.mark.parametrize("seed", range(60))
def test_improving_parts_of_a_rota_keeps_the_rules_and_never_passes_the_optimum(seed: int) -> None:
    problem = read_problem(tiny_problem(seed))
    best = solve(problem, workers=1)
    if best.status == "infeasible":
        return
    random = Random(seed)
    assert best.objective is not None
    for _ in range(3):
        scope = random_scope(problem, best.sessions, random)
        rota, _bound = solve_plainly(problem, best.sessions, Deadline(10), scope=scope, workers=1)
        outside = {
            (person, session)
            for person, session in bookings(best.sessions) ^ bookings(rota)
            if person not in scope.people or session not in scope.sessions
        }
        assert outside == set()
        assert objective(problem, rota) == pytest.approx(best.objective, abs=2e-5)


@pytest.mark.parametrize("seed", range(60))
def test_parts_of_an_empty_rota_can_be_filled_one_after_another(seed: int) -> None:
    problem = read_problem(tiny_problem(seed) | {"pinned": {}, "published": {}})
    random = Random(seed)
    rota: tuple[OpenSession, ...] = ()
    points = objective(problem, rota)
    for _ in range(3):
        scope = random_scope(problem, rota, random)
        rota, _bound = solve_plainly(problem, rota, Deadline(10), scope=scope, workers=1)
        better = objective(problem, rota)
        assert better >= points - 2e-5
        points = better
