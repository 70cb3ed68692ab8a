r"""The Lagrangian dual of the whole problem: prices, and the bound that any prices prove.

Prices are put on places (`place`), on each session opening at most once (`once`), on skills and
women among joint supervisors (`skill`), on the working time and the opening of sessions of
projects that run out (`minute` and `start`, H11) and on booking people at a session that opens
only in part (`link`, sparse). People, supervisors and projects then decide alone, and the sum of
their best answers is never below the points of any rota:

.. math:: L = c + \sum_p P_p + \sum_v V_v + \sum_s \text{once}_s + \sum_j Q_j

Rules H7 and H8, the least group and the rest between days are relaxed.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Floats, Ints, sum_at
from scheduler.arrays.compiled import Arrays
from scheduler.large.upper_bound.person_weeks import PersonWeeks
from scheduler.large.upper_bound.prices import Prices
from scheduler.large.upper_bound.project_work import Plan, ProjectWork
from scheduler.large.upper_bound.supervisor_weeks import SupervisorWeeks
from scheduler.settings.bounding import BoundSettings
from scheduler.settings.settings import USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What everyone does at some prices.

    `booked` are pairs of people (positions in `Arrays.pairs`), `worked` chains of supervisors,
    `opened` how much of each session the supervisors' choices open, `load` the shares booked,
    `expected` the minutes expected in limited sessions, `plan` what their projects would have.
    """

    bound: float
    booked: Ints
    worked: Ints
    opened: Floats
    load: Floats
    expected: Floats
    plan: Plan
    staffed: Floats


class Dual:
    """The dual function of a problem, and all it needs again and again."""

    def __init__(self, arrays: Arrays, settings: BoundSettings = USUAL.bound) -> None:
        self.arrays, self.settings = arrays, settings
        self.people = PersonWeeks(arrays, settings=settings)
        self.supervisors = SupervisorWeeks(arrays, settings)
        sessions = arrays.sessions
        self.needed = np.maximum(sessions.needed, 1).astype(float)
        self._unstaffed = (sessions.needed == 0) & ~sessions.frozen
        self._joint_rows()
        self.projects = ProjectWork(arrays)

    def _joint_rows(self) -> None:
        """List what several supervisors must have between them: each skill, and a woman."""
        arrays = self.arrays
        sessions, several = arrays.sessions, arrays.sessions.needed > 1
        rows: list[tuple[int, Floats]] = []
        for s in np.flatnonzero(several).tolist():
            for k in np.flatnonzero(arrays.skills[sessions.project[s]]).tolist():
                rows.append((s, arrays.supervisors.skills[:, k].astype(float)))
            if sessions.women_only[s]:
                rows.append((s, arrays.supervisors.female.astype(float)))
        self.joint_session = np.array([s for s, _ in rows], np.int64)
        count = len(arrays.supervisors.female)
        self.joint_able = np.array([able for _, able in rows]).reshape(len(rows), count)

    def start(self) -> Prices:
        """Return prices to start from: a middling one on every place, more where it is told."""
        sessions = self.arrays.sessions
        place = np.where(sessions.frozen, 0.0, self._typical_price() + self._told_price())
        income = sessions.places * place - self.arrays.problem.policy.session_points
        return Prices(
            place=place,
            once=np.where(self._unstaffed, 0.0, self.settings.first_once * np.maximum(0.0, income)),
            skill=np.zeros(len(self.joint_session)),
            minute=np.zeros(len(place)),
            start=np.zeros(len(place)),
            link=np.zeros(len(self.arrays.pairs)),
        )

    def _told_price(self) -> Floats:
        """Return what the published bookings of each session would lose, for each place."""
        pairs, sessions = self.arrays.pairs, self.arrays.sessions
        told = np.flatnonzero(pairs.published)
        share = self.arrays.people.share[pairs.who[told]]
        taken = sum_at(pairs.session[told], share, len(sessions.day))
        full = np.minimum(1.0, taken / np.maximum(1, sessions.places))
        return full * self.arrays.problem.policy.person_change_points

    def _typical_price(self) -> float:
        """Return a part of what a basic booking is worth."""
        people, sessions = self.arrays.people, self.arrays.sessions
        if not len(people.rate) or not len(sessions.day):
            return 0.0
        worth = float(np.median(people.urgency) * np.median(sessions.minutes))
        return worth / self.settings.first_price_divisor

    def income(self, prices: Prices, linked: Floats) -> Floats:
        """Return what opening each session brings in, before `once` and supervisors are paid."""
        sessions = self.arrays.sessions
        cost = prices.start + self.arrays.problem.policy.session_points
        return sessions.places * prices.place + linked - cost

    def pay(self, prices: Prices, linked: Floats) -> Floats:
        """Return what sessions pay supervisors; see `SupervisorWeeks.best`."""
        count = len(self.needed)
        joint = sum_at(self.joint_session, prices.skill, count)
        each = (self.income(prices, linked) - prices.once - joint) / self.needed
        row = np.append(each, 0.0)
        if not len(self.joint_session):
            return row
        table = np.repeat(row[None, :], self.joint_able.shape[1], axis=0)
        extra = self.joint_able * prices.skill[:, None]
        np.add.at(table.T, self.joint_session, extra)
        return table

    def charge(self, prices: Prices, weeks: PersonWeeks) -> tuple[Floats, Floats | None]:
        """Return what each pair of some person weeks pays, and what it gets back if cut short."""
        charge = prices.place[weeks.session] * weeks.share + prices.link[weeks.pair]
        if not prices.minute.any():
            return charge, None
        rate, (whole, short) = prices.minute[weeks.session], weeks.expected
        return charge + rate * whole, rate * (whole - short)

    def answer(self, prices: Prices, weeks: PersonWeeks | None = None) -> Answer:
        """Return everyone's best answers and the bound they prove.

        Parameters
        ----------
        prices
            None negative.
        weeks
            People's choices over fewer pairs, which is faster and proves nothing; all if not
            given.
        """
        weeks = self.people if weeks is None else weeks
        count = len(self.needed)
        priced = np.flatnonzero(prices.link)
        linked = sum_at(self.arrays.pairs.session[priced], prices.link[priced], count)
        people = weeks.best(*self.charge(prices, weeks))
        chosen = np.concatenate([people.whole, people.short])
        whole, short = weeks.expected
        expected = np.concatenate([whole[people.whole], short[people.short]])
        of_supervisors, worked = self.supervisors.best(self.pay(prices, linked))
        income = self.income(prices, linked)
        free = np.where(self._unstaffed, np.maximum(income, 0.0), 0.0)
        plan = self.projects.best(prices.minute, prices.start)
        bound = (
            self.arrays.constant
            + people.points
            + of_supervisors
            + plan.points
            + float(prices.once.sum() + free.sum())
        )
        members = self.supervisors.chains.members[worked]
        who = np.repeat(self.supervisors.chains.who[worked], members.shape[1])
        where = members.ravel()
        who, where = who[where < count], where[where < count]
        staffed = np.bincount(where, minlength=count) / self.needed
        session = weeks.session[chosen]
        able = np.zeros(len(self.joint_session))
        if len(able):
            table = np.zeros((self.joint_able.shape[1], count))
            table[who, where] = 1.0
            able = (table[:, self.joint_session].T * self.joint_able).sum(axis=1)
        return Answer(
            bound=bound,
            booked=weeks.pair[chosen],
            worked=worked,
            opened=np.where(self._unstaffed, income > 0, staffed),
            load=sum_at(session, weeks.share[chosen], count),
            expected=sum_at(session, expected, count),
            plan=plan,
            staffed=able,
        )
