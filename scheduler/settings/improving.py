"""Settings of what betters a rota (`large/improvement`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSettings:
    """Rounds in which slices are bettered at the same time.

    Attributes
    ----------
    used
        Whether a large rota is bettered at all.
    seconds
        Of each round.
    first_overhead, overhead_margin
        Seconds that cutting and joining are first taken to need, and how many times as many are
        left for them.
    steps_a_second
        With one worker: steps for each second planned.
    fewest_to_cut
        Open sessions from which a rota is cut.
    price_noise
        Deviation of the noise on prices, as a part of them.
    """

    used: bool = True
    seconds: float = 5.0
    first_overhead: float = 0.5
    overhead_margin: float = 1.5
    steps_a_second: int = 300
    fewest_to_cut: int = 40
    price_noise: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """The changes of a slice.

    Attributes
    ----------
    trusts
        In the first round, the parts of prices that count while all sessions are filled again.
    shakes, shake_noise, shake_trust
        Sessions shaken between two looks at supervisors, the noise in points, and the part of
        prices that counts.
    moves_each, most_moves
        New days looked at for each supervisor, and tried between two shakings; 0 tries none.
    refill_steps, shake_steps, move_steps
        What a session filled again, a shake and a new day count where steps are counted.
    candidates
        People looked at for a session.
    work_tries
        Rates tried for minutes that later sessions could do (H11).
    cells, spread
        Cells of a session's places in the knapsack, and how many more or fewer are tried.
    move_trusts, open_trust
        Parts of prices that count while sessions touched by a new day are filled again, and the
        opened one.
    next_best
        Sessions filled again for each person that a new day leaves without a place.
    """

    trusts: tuple[float, ...] = (1.0, 1.0, 0.8, 0.6, 0.4, 0.2, 0.0)
    shakes: int = 400
    shake_noise: float = 30.0
    shake_trust: float = 0.9
    moves_each: int = 6
    most_moves: int = 30
    refill_steps: int = 1
    shake_steps: int = 4
    move_steps: int = 25
    candidates: int = 40
    work_tries: int = 5
    cells: int = 800
    spread: int = 3
    move_trusts: tuple[float, ...] = (0.5, 0.0)
    open_trust: float = 0.7
    next_best: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceSettings:
    """Pieces of a middling rota opened up as integer programmes.

    Attributes
    ----------
    used
        Whether pieces are opened up at all.
    first_sessions, sessions, supervisors
        Sessions of a piece in the first sweep and afterwards; supervisors of one with staff.
    sweep
        How often open sessions are visited in the first sweep.
    nodes, seconds, gap
        Nodes and seconds of the search for each, and how near to its bound is near enough.
    most_failures
        Pieces in a row that cannot be begun before the search ends.
    seconds_alone
        With one worker: what each piece is taken to need.
    places_times, places_more, least_promise
        Pairs kept for a session: so many for each place and so many more, if they promise at
        least so many points.
    pairs_each
        Pairs kept for each person who is in the piece.
    """

    used: bool = True
    first_sessions: int = 3
    sessions: int = 6
    supervisors: int = 3
    sweep: float = 1.2
    nodes: int = 20
    seconds: float = 2.0
    gap: float = 2e-3
    most_failures: int = 50
    seconds_alone: float = 1.0
    places_times: int = 3
    places_more: int = 4
    least_promise: float = -150.0
    pairs_each: int = 5
