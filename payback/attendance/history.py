"""What was recorded of an appointment before: each value that a correction or a clearing changed.

The national service writes such changes into the notes (V20). Here they are rows of their own,
which nobody edits, and the notes stay the recorder's.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.accounts.models import Account
from payback.attendance.models import OutcomeChange
from payback.attendance.outcomes import outcome_of
from payback.core import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from payback.diary.models import Appointment

LABELS = {
    "outcome_code": "Outcome",
    "started_at": "Started",
    "ended_at": "Finished",
    "times_reason": "Why at other times",
    "penalty_minutes": "Time not to count",
    "work_quality": "Quality of work",
    "behaviour": "Behaviour",
    "notes": "Notes",
    "notes_sensitive": "Notes are sensitive",
    "credited_minutes": "Time credited",
}
"""The columns whose changes are kept, by what the page calls them."""


def values_of(appointment: Appointment) -> dict[str, str]:
    """Return what an appointment says now, in a reader's words."""
    return {name: in_words(name, getattr(appointment, name)) for name in LABELS}


def in_words(name: str, value: object) -> str:
    """Write a column's value as a reader reads it; nothing recorded is nothing written."""
    if value is None:
        return ""
    if name == "outcome_code":
        outcome = outcome_of(str(value))
        return outcome.name if outcome else ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, time):
        return wording.time(value)
    return wording.hours(value) if isinstance(value, int) else str(value)


def note_changes(
    db: Session,
    appointment: Appointment,
    before: Mapping[str, str],
    *,
    because: str,
    account_id: int | None,
) -> None:
    """Keep each value that is another now.

    Parameters
    ----------
    before
        What `values_of` said before the change.
    because
        Why it was changed; empty for a correction that needs no word.
    account_id
        Who changed it.
    """
    after = values_of(appointment)
    db.add_all(
        OutcomeChange(
            appointment_id=appointment.id,
            field=name,
            before=before[name],
            after=after[name],
            because=because,
            account_id=account_id,
        )
        for name in LABELS
        if before[name] != after[name]
    )


def changes_of(db: Session, appointment_id: int) -> Sequence[Row[OutcomeChange, str | None]]:
    """Return what was changed on an appointment and by whom, the latest first."""
    return db.execute(
        select(OutcomeChange, Account.name)
        .outerjoin(Account, Account.id == OutcomeChange.account_id)
        .where(OutcomeChange.appointment_id == appointment_id)
        .order_by(OutcomeChange.id.desc())
    ).all()
