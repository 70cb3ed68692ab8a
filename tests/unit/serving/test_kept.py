"""A child that ends by itself is started again, with growing pauses, and the log says so."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from payback.serving.kept import LONGEST_PAUSE_SECONDS, SETTLED_SECONDS, KeptChild

if TYPE_CHECKING:
    import pytest


class Process:
    """A process that ends when the test says so."""

    def __init__(self) -> None:
        self.status: int | None = None

    def poll(self) -> int | None:
        return self.status


class Started:
    """The processes started so far."""

    def __init__(self) -> None:
        self.all: list[Process] = []

    def start(self) -> Any:
        self.all.append(Process())
        return self.all[-1]

    def kill(self) -> None:
        self.all[-1].status = -9


def pause_after_death(child: KeptChild, started: Started, now: float) -> float:
    """Kill the child, and return how long it takes until it is started again."""
    started.kill()
    assert child.tend(now)
    assert not child.running
    pause, number = 0.0, len(started.all)
    while len(started.all) == number:
        child.tend(now + pause)
        pause += 0.25
    return pause - 0.25


def test_a_killed_child_is_started_again_and_the_log_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    started = Started()
    child = KeptChild("worker", started.start)
    assert child.tend(0.0)
    assert not child.tend(1.0)
    assert pause_after_death(child, started, 2.0) == 0.5
    assert child.running
    assert len(child.restarted_at) == 1
    (line,) = caplog.records
    assert line.levelno == logging.ERROR
    assert (line.part, line.status) == ("worker", -9)  # type: ignore[attr-defined]


def test_one_that_ends_again_and_again_waits_longer_each_time_up_to_a_minute() -> None:
    started = Started()
    child = KeptChild("worker", started.start)
    child.tend(0.0)
    pauses, now = [], 0.0
    for _ in range(10):
        pauses.append(pause_after_death(child, started, now))
        now += pauses[-1]
    assert pauses[:4] == [0.5, 1, 2, 4]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS


def test_one_that_had_settled_is_started_again_soon() -> None:
    started = Started()
    child = KeptChild("web", started.start)
    child.tend(0.0)
    for now in (0.0, 10.0, 20.0):
        pause_after_death(child, started, now)
    assert pause_after_death(child, started, 30.0 + SETTLED_SECONDS) == 0.5
