"""The best group for a session: as good as trying every group, and never one woman alone."""

from itertools import combinations

import numpy as np
import pytest

from scheduler.large.improvement.knapsack import best_group

CELLS_LOST = 0.02
"""How much of its places a group may fall short of by rounding to cells."""


def fits(shares: np.ndarray, women: np.ndarray, group: tuple[int, ...], places: float) -> bool:
    some = list(group)
    return bool(shares[some].sum() <= places + 1e-9 and women[some].sum() != 1)


def best_of_all(
    points: np.ndarray, shares: np.ndarray, women: np.ndarray, places: float
) -> tuple[float, tuple[int, ...]]:
    everyone = range(len(points))
    groups = [g for n in range(len(points) + 1) for g in combinations(everyone, n)]
    fitting = [g for g in groups if fits(shares, women, g, places)]
    return max((float(points[list(g)].sum()), g) for g in fitting)


def some_people(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 9))
    points = random.uniform(1, 400, count)
    shares = np.round(random.uniform(0.5, 1.0, count), 2)
    return points, shares, random.random(count) < 0.35, float(random.integers(1, 6))


@pytest.mark.parametrize("seed", range(200))
def test_a_group_fits_and_is_the_best_but_for_a_little_rounding(seed: int) -> None:
    points, shares, women, places = some_people(seed)
    group = best_group(points, shares, women, places, 0.0)
    least, _ = best_of_all(points, shares, women, places * (1 - CELLS_LOST))
    most, _ = best_of_all(points, shares, women, places)
    if group is None:
        assert least <= 0
        return
    assert fits(shares, women, tuple(group.tolist()), places)
    assert least - 1e-6 <= points[group].sum() <= most + 1e-6


def test_a_woman_alone_is_left_out_and_two_are_taken_together() -> None:
    points, shares = np.array([500.0, 10.0, 100.0]), np.array([1.0, 1.0, 1.0])
    alone = best_group(points, shares, np.array([True, False, False]), 2.0, 0.0)
    assert alone is not None
    assert alone.tolist() == [1, 2]
    together = best_group(points, shares, np.array([True, True, False]), 2.0, 0.0)
    assert together is not None
    assert together.tolist() == [0, 1]


def test_nobody_is_chosen_where_no_group_is_worth_more_than_asked() -> None:
    one = np.array([1.0])
    assert best_group(one * 99, one, np.array([False]), 3.0, 99.0) is None
    assert best_group(one * 99, one, np.array([False]), 0.5, 0.0) is None
