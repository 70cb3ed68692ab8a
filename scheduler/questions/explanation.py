"""Why someone is placed where they are: the rules met, the points, and the next best place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduler import wording
from scheduler.facts import is_frozen
from scheduler.modelling.pairs import Pairs
from scheduler.questions.joining import Joining
from scheduler.questions.points import DECIMALS, Earnings, Points, difference
from scheduler.questions.statements import Placement, Statement, statements
from scheduler.rota import Rota
from scheduler.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.problem import Person, Problem, WorkSession
    from scheduler.rota import Booking, Opened
    from scheduler.solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another session that someone could have been placed on, and why they were not.

    `points` are what it would earn instead of the booking it is compared with, by goal; a closed
    session bears the cost of opening, but not its supervisors' journeys.
    """

    session: str
    points: Points
    total: float
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedBooking:
    """One booking: what every rule says of it, what it adds to the points, the next best."""

    session: str
    rules: tuple[Statement, ...]
    points: Points
    total: float
    next_best: Alternative | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why someone is placed as they are; without a booking, `reason` says why not.

    `points` are what all their bookings earn together, by goal. What single bookings add can be
    less than that, because hours beyond the weekly offer earn less.
    """

    person: str
    bookings: tuple[ExplainedBooking, ...]
    points: Points
    reason: str | None


def explain(problem: Problem, solution: Solution, person: str) -> Explanation:
    """Explain every booking of a person. Nothing is solved.

    Parameters
    ----------
    problem
        The problem solved.
    solution
        A rota for it that keeps every rule.
    person
        Id of the person.

    Raises
    ------
    KeyError
        If the problem knows no such person.
    """
    return _Explainer(problem, solution, person).explanation()


class _Explainer:
    """Looks up once what explaining each booking needs."""

    def __init__(self, problem: Problem, solution: Solution, person: str) -> None:
        self._problem = problem
        self._solution = solution
        self._rota = Rota(problem, solution.sessions)
        self._person: Person = self._rota.people[person]
        self._opened = {item.session.id: item for item in self._rota.opened}
        self._bookings = self._rota.bookings_of.get(person, [])
        self._could_join = tuple(_could_join(problem, self._person))
        booked = [booking.session.id for booking in self._bookings]
        asked = {session.id for session in self._could_join}.union(booked)
        self._earnings = Earnings(problem, self._person, asked)
        self._joining = Joining(self._rota)
        self._booked = booked

    def explanation(self) -> Explanation:
        all_points = difference(self._earnings.of(self._booked), self._earnings.of(()))
        reasons = {item.person: item.detail for item in self._solution.unplaced}
        return Explanation(
            person=self._person.id,
            bookings=tuple(self._explained(booking) for booking in self._bookings),
            points=all_points,
            reason=None if self._bookings else reasons.get(self._person.id),
        )

    def _explained(self, booking: Booking) -> ExplainedBooking:
        opened: Opened = self._opened[booking.session.id]
        placement = Placement(rota=self._rota, opened=opened, booking=booking)
        others = [name for name in self._booked if name != booking.session.id]
        points = difference(self._earnings.of(self._booked), self._earnings.of(others))
        total = round(sum(points.values()), DECIMALS)
        return ExplainedBooking(
            session=booking.session.id,
            rules=statements(placement),
            points=points,
            total=total,
            next_best=self._next_best(booking, others, total),
        )

    def _next_best(self, booking: Booking, others: list[str], total: float) -> Alternative | None:
        if booking.frozen or booking.pinned:
            return None
        without = self._earnings.of(others)
        best: tuple[float, WorkSession, Points] | None = None
        for session in self._could_join:
            if session.id in self._booked or not self._earnings.allowed([*others, session.id]):
                continue
            to_open = () if session.id in self._opened else (session.id,)
            points = difference(self._earnings.of([*others, session.id], to_open), without)
            earned = round(sum(points.values()), DECIMALS)
            if best is None or earned > best[0]:
                best = earned, session, points
        if best is None:
            return None
        earned, session, points = best
        return Alternative(
            session=session.id,
            points=points,
            total=earned,
            why_not=self._why_not(session, booking, earned - total),
        )

    def _why_not(self, session: WorkSession, booking: Booking, more: float) -> str:
        if session.id not in self._opened:
            team = wording.count(session.supervisors_needed, "supervisor")
            return (
                f"It stays closed; opening it takes {team}, at least {session.min_people} people "
                f"and {self._problem.policy.session_points:,.0f} points."
            )
        breaches = self._joining.breaches(self._person.id, session.id, leaving=booking.session.id)
        if breaches:
            return f"The rota around it does not allow it: {breaches[0].sentence}"
        if more > 0:
            return f"Nothing stands against it: the move would earn {more:,.2f} points more."
        return f"It would be possible, but earns {-more:,.2f} points less."


def _could_join(problem: Problem, person: Person) -> Iterator[WorkSession]:
    """Yield the sessions that suit a person by themselves, in order of start."""
    pairs = Pairs(problem, [person], problem.sessions, ())
    for rule in RULES:
        if rule.narrow_people:
            rule.narrow_people(pairs)
    sessions = [pairs.sessions[column] for column in np.flatnonzero(pairs.possible[0])]
    for session in sorted(sessions, key=lambda one: (one.start, one.id)):
        if not is_frozen(problem.policy, session):
            yield session
