"""Planning again after one supervisor in ten has fallen ill: how many people must be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import floor

import numpy as np

from scheduler import Bookings, Problem, Solution, check, solve
from scheduler.arrays import Arrays, Floats, compile_arrays
from scheduler.large.linear import Programme, solve_model
from scheduler.large.supervisor_weeks import Chains, list_chains

EVERY = 10
PROOF_SECONDS = 60.0
EDGE = 1e-6


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
        "fewest": fewest_dropped(disturbed, seed=seed),
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


def fewest_dropped(problem: Problem, *, seed: int = 1) -> int:
    """Return a proven lower bound on the published bookings of people that must be dropped.

    The people of a session are told if it cannot be staffed any more. Only supervisors are
    decided here, over the published sessions, by the working days they can have and their weekly
    minutes; whatever else may force a booking out only adds to the number. It is 0 where nothing
    is proven in time.
    """
    groups = Counter(session for _, session in problem.published.people)
    sessions = tuple(replace(one, min_people=0) for one in problem.sessions if one.id in groups)
    arrays = compile_arrays(
        replace(problem, people=(), sessions=sessions, published=Bookings(), pinned=Bookings())
    )
    chains, all_listed = list_chains(arrays)
    if not all_listed:
        return 0
    worth = np.array([groups[one.id] for one in sessions], float)
    model = _staffing(arrays, chains, worth).model()
    bound = solve_model(model, PROOF_SECONDS, seed=seed, gap=0.0).bound
    total = groups.total()
    return max(0, total - floor(min(bound, total) + EDGE))


def _staffing(arrays: Arrays, chains: Chains, worth: Floats) -> Programme:
    """Return the programme of which sessions can be staffed (H9, H12), for what each is worth."""
    programme, count = Programme(), len(worth)
    opens = programme.variables(worth, whole=True)
    works = programme.variables(np.zeros(len(chains)), whole=True)
    staffed = programme.rows(count, 0.0, np.inf)
    programme.put(staffed, opens, -arrays.sessions.needed)
    chain, column = np.nonzero(chains.members < count)
    programme.put(staffed[chains.members[chain, column]], works[chain], 1.0)
    _, day = np.unique(chains.who * arrays.days + chains.day, return_inverse=True)
    programme.put(programme.rows(day.max(initial=-1) + 1, -np.inf, 1.0)[day], works, 1.0)
    weeks, week = np.unique(chains.who * arrays.weeks + chains.week, return_inverse=True)
    room = np.maximum(arrays.supervisors.room.ravel()[weeks], 0).astype(float)
    programme.put(programme.rows(len(weeks), -np.inf, room)[week], works, chains.minutes)
    return programme
