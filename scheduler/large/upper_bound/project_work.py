"""Projects that run out of work (H11), answering prices exactly for each session that may be last.

Of the open sessions of a project all but the last are expected to work less than what remains.
Given which session is last, choosing what the earlier ones do is a fractional knapsack; trying
every session as the last gives the convex hull of those choices, up to sessions that open in
part. It is much tighter than one limit on all sessions of a project together, because which one
is last matters as much as how much it does.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints
from scheduler.arrays.compiled import Arrays

NEVER = -1e15


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the projects would choose: points, expected minutes and openings of each session."""

    points: float
    minutes: Floats
    opened: Floats


class ProjectWork:
    """Best responses of projects to prices on expected minutes and on opening.

    `limited` says for which sessions the remaining minutes of the project may ever matter, and
    `most` how many minutes each session can be expected to work.
    """

    def __init__(self, arrays: Arrays) -> None:
        sessions = arrays.sessions
        self.most = _most_minutes(arrays)
        order = np.lexsort((sessions.rank, sessions.project))
        order = order[~sessions.frozen[order]]
        project = sessions.project[order]
        first = np.flatnonzero(np.diff(project, prepend=-1))
        size = np.diff(np.append(first, len(order)))
        place = np.arange(len(order)) - np.repeat(first, size)
        table = np.full((len(first), int(size.max(initial=0))), -1, np.int64)
        table[np.repeat(np.arange(len(first)), size), place] = order
        left = np.maximum(arrays.project_minutes[project[first]], 0.0)
        most = np.where(table >= 0, self.most[table], 0.0)
        before = most.sum(axis=1) - self.most[order[first + size - 1]] if len(first) else left
        binding = np.isfinite(left) & (before > left)
        self._left = left[binding]
        self._members = table[binding]
        self._there: Flags = self._members >= 0
        self.limited = np.zeros(len(sessions.day), bool)
        self.limited[self._members[self._there]] = True
        self._last_most = np.where(self._there, self.most[self._members], 0.0)
        self._most = np.minimum(self._last_most, self._left[:, None])
        width = self._members.shape[1]
        self._earlier = np.arange(width)[None, :] < np.arange(width)[:, None]

    def best(self, minute: Floats, opening: Floats) -> Plan:
        """Return the best choice of every limited project.

        Parameters
        ----------
        minute
            Points for each expected minute of each session, none negative.
        opening
            Points for opening each session, of either sign.
        """
        size = len(self.limited)
        result = Plan(points=0.0, minutes=np.zeros(size), opened=np.zeros(size))
        if not len(self._left):
            return result
        rate, gift = minute[self._members], opening[self._members]
        most = np.maximum(self._most, 1e-9)
        worth = np.where(self._there, rate + np.minimum(gift, 0.0) / most, 0.0)
        order = np.argsort(-worth, axis=1, kind="stable")
        taken = self._take(order, worth)
        extra = np.where(self._there, np.maximum(gift, 0.0), 0.0)
        before = np.cumsum(extra, axis=1) - extra
        value = (taken * worth[:, None, :]).sum(axis=2) + before
        value += self._last_most * rate + gift
        value[~self._there | (self._left <= 0)[:, None]] = NEVER
        last = value.argmax(axis=1)
        rows = np.arange(len(last))
        works = value[rows, last] >= 0.0
        minutes = taken[rows, last]
        opened = np.where(gift >= 0, 1.0, minutes / most) * self._earlier[last]
        minutes[rows, last], opened[rows, last] = self._last_most[rows, last], 1.0
        some = self._there & works[:, None]
        result.minutes[self._members[some]] = minutes[some]
        result.opened[self._members[some]] = opened[some]
        points = float(value[rows, last][works].sum())
        return Plan(points=points, minutes=result.minutes, opened=result.opened)

    def _take(self, order: Ints, worth: Floats) -> Floats:
        """Return the minutes of each session (third axis) before each that may be last."""
        paid = np.where(worth > 0, self._most, 0.0)
        offered = np.where(self._earlier[None, :, :], paid[:, None, :], 0.0)
        place = np.broadcast_to(order[:, None, :], offered.shape)
        ranked = np.take_along_axis(offered, place, axis=2)
        room = self._left[:, None, None] - (np.cumsum(ranked, axis=2) - ranked)
        taken = np.empty_like(ranked)
        np.put_along_axis(taken, place, np.clip(ranked, 0.0, np.maximum(room, 0.0)), axis=2)
        return taken


def _most_minutes(arrays: Arrays) -> Floats:
    """Return the minutes expected in each session with those who attend most for a place."""
    pairs, sessions, people = arrays.pairs, arrays.sessions, arrays.people
    ratio = people.rate / np.maximum(people.share, 1e-12)
    ratio = np.where(people.share > 0, ratio, 0.0)
    best = np.zeros(len(sessions.day))
    np.maximum.at(best, pairs.session, ratio[pairs.who])
    return np.asarray(best * sessions.places * sessions.minutes, float)
