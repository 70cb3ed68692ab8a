"""Settings of what makes first rotas (`large/first_rotas`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DiveSettings:
    """Rounding the relaxation to working days of supervisors.

    Attributes
    ----------
    used
        Whether a rota is made that way at all.
    rounds, step
        Rounds of prices between two fixings, and the size of their first step in points a place.
    part
        The part of all working days that is fixed at a time.
    decided, least
        How often a day must have been chosen to be fixed freely, and to be fixed at all.
    """

    used: bool = True
    rounds: int = 5
    step: float = 1.5
    part: float = 0.1
    decided: float = 0.5
    least: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSettings:
    """Placing people at sessions that open, by a linear programme.

    Attributes
    ----------
    best_few
        Pairs of each person that it may use besides those wanted.
    enough_women
        How many women must have wanted a session on average for women to be placed there.
    sure
        The part of a booking from which it is made before others.
    fills, spare
        How often free places are filled, and how much of one must be free.
    """

    best_few: int = 3
    enough_women: float = 1.0
    sure: float = 0.3
    fills: int = 3
    spare: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedSettings:
    """Staffing an announced rota anew.

    Attributes
    ----------
    used
        Whether its supervisors are sought by a programme at all.
    at_once
        Variables up to which it is solved in this process.
    loss
        Points that a working day may lose at the relaxation's prices.
    nodes
        Nodes of the search tree.
    time_share, patience
        Part of the time for it, and how many times that is waited for.
    poll_seconds
        How long to wait between two looks at it.
    """

    used: bool = True
    at_once: int = 2_000
    loss: float = 100.0
    nodes: int = 1
    time_share: float = 0.2
    patience: float = 1.5
    poll_seconds: float = 0.1
