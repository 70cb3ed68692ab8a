"""Opening times that change: the diary follows after a preview, once, and tells supervisors."""

from __future__ import annotations

import threading
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import func, select

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditEvent
from payback.diary.following.carrying_out import Outdated, follow
from payback.diary.following.pairing import BECAUSE
from payback.diary.following.preview import preview
from payback.diary.models import (
    Appointment,
    AppointmentState,
    Duty,
    SessionState,
    WorkSession,
)
from payback.diary.service import generate_sessions
from payback.notifications.models import OutboxMessage
from payback.projects.models import Frequency, OpeningPattern, Project
from tests.support.asked import statements_to
from tests.support.builders import (
    a_duty,
    a_pattern,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_account,
    an_appointment,
    an_area,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bs4 import BeautifulSoup

    from payback.core.db import Database
    from tests.support.client import Client

FROM, TO = date(2026, 11, 20), date(2026, 12, 17)
TUESDAY, WEDNESDAY = 0b0000010, 0b0000100


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


@pytest.fixture
def pattern(database: Database) -> OpeningPattern:
    """Tuesdays of a running project, four of them in the diary; Sue runs a published one."""
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db, name="Oak Hill Park")
        pattern = a_pattern(db, project, weekdays=TUESDAY, frequency=Frequency.WEEKLY)
        second = generate_sessions(db, [project], FROM, TO)[1]
        second.state = SessionState.OPEN
        account = an_account(db, Role.SUPERVISOR, email="sue@example.org")
        a_duty(db, second, a_supervisor(db, name="Sue Field", account_id=account.id))
        person = a_person(db, given_name="Kim", family_name="Hidden", crn="X777777")
        an_appointment(db, second, a_requirement(db, person_id=person.id))
    return pattern


def diary(database: Database) -> list[tuple[str, str]]:
    with database.reading() as db:
        rows = db.scalars(select(WorkSession).order_by(WorkSession.on, WorkSession.id))
        return [(f"{each.on:%a %d %b}", each.state.value) for each in rows]


def answers(pattern: OpeningPattern, **changes: Any) -> dict[str, Any]:
    values = {
        "weekdays": [str(bit) for bit in range(7) if pattern.weekdays >> bit & 1],
        "starts_at": "9:30",
        "ends_at": "16:30",
        "frequency": pattern.frequency.value,
        "from_on-day": str(pattern.from_on.day),
        "from_on-month": str(pattern.from_on.month),
        "from_on-year": str(pattern.from_on.year),
        "version": str(pattern.version),
    }
    return values | changes


def shown_on(page: BeautifulSoup) -> dict[str, list[str]]:
    """Return what a preview sends back of what it showed."""
    return {
        name: [str(box["value"]) for box in page.find_all("input", {"name": name})]
        for name in ("seen", "digest")
    }


def confirm(client: Client, project_id: int, near: str = "", status: int = 200) -> str:
    """Open the preview and send its own form back."""
    path = f"/projects/{project_id}/diary"
    shown = shown_on(client.get_page(f"{path}?near={near}"))
    return client.send(path, shown | {"near": near or "no"}, status=status).text


def test_a_pattern_on_another_day_moves_its_sessions_and_does_not_double_them(
    coordinator: Client, database: Database, pattern: OpeningPattern
) -> None:
    changed = answers(pattern, weekdays=["2"])
    page = coordinator.send(f"/patterns/{pattern.id}/change", changed, status=200).text
    assert "Let the sessions follow the opening times?" in page
    words = coordinator.words
    assert "Tuesday 24 November 2026, 9:30am to 4:30pm" in words
    assert "To Wednesday 25 November 2026, 9:30am to 4:30pm" in words
    assert "1 person booked. Supervised by Sue Field" in words
    assert "1 person is booked on sessions that change" in words
    for private in ("Kim", "Hidden", "X777777"):
        assert private not in page
    assert [day for day, _ in diary(database)][:2] == ["Tue 24 Nov", "Tue 01 Dec"]
    query = f"what=project-{pattern.project_id}&from_on-day=20&from_on-month=11&from_on-year=2026"
    preview_page = coordinator.get_page(f"/sessions/new?{query}&weeks=4").get_text(" ", strip=True)
    assert "Its session is on Tue 24 Nov, 9:30am to 4:30pm" in preview_page
    assert "There is nothing to create" in preview_page
    said = confirm(coordinator, pattern.project_id)
    assert "4 sessions moved, 0 sessions cancelled, 0 sessions added." in said
    assert "1 person is booked on sessions that changed. Tell them yourself." in said
    assert diary(database) == [
        ("Wed 25 Nov", "proposed"),
        ("Wed 02 Dec", "open"),
        ("Wed 09 Dec", "proposed"),
        ("Wed 16 Dec", "proposed"),
    ]
    with database.transaction(COMMAND_LINE) as db:
        projects = [db.get_one(Project, pattern.project_id)]
        assert generate_sessions(db, projects, FROM, TO) == []


def test_supervisors_are_told_once_of_all_their_sessions_and_calendars_see_them_anew(
    coordinator: Client, database: Database, pattern: OpeningPattern
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(OpeningPattern, pattern.id).starts_at = time(10)
    confirm(coordinator, pattern.project_id)
    with database.reading() as db:
        (mail,) = db.scalars(select(OutboxMessage))
        session = db.scalars(select(WorkSession).where(WorkSession.state == "open")).one()
        kept = db.scalars(select(Appointment)).one()
        columns = db.scalars(
            select(AuditEvent.details).where(AuditEvent.record_kind == "work_sessions")
        ).all()
    assert (mail.recipient, mail.subject) == (
        "sue@example.org",
        "Changed: your sessions at Oak Hill Park",
    )
    assert "- Tuesday 1 December 2026, 10am to 4:30pm" in mail.body
    assert "instead of Tuesday 1 December 2026, 9:30am to 4:30pm" in mail.body
    assert "The opening times of the project have changed" in mail.body
    assert "Hidden" not in mail.body
    assert (session.starts_at, session.sequence, kept.state) == (
        time(10),
        1,
        AppointmentState.PLANNED,
    )
    assert any("starts_at" in each for each in columns)


def test_whoever_is_elsewhere_where_a_session_goes_leaves_it_and_the_preview_says_so(
    coordinator: Client, database: Database, pattern: OpeningPattern
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(OpeningPattern, pattern.id).weekdays = WEDNESDAY
        duty, booked = db.scalars(select(Duty)).one(), db.scalars(select(Appointment)).one()
        other = a_session(db, a_project(db), on=date(2026, 12, 2), state=SessionState.OPEN)
        db.add(Duty(session_id=other.id, supervisor_id=duty.supervisor_id))
        db.add(
            Appointment(
                session_id=other.id,
                person_id=booked.person_id,
                requirement_id=booked.requirement_id,
            )
        )
    page = coordinator.get_page(f"/projects/{pattern.project_id}/diary").get_text(" ", strip=True)
    assert "Elsewhere then, and taken off: 1 person, Sue Field" in page
    confirm(coordinator, pattern.project_id)
    with database.reading() as db:
        assert db.get_one(Appointment, booked.id).state is AppointmentState.WITHDRAWN
        assert not db.get_one(Duty, duty.id).active
        (mail,) = db.scalars(select(OutboxMessage))
    assert "No longer yours, because you run another session at that time:" in mail.body


def test_sessions_of_an_ended_pattern_are_cancelled_and_can_be_put_back(
    coordinator: Client, database: Database, pattern: OpeningPattern
) -> None:
    last = {"to_on-day": "30", "to_on-month": "11", "to_on-year": "2026"}
    page = coordinator.get_page(f"/patterns/{pattern.id}/end").get_text(" ", strip=True)
    assert "4 coming sessions are in the diary. 1 person is booked on 1 coming session." in page
    version = {"version": str(pattern.version)}
    coordinator.send(f"/patterns/{pattern.id}/end", last | version, status=200)
    said = confirm(coordinator, pattern.project_id)
    assert "0 sessions moved, 3 sessions cancelled, 0 sessions added." in said
    assert [state for _, state in diary(database)] == ["proposed", *["cancelled"] * 3]
    with database.reading() as db:
        cancelled = db.scalars(select(WorkSession).where(WorkSession.state == "cancelled")).first()
        (mail,) = db.scalars(select(OutboxMessage))
    assert cancelled is not None
    assert (cancelled.cancelled_because, cancelled.cancelled_at) == (BECAUSE, cancelled.changed_at)
    assert "Cancelled:\n- Tuesday 1 December 2026" in mail.body
    back = {"version": str(cancelled.version)}
    coordinator.send(f"/sessions/{cancelled.id}/restore", back, status=200)
    assert [state for _, state in diary(database)].count("cancelled") == 2


def test_a_preview_that_is_not_true_any_more_is_refused_with_both_sides(
    coordinator: Client, database: Database, pattern: OpeningPattern
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(OpeningPattern, pattern.id).weekdays = WEDNESDAY
    path = f"/projects/{pattern.project_id}/diary"
    shown = shown_on(coordinator.get_page(path))
    with database.transaction(COMMAND_LINE) as db:
        booked = db.scalars(select(Appointment)).one()
        an_appointment(db, db.get_one(WorkSession, booked.session_id), a_requirement(db))
    before = diary(database)
    coordinator.send(path, shown | {"near": "no"}, status=409)
    (row,) = [
        tr.get_text(" | ", strip=True)
        for tr in coordinator.page.find_all("tr")
        if "1 person booked" in tr.get_text()
    ]
    assert "2 people booked" in row
    assert diary(database) == before
    again = shown_on(coordinator.page)
    coordinator.send(path, again | {"near": "no"}, status=200)
    assert diary(database)[0][0] == "Wed 25 Nov"


def test_what_is_published_and_soon_changes_only_if_it_is_asked_for(
    signed_in: Callable[[Role], Client], database: Database, pattern: OpeningPattern
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(OpeningPattern, pattern.id).weekdays = WEDNESDAY
    with time_machine.travel("2026-11-30T12:00:00Z", tick=False):
        coordinator = signed_in(Role.COORDINATOR)
        page = coordinator.get_page(f"/projects/{pattern.project_id}/diary")
        assert "1 session is published and less than" in page.get_text(" ", strip=True)
        confirm(coordinator, pattern.project_id)
        assert ("Tue 01 Dec", "open") in diary(database)
        confirm(coordinator, pattern.project_id, near="yes")
    assert ("Wed 02 Dec", "open") in diary(database)


def test_sessions_changed_by_hand_are_kept_and_said_so(
    coordinator: Client, database: Database, pattern: OpeningPattern
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        first = db.scalars(select(WorkSession).order_by(WorkSession.on)).first()
        assert first is not None
        first.starts_at, first.by_hand = time(11), True
        db.get_one(OpeningPattern, pattern.id).weekdays = WEDNESDAY
    page = coordinator.get_page(f"/projects/{pattern.project_id}/diary").get_text(" ", strip=True)
    assert "Stays as it is Somebody changed it by hand" in page
    confirm(coordinator, pattern.project_id)
    assert [day for day, _ in diary(database)][:2] == ["Tue 24 Nov", "Wed 02 Dec"]


def test_a_page_is_asked_only_if_there_is_something_to_ask(
    coordinator: Client, database: Database, pattern: OpeningPattern
) -> None:
    there = coordinator.send(
        f"/patterns/{pattern.id}/change", answers(pattern, **{"from_on-day": "6"}), status=200
    )
    assert there.request.path == f"/projects/{pattern.project_id}"
    page = coordinator.get_page(f"/projects/{pattern.project_id}/diary").get_text(" ", strip=True)
    assert "There is nothing to change" in page
    assert [state for _, state in diary(database)].count("cancelled") == 0


def test_the_diary_of_another_borough_does_not_exist(
    coordinator: Client, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        project = a_project(db, area_id=camden.id)
    coordinator.get_page(f"/projects/{project.id}/diary", status=404)
    coordinator.send(f"/projects/{project.id}/diary", {"near": "no"}, status=404)


def test_two_who_confirm_at_once_do_it_once(database: Database, pattern: OpeningPattern) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(OpeningPattern, pattern.id).weekdays = WEDNESDAY
    with database.reading() as db:
        digest = preview(db, db.get_one(Project, pattern.project_id), near=False).digest
    together, outcomes = threading.Barrier(2), []

    def confirm_it() -> None:
        together.wait()
        try:
            with database.transaction(COMMAND_LINE) as db:
                follow(db, pattern.project_id, near=False, digest=digest)
            outcomes.append("done")
        except Outdated as outdated:
            outcomes.append(str(len(outdated.now.lines)))

    threads = [threading.Thread(target=confirm_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["0", "done"]
    with database.reading() as db:
        assert db.scalar(select(func.count(OutboxMessage.id))) == 1


def test_a_preview_takes_no_more_queries_and_sends_no_more_back_with_a_longer_diary(
    coordinator: Client, database: Database, pattern: OpeningPattern
) -> None:
    path = f"/projects/{pattern.project_id}/diary"

    def cost() -> int:
        with statements_to(coordinator.application.extensions["payback"].database) as asked:
            coordinator.get_page(path)
        return len(asked)

    with database.transaction(COMMAND_LINE) as db:
        db.get_one(OpeningPattern, pattern.id).weekdays = WEDNESDAY
    short = cost()
    with database.transaction(COMMAND_LINE) as db:
        project = db.get_one(Project, pattern.project_id)
        every_day = db.get_one(OpeningPattern, pattern.id)
        every_day.weekdays = 0b1111111
        made = generate_sessions(db, [project], FROM, date(2027, 11, 18))
        requirement, supervisor = a_requirement(db), a_supervisor(db)
        for each in made:
            each.state = SessionState.OPEN
            an_appointment(db, each, requirement)
            a_duty(db, each, supervisor)
        every_day.starts_at = time(10)
    assert cost() == short
    shown = shown_on(coordinator.page)
    assert shown["seen"] == []
    coordinator.send(path, shown | {"near": "no"}, status=200)
    with database.reading() as db:
        moved = WorkSession.starts_at == time(10)
        assert (db.scalar(select(func.count(WorkSession.id)).where(moved)) or 0) > len(made)
