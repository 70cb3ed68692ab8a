"""Short match: short_match_points for a booking of someone with little left on a short project."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.choices import Term
    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


def points(problem: Problem, rota: Rota) -> float:
    """Return the points for people with little left on short projects."""
    most = problem.policy.short_order_minutes
    matched = sum(
        booking.project.short and booking.person.remaining_minutes <= most
        for booking in rota.bookings
    )
    return problem.policy.short_match_points * matched


def terms(model: Model) -> Iterator[Term]:
    """Yield the points of each choice that matches."""
    for choice in model.bookings:
        little = choice.person.remaining_minutes <= model.policy.short_order_minutes
        if little and choice.project.short:
            yield model.policy.short_match_points, choice.chosen
