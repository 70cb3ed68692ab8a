"""Settings of what lowers the bound: relaxation, its prices, the whole problem as a programme."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundSettings:
    """The search for prices (`large/upper_bound`).

    Attributes
    ----------
    time_share, time_share_beside_whole
        Part of the time for it, alone and where the whole problem is a programme too.
    fewest_rounds, most_rounds
        How often everybody is asked at least and at most.
    round_seconds, pair_seconds
        What a round is taken to cost, and what each pair adds to it, in seconds.
    first_step, last_step
        Size of the first and of the last step, in points a place.
    step_once, step_skill, step_minute, step_start
        How much larger steps are for the other prices than for those of places.
    first_price_divisor, first_once
        By what the worth of a booking is divided for a place's first price, and the part of what
        opening brings that is the first price of opening once.
    memory, squares
        How much of the mean gradient, and of its square, is kept from round to round.
    recent
        How much of the averaged choices is kept from round to round.
    first_link_round
        The round from which bookings at sessions that open in part are priced.
    full_rounds, full_every
        Rounds over all pairs at first, and after them every so many.
    outdated
        By how much the pairs wanted may grow before the smaller programme is made anew.
    classes, largest_table
        Classes of people with about equal limits, and the most cells of a class's table.
    most_days, most_days_of_one
        Working days listed at most: of all, and longer by one session of one supervisor's day.
    """

    time_share: float = 0.3
    time_share_beside_whole: float = 0.12
    fewest_rounds: int = 60
    most_rounds: int = 600
    round_seconds: float = 0.01
    pair_seconds: float = 3e-8
    first_step: float = 40.0
    last_step: float = 0.3
    step_once: float = 0.5
    step_skill: float = 2.5
    step_minute: float = 3 / 400
    step_start: float = 1.5
    first_price_divisor: float = 3.0
    first_once: float = 0.3
    memory: float = 0.9
    squares: float = 0.95
    recent: float = 0.97
    first_link_round: int = 20
    full_rounds: int = 25
    full_every: int = 16
    outdated: float = 1.02
    classes: int = 6
    largest_table: int = 2_000_000
    most_days: int = 2_000_000
    most_days_of_one: int = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeSettings:
    """Turns at the whole problem as one integer programme (`large/programmes/whole_search`).

    Attributes
    ----------
    used
        Whether turns are taken at all.
    most_pairs, most_days, most_plans
        Bookings, working days and pairs of sessions of a limited project that it may have.
    seconds_a_pair, seconds_a_pair_alone
        Time that must be planned for each pair, with several workers and with one.
    time_share_to_prove, time_share_a_turn, time_share_alone
        Part of the time for the first turn, for each later one, and with one worker for all.
    turn_seconds_a_pair, least_seconds, reserve_seconds
        Seconds of a later turn for each pair, of any turn at least, and left at the end.
    nodes_to_prove, nodes, turns_alone
        With one worker: nodes of the first turn and of each later one, and how many of these.
    noise
        Points added at random to bookings from the second search on.
    poll_seconds
        How long to wait between two looks at it.
    """

    used: bool = True
    most_pairs: int = 20_000
    most_days: int = 20_000
    most_plans: int = 20_000
    seconds_a_pair: float = 0.004
    seconds_a_pair_alone: float = 0.012
    time_share_to_prove: float = 0.35
    time_share_a_turn: float = 0.25
    time_share_alone: float = 0.7
    turn_seconds_a_pair: float = 0.0015
    least_seconds: float = 2.0
    reserve_seconds: float = 1.3
    nodes_to_prove: int = 1
    nodes: int = 20
    turns_alone: int = 2
    noise: float = 10.0
    poll_seconds: float = 0.1
