"""Supervisors are told when the place of their sessions changes, or when they are taken off one."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import Duty, SessionState
from payback.diary.queries import session_for
from payback.diary.taking_off import take_off_supervisor
from payback.notifications.models import OutboxMessage
from payback.projects import service
from payback.projects.models import Project
from payback.projects.queries import project_for
from payback.projects.service import ProjectFacts
from tests.support.builders import a_duty, a_project, a_session, a_supervisor, an_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.core.db import Database


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


@pytest.fixture
def project(database: Database) -> Project:
    """Give one supervisor two coming duties, and others duties that are no longer theirs."""
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db)
        names = ("runs@x.example", "off@x.example", "past@x.example", "cancelled@x.example")
        runs, off, past, cancelled = (
            a_supervisor(db, account_id=an_account(db, Role.SUPERVISOR, email=each).id)
            for each in names
        )
        for day in (24, 26):
            on = a_session(db, project, on=date(2026, 11, day), state=SessionState.OPEN)
            a_duty(db, on, runs)
            a_duty(db, on, off, active=False)
        a_duty(db, a_session(db, project, on=date(2026, 11, 19)), past)
        a_duty(
            db,
            a_session(
                db,
                project,
                on=date(2026, 11, 25),
                state=SessionState.CANCELLED,
                cancelled_because="Ice",
            ),
            cancelled,
        )
        a_duty(db, on, a_supervisor(db))
        return project


def change(database: Database, project: Project, **changes: Any) -> list[OutboxMessage]:
    with database.transaction(COMMAND_LINE) as db:
        row = project_for(db, COMMAND_LINE, project.id)
        assert row is not None
        known = {each.name: getattr(row, each.name) for each in fields(ProjectFacts)}
        known |= {"tags": (), "skills": ()} | changes
        service.change_project(db, row, ProjectFacts(**known))
    with database.reading() as db:
        return list(db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "Canal basin"}, "Name now: Canal basin"),
        ({"address": "2 Mill Lane"}, "Address now: 2 Mill Lane, NW4 4BG"),
        ({"postcode": "NW4 4BT"}, "Address now: 1 Park Road, Hendon, NW4 4BT"),
        ({"lat": 51.61}, "the point on the map has moved"),
    ],
)
def test_a_changed_name_or_place_is_told_to_those_with_coming_sessions(
    database: Database, project: Project, changes: dict[str, Any], said: str
) -> None:
    [mail] = change(database, project, **changes)
    assert mail.recipient == "runs@x.example"
    assert said in mail.body
    assert "- Tuesday 24 November 2026, 9:30am to 4:30pm" in mail.body
    assert "- Thursday 26 November 2026, 9:30am to 4:30pm" in mail.body


def test_other_facts_are_not_written_about(database: Database, project: Project) -> None:
    assert change(database, project, work="Paint the fence", priority=5) == []


def test_a_supervisor_who_is_taken_off_a_coming_session_is_told_once(
    database: Database, project: Project
) -> None:
    with database.reading() as db:
        duties = db.scalars(select(Duty).where(Duty.active).order_by(Duty.id)).all()
    for duty in (duties[0], duties[0]):
        with database.transaction(COMMAND_LINE) as db:
            session = session_for(db, COMMAND_LINE, duty.session_id)
            assert session is not None
            take_off_supervisor(db, session, duty.id)
    with database.reading() as db:
        [mail] = db.scalars(select(OutboxMessage)).all()
    assert mail.recipient == "runs@x.example"
    assert mail.subject.startswith(f"No longer yours: {project.name}, Tuesday 24 November 2026")
