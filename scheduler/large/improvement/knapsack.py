"""The best group for one session: a knapsack in which the number of women is never one.

Shares of places are cut into cells, rounded to the nearest, and the groups for a few more and a
few fewer cells than there are places are tried in turn until one fits exactly: so little is lost
to rounding and nothing is ever overfull.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints
from scheduler.settings.improving import SearchSettings
from scheduler.settings.settings import USUAL

NEVER = -1e15
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Places, cut into cells of one size, and how many cells more or fewer are tried."""

    places: float
    cell: float
    spread: int


def best_group(
    points: Floats,
    shares: Floats,
    women: Flags,
    places: float,
    above: float,
    settings: SearchSettings = USUAL.search,
) -> Ints | None:
    """Return which people make the best group, or `None` if none is worth more than `above`.

    Parameters
    ----------
    points
        What each person is worth.
    shares
        The part of a place each takes up (H10).
    women
        Who counts as a woman for H8: there are none of them in the group, or at least two.
    places
        How much the shares may add up to.
    above
        Points to be exceeded.
    settings
        How finely places are cut.
    """
    price, spare = _relaxed(points, shares, places, above)
    if spare <= 0.0:
        return None
    ahead = points - price * shares
    is_sure = (ahead >= spare) & ~women
    sure, maybe = np.flatnonzero(is_sure), np.flatnonzero((ahead > -spare) & ~is_sure)
    left = places - float(shares[sure].sum())
    if left < -TOLERANCE:
        return None
    above -= float(points[sure].sum())
    grid = _Grid(places=left, cell=places / settings.cells, spread=settings.spread)
    group = _best(points[maybe], shares[maybe], women[maybe], grid, above)
    return None if group is None else np.sort(np.concatenate([sure, maybe[group]]))


def _relaxed(points: Floats, shares: Floats, places: float, above: float) -> tuple[float, float]:
    """Return the linear relaxation's price of a place, and how far its points are above `above`.

    Whoever is further behind that price than this is in no group worth more, and whoever is as
    far ahead of it is in every such group (Dantzig's bound, 1957).
    """
    density = points / np.maximum(shares, TOLERANCE)
    order = np.argsort(-density, kind="stable")
    taken = np.cumsum(shares[order])
    part = np.clip((places - taken) / np.maximum(shares[order], TOLERANCE) + 1.0, 0.0, 1.0)
    cut = np.flatnonzero(part < 1.0)
    price = float(density[order[cut[0]]]) if len(cut) else 0.0
    return price, float((part * points[order]).sum()) - above


def _best(points: Floats, shares: Floats, women: Flags, grid: _Grid, above: float) -> Ints | None:
    """Return the best group of some people, as `best_group`, on a grid."""
    width = np.rint(shares / grid.cell).astype(np.int64).tolist()
    cells = round(grid.places / grid.cell)
    most = cells + grid.spread
    first = int((~women).sum())
    order = np.argsort(women, kind="stable").tolist()
    men = _men(points, width, order[:first], most)
    both = _women(men[-1], points, width, order[first:], most)
    for last in range(most, max(-1, cells - grid.spread - 1), -1):
        several = bool(both[-1][2, last] > both[-1][0, last])
        if both[-1][2 * several, last] <= above:
            return None
        group, rest = _trace_women(both, width, order[first:], last, several=several)
        group += _trace_men(men, width, order[:first], rest)
        if shares[group].sum() <= grid.places + TOLERANCE:
            return np.array(sorted(group), np.int64)
    return None


def _men(points: Floats, width: list[int], order: list[int], most: int) -> list[Floats]:
    """Return the best points for up to each number of cells, after each person in order."""
    tables = [np.zeros(most + 1)]
    for i in order:
        last, w = tables[-1], width[i]
        table = last.copy()
        if w <= most:
            np.maximum(table[w:], last[: most + 1 - w] + points[i], out=table[w:])
        tables.append(table)
    return tables


def _women(
    start: Floats, points: Floats, width: list[int], order: list[int], most: int
) -> list[Floats]:
    """Return the best points with no, one and several women, after each woman in order."""
    table = np.full((3, most + 1), NEVER)
    table[0] = start
    tables = [table]
    for i in order:
        last, w = tables[-1], width[i]
        table = last.copy()
        if w <= most:
            left = last[:, : most + 1 - w] + points[i]
            np.maximum(table[1, w:], left[0], out=table[1, w:])
            np.maximum(table[2, w:], np.maximum(left[1], left[2]), out=table[2, w:])
        tables.append(table)
    return tables


def _trace_women(
    tables: list[Floats], width: list[int], order: list[int], cells: int, *, several: bool
) -> tuple[list[int], int]:
    """Return the women of the best group, and the cells left for men."""
    group, state = [], 2 if several else 0
    for j in range(len(order) - 1, -1, -1):
        before = tables[j]
        if state and tables[j + 1][state, cells] != before[state, cells]:
            group.append(order[j])
            cells -= width[order[j]]
            state = 2 if state == 2 and before[2, cells] >= before[1, cells] else state - 1
    return group, cells


def _trace_men(tables: list[Floats], width: list[int], order: list[int], cells: int) -> list[int]:
    group = []
    for j in range(len(order) - 1, -1, -1):
        if tables[j + 1][cells] != tables[j][cells]:
            group.append(order[j])
            cells -= width[order[j]]
    return group
