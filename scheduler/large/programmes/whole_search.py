"""The whole problem given to the solver beside the search by pieces, where it is small enough.

The first turn proves a bound, over all pairs and without looking for rotas. The turns after it
look for rotas among those pairs that the linear relaxation or the best rota so far uses.
"""

from dataclasses import dataclass
from time import sleep

import numpy as np

from scheduler.deadline import Deadline
from scheduler.large.programmes.neighbourhood import Neighbourhood, close_up
from scheduler.large.programmes.whole_problem import is_middling, whole_programme
from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.solver.highs import Outcome
from scheduler.large.solver.process import OwnProcess, Task
from scheduler.large.upper_bound.dual import Dual
from scheduler.settings.bounding import WholeSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A rota, if any was found, and a bound on the points of all."""

    rota: WorkingRota | None
    bound: float


class WholeSearch:
    """A search for the best rota of a whole problem at once.

    Parameters
    ----------
    dual
        The problem.
    deadline
        When to end.
    workers
        With one, the solver's nodes are counted and not its time, and it is only begun where the
        time planned is likely to be enough for that.
    seed
        For the solver.
    settings
        How turns are taken.
    """

    def __init__(
        self, dual: Dual, deadline: Deadline, workers: int, seed: int, settings: WholeSettings
    ) -> None:
        self.workers, self._settings = workers, settings
        self._dual, self._deadline, self._seed = dual, deadline, seed
        self._process: OwnProcess | None = None
        self._part: Neighbourhood | None = None
        self._rota: WorkingRota | None = None
        self._turn, self._proving = 0, False
        least = settings.seconds_a_pair_alone if workers == 1 else settings.seconds_a_pair
        enough = deadline.planned >= least * len(dual.arrays.pairs)
        self.pays = settings.used and enough and is_middling(dual, settings)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.end()

    @property
    def running(self) -> bool:
        """Whether the solver is at work."""
        return self._process is not None and self._process.running

    def begin(self, rota: WorkingRota) -> None:
        """Begin the next turn from a rota that keeps every rule, if this pays and there is time."""
        seconds = self._seconds()
        if not self.pays or seconds < self._settings.least_seconds or self._process is not None:
            return
        if self.workers == 1 and self._turn > self._settings.turns_alone:
            return
        self._rota = rota.copy()
        part = self._part = whole_programme(self._dual, self._rota)
        if not part.programme.size:
            return
        proving = self._turn == 0
        task = Task(
            seconds=seconds,
            nodes=-1
            if self.workers > 1
            else self._settings.nodes_to_prove
            if proving
            else self._settings.nodes,
            seed=self._seed + self._turn,
            hint=part.hint,
            near=part.booking[:0] if proving else part.booking,
            noise=self._settings.noise if self._turn > 1 else 0.0,
        )
        self._proving = proving
        self._turn += 1
        try:
            self._process = OwnProcess(part.programme, task)
        except OSError:
            self.pays = False

    def _seconds(self) -> float:
        """Return how long the next turn may take."""
        left = self._deadline.left - self._settings.reserve_seconds
        if self.workers == 1:
            return left
        planned = self._settings.time_share_to_prove * self._deadline.planned
        if self._turn:
            least = self._settings.turn_seconds_a_pair * len(self._dual.arrays.pairs)
            planned = max(self._settings.time_share_a_turn * self._deadline.planned, least)
        return (
            left if left < planned + max(self._settings.least_seconds, 0.5 * planned) else planned
        )

    def wait(self) -> None:
        """Wait until the solver has ended or the time is over."""
        while self.running and not self._deadline.over:
            sleep(self._settings.poll_seconds)

    def take(self) -> Found | None:
        """Return what the solver came to, once."""
        if self._process is None or self._process.running:
            return None
        outcome = self._process.outcome()
        self._process.end()
        self._process = None
        return None if outcome is None else self._found(outcome)

    def _found(self, outcome: Outcome) -> Found:
        rota = None
        if outcome.values is not None and self._rota is not None and self._part is not None:
            rota = close_up(self._rota, self._dual, self._part, outcome.values)
        bound = self._dual.arrays.constant + outcome.bound if self._proving else np.inf
        return Found(rota=rota, bound=bound)
