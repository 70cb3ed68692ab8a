"""May a session of a project be planned on a day: the one place that decides it.

The rule is said twice, to one project in memory and to the database, side by side so that one is
not changed without the other; `tests/integration/projects/test_open_days.py` compares them.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_

from payback.core import wording
from payback.projects.models import Project, ProjectState

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import InstrumentedAttribute

OPENING_STATES = frozenset({ProjectState.READY, ProjectState.RUNNING})
"""The states in which work sessions can be planned."""


class Closed(Enum):
    """Why nothing of a project can be planned on a day."""

    BY_STATE = auto()
    UNASSESSED = auto()
    ASSESSMENT_OVER = auto()


def why_closed(project: Project, day: date) -> Closed | None:
    """Return why a project cannot open on a day, or nothing if it can."""
    if project.state not in OPENING_STATES:
        return Closed.BY_STATE
    if project.risk_assessed_until is None:
        return Closed.UNASSESSED
    return Closed.ASSESSMENT_OVER if project.risk_assessed_until < day else None


def open_on(day: ColumnElement[date] | InstrumentedAttribute[date]) -> ColumnElement[bool]:
    """Return the condition on `Project` that it can open on a day."""
    return and_(Project.state.in_(sorted(OPENING_STATES)), Project.risk_assessed_until >= day)


def assessed_until(project: Project) -> str:
    """Write the last day of a project's risk assessment; empty without one."""
    until = project.risk_assessed_until
    return wording.date(until) if until else ""
