"""Breaks on pages: where the fact was written, on the session, on a coordinator's first page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import event, select, update

from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import Appointment, AppointmentState, Duty, WorkSession
from payback.people.models import BarredTag, Person
from payback.projects.models import ProjectTag
from tests.support.behind import behind
from tests.support.builders import (
    a_duty,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_appointment,
    an_area,
)

if TYPE_CHECKING:
    from payback.core.db import Database
    from payback.projects.models import Project
    from payback.supervisors.models import Supervisor
    from tests.support.client import Client

DAY = date(2026, 11, 24)
FIRST_PAGE = "/nominations/inbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published session with a supervisor and one person."""

    project: Project
    session: WorkSession
    supervisor: Supervisor
    person: Person
    booking: Appointment
    duty: Duty


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def at(database: Database) -> Published:
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db, name="Oak Hill Park", min_people=1)
        session = a_session(db, project, on=DAY, state="open")
        supervisor = a_supervisor(db, name="Sue Field")
        person = a_person(db, given_name="Kim", family_name="Hidden", crn="X777777")
        booking = an_appointment(db, session, a_requirement(db, person_id=person.id))
        duty = a_duty(db, session, supervisor)
    return Published(
        project=project,
        session=session,
        supervisor=supervisor,
        person=person,
        booking=booking,
        duty=duty,
    )


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


def needs_mending(client: Client, path: str) -> str:
    """Return what a page says needs mending; nothing if it says nothing."""
    banner = client.get_page(path).select_one("section.govuk-notification-banner")
    return banner.get_text(" ", strip=True) if banner else ""


def asked_for(client: Client, path: str) -> list[str]:
    """Return what the database is asked for a page."""
    engine = client.application.extensions["payback"].database.engine
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        client.get_page(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked


def days(name: str) -> dict[str, str]:
    parts = {"day": DAY.day, "month": DAY.month, "year": DAY.year}
    return {f"{name}-{part}": str(value) for part, value in parts.items()}


def test_whoever_enters_leave_reads_at_once_which_session_it_breaks(
    coordinator: Client, at: Published
) -> None:
    path = f"/supervisors/{at.supervisor.id}"
    assert needs_mending(coordinator, path) == ""
    coordinator.send(f"{path}/leave/new", {**days("from_on"), **days("to_on"), "reason": "Ill"})
    said = coordinator.page.get_text(" ", strip=True)
    assert "1 duty and 1 session as a whole may not stand as things are now." in said
    assert "Oak Hill Park, Tue 24 Nov" in said
    assert "Sue Field: is on leave on this day" in said
    link = coordinator.page.select_one("section.govuk-notification-banner a")
    assert link is not None
    assert link["href"] == f"/sessions/{at.session.id}"


def test_whoever_enters_an_absence_reads_at_once_which_booking_it_breaks(
    coordinator: Client, at: Published
) -> None:
    path = f"/people/{at.person.id}"
    form = {**days("from_on"), **days("to_on"), "available": "no", "reason": ""}
    coordinator.send(f"{path}/exceptions/new", form)
    said = needs_mending(coordinator, path)
    assert "1 booking may not stand as things are now." in said
    assert "1 person booked: cannot work on this day" in said


def test_whoever_pauses_a_project_reads_at_once_which_sessions_it_breaks(
    coordinator: Client, at: Published
) -> None:
    path = f"/projects/{at.project.id}"
    version = str(at.project.version)
    coordinator.send(f"{path}/state", {"to": "paused", "version": version})
    said = needs_mending(coordinator, path)
    assert "1 session as a whole may not stand as things are now." in said
    assert "The project is paused" in said


def test_breaks_stand_on_the_first_page_until_they_are_mended(
    coordinator: Client, database: Database, at: Published
) -> None:
    assert needs_mending(coordinator, FIRST_PAGE) == ""
    with database.transaction(COMMAND_LINE) as db:
        db.add(BarredTag(person_id=at.person.id, tag="children"))
        db.add(ProjectTag(project_id=at.project.id, tag="children"))
        spare = [a_requirement(db) for _ in range(2)]
        for requirement in spare:
            an_appointment(db, at.session, requirement)
    said = needs_mending(coordinator, FIRST_PAGE)
    assert said.endswith("1 booking may not stand as things are now. See what to mend")
    page = coordinator.get_page("/sessions/breaks").get_text(" ", strip=True)
    assert "1 person booked: must not work at a place of this kind" in page
    assert "Kim" not in page
    assert "X777777" not in page
    session = f"/sessions/{at.session.id}"
    page = coordinator.get_page(session).get_text(" ", strip=True)
    assert "May not stand Must not work at a place of this kind" in page
    coordinator.get_page(f"{session}/bookings/{at.booking.id}/take-off")
    assert "Take this person off the session?" in coordinator.words
    assert needs_mending(coordinator, FIRST_PAGE) != ""
    coordinator.send(f"{session}/bookings/{at.booking.id}/take-off", {})
    assert "The booking is withdrawn" in coordinator.page.get_text()
    assert needs_mending(coordinator, FIRST_PAGE) == ""
    with database.reading() as db:
        assert db.get_one(Appointment, at.booking.id).state is AppointmentState.WITHDRAWN
        assert db.get_one(WorkSession, at.session.id).sequence == 1


def test_a_supervisor_who_may_not_be_there_is_taken_off_on_the_session(
    coordinator: Client, database: Database, at: Published
) -> None:
    coordinator.send(f"/supervisors/{at.supervisor.id}/deactivate", {})
    session = f"/sessions/{at.session.id}"
    page = coordinator.get_page(session).get_text(" ", strip=True)
    assert "Supervisors who may not be here" in page
    coordinator.get_page(f"{session}/duties/{at.duty.id}/take-off")
    assert "Take Sue Field off the session?" in coordinator.words
    with database.reading() as db:
        assert db.get_one(Duty, at.duty.id).active
    coordinator.send(f"{session}/duties/{at.duty.id}/take-off", {})
    assert "Sue Field is taken off." in coordinator.page.get_text()
    with database.reading() as db:
        duty = db.get_one(Duty, at.duty.id)
        assert (duty.active, duty.sequence) == (False, 1)
    assert "Has 0 of 1 supervisor needed" in needs_mending(coordinator, session)


def test_nobody_is_taken_off_what_has_an_outcome_or_belongs_elsewhere(
    coordinator: Client, database: Database, at: Published
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        far = a_session(db, a_project(db, area_id=camden.id), on=DAY)
        theirs = an_appointment(db, far, a_requirement(db))
        done = {"state": "recorded", "outcome_code": "ATTC"}
        behind(db, update(Appointment).where(Appointment.id == at.booking.id).values(done))
    coordinator.send(f"/sessions/{far.id}/bookings/{theirs.id}/take-off", {}, status=404)
    coordinator.send(f"/sessions/{at.session.id}/bookings/{theirs.id}/take-off", {}, status=404)
    coordinator.send(f"/sessions/{at.session.id}/bookings/{at.booking.id}/take-off", {})
    assert "has an outcome at this session" in coordinator.page.get_text()
    with database.reading() as db:
        states = set(db.scalars(select(Appointment.state)))
    assert states == {AppointmentState.RECORDED, AppointmentState.PLANNED}


def test_a_manager_reads_of_no_restriction(
    signed_in: Callable[[Role], Client], database: Database, at: Published
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.add(BarredTag(person_id=at.person.id, tag="children"))
        db.add(ProjectTag(project_id=at.project.id, tag="children"))
    manager = signed_in(Role.MANAGER)
    manager.get_page("/sessions/breaks", status=403)
    for path in (FIRST_PAGE, f"/sessions/{at.session.id}"):
        page = manager.get_page(path).get_text()
        assert "must not" not in page.lower()


def test_the_list_shows_a_page_of_sessions_and_counts_all_that_is_broken(
    coordinator: Client, database: Database, at: Published
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db, name="Long Lane", min_people=1)
        for day in range(27):
            a_session(db, project, on=DAY + timedelta(days=day), state="open")
        db.get_one(Duty, at.duty.id).active = False
    page = coordinator.get_page("/sessions/breaks")
    assert "28 sessions as a whole. Showing sessions 1 to 25 of 28" in coordinator.words
    assert len(page.select("tbody tr")) == 25
    first, second = (asked_for(coordinator, f"/sessions/breaks?page={n}") for n in (1, 2))
    assert len(first) == len(second) <= 20
    page = coordinator.get_page("/sessions/breaks?page=2")
    assert [row.get_text(" ", strip=True).split(" Has ")[0] for row in page.select("tbody tr")] == [
        "Long Lane Fri 18 Dec, 9:30am to 4:30pm",
        "Long Lane Sat 19 Dec, 9:30am to 4:30pm",
        "Long Lane Sun 20 Dec, 9:30am to 4:30pm",
    ]


def test_the_page_of_a_session_asks_once_what_may_not_stand(
    coordinator: Client, at: Published
) -> None:
    asked = asked_for(coordinator, f"/sessions/{at.session.id}")
    assert sum("JOIN supervisor_leave" in each for each in asked) == 1
