"""What breaks a booking is said at once to whoever writes it, wherever the session is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine

from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import Duty, SessionState
from payback.people.models import LedgerEntry, LedgerKind
from tests.support.builders import (
    PASSWORD,
    a_duty,
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

    from payback.areas.models import Area
    from payback.core.db import Database
    from payback.diary.models import Appointment, WorkSession
    from tests.support.client import Client

TODAY, NEXT_WEEK = date(2026, 11, 24), date(2026, 12, 1)
ATTENDED = {
    "outcome": "ATTC",
    "started_at": "9:30am",
    "ended_at": "4:30pm",
    "penalty_minutes": "0",
    "work_quality": "good",
    "behaviour": "good",
    "notes": "",
    "version": "1",
    "step": "save",
}
LATER = "of people here may not stand as things are now."
COORDINATOR_SEES = "Later bookings of people here need changing. Their coordinator sees which."


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Today's session with somebody who has seven hours left, booked again next week."""

    today: WorkSession
    later: WorkSession
    booking: Appointment
    later_booking: Appointment
    duty: Duty
    email: str


@pytest.fixture(autouse=True)
def _evening() -> Iterator[None]:
    with time_machine.travel("2026-11-24T16:45:00Z", tick=False):
        yield


@pytest.fixture
def week(database: Database, barnet: Area) -> Week:
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.SUPERVISOR, areas=[barnet])
        project = a_project(db, name="Oak Hill Park", min_people=1)
        today = a_session(db, project, on=TODAY, state=SessionState.OPEN)
        later = a_session(db, project, on=NEXT_WEEK, state=SessionState.OPEN)
        supervisor = a_supervisor(db, account_id=account.id)
        a_duty(db, today, supervisor)
        duty = a_duty(db, later, supervisor)
        requirement = a_requirement(db, person_id=a_person(db).id)
        db.add(
            LedgerEntry(
                requirement_id=requirement.id,
                kind=LedgerKind.BROUGHT_FORWARD,
                minutes=6000 - 420,
                worked_on=date(2026, 9, 1),
            )
        )
        return Week(
            today=today,
            later=later,
            booking=an_appointment(db, today, requirement),
            later_booking=an_appointment(db, later, requirement),
            duty=duty,
            email=account.email,
        )


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


def _attendance(week: Week) -> str:
    return f"/sessions/{week.today.id}/attendance"


def _mending(client: Client, path: str) -> str:
    banner = client.get_page(path).select_one("section.govuk-notification-banner")
    return banner.get_text(" ", strip=True) if banner else ""


def _days() -> dict[str, str]:
    parts = {"day": NEXT_WEEK.day, "month": NEXT_WEEK.month, "year": NEXT_WEEK.year}
    return {f"{n}-{part}": str(v) for n in ("from_on", "to_on") for part, v in parts.items()}


def _move_project_to_brent(database: Database, week: Week) -> None:
    """Let the later session be in another borough."""
    with database.transaction(COMMAND_LINE) as db:
        brent = an_area(db, code="E09000005", name="Brent")
        project = a_project(db, name="Gladstone Park", area_id=brent.id, min_people=1)
        session = a_session(db, project, on=NEXT_WEEK, state=SessionState.OPEN)
        booking = db.merge(week.later_booking)
        booking.session_id = session.id
        duty = db.merge(week.duty)
        duty.session_id = session.id


def test_an_attendance_that_completes_an_order_says_which_later_booking_it_breaks(
    coordinator: Client, week: Week
) -> None:
    assert LATER not in _mending(coordinator, _attendance(week))
    coordinator.send(f"/appointments/{week.booking.id}/outcome", ATTENDED)
    said = coordinator.page.get_text(" ", strip=True)
    assert "Saved." in said
    assert f"1 later booking {LATER}" in said
    links = [
        link["href"] for link in coordinator.page.select("section.govuk-notification-banner a")
    ]
    assert links == [f"/sessions/{week.later.id}"]


def test_recording_everybody_says_so_too(coordinator: Client, week: Week) -> None:
    path = f"{_attendance(week)}/everyone"
    form = ATTENDED | {"entry_uuid": "", "people": [str(week.booking.id)]}
    coordinator.send(path, form)
    assert f"1 later booking {LATER}" in coordinator.page.get_text(" ", strip=True)


def test_a_supervisor_reads_that_their_coordinator_sees_it_and_no_more(
    client: Client, week: Week
) -> None:
    client.sign_in(week.email, PASSWORD)
    assert _mending(client, _attendance(week)) == ""
    client.send(f"/appointments/{week.booking.id}/outcome", ATTENDED)
    assert _mending(client, _attendance(week)) == f"Needs mending {COORDINATOR_SEES}"
    assert client.page.select("section.govuk-notification-banner a") == []


def test_bookings_of_others_on_those_later_sessions_are_not_spoken_of(
    coordinator: Client, week: Week, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_requirement(db, person_id=a_person(db).id, state="suspended")
        an_appointment(db, week.later, other)
    assert _mending(coordinator, _attendance(week)) == ""


def test_a_later_booking_in_another_borough_is_counted_without_a_name(
    coordinator: Client, week: Week, database: Database
) -> None:
    _move_project_to_brent(database, week)
    coordinator.send(f"/appointments/{week.booking.id}/outcome", ATTENDED)
    said = coordinator.page.get_text(" ", strip=True)
    assert "1 booking in another borough may not stand any more; its coordinator sees it." in said
    assert "Gladstone" not in said


def test_an_absence_that_breaks_a_booking_in_another_borough_says_so(
    coordinator: Client, week: Week, database: Database
) -> None:
    _move_project_to_brent(database, week)
    path = f"/people/{week.booking.person_id}"
    assert _mending(coordinator, path) == ""
    coordinator.send(f"{path}/exceptions/new", {**_days(), "available": "no", "reason": ""})
    said = "1 booking in another borough may not stand any more; its coordinator sees it."
    assert _mending(coordinator, path) == f"Needs mending {said}"
    assert coordinator.page.select("section.govuk-notification-banner a") == []


def test_leave_that_breaks_a_duty_in_another_borough_says_so(
    coordinator: Client, week: Week, database: Database
) -> None:
    _move_project_to_brent(database, week)
    path = f"/supervisors/{week.duty.supervisor_id}"
    coordinator.send(f"{path}/leave/new", {**_days(), "reason": ""})
    said = _mending(coordinator, path)
    assert "1 duty and 1 session as a whole in another borough may not stand any more" in said
    assert "Gladstone" not in said


def test_who_may_not_see_a_record_reads_nothing_of_its_bookings(
    signed_in: Callable[[Role], Client], week: Week, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        elsewhere = an_area(db, code="E09000005", name="Brent")
        account = an_account(db, Role.COORDINATOR, areas=[elsewhere])
    coordinator = signed_in(Role.COORDINATOR)
    coordinator.send(
        f"/people/{week.booking.person_id}/exceptions/new",
        {**_days(), "available": "no", "reason": ""},
    )
    coordinator.post("/sign-out")
    coordinator.sign_in(account.email, PASSWORD)
    answer = coordinator.get(f"/people/{week.booking.person_id}")
    assert answer.status_code == 404
    assert "borough" not in answer.text
