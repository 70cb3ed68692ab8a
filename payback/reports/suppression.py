"""Keeping figures about very few people from readers outside, totals included.

A row about one to four people is hidden. If the total of the table would give a hidden row away,
further rows are hidden, the smallest first; if that is not enough, the total is hidden as well.
Pure functions on numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_PEOPLE = 5
"""A figure about fewer people than this is hidden; nobody at all hides nothing."""

LEAST_ROOM = 5
"""How many values, beyond the one that is true, each hidden figure must leave possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A row of a table: how many people it is about, and the figures that add up to the total.

    Every figure of a row about anybody is at least 0; a reader may know it to be at least 1.
    """

    people: int
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What must not be shown: rows by their position, and whether the total goes with them."""

    rows: frozenset[int]
    total: bool


def hide(rows: Sequence[Counted]) -> Hidden:
    """Return what to hide, so that no hidden figure follows from what is shown.

    Parameters
    ----------
    rows
        All rows of the table whose columns add up to a total that is shown.

    Returns
    -------
    Hidden
        A row about nobody is never hidden: there is nobody to protect.
    """
    hidden = {i for i, row in enumerate(rows) if 0 < row.people < FEWEST_PEOPLE}
    if not hidden:
        return Hidden(rows=frozenset(), total=False)
    others = sorted(
        (i for i, row in enumerate(rows) if row.people >= FEWEST_PEOPLE),
        key=lambda i: (rows[i].people, rows[i].figures, i),
    )
    while others and not _is_safe([rows[i] for i in hidden]):
        hidden.add(others.pop(0))
    return Hidden(rows=frozenset(hidden), total=not _is_safe([rows[i] for i in hidden]))


def _is_safe(hidden: Sequence[Counted]) -> bool:
    """Return whether each hidden figure could still have many values, given their sums.

    With n hidden figures of at least 1 each and the sum S, each can be anything from 1 to
    S - n + 1.
    """
    sums = [sum(figures) for figures in zip(*(row.figures for row in hidden), strict=True)]
    return len(hidden) > 1 and all(total - len(hidden) >= LEAST_ROOM for total in sums)


def shows_few(*counts: int) -> bool:
    """Return whether some people but fewer than may be shown are counted in a split of a total.

    For a table that splits one total, such as hits and misses: unless there is nobody at all,
    every part must be large, because an empty part says what became of everybody.
    """
    return any(counts) and min(counts) < FEWEST_PEOPLE
