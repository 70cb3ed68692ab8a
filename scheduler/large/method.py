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
from scheduler.settings.settings import USUAL, Settings
from scheduler.solution import RELATIVE_GAP

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from scheduler.deadline import Deadline
    from scheduler.large.rotas.working_rota import WorkingRota
    from scheduler.problem import Problem
    from scheduler.progress import OnProgress
    from scheduler.settings.bounding import BoundSettings
    from scheduler.solution import OpenSession

EDGE = 1e-3


def solve_large(
    problem: Problem,
    start: Sequence[OpenSession],
    deadline: Deadline,
    *,
    workers: int,
    seed: int,
    progress: OnProgress | None = None,
    executor: Executor | None = None,
    settings: Settings = USUAL,
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
    workers, seed, progress, executor, settings
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
    dual = Dual(arrays, settings.bound)
    whole = WholeSearch(dual, deadline, workers, seed, settings.whole)
    bounding = settings.bound
    part = bounding.time_share_beside_whole if whole.pays else bounding.time_share
    ascent = Ascent(dual)
    begin, allowed = deadline.elapsed, part * deadline.left
    until = np.inf if workers == 1 else begin + allowed
    with (
        closing(
            Announced(dual, best.rota, deadline, workers, seed, settings.announced)
        ) as announced,
        Workers(workers, deadline, executor) as crew,
        closing(whole),
    ):
        if workers > 1:
            _begin_whole(best, whole, crew)
        ascent.run(
            _rounds(arrays, part * deadline.planned, bounding),
            bounding.first_step,
            bounding.last_step,
            lambda a: _heard(best, a, until),
            hurry=None if workers == 1 else lambda: (deadline.elapsed - begin) / (allowed + EDGE),
        )
        best.lower(ascent.bound, "bound")
        rates = _construct(best, ascent, announced, crew, settings)
        if whole.pays:
            improver = Improver(dual, best.rota, ascent.prices.place, seed, settings.pieces)
            _improve_beside(best, whole, improver, crew, settings)
        elif settings.rounds.used:
            knife = Knife(arrays, dual.supervisors.chains, *rates, seed, settings)
            Rounds(best.rota, knife, lambda r: best.offer(r, "improve"), settings.rounds).run(crew)
    return best.solution(best.rota), best.bound


def _improve_beside(
    best: Incumbent, whole: WholeSearch, improver: Improver, crew: Workers, settings: Settings
) -> None:
    """Better the rota by pieces beside the turns at the whole problem."""
    improver.on_better = lambda: best.offer(improver.rota, "improve")  # type: ignore[method-assign]  # a listener
    crew.listen = lambda: _hear_whole(best, whole, improver, crew)  # type: ignore[method-assign]  # a listener
    pieces = None
    if whole.workers == 1:
        _begin_whole(best, whole, crew)
        _wait_for_whole(best, whole, crew)
        share = 1 - settings.whole.time_share_alone
        pieces = int(crew.deadline.planned / settings.pieces.seconds_alone * share)
    if settings.pieces.used:
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
    if best.bound - best.points <= RELATIVE_GAP * max(1.0, abs(best.bound)):
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


def _rounds(arrays: Arrays, seconds: float, settings: BoundSettings) -> int:
    """Return how many rounds of prices the time allows, by its plan and not by the clock."""
    cost = settings.round_seconds + settings.pair_seconds * len(arrays.pairs)
    return int(np.clip(seconds / cost, settings.fewest_rounds, settings.most_rounds))


def _heard(best: Incumbent, ascent: Ascent, until: float) -> bool:
    """Tell of the bound now and then; whether to end the ascent."""
    if ascent.rounds % 10 == 0:
        best.lower(ascent.bound, "bound")
    return best.deadline.elapsed > until or best.deadline.over


def _construct(
    best: Incumbent, ascent: Ascent, announced: Announced, crew: Workers, settings: Settings
) -> tuple[Rates, Rates]:
    """Offer the rotas that the prices and what was announced lead to.

    Returns prices that fit the best one, and those of the bound.
    """
    dual, prices, wanted = ascent.dual, ascent.prices.copy(), ascent.pool
    often = ascent.averages.booked
    bound = rates = Rates(place=prices.place, minute=prices.minute)
    sources: list[tuple[str, Callable[[], WorkingRota | None]]] = [
        ("what was announced", announced.take)
    ]
    if settings.dive.used:
        dive = StaffDive(ascent, settings.dive)
        sources.append(("construct", lambda: dive.run(lambda: crew.deadline.over)))
    for phase, staff in sources:
        rota = staff()
        if rota is None:
            continue
        placed, fitting = place_people(
            dual, rota, prices, wanted, often, crew.relax, settings.people
        )
        best.offer(placed, phase)
        if best.rota is placed:
            rates = fitting
    return rates, bound


def _is_frozen(arrays: Arrays, item: OpenSession) -> bool:
    index = {s.id: i for i, s in enumerate(arrays.problem.sessions)}
    return bool(arrays.sessions.frozen[index[item.session]])
