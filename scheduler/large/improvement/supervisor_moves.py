"""Supervisors' days changed one at a time: other sessions open, people move, the better stays.

What a closed session would bring is its best group at the prices of places; what an open one
brings is what its people earn there above what they could have elsewhere at those prices. Days
that promise most by that are tried for real: sessions close and open, those touched are filled
again, and all is undone if points were lost.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.arrays.columns import Ints
from scheduler.large.improvement.session_refill import Refill
from scheduler.large.upper_bound.supervisor_weeks import Chains

if TYPE_CHECKING:
    from scheduler.large.improvement.running_totals import Tally

GAIN = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A supervisor's new day: the chain, and the sessions that close and open for it."""

    supervisor: int
    hope: float
    close: tuple[int, ...]
    open: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Week:
    """A supervisor's days as they are: sessions run, and what these bring with journeys."""

    supervisor: int
    runs: dict[int, Ints]
    brings: dict[int, float]


class Restaff:
    """Tries other days for supervisors on a tally."""

    def __init__(self, refill: Refill, chains: Chains) -> None:
        self.refill, self.chains = refill, chains
        self.tally: Tally = refill.tally
        arrays = self.tally.arrays
        self._order = np.argsort(chains.who, kind="stable")
        count = len(arrays.supervisors.female)
        self._first = np.searchsorted(chains.who[self._order], np.arange(count + 1))
        ends = np.append(arrays.sessions.end, -(10**9))
        self._start = arrays.sessions.start[chains.members[:, 0]]
        self._end = ends[chains.members].max(axis=1)
        pairs = arrays.pairs
        self._pairs = np.argsort(pairs.who, kind="stable")
        people = len(arrays.people.rate)
        self._pairs_first = np.searchsorted(pairs.who[self._pairs], np.arange(people + 1))
        self._tied = np.zeros(len(arrays.sessions.day), bool)
        self._tied[pairs.session[pairs.pinned]] = True
        self._tied[arrays.staffing.session[arrays.staffing.pinned]] = True
        self._single = arrays.sessions.needed == 1
        self.brings = np.zeros(len(self._tied) + 1)
        self._elsewhere = np.zeros(people)
        self.refresh()

    def refresh(self) -> None:
        """Appraise everything, and what people could have elsewhere at the prices there are."""
        tally, arrays = self.tally, self.tally.arrays
        pairs, people, sessions = arrays.pairs, arrays.people, arrays.sessions
        who, where = pairs.who[self._pairs], pairs.session[self._pairs]
        day = sessions.day[where]
        some = tally.rota.opened[where] & (tally.rota.booked[who, day] != where)
        who, where, rows = who[some], where[some], self._pairs[some]
        credit = np.minimum(sessions.minutes[where], people.remaining[who])
        week = sessions.week[where]
        before = np.maximum(0, tally.weekly[who, week] - credit).astype(float)
        worth = arrays.offered(before + credit, week, who) - arrays.offered(before, week, who)
        worth += sessions.worth[where] * credit + pairs.points[rows]
        worth -= self.refill.market.rent(where, who, credit)
        first = np.flatnonzero(np.diff(who, prepend=-1))
        self._elsewhere[:] = 0.0
        if len(first):
            self._elsewhere[who[first]] = np.maximum(0.0, np.maximum.reduceat(worth, first))
        self.appraise(np.flatnonzero(self.refill.free & self._single))

    def appraise(self, sessions: Ints) -> None:
        """Estimate what sessions bring, besides their supervisors' journeys."""
        cost = self.tally.arrays.problem.policy.session_points
        for s in sessions.tolist():
            opened = self.tally.rota.opened[s]
            self.brings[s] = (self._kept(s) if opened else self._promised(s)) - cost

    def _promised(self, s: int) -> float:
        """Return what a closed session's best group would earn, as far as there is work (H11)."""
        work = self.tally.work_for(s)
        sessions = self.tally.arrays.sessions
        most = max(1.0, float(sessions.minutes[s] * sessions.places[s]))
        return self.refill.worth(s, 1.0) * min(1.0, work / most) if work > 0 else 0.0

    def _kept(self, s: int) -> float:
        """Return what an open session's people earn above what they could have elsewhere.

        Never less than the price of its places: not everyone can go to the same place next.
        """
        tally, arrays = self.tally, self.tally.arrays
        who, week = tally.members(s), arrays.sessions.week[s]
        credit = np.minimum(arrays.sessions.minutes[s], arrays.people.remaining[who]).astype(float)
        before = tally.weekly[who, week] - credit
        work = arrays.offered(before + credit, week, who) - arrays.offered(before, week, who)
        rows = tally.row[who, arrays.sessions.day[s]]
        worth = work + arrays.sessions.worth[s] * credit + arrays.pairs.points[rows]
        least = self.refill.market.place[s] * arrays.sessions.places[s]
        return float(max(least, (worth - self._elsewhere[who]).sum()))

    def moves(self, v: int) -> list[Move]:
        """Return a supervisor's other days that promise anything, the most promising first."""
        week = self._week(v)
        rows = self._order[self._first[v] : self._first[v + 1]]
        opened = self.tally.rota.opened
        usable = np.append(~opened & self._single & self.refill.free & ~self._tied, True)
        for runs in week.runs.values():
            usable[runs] = True
        rows = rows[usable[self.chains.members[rows]].all(axis=1)]
        hope = self.chains.points[rows] + self.brings[self.chains.members[rows]].sum(axis=1)
        tried = (self._move(week, k, h) for k, h in zip(rows.tolist(), hope.tolist(), strict=True))
        return sorted((move for move in tried if move is not None), key=lambda m: -m.hope)

    def _week(self, v: int) -> _Week:
        sessions, staffing = self.tally.arrays.sessions, self.tally.arrays.staffing
        found = np.flatnonzero((self.tally.rota.staff == v).any(axis=1))
        days = np.unique(sessions.day[found]).tolist()
        runs = {d: found[sessions.day[found] == d] for d in days}
        brings = {d: float(self.brings[some].sum()) for d, some in runs.items()}
        for d, some in runs.items():
            for s in some.tolist():
                low, high = staffing.first[s], staffing.first[s + 1]
                row = low + np.searchsorted(staffing.who[low:high], v)
                brings[d] += float(staffing.points[row])
        return _Week(supervisor=v, runs=runs, brings=brings)

    def is_open_to(self, move: Move) -> bool:
        """Whether a move found before could still be made."""
        rota = self.tally.rota
        runs = (rota.staff[list(move.close)] == move.supervisor).any(axis=1)
        return bool(runs.all() and not rota.opened[list(move.open)].any())

    def _move(self, week: _Week, k: int, hope: float) -> Move | None:
        """Return the move to a chain, or `None` if it is the day there is or promises nothing."""
        day, count = int(self.chains.day[k]), len(self._single)
        chain = [s for s in self.chains.members[k].tolist() if s < count]
        base = week.runs[day].tolist() if day in week.runs else []
        drop = self._in_the_way(week, k)
        if drop is None or set(chain) == set(base):
            return None
        hope -= week.brings.get(day, 0.0) + sum(week.brings[d] for d in drop)
        close = [s for d in drop for s in week.runs[d].tolist()]
        close += [s for s in base if s not in chain]
        if hope <= 0.0 or any(not self._single[s] or self._tied[s] for s in close):
            return None
        opening = tuple(s for s in chain if s not in base)
        return Move(supervisor=week.supervisor, hope=hope, close=tuple(close), open=opening)

    def _in_the_way(self, week: _Week, k: int) -> list[int] | None:
        """Return the other day to be dropped for a chain's rest and hours; `None` if one won't do.

        Where only hours are short, it is the day that brings least.
        """
        sessions, room = self.tally.arrays.sessions, self.tally.arrays.supervisors.room
        others = [d for d in week.runs if d != self.chains.day[k]]
        number = int(self.chains.week[k])
        spent = {
            d: int(sessions.minutes[week.runs[d]].sum())
            for d in others
            if sessions.week[week.runs[d][0]] == number
        }
        hours = int(self.chains.minutes[k]) - int(room[week.supervisor, number])
        over = sum(spent.values()) + hours
        clash = [d for d in others if not self._rested(k, week.runs[d])]
        if not clash and over <= 0:
            return []
        able = [d for d in clash or spent if spent.get(d, 0) >= over]
        if len(clash) > 1 or not able:
            return None
        return [min(able, key=lambda d: week.brings[d])]

    def _rested(self, k: int, runs: Ints) -> bool:
        """Whether there is rest enough between a chain and another day (H12)."""
        sessions = self.tally.arrays.sessions
        rest = self.tally.arrays.problem.policy.supervisor_rest_minutes
        start, end = sessions.start[runs].min(), sessions.end[runs].max()
        return bool(self._start[k] >= end + rest or self._end[k] + rest <= start)

    def attempt(self, move: Move) -> float:
        """Make a move and keep it if it is better; returns the points gained."""
        tally = self.tally
        tally.keep()
        if any(self._is_held(s) for s in move.close):
            return 0.0
        released = [p for s in move.close for p in self._close(s)]
        for s in move.open:
            tally.open(s, (move.supervisor,))
            self.refill.refill(s, self.refill.settings.open_trust)
        around = self._next_best(released)
        for trust in self.refill.settings.move_trusts:
            for s in dict.fromkeys([*around, *tally.touched()]):
                if tally.rota.opened[s]:
                    self.refill.refill(s, trust)
        gained = tally.gained
        if gained <= GAIN or not all(tally.sound(s) for s in {*move.open, *tally.stretched}):
            tally.undo()
            return 0.0
        self._settle(move)
        return gained

    def _is_held(self, s: int) -> bool:
        """Whether someone there may not move."""
        return bool(self.refill.market.locked[self.tally.members(s)].any())

    def _close(self, s: int) -> list[int]:
        """Close a session; returns who was booked on it."""
        who: list[int] = self.tally.members(s).tolist()
        for p in who:
            self.tally.unbook(p, s)
        self.tally.close(s)
        return who

    def _settle(self, move: Move) -> None:
        """Keep a move, and appraise again what it has changed."""
        changed = np.array(self.tally.touched(), np.int64)
        self.tally.keep()
        self.refill.market.reprice([*move.close, *move.open])
        self.appraise(changed[self._single[changed] & self.refill.free[changed]])

    def _next_best(self, released: list[int]) -> list[int]:
        """Return the open sessions that people without a place would go to next."""
        tally, arrays = self.tally, self.tally.arrays
        found: list[int] = []
        for p in released:
            rows = self._pairs[self._pairs_first[p] : self._pairs_first[p + 1]]
            session = arrays.pairs.session[rows]
            free = tally.rota.opened[session] & self.refill.free[session]
            free &= tally.rota.booked[p, arrays.sessions.day[session]] < 0
            rows, session = rows[free], session[free]
            worth = arrays.people.urgency[p] + arrays.sessions.worth[session]
            net = arrays.pairs.points[rows] + worth * arrays.sessions.minutes[session]
            net = net - self.refill.market.place[session] * arrays.people.share[p]
            found.extend(
                session[np.argsort(-net, kind="stable")[: self.refill.settings.next_best]].tolist()
            )
        return found
