"""H11 exactly: the convex hull over which session of a project is the last to open."""

import numpy as np

from scheduler.arrays.columns import Floats, Ints, sum_at
from scheduler.large.programmes.draft import Draft
from scheduler.large.programmes.rules.cut_bookings import Cuts

FINEST = 4
TIGHT = 1e-9


def write(draft: Draft, cuts: Cuts, cut: Ints) -> None:
    """Add the variables and rows of all projects whose work runs out.

    Parameters
    ----------
    draft
        The programme.
    cuts, cut
        The bookings that may be cut short, and a variable for each.
    """
    sessions, scope = draft.arrays.sessions, draft.scope
    hulls = _Hulls(draft, cuts, cut)
    order = scope.sessions[np.argsort(sessions.rank[scope.sessions])]
    for j in np.unique(sessions.project[order]).tolist():
        if np.isfinite(draft.arrays.project_minutes[j]):
            hulls.write(j, order[sessions.project[order] == j])


class _Hulls:
    """The hulls of projects, and how many minutes are expected of their sessions."""

    def __init__(self, draft: Draft, cuts: Cuts, cut: Ints) -> None:
        self._draft, self._cuts, self._cut = draft, cuts, cut
        bookings, people, sessions = draft.bookings, draft.arrays.people, draft.arrays.sessions
        self._rate = people.rate[bookings.who]
        share = people.share[bookings.who]
        ratio = np.divide(self._rate, share, out=np.zeros(len(share)), where=share > 0)
        best = np.zeros(len(sessions.day))
        np.maximum.at(best, bookings.where, ratio)
        self._most = best * sessions.places * sessions.minutes * (1 + TIGHT)
        credit = bookings.credit * bookings.here - cuts.now
        self._now = sum_at(bookings.where, credit * self._rate, len(sessions.day))

    def write(self, j: int, here: Ints) -> None:
        """Add what is to be said of one project, given its sessions in order."""
        draft, limit, most = self._draft, self._limit(j), self._most[here]
        if most[:-1].sum() < limit:
            return
        programme, count = draft.programme, len(here)
        opened = draft.y[draft.scope.local[here]]
        if draft.arrays.project_minutes[j] <= 0:
            programme.put(programme.rows(count, 0.0, 0.0), opened, 1.0)
            return
        last = programme.variables(np.zeros(count), whole=True)
        programme.put(programme.rows(1, -np.inf, 1.0), last, 1.0)
        openings, works = programme.rows(count, 0.0, 0.0), programme.rows(count, -np.inf, 0.0)
        programme.put(openings, opened, -1.0)
        programme.put(openings, last, 1.0)
        programme.put(works, last, -most)
        self._expect(here, works)
        now = np.flatnonzero(draft.scope.rota.opened[here])
        ends = np.zeros(count)
        ends[now[-1:]] = 1.0
        draft.note(last, ends)
        for t in range(1, count):
            self._before(here[:t], last[t], openings[:t], works[:t], limit, on=ends[t] > 0)

    def _limit(self, j: int) -> float:
        """Return the most minutes that may be expected before a last session of a project.

        They must be below what remains; where all are multiples of some fine unit, half a unit
        below says just that.
        """
        arrays = self._draft.arrays
        left = float(arrays.project_minutes[j])
        of_project = arrays.sessions.project[self._draft.bookings.where] == j
        rates = np.unique(self._rate[of_project])
        for decimals in range(FINEST + 1):
            scaled = np.append(rates, left) * 10**decimals
            if (np.abs(scaled - np.round(scaled)) < TIGHT * 10**decimals).all():
                return left - 0.5 * 10.0**-decimals
        return left

    def _expect(self, here: Ints, works: Ints) -> None:
        """Put the expected minutes of sessions into rows."""
        draft, rate = self._draft, self._rate
        place = np.full(len(draft.scope.inside), -1)
        place[here] = np.arange(len(here))
        at = place[draft.bookings.where]
        mine = np.flatnonzero(at >= 0)
        draft.programme.put(
            works[at[mine]], draft.x[mine], draft.bookings.credit[mine] * rate[mine]
        )
        some = mine[self._cuts.place[mine] >= 0]
        draft.programme.put(works[at[some]], self._cut[self._cuts.place[some]], -rate[some])

    def _before(
        self, here: Ints, last: int, openings: Ints, works: Ints, limit: float, *, on: bool
    ) -> None:
        """Say what sessions do where a certain later one is the last."""
        programme, count = self._draft.programme, len(here)
        most: Floats = np.minimum(self._most[here], limit)
        opens = programme.variables(np.zeros(count))
        minutes = programme.variables(np.zeros(count), most)
        programme.put(openings, opens, 1.0)
        programme.put(works, minutes, -1.0)
        rows = programme.rows(count, -np.inf, 0.0)
        programme.put(rows, opens, 1.0)
        programme.put(rows, np.array(last), -1.0)
        rows = programme.rows(count, -np.inf, 0.0)
        programme.put(rows, minutes, 1.0)
        programme.put(rows, opens, -most)
        row = programme.rows(1, -np.inf, 0.0)
        programme.put(row, minutes, 1.0)
        programme.put(row, np.array(last), -limit)
        if on:
            self._draft.note(opens, self._draft.scope.rota.opened[here])
            self._draft.note(minutes, self._now[here])
