"""The exact chance that more people turn up at a session than there are places.

Each person comes or not, independently, with a chance of their own; how many come is then
distributed as a Poisson binomial.
"""

from collections.abc import Iterable


def stand_down_risk(rates: Iterable[float], places: int) -> float:
    """Return the chance that somebody must be stood down for want of a place.

    Parameters
    ----------
    rates
        The attendance rate (0–1) of each person booked.
    places
        How many can work.

    Examples
    --------
    >>> stand_down_risk([0.5, 0.5], 1)
    0.25
    """
    chances = [1.0]
    for rate in rates:
        stays_away = [chance * (1.0 - rate) for chance in chances] + [0.0]
        comes = [0.0] + [chance * rate for chance in chances]
        chances = [one + other for one, other in zip(stays_away, comes, strict=True)]
    return min(1.0, sum(chances[places + 1 :]))
