"""The simpler methods that the optimiser is measured beside make valid rotas too."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.peers.most_urgent_first import solve_most_urgent_first
from benchmarks.peers.plain import solve_as_one_model
from scheduler import OpenSession, Problem, Solution, check, read_problem, solve
from tests.scheduler.tiny import tiny_problem

DATA = Path(__file__).parent / "data"


def points(problem: Problem, sessions: Iterable[OpenSession]) -> float:
    draft = Solution(
        status="feasible", objective=None, bound=None, seconds=0, sessions=tuple(sessions)
    )
    checked = check(problem, draft)
    assert checked.violations == ()
    return checked.objective


@pytest.mark.parametrize("seed", range(60))
def test_peers_keep_the_rules_and_never_beat_the_optimum(seed: int) -> None:
    problem = read_problem(tiny_problem(seed) | {"pinned": {}})
    best = solve(problem, workers=1, seconds=20)
    if best.objective is None:
        return
    assert points(problem, solve_most_urgent_first(problem)) <= best.objective + 2e-5
    sessions, bound = solve_as_one_model(problem, seconds=20, workers=1)
    assert points(problem, sessions) == pytest.approx(best.objective, abs=2e-5)
    assert bound is not None


def test_a_borough_planned_most_urgent_first_is_valid_and_far_from_nothing() -> None:
    problem = read_problem((DATA / "borough-week.json").read_bytes())
    assert points(problem, solve_most_urgent_first(problem)) > 40_000
