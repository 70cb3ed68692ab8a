"""People placed at the sessions that open, by linear programmes and rounding.

With sessions and supervisors fixed, placing people is almost a flow: its linear programme over
the pairs that people have wanted lately, and each person's best few, is nearly integral. It
knows nothing of lone women (H8); so women are first kept from sessions in which it puts less
than two of them, and it is solved again. What stays fractional is placed greedily.
"""

from collections.abc import Callable

import numpy as np

from scheduler.arrays import Arrays, Floats, Ints, sum_at
from scheduler.large.linear import Programme
from scheduler.large.placing import Placer, undo_broken
from scheduler.large.prices import Dual, Prices
from scheduler.large.working import WorkingRota

BEST_FEW = 3
ENOUGH_WOMEN = 1.2
SURE = 0.3

SolveLinear = Callable[[Programme], Floats | None]


def place_people(
    dual: Dual, rota: WorkingRota, prices: Prices, wanted: Ints, solve: SolveLinear
) -> WorkingRota:
    """Return the rota with people placed at its open sessions.

    Parameters
    ----------
    dual
        The problem.
    rota
        Open sessions and their supervisors.
    prices
        Prices near the optimum.
    wanted
        Pairs to choose from besides each person's best few (positions in `Arrays.pairs`).
    solve
        Solves a linear programme; `None` when there is no time.
    """
    arrays = dual.arrays
    result = rota.copy()
    net = net_points(dual, prices)
    open_pairs = np.flatnonzero(rota.opened[arrays.pairs.session])
    pinned = np.flatnonzero(arrays.pairs.pinned)
    few = best_few(arrays, open_pairs, net)
    chosen = np.union1d(wanted[rota.opened[arrays.pairs.session[wanted]]], few)
    order = _linear_order(dual, rota, chosen, solve)
    placer = Placer(result)
    for some in (pinned, order):
        placer.place_all(arrays.pairs.who[some], arrays.pairs.session[some])
    undo_broken(result)
    fill(result, net, open_pairs)
    return result


def _linear_order(dual: Dual, rota: WorkingRota, chosen: Ints, solve: SolveLinear) -> Ints:
    """Return pairs in the order of the linear programme's values, women in company."""
    arrays = dual.arrays
    pairs, people, sessions = arrays.pairs, arrays.people, arrays.sessions
    solved: Floats | None = None
    for least in (0.0, ENOUGH_WOMEN):
        if solved is not None and arrays.problem.policy.no_lone_woman:
            female = people.female[pairs.who[chosen]]
            where = pairs.session[chosen]
            women = sum_at(where, solved * female, len(sessions.day))
            few = (women < least) & ~sessions.women_only
            kept = ~(female & few[where])
            chosen, solved = chosen[kept], solved[kept]
        programme, x = _programme(dual.arrays, rota, chosen)
        values = solve(programme)
        if values is None:
            break
        solved = values[x]
    if solved is None:
        return np.zeros(0, np.int64)
    order = np.argsort(-solved, kind="stable")
    return chosen[order[solved[order] > SURE]]


def net_points(dual: Dual, prices: Prices) -> Floats:
    """Return what each pair earns at most above its price, work within the weekly offer."""
    arrays = dual.arrays
    pairs, people, sessions = arrays.pairs, arrays.people, arrays.sessions
    credit = np.minimum(sessions.minutes[pairs.session], people.remaining[pairs.who])
    work = (people.urgency[pairs.who] + sessions.worth[pairs.session]) * credit
    return pairs.points + work - prices.place[pairs.session] * people.share[pairs.who]


def best_few(arrays: Arrays, pairs: Ints, net: Floats) -> Ints:
    """Return each person's pairs with the highest net points."""
    who = arrays.pairs.who[pairs]
    order = np.lexsort((-net[pairs], who))
    first = np.flatnonzero(np.diff(who[order], prepend=-1))
    place = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
    return pairs[order[place < BEST_FEW]]


def fill(rota: WorkingRota, net: Floats, pairs: Ints) -> None:
    """Book whoever still gains something, and undo what the rules forbid."""
    arrays = rota.arrays
    for _ in range(3):
        spare = rota.opened & (rota.load() + 0.05 < arrays.sessions.places)
        some = pairs[spare[arrays.pairs.session[pairs]]]
        some = some[np.argsort(-net[some], kind="stable")]
        who, where = arrays.pairs.who[some], arrays.pairs.session[some]
        Placer(rota).place_by_gain(who, where, arrays.pairs.points[some])
        if not undo_broken(rota):
            return


def _programme(arrays: Arrays, rota: WorkingRota, chosen: Ints) -> tuple[Programme, Ints]:
    """Return the linear programme of placing people over some pairs, and its bookings."""
    pairs, people, sessions = arrays.pairs, arrays.people, arrays.sessions
    who, where = pairs.who[chosen].astype(np.int64), pairs.session[chosen].astype(np.int64)
    minutes = np.minimum(sessions.minutes[where], people.remaining[who]).astype(float)
    programme = Programme()
    x = programme.variables(pairs.points[chosen] + sessions.worth[where] * minutes)
    seats, seat = np.unique(where, return_inverse=True)
    rows = programme.rows(len(seats), -np.inf, sessions.places[seats])
    programme.put(rows[seat], x, people.share[who])
    days, day = np.unique(who * arrays.days + sessions.day[where], return_inverse=True)
    programme.put(programme.rows(len(days), -np.inf, 1.0)[day], x, 1.0)
    units, unit = np.unique(who * arrays.weeks + sessions.week[where], return_inverse=True)
    someone, week = np.divmod(units, arrays.weeks)
    room = np.minimum(people.room[someone, week], people.remaining[someone]).astype(float)
    basic = np.clip(people.weekly[someone] - people.used[someone, week], 0, room)
    rate = arrays.problem.policy.extra_hours_rate
    first = programme.variables(people.urgency[someone], basic)
    more = programme.variables(rate * people.urgency[someone], room - basic)
    rows = programme.rows(len(units), 0.0, 0.0)
    programme.put(rows[unit], x, minutes)
    programme.put(rows, first, -1.0)
    programme.put(rows, more, -1.0)
    _limit_projects(programme, arrays, rota, x, who, where)
    return programme, x


def _limit_projects(
    programme: Programme, arrays: Arrays, rota: WorkingRota, x: Ints, who: Ints, where: Ints
) -> None:
    """H11: the last open session of a project starts with work left."""
    sessions, people = arrays.sessions, arrays.people
    last = np.full(len(arrays.project_minutes), -1)
    opened = np.flatnonzero(rota.opened)
    np.maximum.at(last, sessions.project[opened], sessions.rank[opened])
    project = sessions.project[where]
    limited = np.isfinite(arrays.project_minutes[project])
    earlier = np.flatnonzero(limited & (sessions.rank[where] < last[project]))
    found, at = np.unique(project[earlier], return_inverse=True)
    rows = programme.rows(len(found), -np.inf, np.maximum(0, arrays.project_minutes[found] - 1e-3))
    credit = np.minimum(sessions.minutes[where[earlier]], people.remaining[who[earlier]])
    programme.put(rows[at], x[earlier], credit * people.rate[who[earlier]])
