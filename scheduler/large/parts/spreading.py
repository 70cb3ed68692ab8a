"""Solving the parts of a problem beside each other, each in a process or wherever asked.

Each part first gets a simple rota and a first bound, so that there is an answer for all of it
soon; then the parts are solved in turn, as many at a time as there are workers. The time that is
left is shared out by their numbers of people, but for a little: an answer that comes too late is
lost.
"""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from scheduler.deadline import Deadline
from scheduler.large.method import solve_large
from scheduler.progress import Progress
from scheduler.settings.settings import USUAL, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scheduler.problem import Problem
    from scheduler.progress import OnProgress
    from scheduler.solution import OpenSession


_stop: _Event | None = None


class _Event(Protocol):
    def set(self) -> None:
        """End every part."""

    def is_set(self) -> bool:
        """Whether parts are to end."""
        ...


def _remember(event: _Event) -> None:
    """Keep the event that ends the parts of a process."""
    global _stop
    _stop = event


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The rota of a part, its points and a bound on them."""

    sessions: tuple[OpenSession, ...]
    points: float | None
    bound: float


def solve_part(
    problem: Problem,
    start: Sequence[OpenSession],
    seconds: float,
    seed: int,
    settings: Settings,
) -> Answer:
    """Solve one part by itself; runs wherever the executor runs it."""
    heard: list[float] = []

    def hear(progress: Progress) -> None:
        if progress.objective is not None:
            heard.append(progress.objective)

    deadline = Deadline(seconds, _stop)
    sessions, bound = solve_large(
        problem, start, deadline, workers=1, seed=seed, progress=hear, settings=settings
    )
    return Answer(sessions=sessions, points=max(heard, default=None), bound=bound)


class Spread:
    """Solves parts beside each other; the answers so far are always a whole rota."""

    def __init__(
        self,
        parts: Sequence[Problem],
        starts: Sequence[Sequence[OpenSession]],
        deadline: Deadline,
        *,
        workers: int,
        seed: int,
        progress: OnProgress | None,
        executor: Executor | None,
        settings: Settings,
    ) -> None:
        self._settings, self._how = settings, settings.parts
        self._parts, self._deadline = parts, deadline
        self._workers, self._seed, self._progress = max(1, workers), seed, progress
        self._event: _Event | None = None
        self._own: Executor | None = None
        if executor is None:
            self._event, self._own = _executor(self._workers)
        self._executor = self._own if executor is None else executor
        self._answers = [
            Answer(sessions=tuple(start), points=None, bound=float("inf")) for start in starts
        ]

    def run(self) -> tuple[tuple[OpenSession, ...], float]:
        """Return the rota of all parts and the sum of their bounds."""
        quick = min(self._how.quick_seconds, self._deadline.planned * self._how.quick_share)
        try:
            self._round(lambda _waiting, _running: quick)
            self._round(self._fair)
        finally:
            if self._own is not None:
                if self._event is not None:
                    self._event.set()
                self._own.shutdown(wait=False, cancel_futures=True)
        sessions = tuple(item for answer in self._answers for item in answer.sessions)
        return sessions, sum(answer.bound for answer in self._answers)

    def _fair(self, waiting: list[int], running: Sequence[float]) -> float:
        """Return the seconds for the first of the parts waiting: by people, of what is left.

        Parameters
        ----------
        waiting
            Parts that have not begun, this one first.
        running
            When those that have begun will end, in seconds since the start.
        """
        left, now = self._deadline.left, self._deadline.elapsed
        worker_time = left * self._workers - sum(max(0.0, end - now) for end in running)
        people = [max(1, len(self._parts[i].people)) for i in waiting]
        fair = worker_time * people[0] / sum(people)
        return max(0.0, min(fair, left) * self._how.time_used - self._how.late_seconds)

    def _round(self, seconds: Callable[[list[int], list[float]], float]) -> None:
        """Solve every part once, for so many seconds each; see `_fair`."""
        if self._executor is None or self._deadline.over:
            return
        running: dict[Future[Answer], tuple[int, float]] = {}
        waiting = list(range(len(self._parts)))
        while (running or waiting) and not self._deadline.over:
            while waiting and len(running) < self._workers:
                most = seconds(waiting, [end for _, end in running.values()])
                i = waiting.pop(0)
                begun = self._executor.submit(
                    solve_part,
                    self._parts[i],
                    self._answers[i].sessions,
                    most,
                    self._seed,
                    self._settings,
                )
                running[begun] = i, self._deadline.elapsed + most
            done, _ = wait(running, timeout=self._how.poll_seconds, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(running.pop(future)[0], future.result())

    def _take(self, i: int, answer: Answer) -> None:
        """Keep an answer of a part; bounds of both rounds hold."""
        self._answers[i] = replace(answer, bound=min(answer.bound, self._answers[i].bound))
        points = [answer.points for answer in self._answers if answer.points is not None]
        whole = sum(points) if len(points) == len(self._answers) else None
        bound = sum(answer.bound for answer in self._answers)
        known = None if bound == float("inf") else bound
        gap = None
        if whole is not None and known is not None:
            gap = (known - whole) / max(1.0, abs(known))
        if self._progress is not None:
            self._progress(
                Progress(
                    phase=f"part {i + 1} of {len(self._parts)}",
                    objective=whole,
                    bound=known,
                    gap=gap,
                    seconds=self._deadline.elapsed,
                )
            )


def _executor(workers: int) -> tuple[_Event | None, Executor]:
    """Return processes where they may be forked safely, otherwise threads, and what ends them."""
    alone = threading.active_count() == 1 and not multiprocessing.current_process().daemon
    if alone and "fork" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("fork")
        event = context.Event()
        return event, ProcessPoolExecutor(
            workers, mp_context=context, initializer=_remember, initargs=(event,)
        )
    return None, ThreadPoolExecutor(workers)


def start_of(part: Problem, start: Sequence[OpenSession]) -> tuple[OpenSession, ...]:
    """Return the sessions of a rota that belong to a part."""
    known = {s.id for s in part.sessions}
    return tuple(item for item in start if item.session in known)


def solve_spread(
    parts: Sequence[Problem],
    start: Sequence[OpenSession],
    deadline: Deadline,
    *,
    workers: int,
    seed: int,
    progress: OnProgress | None = None,
    executor: Executor | None = None,
    settings: Settings = USUAL,
) -> tuple[tuple[OpenSession, ...], float]:
    """Return the best rota found for parts that have nothing to do with each other, and a bound.

    Parameters
    ----------
    parts
        What `parts.cut` returned.
    start
        A rota of the whole that keeps every rule.
    deadline, workers, seed, progress, executor, settings
        As in `solve_large`.
    """
    return Spread(
        parts,
        [start_of(part, start) for part in parts],
        deadline,
        workers=workers,
        seed=seed,
        progress=progress,
        executor=executor,
        settings=settings,
    ).run()
