"""Writes of attendance: an outcome, taking one away, and the end of a session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4, uuid5

from sqlalchemy.exc import IntegrityError

from payback.attendance import alerts, credit, queries, rules, travel
from payback.attendance.history import note_changes, values_of
from payback.attendance.outcomes import STOOD_DOWN, outcome_of
from payback.attendance.repeats import is_repeated, require_as_seen
from payback.core import clock
from payback.core.errors import Conflict, NotFound, RuleBroken
from payback.diary import overlaps
from payback.diary.models import AppointmentState, SessionState
from payback.diary.nomination_starts import note_work
from payback.diary.recording import empty_outcome, finish_session, reopen_session, write_outcome
from payback.diary.rules import STANDING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from payback.attendance.credit import Result
    from payback.attendance.outcomes import ContactOutcome
    from payback.attendance.rules import Recording
    from payback.diary.models import Appointment, WorkSession

TAKEN_OFF = "This person was taken off the session."
NOBODY_CAME = "The appointment was not attended after all"
USED_ELSEWHERE = "These answers were saved before, for another appointment."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act of recording.

    Parameters
    ----------
    recording
        What is written down.
    uuid
        Names the act: the same one sent again changes nothing, one with other content is refused.
    version
        The version of the appointment that the recorder has seen; ``None`` if it is to be
        recorded only where nothing is recorded yet.
    choices
        The outcomes that the recorder may choose.
    account_id
        Who records.
    head
        Where a mail to the practitioner leads.
    """

    recording: Recording
    uuid: UUID
    version: str | None
    choices: Collection[ContactOutcome]
    account_id: int | None
    head: alerts.Letterhead = alerts.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What a bulk recording came to for one appointment; `refused` says why it was left.

    `overtaken` is one that was left because something else is recorded there.
    """

    appointment_id: int
    result: Result | None = None
    refused: str = ""
    overtaken: bool = False


def record_outcome(db: Session, appointment_id: int, entry: Entry) -> Result:
    """Record what came of an appointment, and credit the time worked.

    A changed outcome reverses what the earlier one credited and credits anew. Time is cut to
    what remains of the requirement. The session is done once nobody on it is still planned, and
    the practitioner is told of what they must know.

    Parameters
    ----------
    db
        The transaction; session, appointment, person and requirement are locked in it, in order.
    appointment_id
        The appointment; the caller has made sure that the recorder may see it.
    entry
        What is recorded, and by whom.

    Raises
    ------
    RuleBroken
        Naming the form field of what is wrong.
    Conflict
        If somebody else recorded it since the recorder opened it.
    """
    session, appointment = _locked(db, appointment_id)
    result = _record(db, session, appointment, entry)
    if result.credited:
        note_work(db, session)
    return replace(result, alert=alerts.settle(db, session, appointment, entry.head))


def _record(db: Session, session: WorkSession, appointment: Appointment, entry: Entry) -> Result:
    """Record an outcome and what it credits; tell nobody."""
    recording = entry.recording
    if is_repeated(appointment, entry):
        return credit.result_of(db, session, appointment, recording)
    require_as_seen(appointment, entry)
    rules.require_recordable(
        recording,
        session,
        entry.choices,
        clock.now(),
        sensitive_before=appointment.notes_sensitive,
    )
    if recording.outcome.attended and recording.started_at and recording.ended_at:
        times = recording.started_at, recording.ended_at
        overlaps.require_free(db, appointment, session, *times)
    before = _recorded_before(appointment)
    credited = credit.settle(db, session, appointment, recording, entry.account_id)
    _write(db, appointment, entry, credited)
    if not recording.outcome.attended:
        travel.take_back(db, appointment, reason=NOBODY_CAME, account_id=entry.account_id)
    if before:
        note_changes(db, appointment, before, because="", account_id=entry.account_id)
    _finish(db, session)
    return credit.result_of(db, session, appointment, recording)


def _write(db: Session, appointment: Appointment, entry: Entry, credited: int) -> None:
    """Write a recording down; the act that recorded one appointment cannot record another."""
    try:
        with db.begin_nested():
            write_outcome(
                appointment,
                rules.stored(entry.recording),
                credited_minutes=credited,
                entry_uuid=str(entry.uuid),
                account_id=entry.account_id,
            )
    except IntegrityError as error:
        if "entry_uuid" not in str(error.orig):
            raise
        raise Conflict(USED_ELSEWHERE) from error


def foresee(db: Session, appointment_id: int, entry: Entry) -> Result:
    """Return what `record_outcome` would come to, by doing it and taking it back.

    So that what a page promises is what is saved; raises what it raises.
    """
    nested = db.begin_nested()
    try:
        return _record(db, *_locked(db, appointment_id), entry)
    finally:
        nested.rollback()


def clear_outcome(
    db: Session,
    appointment_id: int,
    *,
    version: str,
    because: str,
    account_id: int | None,
    head: alerts.Letterhead = alerts.PLAIN,
) -> int:
    """Take an outcome away: what it credited is reversed, and the appointment is planned again.

    An alert to the practitioner is taken back, or a correction sent after it.

    Notes stay, because they may be sensitive. The uuid of the entry stays too, so that the same
    act sent again later does not bring the outcome back.

    Returns
    -------
    The minutes that were taken back.

    Raises
    ------
    RuleBroken
        Naming ``because`` if no reason is given.
    Conflict
        If there is no outcome, or somebody changed it since.
    """
    session, appointment = _locked(db, appointment_id)
    if appointment.state is not AppointmentState.RECORDED:
        raise Conflict("No outcome is recorded here any more.")
    appointment.require_version(version)
    if not because.strip():
        raise RuleBroken("because", "Enter why the outcome is cleared")
    outcome = outcome_of(appointment.outcome_code)
    reason = f"{outcome.name if outcome else 'Outcome'} cleared: {because}"
    before = _recorded_before(appointment)
    minutes = credit.take_back(db, appointment, reason=reason, account_id=account_id)
    minutes += travel.take_back(db, appointment, reason=reason, account_id=account_id)
    empty_outcome(appointment, because.strip(), account_id)
    note_changes(db, appointment, before, because=because.strip(), account_id=account_id)
    reopen_session(session)
    db.flush()
    alerts.settle(db, session, appointment, head)
    return minutes


def record_many(db: Session, appointment_ids: Iterable[int], entry: Entry) -> list[RowResult]:
    """Record the same for many appointments, each on its own: one refused stops no other.

    An appointment that has an outcome already is left as it is. All of them are locked first, in
    the one order that every recording keeps.
    """
    wanted = sorted(set(appointment_ids))
    queries.lock_together(db, wanted)
    return [_record_one(db, each, entry) for each in wanted]


def stand_down(db: Session, session: WorkSession, account_id: int | None) -> list[RowResult]:
    """Record everybody of a cancelled session who has no outcome yet as stood down.

    Raises
    ------
    Conflict
        If the session is not cancelled.
    """
    if session.state is not SessionState.CANCELLED:
        raise Conflict("Only the people of a cancelled session can be stood down together.")
    entry = Entry(
        recording=rules.Recording(outcome=STOOD_DOWN),
        uuid=uuid4(),
        version=None,
        choices=(STOOD_DOWN,),
        account_id=account_id,
    )
    return record_many(db, queries.planned_ids(db, session.id), entry)


def _record_one(db: Session, appointment_id: int, entry: Entry) -> RowResult:
    own = Entry(
        recording=entry.recording,
        uuid=uuid5(entry.uuid, str(appointment_id)),
        version=None,
        choices=entry.choices,
        account_id=entry.account_id,
    )
    try:
        with db.begin_nested():
            result = record_outcome(db, appointment_id, own)
    except (RuleBroken, Conflict, NotFound) as refused:
        return RowResult(
            appointment_id=appointment_id,
            refused=refused.sentence,
            overtaken=isinstance(refused, Conflict),
        )
    return RowResult(appointment_id=appointment_id, result=result)


def _locked(db: Session, appointment_id: int) -> tuple[WorkSession, Appointment]:
    session = queries.session_locked(db, appointment_id)
    appointment = queries.appointment_locked(db, appointment_id)
    if session is None or appointment is None:
        raise NotFound
    if appointment.state is AppointmentState.WITHDRAWN:
        raise RuleBroken("", TAKEN_OFF)
    queries.lock_person(db, appointment.person_id)
    return session, appointment


def _recorded_before(appointment: Appointment) -> dict[str, str]:
    """Return what is recorded of an appointment, to be kept if it changes; empty if nothing is."""
    return values_of(appointment) if appointment.state is AppointmentState.RECORDED else {}


def _finish(db: Session, session: WorkSession) -> None:
    if session.state in STANDING and not queries.planned_count(db, session.id):
        finish_session(session)
        db.flush()
