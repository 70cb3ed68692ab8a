"""A part of a rota opened up again: some sessions, perhaps with some supervisors.

Everything outside stays; inside, every hard rule is said exactly or a little too strictly, as an
integer programme over the pairs that promise most at the current prices. What it returns is a
rota at least as good as before, up to what the programme says too strictly.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler.arrays.columns import AVOIDS, Flags, Floats, Ints, sum_at
from scheduler.large.programmes.staffing import Staffing, assign, pinned_sessions
from scheduler.large.rotas.working_rota import WorkingRota, find_pairs
from scheduler.large.solver.programme import Programme
from scheduler.large.upper_bound.dual import Dual
from scheduler.settings.improving import PieceSettings
from scheduler.settings.settings import USUAL

if TYPE_CHECKING:
    from scheduler.arrays.compiled import Arrays

EDGE = 1e-3


@dataclass(slots=True, eq=False)
class Neighbourhood:
    """An integer programme for part of a rota, and what its variables stand for."""

    programme: Programme
    sessions: Ints
    pairs: Ints
    chains: Ints
    free_staff: Ints
    booking: Ints
    opening: Ints
    working: Ints
    hint: Floats


class _Outside:
    """What stays: minutes, shares and supervisors outside the sessions opened up."""

    def __init__(self, rota: WorkingRota, inside: Flags) -> None:
        arrays = rota.arrays
        self.booked = np.where((rota.booked >= 0) & inside[rota.booked], -1, rota.booked)
        kept = WorkingRota(arrays, rota.opened, rota.staff, self.booked)
        who, where, credit = kept.credits()
        people = len(arrays.people.rate)
        self.total = sum_at(who, arrays.sessions.minutes[where], people)
        self.shortest = np.full(people, 10**6, np.int64)
        np.minimum.at(self.shortest, who, arrays.sessions.minutes[where])
        unit = who * arrays.weeks + arrays.sessions.week[where]
        weekly = sum_at(unit, credit, people * arrays.weeks)
        self.credited = weekly.reshape(people, arrays.weeks)
        expected = credit * arrays.people.rate[who]
        self.expected = sum_at(where, expected, len(rota.opened))


def open_up(
    dual: Dual,
    rota: WorkingRota,
    sessions: Ints,
    supervisors: Ints,
    price: Floats,
    *,
    busy: Flags | None = None,
    settings: PieceSettings = USUAL.pieces,
) -> Neighbourhood:
    """Return the programme of a part of a rota.

    Parameters
    ----------
    dual
        The problem.
    rota
        A rota that keeps every rule.
    sessions
        Those opened up; all sessions that the supervisors run must be among them.
    supervisors
        Those whose weeks are opened up.
    price
        Points a place costs in each session, to choose the pairs that promise most.
    busy
        People who must stay where they are; nobody if not given.
    settings
        Which pairs are kept.
    """
    builder = Builder(dual, rota, sessions, supervisors, price)
    builder.settings = settings
    if busy is not None:
        builder.busy = busy
    return builder.build()


class Builder:
    """The steps of `open_up`, which share much; `whole` takes some of them otherwise."""

    def __init__(
        self, dual: Dual, rota: WorkingRota, sessions: Ints, supervisors: Ints, price: Floats
    ) -> None:
        self.dual, self.rota, self.price = dual, rota, price
        self.settings = USUAL.pieces
        self.arrays: Arrays = dual.arrays
        self.inside = np.zeros(len(rota.opened), bool)
        self.inside[sessions] = True
        self.inside &= ~self.arrays.sessions.frozen
        self.sessions = np.flatnonzero(self.inside)
        self.supervisors = supervisors
        self.busy = np.zeros(len(rota.booked), bool)
        self.programme = Programme()
        self.outside = _Outside(rota, self.inside)
        self.local = np.full(len(rota.opened), -1)
        self.local[self.sessions] = np.arange(len(self.sessions))

    def build(self) -> Neighbourhood:
        """Add the variables and every rule."""
        arrays = self.arrays
        self._leave_out()
        self._choose_pairs()
        self._choose_chains()
        self._openings()
        self.x = self.programme.variables(
            self.worth, lower=arrays.pairs.pinned[self.pairs], whole=True
        )
        works = self.programme.variables(
            self.dual.supervisors.chains.points[self.chains], whole=True
        )
        self.staffing = Staffing(
            self.programme, self.dual, self.chains, works, self.sessions, self.y
        )
        self._staff()
        self._groups()
        self._days()
        self._weeks()
        self._women()
        self._apart()
        self._projects()
        return Neighbourhood(
            programme=self.programme,
            sessions=self.sessions,
            pairs=self.pairs,
            chains=self.chains,
            free_staff=self.supervisors,
            booking=self.x,
            opening=self.y,
            working=self.staffing.works,
            hint=self._hint(),
        )

    def _hint(self) -> Floats:
        """Return the values that the variables have in the rota as it is."""
        hint = np.zeros(self.programme.size)
        hint[self.x] = self.here
        hint[self.y] = self.rota.opened[self.sessions]
        hint[self.staffing.works] = self.staffing.worked(self.rota)
        booked = sum_at(
            self.units_of, hint[self.x] * self.arrays.sessions.minutes[self.where], len(self.basic)
        )
        hint[self.basic] = np.minimum(booked, self.most_basic)
        hint[self.more] = np.clip(booked - self.most_basic, 0, self.most_more)
        women = sum_at(self.women_at, hint[self.x[self.women_rows]], len(self.several))
        hint[self.several] = women > 0
        return hint

    def _leave_out(self) -> None:
        """Leave sessions with busy people out, and supervisors who run them."""
        who, where = self.rota.bookings()
        held = np.unique(where[self.busy[who] & self.inside[where]])
        if len(held):
            self.inside[held] = False
            self.supervisors = np.setdiff1d(self.supervisors, self.rota.staff[held])
            self.sessions = np.flatnonzero(self.inside)
            self.outside = _Outside(self.rota, self.inside)
            self.local[:] = -1
            self.local[self.sessions] = np.arange(len(self.sessions))

    def _choose_pairs(self) -> None:
        """Keep the bookings that are free to be made and promise most, and those there are."""
        pairs, people, sessions = self.arrays.pairs, self.arrays.people, self.arrays.sessions
        spans = [np.arange(pairs.first[s], pairs.first[s + 1]) for s in self.sessions]
        rows = np.concatenate(spans) if spans else np.zeros(0, np.int64)
        who, where = pairs.who[rows].astype(np.int64), pairs.session[rows].astype(np.int64)
        free = self.outside.booked[who, sessions.day[where]] < 0
        left = people.remaining[who] - self.outside.total[who]
        week = sessions.week[where]
        room = people.room[who, week] - self.outside.credited[who, week]
        credit = np.minimum(sessions.minutes[where], left)
        free &= (left > 0) & (credit <= room)
        free &= ~self._avoided(who, where) & ~self.busy[who]
        rows, who, where = rows[free], who[free], where[free]
        credit = credit[free]
        week = week[free]
        before = self.outside.credited[who, week]
        work = self.arrays.offered(before + credit, week, who) - self.arrays.offered(
            before, week, who
        )
        worth = pairs.points[rows] + sessions.worth[where] * credit
        promise = worth + work - self.price[where] * people.share[who]
        here = self.rota.booked[who, sessions.day[where]] == where
        inside_now = np.zeros(len(people.rate), bool)
        inside_now[who[here]] = True
        keep = here | pairs.pinned[rows]
        order = np.lexsort((-promise, where))
        first = np.searchsorted(where[order], self.sessions)
        place = np.arange(len(order)) - first[self.local[where[order]]]
        keeps = self.settings
        most = keeps.places_times * sessions.places[where[order]] + keeps.places_more
        keep[order[(place < most) & (promise[order] > keeps.least_promise)]] = True
        order = np.lexsort((-promise, who))
        start = np.flatnonzero(np.diff(who[order], prepend=-1))
        place = np.arange(len(order)) - np.repeat(start, np.diff(np.append(start, len(order))))
        keep[order[(place < keeps.pairs_each) & inside_now[who[order]]]] = True
        self.pairs, self.who, self.where = rows[keep], who[keep], where[keep]
        self.credit, self.week, self.work = credit[keep], week[keep], work[keep]
        self.worth, self.here = worth[keep], here[keep]

    def _avoided(self, who: Ints, where: Ints) -> Flags:
        """Return where a supervisor who stays has the sex that a person must not meet (H7)."""
        bits = np.zeros(len(self.rota.opened), np.int64)
        female = self.arrays.supervisors.female
        for s, v in self._staying().tolist():
            bits[s] |= 1 << AVOIDS["female" if female[v] else "male"]
        avoids = self.arrays.people.avoids[who]
        return (avoids > 0) & ((bits[where] >> avoids) & 1 > 0)

    def _staying(self) -> Ints:
        """Return sessions opened up, each with a supervisor who runs it whatever is chosen."""
        stays = (self.rota.staff >= 0) & ~np.isin(self.rota.staff, self.supervisors)
        where, column = np.nonzero(stays & self.inside[:, None])
        return np.stack([where, self.rota.staff[where, column]], axis=1)

    def _choose_chains(self) -> None:
        """Keep the working days of the free supervisors at the sessions opened up."""
        chains = self.dual.supervisors.chains
        rows = np.flatnonzero(np.isin(chains.who, self.supervisors))
        inside = np.append(self.inside, True)
        self.chains = rows[inside[chains.members[rows]].all(axis=1)]

    def _openings(self) -> None:
        """Add a variable for each session; those with pins stay open."""
        arrays, count = self.arrays, len(self.rota.opened)
        cost = np.full(count, -arrays.problem.policy.session_points)
        size, staffing, staying = len(arrays.supervisors.female), arrays.staffing, self._staying()
        spots = find_pairs(staffing.session, staffing.who, staying[:, 0], staying[:, 1], size)
        np.add.at(cost, staying[:, 0], staffing.points[spots])
        fixed = np.bincount(staying[:, 0], minlength=count)
        self.missing = (arrays.sessions.needed - fixed)[self.sessions]
        pinned = pinned_sessions(arrays)[self.sessions]
        able = (fixed[self.sessions] > 0) | (arrays.sessions.needed[self.sessions] == 0)
        served = np.zeros(count + 1, bool)
        served[self.dual.supervisors.chains.members[self.chains]] = True
        able |= served[self.sessions]
        able &= arrays.possible[self.sessions]
        self.y = self.programme.variables(
            cost[self.sessions],
            upper=able.astype(float),
            lower=pinned & able,
            whole=True,
        )

    def _staff(self) -> None:
        """H9 and H12 of supervisors, and H7 between them and people."""
        self.staffing.numbers(self.missing)
        self.staffing.skills(self._staying())
        self.staffing.times()
        self._avoidance()

    def _avoidance(self) -> None:
        """H7: nobody in a session run by a free supervisor of the sex they must not meet."""
        female = self.arrays.supervisors.female
        avoids = self.arrays.people.avoids[self.who]
        for i in np.flatnonzero(avoids):
            sex = avoids[i] == AVOIDS["female"]
            some = self.staffing.at(int(self.where[i]))
            some = some[female[self.staffing.who[some]] == sex]
            if len(some):
                needed = float(self.arrays.sessions.needed[self.where[i]])
                row = self.programme.rows(1, -np.inf, needed)
                self.programme.put(row, self.staffing.works[some], 1.0)
                self.programme.put(row, self.x[[i]], needed)

    def _groups(self) -> None:
        """H9 and H10: places and the least group, only in open sessions."""
        arrays, programme = self.arrays, self.programme
        at = self.local[self.where]
        rows = programme.rows(len(self.sessions), -np.inf, 0.0)
        programme.put(rows[at], self.x, arrays.people.share[self.who])
        programme.put(rows, self.y, -arrays.sessions.places[self.sessions])
        rows = programme.rows(len(self.sessions), 0.0, np.inf)
        programme.put(rows[at], self.x, 1.0)
        programme.put(rows, self.y, -arrays.sessions.min_people[self.sessions])
        needed = arrays.sessions.needed[self.sessions]
        changing = (self.missing > 0) | (needed == 0)
        some = np.flatnonzero(changing[at])
        rows = programme.rows(len(some), -np.inf, 0.0)
        programme.put(rows, self.x[some], 1.0)
        programme.put(rows, self.y[at[some]], -1.0)

    def _days(self) -> None:
        """H3: one session a day."""
        day = self.arrays.sessions.day[self.where]
        days, one = np.unique(self.who * self.arrays.days + day, return_inverse=True)
        self.programme.put(self.programme.rows(len(days), -np.inf, 1.0)[one], self.x, 1.0)

    def _weeks(self) -> None:
        """H4, H5 and the worth of work: a week, the requirement."""
        arrays, programme, people = self.arrays, self.programme, self.arrays.people
        minutes = arrays.sessions.minutes[self.where]
        persons, mine = np.unique(self.who, return_inverse=True)
        shortest = self.outside.shortest[persons].copy()
        np.minimum.at(shortest, mine, minutes)
        left = people.remaining[persons] - self.outside.total[persons]
        rows = programme.rows(len(persons), -np.inf, left + shortest - 1)
        programme.put(rows[mine], self.x, minutes)
        self._hours()
        if arrays.weeks > 1:
            self._whole_requirement(persons, left)

    def _hours(self) -> tuple[Ints, Ints]:
        """H4 and the worth of work; returns the rows of both, one of each for each pair."""
        arrays, programme, people = self.arrays, self.programme, self.arrays.people
        units, unit = np.unique(self.who * arrays.weeks + self.week, return_inverse=True)
        someone, week = np.divmod(units, arrays.weeks)
        before = self.outside.credited[someone, week]
        room = people.room[someone, week] - before
        limits = programme.rows(len(units), -np.inf, room)
        programme.put(limits[unit], self.x, self.credit)
        rest = people.remaining[someone] - self.outside.total[someone]
        most = np.minimum(room, rest).astype(float)
        used = people.used[someone, week] + before
        basic = np.clip(people.weekly[someone] - used, 0, most)
        rate = arrays.problem.policy.extra_hours_rate
        first = programme.variables(people.urgency[someone], basic)
        more = programme.variables(rate * people.urgency[someone], most - basic)
        self.someone, self.units_of, self.basic, self.more = someone, unit, first, more
        self.most_basic, self.most_more = basic, most - basic
        rows = programme.rows(len(units), -np.inf, 0.0)
        programme.put(rows[unit], self.x, -arrays.sessions.minutes[self.where])
        programme.put(rows, first, 1.0)
        programme.put(rows, more, 1.0)
        return limits[unit], rows[unit]

    def _whole_requirement(self, persons: Ints, left: Floats) -> None:
        """H5 over several weeks: credited minutes never exceed what remains."""
        rows = self.programme.rows(len(persons), -np.inf, left)
        at = np.searchsorted(persons, self.someone)
        self.programme.put(rows[at], self.basic, 1.0)
        self.programme.put(rows[at], self.more, 1.0)

    def _women(self) -> None:
        """H8: the number of women is never exactly one."""
        arrays, programme = self.arrays, self.programme
        some = arrays.people.female[self.who] & ~arrays.sessions.women_only[self.where]
        some &= arrays.problem.policy.no_lone_woman
        rows = np.flatnonzero(some)
        here, at = np.unique(self.where[rows], return_inverse=True)
        several = programme.variables(np.zeros(len(here)), whole=True)
        self.women_rows, self.women_at, self.several = rows, at, several
        least = programme.rows(len(here), 0.0, np.inf)
        programme.put(least[at], self.x[rows], 1.0)
        programme.put(least, several, -2.0)
        each = programme.rows(len(rows), -np.inf, 0.0)
        programme.put(each, self.x[rows], 1.0)
        programme.put(each, several[at], -1.0)

    def _apart(self) -> None:
        """H7: people to be kept apart are not in one session."""
        apart = self.arrays.apart
        at = {
            (int(p), int(s)): i
            for i, (p, s) in enumerate(zip(self.who, self.where, strict=True))
            if int(p) in apart
        }
        for (p, s), i in at.items():
            for q in apart[p]:
                if p < q and (q, s) in at:
                    row = self.programme.rows(1, -np.inf, 1.0)
                    self.programme.put(row, self.x[[i, at[q, s]]], 1.0)

    def _projects(self) -> None:
        """H11: a session opens only while its project has work left."""
        arrays, sessions = self.arrays, self.arrays.sessions
        expected = self.credit * arrays.people.rate[self.who]
        touched = np.unique(sessions.project[self.sessions])
        for j in touched[np.isfinite(arrays.project_minutes[touched])]:
            here = np.flatnonzero(sessions.project == j)
            here = here[np.argsort(sessions.rank[here])]
            pairs = np.flatnonzero(sessions.project[self.where] == j)
            rank = sessions.rank[self.where[pairs]]
            most = sessions.places * sessions.minutes
            for i, t in enumerate(here.tolist()):
                earlier = here[:i]
                if not self.inside[t] and not (self.rota.opened[t] and self.inside[earlier].any()):
                    continue
                limit = arrays.project_minutes[j] - self.outside.expected[earlier].sum() - EDGE
                slack = float(most[earlier[self.inside[earlier]]].sum())
                if self.inside[t] and slack <= limit:
                    continue
                row = self.programme.rows(1, -np.inf, slack if self.inside[t] else limit)
                some = rank < sessions.rank[t]
                self.programme.put(row, self.x[pairs[some]], expected[pairs[some]])
                if self.inside[t]:
                    self.programme.put(row, self.y[self.local[[t]]], max(1.0, slack - limit))


def close_up(rota: WorkingRota, dual: Dual, part: Neighbourhood, values: Floats) -> WorkingRota:
    """Return the rota with a part replaced by what its programme chose."""
    arrays = rota.arrays
    result = rota.copy()
    inside = np.zeros(len(rota.opened), bool)
    inside[part.sessions] = True
    result.booked[(result.booked >= 0) & inside[result.booked]] = -1
    chosen = part.pairs[values[part.booking] > 0.5]
    where = arrays.pairs.session[chosen]
    result.booked[arrays.pairs.who[chosen], arrays.sessions.day[where]] = where
    opened = values[part.opening] > 0.5
    result.opened[part.sessions] = opened
    rows = result.staff[part.sessions]
    rows[np.isin(rows, part.free_staff)] = -1
    rows[~opened] = -1
    result.staff[part.sessions] = rows
    assign(result, dual, part.chains[values[part.working] > 0.5])
    return result
