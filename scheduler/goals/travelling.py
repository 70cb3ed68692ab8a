"""Travel: − 2 × travel minutes × travel_rate, for each booking and each duty."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from scheduler.facts import travel_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.choices import Term
    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


def points(problem: Problem, rota: Rota) -> float:
    """Return the points lost on the way, there and back."""
    policy = problem.policy
    people = fsum(
        travel_minutes(policy, booking.person, booking.project) for booking in rota.bookings
    )
    supervisors = fsum(
        travel_minutes(policy, duty.supervisor, duty.project) for duty in rota.duties
    )
    return -2 * policy.travel_rate * (people + supervisors)


def terms(model: Model) -> Iterator[Term]:
    """Yield the points lost by each choice."""
    rate = -2 * model.policy.travel_rate
    for booking in model.bookings:
        yield rate * booking.travel_minutes, booking.chosen
    for duty in model.duties:
        yield rate * duty.travel_minutes, duty.chosen
