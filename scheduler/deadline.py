"""How long a solve may go on: seconds on a steady clock, and the caller's stop."""

from time import monotonic

from scheduler.progress import Stop


class Deadline:
    """The end of a solve, by time or by the caller's wish.

    Parameters
    ----------
    seconds
        How long the solve may take, from the making of this object.
    stop
        Set by another thread to end the solve at once.
    """

    def __init__(self, seconds: float, stop: Stop | None = None) -> None:
        self._start = monotonic()
        self._seconds = seconds
        self._stop = stop
        self._ended = False

    def reserving(self, seconds: float) -> "Deadline":
        """Return the same deadline, but so much earlier; at most half of the time is reserved."""
        earlier = Deadline(self._seconds - min(seconds, self._seconds / 2), self._stop)
        earlier._start = self._start
        return earlier

    def end(self) -> None:
        """Let the time be over now, because nothing is left to be done."""
        self._ended = True

    @property
    def elapsed(self) -> float:
        """Seconds since the solve began."""
        return monotonic() - self._start

    @property
    def planned(self) -> float:
        """Seconds that the solve was given at the start."""
        return self._seconds

    @property
    def left(self) -> float:
        """Seconds left, never below zero; zero once the caller has asked to stop, or `end`."""
        return 0.0 if self._ended or self.stopped else max(0.0, self._seconds - self.elapsed)

    @property
    def stopped(self) -> bool:
        """Whether the caller has asked to stop."""
        return self._stop is not None and self._stop.is_set()

    @property
    def over(self) -> bool:
        """Whether the solve must end now."""
        return self.left <= 0
