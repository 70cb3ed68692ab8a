"""Planning again after one supervisor in ten has fallen ill: how many people must be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import floor
from typing import Any

import numpy as np

from scheduler import Bookings, Problem, Solution, check, solve
from scheduler.arrays.compiled import compile_arrays
from scheduler.large.first_rotas.announced import staff_sessions
from scheduler.large.solver.highs import solve_model
from scheduler.large.upper_bound.dual import Dual

EVERY = 10
PRICES = (1.0, 2.5, 10.0)
PROOF_SECONDS = 60.0
EDGE = 1e-6


def replan(problem: Problem, *, seconds: float, workers: int, seed: int) -> dict[str, Any]:
    """Plan, announce, take every tenth supervisor away, plan again, and count the changes.

    It is planned again at the problem's own price of a dropped booking and at higher ones, the
    last of which outweighs whatever else a booking can earn.

    Raises
    ------
    AssertionError
        If a rota breaks a rule.
    """
    how: dict[str, Any] = {"seconds": seconds, "workers": workers, "seed": seed}
    first = solve(problem, **how)
    told = _bookings(first)
    disturbed = replace(problem, published=told, supervisors=_some_ill(problem))
    ill = {one.id for one in disturbed.supervisors if not one.available}
    return {
        "people": len(problem.people),
        "ill": len(ill),
        "told": len(told.people),
        "fewest": fewest_dropped(disturbed, seed=seed),
        "duties_told": len(told.supervisors),
        "duties_fewest": sum(supervisor in ill for supervisor, _ in told.supervisors),
        "plans": [_again(disturbed, times, how) for times in PRICES],
    }


def _again(disturbed: Problem, times: float, how: dict[str, Any]) -> dict[str, Any]:
    """Plan again at so many times the price of dropped bookings, and count them.

    `points` are those that the rota has at the usual price.
    """
    usual = disturbed.policy.person_change_points
    price = times * usual
    problem = replace(disturbed, policy=replace(disturbed.policy, person_change_points=price))
    solution, told = solve(problem, **how), problem.published
    checked = check(problem, solution)
    if checked.violations:
        raise AssertionError(str(checked.violations[0]))
    now, opened = _bookings(solution), {item.session for item in solution.sessions}
    dropped = set(told.people) - set(now.people)
    return {
        "price": price,
        "dropped": len(dropped),
        "points": round((solution.objective or 0.0) + (price - usual) * len(dropped)),
        "closed": sum(session not in opened for _, session in dropped),
        "duties_dropped": len(set(told.supervisors) - set(now.supervisors)),
    }


def _some_ill(problem: Problem) -> tuple[Any, ...]:
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


def fewest_dropped(problem: Problem, *, seed: int = 1) -> int:
    """Return a proven lower bound on the published bookings of people that must be dropped.

    The people of a session are told if it cannot be staffed any more. Only supervisors are
    decided here, over the published sessions (H9, H12); whatever else may force a booking out
    only adds to the number. It is 0 where nothing is proven in time.
    """
    groups = Counter(session for _, session in problem.published.people)
    sessions = tuple(replace(one, min_people=0) for one in problem.sessions if one.id in groups)
    stripped = replace(
        problem, people=(), sessions=sessions, published=Bookings(), pinned=Bookings()
    )
    dual = Dual(compile_arrays(stripped))
    if not dual.supervisors.exact:
        return 0
    worth = np.array([groups[one.id] for one in sessions], float)
    programme, _ = staff_sessions(dual, worth, np.zeros(len(dual.supervisors.chains)))
    bound = solve_model(programme.model(), PROOF_SECONDS, seed=seed, gap=0.0).bound
    total = groups.total()
    return max(0, total - floor(min(bound, total) + EDGE))
