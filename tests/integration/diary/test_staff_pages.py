"""Work sessions: the week, one session, places, cancelling and putting back, creating."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.diary.models import SessionState, WorkSession
from payback.notifications.models import OutboxMessage
from payback.projects.models import Project, ProjectState
from tests.support.builders import (
    a_pattern,
    a_person,
    a_project,
    a_requirement,
    a_session,
    an_appointment,
    an_area,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.core.db import Database
    from tests.support.client import Client

WEEK = "/sessions?week=2026-11-26"


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


def read(database: Database, session: WorkSession) -> WorkSession:
    with database.reading() as db:
        return db.get_one(WorkSession, session.id)


def mails(database: Database) -> list[OutboxMessage]:
    with database.reading() as db:
        return list(db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def reads(database: Database) -> list[str]:
    with database.reading() as db:
        rows = db.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.READ))
        return [row.details for row in rows]


@pytest.mark.usefixtures("session")
def test_a_week_shows_its_sessions_with_people_and_supervisors(coordinator: Client) -> None:
    page = coordinator.get_page(WEEK)
    slot = page.select_one(".payback-slot")
    assert slot is not None
    text = slot.get_text(" ", strip=True)
    assert text == "9:30am to 4:30pm Oak Hill Park 1 of 8 places Sue Field"
    assert coordinator.get_page("/sessions").select_one(".payback-slot") is None
    for odd in ("week=never", "week=9999-12-31", "area=nowhere", "week=0001-01-01"):
        coordinator.get_page(f"/sessions?{odd}")


def test_a_session_names_its_people_and_notes_who_read_them(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    page = coordinator.get_page(f"/sessions/{session.id}").get_text()
    assert "Kim Hidden" in page
    assert reads(database) == ["session page"]


def test_a_manager_sees_the_number_of_people_but_no_names(
    signed_in: Callable[[Role], Client], session: WorkSession, database: Database
) -> None:
    page = signed_in(Role.MANAGER).get_page(f"/sessions/{session.id}").get_text()
    assert "1 person for 8 places" in page
    assert "Hidden" not in page
    assert "X777777" not in page
    assert reads(database) == []


def test_a_person_with_limited_access_is_known_by_their_crn(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        person = a_person(db, family_name="Secret", limited_access=True, crn="X888888")
        an_appointment(db, session, a_requirement(db, person_id=person.id))
    page = coordinator.get_page(f"/sessions/{session.id}").get_text()
    assert "Limited access" in page
    assert "X888888" in page
    assert "Secret" not in page


def test_cancelling_lists_whom_it_affects_and_tells_supervisors_without_names(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    path = f"/sessions/{session.id}/cancel"
    page = coordinator.get_page(path).get_text(" ", strip=True)
    assert "Sue Field" in page
    assert "Kim Hidden" in page
    coordinator.send(path, {"because": "", "version": "1"}, status=422)
    assert coordinator.errors() == ["Enter why it is cancelled"]
    coordinator.send(path, {"because": "Flooding", "version": "1"}, status=200)
    after = read(database, session)
    assert (after.state, after.cancelled_because) == (SessionState.CANCELLED, "Flooding")
    assert (after.sequence, after.changed_at.isoformat()) == (1, "2026-11-20T12:00:00+00:00")
    assert "The session is cancelled. 1 supervisor is told by email." in coordinator.words
    (mail,) = mails(database)
    assert mail.recipient == "sue@example.org"
    assert mail.subject == ("Cancelled: Oak Hill Park, Tuesday 24 November 2026, 9:30am to 4:30pm")
    assert "Flooding" in mail.body
    assert f"/my/sessions/{session.id}" in mail.body
    for private in ("Kim", "Hidden", "X777777"):
        assert private not in mail.body + mail.subject


def test_nobody_is_said_to_be_told_of_a_session_without_supervisors(
    coordinator: Client, database: Database, project: Project
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        bare = a_session(db, project, on=date(2026, 11, 25))
    form = {"because": "Flooding", "version": "1"}
    coordinator.send(f"/sessions/{bare.id}/cancel", form, status=200)
    assert "The session is cancelled. No supervisor is told by email." in coordinator.words
    assert mails(database) == []


def test_more_people_than_places_are_spoken_of_as_long_as_it_is_so(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    path, said = f"/sessions/{session.id}", "2 people are booked for 1 place."
    with database.transaction(COMMAND_LINE) as db:
        an_appointment(db, session, a_requirement(db))
        kept = db.get_one(WorkSession, session.id)
        kept.min_people = kept.places = 1
    for _ in range(2):
        assert said in coordinator.get_page(path).get_text(" ", strip=True)
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(WorkSession, session.id).places = 2
    assert said not in coordinator.get_page(path).get_text(" ", strip=True)


def test_a_stale_cancellation_is_refused_and_a_second_one_explained(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    path = f"/sessions/{session.id}/cancel"
    coordinator.send(path, {"because": "Flooding", "version": "7"}, status=409)
    coordinator.send(path, {"because": "Flooding", "version": "1"}, status=200)
    coordinator.send(path, {"because": "Snow", "version": "2"}, status=422)
    assert coordinator.errors() == ["This session is cancelled and cannot be cancelled."]
    assert len(mails(database)) == 1


def test_an_absence_known_in_advance_does_not_keep_a_session_from_being_cancelled(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        values = {"state": "recorded", "outcome_code": "RSOF"}
        an_appointment(db, session, a_requirement(db), **values)
    form = {"because": "Flooding", "version": "1"}
    coordinator.send(f"/sessions/{session.id}/cancel", form, status=200)
    with database.reading() as db:
        cancelled = db.get_one(WorkSession, session.id)
        assert (cancelled.state.value, cancelled.cancelled_at) == (
            "cancelled",
            cancelled.changed_at,
        )


def test_a_session_that_somebody_attended_took_place(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        requirement = a_requirement(db)
        values = {"state": "recorded", "outcome_code": "ATTC"}
        times = {"started_at": time(9, 30), "ended_at": time(12)}
        an_appointment(db, session, requirement, **values, **times)
    form = {"because": "Flooding", "version": "1"}
    coordinator.send(f"/sessions/{session.id}/cancel", form, status=422)
    assert "1 person is recorded as having attended" in coordinator.errors()[0]


def test_a_cancelled_session_is_put_back_with_its_bookings(
    coordinator: Client, session: WorkSession, database: Database
) -> None:
    coordinator.send(f"/sessions/{session.id}/cancel", {"because": "Snow", "version": "1"})
    response = coordinator.send(f"/sessions/{session.id}/restore", {"version": "2"})
    assert "The session is back in the diary." in response.text
    after = read(database, session)
    assert (after.state, after.cancelled_because, after.sequence) == (SessionState.OPEN, "", 2)
    assert mails(database)[1].subject.startswith("Back on: Oak Hill Park")


@pytest.mark.parametrize("taken", ["project", "time"])
def test_a_session_is_not_put_back_where_it_could_not_be_planned(
    coordinator: Client, session: WorkSession, database: Database, project: Project, taken: str
) -> None:
    coordinator.send(f"/sessions/{session.id}/cancel", {"because": "Snow", "version": "1"})
    with database.transaction(COMMAND_LINE) as db:
        if taken == "project":
            db.get_one(Project, project.id).state = ProjectState.PAUSED
        else:
            a_session(db, project, starts_at=time(12), ends_at=time(15))
    response = coordinator.send(f"/sessions/{session.id}/restore", {"version": "2"})
    expected = {"project": "The project is paused", "time": "Another session of this project"}
    assert expected[taken] in response.text
    assert read(database, session).state is SessionState.CANCELLED


@pytest.mark.parametrize("page", ["", "/change", "/cancel"])
def test_a_session_of_another_borough_does_not_exist(
    coordinator: Client, database: Database, page: str
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        session = a_session(db, a_project(db, area_id=camden.id))
    coordinator.get_page(f"/sessions/{session.id}{page}", status=404)


def span(project: Project, **changes: Any) -> dict[str, str]:
    return {
        "what": f"project-{project.id}",
        "from_on-day": "21",
        "from_on-month": "12",
        "from_on-year": "2026",
        "weeks": "2",
    } | changes


def test_sessions_are_previewed_with_their_reasons_and_then_created_once(
    coordinator: Client, database: Database, project: Project
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, project.id).risk_assessed_until = date(2026, 12, 29)
        a_pattern(db, project, weekdays=0b0010000)
    query = "&".join(f"{name}={value}" for name, value in span(project).items())
    text = coordinator.get_page(f"/sessions/new?{query}").get_text(" ", strip=True)
    for expected in (
        "Tue 22 Dec, 9:30am to 4:30pm To be created",
        "Fri 25 Dec, 9:30am to 4:30pm Left out Bank holiday: Christmas Day",
        "Thu 31 Dec, 9:30am to 4:30pm Left out "
        "The risk assessment covers no day after 29 December 2026",
        "Create 3 sessions",
    ):
        assert expected in text
    for _ in range(2):
        coordinator.send("/sessions/new", span(project), status=200)
    with database.reading() as db:
        assert [s.on.day for s in db.scalars(select(WorkSession).order_by(WorkSession.on))] == [
            22,
            24,
            29,
        ]


def test_every_open_project_of_a_borough_is_planned_at_once(
    coordinator: Client, database: Database, project: Project
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        a_pattern(db, a_project(db))
        a_pattern(db, a_project(db, state=ProjectState.PAUSED))
    area = f"area-{project.area_id}"
    response = coordinator.send("/sessions/new", span(project, what=area, weeks="1"))
    assert coordinator.errors() == []
    assert "4 sessions created." in response.text


def test_wrong_spans_are_named_and_nothing_typed_is_lost(
    coordinator: Client, project: Project
) -> None:
    for changes, error in (
        ({"weeks": "53"}, "Number of weeks must be between 1 and 52"),
        ({"weeks": ""}, "Enter the number of weeks"),
        ({"from_on-month": "14"}, "First day must be a real date"),
        ({"from_on-year": "2025"}, "First day must be on or after 20 November 2026"),
        ({"what": "project-999"}, "Select what to create sessions for"),
        ({"what": "area-abc"}, "Select what to create sessions for"),
    ):
        asked = span(project, **changes)
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        coordinator.get_page(f"/sessions/new?{query}", status=422)
        assert coordinator.errors() == [error]
        coordinator.send("/sessions/new", asked, status=422)
        assert coordinator.errors() == [error]
        box = coordinator.page.find("input", {"name": "from_on-day"})
        assert box is not None
        assert box["value"] == "21"


@pytest.mark.usefixtures("session")
def test_a_paused_project_still_in_the_diary_says_so(
    coordinator: Client, database: Database, project: Project
) -> None:
    assert "1 of 8" in coordinator.get_page(f"/projects/{project.id}").get_text()
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, project.id).state = ProjectState.PAUSED
    text = coordinator.get_page(f"/projects/{project.id}").get_text()
    assert "these sessions are still in the diary" in text


def test_a_session_at_night_says_that_nobody_can_be_planned(
    coordinator: Client, database: Database, project: Project
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        night = a_session(db, project, starts_at=time(5), ends_at=time(9))
    page = coordinator.get_page(f"/sessions/{night.id}").get_text(" ", strip=True)
    assert "A session must lie between 7am and 10pm: outside these hours nobody" in page


def test_the_preview_tells_days_with_other_times_from_those_already_there(
    coordinator: Client, database: Database, project: Project
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        a_session(db, project, on=date(2026, 11, 24), ends_at=time(15))
        a_session(db, project, on=date(2026, 11, 26))
    span = "from_on-day=23&from_on-month=11&from_on-year=2026&weeks=1"
    page = coordinator.get_page(f"/sessions/new?what=project-{project.id}&{span}")
    text = page.get_text(" ", strip=True)
    assert "1 Already there" in text or "Already there 1" in text
    assert "There at another time Its session is on Tue 24 Nov, 9:30am to 3pm" in text
