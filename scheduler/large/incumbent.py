"""The best rota so far and the lowest bound on the points of any, with whoever is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.checking import check
from scheduler.large.rotas.soundness import is_sound
from scheduler.large.rotas.working_rota import WorkingRota, to_sessions
from scheduler.progress import Progress
from scheduler.solution import OpenSession, Solution

if TYPE_CHECKING:
    from scheduler.deadline import Deadline
    from scheduler.progress import OnProgress

SAFETY = 1e-9


@dataclass(slots=True)
class Incumbent:
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
