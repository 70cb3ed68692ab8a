"""Continuity: continuity_points for each booking at the person's current project."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.choices import Term
    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


def points(problem: Problem, rota: Rota) -> float:
    """Return the points for people who go on where they are."""
    kept = sum(booking.person.current_project == booking.project.id for booking in rota.bookings)
    return problem.policy.continuity_points * kept


def terms(model: Model) -> Iterator[Term]:
    """Yield the points of each choice at the current project."""
    for choice in model.bookings:
        if choice.project.id == choice.person.current_project:
            yield model.policy.continuity_points, choice.chosen
