"""Rotas a careful person makes by hand, the first and the least that the method may return.

Sessions are taken in turn and filled with the most urgent people; where a rota has been
announced, as much of it as can still stand comes before that.
"""

import numpy as np

from scheduler.arrays.columns import Ints
from scheduler.arrays.compiled import Arrays
from scheduler.arrays.distances import kilometres
from scheduler.large.first_rotas.placing import Placer
from scheduler.large.rotas.soundness import undo_broken
from scheduler.large.rotas.working_rota import WorkingRota


def most_urgent_first(arrays: Arrays, start: WorkingRota) -> WorkingRota:
    """Return a rota that keeps every rule, made in one go.

    Parameters
    ----------
    arrays
        The problem.
    start
        A rota that keeps every rule; its bookings stay.
    """
    rota, sessions = start.copy(), arrays.sessions
    value = sessions.places * sessions.minutes / np.maximum(1, sessions.needed)
    _staff(arrays, rota, np.argsort(-value, kind="stable"))
    pairs, people = arrays.pairs, arrays.people
    some = np.flatnonzero(rota.opened[pairs.session])
    urgency = people.urgency[pairs.who[some]]
    order = some[np.lexsort((-pairs.points[some], -urgency))]
    Placer(rota).place_by_gain(pairs.who[order], pairs.session[order], pairs.points[order])
    return _undone(rota, start)


def as_announced(arrays: Arrays, start: WorkingRota) -> WorkingRota:
    """Return what can still stand of the published rota, the largest groups first.

    Sessions whose supervisors can all come keep them; others are given whoever is free.

    Parameters
    ----------
    arrays
        The problem.
    start
        A rota that keeps every rule; its bookings stay.
    """
    pairs, staffing, count = arrays.pairs, arrays.staffing, len(arrays.sessions.day)
    told = np.flatnonzero(pairs.published)
    groups = np.bincount(pairs.session[told], minlength=count)
    crew = np.bincount(staffing.session[staffing.published], minlength=count)
    rota = start.copy()
    order = np.lexsort((-groups, crew < arrays.sessions.needed))
    _staff(arrays, rota, order[groups[order] > 0])
    told = told[rota.opened[pairs.session[told]]]
    Placer(rota).place_all(pairs.who[told], pairs.session[told])
    return _undone(rota, start)


def _undone(rota: WorkingRota, start: WorkingRota) -> WorkingRota:
    """Return a rota without what breaks a rule, or where that touches its start, the start."""
    before = rota.opened.copy()
    if undo_broken(rota) and (before & start.opened & ~rota.opened).any():
        return start
    return rota


def _staff(arrays: Arrays, rota: WorkingRota, order: Ints) -> None:
    """Open sessions in an order, as long as supervisors are free, those who gain most first."""
    sessions, staffing = arrays.sessions, arrays.staffing
    duties: dict[int, list[int]] = {}
    for s, column in zip(*np.nonzero(rota.staff >= 0), strict=True):
        duties.setdefault(int(rota.staff[s, column]), []).append(int(s))
    for s in order.tolist():
        if rota.opened[s] or not arrays.possible[s]:
            continue
        rows = np.arange(staffing.first[s], staffing.first[s + 1])
        rows = rows[np.argsort(-staffing.points[rows], kind="stable")]
        crew = _crew(arrays, staffing.who[rows].tolist(), s, duties)
        if len(crew) == sessions.needed[s] and _complete(arrays, crew, s):
            rota.opened[s] = True
            rota.staff[s, : len(crew)] = crew
            for v in crew:
                duties.setdefault(v, []).append(s)


def _crew(arrays: Arrays, able: list[int], s: int, duties: dict[int, list[int]]) -> list[int]:
    """Return as many supervisors as a session needs, if there are so many free."""
    crew: list[int] = []
    for v in able:
        if len(crew) == arrays.sessions.needed[s]:
            break
        if _useful(arrays, crew, v, s) and _can_serve(arrays, duties.get(v, []), v, s):
            crew.append(v)
    return crew


def _lacks(arrays: Arrays, crew: list[int], s: int) -> Ints:
    """Return the skills that a crew still lacks, and -1 for a woman."""
    wanted = arrays.skills[arrays.sessions.project[s]]
    held = arrays.supervisors.skills[crew].any(axis=0)
    lacks = np.flatnonzero(wanted & ~held)
    if arrays.sessions.women_only[s] and not arrays.supervisors.female[crew].any():
        lacks = np.append(lacks, -1)
    return lacks


def _useful(arrays: Arrays, crew: list[int], v: int, s: int) -> bool:
    """Whether a supervisor brings something that a crew lacks, unless it lacks nothing."""
    lacks = _lacks(arrays, crew, s)
    return not len(lacks) or len(_lacks(arrays, [*crew, v], s)) < len(lacks)


def _complete(arrays: Arrays, crew: list[int], s: int) -> bool:
    return not crew or not len(_lacks(arrays, crew, s))


def _can_serve(arrays: Arrays, duties: list[int], v: int, s: int) -> bool:
    """Whether a supervisor's other sessions leave time for one more (H12)."""
    sessions, policy = arrays.sessions, arrays.problem.policy
    day = week = int(sessions.minutes[s])
    for t in duties:
        week += int(sessions.minutes[t]) * int(sessions.week[t] == sessions.week[s])
        first, second = (t, s) if sessions.start[t] < sessions.start[s] else (s, t)
        between = float(sessions.start[second] - sessions.end[first])
        if sessions.day[t] == sessions.day[s]:
            day += int(sessions.minutes[t])
            spots = arrays.journeys[sessions.project[[s, t]]]
            travel = float(kilometres(spots[0], spots[1])) * policy.minutes_per_km
            if between < travel + policy.supervisor_gap_minutes:
                return False
        elif between < policy.supervisor_rest_minutes:
            return False
    room = arrays.supervisors.room[v, sessions.week[s]]
    return day <= policy.supervisor_day_minutes and week <= int(room)
