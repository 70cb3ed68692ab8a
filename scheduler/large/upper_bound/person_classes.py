"""People sorted into classes whose best weeks are found by one and the same programme.

A class is people (in one week each) with about equal limits; its states are the sums of minutes
that they may have been booked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints
from scheduler.arrays.compiled import Arrays
from scheduler.settings.bounding import BoundSettings

NEVER = -1e15


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One length of a day's work: moves between states, and `rows` of a day's gains.

    People who may be cut short have a row for each priority, with its worth of a minute (a
    column); everyone else has one row. `short` are the moves that may cut somebody short.
    """

    minutes: int
    worth: Floats
    rows: Ints
    sources: Ints
    targets: Ints
    short: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonClass:
    """People (person-weeks) whose programmes have the same states."""

    units: Ints
    sums: Ints
    options: tuple[Option, ...]
    groups: Ints
    cells: Ints
    final: Floats
    left: Floats | None
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """What people are sorted by, an entry for each person and week (a unit).

    `keys` are the groups of pairs: unit, then day, then one of `slots` (length and, for people
    who may be `cut` short, worth).
    """

    arrays: Arrays
    settings: BoundSettings
    lengths: Ints
    worths: Floats
    slots: int
    keys: Ints
    cut: Flags
    remaining: Ints
    room: Ints

    def make(self) -> list[PersonClass]:
        """Sort the units into classes of about equal limits."""
        owner = self.keys // (7 * self.slots)
        units = np.unique(owner)
        limit = np.minimum(self.room, np.maximum(self.remaining, 0))[units]
        classes = []
        for cut in (False, True):
            mine = units[self.cut[units] == cut]
            levels = limit[self.cut[units] == cut]
            steps = np.unique(levels)
            if len(steps) > self.settings.classes:
                steps = np.unique(
                    np.quantile(
                        levels, np.linspace(0, 1, self.settings.classes + 1)[1:], method="higher"
                    )
                )
            bucket = np.searchsorted(steps, levels)
            for i, step in enumerate(steps):
                some = mine[bucket == i]
                if len(some):
                    classes.extend(self._split(some, int(step), owner, cut=cut))
        return classes

    def _split(self, units: Ints, limit: int, owner: Ints, *, cut: bool) -> list[PersonClass]:
        """Make the classes of units with one limit, none of them too large a table."""
        sums = self._sums(limit, cut=cut)
        room = max(1, self.settings.largest_table // max(1, len(sums)))
        parts = np.array_split(units, -(-len(units) // room))
        return [self._class(part, sums, owner, cut=cut) for part in parts]

    def _sums(self, limit: int, *, cut: bool) -> Ints:
        """Return the sums of minutes a person may have been booked for, ascending."""
        found, fresh = {0}, {0}
        for _ in range(7):
            more = {
                a + int(length)
                for a in fresh
                for length in self.lengths
                if (a < limit if cut else a + length <= limit)
            }
            fresh = more - found
            found |= more
        return np.array(sorted(found), np.int64)

    def _class(self, units: Ints, sums: Ints, owner: Ints, *, cut: bool) -> PersonClass:
        worths = self.worths if cut else np.zeros(1)
        count = len(self.lengths) * len(worths)
        place = np.full(len(self.room), -1)
        place[units] = np.arange(len(units))
        groups = np.flatnonzero(place[owner] >= 0)
        rest = self.keys[groups] % (7 * self.slots)
        day, option = rest // self.slots, rest % self.slots
        cells = (day * count + option) * len(units) + place[owner[groups]]
        remaining = self.remaining[units]
        credited = np.minimum(sums[:, None], remaining[None, :]).astype(float)
        who, week = np.divmod(units, self.arrays.weeks)
        final = self.arrays.offered(credited, week, who)
        final[credited > self.room[units]] = NEVER
        left = (remaining[None, :] - sums[:, None]).astype(float) if cut else None
        if cut and self.arrays.weeks > 1:
            worths = np.maximum(worths, 0.0)
        return PersonClass(
            units=units,
            sums=sums,
            options=tuple(self._options(sums, worths, np.unique(option), left)),
            groups=groups,
            cells=cells,
            final=final,
            left=left,
            rows=count,
        )

    def _options(
        self, sums: Ints, worths: Floats, used: Ints, left: Floats | None
    ) -> Iterator[Option]:
        """Yield the lengths that somebody can work, and how they lead from sum to sum."""
        position = {int(a): i for i, a in enumerate(sums)}
        for i, length in enumerate(self.lengths.tolist()):
            rows = used[used // len(worths) == i]
            moves = [
                (j, position[a + length]) for a, j in position.items() if a + length in position
            ]
            sources = np.array([j for j, _ in moves], np.int64)
            if len(rows) and moves:
                least = np.full(len(moves), np.inf) if left is None else left[sources].min(axis=1)
                yield Option(
                    minutes=length,
                    worth=worths[rows % len(worths)][:, None],
                    rows=rows,
                    sources=sources,
                    targets=np.array([j for _, j in moves], np.int64),
                    short=np.flatnonzero(least < length),
                )
