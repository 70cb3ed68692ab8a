"""The chance that more people come than there are places."""

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import stand_down_risk


def by_enumeration(rates: list[float], places: int) -> float:
    return sum(
        prod(rate if comes else 1 - rate for rate, comes in zip(rates, who, strict=True))
        for who in product((False, True), repeat=len(rates))
        if sum(who) > places
    )


@given(st.lists(st.floats(0, 1), max_size=8), st.integers(0, 8))
def test_the_risk_is_that_of_trying_every_outcome(rates: list[float], places: int) -> None:
    assert stand_down_risk(rates, places) == pytest.approx(by_enumeration(rates, places))


def test_with_a_place_for_everybody_nobody_is_stood_down() -> None:
    assert stand_down_risk([0.9] * 8, 8) == 0


def test_people_who_always_come_and_one_place_too_few_are_certain_trouble() -> None:
    assert stand_down_risk([1.0] * 3, 2) == pytest.approx(1)
