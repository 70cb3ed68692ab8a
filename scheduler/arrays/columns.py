"""The columns of a compiled problem: what there is to know of each session, person, supervisor.

Everything else in this package, and the method for large problems, reads these.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.signedinteger]
Flags: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.float64] | npt.NDArray[np.signedinteger]

AVOIDS = {None: 0, "female": 1, "male": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """One entry for each session, in the problem's order; times in minutes since day one."""

    project: Ints
    day: Ints
    week: Ints
    start: Ints
    end: Ints
    minutes: Ints
    places: Floats
    min_people: Ints
    needed: Ints
    worth: Floats
    women_only: Flags
    frozen: Flags
    rank: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One entry for each person; `used` and `room` have a column a week.

    `remaining` is what is left after frozen bookings, `used` what those credit in a week,
    `room` how much may still be credited in it.
    """

    urgency: Floats
    rate: Floats
    share: Floats
    female: Flags
    avoids: Ints
    remaining: Ints
    weekly: Ints
    used: Ints
    room: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisors:
    """One entry for each supervisor; `room` has a column a week, `skills` one a skill."""

    female: Flags
    skills: Flags
    room: Ints


def sum_at(at: Ints, weights: Numbers | Flags, size: int) -> Floats:
    """Return the sums of weights that fall on each of the numbers below `size`."""
    return np.asarray(np.bincount(at, weights=weights, minlength=size), float)
