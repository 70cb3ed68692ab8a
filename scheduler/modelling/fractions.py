"""Decimal fractions as whole numbers, for a solver that knows no others."""

from collections.abc import Sequence

EXACT = 10**6
NEARLY = 1e-4


def whole_numbers(values: Sequence[float], *, fine: int) -> tuple[list[int], int]:
    """Return the values as multiples of one unit, and how many units make 1.

    Values of at most six decimals, as rates and shares made of two-decimal rates are, come out
    exactly, in units of a millionth; others to the nearest of `fine` units.
    """
    exact = [value * EXACT for value in values]
    if all(abs(value - round(value)) < NEARLY for value in exact):
        return [round(value) for value in exact], EXACT
    return [round(value * fine) for value in values], fine
