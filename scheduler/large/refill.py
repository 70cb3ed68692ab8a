"""One session filled again as well as it can be, with prices for what is taken from elsewhere.

Candidates are its people, people with time to spare, and people who would leave one other
session for it. Someone who leaves gives their place back at a part of its price, `trust`: all of
it while there are many better uses for places, less and less until only points count. What comes
out keeps every rule.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays import Flags, Floats, Ints
from scheduler.large.knapsack import best_group
from scheduler.large.tally import Tally

MOST = 40
GAIN = 1e-6
FORCED = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """People for a session: their pairs, shares, net points, and the session each would leave.

    `left` is -1 for those who leave none, `member` says who is there already.
    """

    row: Ints
    who: Ints
    share: Floats
    gain: Floats
    member: Flags
    left: Ints


class Refill:
    """Fills sessions of a tally again, one at a time.

    Parameters
    ----------
    tally
        The rota to be bettered.
    place, minute
        What a place of each session, and an expected minute of work in it, would earn elsewhere.

    `free` says which sessions may change at all; people who are `locked` stay where they are.
    """

    def __init__(self, tally: Tally, place: Floats, minute: Floats) -> None:
        self.tally = tally
        self.free = tally.arrays.possible.copy()
        self.place, self.minute = place, minute
        arrays = tally.arrays
        self._first = arrays.pairs.first.tolist()
        self._female = arrays.people.female
        self.locked = np.zeros(len(arrays.people.rate), bool)

    def refill(self, s: int, trust: float, noise: Floats | None = None) -> None:
        """Give an open session its best group, if that is better than the one it has.

        Parameters
        ----------
        s
            The session.
        trust
            The part of a price that counts, from 0 to 1.
        noise
            Points added for each person, to try what prices do not favour.
        """
        tally, places = self.tally, float(self.tally.arrays.sessions.places[s])
        some = self.candidates(s, trust)
        if not len(some.row) or places <= 0:
            return
        gain = some.gain if noise is None else some.gain + noise[some.who]
        women = self._female[some.who] & tally.lone[s]
        group = best_group(gain, some.share, women, places, float(gain[some.member].sum()) + GAIN)
        if group is not None:
            self._exchange(s, some, group)

    def worth(self, s: int, trust: float) -> float:
        """Return what a closed session's people would earn at most, by prices."""
        some = self.candidates(s, trust)
        places = float(self.tally.arrays.sessions.places[s])
        if not len(some.row) or places <= 0:
            return 0.0
        women = self._female[some.who] & self.tally.lone[s]
        group = best_group(some.gain, some.share, women, places, 0.0)
        return 0.0 if group is None else float(some.gain[group].sum())

    def rent(self, s: Ints | int, who: Ints, credit: Ints) -> Floats:
        """Return the price of bookings: of places, and of work that later sessions could do."""
        people = self.tally.arrays.people
        minute = np.where(self.tally.last[s], 0.0, self.minute[s])
        return np.asarray(
            self.place[s] * people.share[who] + minute * credit * people.rate[who], float
        )

    def candidates(self, s: int, trust: float) -> Candidates:
        """Return who may be in a session, and what that is worth at prices."""
        tally, arrays = self.tally, self.tally.arrays
        sessions, people, pairs = arrays.sessions, arrays.people, arrays.pairs
        low, high = self._first[s], self._first[s + 1]
        who = pairs.who[low:high].astype(np.int64)
        day, week, minutes = sessions.day[s], int(sessions.week[s]), int(sessions.minutes[s])
        now = tally.rota.booked[who, day]
        member = now == s
        suits = np.flatnonzero(member | ~(self._avoided(s, who) | self.locked[who]))
        row, who, member = suits + low, who[suits], member[suits]
        left = np.where(member, -1, now[suits]).astype(np.int64)
        remaining, number = people.remaining[who], tally.number[who] - member
        total = tally.total[who] - member * minutes
        weekly = tally.weekly[who, week]
        weekly = weekly - member * np.minimum(minutes, np.maximum(remaining - total, 0))
        credit = np.minimum(minutes, np.maximum(remaining - total, 1))
        full = (weekly + credit > people.room[who, week]) | self._cut(total, minutes, who, number)
        full &= (left < 0) & ~member
        only = np.flatnonzero(full & (number == 1))
        if len(only):
            left[only] = tally.rota.booked[who[only]].max(axis=1)
            full[only] = False
        leaves = left >= 0
        source = np.where(leaves, left, 0)
        lost = leaves * sessions.minutes[source]
        lost_credit = np.where(leaves, np.minimum(lost, remaining - (total - lost)), 0)
        same = sessions.week[source] == week
        weekly = weekly - lost_credit * same
        credit = np.minimum(minutes, remaining - (total - lost))
        able = (credit > 0) & (weekly + credit <= people.room[who, week]) & ~full
        able &= ~self._cut(total - lost, minutes, who, number - leaves)
        able &= ~leaves | self._may_leave(who, source)
        work = arrays.offered(weekly + credit, week, who) - arrays.offered(weekly, week, who)
        gain = work + sessions.worth[s] * credit + pairs.points[row]
        gain -= trust * self.rent(s, who, credit)
        movers = np.flatnonzero(leaves & able)
        if len(movers):
            p, b = who[movers], source[movers]
            elsewhere = sessions.week[b]
            before = tally.weekly[p, elsewhere] - lost_credit[movers]
            gain[movers] -= self._loss(p, b, before, lost_credit[movers], trust)
        stays = member & (self._cut(total, minutes, who, number) | pairs.pinned[row])
        gain[stays | (member & self.locked[who])] = FORCED
        chosen = np.flatnonzero(member | (able & (gain > 0)))
        share = people.share[who]
        if len(chosen) > MOST:
            density = gain[chosen] / np.maximum(share[chosen], 1e-9)
            density[member[chosen]] = np.inf
            chosen = chosen[np.argpartition(-density, MOST)[:MOST]]
        return Candidates(
            row=row[chosen],
            who=who[chosen],
            share=share[chosen],
            gain=gain[chosen],
            member=member[chosen],
            left=left[chosen],
        )

    def _avoided(self, s: int, who: Ints) -> Flags:
        """Return who must not meet a supervisor of the session (H7)."""
        avoids = self.tally.arrays.people.avoids[who]
        return np.asarray((avoids > 0) & ((self.tally.sexes[s] >> avoids) & 1 > 0), bool)

    def _cut(self, total: Ints, minutes: int, who: Ints, number: Ints) -> Flags:
        """Return whose work would run out with other bookings about; they are left alone (H5)."""
        return (total + minutes > self.tally.arrays.people.remaining[who]) & (number > 0)

    def _may_leave(self, who: Ints, source: Ints) -> Flags:
        """Return who may leave a session without breaking H8, H9 or a pin."""
        tally, arrays = self.tally, self.tally.arrays
        small = tally.group[source] <= arrays.sessions.min_people[source]
        pair = arrays.people.female[who] & tally.lone[source] & (tally.women[source] == 2)
        cut = (tally.total[who] > arrays.people.remaining[who]) & (tally.number[who] > 1)
        rows = tally.row[who, arrays.sessions.day[source]]
        return np.asarray(~(small | pair | cut | arrays.pairs.pinned[rows]), bool)

    def _loss(self, who: Ints, source: Ints, before: Ints, credit: Ints, trust: float) -> Floats:
        """Return what people lose by leaving, less what their places bring."""
        tally, arrays = self.tally, self.tally.arrays
        sessions, _people = arrays.sessions, arrays.people
        week, rows = sessions.week[source], tally.row[who, sessions.day[source]]
        after = arrays.offered((before + credit).astype(float), week, who)
        work = after - arrays.offered(before.astype(float), week, who)
        rent = self.rent(source, who, credit)
        points = sessions.worth[source] * credit + arrays.pairs.points[rows]
        return np.asarray(work + points - trust * rent)

    def _exchange(self, s: int, some: Candidates, group: Ints) -> None:
        """Put a group in; whatever breaks a rule is put back at once."""
        tally = self.tally
        chosen = np.zeros(len(some.who), bool)
        chosen[group] = True
        out = np.flatnonzero(some.member & ~chosen)
        new = np.flatnonzero(chosen & ~some.member)
        leaving = [(int(some.who[i]), s) for i in out]
        leaving += [(int(some.who[i]), int(some.left[i])) for i in new if some.left[i] >= 0]
        days = self.tally.arrays.sessions.day
        rows = [int(tally.row[p, days[t]]) for p, t in leaving]
        for p, t in leaving:
            tally.unbook(p, t)
        for i in new.tolist():
            tally.book(int(some.who[i]), s, int(some.row[i]))
        if tally.sound(s) and all(tally.sound(t) for t in {t for _, t in leaving} - {s}):
            return
        for i in new.tolist():
            tally.unbook(int(some.who[i]), s)
        for (p, t), row in zip(leaving, rows, strict=True):
            tally.book(p, t, row)
