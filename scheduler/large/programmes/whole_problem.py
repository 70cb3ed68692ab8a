"""A whole problem as one integer programme, for problems of middling size.

A piece of a rota (`neighbourhood`) may leave pairs out and say some rules a little too strictly.
Here nothing is left out and every rule is said exactly, with one exception that only makes it
looser: where attendance rates have more decimals than can be told apart, work that comes exactly
to what remains of a project (H11) is let through. So what the solver proves of the programme
holds for every rota, and what it finds is a rota.
"""

import numpy as np

from scheduler.arrays.columns import Floats, Ints, sum_at
from scheduler.arrays.compiled import Arrays
from scheduler.large.programmes.neighbourhood import Builder, Neighbourhood
from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.upper_bound.dual import Dual
from scheduler.settings.bounding import WholeSettings
from scheduler.settings.settings import USUAL

FINEST = 4
TIGHT = 1e-9


def is_middling(dual: Dual, settings: WholeSettings = USUAL.whole) -> bool:
    """Whether one programme of the whole problem is likely to pay, and can be made at all."""
    return (
        dual.supervisors.exact
        and len(dual.arrays.pairs) <= settings.most_pairs
        and len(dual.supervisors.chains) <= settings.most_days
        and _plans(dual.arrays) <= settings.most_plans
    )


def _plans(arrays: Arrays) -> int:
    """Return how many pairs of sessions have the same limited project."""
    limited = np.isfinite(arrays.project_minutes[arrays.sessions.project])
    return int((np.bincount(arrays.sessions.project[limited]) ** 2).sum()) // 2


def whole_programme(dual: Dual, rota: WorkingRota) -> Neighbourhood:
    """Return the programme of a whole problem.

    The best value of its objective and `Arrays.constant` are together never below the points of
    any rota.

    Parameters
    ----------
    dual
        The problem; its working days must all be listed (`SupervisorWeeks.exact`).
    rota
        A rota that keeps every rule, to start from.
    """
    return _WholeBuilder(dual, rota).build()


class _WholeBuilder(Builder):
    """The steps of `whole_programme`: those of a piece, but for the ones that leave something."""

    def __init__(self, dual: Dual, rota: WorkingRota) -> None:
        count = len(rota.opened)
        everyone = np.arange(len(dual.arrays.supervisors.female))
        super().__init__(dual, rota, np.arange(count), everyone, np.zeros(count))
        self._hints: list[tuple[Ints, Floats]] = []

    def _choose_pairs(self) -> None:
        """Keep every pair that could credit anything (H5)."""
        pairs, sessions = self.arrays.pairs, self.arrays.sessions
        self.pairs = np.flatnonzero(sessions.minutes[pairs.session] > 0)
        self.who = pairs.who[self.pairs].astype(np.int64)
        self.where = pairs.session[self.pairs].astype(np.int64)
        self.week, self.credit = sessions.week[self.where], sessions.minutes[self.where]
        self.worth = pairs.points[self.pairs] + sessions.worth[self.where] * self.credit
        self.here = self.rota.booked[self.who, sessions.day[self.where]] == self.where

    def _staff(self) -> None:
        """H9, H12 and the pins of supervisors (H13)."""
        super()._staff()
        self.staffing.pins()

    def _weeks(self) -> None:
        """H4, H5 and the worth of work, with last bookings cut short just as they are."""
        limits, rows = self._hours()
        self._choose_cut()
        some = self.may_cut
        self.cut = self.programme.variables(
            -self.arrays.sessions.worth[self.where[some]], self.credit[some] - 1
        )
        self.programme.put(limits[some], self.cut, -1.0)
        self.programme.put(rows[some], self.cut, 1.0)
        self._requirements()
        self._last_is_cut()

    def _choose_cut(self) -> None:
        """Find the pairs of those whom a booking on every day would take past what remains."""
        day = self.arrays.sessions.day[self.where]
        key = self.who * self.arrays.days + day
        longest = np.zeros(len(self.arrays.people.rate) * self.arrays.days, np.int64)
        np.maximum.at(longest, key, self.credit)
        most = longest.reshape(-1, self.arrays.days).sum(axis=1)
        runs_out = most > self.arrays.people.remaining
        self.may_cut = np.flatnonzero(runs_out[self.who])
        self.cut_of = np.full(len(self.who), -1)
        self.cut_of[self.may_cut] = np.arange(len(self.may_cut))

    def _requirements(self) -> None:
        """H5: minutes are cut just where what remains runs out, and then all of it is credited."""
        programme, some = self.programme, self.may_cut
        x, minutes = self.x[some], self.credit[some]
        persons, mine = np.unique(self.who[some], return_inverse=True)
        count = len(persons)
        left = self.arrays.people.remaining[persons]
        longest, shortest = np.zeros(count, np.int64), np.full(count, 10**9)
        np.maximum.at(longest, mine, minutes)
        np.minimum.at(shortest, mine, minutes)
        out = programme.variables(np.zeros(count), whole=True)
        each = programme.rows(len(some), -np.inf, 0.0)
        programme.put(each, self.cut, 1.0)
        programme.put(each, x, 1 - minutes)
        credited = programme.rows(count, -np.inf, left)
        at_least = programme.rows(count, 0.0, np.inf)
        for rows in (credited, at_least):
            programme.put(rows[mine], x, minutes)
            programme.put(rows[mine], self.cut, -1.0)
        programme.put(at_least, out, -left)
        only = programme.rows(count, -np.inf, 0.0)
        programme.put(only[mine], self.cut, 1.0)
        programme.put(only, out, 1 - longest)
        most = 1 + (left - 1) // shortest
        programme.put(programme.rows(count, -np.inf, most)[mine], x, 1.0)
        booked = np.bincount(mine, weights=self.here[some] * minutes, minlength=count)
        over = np.maximum(booked - left, 0)
        self._hints.append((out, (booked >= left).astype(float)))
        self.cut_now = np.asarray(over[mine] * self._is_last(), float)
        self._hints.append((self.cut, self.cut_now))

    def _is_last(self) -> Floats:
        """Return for each pair that may be cut whether it is the person's last in the rota."""
        some = self.may_cut
        day = np.where(self.here[some], self.arrays.sessions.day[self.where[some]], -1)
        last = np.full(len(self.arrays.people.rate), -1)
        np.maximum.at(last, self.who[some], day)
        return np.asarray((day >= 0) & (day == last[self.who[some]]), float)

    def _last_is_cut(self) -> None:
        """H5: no booking is cut before the last."""
        some, day = self.may_cut, self.arrays.sessions.day
        order = np.argsort(self.who[some], kind="stable")
        for mine in np.split(order, np.flatnonzero(np.diff(self.who[some][order])) + 1):
            if not len(mine):
                continue
            days = day[self.where[some[mine]]]
            most = float(self.credit[some[mine]].max() - 1)
            for later in np.unique(days)[1:]:
                row = self.programme.rows(1, -np.inf, most)
                self.programme.put(row, self.cut[mine[days < later]], 1.0)
                self.programme.put(row, self.x[some[mine[days == later]]], most)

    def _projects(self) -> None:
        """H11, as the convex hull over which session of a project is the last to open."""
        arrays, sessions = self.arrays, self.arrays.sessions
        rate = arrays.people.rate[self.who]
        share = arrays.people.share[self.who]
        ratio = np.divide(rate, share, out=np.zeros(len(rate)), where=share > 0)
        best = np.zeros(len(sessions.day))
        np.maximum.at(best, self.where, ratio)
        self.most_expected = best * sessions.places * sessions.minutes * (1 + TIGHT)
        credit = self.credit.astype(float) * self.here
        credit[self.may_cut] -= self.cut_now
        self.expected_now = sum_at(self.where, credit * rate, len(sessions.day))
        order = self.sessions[np.argsort(sessions.rank[self.sessions])]
        for j in np.unique(sessions.project[order]):
            if np.isfinite(arrays.project_minutes[j]):
                self._project(j, order[sessions.project[order] == j])

    def _limit(self, j: int) -> float:
        """Return the most minutes that may be expected before a last session of a project.

        They must be below what remains; where all are multiples of some fine unit, half a unit
        below says just that.
        """
        left = float(self.arrays.project_minutes[j])
        of_project = self.arrays.sessions.project[self.where] == j
        rates = np.unique(self.arrays.people.rate[self.who[of_project]])
        for decimals in range(FINEST + 1):
            scaled = np.append(rates, left) * 10**decimals
            if (np.abs(scaled - np.round(scaled)) < TIGHT * 10**decimals).all():
                return left - 0.5 * 10.0**-decimals
        return left

    def _project(self, j: int, here: Ints) -> None:
        """H11 of one project, given its sessions in order."""
        limit = self._limit(j)
        most = self.most_expected[here]
        if most[:-1].sum() < limit:
            return
        programme, count = self.programme, len(here)
        opened = self.y[self.local[here]]
        if self.arrays.project_minutes[j] <= 0:
            programme.put(programme.rows(count, 0.0, 0.0), opened, 1.0)
            return
        last = programme.variables(np.zeros(count), whole=True)
        programme.put(programme.rows(1, -np.inf, 1.0), last, 1.0)
        openings, works = programme.rows(count, 0.0, 0.0), programme.rows(count, -np.inf, 0.0)
        programme.put(openings, opened, -1.0)
        programme.put(openings, last, 1.0)
        programme.put(works, last, -most)
        self._expect(here, works)
        now = np.flatnonzero(self.rota.opened[here])
        ends = np.zeros(count)
        ends[now[-1:]] = 1.0
        self._hints.append((last, ends))
        for t in range(1, count):
            self._before(here[:t], last[t], openings[:t], works[:t], limit, on=ends[t] > 0)

    def _expect(self, here: Ints, works: Ints) -> None:
        """Put the expected minutes of sessions into rows."""
        place = np.full(len(self.rota.opened), -1)
        place[here] = np.arange(len(here))
        at = place[self.where]
        mine = np.flatnonzero(at >= 0)
        rate = self.arrays.people.rate[self.who]
        self.programme.put(works[at[mine]], self.x[mine], self.credit[mine] * rate[mine])
        cut = mine[self.cut_of[mine] >= 0]
        self.programme.put(works[at[cut]], self.cut[self.cut_of[cut]], -rate[cut])

    def _before(
        self, here: Ints, last: int, openings: Ints, works: Ints, limit: float, *, on: bool
    ) -> None:
        """Say what sessions do where a certain later one is the last."""
        programme, count, most = self.programme, len(here), self.most_expected[here]
        most = np.minimum(most, limit)
        opens = programme.variables(np.zeros(count))
        minutes = programme.variables(np.zeros(count), most)
        programme.put(openings, opens, 1.0)
        programme.put(works, minutes, -1.0)
        rows = programme.rows(count, -np.inf, 0.0)
        programme.put(rows, opens, 1.0)
        programme.put(rows, np.array(last), -1.0)
        rows = programme.rows(count, -np.inf, 0.0)
        programme.put(rows, minutes, 1.0)
        programme.put(rows, opens, -most)
        row = programme.rows(1, -np.inf, 0.0)
        programme.put(row, minutes, 1.0)
        programme.put(row, np.array(last), -limit)
        self._hints.append((opens, np.where(on, self.rota.opened[here], 0.0)))
        self._hints.append((minutes, np.where(on, self.expected_now[here], 0.0)))

    def _hint(self) -> Floats:
        """Return the values that the variables have in the rota as it is."""
        hint = super()._hint()
        for columns, values in self._hints:
            hint[columns] = values
        booked = self.credit.astype(float) * self.here
        booked[self.may_cut] -= self.cut_now
        credited = sum_at(self.units_of, booked, len(self.basic))
        hint[self.basic] = np.minimum(credited, self.most_basic)
        hint[self.more] = np.clip(credited - self.most_basic, 0, self.most_more)
        return hint
