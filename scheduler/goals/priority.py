"""Priority: credited minutes × priority_rate × (priority − 3), for each booking."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.choices import Term
    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


def points(problem: Problem, rota: Rota) -> float:
    """Return the points for the priority of the projects worked on."""
    return fsum(
        booking.credited * problem.policy.priority_rate * (booking.project.priority - 3)
        for booking in rota.bookings
    )


def terms(model: Model) -> Iterator[Term]:
    """Yield the points of each credited minute at a project above or below usual priority."""
    for choice in model.bookings:
        rate = model.policy.priority_rate * (choice.project.priority - 3)
        if rate:
            for minutes, variable in choice.credit:
                yield rate * minutes, variable
