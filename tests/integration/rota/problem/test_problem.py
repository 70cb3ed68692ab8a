"""Rows of an area as a problem of the optimiser's format."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import event

from payback.core.access import COMMAND_LINE
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState
from payback.people.models import (
    AvailabilityException,
    BarredTag,
    ExclusionCircle,
    KeepApart,
    LedgerEntry,
    LedgerKind,
    Person,
    RequirementState,
    Sex,
)
from payback.projects.models import ProjectState, ProjectTag
from payback.rota.problem.loading import load_week
from payback.rota.problem.translate import problem_of
from payback.rota.problem.week_rows import Carried, Placed
from payback.supervisors.models import SupervisorLeave
from scheduler import read_problem
from tests.support import builders
from tests.support.planning import MONDAY, THURSDAY, TODAY, TUESDAY, SmallArea, a_small_area

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from payback.core.db import Database


@pytest.fixture(autouse=True)
def saturday() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    with database.transaction(COMMAND_LINE) as session:
        yield session


@pytest.fixture
def small(db: Session) -> SmallArea:
    return a_small_area(db)


def problem(db: Session, small: SmallArea, **options: Any) -> dict[str, Any]:
    db.flush()
    db.expire_all()
    document: dict[str, Any] = problem_of(load_week(db, small.area.id, MONDAY, **options))
    read_problem(document)
    return document


def person(document: dict[str, Any], number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = document["people"][number]
    return found


def credit(db: Session, requirement_id: int, minutes: int) -> None:
    db.add(
        LedgerEntry(
            requirement_id=requirement_id,
            kind=LedgerKind.BROUGHT_FORWARD,
            minutes=minutes,
            worked_on=date(2026, 8, 1),
        )
    )


def past_appointment(db: Session, small: SmallArea, on: date, *, came: bool) -> None:
    session = builders.a_session(db, small.project, on=on, state=SessionState.DONE)
    builders.an_appointment(
        db,
        session,
        small.requirements[0],
        state=AppointmentState.RECORDED,
        outcome_code="ATTC" if came else "UACP",
        started_at=time(9, 30) if came else None,
        ended_at=time(16, 30) if came else None,
        credited_minutes=420 if came else 0,
    )


def test_ids_are_opaque_and_no_name_or_crn_is_in_the_file(db: Session, small: SmallArea) -> None:
    document = problem(db, small)
    said = str(document)
    for requirement in small.requirements:
        who = db.get_one(Person, requirement.person_id)
        assert who.crn not in said
        assert who.family_name not in said
    assert person(document)["id"] == f"person-{small.requirements[0].person_id}"


def test_what_remains_is_ordered_less_credited_less_planned_before(
    db: Session, small: SmallArea
) -> None:
    credit(db, small.requirements[0].id, 1000)
    sunday = builders.a_session(db, small.project, on=date(2026, 11, 22), state=SessionState.OPEN)
    builders.an_appointment(db, sunday, small.requirements[0])
    assert person(problem(db, small))["remaining_minutes"] == 6000 - 1000 - 420
    assert person(problem(db, small), 1)["remaining_minutes"] == 6000


def test_people_without_an_active_requirement_are_left_out(db: Session, small: SmallArea) -> None:
    small.requirements[0].state = RequirementState.SUSPENDED
    assert len(problem(db, small)["people"]) == 3


def test_of_two_requirements_the_one_due_first_is_worked_on(db: Session, small: SmallArea) -> None:
    first = small.requirements[0]
    builders.a_requirement(db, person_id=first.person_id, event_number=2, due_on=date(2026, 12, 24))
    document = problem(db, small)
    assert len(document["people"]) == 4
    assert person(document)["due"] == "2026-12-24"


def test_restrictions_travel_with_the_person(db: Session, small: SmallArea) -> None:
    first, second = small.requirements[:2]
    who = db.get_one(Person, first.person_id)
    who.sex, who.women_only, who.not_with_supervisor = Sex.FEMALE, True, Sex.MALE
    db.add_all(
        [
            BarredTag(person_id=who.id, tag="children"),
            ExclusionCircle(person_id=who.id, lat=51.5, lon=-0.1, km=2.0),
            KeepApart(first_person_id=first.person_id, second_person_id=second.person_id),
            ProjectTag(project_id=small.project.id, tag="children"),
            AvailabilityException(
                person_id=who.id, from_on=TUESDAY, to_on=TUESDAY, available=False
            ),
        ]
    )
    document = problem(db, small)
    found = person(document)
    assert found["female"]
    assert found["women_only"]
    assert found["not_with_supervisor"] == "male"
    assert found["barred_tags"] == ["children"] == document["projects"][0]["tags"]
    assert found["exclusions"] == [[51.5, -0.1, 2.0]]
    assert found["keep_apart"] == [person(document, 1)["id"]]
    assert person(document, 1)["keep_apart"] == [found["id"]]
    assert [each[0][:10] for each in found["available"]].count("2026-11-24") == 0


def test_the_rate_comes_from_own_history_and_the_current_project_from_the_last_appointment(
    db: Session, small: SmallArea
) -> None:
    for day in range(2, 8):
        past_appointment(db, small, date(2026, 11, day), came=day < 4)
    document = problem(db, small)
    assert person(document)["current_project"] == f"project-{small.project.id}"
    assert person(document)["attendance_rate"] == pytest.approx(2 / 6, abs=0.001)
    assert person(document, 1)["current_project"] is None


def test_an_appointment_that_we_called_off_says_nothing_of_the_person(
    db: Session, small: SmallArea
) -> None:
    past_appointment(db, small, date(2026, 11, 2), came=True)
    rate = person(problem(db, small))["attendance_rate"]
    past_appointment(db, small, date(2026, 11, 3), came=False)
    db.query(Appointment).filter_by(outcome_code="UACP").one().outcome_code = "AASD"
    assert person(problem(db, small))["attendance_rate"] == rate


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({"state": ProjectState.PAUSED}, 0),
        ({"risk_assessed_until": None}, 0),
        ({"risk_assessed_until": TUESDAY}, 1),
        ({"state": ProjectState.READY}, 2),
    ],
)
def test_only_projects_that_run_with_an_assessment_in_date_offer_sessions(
    db: Session, small: SmallArea, changes: dict[str, Any], offered: int
) -> None:
    for name, value in changes.items():
        setattr(small.project, name, value)
    assert len(problem(db, small)["sessions"]) == offered


def test_cancelled_sessions_and_those_of_other_weeks_are_not_offered(
    db: Session, small: SmallArea
) -> None:
    small.sessions[0].state = SessionState.CANCELLED
    small.sessions[0].cancelled_because = "Flood"
    builders.a_session(db, small.project, on=date(2026, 12, 1))
    assert [each["id"] for each in problem(db, small)["sessions"]] == [
        f"session-{small.sessions[1].id}"
    ]


def test_what_people_were_told_is_published_and_stands_within_the_notice(
    db: Session, small: SmallArea
) -> None:
    tuesday, thursday = small.sessions
    tuesday.state = thursday.state = SessionState.OPEN
    builders.an_appointment(db, tuesday, small.requirements[0])
    builders.an_appointment(db, thursday, small.requirements[1], state=AppointmentState.WITHDRAWN)
    db.add(Duty(session_id=tuesday.id, supervisor_id=small.supervisors[0].id))
    document = problem(db, small)
    first = f"session-{tuesday.id}"
    assert document["published"] == {
        "people": [[person(document)["id"], first]],
        "supervisors": [[f"supervisor-{small.supervisors[0].id}", first]],
    }
    assert document["policy"]["frozen_until"] == "2026-11-25"
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        assert problem(db, small)["policy"]["frozen_until"] is None


def test_days_that_are_over_are_not_planned_again(db: Session, small: SmallArea) -> None:
    tuesday = small.sessions[0]
    tuesday.state = SessionState.DONE
    builders.an_appointment(
        db,
        tuesday,
        small.requirements[0],
        state=AppointmentState.RECORDED,
        outcome_code="ATTC",
        started_at=time(9, 30),
        ended_at=time(16, 30),
        credited_minutes=420,
    )
    db.add(Duty(session_id=tuesday.id, supervisor_id=small.supervisors[0].id))
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False):
        document = problem(db, small)
    assert document["start"] == "2026-11-25"
    assert len(document["sessions"]) == 1
    assert person(document)["weekly_minutes"] == 0
    assert person(document)["max_weekly_minutes"] == 420
    assert document["supervisors"][0]["max_weekly_minutes"] == 2220 - 420


def test_somebody_booked_in_another_area_that_day_is_not_free(
    db: Session, small: SmallArea
) -> None:
    brent = builders.an_area(db, code="E09000005", name="Brent")
    elsewhere = builders.a_session(
        db, builders.a_project(db, area_id=brent.id), on=TUESDAY, state=SessionState.OPEN
    )
    builders.an_appointment(db, elsewhere, small.requirements[0])
    found = person(problem(db, small))
    assert not [each for each in found["available"] if each[0].startswith("2026-11-24")]
    assert found["remaining_minutes"] == 6000 - 420
    assert found["weekly_minutes"] == 0


def test_supervisors_on_leave_are_not_free_and_inactive_ones_are_left_out(
    db: Session, small: SmallArea
) -> None:
    builders.a_supervisor(db, area_id=small.area.id, active=False)
    db.add(
        SupervisorLeave(
            supervisor_id=small.supervisors[0].id, from_on=MONDAY, to_on=date(2026, 11, 29)
        )
    )
    document = problem(db, small)
    assert [each["available"] for each in document["supervisors"]] == [[]]


def test_what_a_project_still_needs_is_needed_less_credited(db: Session, small: SmallArea) -> None:
    small.project.needed_minutes = 1000
    past_appointment(db, small, date(2026, 11, 2), came=True)
    done = db.query(Appointment).one()
    db.add(
        LedgerEntry(
            requirement_id=done.requirement_id,
            kind=LedgerKind.ATTENDANCE,
            minutes=420,
            worked_on=date(2026, 11, 2),
            appointment_id=done.id,
        )
    )
    assert problem(db, small)["projects"][0]["remaining_minutes"] == 580


def test_an_earlier_week_of_the_same_run_replaces_what_was_planned_there(
    db: Session, small: SmallArea
) -> None:
    sunday = builders.a_session(db, small.project, on=date(2026, 11, 22), state=SessionState.OPEN)
    builders.an_appointment(db, sunday, small.requirements[0])
    carried = Carried(
        bookings=(
            Placed(
                person_id=small.requirements[1].person_id,
                session_id=sunday.id,
                project_id=small.project.id,
                on=sunday.on,
                minutes=420,
                recorded=False,
            ),
        ),
        session_ids=frozenset({sunday.id}),
    )
    document = problem(db, small, carried=carried)
    assert person(document, 0)["remaining_minutes"] == 6000
    assert person(document, 0)["current_project"] is None
    assert person(document, 1)["remaining_minutes"] == 6000 - 420
    assert person(document, 1)["current_project"] == f"project-{small.project.id}"


def test_the_number_of_queries_does_not_grow_with_the_area(
    database: Database, db: Session, small: SmallArea
) -> None:
    def queries() -> int:
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        db.flush()
        db.expire_all()
        event.listen(database.engine, "before_cursor_execute", note)
        problem_of(load_week(db, small.area.id, MONDAY))
        event.remove(database.engine, "before_cursor_execute", note)
        return len(seen)

    few = queries()
    for _ in range(30):
        requirement = builders.a_requirement(db)
        db.add(BarredTag(person_id=requirement.person_id, tag="children"))
        builders.a_supervisor(db, area_id=small.area.id)
    for _ in range(5):
        builders.a_session(db, builders.a_project(db, area_id=small.area.id), on=THURSDAY)
    assert queries() == few
