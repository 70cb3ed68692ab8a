"""Results of courses: entered once, credited up to their share, or not with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.core.errors import RuleBroken
from payback.people import ledger
from payback.people.courses import enter_result
from payback.people.coursing import Course
from payback.people.models import CourseResult, LedgerEntry, LedgerKind, Requirement
from payback.people.sums import credited_minutes_of
from tests.support.builders import a_requirement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.core.db import Database
    from tests.support.client import Client

MANUAL = Course(
    course="Manual handling",
    provider="Campus",
    completed_on=date(2026, 11, 10),
    passed=True,
    spent_minutes=150,
    credited_minutes=120,
)
TYPED = {
    "course": "Manual handling",
    "provider": "Campus",
    "completed_on-day": "10",
    "completed_on-month": "11",
    "completed_on-year": "2026",
    "passed": "yes",
    "spent_minutes-hours": "2",
    "spent_minutes-minutes": "30",
    "decision": "credit",
    "credited_minutes-hours": "2",
}
pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=True):
        yield


@pytest.fixture
def requirement_id(database: Database) -> int:
    with database.transaction(COMMAND_LINE) as db:
        return a_requirement(db, ordered_minutes=6000).id


def enter(database: Database, requirement_id: int, course: Course) -> None:
    with database.transaction(COMMAND_LINE) as db:
        enter_result(db, db.get_one(Requirement, requirement_id), course, account_id=None)


def credited(database: Database, requirement_id: int) -> int:
    with database.reading() as db:
        return credited_minutes_of(db, [requirement_id])[requirement_id]


def results(database: Database) -> list[int]:
    with database.reading() as db:
        rows = db.scalars(select(CourseResult).order_by(CourseResult.id))
        return [each.credited_minutes for each in rows]


def test_a_course_is_credited_as_education_once_however_often_it_is_entered(
    database: Database, requirement_id: int
) -> None:
    enter(database, requirement_id, MANUAL)
    enter(database, requirement_id, MANUAL)
    assert results(database) == [120]
    assert credited(database, requirement_id) == 120
    with pytest.raises(RuleBroken, match="entered before: 2 hours credited"):
        enter(database, requirement_id, replace(MANUAL, credited_minutes=150))
    assert credited(database, requirement_id) == 120


def test_the_same_course_on_another_day_is_another_result(
    database: Database, requirement_id: int
) -> None:
    enter(database, requirement_id, MANUAL)
    enter(database, requirement_id, replace(MANUAL, completed_on=date(2026, 11, 11)))
    assert credited(database, requirement_id) == 240


def test_a_credit_that_is_reversed_can_be_decided_anew(
    database: Database, requirement_id: int
) -> None:
    enter(database, requirement_id, MANUAL)
    with database.transaction(COMMAND_LINE) as db:
        entry = db.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.ETE)).one()
        ledger.reverse(db, entry, reason="Somebody else’s", source="test", account_id=None)
    none = replace(MANUAL, credited_minutes=0, reason="Somebody else’s")
    enter(database, requirement_id, none)
    assert results(database) == [120, 0]
    assert credited(database, requirement_id) == 0


def test_what_the_ledger_refuses_leaves_no_result(database: Database, requirement_id: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        enter(database, requirement_id, replace(MANUAL, credited_minutes=1801))
    assert (refused.value.field, refused.value.rule) == ("credited_minutes", "V12")
    assert results(database) == []


def test_a_coordinator_enters_a_course_on_the_record(
    signed_in: Callable[[Role], Client], database: Database, requirement_id: int
) -> None:
    staff = signed_in(Role.COORDINATOR)
    with database.reading() as db:
        person_id = db.get_one(Requirement, requirement_id).person_id
    path = f"/people/{person_id}/requirements/{requirement_id}/courses/new"
    page = staff.get_page(path).get_text(" ", strip=True)
    assert "30 hours can still be credited for education, training and employment" in page
    for changes, sentence in (
        ({"credited_minutes-hours": ""}, "Enter the time to credit"),
        ({"decision": "none"}, "Enter why no time is credited"),
        ({"completed_on-year": "2027"}, "The date must be today or in the past"),
        ({"completed_on-month": "5"}, "The date must be on or after the sentence, 1 June 2026"),
        (
            {"credited_minutes-hours": "31"},
            "Time credited as education, training and employment must be 30 hours or less",
        ),
    ):
        staff.send(path, TYPED | changes, status=422)
        assert staff.errors() == [sentence]
    staff.send(path, TYPED, status=200)
    text = staff.page.get_text(" ", strip=True)
    assert "10 November 2026 Manual handling Passed Campus 1 2.50 2.00" in text
    assert credited(database, requirement_id) == 120
