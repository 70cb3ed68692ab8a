"""What the times of a recording must satisfy: V8, V9, and touch with the plan and the clock. Pure.

Each check lets pass what another one asks for, so that every rule broken can be named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import clock, wording
from payback.core.errors import RuleBroken

if TYPE_CHECKING:
    from datetime import time

    from payback.attendance.rules import Attempt

MOST_OUTSIDE_MINUTES = 120
"""The most time before a session starts, and after it ends, that can be recorded at all."""
MISSING = {"started_at": "Enter the time they started", "ended_at": "Enter the time they finished"}
"""What is said where a time of whoever attended is not given (V8)."""


def length(start: time, end: time) -> int:
    """Return the minutes from one time of a day to another, below zero in the wrong order."""
    return _minutes(end) - _minutes(start)


def require_both(attempt: Attempt) -> None:
    """Ask for both times of whoever attended (V8)."""
    if not attempt.recording.outcome.attended:
        return
    if attempt.recording.started_at is None:
        raise RuleBroken("started_at", MISSING["started_at"], "V8")
    if attempt.recording.ended_at is None:
        raise RuleBroken("ended_at", MISSING["ended_at"], "V8")


def require_in_order(attempt: Attempt) -> None:
    """Apply V8, and let them overlap the session at all."""
    session, (start, end) = attempt.session, _times(attempt)
    if start is None or end is None:
        return
    if start >= session.ends_at:
        planned = wording.time(session.ends_at)
        raise RuleBroken("started_at", f"Start must be before the session ended, {planned}", "P2")
    if end <= start:
        after = f"Finish must be after the start, {wording.time(start)}"
        raise RuleBroken("ended_at", after, "V8")
    if end <= session.starts_at:
        planned = wording.time(session.starts_at)
        raise RuleBroken("ended_at", f"Finish must be after the session started, {planned}", "P2")


def require_worked_already(attempt: Attempt) -> None:
    """Refuse a finish that is still to come."""
    _, end = _times(attempt)
    if end is not None and clock.london_instant(attempt.session.on, end) > attempt.now:
        latest = wording.time(clock.in_london(attempt.now).time())
        sentence = f"Finish must be {latest} or earlier: only time already worked can count"
        raise RuleBroken("ended_at", sentence, "P3")


def require_near_session(attempt: Attempt) -> None:
    """Ask why somebody worked outside the session's times, and refuse what cannot be."""
    session, (start, end) = attempt.session, _times(attempt)
    if start is None or end is None:
        return
    early, late = length(start, session.starts_at), length(session.ends_at, end)
    most = wording.hours(MOST_OUTSIDE_MINUTES)
    planned = f"{wording.time(session.starts_at)} to {wording.time(session.ends_at)}"
    if early > MOST_OUTSIDE_MINUTES:
        sentence = f"Start must be no more than {most} before the session, {planned}"
        raise RuleBroken("started_at", sentence, "P2")
    if late > MOST_OUTSIDE_MINUTES:
        sentence = f"Finish must be no more than {most} after the session, {planned}"
        raise RuleBroken("ended_at", sentence, "P2")
    if max(early, late) > 0 and not attempt.recording.times_reason:
        sentence = f"Enter why they worked outside the session’s times, {planned}"
        raise RuleBroken("times_reason", sentence, "P2")


def require_penalty(attempt: Attempt) -> None:
    """Apply V9."""
    start, end = _times(attempt)
    if start is None or end is None or end <= start:
        return
    there = length(start, end)
    if not 0 <= attempt.recording.penalty_minutes <= there:
        sentence = (
            f"Time not to count must be between 0 and {there} minutes, the time they were there"
        )
        raise RuleBroken("penalty_minutes", sentence, "V9")


def _times(attempt: Attempt) -> tuple[time | None, time | None]:
    """Return the times that count: none for an outcome that was not attended."""
    recording = attempt.recording
    if not recording.outcome.attended:
        return None, None
    return recording.started_at, recording.ended_at


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
