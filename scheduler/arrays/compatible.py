"""Which bookings a problem allows, as sorted arrays of pairs.

A pair stands for a person at a session that H1, H2, H5 and H6 allow, or a supervisor at a
session that their availability, travel and (where one supervisor is needed) skills allow.
Pinned pairs are there wherever the rules that a pin does not bend allow them: H5, H6, and the
skills and the woman of a session with one supervisor (H12). Rules between several bookings are
not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from scheduler.arrays.distances import kilometres
from scheduler.arrays.suited import suited_to
from scheduler.facts import EARTH_RADIUS_KM
from scheduler.insisted import settled_bookings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.arrays.columns import Flags, Floats, Ints, People, Sessions, Supervisors
    from scheduler.problem import Person, Problem, Supervisor, Window

Indices: TypeAlias = npt.NDArray[np.int32]

KILOMETRES_A_DEGREE = EARTH_RADIUS_KM * np.pi / 180
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Bookings that may be made: person or supervisor, session, points, if pinned or published.

    Sorted by session, then by person; `first[s]` to `first[s + 1]` are those of session `s`.
    Points hold travel, continuity and short match and, where the booking is published, the
    change that keeping it saves; not the work, nor the project's priority.
    """

    who: Indices
    session: Indices
    points: Floats
    pinned: Flags
    published: Flags
    first: Ints

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return len(self.who)

    def within(self, possible: Flags) -> Pairs:
        """Return the pairs of those sessions that may open."""
        keep = possible[self.session]
        if keep.all():
            return self
        session = self.session[keep]
        return Pairs(
            who=self.who[keep],
            session=session,
            points=self.points[keep],
            pinned=self.pinned[keep],
            published=self.published[keep],
            first=np.searchsorted(session, np.arange(len(self.first))),
        )


def person_pairs(problem: Problem, sessions: Sessions, people: People, possible: Flags) -> Pairs:
    """Return every booking of a person that the rules on single bookings allow.

    Sessions that can never have their supervisors are left out by `possible`.
    """
    rows, policy = problem.people, problem.policy
    where = np.array([[p.lat, p.lon] for p in rows], float).reshape(-1, 2)
    order = np.argsort(where[:, 0], kind="stable")
    lats = where[order, 0]
    reach = np.array([p.max_travel_minutes for p in rows], float)
    shape, shapes = _shapes(sessions)
    free = _free(rows, shapes, problem)
    index = {p.id: i for i, p in enumerate(problem.projects)}
    current = np.array([index.get(p.current_project or "", -1) for p in rows], np.int64)
    small = people.remaining > 0
    small &= np.array([p.remaining_minutes <= policy.short_order_minutes for p in rows], bool)
    suited = suited_to(problem, people)
    by_project = _by_project(sessions)
    farthest = float(reach.max(initial=0)) / max(policy.minutes_per_km, 1e-12)
    found: list[tuple[int, Ints, Floats]] = []
    for j, project in enumerate(problem.projects):
        band = (farthest / KILOMETRES_A_DEGREE) * (1 + 1e-6) + 1e-6
        low, high = np.searchsorted(lats, [project.lat - band, project.lat + band])
        near = order[low:high]
        point = np.array([project.lat, project.lon])
        travel = kilometres(where[near], point) * policy.minutes_per_km
        ok = (travel <= reach[near] + TOLERANCE) & suited[j][near]
        near, travel = near[ok], travel[ok]
        points = -2 * policy.travel_rate * travel + policy.continuity_points * (current[near] == j)
        if project.short:
            points = points + policy.short_match_points * small[near]
        for s in by_project.get(j, ()):
            if not possible[s]:
                continue
            here = free[near, shape[s]]
            found.append((s, near[here], points[here]))
    may = [suited[j] for j in sessions.project.tolist()]
    return _gather(problem, sessions, found, _Kind(problem, may, people=True))


def supervisor_pairs(
    problem: Problem, sessions: Sessions, supervisors: Supervisors, wanted: Flags
) -> Pairs:
    """Return every booking of a supervisor that the rules on single bookings allow."""
    rows, policy = problem.supervisors, problem.policy
    where = np.array([[v.lat, v.lon] for v in rows], float).reshape(-1, 2)
    reach = np.array([v.max_travel_minutes for v in rows], float)
    shape, shapes = _shapes(sessions)
    free = _free(rows, shapes, problem) & _rested(problem, sessions, shapes)
    found: list[tuple[int, Ints, Floats]] = []
    may = [np.ones(len(rows), bool)] * len(shape)
    for j, indices in _by_project(sessions).items():
        project = problem.projects[j]
        travel = kilometres(where, np.array([project.lat, project.lon])) * policy.minutes_per_km
        near = travel <= reach + TOLERANCE
        alone = (supervisors.skills | ~wanted[j]).all(axis=1)
        alone &= supervisors.female | (not project.women_only)
        for s in indices:
            if sessions.needed[s] == 1:
                may[s] = alone
            able = may[s] & near & free[:, shape[s]]
            able &= sessions.minutes[s] <= policy.supervisor_day_minutes
            who = np.nonzero(able)[0]
            found.append((s, who, -2 * policy.travel_rate * travel[who]))
    return _gather(problem, sessions, found, _Kind(problem, may, people=False))


class _Kind:
    """Which bookings are published and pinned, and what a change costs, for one kind of row.

    `may` says for each session who may be pinned to it.
    """

    def __init__(self, problem: Problem, may: Sequence[Flags], *, people: bool) -> None:
        self.may = may
        policy = problem.policy
        self.rows: Sequence[Person | Supervisor]
        self.rows = problem.people if people else problem.supervisors
        published, pinned = problem.published, problem.pinned
        self.published = published.people if people else published.supervisors
        self.pinned = pinned.people if people else pinned.supervisors
        self.change = policy.person_change_points if people else policy.supervisor_change_points


def _gather(
    problem: Problem, sessions: Sessions, found: list[tuple[int, Ints, Floats]], kind: _Kind
) -> Pairs:
    """Sort pairs by session and person, and add the pinned ones and the published points."""
    size = len(kind.rows)
    count = sum(len(who) for _, who, _ in found)
    who, session = np.empty(count, np.int32), np.empty(count, np.int32)
    points = np.empty(count)
    at = 0
    for s, some, worth in found:
        until = at + len(some)
        who[at:until], session[at:until], points[at:until] = some, s, worth
        at = until
    keep = ~sessions.frozen[session]
    who, session, points = who[keep], session[keep], points[keep]
    key = session.astype(np.int64) * size + who
    order = np.argsort(key, kind="stable")
    who, session, points, key = who[order], session[order], points[order], key[order]
    pins = _keys(problem, kind, kind.pinned, sessions)
    pins = pins[[bool(kind.may[pin // size][pin % size]) for pin in pins.tolist()]]
    missing = pins[~np.isin(pins, key)]
    if len(missing):
        worth = _points_of(problem, sessions, kind, missing)
        key = np.concatenate([key, missing])
        order = np.argsort(key, kind="stable")
        key, points = key[order], np.concatenate([points, worth])[order]
        who, session = (key % size).astype(np.int32), (key // size).astype(np.int32)
    told = np.isin(key, _keys(problem, kind, kind.published, sessions))
    return Pairs(
        who=who,
        session=session,
        points=points + kind.change * told,
        pinned=np.isin(key, pins),
        published=told,
        first=np.searchsorted(session, np.arange(len(sessions.day) + 1)),
    )


def _keys(
    problem: Problem, kind: _Kind, bookings: Sequence[tuple[str, str]], sessions: Sessions
) -> Ints:
    """Return the sorted keys of those bookings that are not frozen."""
    if not bookings:
        return np.zeros(0, np.int64)
    size = len(kind.rows)
    rows = {row.id: i for i, row in enumerate(kind.rows)}
    place = {s.id: i for i, s in enumerate(problem.sessions)}
    keys = [place[s] * size + rows[w] for w, s in bookings if not sessions.frozen[place[s]]]
    return np.unique(np.array(keys, np.int64))


def _points_of(problem: Problem, sessions: Sessions, kind: _Kind, keys: Ints) -> Floats:
    """Return the points of single pairs, for pinned ones that break H1 or H2 (or H12)."""
    policy, worth = problem.policy, []
    for key in keys:
        s, i = divmod(int(key), len(kind.rows))
        row, project = kind.rows[i], problem.projects[sessions.project[s]]
        here, there = np.array([row.lat, row.lon]), np.array([project.lat, project.lon])
        points = -2 * policy.travel_rate * policy.minutes_per_km * float(kilometres(here, there))
        if kind.rows is problem.people:
            person = problem.people[i]
            points += policy.continuity_points * (person.current_project == project.id)
            small = person.remaining_minutes <= policy.short_order_minutes
            points += policy.short_match_points * (project.short and small)
        worth.append(points)
    return np.array(worth)


def _by_project(sessions: Sessions) -> dict[int, list[int]]:
    """Return the sessions of each project that has any."""
    found: dict[int, list[int]] = {}
    for s, j in enumerate(sessions.project.tolist()):
        found.setdefault(j, []).append(s)
    return found


def _shapes(sessions: Sessions) -> tuple[Ints, Ints]:
    """Return for each session the row of its start and end among the distinct ones."""
    both = np.stack([sessions.start, sessions.end], axis=1)
    shapes, row = np.unique(both, axis=0, return_inverse=True)
    return row.ravel(), shapes


def _free(rows: Sequence[Person | Supervisor], shapes: Ints, problem: Problem) -> Flags:
    """Return for each row and distinct time whether it lies inside one of their windows."""
    midnight = datetime.combine(problem.start, datetime.min.time())
    seen: dict[Window, Flags] = {}
    table = np.zeros((len(rows), len(shapes)), bool)
    for i, row in enumerate(rows):
        for window in row.available:
            fits = seen.get(window)
            if fits is None:
                begin, end = ((t - midnight).total_seconds() / 60 for t in window)
                fits = seen[window] = (shapes[:, 0] >= begin) & (shapes[:, 1] <= end)
            table[i] |= fits
    return table


def _rested(problem: Problem, sessions: Sessions, shapes: Ints) -> Flags:
    """Return for each supervisor and time whether rest after frozen sessions is kept (H12)."""
    index = {v.id: i for i, v in enumerate(problem.supervisors)}
    place = {s.id: i for i, s in enumerate(problem.sessions)}
    ends = np.full(len(problem.supervisors), -(10**9), np.int64)
    for v, s in settled_bookings(problem).supervisors:
        ends[index[v]] = max(ends[index[v]], sessions.end[place[s]])
    return np.asarray(shapes[None, :, 0] >= ends[:, None] + problem.policy.supervisor_rest_minutes)
