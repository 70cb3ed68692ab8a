"""Work: urgency × credited minutes of each person and week, less worth beyond the offer."""

from __future__ import annotations

from collections import defaultdict
from math import fsum
from typing import TYPE_CHECKING

from scheduler.facts import urgency, week_of
from scheduler.modelling.choices import total
from scheduler.modelling.credits import most_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.choices import BookingChoice, Term
    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


def points(problem: Problem, rota: Rota) -> float:
    """Return the points for the minutes of work done."""
    earned = []
    for (name, _), credited in rota.credited_by_week.items():
        person = rota.people[name]
        offered = min(credited, person.weekly_minutes)
        beyond = max(0, credited - person.weekly_minutes)
        worth = offered + problem.policy.extra_hours_rate * beyond
        earned.append(urgency(problem.policy, person, problem.start) * worth)
    return fsum(earned)


def terms(model: Model) -> Iterator[Term]:
    """Yield the points of each person in each week."""
    for choices in model.by_person.values():
        by_week = defaultdict(list)
        for choice in choices:
            by_week[week_of(choice.session)].append(choice)
        for chosen in by_week.values():
            yield from _week(model, chosen)


def _week(model: Model, choices: list[BookingChoice]) -> Iterator[Term]:
    """Yield full worth for every minute, and take the surplus worth beyond the offer away."""
    person = choices[0].person
    worth = urgency(model.policy, person, model.problem.start)
    credit = [term for choice in choices for term in choice.credit]
    for minutes, variable in credit:
        yield worth * minutes, variable
    most = most_minutes(choices, one_a_day="H3" in model.rules)[-1]
    if most > person.weekly_minutes:
        name = f"{person.id} beyond the offer"
        beyond = model.cp.new_int_var(0, most - person.weekly_minutes, name)
        model.cp.add(beyond >= total(credit) - person.weekly_minutes)
        yield -worth * (1 - model.policy.extra_hours_rate), beyond
