"""May a session be planned on a day: what is said of one project and what the database is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import literal, select

from payback.core.access import COMMAND_LINE
from payback.projects.models import Project, ProjectState
from payback.projects.open_days import Closed, open_on, why_closed
from tests.support.builders import a_project

if TYPE_CHECKING:
    from payback.core.db import Database

DAY = date(2026, 11, 28)
UNTIL = [None, *(DAY + timedelta(days=days) for days in (-1, 0, 1))]


def test_the_database_says_the_same_of_every_state_and_assessment(database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for state in ProjectState:
            for until in UNTIL:
                a_project(db, state=state, risk_assessed_until=until)
    with database.reading() as db:
        projects = db.scalars(select(Project)).all()
        opened = set(db.scalars(select(Project.id).where(open_on(literal(DAY)))))
    assert len(projects) == len(ProjectState) * len(UNTIL)
    assert opened == {each.id for each in projects if why_closed(each, DAY) is None}
    assert len(opened) == 4


def test_it_is_said_why(database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db, state=ProjectState.PAUSED, risk_assessed_until=None)
        assert why_closed(project, DAY) is Closed.BY_STATE
        project.state = ProjectState.RUNNING
        assert why_closed(project, DAY) is Closed.UNASSESSED
        project.risk_assessed_until = DAY - timedelta(days=1)
        assert why_closed(project, DAY) is Closed.ASSESSMENT_OVER
        project.risk_assessed_until = DAY
        assert why_closed(project, DAY) is None
