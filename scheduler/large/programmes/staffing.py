"""Who runs which sessions, as variables and rows of a programme (H9, H12 and pins, H13).

Supervisors choose among whole working days, so the gaps and the minutes of a day are kept by
construction; numbers, joint skills, weekly minutes and the rest between days are rows.
"""

import numpy as np

from scheduler.arrays.columns import Flags, Ints
from scheduler.arrays.compiled import Arrays
from scheduler.large.rotas.working_rota import WorkingRota
from scheduler.large.solver.programme import Programme
from scheduler.large.upper_bound.dual import Dual


class Staffing:
    """Working days that supervisors may be given at some sessions.

    Parameters
    ----------
    programme
        What rows are added to.
    dual
        The problem.
    days
        The working days (positions in the problem's chains); all serve the sessions alone.
    works
        A variable for each of them.
    sessions
        The sessions, ascending.
    opens
        A variable for each of them.
    """

    def __init__(
        self, programme: Programme, dual: Dual, days: Ints, works: Ints, sessions: Ints, opens: Ints
    ) -> None:
        self.programme, self.dual, self.arrays = programme, dual, dual.arrays
        self.days, self.works, self.sessions, self.opens = days, works, sessions, opens
        chains, self._nobody = dual.supervisors.chains, len(self.arrays.sessions.day)
        self.who, self._day, self._week = chains.who[days], chains.day[days], chains.week[days]
        self._minutes, self._members = chains.minutes[days], chains.members[days]
        self._local = np.full(self._nobody, -1)
        self._local[sessions] = np.arange(len(sessions))
        self._serving, column = np.nonzero(self._members < self._nobody)
        self._served = self._local[self._members[self._serving, column]]

    def at(self, session: int) -> Ints:
        """Return which of the working days serve a session."""
        found: Ints = self._serving[self._served == self._local[session]]
        return found

    def numbers(self, missing: Ints) -> None:
        """H9: each open session gets just as many supervisors as it misses."""
        rows = self.programme.rows(len(self.sessions), 0.0, 0.0)
        self.programme.put(rows, self.opens, -missing)
        self.programme.put(rows[self._served], self.works[self._serving], 1.0)

    def skills(self, staying: Ints) -> None:
        """H12: all skills, and a woman where there must be one, among several supervisors.

        Parameters
        ----------
        staying
            Two columns: sessions, and a supervisor of each who runs it whatever is chosen.
        """
        for row, s in enumerate(self.dual.joint_session.tolist()):
            i = self._local[s]
            if i < 0:
                continue
            able, stays = self.dual.joint_able[row] > 0, staying[staying[:, 0] == s, 1]
            if able[stays].any():
                continue
            line, some = self.programme.rows(1, 0.0, np.inf), self.at(s)
            self.programme.put(line, self.works[some[able[self.who[some]]]], 1.0)
            self.programme.put(line, self.opens[[i]], -1.0)

    def times(self) -> None:
        """H12: one working day a day, minutes a week, and rest between days."""
        programme, arrays = self.programme, self.arrays
        days, day = np.unique(self.who * arrays.days + self._day, return_inverse=True)
        programme.put(programme.rows(len(days), -np.inf, 1.0)[day], self.works, 1.0)
        weeks, unit = np.unique(self.who * arrays.weeks + self._week, return_inverse=True)
        room = np.maximum(arrays.supervisors.room.ravel()[weeks], 0).astype(float)
        rows = programme.rows(len(weeks), -np.inf, room)
        programme.put(rows[unit], self.works, self._minutes)
        self._rest()

    def _rest(self) -> None:
        """H12: no two days of a supervisor with too little rest between them."""
        sessions, rest = self.arrays.sessions, self.arrays.problem.policy.supervisor_rest_minutes
        start = sessions.start[self._members[:, 0]]
        end = np.append(sessions.end, -(10**9))[self._members].max(axis=1)
        for v in np.unique(self.who):
            mine = np.flatnonzero(self.who == v)
            first, second = np.nonzero(
                (self._day[mine][:, None] < self._day[mine][None, :])
                & (end[mine][:, None] + rest > start[mine][None, :])
            )
            rows = self.programme.rows(len(first), -np.inf, 1.0)
            self.programme.put(rows, self.works[mine[first]], 1.0)
            self.programme.put(rows, self.works[mine[second]], 1.0)

    def pins(self) -> None:
        """H13: supervisors run what they are pinned to."""
        staffing = self.arrays.staffing
        pins = np.flatnonzero(staffing.pinned)
        rows = self.programme.rows(len(pins), 1.0, 1.0)
        for row, pin in zip(rows.tolist(), pins.tolist(), strict=True):
            some = self.at(int(staffing.session[pin]))
            mine = some[self.who[some] == staffing.who[pin]]
            self.programme.put(np.array(row), self.works[mine], 1.0)

    def worked(self, rota: WorkingRota) -> Flags:
        """Return which of the working days supervisors have in a rota."""
        where, column = np.nonzero(rota.staff >= 0)
        who, days = rota.staff[where, column], self.arrays.days
        runs = np.zeros((len(self.arrays.supervisors.female), self._nobody + 1), bool)
        runs[who, where] = True
        size = np.bincount(who * days + self.arrays.sessions.day[where], minlength=days * len(runs))
        absent = self._members == self._nobody
        here: Flags = (runs[self.who[:, None], self._members] | absent).all(axis=1)
        here &= (~absent).sum(axis=1) == size[self.who * days + self._day]
        return here


def assign(rota: WorkingRota, dual: Dual, days: Ints) -> None:
    """Give supervisors some working days, besides what they have in a rota."""
    chains, count = dual.supervisors.chains, len(rota.opened)
    for k in days.tolist():
        for s in chains.members[k].tolist():
            if s < count:
                rota.staff[s, int(np.flatnonzero(rota.staff[s] < 0)[0])] = chains.who[k]


def pinned_sessions(arrays: Arrays) -> Flags:
    """Return which sessions pinned bookings keep open (H13)."""
    pinned = np.zeros(len(arrays.sessions.day), bool)
    pinned[arrays.pairs.session[arrays.pairs.pinned]] = True
    pinned[arrays.staffing.session[arrays.staffing.pinned]] = True
    return pinned
