"""Whatever is done to a requirement in whatever order, its balance stays what the rules allow."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payback.attendance import travel
from payback.attendance.service import clear_outcome, record_outcome
from payback.core.access import COMMAND_LINE
from payback.core.errors import Conflict, RuleBroken
from payback.diary.models import Appointment
from payback.people import ledger
from payback.people.courses import enter_result
from payback.people.coursing import Course
from payback.people.models import LedgerKind, Requirement, RequirementState
from payback.people.sums import credited_minutes_of
from payback.people.variations import vary_order
from payback.people.varying import Variation
from tests.integration.attendance.test_service import an_entry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.core.db import Database
    from tests.integration.attendance.conftest import Scene

TODAY = date(2026, 11, 24)
ACTIONS = st.one_of(
    st.tuples(st.just("record"), st.integers(10, 16)),
    st.tuples(st.just("miss"), st.just(0)),
    st.tuples(st.just("clear"), st.just(0)),
    st.tuples(st.just("travel"), st.sampled_from((0, 1, 90, 180))),
    st.tuples(st.just("course"), st.sampled_from((0, 60, 1800))),
    st.tuples(st.just("adjust"), st.sampled_from((-120, -1, 1, 60, 3000))),
    st.tuples(st.just("vary"), st.sampled_from((2400, 5900, 6000, 6300, 18_000))),
)


def act(db: Session, appointment_id: int, requirement_id: int, what: str, minutes: int) -> None:
    """Do one thing as its page does, or be refused."""
    requirement = db.get_one(Requirement, requirement_id)
    by: dict[str, Any] = {"account_id": None}
    if what == "record":
        seen_now = an_entry(version=seen(db, appointment_id), ended_at=time(minutes))
        record_outcome(db, appointment_id, seen_now)
    elif what == "miss":
        nothing = dict.fromkeys(("started_at", "ended_at", "work_quality", "behaviour"))
        missed = an_entry("UACP", version=seen(db, appointment_id), **nothing)
        record_outcome(db, appointment_id, missed)
    elif what == "clear":
        clear_outcome(db, appointment_id, version=seen(db, appointment_id), because="Wrong", **by)
    elif what == "travel":
        travel.decide(db, appointment_id, minutes=minutes, reason="Far away", **by)
    elif what == "course":
        reason = "" if minutes else "Not on the list"
        enter_result(db, requirement, a_course(minutes, reason), **by)
    elif what == "vary":
        wanted = Variation(minutes=minutes, decided_on=TODAY, reference="Z1")
        vary_order(db, requirement, wanted, **by)
    else:
        adjust(db, requirement, minutes)


def seen(db: Session, appointment_id: int) -> str:
    return str(db.get_one(Appointment, appointment_id).version)


def a_course(minutes: int, reason: str) -> Course:
    return Course(
        course=f"Course {uuid4()}",
        provider="",
        completed_on=TODAY,
        passed=True,
        spent_minutes=60,
        credited_minutes=minutes,
        reason=reason,
    )


def adjust(db: Session, requirement: Requirement, minutes: int) -> None:
    ledger.credit(
        db,
        requirement,
        kind=LedgerKind.ADJUSTMENT,
        minutes=minutes,
        worked_on=TODAY,
        source="test",
        account_id=None,
        reason="Agreed",
    )


def balance(db: Session, requirement_id: int) -> int:
    return credited_minutes_of(db, [requirement_id])[requirement_id]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=st.lists(ACTIONS, max_size=12))
def test_no_sequence_of_actions_credits_more_than_ordered_or_less_than_nothing(
    database: Database, scene: Scene, actions: list[tuple[str, int]]
) -> None:
    """The last of the three people has 120 of 6,000 minutes left."""
    appointment_id, requirement_id = scene.appointments[2].id, scene.requirements[2].id
    with database.transaction(COMMAND_LINE) as db:
        example = db.begin_nested()
        for what, minutes in actions:
            try:
                with db.begin_nested():
                    act(db, appointment_id, requirement_id, what, minutes)
            except (RuleBroken, Conflict):
                db.expire_all()
            requirement = db.get_one(Requirement, requirement_id)
            credited = balance(db, requirement_id)
            assert 0 <= credited <= requirement.ordered_minutes
            is_met = credited == requirement.ordered_minutes
            assert (requirement.state is RequirementState.COMPLETE) is is_met
        example.rollback()


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ends=st.lists(st.integers(10, 16), min_size=1, max_size=6), clears=st.booleans())
def test_only_the_last_word_on_an_appointment_counts(
    database: Database, scene: Scene, ends: list[int], clears: bool
) -> None:
    appointment_id, requirement_id = scene.appointments[0].id, scene.requirements[0].id
    with database.transaction(COMMAND_LINE) as db:
        example = db.begin_nested()
        for hour in ends:
            act(db, appointment_id, requirement_id, "record", hour)
            if clears:
                act(db, appointment_id, requirement_id, "clear", 0)
        assert balance(db, requirement_id) == (0 if clears else ends[-1] * 60 - 570)
        example.rollback()
