"""The invented people, supervisors and projects of one area."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from payback.areas.geo import rounded_100m
from payback.demonstration.words import FAMILIES, MEN, PLACES, SORTS, WEEKDAYS, WEEKEND, WOMEN, Sort
from payback.people.models import Sex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from payback.areas.postcodes import Place

MORNING, AFTERNOON, EVENING = 1, 2, 4
WHOLE_DAY = MORNING | AFTERNOON
ALL_SLOTS = 2**21 - 1
ORDERS = (40, 60, 80, 100, 120, 150, 180, 200, 240, 300)
ORDER_WEIGHTS = (4, 8, 13, 17, 17, 15, 10, 8, 5, 3)
TAGS = ("children", "sharp-tools", "water", "vulnerable-adults", "park")
SKILLS = ("first-aid", "chainsaw", "minibus")


@dataclass(slots=True, kw_only=True)
class Worker:
    """A person on probation while the past is simulated; minutes."""

    number: int
    crn: str
    given_name: str
    family_name: str
    sex: Sex
    born_on: date
    home: Place
    slots: int
    ordered: int
    sentenced_on: date
    due_on: date
    weekly: int
    rate: float
    travel: int
    women_only: bool
    not_with: Sex | None
    barred: tuple[str, ...]
    limited: bool
    worked: int = 0
    brought_forward: int = 0
    completed_on: date | None = None
    ended: bool = False
    person_id: int = 0
    requirement_id: int = 0

    @property
    def remaining(self) -> int:
        """Minutes still to be worked."""
        return self.ordered - self.worked


@dataclass(slots=True, kw_only=True)
class Leader:
    """A supervisor."""

    name: str
    email: str
    sex: Sex
    home: Place
    slots: int
    skills: tuple[str, ...]
    supervisor_id: int = 0


@dataclass(slots=True, kw_only=True)
class Site:
    """A project."""

    sort: Sort
    code: str
    name: str
    beneficiary: str
    place: Place
    project_id: int = 0
    pattern_id: int = 0
    times: tuple[time, time] = field(default=(time(9, 30), time(16, 30)))


def slots_of(days: int, parts: int) -> int:
    """Return the 21 bits for some weekdays (7 bits, Monday first) and parts of the day."""
    return sum(parts << (3 * day) for day in range(7) if days >> day & 1)


def works(slots: int, day: int, parts: int) -> bool:
    """Return whether every part of a weekday is among the slots."""
    return (slots >> (3 * day)) & parts == parts


def people(
    random: Random,
    places: Sequence[Place],
    count: int,
    prefix: str,
    today: date,
    months: int,
    first: int = 1,
) -> list[Worker]:
    """Return the people on probation of an area.

    Parameters
    ----------
    prefix
        The letter that their case reference numbers begin with, and two digits for the area.
    today, months
        Sentences were passed in the last ``months`` months.
    first
        The number of the first of them.
    """
    numbers = range(first, first + count)
    return [_person(random, places, n, prefix, today, months) for n in numbers]


def _person(
    random: Random, places: Sequence[Place], number: int, prefix: str, today: date, months: int
) -> Worker:
    female = random.random() < 0.14
    days_ago = 4 + int(random.betavariate(1.0, 2.4) * months * 30)
    sentenced_on = today - timedelta(days=days_ago)
    ordered = 60 * random.choices(ORDERS, ORDER_WEIGHTS)[0]
    intensive = random.random() < 0.3
    return Worker(
        number=number,
        crn=f"{prefix}{number:04d}",
        given_name=random.choice(WOMEN if female else MEN),
        family_name=random.choice(FAMILIES),
        sex=Sex.FEMALE if female else Sex.MALE,
        born_on=date(
            random.randrange(1962, 2008), random.randrange(1, 13), random.randrange(1, 29)
        ),
        home=_home(random, places),
        slots=_person_slots(random),
        ordered=ordered,
        sentenced_on=sentenced_on,
        due_on=_a_year_after(sentenced_on),
        weekly=840 if intensive else 420,
        rate=_rate(random),
        travel=random.choice((45, 60, 60, 75, 90)),
        women_only=female and random.random() < 0.25,
        not_with=random.choice((Sex.FEMALE, Sex.MALE)) if random.random() < 0.03 else None,
        barred=tuple(tag for tag in TAGS[:4] if random.random() < 0.06),
        limited=random.random() < 0.01,
    )


def _rate(random: Random) -> float:
    """Return how often somebody comes; one in eight hardly ever does."""
    if random.random() < 0.125:
        return random.uniform(0.08, 0.3)
    return min(0.97, max(0.3, random.gauss(0.76, 0.14)))


def _a_year_after(day: date) -> date:
    """Return the last day of the twelve months (29 February counts as the 28th)."""
    last = day.replace(day=28) if (day.month, day.day) == (2, 29) else day
    return last.replace(year=day.year + 1)


def _home(random: Random, places: Sequence[Place]) -> Place:
    place = places[random.randrange(len(places))]
    return type(place)(place.postcode, place.area_code, rounded_100m(place.point))


def _person_slots(random: Random) -> int:
    kind = random.random()
    if kind < 0.3:
        return slots_of(WEEKEND, WHOLE_DAY | EVENING)
    if kind < 0.45:
        return slots_of(1 << random.randrange(5) | WEEKEND, WHOLE_DAY)
    days = sum(1 << day for day in random.sample(range(7), random.randrange(2, 6)))
    return slots_of(days, WHOLE_DAY) | slots_of(WEEKDAYS & random.randrange(32), MORNING)


def leaders(random: Random, places: Sequence[Place], count: int, tag: str) -> list[Leader]:
    """Return the supervisors of an area; their addresses end in ``.example``."""
    found = []
    for number in range(1, count + 1):
        female = random.random() < 0.4
        first = random.choice(WOMEN if female else MEN)
        off = random.sample(range(7), 2) if number > 2 else [(number + 3) % 7, (number + 4) % 7]
        skills = [skill for skill in SKILLS if random.random() < 0.5]
        if number % 2:
            skills = sorted({*skills, "first-aid"})
        found.append(
            Leader(
                name=f"{first} {random.choice(FAMILIES)}",
                email=f"supervisor{number}{tag}@payback.example",
                sex=Sex.FEMALE if female else Sex.MALE,
                home=_home(random, places),
                slots=ALL_SLOTS & ~slots_of(sum(1 << day for day in off), 7),
                skills=tuple(sorted(skills)),
            )
        )
    return found


def sites(random: Random, places: Sequence[Place], count: int, prefix: str) -> list[Site]:
    """Return the projects of an area."""
    names = random.sample(PLACES, count)
    found = []
    for number, name in enumerate(names):
        sort = SORTS[number % len(SORTS)]
        found.append(
            Site(
                sort=sort,
                code=f"{prefix}{number + 1:03d}",
                name=sort.name.format(place=name),
                beneficiary=sort.beneficiary.format(place=name),
                place=places[random.randrange(len(places))],
                times=sort.times,
            )
        )
    return found
