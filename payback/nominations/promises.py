"""When a decision is promised: working days, paused while the nominator is asked. Pure."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from payback.core.wording import plural
from payback.core.working_days import add_working_days, working_days_between
from payback.nominations.models import NominationState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

ENOUGH_DECISIONS = 5


def promised_by(day: date, working_days: int) -> date:
    """Return the day by which a nomination that arrives on a day is decided."""
    return add_working_days(day, working_days)


def resumed(decide_by: date, waiting_since: date, today: date) -> date:
    """Return the promise after a wait for the nominator: later by the working days waited."""
    return add_working_days(decide_by, max(0, working_days_between(waiting_since, today)))


def is_overdue(state: NominationState, decide_by: date, today: date) -> bool:
    """Return whether a promise is broken."""
    return state is NominationState.SUBMITTED and decide_by < today


def due_in_words(state: NominationState, decide_by: date, today: date) -> str:
    """Return how a promise stands, such as "2 working days overdue"."""
    if state is NominationState.MORE_INFORMATION:
        return "Paused: waiting for the nominator"
    if state is not NominationState.SUBMITTED:
        return "No decision due"
    if decide_by == today:
        return "Due today"
    if decide_by < today:
        return f"{plural(max(1, working_days_between(decide_by, today)), 'working day')} overdue"
    return f"Due in {plural(max(1, working_days_between(today, decide_by)), 'working day')}"


def usual_days(taken: Sequence[tuple[date, date]]) -> int | None:
    """Return the median working days from arrival to decision; ``None`` for too few decisions."""
    if len(taken) < ENOUGH_DECISIONS:
        return None
    return round(median(max(0, working_days_between(start, end)) for start, end in taken))
