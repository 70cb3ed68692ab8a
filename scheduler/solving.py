"""Solving a problem: the public entry point, which reads as the method does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.checking import check
from scheduler.deadline import Deadline
from scheduler.exact.feasibility import conflicts, first_rota
from scheduler.exact.plain import solve_plainly
from scheduler.large.method import solve_large
from scheduler.large.parts.cutting import cut
from scheduler.large.parts.spreading import solve_spread
from scheduler.progress import Progress
from scheduler.reasons import unplaced
from scheduler.settings.settings import USUAL
from scheduler.solution import Solution, status_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from scheduler.problem import Problem
    from scheduler.progress import OnProgress, Stop
    from scheduler.settings.settings import Settings
    from scheduler.solution import OpenSession

DECIMALS = 6


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    workers: int = 2,
    seed: int = 1,
    progress: OnProgress | None = None,
    stop: Stop | None = None,
    executor: Executor | None = None,
    settings: Settings = USUAL,
) -> Solution:
    """Find the best rota that the time allows, and prove how good it is.

    Parameters
    ----------
    problem
        What is to be planned.
    seconds
        How long to take at most; the limit is kept within 5 %.
    workers
        Threads or processes; with one, the same seed gives the same rota.
    seed
        For every random choice.
    progress
        Told the best rota's points, the bound and the gap as they improve.
    stop
        Set from another thread, it ends the solve with the best rota so far within 2 seconds.
    executor
        Where parts of a large problem are solved; processes on this machine if not given.
    settings
        How the search is done; the usual way if not given.

    Returns
    -------
    Solution
        A checked rota with its points and a proven upper bound on the points of any rota; or
        `infeasible`, with the bookings and rules that clash.

    Raises
    ------
    TimeoutError
        If the time is over before it is known whether the pinned bookings can stand.
    """
    deadline = Deadline(seconds, stop)
    start = first_rota(problem, deadline, seed=seed)
    if start is None:
        return _infeasible(problem, deadline, seed)
    if len(problem.people) * len(problem.sessions) <= settings.exact.most_cells:
        sessions, bound = solve_plainly(
            problem, start, deadline, workers=workers, seed=seed, progress=progress
        )
    else:
        sessions, bound = _solve_by_parts(
            problem,
            start,
            deadline.reserving(len(problem.people) * settings.exact.report_seconds),
            workers=workers,
            seed=seed,
            progress=progress,
            executor=executor,
            settings=settings,
        )
    solution = _finished(problem, sessions, bound, deadline)
    if progress is not None:
        progress(
            Progress(
                phase="done",
                objective=solution.objective,
                bound=solution.bound,
                gap=solution.gap,
                seconds=solution.seconds,
            )
        )
    return solution


def _solve_by_parts(
    problem: Problem,
    start: Sequence[OpenSession],
    deadline: Deadline,
    *,
    workers: int,
    seed: int,
    progress: OnProgress | None,
    executor: Executor | None,
    settings: Settings,
) -> tuple[tuple[OpenSession, ...], float]:
    """Solve a large problem, cut up where places have nothing to do with each other."""
    parts = cut(problem, settings.parts)
    if len(parts) == 1:
        return solve_large(
            problem,
            start,
            deadline,
            workers=workers,
            seed=seed,
            progress=progress,
            executor=executor,
            settings=settings,
        )
    return solve_spread(
        parts,
        start,
        deadline,
        workers=workers,
        seed=seed,
        progress=progress,
        executor=executor,
        settings=settings,
    )


def _infeasible(problem: Problem, deadline: Deadline, seed: int) -> Solution:
    clashes = conflicts(problem, deadline, seed=seed)
    if not clashes:
        clashes = ("The frozen and pinned bookings cannot all stand under the rules.",)
    return Solution(
        status="infeasible",
        objective=None,
        bound=None,
        seconds=round(deadline.elapsed, DECIMALS),
        sessions=(),
        conflicts=clashes,
    )


def _finished(
    problem: Problem, sessions: Sequence[OpenSession], bound: float, deadline: Deadline
) -> Solution:
    """Return a rota as a solution, once the checker has found nothing against it."""
    draft = Solution(
        status="feasible", objective=None, bound=None, seconds=0.0, sessions=tuple(sessions)
    )
    checked = check(problem, draft)
    if checked.violations:
        raise AssertionError(f"the solver broke a rule: {checked.violations[0]}")
    proven = max(round(bound, DECIMALS), checked.objective)
    return Solution(
        status=status_of(checked.objective, proven),
        objective=checked.objective,
        bound=proven,
        seconds=round(deadline.elapsed, DECIMALS),
        sessions=tuple(sessions),
        unplaced=unplaced(problem, sessions),
    )
