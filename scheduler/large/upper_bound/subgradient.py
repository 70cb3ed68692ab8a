"""The search for good prices: subgradients with per-price steps and fading memory.

The steps are Adam's (Kingma and Ba 2015), shrinking geometrically; measured against Polyak's
steps and the volume algorithm it was by far the fastest here. What people and supervisors chose
lately, averaged, is nearly a solution of the linear relaxation and guides construction.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Floats, Ints
from scheduler.large.upper_bound.dual import Answer, Dual
from scheduler.large.upper_bound.person_weeks import PersonWeeks
from scheduler.large.upper_bound.prices import Prices


@dataclass(slots=True, kw_only=True)
class Averages:
    """Recent choices, averaged: how much sessions open, pairs are booked and chains worked."""

    opened: Floats
    booked: Floats
    worked: Floats

    def add(self, answer: Answer, weight: float) -> None:
        """Mix in one more answer."""
        for average, new in (
            (self.booked, answer.booked),
            (self.worked, answer.worked),
        ):
            average *= 1 - weight
            average[new] += weight
        self.opened *= 1 - weight
        self.opened += weight * answer.opened


class Ascent:
    """A search for prices that prove a low bound; `bound` and `prices` are the best so far.

    With `proving` set to False nothing is proven any more, and only pairs wanted before count.
    """

    def __init__(self, dual: Dual, prices: Prices | None = None) -> None:
        self.dual, self._settings = dual, dual.settings
        settings = dual.settings
        self._now = dual.start() if prices is None else prices.copy()
        self.prices = self._now.copy()
        self.bound = float("inf")
        self.rounds = 0
        sessions = len(dual.needed)
        limited = dual.projects.limited.astype(float)
        self._sizes = np.cumsum([sessions, sessions, len(dual.joint_session), sessions])
        places = dual.arrays.sessions.places
        self._scale = np.concatenate(
            [
                np.ones(sessions),
                settings.step_once * places,
                np.full(len(dual.joint_session), settings.step_skill),
                limited * settings.step_minute,
                settings.step_start * limited * places,
            ]
        )
        self._mean = np.zeros(len(self._scale))
        self._square = np.zeros(len(self._scale))
        self._pair_mean = np.zeros(len(dual.arrays.pairs))
        self._open_mean = np.zeros(sessions)
        self._linked = np.zeros(0, np.int64)
        self.proving = True
        self._lean: PersonWeeks | None = None
        self._lean_size = 0
        self._is_linked = np.zeros(len(dual.arrays.pairs), bool)
        self.averages = Averages(
            opened=np.zeros(sessions),
            booked=np.zeros(len(dual.arrays.pairs)),
            worked=np.zeros(len(dual.supervisors.chains)),
        )

    def run(
        self,
        rounds: int,
        first: float,
        last: float,
        halt: Callable[["Ascent"], bool],
        hurry: Callable[[], float] | None = None,
    ) -> None:
        """Do some rounds with steps shrinking from `first` to `last` points a place.

        Parameters
        ----------
        rounds
            At most so many answers are asked for.
        first, last
            Size of the first and the last step.
        halt
            Asked after each round whether to end early.
        hurry
            How much of the time is over, where steps should shrink by time as well as by rounds.
        """
        for i in range(rounds):
            done = i / rounds
            if hurry is not None:
                done = min(1.0, max(done, hurry()))
            self._round(first * (last / first) ** done)
            if halt(self):
                return

    def _round(self, step: float) -> None:
        """Ask once and move; between full rounds only pairs wanted before are looked at."""
        lean = not self.proving or (
            self.rounds >= self._settings.full_rounds
            and self.rounds % self._settings.full_every != 0
        )
        answer = self.dual.answer(self._now, self._lean_weeks() if lean else None)
        self.rounds += 1
        if not lean and answer.bound < self.bound:
            self.bound, self.prices = answer.bound, self._now.copy()
        self.averages.add(answer, max(1 - self._settings.recent, 1 / self.rounds))
        self._move(answer, step)

    def _move(self, answer: Answer, step: float) -> None:
        """Take one step against the subgradient, by price; links follow the averages."""
        dual, now = self.dual, self._now
        memory, squares = self._settings.memory, self._settings.squares
        places = np.maximum(dual.arrays.sessions.places, 1.0)
        gradient = np.concatenate(
            [
                answer.opened - answer.load / places,
                1.0 - answer.opened,
                answer.staffed - answer.opened[dual.joint_session],
                (answer.plan.minutes - answer.expected) / np.maximum(dual.projects.most, 1.0),
                answer.plan.opened - answer.opened,
            ]
        )
        fresh = 1 - memory**self.rounds
        self._mean = memory * self._mean + (1 - memory) * gradient
        self._square = squares * self._square + (1 - squares) * gradient**2
        root = np.sqrt(self._square / (1 - squares**self.rounds)) + 0.1
        change = step * self._scale * self._mean / fresh / root
        parts = np.split(change, self._sizes)
        now.place = np.maximum(0.0, now.place - parts[0])
        now.once = np.maximum(0.0, now.once - parts[1])
        now.skill = np.maximum(0.0, now.skill - parts[2])
        now.minute = np.maximum(0.0, now.minute - parts[3])
        now.start -= parts[4]
        self._link(answer, step, fresh)

    def _link(self, answer: Answer, step: float, fresh: float) -> None:
        """Price bookings that are made more often than their session opens."""
        memory = self._settings.memory
        self._pair_mean *= memory
        self._pair_mean[answer.booked] += 1 - memory
        self._open_mean = memory * self._open_mean + (1 - memory) * answer.opened
        if self.rounds < self._settings.first_link_round:
            return
        new = answer.booked[~self._is_linked[answer.booked]]
        self._is_linked[new] = True
        self._linked = np.concatenate([self._linked, new])
        pairs, rows = self.dual.arrays.pairs, self._linked
        gradient = (self._open_mean[pairs.session[rows]] - self._pair_mean[rows]) / fresh
        self._now.link[rows] = np.maximum(0.0, self._now.link[rows] - step * gradient)

    def _lean_weeks(self) -> PersonWeeks:
        """Return people's choices over the pairs wanted so far, not much out of date."""
        if self._lean is None or len(self._linked) > self._settings.outdated * self._lean_size:
            self._lean = PersonWeeks(self.dual.arrays, self.pool, self._settings)
            self._lean_size = len(self._linked)
        return self._lean

    @property
    def pool(self) -> Ints:
        """Pairs that someone has wanted at some prices."""
        return np.sort(self._linked)
