"""The method for large problems from beginning to end, as its phases follow each other."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.arrays import Arrays, compile_arrays
from scheduler.check import check
from scheduler.large.announced import Announced
from scheduler.large.ascent import Ascent
from scheduler.large.crew_of_workers import Workers
from scheduler.large.improve import Improver
from scheduler.large.knife import Knife
from scheduler.large.market import Rates
from scheduler.large.people_master import place_people
from scheduler.large.placing import is_sound
from scheduler.large.prices import Dual
from scheduler.large.rounds import Rounds
from scheduler.large.simple import as_announced, most_urgent_first
from scheduler.large.staff_dive import StaffDive
from scheduler.large.whole_search import WholeSearch
from scheduler.large.working import WorkingRota
from scheduler.progress import Progress
from scheduler.solution import OpenSession, Solution

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from scheduler.deadline import Deadline
    from scheduler.problem import Problem
    from scheduler.progress import OnProgress

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


@dataclass(slots=True)
class _Best:
    """The best rota and bound so far, and who is to be told."""

    deadline: Deadline
    progress: OnProgress | None
    rota: WorkingRota
    points: float
    frozen: tuple[OpenSession, ...] = ()
    bound: float = float("inf")

    def offer(self, rota: WorkingRota, phase: str) -> None:
        """Take a rota if it is better."""
        points = rota.points()
        if points > self.points and is_sound(rota):
            self.rota, self.points = rota, points
            self.tell(phase)

    def offer_whole(self, rota: WorkingRota) -> None:
        """Take a rota if it is better, and the checker finds nothing against it."""
        draft = Solution(
            status="feasible", objective=None, bound=None, seconds=0.0, sessions=self.solution(rota)
        )
        if not check(rota.arrays.problem, draft).violations:
            self.offer(rota, "whole")

    def solution(self, rota: WorkingRota) -> tuple[OpenSession, ...]:
        """Return all open sessions of a rota, the frozen ones first."""
        return (*self.frozen, *to_sessions(rota))

    def lower(self, bound: float, phase: str) -> None:
        """Take a bound if it is lower, and tell."""
        self.bound = min(self.bound, bound + SAFETY * max(1.0, abs(bound)))
        self.tell(phase)

    def tell(self, phase: str) -> None:
        """Report where the solve stands."""
        if self.progress is None:
            return
        bound = self.bound if np.isfinite(self.bound) else None
        gap = None if bound is None else (bound - self.points) / max(1.0, abs(bound))
        self.progress(
            Progress(
                phase=phase,
                objective=self.points,
                bound=bound,
                gap=gap,
                seconds=self.deadline.elapsed,
            )
        )


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
    best = _Best(deadline, progress, first, first.points(), frozen)
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


def _improve_beside(best: _Best, whole: WholeSearch, improver: Improver, crew: Workers) -> None:
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


def _hear_whole(best: _Best, whole: WholeSearch, improver: Improver, crew: Workers) -> None:
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


def _begin_whole(best: _Best, whole: WholeSearch, crew: Workers) -> None:
    """Begin the next turn at the whole problem, which leaves one worker fewer to the pieces."""
    whole.begin(best.rota)
    crew.count = max(1, whole.workers - whole.running)


def _wait_for_whole(best: _Best, whole: WholeSearch, crew: Workers) -> None:
    """Take the turns at the whole problem that remain, with nothing else going on."""
    crew.listen()
    while whole.running and not best.deadline.over:
        whole.wait()
        crew.listen()


def _rounds(arrays: Arrays, seconds: float) -> int:
    """Return how many rounds of prices the time allows, by its plan and not by the clock."""
    cost = ROUND_SECONDS + PAIR_SECONDS * len(arrays.pairs)
    return int(np.clip(seconds / cost, FEWEST_ROUNDS, MOST_ROUNDS))


def _heard(best: _Best, ascent: Ascent, until: float) -> bool:
    """Tell of the bound now and then; whether to end the ascent."""
    if ascent.rounds % 10 == 0:
        best.lower(ascent.bound, "bound")
    return best.deadline.elapsed > until or best.deadline.over


def _construct(
    best: _Best, ascent: Ascent, announced: Announced, crew: Workers
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


def from_sessions(arrays: Arrays, sessions: Sequence[OpenSession]) -> WorkingRota:
    """Return a rota as arrays; frozen sessions are left out."""
    rota, problem = WorkingRota.empty(arrays), arrays.problem
    places = {s.id: i for i, s in enumerate(problem.sessions)}
    people = {p.id: i for i, p in enumerate(problem.people)}
    supervisors = {v.id: i for i, v in enumerate(problem.supervisors)}
    for item in sessions:
        s = places[item.session]
        if arrays.sessions.frozen[s]:
            continue
        rota.opened[s] = True
        rota.staff[s, : len(item.supervisors)] = [supervisors[v] for v in item.supervisors]
        rota.booked[[people[p] for p in item.people], arrays.sessions.day[s]] = s
    return rota


def to_sessions(rota: WorkingRota) -> tuple[OpenSession, ...]:
    """Return the open sessions of a rota by their ids."""
    problem = rota.arrays.problem
    groups: dict[int, list[str]] = {}
    for p, s in zip(*(part.tolist() for part in rota.bookings()), strict=True):
        groups.setdefault(s, []).append(problem.people[p].id)
    return tuple(
        OpenSession(
            session=problem.sessions[s].id,
            supervisors=tuple(problem.supervisors[v].id for v in rota.staff[s] if v >= 0),
            people=tuple(groups.get(s, ())),
        )
        for s in np.flatnonzero(rota.opened).tolist()
    )
