"""How fairly a rota shares the work: offers kept, journeys, weekends, and stand-down risk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from scheduler.facts import EARTH_RADIUS_KM
from scheduler.rota import Rota
from scheduler.stand_down import stand_down_risk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scheduler.facts import Week
    from scheduler.problem import Problem
    from scheduler.solution import Solution

SATURDAY = 5

LEVELS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many people have an offer of work, and how many of them are given all of it."""

    offered: int
    given: int

    @property
    def rate(self) -> float | None:
        """The share given (0–1), or `None` where nobody has an offer."""
        return self.given / self.offered if self.offered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How values spread: the least, quantiles by their level, the most."""

    least: float
    tenth: float
    quarter: float
    median: float
    three_quarters: float
    nine_tenths: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StandDown:
    """The exact chance that more people turn up at an open session than it has places."""

    session: str
    people: int
    places: int
    risk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """The figures of one rota.

    Attributes
    ----------
    overall, by_sex, by_group
        People given their weekly offer in every week planned: in all, women and men, and by the
        caller's groups (boroughs, say).
    minutes_short
        Credited minutes that the rota stays below the offers, over all people and weeks.
    people_short
        How many people are given less than their offer in some week.
    travel
        Minutes of one way over all bookings; `None` without a booking.
    stand_down
        Each open session, in order of start.
    weekend_share
        Share (0–1) of the bookings that are on a Saturday or Sunday; `None` without a booking.
    """

    overall: Share
    by_sex: dict[str, Share]
    by_group: dict[str, Share]
    minutes_short: int
    people_short: int
    travel: Spread | None
    stand_down: tuple[StandDown, ...]
    weekend_share: float | None


def fairness(
    problem: Problem, solution: Solution, *, groups: Mapping[str, str] | None = None
) -> Fairness:
    """Count how fairly a rota shares the work.

    A person's offer in a week is `weekly_minutes`, or what they have left by then if that is
    less; people without any offer are not counted.

    Parameters
    ----------
    problem
        The problem solved.
    solution
        Its answer; only the sessions are looked at.
    groups
        The label of each person's group by id, such as their borough; people it leaves out are
        in no group.
    """
    rota = Rota(problem, solution.sessions)
    short = _minutes_short(rota)
    people = {person.id: person for person in problem.people}
    group_of = {name: label for name, label in (groups or {}).items() if name in people}
    sex_of = {name: "female" if person.female else "male" for name, person in people.items()}
    return Fairness(
        overall=_share(short.values()),
        by_sex=_shares(short, sex_of),
        by_group=_shares(short, group_of),
        minutes_short=sum(short.values()),
        people_short=sum(minutes > 0 for minutes in short.values()),
        travel=_travel(rota),
        stand_down=tuple(_stand_down(rota)),
        weekend_share=_weekend_share(rota),
    )


def weeks_planned(problem: Problem) -> tuple[Week, ...]:
    """Return the ISO weeks that the days planned touch, in order."""
    days = (problem.end - problem.start).days + 1
    weeks = ((problem.start + timedelta(days=n)).isocalendar()[:2] for n in range(days))
    return tuple(dict.fromkeys(weeks))


def _minutes_short(rota: Rota) -> dict[str, int]:
    """Return the minutes each person with an offer is given too little, all weeks together."""
    weeks = weeks_planned(rota.problem)
    credited = rota.credited_by_week
    short = {}
    for person in rota.problem.people:
        left, missing = person.remaining_minutes, 0
        for week in weeks:
            minutes = credited.get((person.id, week), 0)
            missing += max(0, min(person.weekly_minutes, left) - minutes)
            left -= minutes
        if min(person.weekly_minutes, person.remaining_minutes) > 0:
            short[person.id] = missing
    return short


def _share(short: Iterable[int]) -> Share:
    missing = tuple(short)
    return Share(offered=len(missing), given=sum(minutes == 0 for minutes in missing))


def _shares(short: Mapping[str, int], label_of: Mapping[str, str]) -> dict[str, Share]:
    grouped: dict[str, list[int]] = defaultdict(list)
    for person, minutes in short.items():
        if person in label_of:
            grouped[label_of[person]].append(minutes)
    return {label: _share(grouped[label]) for label in sorted(set(label_of.values()))}


def _travel(rota: Rota) -> Spread | None:
    if not rota.bookings:
        return None
    homes = np.radians([[one.person.lat, one.person.lon] for one in rota.bookings])
    places = np.radians([[one.project.lat, one.project.lon] for one in rota.bookings])
    half = np.sin((places - homes) / 2) ** 2
    chord = half[:, 0] + np.cos(homes[:, 0]) * np.cos(places[:, 0]) * half[:, 1]
    kilometres = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord)))
    minutes = kilometres * rota.problem.policy.minutes_per_km
    least, *levels, most = (float(value) for value in np.quantile(minutes, LEVELS))
    tenth, quarter, median, three_quarters, nine_tenths = levels
    return Spread(
        least=least,
        tenth=tenth,
        quarter=quarter,
        median=median,
        three_quarters=three_quarters,
        nine_tenths=nine_tenths,
        most=most,
    )


def _stand_down(rota: Rota) -> Iterator[StandDown]:
    for opened in rota.opened:
        rates = [booking.person.attendance_rate for booking in opened.bookings]
        places = opened.session.places
        yield StandDown(
            session=opened.session.id,
            people=len(rates),
            places=places,
            risk=stand_down_risk(rates, places),
        )


def _weekend_share(rota: Rota) -> float | None:
    if not rota.bookings:
        return None
    at_weekends = sum(one.session.start.weekday() >= SATURDAY for one in rota.bookings)
    return at_weekends / len(rota.bookings)
