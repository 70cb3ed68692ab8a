"""A whole problem as one programme: never below the best rota, and a rota that keeps every rule."""

import json
import os
import threading
import time
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from scheduler import check, read_problem
from scheduler.arrays.compiled import Arrays, compile_arrays
from scheduler.deadline import Deadline
from scheduler.large.method import solve_large
from scheduler.large.programmes.neighbourhood import Neighbourhood, close_up
from scheduler.large.programmes.whole_problem import is_middling, whole_programme
from scheduler.large.rotas.working_rota import WorkingRota, from_sessions, to_sessions
from scheduler.large.solver.highs import Outcome
from scheduler.large.solver.process import OwnProcess, Task, solve
from scheduler.large.solver.programme import Programme
from scheduler.large.upper_bound.dual import Dual
from scheduler.solution import OpenSession, Solution
from tests.scheduler.enumeration import best_rota
from tests.scheduler.tiny import tiny_problem

BOROUGH = json.loads((Path(__file__).parent / "data" / "borough-week.json").read_text())
CLOSE = 1e-6
NEAR = 1e-4
DOUBT = 5e-3


def as_it_is(_: dict[str, Any], __: Random) -> None:
    """Change nothing."""


def all_about_to_finish(raw: dict[str, Any], random: Random) -> None:
    for person in raw["people"]:
        person["remaining_minutes"] = random.choice([130, 300, 500, 610, 700])
        person["max_weekly_minutes"] = random.choice([420, 840, 1680])


def little_work_left(raw: dict[str, Any], random: Random) -> None:
    for project in raw["projects"]:
        project["remaining_minutes"] = random.choice([100, 150, 240, 300, 420])
        project["priority"] = random.choice([1, 5])


SHAPES = [as_it_is, all_about_to_finish, little_work_left]


def a_tiny_problem(seed: int) -> dict[str, Any]:
    raw, random = tiny_problem(seed), Random(seed)
    SHAPES[seed % len(SHAPES)](raw, random)
    return raw


def a_task(part: Neighbourhood, **changes: Any) -> Task:
    settings: dict[str, Any] = {
        "seconds": 20.0,
        "nodes": -1,
        "seed": 1,
        "near": part.booking[:0],
        "noise": 0.0,
    }
    return Task(hint=part.hint, **settings | changes)


def solved(part: Neighbourhood) -> Outcome:
    if not part.programme.size:
        return Outcome(values=np.zeros(0), bound=0.0)
    return solve(part.programme.model(), a_task(part))


def the_rota(arrays: Arrays, sessions: dict[str, tuple[frozenset[str], frozenset[str]]]) -> Any:
    """Return a rota as arrays, and its frozen sessions."""
    items = [
        OpenSession(session=s, supervisors=tuple(sorted(team)), people=tuple(sorted(group)))
        for s, (team, group) in sessions.items()
    ]
    places = {s.id: i for i, s in enumerate(arrays.problem.sessions)}
    frozen = [item for item in items if arrays.sessions.frozen[places[item.session]]]
    return from_sessions(arrays, items), frozen


@pytest.mark.parametrize("block", range(12))
def test_the_bound_is_the_best_rotas_points_and_the_rota_keeps_every_rule(block: int) -> None:
    for seed in range(25 * block, 25 * block + 25):
        raw = a_tiny_problem(seed)
        best = best_rota(raw)
        if best is None:
            continue
        problem = read_problem(raw)
        arrays = compile_arrays(problem)
        dual = Dual(arrays)
        rota, frozen = the_rota(arrays, best[1])
        part = whole_programme(dual, rota)
        found = solved(part)
        bound = arrays.constant + found.bound
        assert best[0] - CLOSE <= bound <= best[0] + NEAR * abs(best[0]) + DOUBT, seed
        assert found.values is not None
        made = close_up(rota, dual, part, found.values)
        draft = Solution(
            status="feasible",
            objective=None,
            bound=None,
            seconds=0.0,
            sessions=(*frozen, *to_sessions(made)),
        )
        checked = check(problem, draft)
        assert checked.violations == (), seed
        assert checked.objective == pytest.approx(best[0], rel=NEAR, abs=DOUBT), seed


@pytest.mark.parametrize("block", range(4))
def test_every_best_rota_is_a_solution_worth_its_points(block: int) -> None:
    for seed in range(1000 + 25 * block, 1025 + 25 * block):
        raw = a_tiny_problem(seed)
        best = best_rota(raw)
        if best is None:
            continue
        arrays = compile_arrays(read_problem(raw))
        part = whole_programme(Dual(arrays), the_rota(arrays, best[1])[0])
        if not part.programme.size:
            continue
        model, hint = part.programme.model(), part.hint
        worth = np.zeros(part.programme.size)
        paid = model.objective.linear_coefficients
        worth[list(paid.ids)] = list(paid.values)
        assert arrays.constant + worth @ hint == pytest.approx(best[0]), seed
        assert (hint >= np.array(model.variables.lower_bounds) - CLOSE).all(), seed
        assert (hint <= np.array(model.variables.upper_bounds) + CLOSE).all(), seed
        entries, rows = model.linear_constraint_matrix, model.linear_constraints
        sums = np.zeros(part.programme.height)
        column = np.array(entries.column_ids, np.int64)
        values = np.array(entries.coefficients) * hint[column]
        np.add.at(sums, np.array(entries.row_ids, np.int64), values)
        assert (sums >= np.array(rows.lower_bounds) - CLOSE).all(), seed
        assert (sums <= np.array(rows.upper_bounds) + CLOSE).all(), seed


@pytest.fixture(scope="module")
def borough() -> Neighbourhood:
    arrays = compile_arrays(read_problem(BOROUGH))
    return whole_programme(Dual(arrays), WorkingRota.empty(arrays))


def test_a_process_of_its_own_ends_when_told_to(borough: Neighbourhood) -> None:
    process = OwnProcess(borough.programme, a_task(borough))
    assert process.running
    process.end()
    process.end()
    assert not process.running
    assert process.outcome() is None


def test_a_process_of_its_own_answers_with_a_bound(borough: Neighbourhood) -> None:
    process = OwnProcess(borough.programme, a_task(borough, nodes=1))
    while process.running:
        time.sleep(0.05)
    found = process.outcome()
    process.end()
    assert found is not None
    assert 0 < found.bound < 100_000


def test_near_a_rota_only_pairs_that_it_or_the_relaxation_uses_are_left(
    borough: Neighbourhood,
) -> None:
    task = a_task(borough, seconds=5.0, near=borough.booking, noise=5.0, nodes=1)
    model = borough.programme.model()
    found = solve(model, task)
    left = np.array(model.variables.upper_bounds)[borough.booking] > 0
    assert 0 < left.sum() < 0.5 * len(left)
    assert found.values is not None
    assert not (found.values[borough.booking][~left] > 0.5).any()


def children() -> set[str]:
    """Return the processes that this one has started and that still run."""
    return {
        pid.name
        for pid in Path("/proc").glob("[0-9]*")
        if (pid / "stat").exists()
        and (pid / "stat").read_text().rsplit(")", 1)[1].split()[1] == str(os.getpid())
    }


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_nothing_is_left_running_after_a_stop() -> None:
    before, stop = children(), threading.Event()
    threading.Timer(4.0, stop.set).start()
    begin = time.monotonic()
    solve_large(read_problem(BOROUGH), (), Deadline(60, stop), workers=2, seed=1)
    assert time.monotonic() - begin < 4.0 + 2.0
    assert children() <= before


def test_a_borough_is_small_enough_and_one_whose_days_cannot_all_be_listed_is_not() -> None:
    dual = Dual(compile_arrays(read_problem(BOROUGH)))
    assert is_middling(dual)
    dual.supervisors.exact = False
    assert not is_middling(dual)


def test_what_a_solver_prints_does_not_mix_with_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talkative = "import atexit, os\nos.write(1, b'Running')\natexit.register(os.write, 1, b'Done')"
    (tmp_path / "sitecustomize.py").write_text(talkative)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    programme = Programme()
    programme.variables(np.array([2.0, 3.0]), whole=True)
    nothing = np.zeros(0, np.int64)
    task = Task(seconds=20.0, nodes=-1, seed=1, hint=np.zeros(2), near=nothing)
    process = OwnProcess(programme, task)
    while process.running:
        time.sleep(0.05)
    found = process.outcome()
    process.end()
    assert found is not None
    assert found.values is not None
    assert found.values.tolist() == [1.0, 1.0]
