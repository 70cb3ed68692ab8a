"""A project in Barnet with a published session, and the coordinator who looks after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import SessionState
from tests.support.builders import (
    a_duty,
    a_pattern,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_account,
    an_appointment,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from payback.diary.models import WorkSession
    from payback.projects.models import Project
    from tests.support.client import Client


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client]) -> Client:
    """Sign in as a coordinator of Barnet."""
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def project(database: Database) -> Project:
    """A running project that opens on Tuesdays and Thursdays."""
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db, name="Oak Hill Park")
        a_pattern(db, project)
    return project


@pytest.fixture
def session(database: Database, project: Project) -> WorkSession:
    """A published session on Tuesday 24 November with a supervisor and one person."""
    with database.transaction(COMMAND_LINE) as db:
        session = a_session(db, project, state=SessionState.OPEN)
        account = an_account(db, Role.SUPERVISOR, email="sue@example.org")
        a_duty(db, session, a_supervisor(db, name="Sue Field", account_id=account.id))
        person = a_person(db, given_name="Kim", family_name="Hidden", crn="X777777")
        an_appointment(db, session, a_requirement(db, person_id=person.id))
    return session
