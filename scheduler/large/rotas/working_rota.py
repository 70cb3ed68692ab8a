"""A rota while it is worked on: arrays that moves change, and its points.

Each person has at most one session a day (H3 by construction). Points are computed here from
the bookings alone; whether the rest of the rules hold is for those who change a rota.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints, sum_at
from scheduler.arrays.compiled import Arrays
from scheduler.solution import OpenSession

KILOMETRES = np.array([111.0, 69.0])
"""About what a degree of latitude and of longitude is in Britain, to tell near from far."""


@dataclass(slots=True, eq=False)
class WorkingRota:
    """Sessions open, their supervisors (-1: none) and each person's session each day (-1: none)."""

    arrays: Arrays
    opened: Flags
    staff: Ints
    booked: Ints

    @classmethod
    def empty(cls, arrays: Arrays) -> "WorkingRota":
        """Return a rota in which nothing is open."""
        sessions = arrays.sessions
        most = int(sessions.needed.max(initial=0))
        return cls(
            arrays=arrays,
            opened=np.zeros(len(sessions.day), bool),
            staff=np.full((len(sessions.day), most), -1, np.int32),
            booked=np.full((len(arrays.people.rate), arrays.days), -1, np.int32),
        )

    def copy(self) -> "WorkingRota":
        """Return a rota that can be changed without changing this one."""
        return WorkingRota(self.arrays, self.opened.copy(), self.staff.copy(), self.booked.copy())

    def bookings(self) -> tuple[Ints, Ints]:
        """Return who is booked where, by person and then in order of time."""
        who, day = np.nonzero(self.booked >= 0)
        return who, self.booked[who, day].astype(np.int64)

    def load(self) -> Floats:
        """Return the shares of places taken in each session."""
        who, where = self.bookings()
        share = self.arrays.people.share[who]
        return sum_at(where, share, len(self.opened))

    def credits(self) -> tuple[Ints, Ints, Ints]:
        """Return who is booked where, and the minutes that each booking credits (H5)."""
        who, where = self.bookings()
        minutes = self.arrays.sessions.minutes[where]
        before = np.cumsum(minutes) - minutes
        first = np.flatnonzero(np.diff(who, prepend=-1))
        before -= np.repeat(before[first], np.diff(np.append(first, len(who))))
        left = self.arrays.people.remaining[who] - before
        return who, where, np.maximum(0, np.minimum(minutes, left))

    def points(self) -> float:
        """Return the points of this rota, as the format's table counts them."""
        arrays = self.arrays
        who, where, credit = self.credits()
        week = arrays.sessions.week[where]
        unit = who * arrays.weeks + week
        total = sum_at(unit, credit, len(arrays.people.rate) * arrays.weeks)
        units = np.flatnonzero(total)
        someone, weeks = np.divmod(units, arrays.weeks)
        work = float(arrays.offered(total[units], weeks, someone).sum())
        priority = float((credit * arrays.sessions.worth[where]).sum())
        place = find_pairs(
            arrays.pairs.session, arrays.pairs.who, where, who, len(arrays.people.rate)
        )
        bookings = float(arrays.pairs.points[place].sum())
        open_cost = arrays.problem.policy.session_points * int(self.opened.sum())
        return arrays.constant + work + priority + bookings + self._staff_points() - open_cost

    def _staff_points(self) -> float:
        staffing = self.arrays.staffing
        where, column = np.nonzero(self.staff >= 0)
        who = self.staff[where, column]
        count = len(self.arrays.supervisors.female)
        place = find_pairs(staffing.session, staffing.who, where, who, count)
        return float(staffing.points[place].sum())


def find_pairs(sessions: Ints, whos: Ints, where: Ints, who: Ints, size: int) -> Ints:
    """Return the positions of pairs in arrays sorted by session and then by person."""
    keys = sessions.astype(np.int64) * size + whos
    wanted = where.astype(np.int64) * size + who
    return np.searchsorted(keys, wanted)


def full_worth(arrays: Arrays) -> Floats:
    """Return what each pair earns at most: as someone's only booking, within the weekly offer."""
    pairs, people, sessions = arrays.pairs, arrays.people, arrays.sessions
    credit = np.minimum(sessions.minutes[pairs.session], people.remaining[pairs.who])
    return pairs.points + (people.urgency[pairs.who] + sessions.worth[pairs.session]) * credit


def from_sessions(arrays: Arrays, sessions: Sequence[OpenSession]) -> WorkingRota:
    """Return a rota as arrays; frozen sessions are left out."""
    rota, problem = WorkingRota.empty(arrays), arrays.problem
    places = {s.id: i for i, s in enumerate(problem.sessions)}
    people = {p.id: i for i, p in enumerate(problem.people)}
    supervisors = {v.id: i for i, v in enumerate(problem.supervisors)}
    for item in sessions:
        s = places[item.session]
        if arrays.sessions.frozen[s]:
            continue
        rota.opened[s] = True
        rota.staff[s, : len(item.supervisors)] = [supervisors[v] for v in item.supervisors]
        rota.booked[[people[p] for p in item.people], arrays.sessions.day[s]] = s
    return rota


def to_sessions(rota: WorkingRota) -> tuple[OpenSession, ...]:
    """Return the open sessions of a rota by their ids."""
    problem = rota.arrays.problem
    groups: dict[int, list[str]] = {}
    for p, s in zip(*(part.tolist() for part in rota.bookings()), strict=True):
        groups.setdefault(s, []).append(problem.people[p].id)
    return tuple(
        OpenSession(
            session=problem.sessions[s].id,
            supervisors=tuple(problem.supervisors[v].id for v in rota.staff[s] if v >= 0),
            people=tuple(groups.get(s, ())),
        )
        for s in np.flatnonzero(rota.opened).tolist()
    )
