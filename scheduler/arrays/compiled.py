"""A problem compiled into NumPy arrays, for the method that solves large ones.

Everything here follows from the problem alone: indices instead of ids, minutes instead of
times. What `published` has frozen is taken out of what may be decided: it is kept as minutes
already used and as constant points. Which bookings are possible is in `compatible`.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from scheduler.arrays.columns import AVOIDS, Flags, Floats, Ints, People, Sessions, Supervisors
from scheduler.arrays.compatible import Pairs, person_pairs, supervisor_pairs
from scheduler.arrays.frozen import Frozen, frozen_part
from scheduler.facts import is_frozen, place_share, urgency, week_of
from scheduler.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrays:
    """A whole problem as arrays.

    `constant` is the points that no decision changes, `possible` says which sessions may open.
    """

    problem: Problem
    sessions: Sessions
    people: People
    pairs: Pairs
    supervisors: Supervisors
    staffing: Pairs
    possible: Flags
    skills: Flags
    journeys: Floats
    project_minutes: Floats
    apart: dict[int, tuple[int, ...]]
    constant: float
    weeks: int
    days: int

    def offered(self, credited: Floats, week: int | Ints, who: Ints) -> Floats:
        """Return the points of work for minutes credited in a week besides the frozen ones."""
        people, rate = self.people, self.problem.policy.extra_hours_rate
        used, weekly = people.used[who, week], people.weekly[who]
        after = used + credited
        basic = np.minimum(after, weekly) - np.minimum(used, weekly)
        return np.asarray(people.urgency[who] * (basic + rate * (credited - basic)))


def compile_arrays(problem: Problem) -> Arrays:
    """Compile a problem; a million pairs take about a second.

    Parameters
    ----------
    problem
        A valid problem of any size.
    """
    sessions = _sessions(problem)
    weeks = int(sessions.week.max(initial=0)) + 1
    frozen = frozen_part(problem, sessions, weeks)
    people = _people(problem, frozen)
    names = sorted({skill for project in problem.projects for skill in project.skills})
    held = _table([[k in v.skills for k in names] for v in problem.supervisors], len(names))
    wanted = _table([[k in p.skills for k in names] for p in problem.projects], len(names))
    supervisors = Supervisors(
        female=np.array([v.female for v in problem.supervisors], bool),
        skills=held,
        room=_column([v.max_weekly_minutes for v in problem.supervisors])[:, None]
        - frozen.supervised,
    )
    capacity = [
        np.inf if p.remaining_minutes is None else p.remaining_minutes for p in problem.projects
    ]
    staffing = supervisor_pairs(problem, sessions, supervisors, wanted)
    possible = _can_open(sessions, staffing, supervisors, wanted)
    pairs = person_pairs(problem, sessions, people, possible)
    possible &= np.diff(pairs.first) >= sessions.min_people
    return Arrays(
        problem=problem,
        sessions=sessions,
        people=people,
        pairs=pairs.within(possible),
        supervisors=supervisors,
        staffing=staffing.within(possible),
        possible=possible,
        skills=wanted,
        journeys=_journeys(problem),
        project_minutes=np.array(capacity, float) - frozen.expected,
        apart=_apart(problem),
        constant=frozen.points - _changes_at_most(problem, sessions),
        weeks=weeks,
        days=int(sessions.day.max(initial=0)) + 1,
    )


def _can_open(
    sessions: Sessions, staffing: Pairs, supervisors: Supervisors, wanted: Flags
) -> Flags:
    """Return the sessions for which there are enough supervisors with the skills (H9, H12)."""
    possible = np.diff(staffing.first) >= sessions.needed
    for s in np.flatnonzero(possible & ~sessions.frozen).tolist():
        who = staffing.who[staffing.first[s] : staffing.first[s + 1]]
        held = supervisors.skills[who].any(axis=0)
        possible[s] = bool((held | ~wanted[sessions.project[s]]).all())
        if sessions.women_only[s]:
            possible[s] &= bool(supervisors.female[who].any())
    some = sessions.needed == 0
    possible[some] &= ~wanted[sessions.project[some]].any(axis=1) & ~sessions.women_only[some]
    return possible & ~sessions.frozen


def _column(values: list[int]) -> Ints:
    return np.array(values, np.int64)


def _table(rows: list[list[bool]], columns: int) -> Flags:
    return np.array(rows, bool).reshape(len(rows), columns)


def _sessions(problem: Problem) -> Sessions:
    """Compile the sessions; weeks are numbered in order of time, days from `start`."""
    index = {project.id: i for i, project in enumerate(problem.projects)}
    midnight = datetime.combine(problem.start, datetime.min.time())
    rows = problem.sessions
    project = _column([index[s.project] for s in rows])
    weeks = {week: i for i, week in enumerate(sorted({week_of(s) for s in rows}))}
    priority = np.array([p.priority for p in problem.projects], float)
    women_only = np.array([p.women_only for p in problem.projects], bool)
    order = sorted(range(len(rows)), key=lambda i: (rows[i].start, rows[i].id))
    rank = np.empty(len(rows), np.int64)
    rank[order] = np.arange(len(rows))
    return Sessions(
        project=project,
        day=_column([(s.start.date() - problem.start).days for s in rows]),
        week=_column([weeks[week_of(s)] for s in rows]),
        start=_column([int((s.start - midnight).total_seconds()) // 60 for s in rows]),
        end=_column([int((s.end - midnight).total_seconds()) // 60 for s in rows]),
        minutes=_column([s.minutes for s in rows]),
        places=np.array([s.places for s in rows], float),
        min_people=_column([s.min_people for s in rows]),
        needed=_column([s.supervisors_needed for s in rows]),
        worth=problem.policy.priority_rate * (priority[project] - 3),
        women_only=women_only[project],
        frozen=np.array([is_frozen(problem.policy, s) for s in rows], bool),
        rank=rank,
    )


def _people(problem: Problem, frozen: Frozen) -> People:
    margin = problem.policy.overbooking_margin
    rows = problem.people
    cap = _column([p.max_weekly_minutes for p in rows])
    return People(
        urgency=np.array([urgency(problem.policy, p, problem.start) for p in rows], float),
        rate=np.array([p.attendance_rate for p in rows], float),
        share=np.array([place_share(margin, p.attendance_rate) for p in rows], float),
        female=np.array([p.female for p in rows], bool),
        avoids=_column([AVOIDS[p.not_with_supervisor] for p in rows]),
        remaining=_column([p.remaining_minutes for p in rows]) - frozen.credited,
        weekly=_column([p.weekly_minutes for p in rows]),
        used=frozen.credited_by_week,
        room=np.maximum(0, cap[:, None] - frozen.credited_by_week),
    )


def _changes_at_most(problem: Problem, sessions: Sessions) -> float:
    """Return what dropping every published booking that may be dropped would cost."""
    place = {s.id: i for i, s in enumerate(problem.sessions)}
    policy, published = problem.policy, problem.published
    people = sum(not sessions.frozen[place[s]] for _, s in set(published.people))
    staff = sum(not sessions.frozen[place[s]] for _, s in set(published.supervisors))
    return policy.person_change_points * people + policy.supervisor_change_points * staff


def _journeys(problem: Problem) -> Floats:
    """Return one point (degrees) for each project; see `distances.kilometres`."""
    return np.array([[p.lat, p.lon] for p in problem.projects], float).reshape(-1, 2)


def _apart(problem: Problem) -> dict[int, tuple[int, ...]]:
    """Return for each person those never to be booked together, either way round."""
    index = {p.id: i for i, p in enumerate(problem.people)}
    sets: dict[int, set[int]] = {}
    for i, person in enumerate(problem.people):
        for other in person.keep_apart:
            j = index[other]
            sets.setdefault(i, set()).add(j)
            sets.setdefault(j, set()).add(i)
    return {i: tuple(sorted(others)) for i, others in sorted(sets.items())}
