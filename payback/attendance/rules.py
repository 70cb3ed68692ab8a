"""What a recorded outcome must satisfy, and the minutes that it credits. Pure.

The numbers V6 to V15 are those of the rules that the national service applies to the same record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import clock, wording
from payback.core.errors import RuleBroken
from payback.diary.models import SessionState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, time

    from payback.attendance.outcomes import ContactOutcome
    from payback.diary.models import Rating, WorkSession

LONGEST_NOTES = 4000
LOOKS_BACK_DAYS = 45
"""How long a supervisor sees the people of a session: to record what is missing, and no longer."""
MOST_OUTSIDE_MINUTES = 120
"""The most time before a session starts, and after it ends, that can be recorded at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What somebody writes down about one appointment.

    Times, penalty and ratings count only for an outcome that was attended.
    """

    outcome: ContactOutcome
    started_at: time | None = None
    ended_at: time | None = None
    times_reason: str = ""
    penalty_minutes: int = 0
    work_quality: Rating | None = None
    behaviour: Rating | None = None
    notes: str = ""
    notes_sensitive: bool = False
    alert_practitioner: bool = False


def worked_minutes(recording: Recording) -> int:
    """Return the minutes that a recording would credit: the time there less the penalty.

    An outcome that was not attended credits nothing.
    """
    if not recording.outcome.attended or not recording.started_at or not recording.ended_at:
        return 0
    return _minutes(recording.ended_at) - _minutes(recording.started_at) - recording.penalty_minutes


def creditable_minutes(worked: int, remaining: int) -> int:
    """Return what of the time worked can be credited: never more than remains (V11)."""
    return max(0, min(worked, remaining))


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def require_recordable(
    recording: Recording,
    session: WorkSession,
    choices: Collection[ContactOutcome],
    now: datetime,
) -> None:
    """Refuse a recording that breaks a rule.

    Parameters
    ----------
    recording
        What was written down.
    session
        The session of the appointment.
    choices
        The outcomes that the recorder may choose.
    now
        The present instant.

    Raises
    ------
    RuleBroken
        Names the form field.
    """
    if recording.outcome not in choices:
        raise RuleBroken("outcome", "Select an outcome from the list")
    _require_moment(recording, session, now)
    if len(recording.notes) > LONGEST_NOTES:
        raise RuleBroken("notes", f"Notes must be {LONGEST_NOTES:,} characters or fewer")
    if recording.outcome.attended:
        _require_times(recording, session, now)
        _require_ratings(recording)


def _require_moment(recording: Recording, session: WorkSession, now: datetime) -> None:
    """Apply V6: before the start only an absence that is acceptable can be known."""
    outcome = recording.outcome
    if session.state is SessionState.CANCELLED:
        _require_before_cancelling(outcome, session)
    if not outcome.attended and not outcome.enforceable:
        return
    if clock.london_instant(session.on, session.starts_at) > now:
        start = f"{wording.time(session.starts_at)} on {wording.date(session.on)}"
        sentence = f"This session starts at {start}. Record who came once it has started"
        raise RuleBroken("outcome", sentence)


def _require_before_cancelling(outcome: ContactOutcome, session: WorkSession) -> None:
    """Of a cancelled session, allow only what can have happened until it was cancelled.

    Whoever had come by the day on which it was cancelled is credited for the time they were
    there; nobody can have stayed away without reason from what was cancelled before its start.
    """
    cancelled = session.cancelled_at
    had_begun = cancelled and cancelled >= clock.london_instant(session.on, session.starts_at)
    on_its_day = cancelled and clock.in_london(cancelled).date() >= session.on
    allowed = on_its_day if outcome.attended else had_begun
    if (outcome.attended or outcome.enforceable) and not allowed:
        sentence = "This session was cancelled: select an acceptable absence or a new date"
        raise RuleBroken("outcome", sentence)


def _require_times(recording: Recording, session: WorkSession, now: datetime) -> None:
    """Apply V8 and V9, and keep the times in touch with the plan and with the clock."""
    start, end = recording.started_at, recording.ended_at
    if start is None:
        raise RuleBroken("started_at", "Enter the time they started")
    if end is None:
        raise RuleBroken("ended_at", "Enter the time they finished")
    if start >= session.ends_at:
        planned = wording.time(session.ends_at)
        raise RuleBroken("started_at", f"Start must be before the session ended, {planned}")
    if end <= start:
        raise RuleBroken("ended_at", f"Finish must be after the start, {wording.time(start)}")
    if end <= session.starts_at:
        planned = wording.time(session.starts_at)
        raise RuleBroken("ended_at", f"Finish must be after the session started, {planned}")
    if clock.london_instant(session.on, end) > now:
        latest = wording.time(clock.in_london(now).time())
        sentence = f"Finish must be {latest} or earlier: only time already worked can count"
        raise RuleBroken("ended_at", sentence)
    _require_within(recording, session, start, end)
    length = _minutes(end) - _minutes(start)
    if not 0 <= recording.penalty_minutes <= length:
        sentence = (
            f"Time not to count must be between 0 and {length} minutes, the time they were there"
        )
        raise RuleBroken("penalty_minutes", sentence)


def _require_within(recording: Recording, session: WorkSession, start: time, end: time) -> None:
    """Ask why somebody worked outside the session's times, and refuse what cannot be."""
    early = _minutes(session.starts_at) - _minutes(start)
    late = _minutes(end) - _minutes(session.ends_at)
    most = wording.hours(MOST_OUTSIDE_MINUTES)
    planned = f"{wording.time(session.starts_at)} to {wording.time(session.ends_at)}"
    if early > MOST_OUTSIDE_MINUTES:
        sentence = f"Start must be no more than {most} before the session, {planned}"
        raise RuleBroken("started_at", sentence)
    if late > MOST_OUTSIDE_MINUTES:
        sentence = f"Finish must be no more than {most} after the session, {planned}"
        raise RuleBroken("ended_at", sentence)
    if max(early, late) > 0 and not recording.times_reason:
        sentence = f"Enter why they worked outside the session’s times, {planned}"
        raise RuleBroken("times_reason", sentence)


def _require_ratings(recording: Recording) -> None:
    """Apply V7."""
    if recording.work_quality is None:
        raise RuleBroken("work_quality", "Select the quality of their work")
    if recording.behaviour is None:
        raise RuleBroken("behaviour", "Select their behaviour")


def credit_words(worked: int, credited: int, remaining: int, because: str = "") -> str:
    """Say what was credited, and why if it is less than was worked.

    ``because`` is what limits the credit, if not the hours ordered.
    """
    if credited == 0 and worked == 0:
        return "No time is credited."
    if credited == 0:
        why = because or "every hour of this requirement was worked already"
        return f"No time is credited: {why}."
    left = "Nothing is left to work."
    if remaining:
        left = f"{wording.hours(remaining)} left to work."
    if credited < worked:
        cut = f"Only {wording.hours(credited)} of {wording.hours(worked)} can be credited"
        return f"{cut}: {because or 'no more could count'}. {left}"
    return f"{wording.hours(credited)} credited. {left}"
