"""What ``payback validate`` says of an entry is what its page's service does with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import time_machine

from payback.attendance import travel
from payback.attendance.cases import AdjustingCase, AppointmentCase, Said
from payback.attendance.outcomes import OUTCOMES, for_coordinators
from payback.attendance.rules import Recording
from payback.attendance.service import Entry, record_outcome
from payback.attendance.validation import CASE, judge
from payback.core.access import COMMAND_LINE
from payback.core.errors import Conflict, RuleBroken
from payback.diary.cases import instant
from payback.diary.filling import Filling, fill_sessions
from payback.diary.models import Appointment, Rating, SessionState, WorkSession
from payback.diary.service import generate_sessions
from payback.people import ledger
from payback.people.courses import enter_result
from payback.people.coursing import Course
from payback.people.models import LedgerEntry, LedgerKind, Requirement, RequirementState
from payback.people.validation import CourseCase, Verdict
from payback.projects.models import OpeningPattern
from tests.support.builders import a_pattern, a_project, a_requirement, a_session, an_appointment
from tests.support.entries import ADJUSTMENTS, BOOKINGS, COURSES, OPENINGS, RECORDINGS, TRAVEL

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.core.db import Database
    from payback.people.validation import Order
    from tests.support.entries import Scenario


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a service did: how it refused at first, or the minutes that it wrote."""

    refused: tuple[str, str, str] | None = None
    minutes: int = 0


def promised(answer: Verdict) -> Done:
    """Return what an answer promises that a service does."""
    for each in answer.broken:
        if each.effect == "refused":
            return Done(refused=(each.rule, each.field, each.sentence))
    return Done(minutes=answer.credited_minutes)


def names(scenarios: tuple[Scenario, ...]) -> list[str]:
    return [each.id for each in scenarios]


def order_of(db: Session, order: Order) -> Requirement:
    """Add the requirement of a case with what is credited on it."""
    requirement = a_requirement(
        db,
        ordered_minutes=order.ordered_minutes,
        sentenced_on=order.sentenced_on,
        due_on=order.sentenced_on + timedelta(days=365),
    )
    ete = order.ete_credited_minutes
    for kind, minutes in (
        (LedgerKind.ETE, ete),
        (LedgerKind.BROUGHT_FORWARD, order.credited_minutes - ete),
    ):
        if minutes:
            entry = LedgerEntry(requirement_id=requirement.id, kind=kind, minutes=minutes)
            entry.worked_on, entry.reason = date(2026, 9, 1), "Course"
            db.add(entry)
    db.flush()
    return requirement


def end(db: Session, requirement: Requirement, order: Order) -> None:
    """End a requirement if that of the case has ended."""
    if order.ended:
        requirement.state = RequirementState.ENDED
        db.flush()


def refused_by(error: RuleBroken | Conflict) -> Done:
    if isinstance(error, Conflict):
        return Done(refused=("V18", "", error.sentence))
    return Done(refused=(error.rule, error.field, error.sentence))


def session_of(db: Session, case: AppointmentCase) -> WorkSession:
    assert case.project is not None
    place = case.project
    project = a_project(
        db, kind=place.kind, state=place.state, risk_assessed_until=place.risk_assessed_until
    )
    held = case.session.session()
    return a_session(
        db,
        project,
        on=held.on,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        state=held.state,
        cancelled_at=held.cancelled_at,
        cancelled_because="Storm" if held.cancelled_at else "",
    )


def recorded(
    db: Session, appointment: Appointment, case: AppointmentCase, said: Said, version: str | None
) -> int:
    entry = Entry(
        recording=said.recording(),
        uuid=uuid4(),
        version=version,
        choices=case.recorder.choices,
        account_id=None,
    )
    return record_outcome(db, appointment.id, entry).credited


@pytest.mark.parametrize("scenario", BOOKINGS, ids=names(BOOKINGS))
def test_a_booking(database: Database, scenario: Scenario) -> None:
    case = CASE.validate_python(scenario.case)
    assert isinstance(case, AppointmentCase)
    with time_machine.travel(instant(case.now)), database.transaction(COMMAND_LINE) as db:
        session, requirement = session_of(db, case), order_of(db, case.requirement)
        wanted = Filling(
            session_ids=frozenset({session.id}),
            people={session.id: {requirement.person_id}},
            supervisors={},
            requirement_ids={requirement.person_id: requirement.id},
        )
        try:
            fill_sessions(db, wanted)
            done = Done()
        except RuleBroken as error:
            done = refused_by(error)
    assert done == promised(judge(case))


@pytest.mark.parametrize("scenario", OPENINGS, ids=names(OPENINGS))
def test_there_is_no_session_on_a_day_that_breaks_v4(
    database: Database, scenario: Scenario
) -> None:
    case = CASE.validate_python(scenario.case)
    assert isinstance(case, AppointmentCase)
    assert case.project is not None
    day = case.session.date
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db)
        for each in case.project.patterns() or ():
            a_pattern(db, project, **pattern_values(each))
        made = generate_sessions(db, [project], day, day)
    assert bool(made) is not bool(judge(case).broken)


def pattern_values(pattern: OpeningPattern) -> dict[str, Any]:
    own = ("weekdays", "frequency", "from_on", "to_on")
    return {name: getattr(pattern, name) for name in own} | {
        "starts_at": time(9, 30),
        "ends_at": time(16, 30),
    }


@pytest.mark.parametrize("scenario", RECORDINGS, ids=names(RECORDINGS))
def test_an_outcome(database: Database, scenario: Scenario) -> None:
    case = CASE.validate_python(scenario.case)
    assert isinstance(case, AppointmentCase)
    assert case.before is not None
    assert case.said is not None
    with time_machine.travel(instant(case.now)), database.transaction(COMMAND_LINE) as db:
        requirement = order_of(db, case.requirement)
        appointment = an_appointment(db, session_of(db, case), requirement)
        if case.before.said:
            before = recorded(db, appointment, case, case.before.said, None)
            assert before == case.before.credited_minutes or not case.before.credited_minutes
        end(db, requirement, case.requirement)
        seen_older = case.seen_version not in (None, case.before.version)
        version = "0" if seen_older else str(appointment.version)
        try:
            done = Done(minutes=recorded(db, appointment, case, case.said, version))
        except (RuleBroken, Conflict) as error:
            done = refused_by(error)
    assert done == promised(judge(case))


@pytest.mark.parametrize("scenario", ADJUSTMENTS, ids=names(ADJUSTMENTS))
def test_an_adjustment(database: Database, scenario: Scenario) -> None:
    case = CASE.validate_python(scenario.case)
    assert isinstance(case, AdjustingCase)
    with today(case.today), database.transaction(COMMAND_LINE) as db:
        requirement = order_of(db, case.requirement)
        end(db, requirement, case.requirement)
        try:
            entry = ledger.credit(
                db,
                requirement,
                kind=case.kind.ledger_kind,
                minutes=case.kind.signed(case.minutes),
                worked_on=case.worked_on,
                reason=case.reason,
                source="test",
                account_id=None,
            )
            done = Done(minutes=entry.minutes)
        except RuleBroken as error:
            done = refused_by(error)
    assert done == promised(judge(case))


@pytest.mark.parametrize("scenario", COURSES, ids=names(COURSES))
def test_the_result_of_a_course(database: Database, scenario: Scenario) -> None:
    case = CASE.validate_python(scenario.case)
    assert isinstance(case, CourseCase)
    with today(case.today), database.transaction(COMMAND_LINE) as db:
        requirement = order_of(db, case.requirement)
        end(db, requirement, case.requirement)
        course = Course(
            course=case.course,
            provider="",
            completed_on=case.completed_on,
            passed=True,
            spent_minutes=60,
            credited_minutes=case.minutes,
            reason=case.reason.strip(),
        )
        if case.decided_minutes is not None:
            reason = "" if case.decided_minutes else "Not on the list"
            known = replace(course, credited_minutes=case.decided_minutes, reason=reason)
            enter_result(db, requirement, known, account_id=None)
        try:
            result = enter_result(db, requirement, course, account_id=None)
            done = Done(minutes=result.credited_minutes)
        except RuleBroken as error:
            done = refused_by(error)
    assert done == promised(judge(case))


def today(day: date) -> time_machine.travel:
    return time_machine.travel(f"{day}T12:00:00Z")


@pytest.mark.parametrize("scenario", TRAVEL, ids=names(TRAVEL))
def test_a_decision_on_travel(database: Database, scenario: Scenario) -> None:
    case = CASE.validate_python(scenario.case)
    assert isinstance(case, AdjustingCase)
    with today(case.today), database.transaction(COMMAND_LINE) as db:
        appointment = travelled(db, case)
        decided = case.appointment.decided_minutes
        if decided is not None:
            travel.decide(db, appointment.id, minutes=decided, reason="Far away", account_id=None)
        try:
            decision = travel.decide(
                db, appointment.id, minutes=case.minutes, reason=case.reason, account_id=None
            )
            done = Done(minutes=decision.minutes)
        except RuleBroken as error:
            done = refused_by(error)
    assert done == promised(judge(case))


def travelled(db: Session, case: AdjustingCase) -> Appointment:
    """Add the appointment of a journey, with what came of it."""
    project = a_project(db, kind=case.appointment.placement)
    session = a_session(db, project, on=case.worked_on, state=SessionState.OPEN)
    appointment = an_appointment(db, session, order_of(db, case.requirement))
    if code := case.appointment.outcome:
        recording = Recording(
            outcome=OUTCOMES[code],
            started_at=time(9, 30),
            ended_at=time(12),
            work_quality=Rating.GOOD,
            behaviour=Rating.GOOD,
        )
        entry = Entry(
            recording=recording,
            uuid=uuid4(),
            version=None,
            choices=for_coordinators(),
            account_id=None,
        )
        record_outcome(db, appointment.id, entry)
    return appointment
