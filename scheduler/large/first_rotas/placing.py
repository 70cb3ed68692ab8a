"""Placing people one booking at a time, in a given order, within every hard rule.

The order is all that the caller decides: most urgent first, by prices, or by a solution of the
linear relaxation. What a booking may break is checked against running totals; lone women, groups
too small and projects out of work are put right at the end by undoing.
"""

from bisect import insort

import numpy as np

from scheduler.arrays.columns import AVOIDS, Floats, Ints
from scheduler.large.rotas.working_rota import WorkingRota

EDGE = 1e-9


class Placer:
    """Running totals of a rota into which people are placed."""

    def __init__(self, rota: WorkingRota) -> None:
        arrays = rota.arrays
        self.rota, self.arrays = rota, arrays
        sessions, people = arrays.sessions, arrays.people
        self._day, self._week = sessions.day.tolist(), sessions.week.tolist()
        self._minutes, self._places = sessions.minutes.tolist(), sessions.places.tolist()
        self._project, self._rank = sessions.project.tolist(), sessions.rank.tolist()
        self._share, self._rate = people.share.tolist(), people.rate.tolist()
        self._remaining, self._room = people.remaining.tolist(), people.room.tolist()
        self._avoids = people.avoids.tolist()
        self._limit = arrays.project_minutes.tolist()
        self._limited = np.isfinite(arrays.project_minutes).tolist()
        self.load = rota.load().tolist()
        self._total = np.zeros(len(people.rate), np.int64).tolist()
        self._weekly = [[0] * arrays.weeks for _ in self._total]
        self._here: list[set[int]] = [set() for _ in self._day]
        self._expected = [0.0] * len(self._day)
        self._sexes = self._staff_sexes()
        self._open_of: dict[int, list[tuple[int, int]]] = {}
        for s in np.flatnonzero(rota.opened).tolist():
            insort(self._open_of.setdefault(self._project[s], []), (self._rank[s], s))
        for p, s, credit in zip(*(part.tolist() for part in rota.credits()), strict=True):
            self._count(p, s, credit, 1)

    def _staff_sexes(self) -> list[int]:
        """Return for each session which avoidances its supervisors meet, as bits."""
        female, found = self.arrays.supervisors.female, []
        for row in self.rota.staff:
            here = {bool(female[v]) for v in row if v >= 0}
            found.append(sum(1 << AVOIDS["female" if sex else "male"] for sex in here))
        return found

    def _count(self, p: int, s: int, credit: int, sign: int) -> None:
        self._total[p] += sign * self._minutes[s]
        self._weekly[p][self._week[s]] += sign * credit
        self._expected[s] += sign * min(self._minutes[s], self._remaining[p]) * self._rate[p]
        if sign > 0:
            self._here[s].add(p)
        else:
            self._here[s].discard(p)

    def credit(self, p: int, s: int) -> int:
        """Return the minutes that a further booking would credit, at most 0 where none."""
        left = self._remaining[p] - self._total[p]
        return int(min(self._minutes[s], left))

    def fits(self, p: int, s: int) -> bool:
        """Whether a booking of person `p` at open session `s` keeps H3 to H5, H7, H10 and H11."""
        if self.rota.booked[p, self._day[s]] >= 0:
            return False
        if self.load[s] + self._share[p] > self._places[s] + EDGE:
            return False
        credit = self.credit(p, s)
        if credit <= 0 or self._weekly[p][self._week[s]] + credit > self._room[p][self._week[s]]:
            return False
        if self._avoids[p] and self._sexes[s] >> self._avoids[p] & 1:
            return False
        if any(q in self._here[s] for q in self.arrays.apart.get(p, ())):
            return False
        return self._in_order(p, s, credit) and self._work_left(p, s)

    def _in_order(self, p: int, s: int, credit: int) -> bool:
        """Whether no later booking of the person would be wasted (H5)."""
        if credit == self._minutes[s] and self._remaining[p] - self._total[p] > credit:
            return True
        later = self.rota.booked[p, self._day[s] + 1 :]
        later = later[later >= 0]
        last = self._minutes[later[-1]] if len(later) else self._minutes[s]
        return bool(self._total[p] + self._minutes[s] - last < self._remaining[p])

    def _work_left(self, p: int, s: int) -> bool:
        """Whether later open sessions of the project would still have work to do (H11)."""
        project = self._project[s]
        if not self._limited[project]:
            return True
        before, met = 0.0, False
        if self._limit[project] <= EDGE:
            return False
        more = min(self._minutes[s], self._remaining[p]) * self._rate[p]
        for _, other in self._open_of.get(project, ()):
            if met and before + more >= self._limit[project] - EDGE:
                return False
            before += self._expected[other]
            met = met or other == s
        return True

    def place(self, p: int, s: int) -> None:
        """Book a person who fits."""
        credit = self.credit(p, s)
        self.rota.booked[p, self._day[s]] = s
        self.load[s] += self._share[p]
        self._count(p, s, credit, 1)

    def place_all(self, who: Ints, where: Ints) -> None:
        """Book pairs in the order given, as far as they fit."""
        for p, s in zip(who.tolist(), where.tolist(), strict=True):
            if self.load[s] + self._share[p] <= self._places[s] + EDGE and self.fits(p, s):
                self.place(p, s)

    def place_by_gain(self, who: Ints, where: Ints, points: Floats) -> None:
        """Book pairs in the order given where they gain anything.

        Parameters
        ----------
        who, where
            Pairs.
        points
            What each pair earns besides work and priority.
        """
        people, sessions = self.arrays.people, self.arrays.sessions
        rate = self.arrays.problem.policy.extra_hours_rate
        urgency, worth = people.urgency.tolist(), sessions.worth.tolist()
        used, weekly = people.used.tolist(), people.weekly.tolist()
        rows = zip(who.tolist(), where.tolist(), points.tolist(), strict=True)
        for p, s, other in rows:
            if self.load[s] + self._share[p] > self._places[s] + EDGE or not self.fits(p, s):
                continue
            credit, week = self.credit(p, s), self._week[s]
            before = used[p][week] + self._weekly[p][week]
            basic = min(max(weekly[p] - before, 0), credit)
            if urgency[p] * (basic + rate * (credit - basic)) + worth[s] * credit + other > 0:
                self.place(p, s)
