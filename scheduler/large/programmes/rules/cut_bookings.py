"""H5 exactly: a last booking is cut short just where what remains of the requirement runs out."""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints, sum_at
from scheduler.large.programmes.bookings import Bookings
from scheduler.large.programmes.draft import Draft
from scheduler.large.programmes.rules.weekly_limit import Work
from scheduler.large.programmes.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cuts:
    """Bookings that may be cut short.

    Attributes
    ----------
    some
        Which bookings, ascending.
    place
        The place of each booking among those; -1 for the others.
    persons, mine
        The people whose bookings they are, and which of them each is of.
    booked
        Minutes each of the people is booked for in the rota as it is.
    now
        Minutes cut of every booking in the rota as it is.
    """

    some: Ints
    place: Ints
    persons: Ints
    mine: Ints
    booked: Floats
    now: Floats


def cuts_of(scope: Scope, bookings: Bookings) -> Cuts:
    """Find the bookings of those whom one on every day would take past what remains."""
    remaining = scope.arrays.people.remaining
    some = np.flatnonzero(_runs_out(scope, bookings)[bookings.who])
    place = np.full(len(bookings.who), -1)
    place[some] = np.arange(len(some))
    persons, mine = np.unique(bookings.who[some], return_inverse=True)
    minutes = bookings.here[some] * bookings.credit[some]
    booked = sum_at(mine, minutes, len(persons))
    over = np.maximum(booked - remaining[persons], 0)
    now = np.zeros(len(bookings.who))
    now[some] = over[mine] * _is_last(scope, bookings, some)
    return Cuts(some=some, place=place, persons=persons, mine=mine, booked=booked, now=now)


def _runs_out(scope: Scope, bookings: Bookings) -> Flags:
    """Return whom the longest booking on every day would take past what remains."""
    arrays = scope.arrays
    key = bookings.who * arrays.days + arrays.sessions.day[bookings.where]
    longest = np.zeros(len(arrays.people.rate) * arrays.days, np.int64)
    np.maximum.at(longest, key, bookings.credit)
    most = longest.reshape(-1, arrays.days).sum(axis=1)
    return np.asarray(most > arrays.people.remaining, bool)


def _is_last(scope: Scope, bookings: Bookings, some: Ints) -> Flags:
    """Return for some bookings whether each is the person's last in the rota."""
    who, where = bookings.who[some], bookings.where[some]
    day = np.where(bookings.here[some], scope.arrays.sessions.day[where], -1)
    last = np.full(len(scope.arrays.people.rate), -1)
    np.maximum.at(last, who, day)
    return np.asarray((day >= 0) & (day == last[who]), bool)


def write(draft: Draft, cuts: Cuts, work: Work) -> Ints:
    """Add variables and rows; returns a variable, the minutes cut, for each that may be cut."""
    bookings, some = draft.bookings, cuts.some
    worth = draft.arrays.sessions.worth[bookings.where[some]]
    cut = draft.programme.variables(-worth, bookings.credit[some] - 1)
    draft.programme.put(work.limits[some], cut, -1.0)
    draft.programme.put(work.sums[some], cut, 1.0)
    draft.note(cut, cuts.now[some])
    _requirement(draft, cuts, cut)
    _last_is_cut(draft, cuts, cut)
    return cut


def _requirement(draft: Draft, cuts: Cuts, cut: Ints) -> None:
    """Say that minutes are cut just where what remains runs out, and all of that is credited."""
    programme, some, mine, count = draft.programme, cuts.some, cuts.mine, len(cuts.persons)
    x, minutes = draft.x[some], draft.bookings.credit[some]
    left = draft.arrays.people.remaining[cuts.persons]
    longest, shortest = np.zeros(count, np.int64), np.full(count, 10**9)
    np.maximum.at(longest, mine, minutes)
    np.minimum.at(shortest, mine, minutes)
    out = programme.variables(np.zeros(count), whole=True)
    draft.note(out, cuts.booked >= left)
    each = programme.rows(len(some), -np.inf, 0.0)
    programme.put(each, cut, 1.0)
    programme.put(each, x, 1 - minutes)
    credited = programme.rows(count, -np.inf, left)
    at_least = programme.rows(count, 0.0, np.inf)
    for rows in (credited, at_least):
        programme.put(rows[mine], x, minutes)
        programme.put(rows[mine], cut, -1.0)
    programme.put(at_least, out, -left)
    only = programme.rows(count, -np.inf, 0.0)
    programme.put(only[mine], cut, 1.0)
    programme.put(only, out, 1 - longest)
    most = 1 + (left - 1) // shortest
    programme.put(programme.rows(count, -np.inf, most)[mine], x, 1.0)


def _last_is_cut(draft: Draft, cuts: Cuts, cut: Ints) -> None:
    """Say that no booking is cut before the last."""
    some, programme = cuts.some, draft.programme
    day = draft.arrays.sessions.day[draft.bookings.where[some]]
    order = np.argsort(cuts.mine, kind="stable")
    for mine in np.split(order, np.flatnonzero(np.diff(cuts.mine[order])) + 1):
        if not len(mine):
            continue
        most = float(draft.bookings.credit[some[mine]].max() - 1)
        for later in np.unique(day[mine])[1:]:
            row = programme.rows(1, -np.inf, most)
            programme.put(row, cut[mine[day[mine] < later]], 1.0)
            programme.put(row, draft.x[some[mine[day[mine] == later]]], most)
