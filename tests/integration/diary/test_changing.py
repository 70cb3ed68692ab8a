"""One session changes: its day, times and numbers; one is added; a cancelled start is free."""

from __future__ import annotations

import threading
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE
from payback.core.errors import RuleBroken
from payback.diary.changing import SessionFacts, add_session
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.diary.service import generate_sessions
from payback.diary.slots import Slot
from payback.notifications.models import OutboxMessage
from payback.projects.models import Project, ProjectState
from tests.support.builders import (
    a_project,
    a_requirement,
    a_session,
    an_appointment,
    an_area,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.core.db import Database
    from tests.support.client import Client


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


def answers(**changes: str) -> dict[str, str]:
    return {
        "on-day": "24",
        "on-month": "11",
        "on-year": "2026",
        "starts_at": "9:30am",
        "ends_at": "4:30pm",
        "places": "8",
        "min_people": "2",
        "supervisors_needed": "1",
        "because": "The van is late",
        "version": "1",
    } | changes


def read(database: Database, session: WorkSession) -> WorkSession:
    with database.reading() as db:
        return db.get_one(WorkSession, session.id)


def mails(database: Database) -> list[OutboxMessage]:
    with database.reading() as db:
        return list(db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


WRONG = [
    ({"places": ""}, "Enter the places"),
    ({"places": "101"}, "Places must be between 1 and 100"),
    ({"min_people": "9"}, "The smallest group must be 8 or fewer, the number of places"),
    ({"supervisors_needed": "none"}, "Supervisors must be a whole number, like 15"),
    ({"ends_at": "9am"}, "The end must be after the start, 9:30am"),
    (
        {"starts_at": "6am"},
        "A session must lie between 7am and 10pm: outside these hours nobody can be planned",
    ),
    ({"on-day": "19"}, "The session must start later than now"),
    ({"on-day": "25", "on-month": "12"}, "25 December 2026 is a bank holiday: Christmas Day"),
    ({"starts_at": "10am", "because": ""}, "Enter why it changes"),
]


@pytest.mark.parametrize(("answer", "error"), WRONG)
def test_wrong_answers_are_named_and_nothing_typed_is_lost(
    coordinator: Client, session: WorkSession, answer: dict[str, str], error: str
) -> None:
    coordinator.send(f"/sessions/{session.id}/change", answers(**answer), status=422)
    assert coordinator.errors() == [error]
    for name, typed in answer.items():
        box = coordinator.page.find("input", {"name": name})
        assert box is not None
        assert box.get("value", "") == typed


def test_numbers_change_for_one_session_and_its_calendar_sequence_rises(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    changed = answers(places="5", supervisors_needed="2", because="")
    coordinator.send(f"/sessions/{session.id}/change", changed, status=200)
    after = read(database, session)
    assert (after.places, after.supervisors_needed, after.sequence) == (5, 2, 1)
    assert (after.by_hand, mails(database)) == (False, [])
    coordinator.send(f"/sessions/{session.id}/change", changed, status=409)


def test_another_time_is_told_to_supervisors_without_names_and_bookings_stay(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.scalars(select(Appointment)).one().outside_week = True
        db.scalars(select(Duty)).one().outside_week = True
    changed = answers(**{"starts_at": "10am", "on-day": "25"})
    page = coordinator.send(f"/sessions/{session.id}/change", changed, status=200).text
    assert "1 supervisor is told by email." in page
    assert "1 person booked here. Tell them yourself." in page
    assert "Day or time changed: The van is late" in page
    after = read(database, session)
    assert (after.on, after.starts_at, after.by_hand) == (date(2026, 11, 25), time(10), True)
    assert (after.sequence, after.state) == (1, SessionState.OPEN)
    with database.reading() as db:
        kept, serves = db.scalars(select(Appointment)).one(), db.scalars(select(Duty)).one()
    assert (kept.state, kept.outside_week) == (AppointmentState.PLANNED, False)
    assert (serves.active, serves.outside_week) == (True, False)
    (mail,) = mails(database)
    assert mail.recipient == "sue@example.org"
    assert "- Wednesday 25 November 2026, 10am to 4:30pm" in mail.body
    assert "instead of Tuesday 24 November 2026, 9:30am to 4:30pm" in mail.body
    assert "Reason: The van is late" in mail.body
    for private in ("Kim", "Hidden", "X777777"):
        assert private not in mail.body + mail.subject


def test_whoever_is_elsewhere_then_is_named_and_taken_off_only_on_a_word(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        duty, booked = db.scalars(select(Duty)).one(), db.scalars(select(Appointment)).one()
        other = a_session(db, a_project(db), on=date(2026, 11, 25), state=SessionState.OPEN)
        db.add(Duty(session_id=other.id, supervisor_id=duty.supervisor_id))
        requirement_id = booked.requirement_id
        db.add(
            Appointment(
                session_id=other.id, person_id=booked.person_id, requirement_id=requirement_id
            )
        )
    path, changed = f"/sessions/{session.id}/change", answers(**{"on-day": "25"})
    coordinator.send(path, changed, status=422)
    assert coordinator.errors() == [
        "Sue Field and 1 person are at another session then. Confirm that all of them are taken "
        "off this one, or choose another time"
    ]
    assert read(database, session).on == date(2026, 11, 24)
    page = coordinator.send(path, changed | {"take_off": "y"}, status=200).text
    assert "Taken off, because they are elsewhere then: Sue Field, 1 person." in page
    with database.reading() as db:
        assert db.get_one(Appointment, booked.id).state is AppointmentState.WITHDRAWN
        assert not db.get_one(Duty, duty.id).active
    assert "No longer yours" in mails(database)[0].body


@pytest.mark.parametrize("why", ["begun", "recorded", "other", "project"])
def test_a_session_does_not_move_where_or_when_it_cannot(
    coordinator: Client, session: WorkSession, database: Database, project: Project, why: str
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        if why == "begun":
            db.get_one(WorkSession, session.id).on = date(2026, 11, 20)
        elif why == "recorded":
            values = {"state": "recorded", "outcome_code": "RSOF"}
            an_appointment(db, session, a_requirement(db), **values)
        elif why == "other":
            a_session(db, project, starts_at=time(17), ends_at=time(20))
        else:
            db.get_one(Project, project.id).state = ProjectState.PAUSED
    version = str(read(database, session).version)
    changed = answers(starts_at="11am", ends_at="6pm", version=version)
    coordinator.send(f"/sessions/{session.id}/change", changed, status=422)
    (error,) = coordinator.errors()
    assert {
        "begun": "This session has begun.",
        "recorded": "An outcome is recorded for somebody on this session.",
        "other": "Another session of this project is from 5pm to 8pm on this day",
        "project": "The project is paused",
    }[why] in error
    assert read(database, session).starts_at == time(9, 30)


def test_a_session_changed_by_hand_is_not_made_again(
    coordinator: Client, database: Database, project: Project
) -> None:
    span = date(2026, 11, 23), date(2026, 11, 29)
    with database.transaction(COMMAND_LINE) as db:
        tuesday, _ = generate_sessions(db, [project], *span)
    changed = answers(**{"on-day": "25", "starts_at": "10am"})
    coordinator.send(f"/sessions/{tuesday.id}/change", changed, status=200)
    with database.transaction(COMMAND_LINE) as db:
        assert generate_sessions(db, [project], *span) == []


def test_a_cancelled_session_leaves_its_start_to_another_and_can_then_not_be_put_back(
    coordinator: Client, session: WorkSession, database: Database, project: Project
) -> None:
    coordinator.send(f"/sessions/{session.id}/cancel", {"because": "Flooding", "version": "1"})
    page = coordinator.get_page(f"/projects/{project.id}/sessions/new").get_text(" ", strip=True)
    assert "instead of a session that was cancelled" in page
    coordinator.send(f"/projects/{project.id}/sessions/new", answers(places="5"), status=200)
    with database.reading() as db:
        new = db.scalars(select(WorkSession).where(WorkSession.id != session.id)).one()
    assert (new.on, new.starts_at, new.places, new.state) == (
        session.on,
        session.starts_at,
        5,
        SessionState.PROPOSED,
    )
    refused = coordinator.send(f"/sessions/{session.id}/restore", {"version": "2"}).text
    assert "Another session of this project starts at 9:30am that day." in refused
    cancel_new = {"because": "Not needed", "version": str(new.version)}
    coordinator.send(f"/sessions/{new.id}/cancel", cancel_new, status=200)
    back = coordinator.send(f"/sessions/{session.id}/restore", {"version": "2"}).text
    assert "The session is back in the diary." in back


def test_two_who_add_a_session_at_once_add_one(database: Database, project: Project) -> None:
    slot = Slot(on=date(2026, 11, 25), starts_at=time(9), ends_at=time(12))
    facts = SessionFacts(slot=slot, places=4, min_people=1, supervisors_needed=1)
    together, outcomes = threading.Barrier(3), []

    def add() -> None:
        together.wait()
        try:
            with database.transaction(COMMAND_LINE) as db:
                add_session(db, db.get_one(Project, project.id), facts)
            outcomes.append("added")
        except RuleBroken as refused:
            outcomes.append(refused.field)

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["added", "starts_at", "starts_at"]


def test_a_project_of_another_borough_gets_no_session(
    coordinator: Client, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        project = a_project(db, area_id=camden.id)
    coordinator.get_page(f"/projects/{project.id}/sessions/new", status=404)
    coordinator.send(f"/projects/{project.id}/sessions/new", answers(), status=404)


def test_the_form_starts_from_what_is_stored(coordinator: Client, session: WorkSession) -> None:
    coordinator.get_page(f"/sessions/{session.id}/change")
    values: dict[str, Any] = {
        str(box["name"]): box.get("value")
        for box in coordinator.page.find_all("input", {"name": True})
    }
    expected = answers(because="")
    shown = {name: values.get(name) or "" for name in expected}
    assert shown == expected
