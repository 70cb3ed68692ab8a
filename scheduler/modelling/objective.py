"""The points as whole numbers for CP-SAT, and its bound as points again."""

from collections.abc import Iterable
from math import floor, log10

from ortools.sat.python import cp_model

from scheduler.modelling.choices import Term

FINEST = 10**8
LARGEST_SUM = 10**12
LARGEST_SUM_OF_FEW = 10**16
FEW = 500
"""Small models afford finer points than large ones, whose search large numbers slow down."""


class Objective:
    """A sum of terms whose variables are never negative, scaled and rounded to whole numbers.

    Parameters
    ----------
    terms
        Coefficients in points with their variables; a variable may come several times.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._coefficients: dict[int, float] = {}
        self._variables: dict[int, cp_model.IntVar] = {}
        for coefficient, variable in terms:
            index = variable.index
            self._variables[index] = variable
            self._coefficients[index] = self._coefficients.get(index, 0.0) + coefficient
        domains = {
            index: list(variable.proto.domain) for index, variable in self._variables.items()
        }
        self._least = {index: int(domain[0]) for index, domain in domains.items()}
        self._most = {index: int(domain[-1]) for index, domain in domains.items()}
        largest = sum(
            abs(coefficient) * self._most[index]
            for index, coefficient in self._coefficients.items()
        )
        self._scale = _scale(largest, len(self._coefficients))
        self._whole = {
            index: round(coefficient * self._scale)
            for index, coefficient in self._coefficients.items()
        }

    def expression(self) -> cp_model.LinearExpr:
        """Return the whole-number sum to maximise."""
        variables = [self._variables[index] for index in self._whole]
        return cp_model.LinearExpr.weighted_sum(variables, list(self._whole.values()))

    def points(self, whole: float) -> float:
        """Return a value of the whole-number sum as points."""
        return whole / self._scale

    @property
    def most(self) -> float:
        """A bound on the points that needs no search."""
        return sum(
            max(0.0, coefficient) * self._most[index] + min(0.0, coefficient) * self._least[index]
            for index, coefficient in self._coefficients.items()
        )

    def bound(self, whole: float) -> float:
        """Return a bound on the points, given a bound on the whole-number sum.

        Rounding may have taken a little from a coefficient; it is given back in full.
        """
        lost = sum(
            max(0.0, coefficient - self._whole[index] / self._scale) * self._most[index]
            for index, coefficient in self._coefficients.items()
        )
        return whole / self._scale + lost


def _scale(largest: float, variables: int) -> float:
    """Return the power of ten that keeps the whole-number sum exact in 64 bits."""
    most = LARGEST_SUM_OF_FEW if variables <= FEW else LARGEST_SUM
    room = most / largest if largest > 0 else FINEST
    return float(10.0 ** floor(log10(min(FINEST, room))))
