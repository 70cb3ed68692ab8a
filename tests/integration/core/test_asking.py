"""Whatever ends or removes something asks first: a GET changes nothing, the button does it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.accounts.models import Account
from payback.calendars.models import Feed
from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import SessionState
from payback.people.models import AvailabilityException, ExclusionCircle, KeepApart
from payback.supervisors.models import Supervisor, SupervisorLeave
from tests.support.builders import (
    a_duty,
    a_pattern,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_appointment,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.core.columns import Base
    from payback.core.db import Database
    from tests.support.client import Client


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


def stored(database: Database, row: Base) -> int:
    with database.transaction(COMMAND_LINE) as db:
        db.add(row)
        db.flush()
        return row.id


def is_there(database: Database, row: Base) -> bool:
    with database.reading() as db:
        return db.scalar(select(type(row).id).where(type(row).id == row.id)) is not None


@pytest.mark.parametrize("kind", ["leave", "exception", "exclusion", "pair"])
def test_taking_something_out_of_a_record_asks_first(
    signed_in: Callable[[Role], Client], database: Database, kind: str
) -> None:
    days = {"from_on": date(2026, 12, 1), "to_on": date(2026, 12, 4)}
    with database.transaction(COMMAND_LINE) as db:
        supervisor, person, other = a_supervisor(db), a_person(db), a_person(db)
    row: Base = {
        "leave": SupervisorLeave(supervisor_id=supervisor.id, reason="", **days),
        "exception": AvailabilityException(person_id=person.id, available=False, **days),
        "exclusion": ExclusionCircle(person_id=person.id, lat=51.6, lon=-0.2, km=2, label="School"),
        "pair": KeepApart(first_person_id=person.id, second_person_id=other.id, reason=""),
    }[kind]
    row_id = stored(database, row)
    path = {
        "leave": f"/supervisors/{supervisor.id}/leave/{row_id}/remove",
        "exception": f"/people/{person.id}/exceptions/{row_id}/remove",
        "exclusion": f"/people/{person.id}/exclusions/{row_id}/remove",
        "pair": f"/people/{person.id}/kept-apart/{row_id}/remove",
    }[kind]
    client = signed_in(Role.COORDINATOR)
    client.get_page(path)
    assert "?" in client.page.select_one("h1").get_text()  # type: ignore[union-attr]
    assert is_there(database, row)
    client.send(path, status=200)
    assert not is_there(database, row)
    client.get_page(path, status=404)


def test_deactivating_a_supervisor_says_which_sessions_wait_for_them(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        supervisor, project = a_supervisor(db), a_project(db)
        for day in (13, 24, 26):
            on = a_session(db, project, on=date(2026, 11, day), state=SessionState.OPEN)
            a_duty(db, on, supervisor)
    client = signed_in(Role.COORDINATOR)
    path = f"/supervisors/{supervisor.id}/deactivate"
    client.get_page(path)
    assert "They are on 2 coming sessions, the first on 24 November 2026." in client.words
    client.send(path, status=200)
    with database.reading() as db:
        assert not db.get_one(Supervisor, supervisor.id).active
    client.send(f"/supervisors/{supervisor.id}/activate", status=200)
    with database.reading() as db:
        assert db.get_one(Supervisor, supervisor.id).active


def test_nobody_closes_their_own_account(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    with database.reading() as db:
        own = db.scalars(select(Account.id).where(Account.role == Role.ADMINISTRATOR)).one()
    client.send(f"/accounts/{own}/close", status=403)


def test_switching_a_calendar_address_off_asks_first(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    client = signed_in(Role.SUPERVISOR)
    with database.transaction(COMMAND_LINE) as db:
        account = db.scalars(select(Account.id).where(Account.role == Role.SUPERVISOR)).one()
        feed = Feed(
            supervisor_id=a_supervisor(db, account_id=account).id, secret_hash="x", name="My phone"
        )
        db.add(feed)
        db.flush()
        feed_id = feed.id
    client.get_page(f"/my/calendar/feeds/{feed_id}/revoke")
    assert "Switch off “My phone”?" in client.words
    with database.reading() as db:
        assert db.get_one(Feed, feed_id).live
    client.send(f"/my/calendar/feeds/{feed_id}/revoke", status=200)
    with database.reading() as db:
        assert not db.get_one(Feed, feed_id).live


def test_ending_a_pattern_says_who_is_booked_on_its_sessions(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db)
        pattern = a_pattern(db, project)
        on = a_session(db, project, pattern_id=pattern.id, state=SessionState.OPEN)
        an_appointment(db, on, a_requirement(db))
    client = signed_in(Role.COORDINATOR)
    client.get_page(f"/patterns/{pattern.id}/end")
    assert "1 person is booked on 1 coming session." in client.words
    assert "You can change or remove the last day later." in client.words
