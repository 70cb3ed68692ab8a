"""The whole problem given to the solver beside the search by pieces, where it is small enough."""

from dataclasses import dataclass
from time import sleep
from types import TracebackType

from scheduler.arrays import Floats
from scheduler.deadline import Deadline
from scheduler.large.linear import Outcome
from scheduler.large.neighbourhood import Neighbourhood, close_up
from scheduler.large.own_process import OwnProcess
from scheduler.large.placing import is_sound
from scheduler.large.prices import Dual
from scheduler.large.whole import is_middling, whole_programme
from scheduler.large.working import WorkingRota

RESERVE_SECONDS = 1.5
LEAST_SECONDS = 3.0
NODES = 1
SECONDS_A_PAIR = 0.006
PART_ALONE = 0.7
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A rota that keeps every rule, if any was found, and a bound on the points of all."""

    rota: WorkingRota | None
    bound: float


class WholeSearch:
    """A search for the best rota of a whole problem at once; a context manager.

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
        needed = LEAST_SECONDS
        if workers == 1:
            needed = max(needed, SECONDS_A_PAIR * len(dual.arrays.pairs) / PART_ALONE)
        self.pays = is_middling(dual) and deadline.planned >= needed

    def __enter__(self) -> "WholeSearch":
        """Return this object."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        if self._process is not None:
            self._process.end()

    @property
    def running(self) -> bool:
        """Whether the solver is at work."""
        return self._process is not None and self._process.running

    def begin(self, rota: WorkingRota) -> None:
        """Start from a rota that keeps every rule, if this pays."""
        seconds = self._deadline.left - RESERVE_SECONDS
        if not self.pays or seconds <= 0:
            return
        self._rota = rota.copy()
        self._part = whole_programme(self._dual, self._rota)
        if not self._part.programme.size:
            return
        try:
            self._process = OwnProcess(
                self._part.programme,
                seconds=seconds,
                nodes=NODES if self.workers == 1 else None,
                seed=self._seed,
                hint=self._part.hint,
            )
        except OSError:
            self._process = None

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
        rota = None if outcome.values is None else self._rota_of(outcome.values)
        return Found(rota=rota, bound=self._dual.arrays.constant + outcome.bound)

    def _rota_of(self, values: Floats) -> WorkingRota | None:
        assert self._rota is not None and self._part is not None
        rota = close_up(self._rota, self._dual, self._part, values)
        return rota if is_sound(rota) else None


