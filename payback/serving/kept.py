"""A child process that is started again, with growing pauses, when it ends by itself."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from payback.core import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from subprocess import Popen

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60.0
SETTLED_SECONDS = 120.0


class KeptChild:
    """One part of the service and how often it had to be started again.

    Parameters
    ----------
    name
        What the log and ``/health`` call it.
    start
        Starts the process and returns it.
    """

    def __init__(self, name: str, start: Callable[[], Popen[bytes]]) -> None:
        self.name = name
        self.process: Popen[bytes] | None = None
        self.restarted_at: list[datetime] = []
        self._start = start
        self._pause = FIRST_PAUSE_SECONDS
        self._began = 0.0
        self._due = 0.0
        self._started_before = False

    @property
    def running(self) -> bool:
        """Whether the process has been started and was not found ended since."""
        return self.process is not None

    def tend(self, now: float) -> bool:
        """Start the child if it is due, note if it has ended; return whether anything changed.

        Parameters
        ----------
        now
            Seconds of a clock that never goes back.
        """
        if self.process is None:
            return self._start_if_due(now)
        status = self.process.poll()
        if status is None:
            return False
        self._note_end(now, status)
        return True

    def _start_if_due(self, now: float) -> bool:
        if now < self._due:
            return False
        self.process = self._start()
        self._began = now
        if self._started_before:
            self.restarted_at.append(clock.now())
        self._started_before = True
        return True

    def _note_end(self, now: float, status: int) -> None:
        if now - self._began >= SETTLED_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        self.process = None
        self._due = now + self._pause
        log.error(
            "a part of the service ended by itself and is started again",
            extra={"part": self.name, "status": status, "pause_seconds": self._pause},
        )
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
