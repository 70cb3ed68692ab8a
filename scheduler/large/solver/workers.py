"""Where parts are solved: an executor of the caller's, processes of our own, or threads.

Parts are plain arrays and answers are plain arrays, so any `concurrent.futures.Executor` will
do. Processes are the default for several workers; where they may not be had (in a daemonic
process such as a task queue's, or beside other threads), threads do as well, because the
solvers let go of the interpreter.
"""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from types import TracebackType
from typing import Any, TypeVar

from scheduler.arrays.columns import Floats
from scheduler.deadline import Deadline
from scheduler.large.solver.highs import Relaxed
from scheduler.large.solver.programme import Programme
from scheduler.settings.improving import PieceSettings

Answer = TypeVar("Answer")

POLL_SECONDS = 0.2
GENEROUS = 600.0


def solve_programme(
    programme: Programme, seconds: float, settings: PieceSettings, seed: int, hint: Floats | None
) -> Floats | None:
    """Solve one programme; runs wherever the executor runs it."""
    return programme.solve(seconds, nodes=settings.nodes, gap=settings.gap, seed=seed, hint=hint)


def relax_programme(programme: Programme, seconds: float) -> Relaxed | None:
    """Solve one programme without its whole numbers; runs wherever the executor runs it."""
    return programme.relax(seconds)


class Workers:
    """Solves programmes, several at a time; a context manager.

    Parameters
    ----------
    count
        How many programmes at a time; fewer may be asked for later. With one, nothing depends on
        the clock but the deadline.
    deadline
        When to stop waiting.
    executor
        The caller's own, left open at the end.

    Work is `local` where it is done by threads of this process.
    """

    def __init__(self, count: int, deadline: Deadline, executor: Executor | None = None) -> None:
        self.count = max(1, count)
        self._timed = self.count > 1
        self.deadline = deadline
        self._own = executor is None
        self._executor = executor if executor is not None else _executor(self.count)
        self.local = isinstance(self._executor, ThreadPoolExecutor)
        self._running: list[Future[Any]] = []

    def __enter__(self) -> "Workers":
        """Return this object."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop what has not begun and end processes; an executor of the caller's stays open."""
        for future in self._running:
            future.cancel()
        if self._own:
            children = multiprocessing.active_children()
            own = set(getattr(self._executor, "_processes", None) or ())
            self._executor.shutdown(wait=False, cancel_futures=True)
            for child in children:
                if child.pid in own:
                    child.kill()

    def start(
        self,
        programme: Programme,
        *,
        settings: PieceSettings,
        seed: int,
        hint: Floats | None = None,
    ) -> Future[Floats | None]:
        """Begin to solve a programme."""
        most = min(settings.seconds if self._timed else GENEROUS, max(0.1, self.deadline.left))
        return self.submit(solve_programme, programme, most, settings, seed, hint)

    def first(self, futures: list[Future[Answer]]) -> Future[Answer] | None:
        """Wait for one to finish; `None` if the time is over before."""
        while not self.deadline.over:
            self.listen()
            done, _ = wait(
                futures, timeout=min(POLL_SECONDS, self.deadline.left), return_when=FIRST_COMPLETED
            )
            for future in futures:
                if future in done:
                    return future
        return None

    def listen(self) -> None:
        """Be told now and then while waiting; replaced by the caller."""

    def relax(self, programme: Programme) -> Relaxed | None:
        """Solve a linear programme and wait for it; `None` if the time is over before."""
        most = max(0.1, self.deadline.left) if self._timed else GENEROUS
        future = self.submit(relax_programme, programme, most)
        return future.result() if self.first([future]) is not None else None

    def is_over(self) -> bool:
        """Whether the time is over; for work that is `local`."""
        return self.deadline.over

    def submit(self, work: Callable[..., Answer], *args: object) -> "Future[Answer]":
        """Begin any work on plain data."""
        future = self._executor.submit(work, *args)
        self._running = [f for f in self._running if not f.done()]
        self._running.append(future)
        return future


def _executor(count: int) -> Executor:
    """Return processes where they may be forked safely, otherwise threads."""
    alone = threading.active_count() == 1 and not multiprocessing.current_process().daemon
    if count > 1 and alone and "fork" in multiprocessing.get_all_start_methods():
        return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork"))
    return ThreadPoolExecutor(count)
