"""The method for large problems from beginning to end, as its phases follow each other."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from scheduler.arrays.compiled import Arrays, compile_arrays
from scheduler.large.first_rotas.announced import Announced
from scheduler.large.first_rotas.dive import StaffDive
from scheduler.large.first_rotas.greedy import as_announced, most_urgent_first
from scheduler.large.first_rotas.people_lp import place_people
from scheduler.large.improvement.large_neighbourhoods import Improver
from scheduler.large.improvement.rounds import Rounds
from scheduler.large.improvement.slicing import Knife
from scheduler.large.incumbent import Incumbent
from scheduler.large.programmes.whole_search import WholeSearch
from scheduler.large.rotas.working_rota import from_sessions
from scheduler.large.solver.workers import Workers
from scheduler.large.upper_bound.dual import Dual
from scheduler.large.upper_bound.prices import Rates
from scheduler.large.upper_bound.subgradient import Ascent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from scheduler.deadline import Deadline
    from scheduler.problem import Problem
    from scheduler.progress import OnProgress
    from scheduler.solution import OpenSession

FEWEST_ROUNDS = 60
MOST_ROUNDS = 600
ROUND_SECONDS = 0.01
PAIR_SECONDS = 3e-8
FIRST_STEP = 40.0
LAST_STEP = 0.3
PART_FOR_BOUND = 0.3
PART_BESIDE_WHOLE = 0.12
SAFETY = 1e-9
EDGE = 1e-3
PIECE_SECONDS = 1.0
OPTIMAL = 1e-4
PART_ALONE = 0.7


def solve_large(
    problem: Problem,
    start: Sequence[OpenSession],
    deadline: Deadline,
    *,
    workers: int,
    seed: int,
    progress: OnProgress | None = None,
    executor: Executor | None = None,
) -> tuple[tuple[OpenSession, ...], float]:
    """Return the best rota found and a bound on the points of any rota.

    Parameters
    ----------
    problem
        A problem of any size.
    start
        A rota that keeps every rule, with all that is pinned and frozen.
    deadline
        When to end.
    workers, seed, progress, executor
        As in `scheduler.solve`.
    """
    deadline = deadline.reserving(0.0)
    arrays = compile_arrays(problem)
    frozen = tuple(s for s in start if _is_frozen(arrays, s))
    first = from_sessions(arrays, start)
    best = Incumbent(deadline, progress, first, first.points(), frozen)
    best.offer(most_urgent_first(arrays, first), "most urgent first")
    if problem.published.people:
        best.offer(most_urgent_first(arrays, as_announced(arrays, first)), "as announced")
    dual = Dual(arrays)
    whole = WholeSearch(dual, deadline, workers, seed)
    part = PART_BESIDE_WHOLE if whole.pays else PART_FOR_BOUND
    ascent = Ascent(dual)
    begin, allowed = deadline.elapsed, part * deadline.left
    until = np.inf if workers == 1 else begin + allowed
    with (
        closing(Announced(dual, best.rota, deadline, workers, seed)) as announced,
        Workers(workers, deadline, executor) as crew,
        closing(whole),
    ):
        if workers > 1:
            _begin_whole(best, whole, crew)
        ascent.run(
            _rounds(arrays, part * deadline.planned),
            FIRST_STEP,
            LAST_STEP,
            lambda a: _heard(best, a, until),
            hurry=None if workers == 1 else lambda: (deadline.elapsed - begin) / (allowed + EDGE),
        )
        best.lower(ascent.bound, "bound")
        rates = _construct(best, ascent, announced, crew)
        if whole.pays:
            improver = Improver(dual, best.rota, ascent.prices.place, seed)
            _improve_beside(best, whole, improver, crew)
        else:
            knife = Knife(arrays, dual.supervisors.chains, *rates, seed)
            Rounds(best.rota, knife, lambda r: best.offer(r, "improve")).run(crew)
    return best.solution(best.rota), best.bound


def _improve_beside(best: Incumbent, whole: WholeSearch, improver: Improver, crew: Workers) -> None:
    """Better the rota by pieces beside the turns at the whole problem."""
    improver.on_better = lambda: best.offer(improver.rota, "improve")  # type: ignore[method-assign]  # a listener
    crew.listen = lambda: _hear_whole(best, whole, improver, crew)  # type: ignore[method-assign]  # a listener
    pieces = None
    if whole.workers == 1:
        _begin_whole(best, whole, crew)
        _wait_for_whole(best, whole, crew)
        pieces = int(crew.deadline.planned / PIECE_SECONDS * (1 - PART_ALONE))
    improver.run(crew, pieces)
    _wait_for_whole(best, whole, crew)


def _hear_whole(best: Incumbent, whole: WholeSearch, improver: Improver, crew: Workers) -> None:
    """Use what the whole programme came to, once it has ended."""
    found = whole.take()
    if found is None:
        return
    if found.bound < best.bound:
        best.lower(found.bound, "bound")
    if found.rota is not None:
        best.offer_whole(found.rota)
    if best.points > improver.points:
        improver.adopt(best.rota)
    if best.bound - best.points <= OPTIMAL * max(1.0, abs(best.bound)):
        best.deadline.end()
    _begin_whole(best, whole, crew)


def _begin_whole(best: Incumbent, whole: WholeSearch, crew: Workers) -> None:
    """Begin the next turn at the whole problem, which leaves one worker fewer to the pieces."""
    whole.begin(best.rota)
    crew.count = max(1, whole.workers - whole.running)


def _wait_for_whole(best: Incumbent, whole: WholeSearch, crew: Workers) -> None:
    """Take the turns at the whole problem that remain, with nothing else going on."""
    crew.listen()
    while whole.running and not best.deadline.over:
        whole.wait()
        crew.listen()


def _rounds(arrays: Arrays, seconds: float) -> int:
    """Return how many rounds of prices the time allows, by its plan and not by the clock."""
    cost = ROUND_SECONDS + PAIR_SECONDS * len(arrays.pairs)
    return int(np.clip(seconds / cost, FEWEST_ROUNDS, MOST_ROUNDS))


def _heard(best: Incumbent, ascent: Ascent, until: float) -> bool:
    """Tell of the bound now and then; whether to end the ascent."""
    if ascent.rounds % 10 == 0:
        best.lower(ascent.bound, "bound")
    return best.deadline.elapsed > until or best.deadline.over


def _construct(
    best: Incumbent, ascent: Ascent, announced: Announced, crew: Workers
) -> tuple[Rates, Rates]:
    """Offer the rotas that the prices and what was announced lead to.

    Returns prices that fit the best one, and those of the bound.
    """
    dual, prices, wanted = ascent.dual, ascent.prices.copy(), ascent.pool
    often = ascent.averages.booked
    bound = rates = Rates(place=prices.place, minute=prices.minute)
    dive = StaffDive(ascent)
    for phase, staff in (
        ("what was announced", announced.take),
        ("construct", lambda: dive.run(lambda: crew.deadline.over)),
    ):
        rota = staff()
        if rota is None:
            continue
        placed, fitting = place_people(dual, rota, prices, wanted, often, crew.relax)
        best.offer(placed, phase)
        if best.rota is placed:
            rates = fitting
    return rates, bound


def _is_frozen(arrays: Arrays, item: OpenSession) -> bool:
    index = {s.id: i for i, s in enumerate(arrays.problem.sessions)}
    return bool(arrays.sessions.frozen[index[item.session]])
