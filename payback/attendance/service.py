"""Writes of attendance: an outcome, the time that it credits, and the end of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4, uuid5

from payback.attendance import queries, rules
from payback.attendance.outcomes import OUTCOMES, STOOD_DOWN, outcome_of
from payback.core import clock
from payback.core.errors import Conflict, NotFound, RuleBroken
from payback.diary.models import AppointmentState, SessionState
from payback.diary.nomination_starts import note_work
from payback.diary.rules import STANDING
from payback.people import ledger
from payback.people.models import LedgerKind
from payback.projects.models import ProjectKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from payback.attendance.outcomes import ContactOutcome
    from payback.attendance.rules import Recording
    from payback.diary.models import Appointment, WorkSession

SOURCE = "attendance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act of recording.

    Parameters
    ----------
    recording
        What is written down.
    uuid
        Names the act: the same one sent again changes nothing.
    version
        The version of the appointment that the recorder has seen; ``None`` if it is to be
        recorded only where nothing is recorded yet.
    choices
        The outcomes that the recorder may choose.
    account_id
        Who records.
    """

    recording: Recording
    uuid: UUID
    version: str | None
    choices: Collection[ContactOutcome]
    account_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a recording came to, in minutes."""

    worked: int
    credited: int
    remaining: int

    @property
    def sentence(self) -> str:
        """What to tell the recorder."""
        return rules.credit_words(self.worked, self.credited, self.remaining)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What a bulk recording came to for one appointment; `refused` says why it was left."""

    appointment_id: int
    result: Result | None = None
    refused: str = ""


def record_outcome(db: Session, appointment_id: int, entry: Entry) -> Result:
    """Record what came of an appointment, and credit the time worked.

    A changed outcome reverses what the earlier one credited and credits anew. Time is cut to
    what remains of the requirement. The session is done once nobody on it is still planned.

    Parameters
    ----------
    db
        The transaction; session, appointment and requirement are locked in it, in this order.
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
    recording = entry.recording
    if appointment.entry_uuid == str(entry.uuid):
        return _as_recorded(db, appointment, rules.worked_minutes(recording))
    _require_as_seen(appointment, entry)
    rules.require_recordable(recording, session, entry.choices, clock.now())
    if appointment.notes_sensitive and not recording.notes_sensitive:
        sentence = "Notes that are marked as sensitive stay so"
        raise RuleBroken("notes_sensitive", sentence)
    credited = _settle_time(db, session, appointment, entry)
    _write(appointment, entry, credited)
    db.flush()
    _finish(db, session)
    if credited:
        note_work(db, session)
    return _as_recorded(db, appointment, rules.worked_minutes(recording))


def record_many(db: Session, appointment_ids: Iterable[int], entry: Entry) -> list[RowResult]:
    """Record the same for many appointments, each on its own: one refused stops no other.

    An appointment that has an outcome already is left as it is.
    """
    return [_record_one(db, each, entry) for each in sorted(set(appointment_ids))]


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
        return RowResult(appointment_id=appointment_id, refused=refused.sentence)
    return RowResult(appointment_id=appointment_id, result=result)


def _locked(db: Session, appointment_id: int) -> tuple[WorkSession, Appointment]:
    session = queries.session_locked(db, appointment_id)
    appointment = queries.appointment_locked(db, appointment_id)
    if session is None or appointment is None:
        raise NotFound
    if appointment.state is AppointmentState.WITHDRAWN:
        raise RuleBroken("", "This person was taken off the session.")
    return session, appointment


def _require_as_seen(appointment: Appointment, entry: Entry) -> None:
    if entry.version is not None:
        appointment.require_version(entry.version)
    elif appointment.state is AppointmentState.RECORDED:
        known = outcome_of(appointment.outcome_code)
        name = known.name if known else ""
        raise Conflict(f"An outcome was recorded already: {name}. It is left as it is.")


def _settle_time(db: Session, session: WorkSession, appointment: Appointment, entry: Entry) -> int:
    """Bring the ledger in line with a recording; return the minutes it credits."""
    worked = rules.worked_minutes(entry.recording)
    standing = queries.standing_credits(db, appointment.id)
    already = sum(line.minutes for line in standing)
    remaining = ledger.remaining_of(db, appointment.requirement) + already
    kind = LedgerKind.ETE if session.project.kind is ProjectKind.ETE else LedgerKind.ATTENDANCE
    credited = rules.creditable_minutes(worked, remaining)
    allowance = ledger.kind_allowance(db, appointment.requirement, kind, session.on)
    if allowance is not None:
        credited = rules.creditable_minutes(credited, allowance + already)
    if credited == already:
        return credited
    before = outcome_of(appointment.outcome_code)
    for line in standing:
        ledger.reverse(
            db,
            line,
            reason=f"Changed from {before.code if before else 'no outcome'} to "
            f"{entry.recording.outcome.code}, {credited} minutes",
            source=SOURCE,
            account_id=entry.account_id,
        )
    if credited:
        ledger.credit(
            db,
            appointment.requirement,
            kind=kind,
            minutes=credited,
            worked_on=session.on,
            source=SOURCE,
            account_id=entry.account_id,
            appointment_id=appointment.id,
            reason=session.project.name,
        )
    return credited


def _write(appointment: Appointment, entry: Entry, credited: int) -> None:
    recording = entry.recording
    attended = recording.outcome.attended
    appointment.state = AppointmentState.RECORDED
    appointment.outcome_code = OUTCOMES[recording.outcome.code].code
    appointment.started_at = recording.started_at if attended else None
    appointment.ended_at = recording.ended_at if attended else None
    appointment.penalty_minutes = recording.penalty_minutes if attended else 0
    appointment.credited_minutes = credited
    appointment.work_quality = recording.work_quality if attended else None
    appointment.behaviour = recording.behaviour if attended else None
    appointment.notes = recording.notes
    appointment.notes_sensitive = recording.notes_sensitive
    appointment.alert_practitioner = recording.alert_practitioner or recording.outcome.enforceable
    appointment.entry_uuid = str(entry.uuid)
    appointment.recorded_at = clock.now()
    appointment.recorded_by_id = entry.account_id


def _finish(db: Session, session: WorkSession) -> None:
    if session.state in STANDING and not queries.planned_count(db, session.id):
        session.state = SessionState.DONE
        db.flush()


def _as_recorded(db: Session, appointment: Appointment, worked: int) -> Result:
    return Result(
        worked=worked,
        credited=appointment.credited_minutes,
        remaining=ledger.remaining_of(db, appointment.requirement),
    )
