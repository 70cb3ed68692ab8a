"""Supervisors' days changed one at a time: other sessions open, people move, the better stays.

What a closed session would bring is its best group at the prices of places; what an open one
brings is what its people earn there above what they could have elsewhere at those prices. Days
that promise most by that are tried for real: sessions close and open, those touched are filled
again, and all is undone if points were lost.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.arrays import Ints
from scheduler.large.refill import Refill
from scheduler.large.supervisor_weeks import Chains

if TYPE_CHECKING:
    from scheduler.large.tally import Tally

GAIN = 1e-6
HOPE = 0.0
TRUSTS = (0.5, 0.0)
FRESH_TRUST = 0.7
NEXT_BEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A supervisor's new day: the chain, and the sessions that close and open for it."""

    supervisor: int
    hope: float
    close: tuple[int, ...]
    open: tuple[int, ...]


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
        worth -= self.refill.rent(where, who, credit)
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
        least = self.refill.place[s] * arrays.sessions.places[s]
        return float(max(least, (worth - self._elsewhere[who]).sum()))

    def moves(self, v: int) -> list[Move]:
        """Return a supervisor's other days that promise anything, the most promising first."""
        rota, sessions = self.tally.rota, self.tally.arrays.sessions
        runs = np.flatnonzero((rota.staff == v).any(axis=1))
        days = {int(d): runs[sessions.day[runs] == d] for d in np.unique(sessions.day[runs])}
        rows = self._order[self._first[v] : self._first[v + 1]]
        count = len(rota.opened)
        usable = ~rota.opened & self._single & self.refill.free & ~self._tied
        usable[runs] = True
        members = self.chains.members[rows]
        rows = rows[np.append(usable, True)[members].all(axis=1)]
        members = self.chains.members[rows]
        hope = self.chains.points[rows] + self.brings[members].sum(axis=1)
        now = {d: self._now(v, some) for d, some in days.items()}
        found = []
        for k, day, chain, value in zip(
            rows.tolist(), self.chains.day[rows].tolist(), members, hope.tolist(), strict=True
        ):
            base = days.get(day, runs[:0])
            kept = [s for s in chain.tolist() if s < count]
            if set(kept) == set(base.tolist()):
                continue
            move = self._move(v, k, day, kept, days, now, value)
            if move is not None:
                found.append(move)
        return sorted(found, key=lambda m: -m.hope)

    def is_open_to(self, move: Move) -> bool:
        """Whether a move found before could still be made."""
        rota = self.tally.rota
        runs = (rota.staff[list(move.close)] == move.supervisor).any(axis=1)
        return bool(runs.all() and not rota.opened[list(move.open)].any())

    def _now(self, v: int, runs: Ints) -> float:
        """Return what the sessions of a day bring with the supervisor's journeys."""
        staffing = self.tally.arrays.staffing
        value = float(self.brings[runs].sum())
        for s in runs.tolist():
            low, high = staffing.first[s], staffing.first[s + 1]
            value += float(staffing.points[low + np.searchsorted(staffing.who[low:high], v)])
        return value

    def _move(
        self,
        v: int,
        k: int,
        day: int,
        kept: list[int],
        days: dict[int, Ints],
        now: dict[int, float],
        value: float,
    ) -> Move | None:
        """Return the move to a chain, dropping one other day where hours or rest ask for it."""
        sessions, room = self.tally.arrays.sessions, self.tally.arrays.supervisors.room
        base = days.get(day, np.zeros(0, np.int64))
        week = int(self.chains.week[k])
        others = [d for d in days if d != day]
        spent = sum(
            int(sessions.minutes[days[d]].sum())
            for d in others
            if sessions.week[days[d][0]] == week
        )
        over = spent + int(self.chains.minutes[k]) - int(room[v, week])
        clash = [d for d in others if not self._rested(k, days[d])]
        value -= now.get(day, 0.0)
        drop: list[int] = []
        if len(clash) > 1:
            return None
        if clash:
            if over > int(sessions.minutes[days[clash[0]]].sum()):
                return None
            drop = clash
        elif over > 0:
            able = [
                d
                for d in others
                if sessions.week[days[d][0]] == week and sessions.minutes[days[d]].sum() >= over
            ]
            if not able:
                return None
            drop = [min(able, key=lambda d: now[d])]
        value -= sum(now[d] for d in drop)
        closing = [s for d in [*drop] for s in days[d].tolist()]
        closing += [s for s in base.tolist() if s not in kept]
        if value <= HOPE or any(not self._single[s] or self._tied[s] for s in closing):
            return None
        opening = tuple(s for s in kept if s not in base.tolist())
        return Move(supervisor=v, hope=value, close=tuple(closing), open=opening)

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
            self.refill.refill(s, FRESH_TRUST)
        around = self._next_best(released)
        for trust in TRUSTS:
            for s in dict.fromkeys([*around, *tally.touched()]):
                if tally.rota.opened[s]:
                    self.refill.refill(s, trust)
        gained = tally.gained
        if gained <= GAIN or not all(tally.sound(s) for s in move.open):
            tally.undo()
            return 0.0
        self._settle(move)
        return gained

    def _is_held(self, s: int) -> bool:
        """Whether someone there may not move, or has work for only part of all bookings (H5)."""
        tally, who = self.tally, self.tally.members(s)
        cut = (tally.total[who] > tally.arrays.people.remaining[who]) & (tally.number[who] > 1)
        return bool((cut | self.refill.locked[who]).any())

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
        opened = list(move.open)
        self.refill.place[list(move.close)] = 0.0
        places = np.maximum(self.tally.arrays.sessions.places[opened], 1.0)
        self.refill.place[opened] = np.maximum(0.0, self.brings[opened]) / places
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
            net = net - self.refill.place[session] * arrays.people.share[p]
            found.extend(session[np.argsort(-net, kind="stable")[:NEXT_BEST]].tolist())
        return found
