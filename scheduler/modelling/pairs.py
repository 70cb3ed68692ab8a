"""Who could be on which session, narrowed down before any variable is made."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from scheduler.facts import EARTH_RADIUS_KM
from scheduler.problem import Pair, Person, Problem, Project, Supervisor, Window, WorkSession

Member = TypeVar("Member", Person, Supervisor)
Cell = TypeVar("Cell", bound=np.generic)


class Pairs(Generic[Member]):
    """A table of people (or supervisors) by sessions: `possible` until a rule says otherwise.

    Parameters
    ----------
    problem
        The whole problem.
    members
        The rows: people or supervisors.
    sessions
        The columns.
    pinned
        Bookings that a coordinator insists on, as ids.
    """

    def __init__(
        self,
        problem: Problem,
        members: Sequence[Member],
        sessions: Sequence[WorkSession],
        pinned: Iterable[Pair],
    ) -> None:
        self.policy = problem.policy
        self.members: tuple[Member, ...] = tuple(members)
        self.sessions = tuple(sessions)
        projects = {project.id: project for project in problem.projects}
        self.projects: tuple[Project, ...] = tuple(
            projects[session.project] for session in self.sessions
        )
        shape = len(self.members), len(self.sessions)
        self.possible: NDArray[np.bool_] = np.ones(shape, dtype=np.bool_)
        self._pinned = self._table(pinned)

    def _table(self, pairs: Iterable[Pair]) -> NDArray[np.bool_]:
        rows = {member.id: row for row, member in enumerate(self.members)}
        columns = {session.id: column for column, session in enumerate(self.sessions)}
        table = np.zeros_like(self.possible)
        for member, session in pairs:
            if member in rows and session in columns:
                table[rows[member], columns[session]] = True
        return table

    def keep(self, allowed: NDArray[np.bool_], *, pinned_exempt: bool = True) -> None:
        """Rule out every pair not `allowed`; pinned ones stay where the rule exempts them."""
        self.possible &= allowed | self._pinned if pinned_exempt else allowed

    def limit(self, sessions: Collection[str], pairs: Iterable[Pair]) -> None:
        """Rule out every pair of some sessions (ids) but the given ones."""
        limited = np.array([session.id in sessions for session in self.sessions], np.bool_)
        self.possible &= ~limited[None, :] | self._table(pairs)

    @cached_property
    def starts(self) -> NDArray[np.datetime64]:
        """Start of each session."""
        return _moments(session.start for session in self.sessions)

    @cached_property
    def ends(self) -> NDArray[np.datetime64]:
        """End of each session."""
        return _moments(session.end for session in self.sessions)

    @cached_property
    def distinct_projects(self) -> tuple[Project, ...]:
        """The projects of the sessions, each once."""
        return tuple({project.id: project for project in self.projects}.values())

    @cached_property
    def project_points(self) -> NDArray[np.float64]:
        """Latitude and longitude of `distinct_projects`, in radians."""
        points = [[project.lat, project.lon] for project in self.distinct_projects]
        return np.radians(np.array(points, dtype=np.float64).reshape(-1, 2))

    def by_session(self, by_project: NDArray[Cell]) -> NDArray[Cell]:
        """Return a table of members by `distinct_projects` as one of members by sessions."""
        places = {project.id: place for place, project in enumerate(self.distinct_projects)}
        columns = np.array([places[project.id] for project in self.projects], dtype=np.intp)
        spread: NDArray[Cell] = by_project[:, columns]
        return spread

    @cached_property
    def travel_minutes(self) -> NDArray[np.float64]:
        """Minutes of one way, members by sessions."""
        rows = np.radians([[m.lat, m.lon] for m in self.members]).reshape(-1, 2)
        return self.by_session(haversine(rows, self.project_points) * self.policy.minutes_per_km)

    def within_windows(self) -> NDArray[np.bool_]:
        """Return where the whole session lies inside one of the member's windows."""
        inside = np.zeros_like(self.possible)
        of_window: dict[Window, NDArray[np.bool_]] = {}
        for row, member in enumerate(self.members):
            for window in member.available:
                if window not in of_window:
                    of_window[window] = self._inside(window)
                inside[row] |= of_window[window]
        return inside

    def _inside(self, window: Window) -> NDArray[np.bool_]:
        start, end = _moments(window)
        inside: NDArray[np.bool_] = (self.starts >= start) & (self.ends <= end)
        return inside


def haversine(rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle kilometres between points given as radians, rows by columns.

    Parameters
    ----------
    rows, columns
        Arrays of shape (n, 2) and (m, 2): latitude and longitude.
    """
    north, east = rows[:, 0, None], rows[:, 1, None]
    other_north, other_east = columns[None, :, 0], columns[None, :, 1]
    half_lat = np.sin((other_north - north) / 2) ** 2
    half_lon = np.sin((other_east - east) / 2) ** 2
    chord = half_lat + np.cos(north) * np.cos(other_north) * half_lon
    distance: NDArray[np.float64] = np.arcsin(np.minimum(1.0, np.sqrt(chord)))
    return 2 * EARTH_RADIUS_KM * distance


def _moments(values: Iterable[datetime]) -> NDArray[np.datetime64]:
    return np.array(list(values), dtype="datetime64[m]")
