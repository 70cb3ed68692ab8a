"""Most urgent first, as a patient coordinator would do it by hand.

People come in order of urgency and are booked, up to their weekly offer, on the nearest open
session with room, or else on the nearest closed one for which supervisors can be found. In the
end the sessions with too few people close again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers.group import Plan
from benchmarks.peers.team import Staff
from scheduler.deadline import Deadline
from scheduler.exact.feasibility import first_rota
from scheduler.facts import urgency, week_of
from scheduler.modelling.pairs import Pairs
from scheduler.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler import OpenSession, Person, Problem, WorkSession

AT_ONCE = 500
"""People whose sessions are looked up together, so that the table stays small."""

ENOUGH_SECONDS = 60.0


def solve_most_urgent_first(problem: Problem, *, seed: int = 1) -> tuple[OpenSession, ...]:
    """Return the rota that most urgent first makes of a problem."""
    start = first_rota(problem, Deadline(ENOUGH_SECONDS), seed=seed)
    if start is None:
        raise ValueError("The pinned and frozen bookings cannot all stand.")
    plan = Plan(problem, start)
    staff = Staff(problem, start)
    people = sorted(
        problem.people, key=lambda one: (-urgency(problem.policy, one, problem.start), one.id)
    )
    for first in range(0, len(people), AT_ONCE):
        for person, nearest in _nearest_sessions(problem, people[first : first + AT_ONCE]):
            _place(plan, staff, person, nearest)
    plan.tidy()
    return plan.sessions()


def _nearest_sessions(
    problem: Problem, people: list[Person]
) -> Iterator[tuple[Person, list[WorkSession]]]:
    """Yield each person with the sessions that they could join, nearest first."""
    pairs = Pairs(problem, people, problem.sessions, ())
    for rule in RULES:
        if rule.narrow_people:
            rule.narrow_people(pairs)
    for row, person in enumerate(people):
        columns = np.flatnonzero(pairs.possible[row])
        order = np.argsort(pairs.travel_minutes[row, columns], kind="stable")
        yield person, [pairs.sessions[column] for column in columns[order]]


def _place(plan: Plan, staff: Staff, person: Person, nearest: list[WorkSession]) -> None:
    for session in nearest:
        if plan.is_open(session) and _wants(plan, person, session):
            plan.join(person, session)
    for session in nearest:
        if not plan.is_open(session) and _wants(plan, person, session):
            team = staff.team_for(session, refused=person.not_with_supervisor)
            if team is not None and plan.open(session, team, person):
                staff.take(session, team)


def _wants(plan: Plan, person: Person, session: WorkSession) -> bool:
    """Whether a person has hours of their offer left in the session's week."""
    return plan.booked_minutes(person, week_of(session)) < person.weekly_minutes
