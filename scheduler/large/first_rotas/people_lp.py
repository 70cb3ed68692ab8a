"""People placed at the sessions that open, by a linear programme and rounding.

With sessions and supervisors fixed, placing people is almost a flow: its linear programme over
the pairs that people have wanted lately, and each person's best few, is nearly integral. It
knows nothing of lone women (H8), so women are kept from sessions that less than one has wanted
on average. What stays fractional is placed greedily. The prices of places and of work that it
finds are what the search for a better rota goes by.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Flags, Floats, Ints, sum_at
from scheduler.arrays.compiled import Arrays
from scheduler.large.first_rotas.placing import Placer
from scheduler.large.rotas.soundness import undo_broken
from scheduler.large.rotas.working_rota import WorkingRota, full_worth
from scheduler.large.solver.highs import Relaxed
from scheduler.large.solver.programme import Programme
from scheduler.large.upper_bound.dual import Dual
from scheduler.large.upper_bound.prices import Prices, Rates
from scheduler.settings.settings import USUAL
from scheduler.settings.starting import PeopleSettings

Relax = Callable[[Programme], Relaxed | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Master:
    """The linear programme of placing people, and what its variables and rows stand for."""

    programme: Programme
    booking: Ints
    seat: Ints
    seat_row: Ints
    project: Ints
    project_row: Ints

    def rates(self, arrays: Arrays, solved: Relaxed) -> Rates:
        """Return what places and expected minutes cost in a solution."""
        place, work = np.zeros(len(arrays.possible)), np.zeros(len(arrays.project_minutes))
        place[self.seat] = np.maximum(0.0, solved.prices[self.seat_row])
        work[self.project] = np.maximum(0.0, solved.prices[self.project_row])
        return Rates(place=place, minute=work[arrays.sessions.project])


def place_people(
    dual: Dual,
    rota: WorkingRota,
    prices: Prices,
    wanted: Ints,
    often: Floats,
    relax: Relax,
    settings: PeopleSettings = USUAL.people,
) -> tuple[WorkingRota, Rates]:
    """Return the rota with people placed at its open sessions, and prices that fit it.

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
    often
        How often each pair has been wanted, from 0 to 1.
    relax
        Solves a linear programme; `None` when there is no time.
    settings
        How people are placed.
    """
    arrays = dual.arrays
    often_women = often * arrays.people.female[arrays.pairs.who]
    few = sum_at(arrays.pairs.session, often_women, len(rota.opened)) < settings.enough_women
    chosen = _in_company(
        arrays, _promising(arrays, rota, prices.place, wanted, settings.best_few), few
    )
    master, result = _master(arrays, rota, chosen), rota.copy()
    solved = relax(master.programme)
    if solved is None:
        return result, Rates(place=prices.place, minute=prices.minute)
    placer, pinned = Placer(result), np.flatnonzero(arrays.pairs.pinned)
    placer.place_all(arrays.pairs.who[pinned], arrays.pairs.session[pinned])
    values = solved.values[master.booking]
    order = np.argsort(-values, kind="stable")
    order = chosen[order[values[order] > settings.sure]]
    placer.place_all(arrays.pairs.who[order], arrays.pairs.session[order])
    undo_broken(result)
    net = net_points(arrays, prices.place)
    fill(result, net, np.flatnonzero(rota.opened[arrays.pairs.session]), settings)
    return result, master.rates(arrays, solved)


def _promising(arrays: Arrays, rota: WorkingRota, place: Floats, wanted: Ints, number: int) -> Ints:
    """Return pairs of open sessions: those wanted, and each person's best few."""
    open_pairs = np.flatnonzero(rota.opened[arrays.pairs.session])
    few = best_few(arrays, open_pairs, net_points(arrays, place), number)
    return np.union1d(wanted[rota.opened[arrays.pairs.session[wanted]]], few)


def _in_company(arrays: Arrays, chosen: Ints, few: Flags) -> Ints:
    """Return pairs without women in sessions that have too few of them (H8)."""
    if not arrays.problem.policy.no_lone_woman:
        return chosen
    pairs = arrays.pairs
    few = few & ~arrays.sessions.women_only
    woman = arrays.people.female[pairs.who[chosen]] & ~pairs.pinned[chosen]
    return chosen[~(woman & few[pairs.session[chosen]])]


def net_points(arrays: Arrays, place: Floats) -> Floats:
    """Return what each pair earns at most above its price, work within the weekly offer."""
    pairs = arrays.pairs
    return full_worth(arrays) - place[pairs.session] * arrays.people.share[pairs.who]


def best_few(arrays: Arrays, pairs: Ints, net: Floats, number: int) -> Ints:
    """Return each person's pairs with the highest net points."""
    who = arrays.pairs.who[pairs]
    order = np.lexsort((-net[pairs], who))
    first = np.flatnonzero(np.diff(who[order], prepend=-1))
    place = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
    return pairs[order[place < number]]


def fill(rota: WorkingRota, net: Floats, pairs: Ints, settings: PeopleSettings) -> None:
    """Book whoever still gains something, and undo what the rules forbid."""
    arrays = rota.arrays
    for _ in range(settings.fills):
        spare = rota.opened & (rota.load() + settings.spare < arrays.sessions.places)
        some = pairs[spare[arrays.pairs.session[pairs]]]
        some = some[np.argsort(-net[some], kind="stable")]
        who, where = arrays.pairs.who[some], arrays.pairs.session[some]
        Placer(rota).place_by_gain(who, where, arrays.pairs.points[some])
        if not undo_broken(rota):
            return


def _master(arrays: Arrays, rota: WorkingRota, chosen: Ints) -> _Master:
    """Return the linear programme of placing people over some pairs."""
    pairs, people, sessions = arrays.pairs, arrays.people, arrays.sessions
    who, where = pairs.who[chosen].astype(np.int64), pairs.session[chosen].astype(np.int64)
    minutes = np.minimum(sessions.minutes[where], people.remaining[who]).astype(float)
    programme = Programme()
    x = programme.variables(pairs.points[chosen] + sessions.worth[where] * minutes)
    seats, seat = np.unique(where, return_inverse=True)
    seat_rows = programme.rows(len(seats), -np.inf, sessions.places[seats])
    programme.put(seat_rows[seat], x, people.share[who])
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
    project, project_rows = _limit_projects(programme, arrays, rota, x, who, where)
    return _Master(
        programme=programme,
        booking=x,
        seat=seats,
        seat_row=seat_rows,
        project=project,
        project_row=project_rows,
    )


def _limit_projects(
    programme: Programme, arrays: Arrays, rota: WorkingRota, x: Ints, who: Ints, where: Ints
) -> tuple[Ints, Ints]:
    """H11: the last open session of a project starts with work left; returns projects, rows."""
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
    return found, rows
