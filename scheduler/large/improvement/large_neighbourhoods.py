"""Bettering a rota piece by piece: large neighbourhood search with integer programmes.

A piece is a handful of neighbouring projects' sessions, or some neighbouring supervisors with
the sessions they run and might run. Pieces that are solved at the same time share no session,
project, supervisor or person, so their answers can be put in one after another.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints
from scheduler.arrays.compiled import Arrays
from scheduler.large.programmes.neighbourhood import Neighbourhood, close_up, open_up
from scheduler.large.rotas.soundness import is_sound
from scheduler.large.rotas.working_rota import KILOMETRES, WorkingRota
from scheduler.large.solver.workers import Workers
from scheduler.large.upper_bound.dual import Dual
from scheduler.settings.improving import PieceSettings

if TYPE_CHECKING:
    from concurrent.futures import Future


@dataclass(slots=True, eq=False)
class _Running:
    """A piece being solved, and what no other piece may touch meanwhile."""

    part: Neighbourhood
    around: int
    future: "Future[Floats | None]"
    projects: Ints
    supervisors: Ints
    people: Ints


class Improver:
    """A search around the best rota so far; `rota` and `points` are always the best."""

    def __init__(
        self, dual: Dual, rota: WorkingRota, price: Floats, seed: int, settings: PieceSettings
    ) -> None:
        self.dual, self.rota, self.price, self._settings = dual, rota, price, settings
        self.points = rota.points()
        self._random = np.random.default_rng(seed)
        self._seed = seed
        arrays = dual.arrays
        self._spot = arrays.journeys[arrays.sessions.project] * KILOMETRES
        homes = [[v.lat, v.lon] for v in arrays.problem.supervisors]
        self._homes = np.array(homes, float).reshape(-1, 2) * KILOMETRES
        self._visits = np.zeros(len(rota.opened))
        self._turn = 0
        self._adopted = 0
        staffing = arrays.staffing
        self._tied = np.zeros(len(homes), bool)
        self._tied[staffing.who[staffing.pinned]] = True

    def run(self, workers: Workers, pieces: int | None = None) -> None:
        """Improve the rota until the workers' deadline; `on_better` may be set before.

        Parameters
        ----------
        workers
            Who solves the pieces.
        pieces
            How many to solve at most, where the search must not depend on the clock.
        """
        running: list[_Running] = []
        failures, begun = 0, 0
        while not workers.deadline.over and failures < self._settings.most_failures:
            while len(running) < workers.count and (pieces is None or begun < pieces):
                piece = self._start(workers, running)
                if piece is None:
                    failures += 1
                    break
                running.append(piece)
                begun += 1
            if not running and begun == pieces:
                return
            if not running:
                continue
            future = workers.first([piece.future for piece in running])
            if future is None:
                return
            done = next(piece for piece in running if piece.future is future)
            running.remove(done)
            self._finish(done)
            failures = 0

    def adopt(self, rota: WorkingRota) -> None:
        """Go on from a better rota made elsewhere; answers for pieces of this one are dropped."""
        self.rota, self.points = rota, rota.points()
        self._adopted += 1

    def on_better(self) -> None:
        """Be told of a better rota; replaced by the caller."""

    def _start(self, workers: Workers, running: list[_Running]) -> _Running | None:
        """Choose a piece that touches nothing of those running, and begin to solve it."""
        self._turn += 1
        taken = _Taken(self.dual.arrays, running)
        with_staff = self._turn > self._sweep() and self._turn % 2 == 0
        sessions, supervisors = self._near_supervisors() if with_staff else self._near_session()
        sessions = sessions[~taken.projects[self.dual.arrays.sessions.project[sessions]]]
        supervisors = supervisors[~taken.supervisors[supervisors]]
        runs = self._run_by(supervisors)
        inside = np.zeros(len(self.rota.opened), bool)
        inside[sessions] = True
        blocked = np.unique(self.rota.staff[runs & ~inside])
        supervisors = supervisors[~np.isin(supervisors, blocked)]
        if not len(sessions):
            return None
        part = open_up(
            self.dual,
            self.rota,
            sessions,
            supervisors,
            self.price,
            busy=taken.people,
            settings=self._settings,
        )
        self._visits[part.sessions] += 1
        future = workers.start(
            part.programme, settings=self._settings, seed=self._seed, hint=part.hint
        )
        arrays = self.dual.arrays
        return _Running(
            part=part,
            around=self._adopted,
            future=future,
            projects=np.unique(arrays.sessions.project[part.sessions]),
            supervisors=supervisors,
            people=np.unique(arrays.pairs.who[part.pairs]),
        )

    def _sweep(self) -> int:
        """Return how many pieces visit each open session about once."""
        return (
            int(self._settings.sweep * self.rota.opened.sum() / self._settings.first_sessions) + 1
        )

    def _finish(self, piece: _Running) -> None:
        """Put an answer in if it is better."""
        values = piece.future.result()
        if values is None or piece.around != self._adopted:
            return
        rota = close_up(self.rota, self.dual, piece.part, values)
        points = rota.points()
        if points > self.points + 1e-6 and is_sound(rota):
            self.rota, self.points = rota, points
            self.on_better()

    def _run_by(self, supervisors: Ints) -> Flags:
        """Return which sessions any of some supervisors run."""
        return np.asarray(np.isin(self.rota.staff, supervisors).any(axis=1), bool)

    def _near_session(self) -> tuple[Ints, Ints]:
        """Return the open sessions around one of those visited least."""
        opened = np.flatnonzero(self.rota.opened)
        if not len(opened):
            return self._near_supervisors()
        noise = self._random.random(len(opened)) * 0.5
        seed = opened[np.argmin(self._visits[opened] + noise)]
        far = ((self._spot[opened] - self._spot[seed]) ** 2).sum(axis=1)
        count = (
            self._settings.first_sessions
            if self._turn <= self._sweep()
            else self._settings.sessions
        )
        return opened[np.argsort(far, kind="stable")[:count]], np.zeros(0, np.int64)

    def _near_supervisors(self) -> tuple[Ints, Ints]:
        """Return neighbouring supervisors, their sessions and others around them."""
        free = np.flatnonzero(~self._tied)
        if not len(free):
            return np.zeros(0, np.int64), free
        seed = free[self._random.integers(len(free))]
        far = ((self._homes[free] - self._homes[seed]) ** 2).sum(axis=1)
        supervisors = free[np.argsort(far, kind="stable")[: self._settings.supervisors]]
        runs = self._run_by(supervisors)
        far = ((self._spot - self._homes[seed]) ** 2).sum(axis=1)
        order = np.argsort(far, kind="stable")
        closed = order[~self.rota.opened[order]][: self._settings.sessions]
        opened = order[self.rota.opened[order] & ~runs[order]][: self._settings.sessions // 2]
        return np.union1d(np.flatnonzero(runs), np.concatenate([closed, opened])), supervisors


class _Taken:
    """What running pieces may change."""

    def __init__(self, arrays: Arrays, running: list[_Running]) -> None:
        self.projects: Flags = np.zeros(len(arrays.project_minutes), bool)
        self.supervisors: Flags = np.zeros(len(arrays.supervisors.female), bool)
        self.people: Flags = np.zeros(len(arrays.people.rate), bool)
        for piece in running:
            self.projects[piece.projects] = True
            self.supervisors[piece.supervisors] = True
            self.people[piece.people] = True
