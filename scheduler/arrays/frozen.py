"""What the bookings in frozen sessions use up and earn: what no decision changes.

That is the frozen bookings and the pinned ones added to their sessions.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Floats, Ints, Sessions
from scheduler.facts import travel_minutes, urgency
from scheduler.insisted import settled_bookings
from scheduler.problem import Person, Policy, Problem, Project, WorkSession


@dataclass(slots=True, kw_only=True)
class Frozen:
    """What the frozen bookings use up and earn."""

    credited: Ints
    credited_by_week: Ints
    supervised: Ints
    expected: Floats
    points: float


def frozen_part(problem: Problem, sessions: Sessions, weeks: int) -> Frozen:
    """Add up what frozen bookings credit, in order of time, and what they earn."""
    result = Frozen(
        credited=np.zeros(len(problem.people), np.int64),
        credited_by_week=np.zeros((len(problem.people), weeks), np.int64),
        supervised=np.zeros((len(problem.supervisors), weeks), np.int64),
        expected=np.zeros(len(problem.projects)),
        points=0.0,
    )
    place = {s.id: i for i, s in enumerate(problem.sessions)}
    people = {p.id: i for i, p in enumerate(problem.people)}
    supervisors = {v.id: i for i, v in enumerate(problem.supervisors)}
    policy, opened = problem.policy, set()
    settled = settled_bookings(problem)
    for who, where in sorted(settled.people, key=lambda b: sessions.rank[place[b[1]]]):
        s, p = place[where], people[who]
        person, session = problem.people[p], problem.sessions[s]
        project = problem.projects[sessions.project[s]]
        credit = min(session.minutes, person.remaining_minutes - int(result.credited[p]))
        result.credited[p] += credit
        result.credited_by_week[p, sessions.week[s]] += credit
        result.expected[sessions.project[s]] += credit * person.attendance_rate
        result.points += _booking_points(policy, person, session, project, credit)
        opened.add(s)
    for who, where in sorted(settled.supervisors):
        s, v = place[where], supervisors[who]
        project = problem.projects[sessions.project[s]]
        result.supervised[v, sessions.week[s]] += sessions.minutes[s]
        journey = travel_minutes(policy, problem.supervisors[v], project)
        result.points -= 2 * journey * policy.travel_rate
        opened.add(s)
    result.points -= policy.session_points * len(opened)
    result.points += _frozen_work(problem, result.credited_by_week)
    return result


def _frozen_work(problem: Problem, credited: Ints) -> float:
    """Return the points of work that frozen bookings earn by themselves."""
    total, rate = 0.0, problem.policy.extra_hours_rate
    for p in np.nonzero(credited.any(axis=1))[0]:
        person = problem.people[p]
        basic = np.minimum(credited[p], person.weekly_minutes)
        worth = float((basic + rate * (credited[p] - basic)).sum())
        total += urgency(problem.policy, person, problem.start) * worth
    return total


def _booking_points(
    policy: Policy, person: Person, session: WorkSession, project: Project, credited: int
) -> float:
    """Return what one booking earns besides the work itself."""
    points = credited * policy.priority_rate * (project.priority - 3)
    points -= 2 * travel_minutes(policy, person, project) * policy.travel_rate
    if person.current_project == session.project:
        points += policy.continuity_points
    if project.short and person.remaining_minutes <= policy.short_order_minutes:
        points += policy.short_match_points
    return points
