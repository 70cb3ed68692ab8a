"""A supervisor makes calendar addresses and switches them off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.accounts.models import Account
from payback.calendars.models import Feed
from payback.core.access import COMMAND_LINE, Role
from payback.core.references import hash_secret
from payback.supervisors.models import Supervisor
from tests.support import builders
from tests.support.planning import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.core.db import Database
    from tests.support.client import Client

PAGE = "/my/calendar"


@pytest.fixture(autouse=True)
def saturday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TODAY) as traveller:
        yield traveller


@pytest.fixture
def supervisor(database: Database, signed_in: Callable[[Role], Client]) -> Client:
    client = signed_in(Role.SUPERVISOR)
    with database.transaction(COMMAND_LINE) as db:
        account = db.scalars(select(Account).where(Account.role == Role.SUPERVISOR)).one()
        builders.a_supervisor(db, account_id=account.id)
    return client


def make(client: Client, name: str = "My phone") -> str:
    client.send(PAGE, {"name": name}, status=200)
    box = client.page.select_one("#address")
    assert box is not None
    return box.get_text(strip=True)


def feeds(database: Database) -> list[Feed]:
    with database.reading() as db:
        return list(db.scalars(select(Feed).order_by(Feed.id)))


def test_an_address_is_shown_once_works_and_only_its_hash_is_kept(
    supervisor: Client, database: Database
) -> None:
    address = make(supervisor)
    secret = address.rpartition("/")[2].removesuffix(".ics")
    (feed,) = feeds(database)
    assert feed.secret_hash == hash_secret(secret)
    assert len(secret) == 43
    assert supervisor.get(f"/calendars/{secret}.ics").status_code == 200
    page = supervisor.get_page(PAGE).get_text()
    assert "My phone" in page
    assert secret not in page


def test_the_page_offers_a_link_that_opens_the_calendar_program(supervisor: Client) -> None:
    address = make(supervisor)
    link = supervisor.page.select_one('a[href^="webcal"]')
    assert link is not None
    assert str(link["href"]).partition("://")[2] == address.partition("://")[2]


def test_a_form_sent_twice_makes_one_address(supervisor: Client, database: Database) -> None:
    form = {**supervisor.tokens(PAGE), "name": "My phone"}
    assert supervisor.post(PAGE, data=form).status_code == 200
    again = supervisor.post(PAGE, data=form, follow_redirects=True)
    assert "was shown before" in again.text
    assert len(feeds(database)) == 1


def test_an_address_that_is_switched_off_answers_no_more_and_others_do(
    supervisor: Client, database: Database
) -> None:
    first = make(supervisor, "Phone").rpartition("/calendars/")[2]
    second = make(supervisor, "Laptop").rpartition("/calendars/")[2]
    path = f"/my/calendar/feeds/{feeds(database)[0].id}/revoke"
    for _ in range(2):
        assert supervisor.send(path).status_code == 200
    assert supervisor.get(f"/calendars/{first}").status_code == 404
    assert supervisor.get(f"/calendars/{second}").status_code == 200


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "Enter a name for this calendar"),
        (" \t ", "Enter a name for this calendar"),
        ("x" * 61, "Name for this calendar must be 60 characters or fewer"),
        ("my PHONE", "You have a calendar address of that name. Enter another name"),
    ],
)
def test_bad_names_are_told_and_kept(supervisor: Client, name: str, error: str) -> None:
    make(supervisor)
    assert supervisor.send(PAGE, {"name": name}).status_code == 422
    assert supervisor.errors() == [error]
    box = supervisor.page.select_one("#name")
    assert box is not None
    assert box.get("value", "") == name.strip()


def test_there_is_a_limit_to_how_many_addresses_one_has(
    supervisor: Client, database: Database
) -> None:
    for number in range(10):
        make(supervisor, f"Device {number}")
    assert supervisor.send(PAGE, {"name": "One more"}).status_code == 422
    assert "Switch one off" in supervisor.errors()[0]
    assert len(feeds(database)) == 10


def test_a_calendar_that_has_stopped_looking_is_pointed_out(
    supervisor: Client, saturday: time_machine.Traveller
) -> None:
    address = make(supervisor).rpartition("/calendars/")[2]
    supervisor.get(f"/calendars/{address}", headers={"User-Agent": "vdirsyncer/0.21"})
    assert "vdirsyncer" in supervisor.get_page(PAGE).get_text()
    assert "has not looked for days" not in supervisor.get_page(PAGE).get_text()
    saturday.shift(timedelta(days=4))
    supervisor.get("/sign-in")
    page = supervisor.get_page(PAGE).get_text()
    assert "has not looked for days" in page or "Sign in" in page


def test_nobody_switches_off_anothers_address(
    supervisor: Client, database: Database, signed_in: Callable[[Role], Client]
) -> None:
    make(supervisor)
    with database.transaction(COMMAND_LINE) as db:
        account = builders.an_account(db, Role.SUPERVISOR)
        builders.a_supervisor(db, account_id=account.id)
    other = supervisor.application.test_client()
    other.sign_in(account.email, builders.PASSWORD)  # type: ignore[attr-defined]
    path = f"/my/calendar/feeds/{feeds(database)[0].id}/revoke"
    assert other.send(path).status_code == 404  # type: ignore[attr-defined]
    assert feeds(database)[0].live
    assert signed_in(Role.COORDINATOR).get(PAGE).status_code == 403


def test_an_account_without_a_supervisors_record_is_told_what_to_do(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    client = signed_in(Role.SUPERVISOR)
    assert "Ask a coordinator" in client.get_page(PAGE).get_text()
    assert client.send(PAGE, {"name": "My phone"}).status_code == 404
    with database.reading() as db:
        assert not db.scalars(select(Supervisor)).all()
