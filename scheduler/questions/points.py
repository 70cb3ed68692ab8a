"""What one person's bookings earn by themselves, by goal."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from scheduler.goals import GOALS
from scheduler.problem import Bookings, Person, Problem
from scheduler.rota import Rota
from scheduler.rules import RULES
from scheduler.solution import OpenSession

DECIMALS = 6

OWN_RULES = tuple(rule for rule in RULES if rule.code in {"H3", "H4", "H5"})
"""The rules that look at all bookings of one person."""

Points = dict[str, float]
"""Points by the name of the goal."""


class Earnings:
    """The points of one person, any other bookings and all duties left out.

    Parameters
    ----------
    problem
        The whole problem.
    person
        Whose points are counted.
    sessions
        Ids of the sessions that will be asked about.
    """

    def __init__(self, problem: Problem, person: Person, sessions: Collection[str]) -> None:
        published = tuple(pair for pair in problem.published.people if pair[0] == person.id)
        wanted = {*sessions, *(session for _, session in published)}
        kept = tuple(session for session in problem.sessions if session.id in wanted)
        projects = {session.project for session in kept}
        self._person = person.id
        self._problem = replace(
            problem,
            people=(person,),
            supervisors=(),
            sessions=kept,
            projects=tuple(one for one in problem.projects if one.id in projects),
            published=Bookings(people=published),
            pinned=Bookings(),
        )

    def of(self, booked: Collection[str], opened: Collection[str] = ()) -> Points:
        """Return what the person earns on some sessions.

        Parameters
        ----------
        booked
            Ids of the sessions they are booked on.
        opened
            Those of them that would have to be opened for it, at the usual cost.
        """
        team = tuple(
            OpenSession(session=session, supervisors=(), people=(self._person,))
            for session in booked
        )
        rota = Rota(self._problem, team)
        points = {goal.name: goal.points(self._problem, rota) for goal in GOALS}
        points["sessions"] = -self._problem.policy.session_points * len(opened)
        return points

    def allowed(self, booked: Collection[str]) -> bool:
        """Whether the person's own days, weeks and work left allow these bookings together."""
        team = [OpenSession(session=one, supervisors=(), people=(self._person,)) for one in booked]
        rota = Rota(self._problem, team)
        return not any(True for rule in OWN_RULES for _ in rule.violations(self._problem, rota))


def difference(points: Mapping[str, float], other: Mapping[str, float]) -> Points:
    """Return how much more some points are than others, by goal."""
    return {name: round(value - other[name], DECIMALS) + 0.0 for name, value in points.items()}
