"""The calendar as a program fetches it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import select

from payback.accounts.models import Account
from payback.calendars.models import Feed
from payback.calendars.service import open_feed
from payback.core import clock
from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import (
    Appointment,
    AppointmentState,
    Duty,
    SessionState,
    WorkSession,
)
from payback.people.models import Person
from payback.projects.models import Project
from payback.supervisors.models import Supervisor
from tests.support import builders
from tests.support.planning import TODAY, SmallArea, a_small_area

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.core.db import Database
    from tests.support.client import Client


@pytest.fixture(autouse=True)
def saturday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def small(database: Database) -> SmallArea:
    """Two open sessions with one supervisor and four people."""
    with database.transaction(COMMAND_LINE) as db:
        small = a_small_area(db)
        account = builders.an_account(db, Role.SUPERVISOR, areas=[small.area])
        small.supervisors[0].account_id = account.id
        for session in small.sessions:
            session.state = SessionState.OPEN
            db.add(Duty(session_id=session.id, supervisor_id=small.supervisors[0].id))
            for requirement in small.requirements:
                builders.an_appointment(db, session, requirement)
        return small


@pytest.fixture
def address(database: Database, small: SmallArea) -> str:
    with database.transaction(COMMAND_LINE) as db:
        supervisor = db.get_one(Supervisor, small.supervisors[0].id)
        _, secret = open_feed(db, supervisor, "My phone")
    return f"/calendars/{secret}.ics"


def events(client: Client, address: str) -> list[Any]:
    response = client.get(address)
    assert response.status_code == 200
    found: list[Any] = Calendar.from_ical(response.data).walk("VEVENT")
    return found


def test_each_duty_is_one_event_with_its_place_and_time(
    client: Client, small: SmallArea, address: str
) -> None:
    first, second = events(client, address)
    assert str(first["summary"]) == small.project.name
    assert first.decoded("dtstart").isoformat() == "2026-11-24T09:30:00+00:00"
    assert second.decoded("dtstart").isoformat() == "2026-11-26T09:30:00+00:00"
    assert "4 people booked for 8 places" in str(first["description"])
    assert str(first["url"]).endswith(f"/my/sessions/{small.sessions[0].id}")
    assert first["uid"] != second["uid"]


def test_no_name_or_crn_of_anybody_booked_is_in_the_calendar(
    client: Client, database: Database, address: str
) -> None:
    body = client.get(address).data.decode().replace("\r\n ", "")
    with database.reading() as db:
        people = db.scalars(select(Person)).all()
    assert len(people) == 4
    for person in people:
        for secret in (person.family_name, person.crn, person.full_name):
            assert secret not in body


def test_the_same_state_gives_the_same_bytes_and_a_304(
    client: Client, address: str, saturday: time_machine.Traveller
) -> None:
    first = client.get(address)
    saturday.shift(timedelta(hours=5))
    second = client.get(address)
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert not first.headers["ETag"].startswith("W/")
    unchanged = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert unchanged.status_code == 304
    assert unchanged.data == b""
    since = client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304


def test_a_change_gives_new_bytes_a_later_stamp_and_no_304(
    client: Client,
    database: Database,
    address: str,
    saturday: time_machine.Traveller,
) -> None:
    before = client.get(address)
    saturday.shift(timedelta(hours=1))
    with database.transaction(COMMAND_LINE) as db:
        one = db.scalars(select(Appointment).order_by(Appointment.id)).first()
        assert one is not None
        one.state = AppointmentState.WITHDRAWN
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.headers["Last-Modified"] > before.headers["Last-Modified"]
    (first, second) = Calendar.from_ical(after.data).walk("VEVENT")
    assert "3 people booked" in str(first["description"])
    assert first.decoded("dtstamp") == datetime(2026, 11, 21, 11, tzinfo=UTC)
    assert second.decoded("dtstamp") == datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.mark.parametrize("how", ["cancelled", "taken off", "closed again"])
def test_what_is_called_off_stays_for_30_days_marked_as_cancelled(
    client: Client,
    database: Database,
    small: SmallArea,
    address: str,
    saturday: time_machine.Traveller,
    how: str,
) -> None:
    before = events(client, address)[0]
    saturday.shift(timedelta(hours=1))
    with database.transaction(COMMAND_LINE) as db:
        session = db.get_one(WorkSession, small.sessions[0].id)
        duty = db.scalars(select(Duty).where(Duty.session_id == session.id)).one()
        changed: WorkSession | Duty = duty if how == "taken off" else session
        if how == "cancelled":
            session.state, session.cancelled_because = SessionState.CANCELLED, "Flood"
        elif how == "taken off":
            duty.active = False
        else:
            session.state = SessionState.PROPOSED
        changed.sequence += 1
        changed.changed_at = datetime(2026, 11, 21, 11, tzinfo=UTC)
    first = events(client, address)[0]
    assert first["uid"] == before["uid"]
    assert first["sequence"] == before["sequence"] + 1
    assert first["status"] == "CANCELLED"
    called = "No longer yours" if how == "taken off" else "Cancelled"
    assert str(first["summary"]) == f"{called}: {small.project.name}"
    gone = "You do not supervise this session any more." in str(first["description"])
    assert gone == (how == "taken off")
    assert ("url" in first) == (how != "taken off")
    assert not first.walk("VALARM")
    saturday.shift(timedelta(days=29))
    kept = client.get(address)
    assert len(Calendar.from_ical(kept.data).walk("VEVENT")) == 2
    saturday.shift(timedelta(days=2))
    later = client.get(address, headers={"If-Modified-Since": kept.headers["Last-Modified"]})
    assert later.status_code == 200
    assert len(Calendar.from_ical(later.data).walk("VEVENT")) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Another name"},
        {"address": "2 Park Road, Hendon"},
        {"postcode": "NW4 4BH"},
        {"lat": 51.6},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_project_counts_and_dates_the_change_of_its_events(
    client: Client,
    database: Database,
    small: SmallArea,
    address: str,
    saturday: time_machine.Traveller,
    change: dict[str, object],
) -> None:
    before = events(client, address)[0]
    saturday.shift(timedelta(hours=1))
    with database.transaction(COMMAND_LINE) as db:
        project = db.get_one(Project, small.project.id)
        for name, value in change.items():
            setattr(project, name, value)
    after = events(client, address)[0]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") == datetime(2026, 11, 21, 11, tzinfo=UTC)


def test_who_else_comes_counts_and_dates_a_change_of_an_event(
    client: Client,
    database: Database,
    small: SmallArea,
    address: str,
    saturday: time_machine.Traveller,
) -> None:
    shown = [events(client, address)[0]]
    saturday.shift(timedelta(hours=1))
    with database.transaction(COMMAND_LINE) as db:
        session = db.get_one(WorkSession, small.sessions[0].id)
        builders.an_appointment(db, session, builders.a_requirement(db))
    shown.append(events(client, address)[0])
    saturday.shift(timedelta(hours=1))
    with database.transaction(COMMAND_LINE) as db:
        duty = builders.a_duty(db, session, builders.a_supervisor(db))
    shown.append(events(client, address)[0])
    saturday.shift(timedelta(hours=1))
    with database.transaction(COMMAND_LINE) as db:
        gone = db.get_one(Duty, duty.id)
        gone.active, gone.sequence, gone.changed_at = False, gone.sequence + 1, clock.now()
    shown.append(events(client, address)[0])
    sequences = [each["sequence"] for each in shown]
    assert sequences == sorted(set(sequences))
    assert [each.decoded("last-modified").hour for each in shown] == [10, 11, 12, 13]


def test_the_answer_is_plain_private_and_not_for_search_engines(
    client: Client, address: str
) -> None:
    response = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Content-Encoding" not in response.headers
    assert "no-transform" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in response.headers
    assert client.head(address).status_code == 200


@pytest.mark.parametrize(
    "how", ["revoked", "account closed", "supervisor inactive", "no account", "unknown"]
)
def test_every_address_that_is_none_gets_the_same_404(
    client: Client, database: Database, small: SmallArea, address: str, how: str
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        supervisor = db.get_one(Supervisor, small.supervisors[0].id)
        if how == "revoked":
            db.scalars(select(Feed)).one().revoked_at = datetime.now(UTC)
        elif how == "account closed":
            db.get_one(Account, supervisor.account_id).active = False
        elif how == "supervisor inactive":
            supervisor.active = False
        elif how == "no account":
            supervisor.account_id = None
        else:
            address = "/calendars/" + "A" * 43 + ".ics"
    response = client.get(address)
    assert response.status_code == 404
    unknown = client.get("/calendars/" + "B" * 43 + ".ics")
    assert unknown.status_code == 404
    assert response.text == unknown.text
    assert dict(response.headers) == dict(unknown.headers)


@pytest.mark.parametrize(
    "path", ["/calendars/.ics", "/calendars/%00.ics", "/calendars/%ff%fe.ics", "/calendars/x"]
)
def test_odd_addresses_are_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get("/calendars/" + "x" * 6000 + ".ics").status_code == 404


def test_fetching_too_often_is_slowed_down_in_words_for_a_program(
    client: Client, address: str
) -> None:
    answers = [client.get(address) for _ in range(121)]
    assert [each.status_code for each in answers] == [200] * 120 + [429]
    assert answers[-1].content_type == "text/plain; charset=utf-8"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61
    status, sentence = answers[-1].text.splitlines()
    assert status == "429 TOO MANY REQUESTS"
    assert sentence.startswith("You can try again in ")


def test_wrong_addresses_of_others_do_not_use_up_what_a_calendar_may_be_fetched(
    client: Client, address: str
) -> None:
    unknown = "/calendars/" + "B" * 43 + ".ics"
    assert [client.get(unknown).status_code for _ in range(121)] == [404] * 120 + [429]
    assert client.get(address).status_code == 200


def test_the_last_fetch_and_its_program_are_remembered(
    client: Client, database: Database, address: str, saturday: time_machine.Traveller
) -> None:
    client.get(address, headers={"User-Agent": "Google-Calendar-Importer"})
    saturday.shift(timedelta(seconds=20))
    client.get(address, headers={"User-Agent": "Google-Calendar-Importer"})
    with database.reading() as db:
        feed = db.scalars(select(Feed)).one()
    assert feed.last_client == "Google Calendar"
    assert feed.last_fetched_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
