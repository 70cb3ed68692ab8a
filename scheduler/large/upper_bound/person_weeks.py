"""The best week of every person at given prices, exactly, for all people at once.

A dynamic programme over the days of a week; a state is the sum of minutes booked so far. Only
sums of session lengths are states, so there are a handful for most people. The last booking may
be cut short by the requirement running out (H5); those people choose between lengths and
priorities, everyone else between lengths.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints
from scheduler.arrays.compiled import Arrays
from scheduler.large.upper_bound.person_classes import NEVER, Option, PersonClass, Sorting
from scheduler.settings.bounding import BoundSettings
from scheduler.settings.settings import USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Best weeks: their points and the positions of pairs booked, `short` if cut short (H5)."""

    points: float
    whole: Ints
    short: Ints


class PersonWeeks:
    """Best responses of people to prices; a unit is a person in one ISO week."""

    def __init__(
        self,
        arrays: Arrays,
        subset: Ints | None = None,
        settings: BoundSettings = USUAL.bound,
    ) -> None:
        pairs, sessions, people = arrays.pairs, arrays.sessions, arrays.people
        chosen = np.arange(len(pairs)) if subset is None else subset
        who, where = pairs.who[chosen].astype(np.int64), pairs.session[chosen].astype(np.int64)
        self._lengths = np.unique(sessions.minutes)
        self._worths, worth = np.unique(sessions.worth, return_inverse=True)
        unit = who * arrays.weeks + sessions.week[where]
        remaining = np.repeat(people.remaining, arrays.weeks)
        room = people.room.ravel()
        whole = np.repeat(people.room.sum(axis=1), arrays.weeks)
        cut = remaining < whole
        self._slots = len(self._lengths) * len(self._worths)
        length = np.searchsorted(self._lengths, sessions.minutes[where])
        option = np.where(cut[unit], length * len(self._worths) + worth.ravel()[where], length)
        value = pairs.points[chosen] + np.where(
            cut[unit], 0.0, sessions.worth[where] * sessions.minutes[where]
        )
        weekday = (arrays.problem.start.weekday() + sessions.day) % 7
        key = (unit * 7 + weekday[where]) * self._slots + option
        order = np.argsort(key, kind="stable")
        self.pair = chosen[order]
        self.session = where[order].astype(np.int32)
        self.share = people.share[who[order]]
        self.value = value[order]
        key = key[order]
        self._first = np.flatnonzero(np.diff(key, prepend=-1))
        self._until = np.append(self._first[1:], len(key))
        self._rate = people.rate[who[order]]
        self._expected: tuple[Floats, Floats] | None = None
        self._keys = key[self._first]
        self._cut, self._arrays = cut, arrays
        self._remaining, self._room = remaining, room
        self._classes = Sorting(
            arrays=arrays,
            settings=settings,
            lengths=self._lengths,
            worths=self._worths,
            slots=self._slots,
            keys=self._keys,
            cut=cut,
            remaining=remaining,
            room=room,
        ).make()

    @property
    def expected(self) -> tuple[Floats, Floats]:
        """The minutes each pair, in this order, is expected to work: whole, and cut short at least.

        Over several weeks any booking of someone who may run out may be the one cut short.
        """
        if self._expected is None:
            least = self._least_expected()
            whole = self._rate * self._arrays.sessions.minutes[self.session]
            self._expected = (whole if self._arrays.weeks == 1 else least, least)
        return self._expected

    def best(self, charge: Floats, refund: Floats | None = None) -> Choice:
        """Return the best weeks at a charge for each pair.

        Parameters
        ----------
        charge
            Points to pay for each pair, in this object's order of pairs.
        refund
            Points given back for a booking that is cut short, none negative.
        """
        nothing = np.zeros(0, np.int64)
        if not len(self.value):
            return Choice(points=0.0, whole=nothing, short=nothing)
        nets = [self.value - charge]
        nets.append(nets[0] if refund is None else nets[0] + refund)
        tops = [np.maximum.reduceat(net, self._first) for net in nets]
        total, found = 0.0, []
        for one in self._classes:
            points, groups, short = self._programme(one, tops)
            total += points
            found.append((groups, short))
        groups, short = (np.concatenate(part) for part in zip(*found, strict=True))
        whole, cut = (
            self._pairs_of(net, top, groups[some])
            for net, top, some in zip(nets, tops, (~short, short), strict=True)
        )
        return Choice(points=total, whole=whole, short=cut)

    def _programme(self, one: PersonClass, tops: list[Floats]) -> tuple[float, Ints, Flags]:
        """Run the programme of one class.

        Returns its points, the groups it uses and which of them are cut short.
        """
        size, count = len(one.units), one.rows
        gains = []
        for top in tops if one.left is not None else tops[:1]:
            table = np.full(7 * count * size, NEVER)
            table[one.cells] = top[one.groups]
            gains.append(table.reshape(7, count, size))
        state = np.full((len(one.sums), size), NEVER)
        state[0] = 0.0
        choice = np.full((7, len(one.sums), size), -1, np.int16)
        for day in range(7):
            self._day(one, [table[day] for table in gains], state, choice[day])
        state += one.final
        at = state.argmax(axis=0)
        points = float(state[at, np.arange(size)].sum())
        group = np.full(7 * count * size, -1)
        group[one.cells] = one.groups
        return points, *self._trace(one, choice, at, group.reshape(7, count, size))

    @staticmethod
    def _day(one: PersonClass, gains: list[Floats], state: Floats, choice: Ints) -> None:
        """Advance every state by one day, in place."""
        before = state.copy()
        if one.left is not None:
            before[one.left <= 0] = NEVER
        for option in one.options:
            whole = gains[0][option.rows]
            row: Ints = option.rows[:1]
            if one.left is not None:
                whole += option.worth * option.minutes
                row = option.rows[whole.argmax(axis=0)]
            offer = before[option.sources] + whole.max(axis=0)
            if one.left is not None and len(option.short):
                row = np.tile(row, (len(offer), 1))
                PersonWeeks._cut_short(option, one.left, gains[1], before, offer, row)
            now = state[option.targets]
            better = offer > now
            state[option.targets] = np.where(better, offer, now)
            choice[option.targets] = np.where(better, row, choice[option.targets])

    @staticmethod
    def _cut_short(
        option: Option, left: Floats, gains: Floats, before: Floats, offer: Floats, row: Ints
    ) -> None:
        """Put right what someone is offered whose work runs out within the length."""
        source = option.sources[option.short]
        each = gains[option.rows][:, None, :] + option.worth[:, :, None] * left[source]
        best = each.argmax(axis=0)
        short = before[source] + np.take_along_axis(each, best[None], axis=0)[0]
        cut = left[source] < option.minutes
        offer[option.short] = np.where(cut, short, offer[option.short])
        row[option.short] = np.where(cut, option.rows[best], row[option.short])

    @staticmethod
    def _trace(one: PersonClass, choice: Ints, at: Ints, group: Ints) -> tuple[Ints, Flags]:
        """Follow the choices back from the last day; returns groups and which are cut short."""
        everyone = np.arange(len(one.units))
        position = np.zeros(int(one.sums[-1]) + 1, np.int64)
        position[one.sums] = np.arange(len(one.sums))
        minutes = np.zeros(group.shape[1], np.int64)
        for option in one.options:
            minutes[option.rows] = option.minutes
        used, short = [], []
        for day in range(6, -1, -1):
            k = choice[day][at, everyone]
            busy = np.flatnonzero(k >= 0)
            used.append(group[day][k[busy], busy])
            length = minutes[k[busy]]
            at[busy] = position[one.sums[at[busy]] - length]
            left = np.inf if one.left is None else one.left[at[busy], busy]
            short.append(np.broadcast_to(left < length, len(busy)))
        return np.concatenate(used), np.concatenate(short)

    def _pairs_of(self, net: Floats, top: Floats, groups: Ints) -> Ints:
        """Return the best pair (by position) of each group used."""
        if not len(groups):
            return groups
        first, size = self._first[groups], self._until[groups] - self._first[groups]
        offset = np.cumsum(size) - size
        flat = np.arange(size.sum()) + np.repeat(first - offset, size)
        hit = flat[net[flat] == np.repeat(top[groups], size)]
        owner = np.searchsorted(self._first, hit, side="right")
        return (
            hit[np.flatnonzero(np.diff(owner, prepend=-1))] if _sorted(owner) else _one(hit, owner)
        )

    def _least_expected(self) -> Floats:
        """Return a lower bound on credited minutes × attendance rate for each pair."""
        pairs, sessions = self._arrays.pairs, self._arrays.sessions
        who = pairs.who[self.pair]
        minutes = sessions.minutes[self.session]
        least = minutes.astype(float)
        unit = who.astype(np.int64) * self._arrays.weeks + sessions.week[self.session]
        rows = np.flatnonzero(self._cut[unit])
        if len(rows):
            both = np.stack([self._remaining[unit[rows]], minutes[rows]], axis=1)
            kinds, kind = np.unique(both, axis=0, return_inverse=True)
            least[rows] = np.array([self._least_credit(int(r), int(m)) for r, m in kinds])[
                kind.ravel()
            ]
        return np.asarray(self._rate * least)

    def _least_credit(self, remaining: int, minutes: int) -> int:
        """Return the least that a booking credits someone with so much remaining."""
        sums, fresh = {0}, {0}
        for _ in range(7 * self._arrays.weeks):
            fresh = {a + int(n) for a in fresh for n in self._lengths if a + n < remaining} - sums
            if not fresh:
                break
            sums |= fresh
        return min(min(minutes, remaining - a) for a in sums)


def _sorted(values: Ints) -> bool:
    return bool((np.diff(values) >= 0).all())


def _one(hit: Ints, owner: Ints) -> Ints:
    """Return one position for each owner."""
    _, first = np.unique(owner, return_index=True)
    return hit[first]
