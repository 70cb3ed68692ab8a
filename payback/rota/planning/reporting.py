"""How a worker that searches says how it stands, and learns that somebody wants it to stop."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from payback.core.jobs import JobContext
    from scheduler import Progress

log = logging.getLogger(__name__)

REPORT_SECONDS = 1.0


class Reporter:
    """Tells the job's row how the search stands, once a second, and learns of a stop there.

    Called by the optimiser with its progress; the row is written from a thread of its own, so
    that a slow database never holds up the search. A context manager.

    Parameters
    ----------
    context
        The job.
    values
        What is reported besides.
    """

    def __init__(self, context: JobContext, **values: object) -> None:
        self._context = context
        self._values: dict[str, Any] = {**values, "phase": "reading records"}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __call__(self, progress: Progress) -> None:
        """Take the newest progress."""
        self._values |= {
            "phase": progress.phase,
            "objective": progress.objective,
            "bound": progress.bound,
            "gap": progress.gap,
            "elapsed": progress.seconds,
        }

    def __enter__(self) -> Reporter:
        self._report()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._report()

    def _run(self) -> None:
        while not self._ended.wait(REPORT_SECONDS):
            self._report()

    def _report(self) -> None:
        try:
            self._context.report(self._values)
        except Exception:  # the next report may succeed; the lease says when it is too late
            log.warning("progress was not stored", extra={"job_id": self._context.job_id})
