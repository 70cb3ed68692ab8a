"""Whoever takes a supervisor's account away says what becomes of the supervisor's work."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.accounts.models import Account
from payback.core.access import COMMAND_LINE, Role
from payback.diary.breaks.queries import breaks_of
from payback.diary.breaks.rules import Reason
from payback.diary.breaks.scope import still_ahead
from payback.diary.models import SessionState
from payback.supervisors.models import Supervisor
from tests.support.builders import a_duty, a_project, a_session, a_supervisor, an_account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.areas.models import Area
    from payback.core.db import Database
    from tests.support.client import Client

NEEDED = "What about their work as a supervisor?"


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


@pytest.fixture
def supervisor(database: Database, barnet: Area) -> Supervisor:
    """A supervisor with an account, on one session that is over and two that are not."""
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.SUPERVISOR, areas=[barnet])
        supervisor = a_supervisor(db, account_id=account.id, name="Alex Marsh")
        project = a_project(db)
        for day in (13, 24, 26):
            on = a_session(db, project, on=date(2026, 11, day), state=SessionState.OPEN)
            a_duty(db, on, supervisor)
        return supervisor


def is_active(
    database: Database, kind: type[Account] | type[Supervisor], row_id: int | None
) -> bool:
    with database.reading() as db:
        return db.scalars(select(kind.active).where(kind.id == row_id)).one()


def version(database: Database, account_id: int | None) -> int:
    with database.reading() as db:
        return db.get_one(Account, account_id).version


def broken_days(database: Database) -> list[int]:
    """Return the days of the coming sessions that need somebody else for who supervises no more."""
    with database.reading() as db:
        found = breaks_of(db, still_ahead())
        return [each.session.on.day for each in found if Reason.INACTIVE in each.reasons]


def test_closing_a_supervisors_account_asks_what_becomes_of_their_sessions(
    signed_in: Callable[[Role], Client], database: Database, supervisor: Supervisor
) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    path = f"/accounts/{supervisor.account_id}/close"
    client.get_page(path)
    assert "It is the account of the supervisor Alex Marsh" in client.words
    assert "They are on 2 coming sessions, the first on 24 November 2026." in client.words
    client.send(path, status=422)
    assert client.errors() == ["Select whether they go on supervising"]
    assert is_active(database, Account, supervisor.account_id)


@pytest.mark.parametrize(
    ("work", "goes_on", "broken"), [("stays", True, []), ("stops", False, [24, 26])]
)
def test_whoever_closes_it_chooses_whether_the_supervisor_is_still_planned(
    signed_in: Callable[[Role], Client],
    database: Database,
    supervisor: Supervisor,
    work: str,
    goes_on: bool,
    broken: list[int],
) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    client.send(f"/accounts/{supervisor.account_id}/close", {"work": work}, status=200)
    assert ("Alex Marsh is not planned any more." in client.words) is not goes_on
    assert not is_active(database, Account, supervisor.account_id)
    assert is_active(database, Supervisor, supervisor.id) is goes_on
    assert broken_days(database) == broken


def test_an_opened_account_leaves_to_coordinators_whether_the_supervisor_is_planned(
    signed_in: Callable[[Role], Client], database: Database, supervisor: Supervisor
) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    client.send(f"/accounts/{supervisor.account_id}/close", {"work": "stops"}, status=200)
    client.send(f"/accounts/{supervisor.account_id}/open", status=200)
    assert is_active(database, Account, supervisor.account_id)
    assert not is_active(database, Supervisor, supervisor.id)
    client.get_page(f"/accounts/{supervisor.account_id}/close")
    assert NEEDED not in client.words


def test_an_account_of_nobody_who_is_planned_is_closed_without_that_question(
    signed_in: Callable[[Role], Client], database: Database, barnet: Area
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.SUPERVISOR, areas=[barnet])
    client = signed_in(Role.ADMINISTRATOR)
    for path, active in (("close", False), ("open", True)):
        client.send(f"/accounts/{account.id}/{path}", status=200)
        assert is_active(database, Account, account.id) is active


@pytest.mark.parametrize(("work", "goes_on"), [("stays", True), ("stops", False)])
def test_another_role_for_a_supervisor_asks_the_same(
    signed_in: Callable[[Role], Client],
    database: Database,
    supervisor: Supervisor,
    work: str,
    goes_on: bool,
) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    path = f"/accounts/{supervisor.account_id}"
    values = {"name": "Alex Marsh", "role": "manager", "areas": "E09000003"}
    values["version"] = str(version(database, supervisor.account_id))
    client.get_page(path)
    assert NEEDED not in client.words
    client.send(path, values, status=422)
    assert client.errors() == ["Select whether Alex Marsh goes on supervising"]
    assert "They are on 2 coming sessions" in client.words
    client.send(path, values | {"work": work}, status=200)
    assert is_active(database, Supervisor, supervisor.id) is goes_on
    with database.reading() as db:
        assert db.get_one(Account, supervisor.account_id).role is Role.MANAGER


def test_a_supervisor_who_keeps_the_role_is_asked_nothing(
    signed_in: Callable[[Role], Client], database: Database, supervisor: Supervisor
) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    values = {"name": "Alex Marsh-Hill", "role": "supervisor", "work": "stops"}
    values["version"] = str(version(database, supervisor.account_id))
    client.send(f"/accounts/{supervisor.account_id}", values, status=200)
    assert is_active(database, Supervisor, supervisor.id)
