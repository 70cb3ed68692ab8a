"""Planning again after one supervisor in ten has fallen ill: how many people must be told."""

from __future__ import annotations

from dataclasses import replace
from math import floor

from ortools.sat.python import cp_model

from scheduler import Bookings, Problem, Solution, check, solve
from scheduler.exact.model import Model
from scheduler.exact.search import NO_INCLUSION

EVERY = 10
PROOF_SECONDS = 20.0


def replan(problem: Problem, *, seconds: float, workers: int, seed: int) -> dict:
    """Plan, announce, take every tenth supervisor away, plan again, and count the changes.

    Raises
    ------
    AssertionError
        If the second rota breaks a rule.
    """
    first = solve(problem, seconds=seconds, workers=workers, seed=seed)
    told = _bookings(first)
    disturbed = replace(problem, published=told, supervisors=_some_ill(problem))
    second = solve(disturbed, seconds=seconds, workers=workers, seed=seed)
    checked = check(disturbed, second)
    if checked.violations:
        raise AssertionError(str(checked.violations[0]))
    now = _bookings(second)
    ill = {one.id for one in disturbed.supervisors if not one.available}
    return {
        "people": len(problem.people),
        "ill": len(ill),
        "told": len(told.people),
        "dropped": len(set(told.people) - set(now.people)),
        "fewest": fewest_dropped(disturbed, workers=workers, seed=seed),
        "duties_told": len(told.supervisors),
        "duties_dropped": len(set(told.supervisors) - set(now.supervisors)),
        "duties_fewest": sum(supervisor in ill for supervisor, _ in told.supervisors),
    }


def _some_ill(problem: Problem) -> tuple:
    return tuple(
        one if number % EVERY else replace(one, available=())
        for number, one in enumerate(problem.supervisors)
    )


def _bookings(solution: Solution) -> Bookings:
    return Bookings(
        people=tuple((one, item.session) for item in solution.sessions for one in item.people),
        supervisors=tuple(
            (one, item.session) for item in solution.sessions for one in item.supervisors
        ),
    )


def fewest_dropped(problem: Problem, *, workers: int = 1, seed: int = 1) -> int:
    """Return a proven lower bound on the published bookings of people that must be dropped.

    The people of a session are told if it cannot be staffed any more. Only supervisors are
    decided here, over the published sessions and under every rule about them; whatever else may
    force a booking out only adds to the number. It is 0 where nothing is proven in time.
    """
    groups: dict[str, int] = {}
    for _, session in problem.published.people:
        groups[session] = groups.get(session, 0) + 1
    sessions = tuple(replace(one, min_people=0) for one in problem.sessions if one.id in groups)
    nobody = replace(problem, people=(), sessions=sessions, published=Bookings(), pinned=Bookings())
    model = Model(nobody)
    kept = [groups[name] * opens for name, opens in model.opens.items()]
    model.cp.maximize(sum(kept))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.presolve_inclusion_work_limit = NO_INCLUSION
    solver.parameters.max_time_in_seconds = PROOF_SECONDS
    if solver.solve(model.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return 0
    return max(0, sum(groups.values()) - floor(solver.best_objective_bound + 1e-6))
