"""What somebody earns off an order by working: the rows brought into the form of the rules.

The figures are those of `payback.people.incentive`, as ``payback incentive`` gives them. Nothing
is stored: a corrected outcome changes them at once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from payback.attendance.outcomes import outcome_of
from payback.core import clock
from payback.diary.models import Appointment, AppointmentState, WorkSession
from payback.people.incentive import Adjusted, Attended, Contact, Event, Record, stand, terms_on
from payback.people.models import LedgerEntry, LedgerKind, OrderType
from payback.people.sections import Section, person_section
from payback.policies.queries import all_policies
from payback.projects.models import Project, ProjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.people.incentive import Terms
    from payback.people.models import Person, Requirement

ORDER_CODES = {OrderType.COMMUNITY_ORDER: "201", OrderType.SUSPENDED_SENTENCE_ORDER: "203"}
"""The codes under which the national case system keeps our kinds of order."""
REGULAR = "W01"
"""Its code of a requirement that is neither concurrent nor consecutive."""


@person_section
def earned_reduction(db: Session, person: Person) -> Section:
    """Show what each requirement of a person has earned, and what it still can."""
    requirements = person.requirements
    events = events_of(db, [each.id for each in requirements])
    today = clock.today()
    terms = terms_on(all_policies(db), today)
    standings = [
        (each, stand(record_of(each, events[each.id], terms, today))) for each in requirements
    ]
    return Section(
        template="attendance/earned_section.html",
        values={"standings": standings, "terms": terms},
    )


def record_of(
    requirement: Requirement, events: Sequence[Event], terms: Terms, today: date
) -> Record:
    """Return a requirement and its events in the form of the rules."""
    return Record(
        today=today,
        required_minutes=requirement.ordered_minutes,
        order_code=ORDER_CODES[requirement.order_type],
        requirement_codes=(REGULAR,),
        policy=terms,
        events=tuple(events),
    )


def events_of(db: Session, requirement_ids: Sequence[int]) -> dict[int, list[Event]]:
    """Return by requirement what happened on it, in two queries."""
    found: dict[int, list[Event]] = defaultdict(list)
    for requirement_id, event in (
        *_recorded(db, requirement_ids),
        *_entered_by_hand(db, requirement_ids),
    ):
        found[requirement_id].append(event)
    return found


def _recorded(db: Session, requirement_ids: Sequence[int]) -> Iterator[tuple[int, Event]]:
    rows = db.execute(
        select(
            Appointment.requirement_id,
            Appointment.id,
            Appointment.outcome_code,
            Appointment.credited_minutes,
            WorkSession.on,
            WorkSession.starts_at,
            Project.kind,
        )
        .join(Appointment.session)
        .join(WorkSession.project)
        .where(Appointment.requirement_id.in_(requirement_ids))
        .where(Appointment.state == AppointmentState.RECORDED)
        .order_by(WorkSession.on, WorkSession.starts_at, Appointment.id)
    )
    for requirement_id, key, code, credited, on, starts_at, kind in rows:
        outcome = outcome_of(code)
        yield (
            requirement_id,
            Attended(
                id=str(key),
                kind="course" if kind is ProjectKind.ETE else "appointment",
                date=on,
                start_time=starts_at,
                outcome=Contact(enforceable=bool(outcome and outcome.enforceable)),
                credited_minutes=credited,
            ),
        )


def _entered_by_hand(db: Session, requirement_ids: Sequence[int]) -> Iterator[tuple[int, Event]]:
    """Yield what is credited without an appointment; what was earned is no work of its own."""
    original = aliased(LedgerEntry)
    rows = db.execute(
        select(
            LedgerEntry.requirement_id, LedgerEntry.id, LedgerEntry.minutes, LedgerEntry.worked_on
        )
        .outerjoin(original, original.id == LedgerEntry.reverses_id)
        .where(LedgerEntry.requirement_id.in_(requirement_ids))
        .where(LedgerEntry.appointment_id.is_(None))
        .where(func.coalesce(original.kind, LedgerEntry.kind) != LedgerKind.INCENTIVE)
        .order_by(LedgerEntry.worked_on, LedgerEntry.id)
    )
    for requirement_id, key, minutes, worked_on in rows:
        adjusted = Adjusted(id=str(key), kind="adjustment", date=worked_on, minutes=-minutes)
        yield requirement_id, adjusted
