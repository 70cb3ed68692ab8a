"""One session filled again as well as it can be, with prices for what is taken from elsewhere.

Candidates are its people, people with time to spare, and people who would leave another session
for it. Someone who leaves gives their place back at a part of its price, `trust`: all of it
while there are many better uses for places, less and less until only points count. What comes
out keeps every rule.
"""

import numpy as np

from scheduler.arrays.columns import Floats, Ints
from scheduler.large.improvement.appraisal import FORCED, Candidates, Market
from scheduler.large.improvement.knapsack import best_group
from scheduler.large.improvement.running_totals import EDGE, Tally
from scheduler.large.upper_bound.prices import Rates
from scheduler.settings.improving import SearchSettings
from scheduler.settings.settings import USUAL

GAIN = 1e-6


class Refill:
    """Fills sessions of a tally again, one at a time.

    Parameters
    ----------
    tally
        The rota to be bettered.
    prices
        What bookings cost.
    settings
        How many are looked at.

    `free` says which sessions may change at all; `market` appraises bookings.
    """

    def __init__(
        self, tally: Tally, prices: Rates, settings: SearchSettings = USUAL.search
    ) -> None:
        self.tally, self.market, self.settings = tally, Market(tally, prices), settings
        self.free = tally.arrays.possible.copy()
        self._female = tally.arrays.people.female

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
        some = self.market.candidates(s, trust, self.settings.candidates)
        gain = some.gain if noise is None else some.gain + noise[some.who]
        group = self._group(s, some, gain, float(gain[some.member].sum()) + GAIN)
        if group is not None:
            self._exchange(s, some, group)

    def worth(self, s: int, trust: float) -> float:
        """Return what a closed session's people would earn at most, by prices."""
        some = self.market.candidates(s, trust, self.settings.candidates)
        group = self._best(s, some, some.gain, 0.0)
        return 0.0 if group is None else float(some.gain[group].sum())

    def _best(self, s: int, some: Candidates, gain: Floats, above: float) -> Ints | None:
        places = float(self.tally.arrays.sessions.places[s])
        if not len(some.row) or places <= 0:
            return None
        women = self._female[some.who] & self.tally.lone[s]
        return best_group(gain, some.share, women, places, above, self.settings)

    def _group(self, s: int, some: Candidates, gain: Floats, above: float) -> Ints | None:
        """Return the best group that leaves work for later sessions (H11); `None` if none is.

        Where the best of all would work too much, minutes are charged for, at a rate halved
        between too low and high enough.
        """
        group = self._best(s, some, gain, above)
        work = self.tally.work_left(s)
        if group is None or some.expected[group].sum() < work:
            return group
        free = gain < FORCED / 2
        low, high = 0.0, 2.0 * float((gain / np.maximum(some.expected, EDGE))[free].max(initial=0))
        found = None
        for _ in range(self.settings.work_tries):
            rate = (low + high) / 2
            group = self._best(s, some, np.where(free, gain - rate * some.expected, gain), 0.0)
            if group is not None and some.expected[group].sum() < work:
                high = rate
                if gain[group].sum() > above:
                    above, found = float(gain[group].sum()), group
            else:
                low = rate
        return found

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
        stretched = len(tally.stretched)
        for p, t in leaving:
            tally.unbook(p, t)
        for i in new.tolist():
            tally.book(int(some.who[i]), s, int(some.row[i]))
        if all(tally.sound(t) for t in {s, *(t for _, t in leaving), *tally.stretched[stretched:]}):
            return
        for i in new.tolist():
            tally.unbook(int(some.who[i]), s)
        for (p, t), row in zip(leaving, rows, strict=True):
            tally.book(p, t, row)
