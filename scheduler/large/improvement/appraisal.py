"""What bookings are worth at prices: who would be in a session, and which one each would leave.

A quick estimate tells the people worth looking at; those are appraised by their whole rotas, so
that requirements running out (H5), hours beyond the offer and every booking they might leave
count as they are.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints
from scheduler.large.improvement.running_totals import Tally
from scheduler.large.upper_bound.prices import Rates

NEVER = -1e15
FORCED = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """People for a session: their pairs, shares, net points, and the session each would leave.

    `left` is -1 for those who leave none, `member` says who is there already, `expected` what
    minutes each would be expected to work there.
    """

    row: Ints
    who: Ints
    share: Floats
    gain: Floats
    member: Flags
    left: Ints
    expected: Floats

    def some(self, chosen: Ints) -> "Candidates":
        """Return some of the candidates."""
        return Candidates(
            row=self.row[chosen],
            who=self.who[chosen],
            share=self.share[chosen],
            gain=self.gain[chosen],
            member=self.member[chosen],
            left=self.left[chosen],
            expected=self.expected[chosen],
        )


class Market:
    """Appraises bookings in a tally.

    Parameters
    ----------
    tally
        The rota.
    prices
        What bookings cost; those of closed sessions cost nothing.

    People who are `locked` stay where they are.
    """

    def __init__(self, tally: Tally, prices: Rates) -> None:
        self.tally, self.minute, self._price = tally, prices.minute, prices.place
        self.place = np.where(tally.rota.opened, prices.place, 0.0)
        self.locked = np.zeros(len(tally.arrays.people.rate), bool)
        self._first = tally.arrays.pairs.first.tolist()

    def candidates(self, s: int, trust: float, most: int) -> Candidates:
        """Return who would be in a session, and what each is worth there.

        Parameters
        ----------
        s
            The session.
        trust
            The part of prices that counts, from 0 to 1.
        most
            How many there may be, those there now first.
        """
        row, who, member = self._promising(s, trust, 2 * most)
        gain, left, credit = self._exactly(s, row, who, member, trust)
        people, pairs = self.tally.arrays.people, self.tally.arrays.pairs
        gain[member & (pairs.pinned[row] | self.locked[who])] = FORCED
        every = Candidates(
            row=row,
            who=who,
            share=people.share[who],
            gain=gain,
            member=member,
            left=left,
            expected=credit * people.rate[who],
        )
        some = every.some(np.flatnonzero(member | (gain > 0)))
        return some.some(_foremost(some.gain, some.share, some.member, most))

    def reprice(self, sessions: list[int]) -> None:
        """Put the price on places of sessions that have opened, and none on closed ones."""
        self.place[sessions] = self._price[sessions] * self.tally.rota.opened[sessions]

    def rent(self, s: Ints | int, who: Ints, credit: Ints) -> Floats:
        """Return the price of bookings: of places, and of work that later sessions could do."""
        people = self.tally.arrays.people
        minute = np.where(self.tally.last[s], 0.0, self.minute[s])
        return np.asarray(
            self.place[s] * people.share[who] + minute * credit * people.rate[who], float
        )

    def _promising(self, s: int, trust: float, most: int) -> tuple[Ints, Ints, Flags]:
        """Return pairs, people and who is there now, by a quick estimate of what each is worth.

        Estimated is someone's full worth there, less that of the booking they would miss least
        if they have no room for one more.
        """
        tally, arrays = self.tally, self.tally.arrays
        people, day, week = arrays.people, arrays.sessions.day[s], arrays.sessions.week[s]
        low, high = self._first[s], self._first[s + 1]
        who = arrays.pairs.who[low:high].astype(np.int64)
        share, booked = people.share[who], tally.rota.booked[who]
        now, minutes = booked[:, day], int(arrays.sessions.minutes[s])
        price = (trust * share)[:, None] * self.place[booked]
        lost = np.where(booked >= 0, tally.held[who] - price, np.inf)
        given = tally.weekly[who, week]
        room = given + minutes <= people.room[who, week]
        extra = np.clip(given + people.used[who, week] + minutes - people.weekly[who], 0, minutes)
        cheap = (1 - arrays.problem.policy.extra_hours_rate) * people.urgency[who] * extra
        hold = np.where(now >= 0, lost[:, day], np.where(room, cheap, lost.min(axis=1)))
        gain = tally.worth[low:high] - trust * self.place[s] * share - hold
        member = now == s
        some = np.flatnonzero(member | ((gain > 0) & ~(self._avoided(s, who) | self.locked[who])))
        some = some[_foremost(gain[some], share[some], member[some], most)]
        return some + low, who[some], member[some]

    def _exactly(
        self, s: int, row: Ints, who: Ints, member: Flags, trust: float
    ) -> tuple[Floats, Ints, Ints]:
        """Appraise people by their whole rotas, with each booking they might leave tried in turn.

        Returns points, the session left and minutes credited.
        """
        tally, day = self.tally, self.tally.arrays.sessions.day[s]
        now, rows = tally.rota.booked[who], tally.row[who]
        without = now.copy()
        without[member, day] = -1
        one, other = np.nonzero((now >= 0) & ((now[:, day] < 0) & ~member)[:, None])
        owner = np.concatenate([np.arange(len(who)), one])
        trial = now[owner]
        left = np.where(member, -1, now[:, day])
        left = np.concatenate([left, now[one, other]]).astype(np.int64)
        trial[np.arange(len(who), len(owner)), other] = -1
        trial[:, day] = s
        every = np.concatenate([np.arange(len(who)), owner])
        rows = rows[every]
        rows[len(who) :, day] = row[owner]
        value, fine, credit = self._weeks(who[every], np.concatenate([without, trial]), rows, trust)
        base, value, fine = value[: len(who)], value[len(who) :], fine[len(who) :]
        leaves = np.flatnonzero(left >= 0)
        fine[leaves] &= self._may_leave(who[owner[leaves]], left[leaves])
        gain = np.where(fine, value - base[owner], NEVER)
        order = np.lexsort((-gain, owner))
        best = order[np.searchsorted(owner[order], np.arange(len(who)))]
        return gain[best], left[best], credit[len(who) + best, day]

    def _weeks(
        self, who: Ints, booked: Ints, rows: Ints, trust: float
    ) -> tuple[Floats, Flags, Ints]:
        """Return what whole rotas of people are worth, whether they keep H4 and H5, and credits.

        Parameters
        ----------
        who, booked, rows
            People, each one's session and pair each day (-1: none).
        trust
            The part of prices that counts.
        """
        arrays = self.tally.arrays
        sessions, people = arrays.sessions, arrays.people
        here = booked >= 0
        minutes = np.where(here, sessions.minutes[booked], 0)
        left = people.remaining[who][:, None] - np.cumsum(minutes, axis=1) + minutes
        credit = np.clip(left, 0, minutes)
        fine = ~(here & (credit <= 0)).any(axis=1)
        rent = self.rent(booked, who[:, None], credit)
        each = arrays.pairs.points[rows] + sessions.worth[booked] * credit - trust * rent
        value = np.where(here, each, 0.0).sum(axis=1)
        for week in range(arrays.weeks):
            inside = credit if arrays.weeks == 1 else credit * (sessions.week[booked] == week)
            total = inside.sum(axis=1)
            fine &= total <= people.room[who, week]
            value += arrays.offered(total, week, who)
        return value, fine, credit

    def _avoided(self, s: int, who: Ints) -> Flags:
        """Return who must not meet a supervisor of the session (H7)."""
        avoids = self.tally.arrays.people.avoids[who]
        return np.asarray((avoids > 0) & ((self.tally.sexes[s] >> avoids) & 1 > 0), bool)

    def _may_leave(self, who: Ints, source: Ints) -> Flags:
        """Return who may leave a session without breaking H8, H9 or a pin."""
        tally, arrays = self.tally, self.tally.arrays
        small = tally.group[source] <= arrays.sessions.min_people[source]
        pair = arrays.people.female[who] & tally.lone[source] & (tally.women[source] == 2)
        rows = tally.row[who, arrays.sessions.day[source]]
        return np.asarray(~(small | pair | arrays.pairs.pinned[rows]), bool)


def _foremost(gain: Floats, share: Floats, member: Flags, most: int) -> Ints:
    """Return all members, and the others that are worth most for their share of a place."""
    count = max(most, int(member.sum()))
    if len(gain) <= count:
        return np.arange(len(gain))
    density = gain / np.maximum(share, 1e-9)
    density[member] = np.inf
    return np.argpartition(-density, count)[:count]
