"""Rounds of bettering: the map is cut into slices, all are bettered at once, answers are joined."""

from collections.abc import Callable

from scheduler.large.improvement.local_search import Bettered, Slice, better
from scheduler.large.improvement.slicing import Knife
from scheduler.large.rotas.soundness import is_sound
from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.solver.workers import Workers
from scheduler.settings.improving import RoundSettings

UNLIMITED = 1e6


class Rounds:
    """A search from one rota to better ones.

    Parameters
    ----------
    rota
        A rota that keeps every rule.
    knife
        What cuts it.
    on_better
        Given each rota that is better than all before.
    settings
        How long they are.
    """

    def __init__(
        self,
        rota: WorkingRota,
        knife: Knife,
        on_better: Callable[[WorkingRota], None],
        settings: RoundSettings,
    ) -> None:
        self._settings = settings
        self._rota, self._points = rota, rota.points()
        self._knife, self._on_better = knife, on_better

    def run(self, workers: Workers) -> None:
        """Better the rota until the workers' deadline; with one worker, so many steps instead."""
        if workers.count == 1:
            self._run_alone(workers)
            return
        deadline, spent = workers.deadline, self._settings.first_overhead
        while (
            seconds := min(
                self._settings.seconds, deadline.left - self._settings.overhead_margin * spent
            )
        ) > 0:
            begun = deadline.elapsed
            count = workers.count if self._rota.opened.sum() >= self._settings.fewest_to_cut else 1
            if not self._round(workers, self._knife.cut(self._rota, count, seconds, None)):
                return
            spent = max(spent, deadline.elapsed - begun - seconds)

    def _run_alone(self, workers: Workers) -> None:
        """Count steps instead of seconds, so that the rota depends on the seed alone."""
        steps = int(workers.deadline.planned * self._settings.steps_a_second)
        each = int(self._settings.seconds * self._settings.steps_a_second)
        for begun in range(0, steps, each):
            parts = self._knife.cut(self._rota, 1, UNLIMITED, min(each, steps - begun))
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
        rota = self._knife.join(self._rota, parts)
        points = rota.points()
        if points <= self._points or not is_sound(rota):
            return
        self._rota, self._points = rota, points
        self._on_better(rota)
