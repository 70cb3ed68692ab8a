"""A rota whose totals are kept as it changes, so that a change costs little and can be undone.

Everything is about single bookings and single sessions: what a person has been given, what a
session holds, what a project is expected to work. Points are counted as they change.
"""

from bisect import insort
from typing import TypeAlias

import numpy as np

from scheduler.arrays.columns import AVOIDS, Ints, sum_at
from scheduler.large.rotas.working_rota import WorkingRota, find_pairs, full_worth

EDGE = 1e-9
WORK_EDGE = 1e-3

Change: TypeAlias = tuple[str, int, int, int]


class Tally:
    """Running totals of a rota; `gained` is what has changed in points since the last `keep`.

    `last` says which open sessions are the last of their project, `sexes` (as bits) whom people
    must not avoid to be in a session, `row` the pair behind each booking. `worth` is what each
    pair earns at best, `held` the same of each booking. `stretched` are the sessions at which
    somebody's last booking has been cut otherwise (H5) since the last `keep`. Only `book`,
    `unbook`, `open` and `close` may change the rota meanwhile.
    """

    def __init__(self, rota: WorkingRota) -> None:
        arrays = rota.arrays
        sessions, people = arrays.sessions, arrays.people
        self.rota, self.arrays = rota, arrays
        count, size = len(people.rate), len(sessions.day)
        who, where, credit = rota.credits()
        self.row = np.full(rota.booked.shape, -1, np.int64)
        rows = find_pairs(arrays.pairs.session, arrays.pairs.who, where, who, count)
        self.row[who, sessions.day[where]] = rows
        self.worth = full_worth(arrays)
        self.held = np.zeros(rota.booked.shape)
        self.held[who, sessions.day[where]] = self.worth[rows]
        self.total = sum_at(who, sessions.minutes[where], count).astype(np.int64)
        weekly = sum_at(who * arrays.weeks + sessions.week[where], credit, count * arrays.weeks)
        self.weekly = weekly.astype(np.int64).reshape(count, arrays.weeks)
        self.number = np.bincount(who, minlength=count)
        self.load = sum_at(where, people.share[who], size)
        self.women = np.bincount(where[people.female[who]], minlength=size)
        self.group = np.bincount(where, minlength=size)
        self.expected = sum_at(where, credit * people.rate[who], size)
        self.lone = arrays.problem.policy.no_lone_woman & ~sessions.women_only
        self.gained = 0.0
        self.stretched: list[int] = []
        self._changes: list[Change] = []
        self._crews: list[tuple[int, ...]] = []
        self._order: dict[int, list[tuple[int, int]]] = {}
        self.sexes = np.zeros(size, np.int64)
        self.last = np.zeros(size, bool)
        for s in np.flatnonzero(rota.opened).tolist():
            self._enter(s)

    def keep(self) -> None:
        """Make the changes so far final."""
        self.gained = 0.0
        self.stretched.clear()
        self._changes.clear()
        self._crews.clear()

    def undo(self) -> None:
        """Take every change since the last `keep` back."""
        for kind, p, s, row in reversed(self._changes.copy()):
            if kind == "book":
                self.unbook(p, s)
            elif kind == "unbook":
                self.book(p, s, row)
            elif kind == "open":
                self.close(s)
            else:
                self.open(s, self._crews[row])
        self.keep()

    def touched(self) -> list[int]:
        """Return the sessions changed since the last `keep`, each once, in order."""
        return list(dict.fromkeys(s for _, _, s, _ in self._changes))

    def book(self, p: int, s: int, row: int) -> None:
        """Book a person who is free that day; `row` is their pair."""
        self._cut(p, -1)
        self.rota.booked[p, self.arrays.sessions.day[s]] = s
        self.row[p, self.arrays.sessions.day[s]] = row
        self.held[p, self.arrays.sessions.day[s]] = self.worth[row]
        self._count(p, s, row, 1)
        self._cut(p, 1)
        self._changes.append(("book", p, s, row))

    def unbook(self, p: int, s: int) -> None:
        """Take a booking away."""
        day = self.arrays.sessions.day[s]
        row = int(self.row[p, day])
        self._cut(p, -1)
        self._count(p, s, row, -1)
        self.rota.booked[p, day] = self.row[p, day] = -1
        self._cut(p, 1)
        self._changes.append(("unbook", p, s, row))

    def open(self, s: int, crew: tuple[int, ...]) -> None:
        """Open a session with its supervisors, and nobody booked."""
        self.rota.opened[s] = True
        self.rota.staff[s, : len(crew)] = crew
        self._enter(s)
        self.gained += self._worth_of(s)
        self._changes.append(("open", -1, s, -1))

    def close(self, s: int) -> None:
        """Close a session from which everybody has been taken away."""
        self.gained -= self._worth_of(s)
        crew = tuple(v for v in self.rota.staff[s].tolist() if v >= 0)
        order = self._order[int(self.arrays.sessions.project[s])]
        order.remove(self._spot(s))
        self._mark_last(order)
        self.rota.opened[s] = False
        self.rota.staff[s] = -1
        self.sexes[s] = 0
        self._crews.append(crew)
        self._changes.append(("close", -1, s, len(self._crews) - 1))

    def members(self, s: int) -> Ints:
        """Return who is booked on a session."""
        return np.flatnonzero(self.rota.booked[:, self.arrays.sessions.day[s]] == s)

    def sound(self, s: int) -> bool:
        """Whether an open session keeps H7 among its people, H8, H9's least group, H10 and H11."""
        sessions = self.arrays.sessions
        if self.load[s] > sessions.places[s] + EDGE or self.group[s] < sessions.min_people[s]:
            return False
        if (self.lone[s] and self.women[s] == 1) or not self._has_work(int(sessions.project[s])):
            return False
        apart = self.arrays.apart
        if not apart:
            return True
        here = set(self.members(s).tolist())
        return not any(q in here for p in here for q in apart.get(p, ()))

    def _has_work(self, project: int) -> bool:
        """Whether every open session of a project begins with work left (H11)."""
        left = self.arrays.project_minutes[project]
        if not np.isfinite(left):
            return True
        for _, s in self._order.get(project, ()):
            if left <= WORK_EDGE:
                return False
            left -= self.expected[s]
        return True

    def work_left(self, s: int) -> float:
        """Return below how many expected minutes an open session must stay for later ones (H11)."""
        project = int(self.arrays.sessions.project[s])
        left = float(self.arrays.project_minutes[project])
        if self.last[s] or not np.isfinite(left):
            return np.inf
        others = self._order[project][:-1]
        taken = sum(float(self.expected[other]) for _, other in others if other != s)
        return left - WORK_EDGE - taken

    def work_for(self, s: int) -> float:
        """Return how many minutes a closed session could be expected to work (H11)."""
        project = int(self.arrays.sessions.project[s])
        left, before, last = float(self.arrays.project_minutes[project]), 0.0, True
        if not np.isfinite(left):
            return np.inf
        total = 0.0
        for rank, other in self._order.get(project, ()):
            last = rank < self.arrays.sessions.rank[s]
            before += self.expected[other] if last else 0.0
            total += 0.0 if (rank, other) == self._order[project][-1] else self.expected[other]
        if before >= left - WORK_EDGE:
            return 0.0
        return np.inf if last else max(0.0, left - WORK_EDGE - total)

    def _count(self, p: int, s: int, row: int, sign: int) -> None:
        """Count a booking in, or out, as if all of it were credited."""
        sessions, people = self.arrays.sessions, self.arrays.people
        minutes = int(sessions.minutes[s])
        self.total[p] += sign * minutes
        self._credit(p, s, sign * minutes)
        self.gained += sign * float(self.arrays.pairs.points[row])
        self.number[p] += sign
        self.load[s] += sign * people.share[p]
        self.women[s] += sign * int(people.female[p])
        self.group[s] += sign

    def _cut(self, p: int, sign: int) -> None:
        """Cut someone's last booking short where their requirement runs out (H5), or undo that."""
        short = int(self.total[p] - self.arrays.people.remaining[p])
        if short > 0:
            row = self.rota.booked[p]
            last = int(row[row >= 0][-1])
            self._credit(p, last, -sign * short)
            self.stretched.append(last)

    def _credit(self, p: int, s: int, minutes: int) -> None:
        """Credit someone with so many minutes more at a session, or fewer."""
        people, week = self.arrays.people, self.arrays.sessions.week[s]
        before = int(people.used[p, week]) + int(self.weekly[p, week])
        self.weekly[p, week] += minutes
        weekly = int(people.weekly[p])
        basic = min(before + minutes, weekly) - min(before, weekly)
        rate = self.arrays.problem.policy.extra_hours_rate
        work = people.urgency[p] * (basic + rate * (minutes - basic))
        self.gained += float(work + self.arrays.sessions.worth[s] * minutes)
        self.expected[s] += minutes * people.rate[p]

    def _enter(self, s: int) -> None:
        order = self._order.setdefault(int(self.arrays.sessions.project[s]), [])
        insort(order, self._spot(s))
        self._mark_last(order)
        female = self.arrays.supervisors.female
        for v in self.rota.staff[s].tolist():
            if v >= 0:
                self.sexes[s] |= 1 << AVOIDS["female" if female[v] else "male"]

    def _mark_last(self, order: list[tuple[int, int]]) -> None:
        """Note which open session of a project is its last."""
        for _, s in order:
            self.last[s] = s == order[-1][1]

    def _spot(self, s: int) -> tuple[int, int]:
        return int(self.arrays.sessions.rank[s]), s

    def _worth_of(self, s: int) -> float:
        """Return the points of an open session without its people."""
        staffing = self.arrays.staffing
        who = staffing.who[staffing.first[s] : staffing.first[s + 1]]
        crew = [v for v in self.rota.staff[s].tolist() if v >= 0]
        points = staffing.points[staffing.first[s] + np.searchsorted(who, crew)].sum()
        return float(points) - self.arrays.problem.policy.session_points
