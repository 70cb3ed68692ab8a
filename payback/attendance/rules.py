"""What a recorded outcome must satisfy, and the minutes that it credits. Pure.

The numbers V6 to V15 are those of the rules that the national service applies to the same record
(``docs/validate.md``); what the times must satisfy is in `payback.attendance.times`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.attendance import times
from payback.core import checks, clock, wording
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
LONGEST_TAG = 40
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
MISSING = times.MISSING | {
    "work_quality": "Select the quality of their work",
    "behaviour": "Select their behaviour",
}
"""What must be answered of whoever attended, and what is said where it is not (V7, V8)."""


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
    return times.length(recording.started_at, recording.ended_at) - recording.penalty_minutes


def stored(recording: Recording) -> dict[str, object]:
    """Return what the columns of an appointment hold for a recording."""
    attended = recording.outcome.attended
    return {
        "outcome_code": recording.outcome.code,
        "started_at": recording.started_at if attended else None,
        "ended_at": recording.ended_at if attended else None,
        "times_reason": recording.times_reason if attended else "",
        "penalty_minutes": recording.penalty_minutes if attended else 0,
        "work_quality": recording.work_quality if attended else None,
        "behaviour": recording.behaviour if attended else None,
        "notes": recording.notes,
        "notes_sensitive": recording.notes_sensitive,
        "alert_practitioner": recording.alert_practitioner or recording.outcome.enforceable,
    }


def creditable_minutes(worked: int, remaining: int) -> int:
    """Return what of the time worked can be credited: never more than remains (V11)."""
    return max(0, min(worked, remaining))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A recording with all that it is judged by.

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
    sensitive_before
        Whether the notes were marked as sensitive already.
    """

    recording: Recording
    session: WorkSession
    choices: Collection[ContactOutcome]
    now: datetime
    sensitive_before: bool = False


def require_recordable(
    recording: Recording,
    session: WorkSession,
    choices: Collection[ContactOutcome],
    now: datetime,
    *,
    sensitive_before: bool = False,
) -> None:
    """Refuse a recording that breaks a rule; the parameters are those of `Attempt`.

    Raises
    ------
    RuleBroken
        Names the form field.
    """
    attempt = Attempt(
        recording=recording,
        session=session,
        choices=choices,
        now=now,
        sensitive_before=sensitive_before,
    )
    checks.require(CHECKS, attempt)


def _require_known(attempt: Attempt) -> None:
    """Apply V14, and leave to each recorder the outcomes that are theirs."""
    if attempt.recording.outcome not in attempt.choices:
        raise RuleBroken("outcome", "Select an outcome from the list", "V14")


def _require_moment(attempt: Attempt) -> None:
    """Apply V6: before the start only an absence that is acceptable can be known."""
    outcome, session = attempt.recording.outcome, attempt.session
    if not outcome.attended and not outcome.enforceable:
        return
    if session.state is SessionState.CANCELLED:
        _require_before_cancelling(outcome, session)
    if clock.london_instant(session.on, session.starts_at) > attempt.now:
        start = f"{wording.time(session.starts_at)} on {wording.date(session.on)}"
        sentence = f"This session starts at {start}. Record who came once it has started"
        raise RuleBroken("outcome", sentence, "V6")


def _require_before_cancelling(outcome: ContactOutcome, session: WorkSession) -> None:
    """Of a cancelled session, allow only what can have happened until it was cancelled.

    Whoever had come by the day on which it was cancelled is credited for the time they were
    there; nobody can have stayed away without reason from what was cancelled before its start.
    """
    cancelled = session.cancelled_at
    had_begun = cancelled and cancelled >= clock.london_instant(session.on, session.starts_at)
    on_its_day = cancelled and clock.in_london(cancelled).date() >= session.on
    allowed = on_its_day if outcome.attended else had_begun
    if not allowed:
        sentence = "This session was cancelled: select an acceptable absence or a new date"
        raise RuleBroken("outcome", sentence, "P1")


def _require_notes(attempt: Attempt) -> None:
    """Apply V10: length, and no HTML, which other systems that read the notes refuse."""
    notes = attempt.recording.notes
    if len(notes) > LONGEST_NOTES:
        raise RuleBroken("notes", f"Notes must be {LONGEST_NOTES:,} characters or fewer", "V10")
    if tag := _TAG.search(notes):
        sentence = f"Notes must not contain HTML tags: take out {tag[0][:LONGEST_TAG]}"
        raise RuleBroken("notes", sentence, "V10")


def _require_still_sensitive(attempt: Attempt) -> None:
    """Apply V15."""
    if attempt.sensitive_before and not attempt.recording.notes_sensitive:
        raise RuleBroken("notes_sensitive", "Notes that are marked as sensitive stay so", "V15")


def _require_ratings(attempt: Attempt) -> None:
    """Apply V7."""
    recording = attempt.recording
    if not recording.outcome.attended:
        return
    if recording.work_quality is None:
        raise RuleBroken("work_quality", MISSING["work_quality"], "V7")
    if recording.behaviour is None:
        raise RuleBroken("behaviour", MISSING["behaviour"], "V7")


CHECKS: tuple[checks.Check[Attempt], ...] = (
    _require_known,
    _require_moment,
    _require_notes,
    _require_still_sensitive,
    times.require_both,
    times.require_in_order,
    times.require_worked_already,
    times.require_near_session,
    times.require_penalty,
    _require_ratings,
)
"""What a recording must satisfy, in the order in which a form is told."""


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
