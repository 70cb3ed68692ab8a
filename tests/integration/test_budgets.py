"""What each page may cost: queries, whatever the size of its list, and bytes at most."""

from __future__ import annotations

import threading
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.accounts.models import Account
from payback.core.access import COMMAND_LINE, Role
from payback.core.answers.refreshing import catch_up
from tests.support.asked import statements_to
from tests.support.builders import (
    a_duty,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_account,
    an_appointment,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.core.db import Database
    from tests.support.client import Client

BUDGETS = [
    # page, role, queries at most, bytes at most
    ("/", None, 2, 6_000),
    ("/sessions", Role.COORDINATOR, 8, 12_000),
    ("/sessions/{session}", Role.COORDINATOR, 8, 10_000),
    ("/people", Role.COORDINATOR, 7, 26_000),
    ("/people/{person}", Role.COORDINATOR, 18, 18_000),
    ("/supervisors", Role.COORDINATOR, 6, 21_000),
    ("/supervisors/{supervisor}", Role.COORDINATOR, 7, 12_000),
    ("/projects", Role.COORDINATOR, 4, 26_000),
    ("/projects/{project}", Role.COORDINATOR, 11, 12_000),
    ("/nominations/inbox", Role.COORDINATOR, 8, 9_000),
    ("/attendance", Role.COORDINATOR, 4, 20_000),
    ("/sessions/{session}/attendance", Role.COORDINATOR, 10, 12_000),
    ("/rotas", Role.COORDINATOR, 8, 7_000),
    ("/my/sessions", Role.SUPERVISOR, 6, 7_000),
    ("/my/calendar", Role.SUPERVISOR, 3, 9_000),
    ("/accounts", Role.ADMINISTRATOR, 5, 20_000),
    ("/areas", Role.ADMINISTRATOR, 4, 8_000),
    ("/audit", Role.ADMINISTRATOR, 5, 32_000),
    ("/reports/hours", Role.MANAGER, 8, 11_000),
    ("/reports/hours", Role.PARTNER, 5, 8_000),
    ("/reports/hours/projects.svg", Role.MANAGER, 5, 2_000),
    ("/reports/hours/weeks.svg", Role.MANAGER, 5, 9_000),
    ("/reports/deadlines", Role.MANAGER, 8, 9_000),
    ("/reports/performance", Role.MANAGER, 5, 14_000),
]
SMALL, LARGE = 3, 48
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


def _fill(database: Database, first: int, last: int) -> dict[str, int]:
    """Add people, supervisors and sessions, all in the week that is shown; a worker keeps up.

    Returns the ids of the last of each. The first supervisor signs in.
    """
    with database.transaction(COMMAND_LINE) as db:
        mine = db.scalar(select(Account.id).where(Account.role == Role.SUPERVISOR))
        for number in range(first, last):
            supervisor = a_supervisor(db, account_id=None if number else mine)
            an_account(db, Role.PARTNER)
            project = a_project(db)
            day = MONDAY + timedelta(days=number % 7)
            session = a_session(db, project, on=day, starts_at=time(9), ends_at=time(16))
            a_duty(db, session, supervisor)
            person = a_person(db)
            an_appointment(db, session, a_requirement(db, person_id=person.id))
    catch_up(database, threading.Event())
    return {
        "person": person.id,
        "project": project.id,
        "session": session.id,
        "supervisor": supervisor.id,
    }


def _cost(client: Client, page: str) -> tuple[int, int]:
    """Return the queries and the bytes of a page that is asked for a second time."""
    database: Database = client.application.extensions["payback"].database
    client.get(page)
    with statements_to(database) as statements:
        answer = client.get(page)
    assert answer.status_code == 200
    return len(statements), len(answer.data)


@pytest.mark.parametrize(("page", "role", "queries", "size"), BUDGETS)
def test_a_page_keeps_to_its_budget_whatever_there_is_to_list(
    signed_in: Callable[[Role], Client],
    client: Client,
    database: Database,
    page: str,
    role: Role | None,
    queries: int,
    size: int,
) -> None:
    visitor = signed_in(role) if role is not None else client
    address = page.format(**_fill(database, 0, SMALL))
    few, _ = _cost(visitor, address)
    _fill(database, SMALL, LARGE)
    many, length = _cost(visitor, address)
    assert many == few, "the number of queries grows with the list"
    assert many <= queries
    assert length <= size
