"""The best week of every supervisor at given prices, exactly, for all of them at once.

A day is a chain of sessions with the journeys and gaps between them (H12); all chains of a day
are listed once. A week is a dynamic programme over the days with sums of minutes as states. The
rest between days is left to construction and repair, which only makes the bound a little higher.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Floats, Ints
from scheduler.arrays.compiled import Arrays
from scheduler.arrays.distances import kilometres
from scheduler.settings.bounding import BoundSettings
from scheduler.settings.settings import USUAL

NEVER = -1e15


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """Possible working days: who, which sessions (padded with the number of sessions), points."""

    who: Ints
    members: Ints
    points: Floats
    minutes: Ints
    day: Ints
    week: Ints

    def __len__(self) -> int:
        """Return how many chains there are."""
        return len(self.who)


class SupervisorWeeks:
    """Best responses of supervisors to what sessions pay them."""

    def __init__(self, arrays: Arrays, settings: BoundSettings = USUAL.bound) -> None:
        self.chains, self.exact = list_chains(arrays, settings)
        chains = self.chains
        self._count = len(arrays.supervisors.female)
        self._weeks = arrays.weeks
        weekday = (arrays.problem.start.weekday() + chains.day) % 7
        self._lengths = np.unique(chains.minutes)
        length = np.searchsorted(self._lengths, chains.minutes)
        unit = chains.who * self._weeks + chains.week
        key = (unit * 7 + weekday) * max(1, len(self._lengths)) + length
        self._order = np.argsort(key, kind="stable")
        key = key[self._order]
        self._first = np.flatnonzero(np.diff(key, prepend=-1))
        self._until = np.append(self._first[1:], len(key))
        self._keys = key[self._first]
        self._members = chains.members[self._order]
        self._who = chains.who[self._order]
        self._points = chains.points[self._order]
        nobody = len(arrays.sessions.day)
        self._single = (self._members[:, 1:] == nobody).all(axis=1)
        room = np.maximum(arrays.supervisors.room, 0).ravel()
        sums = {0}
        most = int(room.max(initial=0))
        for _ in range(7):
            sums |= {a + int(n) for a in sums for n in self._lengths if a + n <= most}
        self._sums = np.array(sorted(sums), np.int64)
        self._closed = np.where(self._sums[:, None] <= room, 0.0, NEVER)
        position = {int(a): i for i, a in enumerate(self._sums)}
        self._moves = []
        for n in self._lengths.tolist():
            moves = [(i, position[a + n]) for a, i in position.items() if a + n in position]
            self._moves.append(
                (
                    np.array([i for i, _ in moves], np.int64),
                    np.array([j for _, j in moves], np.int64),
                )
            )

    def bar(self, chains: Ints) -> None:
        """Let nobody work some chains any more; what is proven from then on holds without them."""
        barred = np.zeros(len(self._order), bool)
        barred[chains] = True
        self._points[barred[self._order]] = NEVER

    def net(self, pay: Floats) -> Floats:
        """Return the points of each chain, in listed order, at a pay matrix (see `best`)."""
        net = np.empty(len(self._order))
        net[self._order] = self._net(pay)
        return net

    def _net(self, pay: Floats) -> Floats:
        net = self._points.copy()
        for column in self._members.T:
            net += pay[self._who, column] if pay.ndim == 2 else pay[column]
        return net

    def best(self, pay: Floats) -> tuple[float, Ints]:
        """Return the points of all best weeks and the chains worked (indices into `chains`).

        Where not every chain could be listed, the points are those of every session that pays,
        whatever the day and the week hold: never below those of the best weeks.

        Parameters
        ----------
        pay
            What each session pays, with one more entry that is 0; either one row for all
            supervisors or one row for each.
        """
        if not len(self._order):
            return 0.0, np.zeros(0, np.int64)
        net = self._net(pay)
        top = np.maximum.reduceat(net, self._first)
        lengths, units = len(self._lengths), self._count * self._weeks
        table = np.full(units * 7 * lengths, NEVER)
        table[self._keys] = top
        gains = np.ascontiguousarray(table.reshape(units, 7, lengths).transpose(1, 2, 0))
        state = np.full((len(self._sums), units), NEVER)
        state[0] = 0.0
        choice = np.full((7, len(self._sums), units), -1, np.int16)
        for day in range(7):
            before = state.copy()
            for k, (sources, targets) in enumerate(self._moves):
                offer = before[sources] + gains[day, k]
                now = state[targets]
                better = offer > now
                state[targets] = np.where(better, offer, now)
                picked = choice[day][targets]
                picked[better] = k
                choice[day][targets] = picked
        state += self._closed
        at = state.argmax(axis=0)
        total = float(state[at, np.arange(units)].sum())
        if not self.exact:
            total = float(np.maximum(net[self._single], 0.0).sum())
        return total, self._trace(net, choice, at)

    def _trace(self, net: Floats, choice: Ints, at: Ints) -> Ints:
        """Follow the choices back and name the best chain of each day and length used."""
        lengths, units = len(self._lengths), self._count * self._weeks
        group = np.full(units * 7 * lengths, -1)
        group[self._keys] = np.arange(len(self._keys))
        groups = group.reshape(units, 7, lengths)
        position = np.zeros(int(self._sums[-1]) + 1, np.int64)
        position[self._sums] = np.arange(len(self._sums))
        everyone = np.arange(units)
        used: list[int] = []
        for day in range(6, -1, -1):
            k = choice[day][at, everyone]
            busy = np.flatnonzero(k >= 0)
            used.extend(groups[busy, day, k[busy]].tolist())
            at[busy] = position[self._sums[at[busy]] - self._lengths[k[busy]]]
        best = [self._first[g] + int(net[self._first[g] : self._until[g]].argmax()) for g in used]
        return np.asarray(self._order[np.array(best, np.int64)])


def list_chains(arrays: Arrays, settings: BoundSettings) -> tuple[Chains, bool]:
    """List the possible working days of all supervisors; False if there were too many for all.

    Then every single session is still listed, and `best` counts those alone: a looser bound, but a
    valid one.
    """
    staffing, sessions = arrays.staffing, arrays.sessions
    count = len(sessions.day)
    who, where = staffing.who.astype(np.int64), staffing.session.astype(np.int64)
    found = [(who, where[:, None], staffing.points, sessions.minutes[where])]
    best: dict[tuple[int, int], Ints] = {}
    order = np.lexsort((where, sessions.day[where], who))
    key = who[order] * arrays.days + sessions.day[where[order]]
    for part in np.split(order, np.flatnonzero(np.diff(key)) + 1):
        if len(part):
            best[(int(who[part[0]]), int(sessions.day[where[part[0]]]))] = part
    exact, total = True, len(who)
    for part in best.values():
        if len(part) < 2:
            continue
        chains, complete = _chains_of_day(arrays, part, limit=settings.most_days_of_one)
        exact &= complete
        total += sum(len(c[0]) for c in chains)
        if total > settings.most_days:
            exact = False
            break
        found.extend(chains)
    width = max((c[1].shape[1] for c in found), default=1)
    members = [
        np.pad(c[1], ((0, 0), (0, width - c[1].shape[1])), constant_values=count) for c in found
    ]
    every = np.concatenate(members)
    return Chains(
        who=np.concatenate([c[0] for c in found]),
        members=every,
        points=np.concatenate([c[2] for c in found]),
        minutes=np.concatenate([c[3] for c in found]),
        day=sessions.day[every[:, 0]],
        week=sessions.week[every[:, 0]],
    ), exact


def _chains_of_day(
    arrays: Arrays, part: Ints, limit: int
) -> tuple[list[tuple[Ints, Ints, Floats, Ints]], bool]:
    """List the chains of two or more sessions of one supervisor's day."""
    sessions, staffing, policy = arrays.sessions, arrays.staffing, arrays.problem.policy
    where = staffing.session[part].astype(np.int64)
    where, points = where, staffing.points[part]
    spot = arrays.journeys[sessions.project[where]]
    gap = kilometres(spot[:, None], spot[None, :]) * policy.minutes_per_km
    gap += policy.supervisor_gap_minutes
    follows = sessions.end[where][:, None] + gap <= sessions.start[where][None, :] + 1e-9
    minutes = sessions.minutes[where]
    chains: list[tuple[Ints, Ints, Floats, Ints]] = []
    rows = np.arange(len(part))[:, None]
    worth, length = points, minutes
    while len(rows):
        fits = follows[rows[:, -1]] & (
            length[:, None] + minutes[None, :] <= policy.supervisor_day_minutes
        )
        a, b = np.nonzero(fits)
        if len(a) > limit:
            return chains, False
        rows = np.concatenate([rows[a], b[:, None]], axis=1)
        worth, length = worth[a] + points[b], length[a] + minutes[b]
        if len(rows):
            who = np.full(len(rows), staffing.who[part[0]], np.int64)
            chains.append((who, where[rows], worth, length))
    return chains, True
