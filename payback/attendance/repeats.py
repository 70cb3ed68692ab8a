"""Whether an entry says again what is recorded, and whether its maker saw what it replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.attendance import rules
from payback.attendance.outcomes import outcome_of
from payback.core.errors import Conflict
from payback.diary.models import AppointmentState

if TYPE_CHECKING:
    from payback.attendance.rules import Recording
    from payback.attendance.service import Entry
    from payback.diary.models import Appointment


def is_repeated(appointment: Appointment, entry: Entry) -> bool:
    """Return whether an entry asks for what is recorded already (V19).

    Sent again by its maker, or said by somebody else meanwhile: there is nothing to change and
    nothing to settle between them. Of many at once only the maker's own are taken so.
    """
    by_its_maker = appointment.entry_uuid == str(entry.uuid)
    return (by_its_maker or entry.version is not None) and _says(appointment, entry.recording)


def require_as_seen(appointment: Appointment, entry: Entry) -> None:
    """Refuse to record over what the recorder has not seen (V18).

    Raises
    ------
    Conflict
        If the same act said something else before, somebody else was faster, or an outcome is
        there that the recorder did not mean to change.
    """
    if appointment.entry_uuid == str(entry.uuid):
        sentence = "These answers were sent before with other content, and that was saved."
        raise Conflict(sentence, appointment)
    if entry.version is not None:
        appointment.require_version(entry.version)
    elif appointment.state is AppointmentState.RECORDED:
        known = outcome_of(appointment.outcome_code)
        name = known.name if known else ""
        raise Conflict(f"An outcome was recorded already: {name}. It is left as it is.")


def _says(appointment: Appointment, recording: Recording) -> bool:
    """Return whether an appointment is recorded exactly like this."""
    stored = rules.stored(recording)
    kept = {name: getattr(appointment, name) for name in stored}
    return appointment.state is AppointmentState.RECORDED and kept == stored
