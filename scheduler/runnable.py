"""Which sessions could be held at all: by supervisors free that day, at hours when anybody is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scheduler.modelling.pairs import Pairs
from scheduler.rules import supervision

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from scheduler.problem import Supervisor, WorkSession
    from scheduler.rota import Rota


class Runnable:
    """Looks up what every reason of a rota may ask about sessions, each once."""

    def __init__(self, rota: Rota) -> None:
        self._rota = rota

    @cached_property
    def within_somebodys_hours(self) -> NDArray[np.bool_]:
        """For each session of the problem, whether it lies inside anybody's availability."""
        problem = self._rota.problem
        windows = {window for person in problem.people for window in person.available}
        inside = (
            any(start <= session.start and session.end <= end for start, end in windows)
            for session in problem.sessions
        )
        return np.fromiter(inside, dtype=np.bool_, count=len(problem.sessions))

    def has_supervisors(self, session: WorkSession) -> bool:
        """Whether enough supervisors who could run a closed session have no duty that day."""
        column = self._columns[session.id]
        rows = np.flatnonzero(self._pairs.possible[:, column])
        able = [self._pairs.members[row] for row in rows]
        team = [one for one in able if (one.id, session.start.date()) not in self._on_duty]
        project = self._rota.projects[session.project]
        held = {skill for one in team for skill in one.skills}
        return (
            len(team) >= session.supervisors_needed
            and held.issuperset(project.skills)
            and (not project.women_only or any(one.female for one in team))
        )

    @cached_property
    def _pairs(self) -> Pairs[Supervisor]:
        problem = self._rota.problem
        pairs = Pairs(problem, problem.supervisors, problem.sessions, ())
        supervision.narrow_supervisors(pairs)
        return pairs

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {session.id: column for column, session in enumerate(self._pairs.sessions)}

    @cached_property
    def _on_duty(self) -> frozenset[tuple[str, date]]:
        duties = self._rota.duties
        return frozenset((one.supervisor.id, one.session.start.date()) for one in duties)
