"""One plain CP-SAT model of the whole problem, on large ones of each person's 20 best sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.deadline import Deadline
from scheduler.exact.feasibility import first_rota
from scheduler.exact.search import search
from scheduler.goals import GOALS
from scheduler.modelling.model import Model
from scheduler.rules import RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler import OpenSession, Person, Problem
    from scheduler.modelling.pairs import Pairs
    from scheduler.rota import Rota

BEST_SESSIONS = 20

FEW_CELLS = 50_000
"""People × sessions up to which the model takes every pair."""


def solve_as_one_model(
    problem: Problem, *, seconds: float, workers: int = 2, seed: int = 1
) -> tuple[tuple[OpenSession, ...], float | None]:
    """Return the best rota the model finds, and its bound where no pair was left out."""
    deadline = Deadline(seconds)
    start = first_rota(problem, deadline, seed=seed)
    if start is None:
        raise ValueError("The pinned and frozen bookings cannot all stand.")
    whole = len(problem.people) * len(problem.sessions) <= FEW_CELLS
    model = Model(problem, rules=RULES if whole else (*RULES, _few_sessions(problem)))
    model.maximise(GOALS)
    model.hint(start)
    found = search(model, deadline, workers=workers, seed=seed)
    return start if found.sessions is None else found.sessions, found.bound if whole else None


def _few_sessions(problem: Problem) -> Rule:
    """Return a rule of no specification: each person on one of their best sessions or none."""
    current = {person.id: person.current_project for person in problem.people}
    policy = problem.policy

    def narrow(pairs: Pairs[Person]) -> None:
        projects = np.array([project.id for project in pairs.projects])
        minutes = np.array([session.minutes for session in pairs.sessions], dtype=np.float64)
        best = np.zeros_like(pairs.possible)
        for row, person in enumerate(pairs.members):
            worth = np.minimum(minutes, person.weekly_minutes)
            worth = worth - 2 * policy.travel_rate * pairs.travel_minutes[row]
            worth[projects == (current[person.id] or "")] += policy.continuity_points
            worth[~pairs.possible[row]] = -np.inf
            best[row, np.argsort(-worth, kind="stable")[:BEST_SESSIONS]] = True
        pairs.keep(best)

    return Rule(
        code="few sessions",
        asks="each person keeps to their best sessions",
        violations=_none,
        narrow_people=narrow,
    )


def _none(_: Problem, __: Rota) -> Iterator[str]:
    """Yield nothing: the rule only prunes the model."""
    return iter(())
