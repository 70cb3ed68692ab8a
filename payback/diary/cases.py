"""The format of a session and its project, asked about from outside: ``docs/validate.md``.

Each shape turns into a row that stands in no database, which is what the rules take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from payback.core import clock
from payback.core.cases import Clock, Day, Moment, Shape
from payback.diary.models import SessionState, WorkSession
from payback.projects.models import Frequency, OpeningPattern, Project, ProjectKind, ProjectState

if TYPE_CHECKING:
    from datetime import datetime

Weekday = Annotated[int, Field(strict=True, ge=1, le=7)]


class Opening(Shape):
    """When a project opens: days of the week, Monday being 1."""

    weekdays: tuple[Weekday, ...]
    frequency: Frequency = Frequency.WEEKLY
    from_on: Day
    to_on: Day | None = None

    def pattern(self) -> OpeningPattern:
        """Return it as a pattern of the project."""
        return OpeningPattern(
            weekdays=sum(1 << (day - 1) for day in set(self.weekdays)),
            frequency=self.frequency,
            from_on=self.from_on,
            to_on=self.to_on,
        )


class Place(Shape):
    """The project of an appointment; openings are asked about only if they are given."""

    state: ProjectState = ProjectState.RUNNING
    kind: ProjectKind = ProjectKind.GROUP
    risk_assessed_until: Day | None = None
    openings: tuple[Opening, ...] | None = None

    def project(self) -> Project:
        """Return it as a project."""
        return Project(state=self.state, risk_assessed_until=self.risk_assessed_until)

    def patterns(self) -> list[OpeningPattern] | None:
        """Return its opening patterns, if they are given."""
        return None if self.openings is None else [each.pattern() for each in self.openings]


class Held(Shape):
    """The session of an appointment; cancelled if it has a moment of that."""

    date: Day
    start_time: Clock
    end_time: Clock
    cancelled_at: Moment | None = None

    def session(self) -> WorkSession:
        """Return it as a work session."""
        return WorkSession(
            on=self.date,
            starts_at=self.start_time,
            ends_at=self.end_time,
            state=SessionState.CANCELLED if self.cancelled_at else SessionState.OPEN,
            cancelled_at=self.cancelled_at and instant(self.cancelled_at),
        )


def instant(moment: datetime) -> datetime:
    """Return the instant of a wall-clock time in London."""
    return clock.london_instant(moment.date(), moment.time())
