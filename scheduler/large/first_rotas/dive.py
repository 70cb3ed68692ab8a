"""Which sessions open and who runs them: a dive from fractional to whole working days.

What supervisors chose lately, averaged, is nearly a solution of the linear relaxation. The most
decided working days are fixed, what contradicts them is barred, and prices move on for some
rounds before the next are fixed. Fixing few at a time keeps the rest able to answer.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.upper_bound.subgradient import Ascent
from scheduler.settings.starting import DiveSettings

if TYPE_CHECKING:
    from scheduler.arrays.columns import Ints


class StaffDive:
    """Fixes working days of supervisors, a few at a time; spends its ascent's dual."""

    def __init__(self, ascent: Ascent, settings: DiveSettings) -> None:
        self.ascent, self._settings = ascent, settings
        arrays, self.chains = ascent.dual.arrays, ascent.dual.supervisors.chains
        self.arrays = arrays
        self.crew: list[list[int]] = [[] for _ in arrays.sessions.day]
        self.room = arrays.supervisors.room.copy()
        self.barred = np.zeros(len(self.chains), bool)
        self.day_of = self.chains.who * arrays.days + self.chains.day
        self.fixed = np.zeros(int(self.day_of.max(initial=0)) + 1, bool)
        self._joint: list[list[int]] = [[] for _ in self.crew]
        for row, s in enumerate(ascent.dual.joint_session.tolist()):
            self._joint[s].append(row)
        self._at: list[list[int]] = [[] for _ in range(len(self.crew) + 1)]
        for k, members in enumerate(self.chains.members.tolist()):
            for s in set(members):
                self._at[s].append(k)
        order = np.argsort(self.day_of, kind="stable")
        self._day_order, self._day_sorted = order, self.day_of[order]
        first = self.chains.members[:, 0]
        ends = np.append(arrays.sessions.end, -(10**9))
        self._start = arrays.sessions.start[first]
        self._end = ends[self.chains.members].max(axis=1)

    def run(self, halt: Callable[[], bool]) -> WorkingRota:
        """Return a rota with open sessions and their supervisors, and nobody booked."""
        self._fix_pinned()
        self.ascent.proving = False
        while not halt():
            if not self._fix_some():
                break
            self.ascent.dual.supervisors.bar(np.flatnonzero(self.barred))
            step = self._settings.step
            self.ascent.run(self._settings.rounds, step, step / 2, lambda _: halt())
        return self.rota()

    def rota(self) -> WorkingRota:
        """Return the sessions that have all their supervisors."""
        rota, needed = WorkingRota.empty(self.arrays), self.arrays.sessions.needed
        zero = (needed == 0) & (self.ascent.averages.opened > self._settings.decided)
        rota.opened[zero & self.arrays.possible] = True
        for s, crew in enumerate(self.crew):
            if crew and len(crew) == needed[s]:
                rota.opened[s] = True
                rota.staff[s, : needed[s]] = crew
        return rota

    def _fix_pinned(self) -> None:
        staffing = self.arrays.staffing
        for i in np.flatnonzero(staffing.pinned).tolist():
            v, s = int(staffing.who[i]), int(staffing.session[i])
            for k in self._at[s]:
                single = (self.chains.members[k] < len(self.crew)).sum() == 1
                if self.chains.who[k] == v and single and self._possible(k):
                    self._fix(k)

    def _fix_some(self) -> int:
        """Fix the most decided working days; returns how many."""
        worked = np.where(self.barred | self.fixed[self.day_of], 0.0, self.ascent.averages.worked)
        found = np.flatnonzero(worked > self._settings.least)
        found = found[np.argsort(-worked[found], kind="stable")]
        supervisors = len(self.arrays.supervisors.female)
        quota, count = max(2, int(self._settings.part * 5 * supervisors * self.arrays.weeks)), 0
        for k in found.tolist():
            if count >= quota or (worked[k] < self._settings.decided and count >= -(-quota // 3)):
                break
            if self.barred[k] or self.fixed[self.day_of[k]]:
                continue
            if self._possible(k):
                self._fix(k)
                count += 1
            else:
                self.barred[k] = True
        return count

    def _possible(self, k: int) -> bool:
        """Whether a working day fits what is fixed: hours, rest, numbers and joint skills."""
        v, week = int(self.chains.who[k]), int(self.chains.week[k])
        if self.fixed[self.day_of[k]] or self.room[v, week] < self.chains.minutes[k]:
            return False
        return all(self._joins(v, s) for s in self._members(k))

    def _members(self, k: int) -> list[int]:
        return [s for s in self.chains.members[k].tolist() if s < len(self.crew)]

    def _joins(self, v: int, s: int) -> bool:
        dual, crew = self.ascent.dual, self.crew[s]
        missing = self.arrays.sessions.needed[s] - len(crew)
        if missing != 1:
            return bool(missing > 1)
        rows = self._joint[s]
        return bool((dual.joint_able[rows][:, [*crew, v]] > 0).any(axis=1).all())

    def _fix(self, k: int) -> None:
        v = int(self.chains.who[k])
        self.fixed[self.day_of[k]] = True
        self.room[v, self.chains.week[k]] -= self.chains.minutes[k]
        self._bar_day(k)
        for s in self._members(k):
            self.crew[s].append(v)
            if len(self.crew[s]) == self.arrays.sessions.needed[s]:
                others = np.array(self._at[s])
                self.barred[others[~self.fixed[self.day_of[others]]]] = True
        mine = np.flatnonzero((self.chains.who == v) & ~self.fixed[self.day_of])
        rest = self.arrays.problem.policy.supervisor_rest_minutes
        long = self.chains.minutes[mine] > self.room[v, self.chains.week[mine]]
        after = self._start[mine] >= self._end[k] + rest
        before = self._end[mine] + rest <= self._start[k]
        self.barred[mine[long | ~(after | before)]] = True

    def _bar_day(self, k: int) -> None:
        """Bar every other working day of the supervisor on that day."""
        low, high = np.searchsorted(self._day_sorted, [self.day_of[k], self.day_of[k] + 1])
        same: Ints = self._day_order[low:high]
        self.barred[same] = True
        self.barred[k] = False
