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

RESERVE_SECONDS = 1.3
LEAST_SECONDS = 2.0
PART_TO_PROVE = 0.35
PART_A_TURN = 0.25
NODES_TO_PROVE = 1
NODES = 20
TURNS_ALONE = 2
SECONDS_A_PAIR = 0.004
SECONDS_A_PAIR_ALONE = 0.012
TURN_SECONDS_A_PAIR = 0.0015
NOISE = 10.0
POLL_SECONDS = 0.1


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
    """

    def __init__(self, dual: Dual, deadline: Deadline, workers: int, seed: int) -> None:
        self.workers = workers
        self._dual, self._deadline, self._seed = dual, deadline, seed
        self._process: OwnProcess | None = None
        self._part: Neighbourhood | None = None
        self._rota: WorkingRota | None = None
        self._turn, self._proving = 0, False
        least = SECONDS_A_PAIR_ALONE if workers == 1 else SECONDS_A_PAIR
        self.pays = is_middling(dual) and deadline.planned >= least * len(dual.arrays.pairs)

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
        if not self.pays or seconds < LEAST_SECONDS or self._process is not None:
            return
        if self.workers == 1 and self._turn > TURNS_ALONE:
            return
        self._rota = rota.copy()
        part = self._part = whole_programme(self._dual, self._rota)
        if not part.programme.size:
            return
        proving = self._turn == 0
        task = Task(
            seconds=seconds,
            nodes=-1 if self.workers > 1 else NODES_TO_PROVE if proving else NODES,
            seed=self._seed + self._turn,
            hint=part.hint,
            near=part.booking[:0] if proving else part.booking,
            noise=NOISE if self._turn > 1 else 0.0,
        )
        self._proving = proving
        self._turn += 1
        try:
            self._process = OwnProcess(part.programme, task)
        except OSError:
            self.pays = False

    def _seconds(self) -> float:
        """Return how long the next turn may take."""
        left = self._deadline.left - RESERVE_SECONDS
        if self.workers == 1:
            return left
        planned = PART_TO_PROVE * self._deadline.planned
        if self._turn:
            least = TURN_SECONDS_A_PAIR * len(self._dual.arrays.pairs)
            planned = max(PART_A_TURN * self._deadline.planned, least)
        return left if left < planned + max(LEAST_SECONDS, 0.5 * planned) else planned

    def wait(self) -> None:
        """Wait until the solver has ended or the time is over."""
        while self.running and not self._deadline.over:
            sleep(POLL_SECONDS)

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
