"""One measurement, in a process of its own: `python -m benchmarks.run`, which prints JSON."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.peers.most_urgent_first import solve_most_urgent_first
from benchmarks.peers.plain import solve_as_one_model
from benchmarks.replanning import replan
from scheduler import Progress, Settings, Solution, check, read_problem, solve
from scheduler.settings.reading import changed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler import OpenSession, Problem

METHODS = ("scheduler", "one CP-SAT model", "most urgent first")

REPLANNING = "planning again"
"""Not a method to compare: the scheduler, after one supervisor in ten has fallen ill."""

WANTED_GAP = 0.03


class _Watch:
    """Notes when there was a first rota, and when the gap was first as small as wanted."""

    def __init__(self, began: float) -> None:
        self._began = began
        self.first: float | None = None
        self.close: float | None = None

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic() - self._began
        if progress.objective is not None and self.first is None:
            self.first = now
        if progress.gap is not None and progress.gap <= WANTED_GAP and self.close is None:
            self.close = now


def measure(
    method: str,
    path: Path,
    *,
    seconds: float,
    workers: int,
    seed: int,
    settings: Settings | None = None,
) -> dict[str, Any]:
    """Solve a file and return the figures of a row; reading it is part of the time.

    Raises
    ------
    AssertionError
        If the rota breaks a rule.
    """
    began = time.monotonic()
    watch = _Watch(began)
    problem = read_problem(path.read_bytes())
    left = seconds - (time.monotonic() - began)
    if method == "scheduler":
        solution = solve(
            problem,
            seconds=left,
            workers=workers,
            seed=seed,
            progress=watch,
            settings=settings or Settings(),
        )
    elif method == "one CP-SAT model":
        sessions, bound = solve_as_one_model(problem, seconds=left, workers=workers, seed=seed)
        solution = _as_solution(sessions, bound)
    else:
        solution = _as_solution(solve_most_urgent_first(problem, seed=seed), None)
    taken = time.monotonic() - began
    memory = _peak_megabytes(workers)
    objective = _checked(problem, solution)
    bound = None if solution.bound is None else max(solution.bound, objective)
    gap = replace(solution, objective=objective, bound=bound).gap
    return {
        "people": len(problem.people),
        "sessions": len(problem.sessions),
        "taken": round(taken, 2),
        "objective": objective,
        "bound": bound,
        "gap": gap,
        "first_rota": watch.first,
        "close": watch.close,
        "megabytes": memory,
    }


def _as_solution(sessions: Iterable[OpenSession], bound: float | None) -> Solution:
    return Solution(
        status="feasible", objective=None, bound=bound, seconds=0.0, sessions=tuple(sessions)
    )


def _checked(problem: Problem, solution: Solution) -> float:
    checked = check(problem, solution)
    if checked.violations:
        raise AssertionError(str(checked.violations[0]))
    return checked.objective


def _peak_megabytes(workers: int) -> int:
    """Return the most memory in use: this process's peak and, for each worker, a child's."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round((own + workers * child) / 1024)


def main() -> int:
    """Measure once, as the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run")
    parser.add_argument("method", choices=(*METHODS, REPLANNING))
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", action="append", default=[])
    given = parser.parse_args()
    how = {"seconds": given.seconds, "workers": given.workers, "seed": given.seed}
    if given.method == REPLANNING:
        row = replan(read_problem(given.file.read_bytes()), **how)
    else:
        settings = changed(tomllib.loads("\n".join(given.set)))
        row = measure(given.method, given.file, **how, settings=settings)
    print(json.dumps(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
