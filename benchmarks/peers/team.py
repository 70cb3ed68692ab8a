"""Finding supervisors for a session, one session after another."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from scheduler.facts import travel_minutes, week_of
from scheduler.modelling.pairs import Pairs
from scheduler.rules.supervision import narrow_supervisors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler import OpenSession, Problem, Supervisor, WorkSession

MINUTE = timedelta(minutes=1)


class Staff:
    """The supervisors with the sessions they run so far.

    Parameters
    ----------
    problem
        The whole problem.
    start
        The sessions that are open from the beginning.
    """

    def __init__(self, problem: Problem, start: Iterable[OpenSession]) -> None:
        self._policy = problem.policy
        self._projects = {project.id: project for project in problem.projects}
        self._sessions = {session.id: session for session in problem.sessions}
        self._duties: dict[str, list[WorkSession]] = defaultdict(list)
        for item in start:
            for supervisor in item.supervisors:
                self._duties[supervisor].append(self._sessions[item.session])
        pairs = Pairs(problem, problem.supervisors, problem.sessions, ())
        narrow_supervisors(pairs)
        self._able = {
            session.id: [
                problem.supervisors[row]
                for row in sorted(
                    np.flatnonzero(pairs.possible[:, column]),
                    key=lambda row: (pairs.travel_minutes[row, column], row),
                )
            ]
            for column, session in enumerate(problem.sessions)
        }

    def team_for(self, session: WorkSession, *, refused: str | None) -> tuple[str, ...] | None:
        """Return the nearest supervisors who can run a session together, if there are any.

        Parameters
        ----------
        session
            A closed session.
        refused
            The sex that no supervisor may have, if any.
        """
        free = [
            one
            for one in self._able[session.id]
            if refused != ("female" if one.female else "male") and self._has_time(one, session)
        ]
        project = self._projects[session.project]
        missing, needs_woman = set(project.skills), project.women_only
        team: list[Supervisor] = []
        while len(team) < session.supervisors_needed and free:
            one = max(free, key=lambda one: _use(one, missing, needs_woman))
            free.remove(one)
            team.append(one)
            missing -= set(one.skills)
            needs_woman = needs_woman and not one.female
        if len(team) < session.supervisors_needed or missing or needs_woman:
            return None
        return tuple(one.id for one in team)

    def take(self, session: WorkSession, team: Iterable[str]) -> None:
        """Note that a team runs a session."""
        for supervisor in team:
            self._duties[supervisor].append(session)

    def _has_time(self, supervisor: Supervisor, session: WorkSession) -> bool:
        duties = self._duties[supervisor.id]
        day, week = session.start.date(), week_of(session)
        that_day = sum(one.minutes for one in duties if one.start.date() == day)
        that_week = sum(one.minutes for one in duties if week_of(one) == week)
        return (
            that_day + session.minutes <= self._policy.supervisor_day_minutes
            and that_week + session.minutes <= supervisor.max_weekly_minutes
            and all(self._far_enough(one, session) for one in duties)
        )

    def _far_enough(self, one: WorkSession, other: WorkSession) -> bool:
        earlier, later = sorted((one, other), key=lambda each: (each.start, each.end))
        between = (later.start - earlier.end) / MINUTE
        if earlier.start.date() != later.start.date():
            return between >= self._policy.supervisor_rest_minutes
        here, there = self._projects[earlier.project], self._projects[later.project]
        travel = travel_minutes(self._policy, here, there)
        return between >= travel + self._policy.supervisor_gap_minutes


def _use(supervisor: Supervisor, missing: set[str], needs_woman: bool) -> int:
    """Return how many needs of a team someone meets; of equals the nearest comes first."""
    return len(missing & set(supervisor.skills)) + (needs_woman and supervisor.female)
