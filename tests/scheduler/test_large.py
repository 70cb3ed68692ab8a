"""The method for large problems: valid bounds, valid rotas, limits, and the same rota again."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from benchmarks.nation import nation
from scheduler import Problem, check, read_problem, solve
from scheduler.arrays.compiled import compile_arrays
from scheduler.deadline import Deadline
from scheduler.exact.feasibility import first_rota
from scheduler.large.first_rotas.greedy import most_urgent_first
from scheduler.large.method import solve_large
from scheduler.large.parts.cutting import cut
from scheduler.large.parts.spreading import solve_spread
from scheduler.large.rotas.working_rota import from_sessions
from scheduler.large.upper_bound.dual import Dual
from scheduler.large.upper_bound.subgradient import Ascent
from scheduler.progress import Progress
from scheduler.settings.bounding import BoundSettings
from scheduler.settings.settings import USUAL, PartSettings
from scheduler.solution import OpenSession, Solution
from tests.scheduler.enumeration import best_rota
from tests.scheduler.tiny import tiny_problem

BOROUGH = json.loads((Path(__file__).parent / "data" / "borough-week.json").read_text())
CLOSE = 1e-6


def a_borough(change: Callable[[dict[str, Any]], None] = lambda _: None) -> Problem:
    raw = json.loads(json.dumps(BOROUGH))
    change(raw)
    return read_problem(raw)


def a_hamlet() -> Problem:
    """Return a borough with fewer people, so that pieces are solved at once."""

    def fewer(raw: dict[str, Any]) -> None:
        raw["people"] = [p | {"keep_apart": []} for p in raw["people"][:40]]

    return a_borough(fewer)


def judged(problem: Problem, sessions: tuple[OpenSession, ...]) -> float:
    """Return the points of a rota that keeps every rule."""
    rota = Solution(status="feasible", objective=None, bound=None, seconds=0.0, sessions=sessions)
    result = check(problem, rota)
    assert result.violations == ()
    return result.objective


def bounds_of_an_ascent(raw: dict[str, Any], settings: BoundSettings = USUAL.bound) -> list[float]:
    bounds: list[float] = []

    def note(so_far: Ascent) -> bool:
        bounds.append(so_far.bound)
        return False

    dual = Dual(compile_arrays(read_problem(raw)), settings)
    Ascent(dual).run(40, 20.0, 1.0, note)
    return bounds


@pytest.mark.parametrize("seed", range(40))
def test_no_prices_prove_less_than_the_best_rota_earns(seed: int) -> None:
    raw = tiny_problem(seed)
    best = best_rota(raw)
    if best is None:
        return
    assert min(bounds_of_an_ascent(raw)) >= best[0] - CLOSE


@pytest.mark.parametrize("seed", range(20))
def test_working_days_left_out_of_the_list_loosen_the_bound_and_keep_it_valid(
    seed: int,
) -> None:
    short = BoundSettings(most_days=0, most_days_of_one=0)
    raw = tiny_problem(seed)
    best = best_rota(raw)
    if best is None:
        return
    assert min(bounds_of_an_ascent(raw, short)) >= best[0] - CLOSE


@pytest.mark.parametrize("seed", range(0, 48, 3))
def test_the_rota_of_a_tiny_problem_keeps_every_rule(seed: int) -> None:
    problem = read_problem(tiny_problem(seed))
    start = first_rota(problem, Deadline(20))
    if start is None:
        return
    sessions, bound = solve_large(problem, start, Deadline(0.5), workers=1, seed=1)
    assert judged(problem, sessions) <= bound + CLOSE


def always_free(raw: dict[str, Any]) -> None:
    week = [["2026-11-23T06:00", "2026-11-29T22:00"]]
    raw["people"] = [person | {"available": week} for person in raw["people"]]


def hardly_free(raw: dict[str, Any]) -> None:
    for person in raw["people"]:
        person["available"] = person["available"][:1]


def all_in_pairs(raw: dict[str, Any]) -> None:
    skills = sorted({skill for project in raw["projects"] for skill in project["skills"]})
    raw["sessions"] = [s | {"supervisors_needed": 2} for s in raw["sessions"]]
    raw["supervisors"] = [v | {"skills": skills} for v in raw["supervisors"]]


def unstaffed(raw: dict[str, Any]) -> None:
    raw["sessions"] = [s | {"supervisors_needed": 0} for s in raw["sessions"]]


def no_overbooking(raw: dict[str, Any]) -> None:
    raw["policy"]["overbooking_margin"] = None


def many_frozen(raw: dict[str, Any]) -> None:
    rota = solve(read_problem(raw), seconds=3)
    raw["published"] = {
        "people": [[p, item.session] for item in rota.sessions for p in item.people],
        "supervisors": [[v, item.session] for item in rota.sessions for v in item.supervisors],
    }
    raw["policy"]["frozen_until"] = "2026-11-26"
    raw["supervisors"][0]["available"] = []


@pytest.mark.parametrize(
    "shape", [always_free, hardly_free, all_in_pairs, unstaffed, no_overbooking, many_frozen]
)
def test_other_shapes_of_problem_get_valid_rotas_and_bounds(
    shape: Callable[[dict[str, Any]], None],
) -> None:
    solution = solve(a_borough(shape), seconds=5)
    assert solution.objective is not None
    assert solution.bound is not None
    assert 0 < solution.objective <= solution.bound


def nobody_free(raw: dict[str, Any]) -> None:
    raw["people"] = [person | {"available": []} for person in raw["people"]]


def nobody_to_supervise(raw: dict[str, Any]) -> None:
    raw["supervisors"] = []


@pytest.mark.parametrize("shape", [nobody_free, nobody_to_supervise])
def test_where_nothing_can_open_the_empty_rota_is_proven_best(
    shape: Callable[[dict[str, Any]], None],
) -> None:
    solution = solve(a_borough(shape), seconds=4)
    assert (solution.status, solution.sessions) == ("optimal", ())


def test_the_rota_is_never_worse_than_the_most_urgent_first() -> None:
    problem = a_borough()
    arrays = compile_arrays(problem)
    simple = most_urgent_first(arrays, from_sessions(arrays, ())).points()
    sessions, _ = solve_large(problem, (), Deadline(2), workers=1, seed=1)
    assert judged(problem, sessions) >= simple - CLOSE


def test_one_worker_and_a_seed_give_the_same_rota() -> None:
    problem = a_hamlet()
    rotas = [solve_large(problem, (), Deadline(120), workers=1, seed=7) for _ in range(2)]
    assert rotas[0] == rotas[1]


def test_a_stop_from_another_thread_ends_it_soon_with_a_rota() -> None:
    problem, stop = a_borough(), threading.Event()
    timer = threading.Timer(2.0, stop.set)
    timer.start()
    begin = time.monotonic()
    sessions, bound = solve_large(problem, (), Deadline(60, stop), workers=2, seed=1)
    assert time.monotonic() - begin < 2.0 + 2.0
    assert 0 < judged(problem, sessions) <= bound


def test_the_bound_falls_and_the_rota_rises_as_it_goes() -> None:
    seen: list[Progress] = []
    solve_large(
        a_borough(),
        (),
        Deadline(4),
        workers=2,
        seed=1,
        progress=seen.append,
    )
    known = [each.bound for each in seen if each.bound is not None]
    points = [each.objective for each in seen if each.objective is not None]
    assert len(points) == len(seen)
    assert known == sorted(known, reverse=True)
    assert points == sorted(points)


SMALL_PARTS = PartSettings(fewest_people=100)


@pytest.fixture
def two_boroughs() -> Problem:
    return read_problem(nation(BOROUGH, 2))


def test_a_nation_is_cut_where_nobody_can_reach_the_next_region(two_boroughs: Problem) -> None:
    parts = cut(two_boroughs, SMALL_PARTS)
    assert [len(part.people) for part in parts] == [220, 220]
    assert sum(len(part.sessions) for part in parts) == len(two_boroughs.sessions)


def test_a_single_region_is_not_cut() -> None:
    problem = a_borough()
    assert cut(problem) == (problem,)


def test_parts_are_solved_by_the_callers_executor(two_boroughs: Problem) -> None:
    with ThreadPoolExecutor(2) as executor:
        sessions, bound = solve_spread(
            cut(two_boroughs, SMALL_PARTS), (), Deadline(6), workers=2, seed=1, executor=executor
        )
        assert executor.submit(lambda: True).result()
    assert 0 < judged(two_boroughs, sessions) <= bound


def test_parts_are_solved_in_processes_of_our_own(two_boroughs: Problem) -> None:
    sessions, bound = solve_spread(
        cut(two_boroughs, SMALL_PARTS), (), Deadline(6), workers=2, seed=1
    )
    assert 0 < judged(two_boroughs, sessions) <= bound


def test_every_part_answers_in_time_and_betters_its_first_rota() -> None:
    problem = read_problem(nation(BOROUGH, 3))
    heard: list[str] = []
    solve_spread(
        cut(problem, SMALL_PARTS),
        (),
        Deadline(12),
        workers=2,
        seed=1,
        progress=lambda p: heard.append(p.phase),
    )
    assert all(heard.count(f"part {i} of 3") == 2 for i in (1, 2, 3))
