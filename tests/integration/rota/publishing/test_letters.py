"""Supervisors are written what they really run, and their own page says the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select, update

from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import SessionState
from payback.notifications.models import OutboxMessage
from payback.policies.models import Policy, PolicyName
from payback.supervisors.models import Supervisor, SupervisorLeave
from tests.support import builders
from tests.support.behind import behind
from tests.support.planning import MONDAY, SmallArea, a_small_area, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

TUE, THU = "Tue 24 Nov, 9:30am to 4:30pm", "Thu 26 Nov, 9:30am to 4:30pm"
FREE = "You have no sessions that week."
NONE_TO_RUN = "You have no sessions to run that week."
UNABLE = "Still in your name, but you cannot run them as things are now."


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel("2026-11-20T10:00:00Z"):
        yield


@pytest.fixture
def small(database: Database) -> SmallArea:
    """Return an area whose Tuesday is announced and near."""
    with database.transaction(COMMAND_LINE) as db:
        small = a_small_area(db, people=5, supervisors=2)
        behind(db, update(Policy).where(Policy.name == PolicyName.NOTICE_HOURS).values(value=96))
        builders.a_duty(db, small.sessions[0], small.supervisors[0])
        for requirement in small.requirements[:3]:
            builders.an_appointment(db, small.sessions[0], requirement)
        return small


@pytest.fixture
def email(database: Database, small: SmallArea) -> str:
    """Return the address of the supervisor of Tuesday."""
    with database.transaction(COMMAND_LINE) as db:
        account = builders.an_account(db, Role.SUPERVISOR, areas=[small.area])
        db.get_one(Supervisor, small.supervisors[0].id).account_id = account.id
        return account.email


def give_thursday(database: Database, small: SmallArea) -> None:
    with database.transaction(COMMAND_LINE) as db:
        builders.a_duty(db, small.sessions[1], small.supervisors[0])


def bodies(
    coordinator: Client, database: Database, config: Config, small: SmallArea, email: str
) -> list[str]:
    """Plan and publish the week; return what its first supervisor is written."""
    (rota,) = plan(database, config, small.area)
    path = f"/rotas/{rota.id}/publish"
    tokens, seen = coordinator.tokens(path), coordinator.page.find("input", {"name": "seen"})
    form = tokens | {"version": str(rota.version), "reason": "Agreed"}
    form |= {"seen": str(seen["value"])} if seen else {}
    assert coordinator.post(path, data=form).status_code == 302
    with database.reading() as db:
        letters = db.scalars(select(OutboxMessage).where(OutboxMessage.recipient == email))
        return [each.body for each in letters]


def my_sessions(client: Client, email: str) -> list[str]:
    client.sign_in(email, builders.PASSWORD)
    page = client.get_page("/my/sessions")
    return [" ".join(each.get_text(" ").split()) for each in page.select(".payback-touch")]


def test_somebody_on_leave_reads_what_she_still_has_and_cannot_run(
    coordinator: Client,
    client: Client,
    database: Database,
    config: Config,
    small: SmallArea,
    email: str,
) -> None:
    give_thursday(database, small)
    away = {"from_on": MONDAY, "to_on": MONDAY + timedelta(6)}
    with database.transaction(COMMAND_LINE) as db:
        db.add(SupervisorLeave(supervisor_id=small.supervisors[0].id, **away))
    (body,) = bodies(coordinator, database, config, small, email)
    assert THU in body.split("No longer yours:")[1].split(NONE_TO_RUN)[0]
    assert FREE not in body
    assert "All your sessions that week" not in body
    assert f"{TUE}: {small.project.name}" in body.split(UNABLE)[1]
    assert "you are on leave on this day" in body.split(UNABLE)[1]
    (card,) = my_sessions(client, email)
    assert "You cannot run this As things are now, you are on leave on this day." in card


def test_whoever_supervises_no_more_is_not_written_to(
    coordinator: Client,
    client: Client,
    database: Database,
    config: Config,
    small: SmallArea,
    email: str,
) -> None:
    give_thursday(database, small)
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Supervisor, small.supervisors[0].id).active = False
    assert bodies(coordinator, database, config, small, email) == []
    (card,) = my_sessions(client, email)
    assert "As things are now, you do not supervise any more." in card


def test_a_cancelled_session_is_nobodys_to_run(
    coordinator: Client,
    client: Client,
    database: Database,
    config: Config,
    small: SmallArea,
    email: str,
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        off = {"state": SessionState.CANCELLED, "cancelled_because": "Flooded"}
        for on in (small.sessions[0].on, MONDAY + timedelta(2)):
            other = builders.a_project(db, area_id=small.area.id, name="Mill Pond")
            cancelled = builders.a_session(db, other, on=on, **off)
            builders.a_duty(db, cancelled, small.supervisors[0])
        db.get_one(Supervisor, small.supervisors[1].id).active = False
    (body,) = bodies(coordinator, database, config, small, email)
    assert "Mill Pond" not in body
    assert [body.count(each) for each in (TUE, THU)] == [1, 2]
    cards = my_sessions(client, email)
    assert [("Cancelled" in each) for each in cards] == [False, True, True, False]
    assert not any("You cannot run this" in each for each in cards)
