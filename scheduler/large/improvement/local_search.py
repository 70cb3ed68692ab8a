"""A slice of a rota bettered by many small changes, each kept only if points are won.

A slice is some projects with all their sessions, the supervisors who work nowhere else and the
people booked nowhere else, so slices that share nothing can be bettered at the same time, each
in a process of its own. Three kinds of changes take turns: a session filled again, a supervisor
given another day, a session shaken up and all it touches filled again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from time import monotonic
from typing import TypeAlias

import numpy as np

from scheduler.arrays.columns import Flags, Ints
from scheduler.arrays.compiled import Arrays
from scheduler.large.improvement.running_totals import Tally
from scheduler.large.improvement.session_refill import Refill
from scheduler.large.improvement.supervisor_moves import Move, Restaff
from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.upper_bound.prices import Rates
from scheduler.large.upper_bound.supervisor_weeks import Chains
from scheduler.settings.improving import SearchSettings

Halt: TypeAlias = Callable[[], bool]
Key: TypeAlias = tuple[int, tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A slice of a rota and everything that bettering it needs; plain data for any executor.

    `sessions` and `people` say what may change, `supervisors` who may be given other days.
    `seconds` ends the search; `steps`, where given, ends it by counting.
    """

    arrays: Arrays
    chains: Chains
    rota: WorkingRota
    prices: Rates
    sessions: Flags
    people: Flags
    supervisors: Ints
    failed: frozenset[Key]
    seconds: float
    steps: int | None
    fresh: bool
    seed: int
    settings: SearchSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Bettered:
    """What became of a slice: the rota, and the moves of supervisors that won nothing."""

    rota: WorkingRota
    failed: frozenset[Key]


def better(part: Slice, halt: Halt | None = None) -> Bettered:
    """Return a slice bettered; runs wherever an executor runs it.

    Parameters
    ----------
    part
        The slice; what belongs to it is changed.
    halt
        Asked often whether to end early; only where the caller's objects can be reached.
    """
    until = monotonic() + part.seconds
    search = Search(part)
    search.run(lambda: monotonic() > until or (halt is not None and halt()))
    return Bettered(rota=part.rota, failed=frozenset(search.failed))


class Search:
    """The changes of one slice; `failed` are the moves of supervisors that won nothing."""

    def __init__(self, part: Slice) -> None:
        self.rota, self._settings = part.rota, part.settings
        self.failed = set(part.failed)
        self._changed: dict[int, int] = {}
        self._queued = 0
        self._random = np.random.default_rng(part.seed)
        self._refill = Refill(Tally(part.rota), part.prices, part.settings)
        self._refill.free &= part.sessions
        self._refill.market.locked = ~part.people
        self._part, self._steps = part, part.steps

    def run(self, halt: Halt) -> None:
        """Fill all sessions again, then change and shake until the time or the steps are over."""
        if self._part.fresh:
            for trust in self._settings.trusts:
                self._fill_all(trust, halt)
        restaff = Restaff(self._refill, self._part.chains)
        while not self._over(halt):
            if not self._restaff(restaff, halt):
                self.failed.clear()
            self._shake(halt)

    def _over(self, halt: Halt) -> bool:
        return halt() or (self._steps is not None and self._steps <= 0)

    def _count(self, steps: int) -> None:
        if self._steps is not None:
            self._steps -= steps

    def _open(self) -> Ints:
        return np.flatnonzero(self.rota.opened & self._refill.free)

    def _fill_all(self, trust: float, halt: Halt) -> None:
        for s in self._random.permutation(self._open()).tolist():
            if self._over(halt):
                return
            self._refill.refill(s, trust)
            self._count(self._settings.refill_steps)

    def _restaff(self, restaff: Restaff, halt: Halt) -> int:
        """Try the most promising days of all supervisors; returns how many moves were tried."""
        restaff.refresh()
        self._changed.clear()
        queue: list[tuple[float, int, int, Move]] = []
        for v in self._part.supervisors.tolist():
            if self._over(halt):
                return len(queue)
            self._promise(restaff, v, queue)
        tried = 0
        while queue and tried < self._settings.most_moves and not self._over(halt):
            _, _, age, move = heappop(queue)
            key = (move.supervisor, move.close, move.open)
            stale = age < self._changed.get(move.supervisor, 0)
            if stale or key in self.failed or not restaff.is_open_to(move):
                continue
            self._count(self._settings.move_steps)
            tried += 1
            if restaff.attempt(move) > 0:
                self._changed[move.supervisor] = tried
                self._promise(restaff, move.supervisor, queue)
            else:
                self.failed.add(key)
        return tried

    def _promise(self, restaff: Restaff, v: int, queue: list[tuple[float, int, int, Move]]) -> None:
        """Queue the moves of a supervisor that promise most; older ones of theirs are stale."""
        age = self._changed.get(v, 0)
        for move in restaff.moves(v)[: self._settings.moves_each]:
            self._queued += 1
            heappush(queue, (-move.hope, self._queued, age, move))

    def _shake(self, halt: Halt) -> None:
        """Shake sessions, one after another."""
        opened = self._open()
        if not len(opened):
            self._steps = 0 if self._steps is not None else None
            return
        for s in self._random.choice(opened, self._settings.shakes).tolist():
            if self._over(halt):
                return
            self._count(self._settings.shake_steps)
            self._shake_up(s)

    def _shake_up(self, s: int) -> None:
        """Fill a session again with noise on the points, then all that it touches without."""
        tally, noise = (
            self._refill.tally,
            self._random.normal(0.0, self._settings.shake_noise, len(self._part.people)),
        )
        tally.keep()
        self._refill.refill(s, self._settings.shake_trust, noise)
        for other in dict.fromkeys([*tally.touched(), s]):
            self._refill.refill(other, 0.0)
        if tally.gained > 0:
            tally.keep()
        else:
            tally.undo()
