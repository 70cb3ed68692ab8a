"""A problem compiled into NumPy arrays, for the method that solves large ones.

Everything here follows from the problem alone: indices instead of ids, minutes instead of
times. What `published` has frozen is taken out of what may be decided: it is kept as minutes
already used and as constant points. Which bookings are possible is in `compatible`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from scheduler.compatible import Pairs, person_pairs, supervisor_pairs
from scheduler.facts import is_frozen, place_share, travel_minutes, urgency, week_of
from scheduler.problem import Person, Policy, Problem, Project, WorkSession

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.signedinteger]
Flags: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.float64] | npt.NDArray[np.signedinteger]

AVOIDS = {None: 0, "female": 1, "male": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """One entry for each session, in the problem's order; times in minutes since day one."""

    project: Ints
    day: Ints
    week: Ints
    start: Ints
    end: Ints
    minutes: Ints
    places: Floats
    min_people: Ints
    needed: Ints
    worth: Floats
    women_only: Flags
    frozen: Flags
    rank: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One entry for each person; `used` and `room` have a column a week.

    `remaining` is what is left after frozen bookings, `used` what those credit in a week,
    `room` how much may still be credited in it.
    """

    urgency: Floats
    rate: Floats
    share: Floats
    female: Flags
    avoids: Ints
    remaining: Ints
    weekly: Ints
    used: Ints
    room: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisors:
    """One entry for each supervisor; `room` has a column a week, `skills` one a skill."""

    female: Flags
    skills: Flags
    room: Ints


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


@dataclass(slots=True, kw_only=True)
class _Frozen:
    """What the frozen bookings use up and earn."""

    credited: Ints
    credited_by_week: Ints
    supervised: Ints
    expected: Floats
    points: float


def compile_arrays(problem: Problem) -> Arrays:
    """Compile a problem; a million pairs take about a second.

    Parameters
    ----------
    problem
        A valid problem of any size.
    """
    sessions = _sessions(problem)
    weeks = int(sessions.week.max(initial=0)) + 1
    frozen = _frozen(problem, sessions, weeks)
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


def _people(problem: Problem, frozen: _Frozen) -> People:
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


def _frozen(problem: Problem, sessions: Sessions, weeks: int) -> _Frozen:
    """Add up what frozen bookings credit, in order of time, and what they earn."""
    result = _Frozen(
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
    for who, where in sorted(
        set(problem.published.people), key=lambda b: sessions.rank[place[b[1]]]
    ):
        s, p = place[where], people[who]
        if not sessions.frozen[s]:
            continue
        person, session = problem.people[p], problem.sessions[s]
        project = problem.projects[sessions.project[s]]
        credit = min(session.minutes, person.remaining_minutes - int(result.credited[p]))
        result.credited[p] += credit
        result.credited_by_week[p, sessions.week[s]] += credit
        result.expected[sessions.project[s]] += credit * person.attendance_rate
        result.points += _booking_points(policy, person, session, project, credit)
        opened.add(s)
    for who, where in sorted(set(problem.published.supervisors)):
        s, v = place[where], supervisors[who]
        if not sessions.frozen[s]:
            continue
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


def _changes_at_most(problem: Problem, sessions: Sessions) -> float:
    """Return what dropping every published booking that may be dropped would cost."""
    place = {s.id: i for i, s in enumerate(problem.sessions)}
    policy, published = problem.policy, problem.published
    people = sum(not sessions.frozen[place[s]] for _, s in set(published.people))
    staff = sum(not sessions.frozen[place[s]] for _, s in set(published.supervisors))
    return policy.person_change_points * people + policy.supervisor_change_points * staff


def _journeys(problem: Problem) -> Floats:
    """Return one point (degrees) for each project; see `compatible.kilometres`."""
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


def sum_at(at: Ints, weights: Numbers | Flags, size: int) -> Floats:
    """Return the sums of weights that fall on each of the numbers below `size`."""
    return np.asarray(np.bincount(at, weights=weights, minlength=size), float)
