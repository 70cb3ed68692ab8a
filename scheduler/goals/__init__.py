"""What earns and costs points, in the order of the specification.

Each goal is one file with two readings, written independently: `points` says it of a finished
rota, `terms` says it to the solver.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.goals import changes, continuity, openings, priority, short_match, travelling, work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scheduler.modelling.choices import Term
    from scheduler.modelling.model import Model
    from scheduler.problem import Problem
    from scheduler.rota import Rota


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal: its name and its readings."""

    name: str
    points: Callable[[Problem, Rota], float]
    terms: Callable[[Model], Iterator[Term]]


GOALS = (
    Goal(name="work", points=work.points, terms=work.terms),
    Goal(name="priority", points=priority.points, terms=priority.terms),
    Goal(name="travel", points=travelling.points, terms=travelling.terms),
    Goal(name="continuity", points=continuity.points, terms=continuity.terms),
    Goal(name="short_match", points=short_match.points, terms=short_match.terms),
    Goal(name="sessions", points=openings.points, terms=openings.terms),
    Goal(name="changes", points=changes.points, terms=changes.terms),
)
