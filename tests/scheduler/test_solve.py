"""The public entry point: proof, progress, time limit, stop, and repeatable rotas."""

import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest

from scheduler import Progress, check, read_problem, solve
from tests.scheduler.building import DAYS, a_person, a_problem, a_session

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def borough() -> bytes:
    return (DATA / "borough-week.json").read_bytes()


def test_the_example_has_its_proven_optimum() -> None:
    solution = solve(read_problem((DATA / "example-problem.json").read_bytes()), seconds=10)
    assert solution.status == "optimal"
    assert solution.objective == 579.169692
    assert solution.bound == 579.169692
    assert solution.gap == 0


def test_the_lines_of_python_in_the_readme_solve_the_example() -> None:
    root = Path(__file__).parents[2]
    lines = (root / "scheduler" / "README.md").read_text().split("```python\n")[1].split("```")[0]
    done = subprocess.run(
        [sys.executable, "-c", lines], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout == "579.169692\n"


def test_a_problem_with_nothing_in_it_has_an_empty_rota() -> None:
    nothing = a_problem(projects=[], sessions=[], supervisors=[], people=[])
    solution = solve(nothing)
    assert (solution.status, solution.sessions, solution.unplaced) == ("optimal", (), ())


@pytest.mark.parametrize("missing", ["sessions", "supervisors", "people"])
def test_a_problem_without_sessions_supervisors_or_people_has_an_empty_rota(missing: str) -> None:
    solution = solve(a_problem(**{missing: []}))
    assert (solution.status, solution.sessions) == ("optimal", ())


def test_the_time_limit_is_kept_and_the_bound_holds(borough: bytes) -> None:
    problem = read_problem(borough)
    seen: list[Progress] = []
    start = time.monotonic()
    solution = solve(problem, seconds=6, progress=seen.append)
    assert time.monotonic() - start < 6 * 1.05 + 0.5
    assert solution.objective is not None
    assert solution.bound is not None
    assert check(problem, solution).violations == ()
    assert 0 < solution.objective <= solution.bound
    assert solution.bound > 89_901, "a rota of 89,901 points is known"
    assert seen[-1].phase == "done"
    assert all(a.seconds <= b.seconds for a, b in pairwise(seen))


def test_stop_from_another_thread_returns_the_best_so_far_within_two_seconds(
    borough: bytes,
) -> None:
    stop = threading.Event()
    stopped_at: list[float] = []

    def end() -> None:
        stopped_at.append(time.monotonic())
        stop.set()

    timer = threading.Timer(4, end)
    timer.start()
    problem = read_problem(borough)
    solution = solve(problem, seconds=120, stop=stop)
    assert time.monotonic() - stopped_at[0] < 2
    assert check(problem, solution).violations == ()


def test_a_solve_told_to_stop_before_it_starts_gives_a_rota_all_the_same(borough: bytes) -> None:
    stop = threading.Event()
    stop.set()
    problem = read_problem(borough)
    solution = solve(problem, stop=stop)
    assert solution.bound is not None
    assert check(problem, solution).violations == ()


def test_one_worker_and_a_seed_give_the_same_rota_again() -> None:
    people = [a_person(f"p{n}", weekly_minutes=100 * n) for n in range(8)]
    sessions = [a_session(day, id=f"s{n}", places=2) for n, day in enumerate(DAYS)]
    problem = a_problem(people=people, sessions=sessions, policy={"session_points": 10})
    first, second = (solve(problem, workers=1, seed=3) for _ in range(2))
    assert first.sessions == second.sessions


def test_minutes_over_several_weeks_are_credited_in_order_until_none_are_left() -> None:
    sessions = [a_session(day, id=day) for day in ("2026-11-23", "2026-11-30", "2026-12-01")]
    person = a_person(remaining_minutes=900, weekly_minutes=900)
    problem = a_problem(sessions=sessions, people=[person], policy={"session_points": 0})
    solution = solve(problem, workers=1)
    assert len(solution.sessions) == 3
    assert check(problem, solution).points["work"] == 900 * 0.5
