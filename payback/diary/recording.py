"""What attendance writes into the diary: an outcome, its taking away, a session that is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import clock
from payback.diary.models import AppointmentState, SessionState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payback.diary.models import Appointment, WorkSession


def write_outcome(
    appointment: Appointment,
    said: Mapping[str, object],
    *,
    credited_minutes: int,
    entry_uuid: str,
    account_id: int | None,
) -> None:
    """Record what came of an appointment.

    Parameters
    ----------
    said
        What was recorded, by the names of an appointment's columns.
    credited_minutes
        What it credited, in whole minutes.
    entry_uuid
        Names this act of recording, however often it is sent.
    account_id
        Who recorded it.
    """
    appointment.state = AppointmentState.RECORDED
    for name, value in said.items():
        setattr(appointment, name, value)
    appointment.credited_minutes = credited_minutes
    appointment.cleared_because = ""
    appointment.entry_uuid = entry_uuid
    appointment.recorded_at, appointment.recorded_by_id = clock.now(), account_id


def empty_outcome(appointment: Appointment, because: str, account_id: int | None) -> None:
    """Take an outcome away; notes and the uuid of the entry stay."""
    appointment.state = AppointmentState.PLANNED
    appointment.outcome_code = appointment.started_at = appointment.ended_at = None
    appointment.work_quality = appointment.behaviour = None
    appointment.times_reason = ""
    appointment.penalty_minutes = appointment.credited_minutes = 0
    appointment.alert_practitioner = False
    appointment.cleared_because = because
    appointment.recorded_at, appointment.recorded_by_id = clock.now(), account_id


def finish_session(session: WorkSession) -> None:
    """Mark a session as done: nobody on it is planned any more."""
    session.state = SessionState.DONE


def reopen_session(session: WorkSession) -> None:
    """Open a session again that was done: somebody on it is planned once more."""
    if session.state is SessionState.DONE:
        session.state = SessionState.OPEN
