"""What must hold after the killing: everything acknowledged is there, and once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from payback.core.jobs import Job, JobState
from payback.diary.models import Appointment, AppointmentState
from payback.imports.models import FileImport, ImportState
from payback.imports.service import FORGET
from payback.notifications.models import OutboxMessage
from payback.people.models import LedgerEntry, LedgerKind, Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.soak.clients import Recorder

SESSION_MINUTES = 420


def faults(db: Session, recorders: Sequence[Recorder], mail: Path, imported: int) -> Iterator[str]:
    """Yield a sentence for each thing that is lost or doubled."""
    for recorder in recorders:
        if recorder.fault:
            yield recorder.fault
        for appointment_id, penalty in recorder.penalties.items():
            yield from _appointment(db, appointment_id, penalty, recorder.saved[appointment_id])
    yield from _jobs(db)
    yield from _mail(db, mail)
    yield from _people(db, imported)


def _appointment(db: Session, appointment_id: int, penalty: int, saved: int) -> Iterator[str]:
    """Hold an appointment against what was acknowledged, and its ledger against both."""
    row = db.get_one(Appointment, appointment_id)
    wanted = SESSION_MINUTES - penalty
    if (row.state, row.credited_minutes) != (AppointmentState.RECORDED, wanted):
        yield f"appointment {row.id}: {row.state}, {row.credited_minutes}, not {wanted} minutes"
    entries = db.execute(
        select(LedgerEntry.kind, LedgerEntry.minutes).where(LedgerEntry.appointment_id == row.id)
    ).all()
    if sum(entry.minutes for entry in entries) != wanted:
        yield f"appointment {row.id}: its ledger holds {entries}, not {wanted} minutes"
    credits = [entry for entry in entries if entry.kind is LedgerKind.ATTENDANCE]
    if (len(credits), len(entries)) != (saved, 2 * saved - 1):
        yield f"appointment {row.id}: saved {saved} times, {len(credits)} credits, {entries}"


def _jobs(db: Session) -> Iterator[str]:
    counted = db.execute(select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state))
    for kind, state, count in counted:
        waits = state is JobState.QUEUED and kind == FORGET
        if state is not JobState.DONE and not waits:
            yield f"{count} jobs of kind {kind} are {state}"


def _mail(db: Session, folder: Path) -> Iterator[str]:
    ids = db.scalars(select(OutboxMessage.id).order_by(OutboxMessage.id)).all()
    unsent = db.scalar(select(func.count()).where(OutboxMessage.sent_at.is_(None)))
    if unsent:
        yield f"{unsent} messages were not sent"
    files = sorted(path.name for path in folder.glob("*"))
    if files != [f"{each:06d}.eml" for each in ids]:
        yield f"{len(ids)} messages, {len(files)} files"
    jobs = db.scalar(select(func.count(func.distinct(OutboxMessage.job_id))))
    if jobs != len(ids):
        yield f"{len(ids)} messages have {jobs} jobs"


def _people(db: Session, imported: int) -> Iterator[str]:
    state = db.scalars(select(FileImport.state)).one()
    if state is not ImportState.APPLIED:
        yield f"the import is {state}"
    people = db.scalar(select(func.count()).where(Person.crn.like("B%")))
    brought = db.scalar(select(func.sum(LedgerEntry.minutes)).where(LedgerEntry.source == "import"))
    wanted = sum(60 * (number % 9) for number in range(imported))
    if (people, brought) != (imported, wanted):
        yield f"{people} of {imported} people came, with {brought} minutes and not {wanted}"
