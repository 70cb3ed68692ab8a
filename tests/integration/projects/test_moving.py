"""Projects: what stops their work asks first, says what it takes along, and can be taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import AppointmentState, SessionState
from payback.projects.models import Project, ProjectState
from tests.support.builders import (
    a_project,
    a_requirement,
    a_session,
    an_appointment,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.core.db import Database
    from tests.support.client import Client

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


def stored(database: Database, **changes: Any) -> Project:
    with database.transaction(COMMAND_LINE) as db:
        return a_project(db, **changes)


def state_of(database: Database, project: Project) -> tuple[ProjectState, str]:
    with database.reading() as db:
        now = db.get_one(Project, project.id)
    return now.state, now.state_reason


def booked(database: Database, project: Project) -> None:
    """Book the same person today and next week, another next week, and one who was taken off."""
    with database.transaction(COMMAND_LINE) as db:
        today = a_session(db, project, on=TODAY, state=SessionState.OPEN)
        later = a_session(db, project, on=date(2026, 11, 27), state=SessionState.OPEN)
        a_session(db, project, on=date(2026, 12, 4))
        a_session(db, project, on=date(2026, 11, 13), state=SessionState.OPEN)
        first, second, third = (a_requirement(db) for _ in range(3))
        an_appointment(db, today, first)
        an_appointment(db, later, first)
        an_appointment(db, later, second)
        an_appointment(db, later, third, state=AppointmentState.WITHDRAWN)


def test_finishing_asks_first_and_counts_people_not_bookings(
    coordinator: Client, database: Database
) -> None:
    project = stored(database)
    booked(database, project)
    coordinator.get_page(f"/projects/{project.id}")
    link = next(a for a in coordinator.page.select("a") if "Mark as finished" in a.text)
    coordinator.get_page(str(link["href"]))
    assert state_of(database, project)[0] is ProjectState.RUNNING
    assert "2 people are booked on 2 coming sessions." in coordinator.words
    assert "3 coming sessions stay in the diary until you cancel them." in coordinator.words
    assert "1 person is booked today." in coordinator.words
    assert "You can open it again later." in coordinator.words


def test_a_finished_project_is_opened_again(coordinator: Client, database: Database) -> None:
    project = stored(database)
    path = f"/projects/{project.id}/state"
    coordinator.send(path, {"to": "finished", "version": str(project.version)}, status=200)
    assert state_of(database, project) == (ProjectState.FINISHED, "")
    version = coordinator.page.find("input", {"name": "version"})
    assert version is not None
    assert "Open it again" in coordinator.words
    coordinator.send(path, {"to": "running", "version": str(version["value"])}, status=200)
    assert state_of(database, project) == (ProjectState.RUNNING, "")


def test_abandoning_needs_a_reason_and_keeps_what_was_typed(
    coordinator: Client, database: Database
) -> None:
    project = stored(database, state=ProjectState.PROPOSED)
    path = f"/projects/{project.id}/state"
    given = {"to": "abandoned", "version": str(project.version)}
    coordinator.send(path, given, status=422)
    assert coordinator.errors() == ["Enter why the work cannot be done"]
    coordinator.send(path, given | {"reason": "x" * 256}, status=422)
    assert "x" * 256 in coordinator.page.get_text()
    coordinator.send(path, given | {"reason": "The wall is not safe."}, status=200)
    assert state_of(database, project) == (ProjectState.ABANDONED, "The wall is not safe.")
    assert "The wall is not safe." in coordinator.words


def test_a_question_that_does_not_follow_leads_back_to_the_project(
    coordinator: Client, database: Database
) -> None:
    project = stored(database, state=ProjectState.PROPOSED)
    for to in ("finished", "running", "odd", ""):
        response = coordinator.get(f"/projects/{project.id}/state?to={to}")
        assert response.status_code == 302, to
