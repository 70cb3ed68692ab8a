"""Rounds of bettering: the map is cut into slices, all are bettered at once, answers are joined."""

from collections.abc import Callable

from scheduler.large.crew_of_workers import Workers
from scheduler.large.placing import is_sound
from scheduler.large.slices import FEWEST_TO_CUT, Bettered, Knife, Slice, better
from scheduler.large.working import WorkingRota

ROUND_SECONDS = 5.0
FIRST_OVERHEAD = 0.5
MARGIN = 1.5
STEPS_A_SECOND = 300
UNLIMITED = 1e6


class Rounds:
    """A search around the best rota so far; `rota` and `points` are always the best.

    Parameters
    ----------
    rota
        A rota that keeps every rule.
    knife
        What cuts it.
    on_better
        Given each rota that is better.
    """

    def __init__(
        self, rota: WorkingRota, knife: Knife, on_better: Callable[[WorkingRota], None]
    ) -> None:
        self.rota, self.points = rota, rota.points()
        self._knife, self._on_better = knife, on_better

    def run(self, workers: Workers) -> None:
        """Better the rota until the workers' deadline; with one worker, so many steps instead."""
        if workers.count == 1:
            self._run_alone(workers)
            return
        deadline, spent = workers.deadline, FIRST_OVERHEAD
        while (seconds := min(ROUND_SECONDS, deadline.left - MARGIN * spent)) > 0:
            begun = deadline.elapsed
            count = workers.count if self.rota.opened.sum() >= FEWEST_TO_CUT else 1
            if not self._round(workers, self._knife.cut(self.rota, count, seconds, None)):
                return
            spent = max(spent, deadline.elapsed - begun - seconds)

    def _run_alone(self, workers: Workers) -> None:
        """Count steps instead of seconds, so that the rota depends on the seed alone."""
        steps = int(workers.deadline.planned * STEPS_A_SECOND)
        each = int(ROUND_SECONDS * STEPS_A_SECOND)
        for begun in range(0, steps, each):
            parts = self._knife.cut(self.rota, 1, UNLIMITED, min(each, steps - begun))
            if not self._round(workers, parts):
                return

    def _round(self, workers: Workers, parts: list[Slice]) -> bool:
        """Better some slices at the same time; False if the time was over before."""
        answers = self._answers(workers, parts)
        if answers is not None:
            self._take(list(zip(parts, answers, strict=True)))
        return answers is not None

    def _answers(self, workers: Workers, parts: list[Slice]) -> list[Bettered] | None:
        """Better some slices at the same time; `None` if the caller wants no more."""
        if workers.local:
            futures = [workers.submit(better, part, workers.is_over) for part in parts]
        else:
            futures = [workers.submit(better, part) for part in parts]
        waiting = list(futures)
        while waiting:
            done = workers.first(waiting)
            if done is None:
                return None
            waiting.remove(done)
        return [future.result() for future in futures]

    def _take(self, parts: list[tuple[Slice, Bettered]]) -> None:
        rota = self._knife.join(self.rota, parts)
        points = rota.points()
        if points > self.points and is_sound(rota):
            self.rota, self.points = rota, points
            self._on_better(rota)
