"""What may change in a problem, for questions of the kind `what if`.

Each change is a frozen value with `applied`, which returns the changed problem and leaves the
given one alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from scheduler.problem import (
    Bookings,
    Pair,
    Person,
    Problem,
    Project,
    Supervisor,
    Window,
    WorkSession,
)


class Change(Protocol):
    """Something that may happen to a problem."""

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the change made.

        Raises
        ------
        LookupError
            If the change names something that the problem does not have.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorAway:
    """A supervisor who cannot work on some days; what a coordinator pinned there is unpinned."""

    supervisor: str
    dates: tuple[date, ...]

    def applied(self, problem: Problem) -> Problem:
        """Return the problem without the supervisor on these days."""
        _require(self.supervisor, problem.supervisors, "supervisor")
        lost = tuple(_whole_day(day) for day in self.dates)
        sessions = {one.id for one in problem.sessions if one.start.date() in self.dates}
        supervisors = tuple(
            replace(one, available=_without(one.available, lost))
            if one.id == self.supervisor
            else one
            for one in problem.supervisors
        )
        pinned = replace(
            problem.pinned,
            supervisors=_but(problem.pinned.supervisors, self.supervisor, sessions),
        )
        return replace(problem, supervisors=supervisors, pinned=pinned)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAway:
    """A person who cannot come on some days; what a coordinator pinned there is unpinned."""

    person: str
    dates: tuple[date, ...]

    def applied(self, problem: Problem) -> Problem:
        """Return the problem without the person on these days."""
        _require(self.person, problem.people, "person")
        lost = tuple(_whole_day(day) for day in self.dates)
        sessions = {one.id for one in problem.sessions if one.start.date() in self.dates}
        people = tuple(
            replace(one, available=_without(one.available, lost)) if one.id == self.person else one
            for one in problem.people
        )
        pinned = replace(problem.pinned, people=_but(problem.pinned.people, self.person, sessions))
        return replace(problem, people=people, pinned=pinned)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled:
    """A session that cannot take place, whoever has been told of it."""

    session: str

    def applied(self, problem: Problem) -> Problem:
        """Return the problem without the session and its bookings."""
        _require(self.session, problem.sessions, "session")
        return _without_sessions(problem, lambda session: session.id == self.session)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLost:
    """A stretch of time in which no session can run, or none of projects with certain tags.

    `DayLost.on(date(2026, 11, 24), tags=("outdoor",))` is a rainy Tuesday.
    """

    first: datetime
    last: datetime
    tags: tuple[str, ...] = ()

    @classmethod
    def on(cls, day: date, *, tags: tuple[str, ...] = ()) -> "DayLost":
        """Return the loss of a whole day."""
        first, last = _whole_day(day)
        return cls(first=first, last=last, tags=tags)

    def applied(self, problem: Problem) -> Problem:
        """Return the problem without the sessions that overlap the lost time."""
        tagged = {
            project.id
            for project in problem.projects
            if not self.tags or set(self.tags) & set(project.tags)
        }
        return _without_sessions(
            problem,
            lambda session: (
                session.project in tagged and session.start < self.last and self.first < session.end
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesLost:
    """Places that every session of a project loses: a van of eight, say."""

    project: str
    places: int

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with fewer places, never below none."""
        _require(self.project, problem.projects, "project")
        sessions = tuple(
            replace(one, places=max(0, one.places - self.places))
            if one.project == self.project
            else one
            for one in problem.sessions
        )
        return replace(problem, sessions=sessions)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectAdded:
    """A new project with its sessions."""

    project: Project
    sessions: tuple[WorkSession, ...]

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the project."""
        return replace(
            problem,
            projects=(*problem.projects, self.project),
            sessions=(*problem.sessions, *self.sessions),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded:
    """A person who is new."""

    person: Person

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the person."""
        return replace(problem, people=(*problem.people, self.person))


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorAdded:
    """A supervisor who is new."""

    supervisor: Supervisor

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the supervisor."""
        return replace(problem, supervisors=(*problem.supervisors, self.supervisor))


def _require(
    name: str, items: Iterable[Person | Supervisor | Project | WorkSession], kind: str
) -> None:
    if all(item.id != name for item in items):
        raise LookupError(f"There is no {kind} {name} in the problem.")


def _whole_day(day: date) -> Window:
    midnight = datetime.combine(day, time())
    return midnight, midnight + timedelta(days=1)


def _without(windows: Iterable[Window], lost: Iterable[Window]) -> tuple[Window, ...]:
    """Return what is left of some windows once others are cut out."""
    left = list(windows)
    for first, last in lost:
        pieces = []
        for start, end in left:
            if end <= first or last <= start:
                pieces.append((start, end))
                continue
            if start < first:
                pieces.append((start, first))
            if last < end:
                pieces.append((last, end))
        left = pieces
    return tuple(left)


def _but(pairs: Iterable[Pair], member: str, sessions: set[str]) -> tuple[Pair, ...]:
    return tuple(pair for pair in pairs if pair[0] != member or pair[1] not in sessions)


def _without_sessions(problem: Problem, lost: Callable[[WorkSession], bool]) -> Problem:
    sessions = tuple(session for session in problem.sessions if not lost(session))
    kept = {session.id for session in sessions}
    return replace(
        problem,
        sessions=sessions,
        published=standing(problem.published, kept),
        pinned=standing(problem.pinned, kept),
    )


def standing(bookings: Bookings, sessions: set[str]) -> Bookings:
    """Return the bookings that are on some sessions."""
    return Bookings(
        people=tuple(pair for pair in bookings.people if pair[1] in sessions),
        supervisors=tuple(pair for pair in bookings.supervisors if pair[1] in sessions),
    )
