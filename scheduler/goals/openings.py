"""Sessions: − session_points for each open session."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.choices import Term
    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


def points(problem: Problem, rota: Rota) -> float:
    """Return the cost of the open sessions."""
    return -problem.policy.session_points * len(rota.opened)


def terms(model: Model) -> Iterator[Term]:
    """Yield the cost of each session that may open or stands open."""
    for opens in model.opens.values():
        yield -model.policy.session_points, opens
