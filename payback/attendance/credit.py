"""What a recording credits: how much can count, and the ledger brought in line with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.attendance import queries, rules
from payback.attendance.limits import Standing, limit
from payback.attendance.outcomes import outcome_of
from payback.people import ledger
from payback.people.models import LedgerKind, RequirementState
from payback.people.sums import credited_minutes_of
from payback.projects.models import ProjectKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.attendance.limits import Limit
    from payback.attendance.rules import Recording
    from payback.diary.models import Appointment, WorkSession

SOURCE = "attendance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a recording came to, in minutes."""

    worked: int
    credited: int
    remaining: int
    because: str = ""
    alert: str = ""

    @property
    def sentence(self) -> str:
        """What to tell the recorder."""
        words = rules.credit_words(self.worked, self.credited, self.remaining, self.because)
        return f"{words} {self.alert}".strip()


def limit_of(db: Session, session: WorkSession, appointment: Appointment) -> Limit:
    """Return how much of the time worked at an appointment can count; its requirement is locked."""
    already = sum(line.minutes for line in queries.standing_credits(db, appointment.id))
    requirement = ledger.locked(db, appointment.requirement_id)
    share = ledger.kind_allowance(db, requirement, _kind(session), session.on)
    standing = Standing(
        ordered=requirement.ordered_minutes,
        credited=credited_minutes_of(db, [requirement.id])[requirement.id] - already,
        sentenced_on=requirement.sentenced_on,
        ended=requirement.state is RequirementState.ENDED,
        most_before=queries.most_credited(db, appointment.id),
        share=None if share is None else share + already,
    )
    return limit(standing, session.on)


def settle(
    db: Session,
    session: WorkSession,
    appointment: Appointment,
    recording: Recording,
    account_id: int | None,
) -> int:
    """Bring the ledger in line with a recording; return the minutes it credits."""
    limit = limit_of(db, session, appointment)
    credited = rules.creditable_minutes(rules.worked_minutes(recording), limit.minutes)
    already = sum(line.minutes for line in queries.standing_credits(db, appointment.id))
    if credited == already:
        return credited
    before = outcome_of(appointment.outcome_code)
    change = f"Changed from {before.name if before else 'no outcome'} to {recording.outcome.name}"
    if before == recording.outcome:
        change = f"{recording.outcome.name}: times corrected"
    take_back(db, appointment, reason=f"{change}, {credited} minutes", account_id=account_id)
    if credited:
        ledger.credit(
            db,
            appointment.requirement,
            kind=_kind(session),
            minutes=credited,
            worked_on=session.on,
            source=SOURCE,
            account_id=account_id,
            appointment_id=appointment.id,
            reason=session.project.name,
            put_back=credited <= queries.most_credited(db, appointment.id),
        )
    return credited


def take_back(db: Session, appointment: Appointment, *, reason: str, account_id: int | None) -> int:
    """Reverse whatever an appointment has credited; return the minutes taken back."""
    standing = queries.standing_credits(db, appointment.id)
    for line in standing:
        ledger.reverse(db, line, reason=reason[:255], source=SOURCE, account_id=account_id)
    return sum(line.minutes for line in standing)


def result_of(
    db: Session, session: WorkSession, appointment: Appointment, recording: Recording
) -> Result:
    """Return what a recording that is stored came to."""
    return Result(
        worked=rules.worked_minutes(recording),
        credited=appointment.credited_minutes,
        remaining=ledger.remaining_of(db, appointment.requirement),
        because=limit_of(db, session, appointment).because,
    )


def _kind(session: WorkSession) -> LedgerKind:
    return LedgerKind.ETE if session.project.kind is ProjectKind.ETE else LedgerKind.ATTENDANCE
