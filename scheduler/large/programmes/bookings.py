"""Which bookings a programme chooses among: those that promise most, or every one.

Whom H3, H4, H5 or H7 keep from a session because of what stays is left out here, not in rows.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import AVOIDS, Flags, Floats, Ints, Numbers
from scheduler.large.programmes.scope import Scope
from scheduler.settings.improving import PieceSettings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bookings:
    """Bookings that may be made.

    Attributes
    ----------
    pairs
        Their positions in the problem's pairs.
    who, where, week
        The person, the session and its week.
    credit
        Minutes that each may credit.
    worth
        Points of each besides those of work.
    here
        Which of them the rota has as it is.
    """

    pairs: Ints
    who: Ints
    where: Ints
    week: Ints
    credit: Numbers
    worth: Floats
    here: Flags

    def only(self, keep: Flags) -> "Bookings":
        """Return some of them."""
        return Bookings(
            pairs=self.pairs[keep],
            who=self.who[keep],
            where=self.where[keep],
            week=self.week[keep],
            credit=self.credit[keep],
            worth=self.worth[keep],
            here=self.here[keep],
        )


def every_booking(scope: Scope) -> Bookings:
    """Return every pair that could credit anything (H5)."""
    pairs, minutes = scope.arrays.pairs, scope.arrays.sessions.minutes
    rows = np.flatnonzero(minutes[pairs.session] > 0)
    return _bookings(scope, rows, minutes[pairs.session[rows]])


def promising(
    scope: Scope, price: Floats, settings: PieceSettings, busy: Flags | None = None
) -> Bookings:
    """Return the bookings that are free to be made and promise most, and those there are.

    Parameters
    ----------
    scope
        What is opened up.
    price
        Points a place costs in each session.
    settings
        How many are kept.
    busy
        People who must stay where they are; nobody if not given.
    """
    arrays = scope.arrays
    free = _free(scope, busy)
    promise = free.worth + _work(scope, free) - price[free.where] * arrays.people.share[free.who]
    keep = free.here | arrays.pairs.pinned[free.pairs]
    most = settings.places_times * arrays.sessions.places[free.where] + settings.places_more
    keep |= (_rank(free.where, promise) < most) & (promise > settings.least_promise)
    moving = np.zeros(len(arrays.people.rate), bool)
    moving[free.who[free.here]] = True
    keep |= (_rank(free.who, promise) < settings.pairs_each) & moving[free.who]
    return free.only(keep)


def _bookings(scope: Scope, rows: Ints, credit: Numbers) -> Bookings:
    """Return some of the problem's pairs with what there is to know of them."""
    pairs, sessions = scope.arrays.pairs, scope.arrays.sessions
    who, where = pairs.who[rows].astype(np.int64), pairs.session[rows].astype(np.int64)
    return Bookings(
        pairs=rows,
        who=who,
        where=where,
        week=sessions.week[where],
        credit=credit,
        worth=pairs.points[rows] + sessions.worth[where] * credit,
        here=scope.rota.booked[who, sessions.day[where]] == where,
    )


def _free(scope: Scope, busy: Flags | None) -> Bookings:
    """Return the bookings that what stays leaves free to be made."""
    arrays, outside = scope.arrays, scope.outside
    pairs, people, sessions = arrays.pairs, arrays.people, arrays.sessions
    spans = [np.arange(pairs.first[s], pairs.first[s + 1]) for s in scope.sessions]
    rows = np.concatenate(spans) if spans else np.zeros(0, np.int64)
    who, where = pairs.who[rows], pairs.session[rows]
    left = people.remaining[who] - outside.total[who]
    credit = np.minimum(sessions.minutes[where], left)
    every = _bookings(scope, rows, credit)
    room = people.room[who, every.week] - outside.credited[who, every.week]
    free = outside.booked[who, sessions.day[where]] < 0
    free &= (left > 0) & (credit <= room)
    free &= ~_avoided(scope, every)
    if busy is not None:
        free &= ~busy[who]
    return every.only(free)


def _avoided(scope: Scope, bookings: Bookings) -> Flags:
    """Return where a supervisor who stays has the sex that a person must not meet (H7)."""
    bits = np.zeros(len(scope.inside), np.int64)
    female = scope.arrays.supervisors.female
    for s, v in scope.staying.tolist():
        bits[s] |= 1 << AVOIDS["female" if female[v] else "male"]
    avoids = scope.arrays.people.avoids[bookings.who]
    return (avoids > 0) & ((bits[bookings.where] >> avoids) & 1 > 0)


def _work(scope: Scope, bookings: Bookings) -> Floats:
    """Return the points of work that each booking would add to what stays."""
    arrays, who, week = scope.arrays, bookings.who, bookings.week
    before = scope.outside.credited[who, week]
    after = arrays.offered(before + bookings.credit, week, who)
    return after - arrays.offered(before, week, who)


def _rank(group: Ints, promise: Floats) -> Ints:
    """Return how many bookings of the same group promise more than each, or as much before it."""
    order = np.lexsort((-promise, group))
    start = np.flatnonzero(np.diff(group[order], prepend=-1))
    rank = np.zeros(len(order), np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(start, np.diff(np.append(start, len(order))))
    return rank
