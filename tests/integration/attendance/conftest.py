"""A session this morning with a supervisor and three people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine

from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import Appointment, SessionState, WorkSession
from payback.people.models import LedgerEntry, LedgerKind, Requirement
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
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from payback.areas.models import Area
    from payback.core.db import Database
    from tests.support.client import Client

LAST_MINUTES = 120
"""What remains for the last of the three people."""


@dataclass(frozen=True)
class Scene:
    """What most tests of attendance start from."""

    session: WorkSession
    appointments: list[Appointment]
    requirements: list[Requirement]
    account_id: int
    email: str


@pytest.fixture(autouse=True)
def _evening() -> Iterator[None]:
    with time_machine.travel("2026-11-24T16:45:00Z", tick=False):
        yield


@pytest.fixture
def scene(database: Database, barnet: Area) -> Scene:
    """A seven-hour session of today: two people with 100 hours, one with two hours left."""
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.SUPERVISOR, areas=[barnet])
        session = a_session(db, a_project(db, name="Oak Hill Park"), state=SessionState.OPEN)
        a_duty(db, session, a_supervisor(db, account_id=account.id))
        requirements = [
            a_requirement(db, person_id=a_person(db, family_name=name).id)
            for name in ("Able", "Baker", "Last")
        ]
        db.add(
            LedgerEntry(
                requirement_id=requirements[2].id,
                kind=LedgerKind.BROUGHT_FORWARD,
                minutes=6000 - LAST_MINUTES,
                worked_on=date(2026, 9, 1),
            )
        )
        appointments = [an_appointment(db, session, each) for each in requirements]
    return Scene(session, appointments, requirements, account.id, account.email)


@pytest.fixture
def supervisor(app: Flask, scene: Scene) -> Client:
    """The supervisor of the session, signed in."""
    client: Client = app.test_client()  # type: ignore[assignment]
    client.sign_in(scene.email, PASSWORD)
    return client
