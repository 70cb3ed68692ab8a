"""One CP-SAT model of a whole problem, from a first rota to the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.exact.search import search
from scheduler.goals import GOALS
from scheduler.modelling.model import Model
from scheduler.progress import Progress
from scheduler.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.deadline import Deadline
    from scheduler.modelling.scope import Scope
    from scheduler.problem import Problem
    from scheduler.progress import OnProgress
    from scheduler.solution import OpenSession


def solve_plainly(
    problem: Problem,
    start: Sequence[OpenSession],
    deadline: Deadline,
    *,
    scope: Scope | None = None,
    workers: int = 2,
    seed: int = 1,
    progress: OnProgress | None = None,
) -> tuple[tuple[OpenSession, ...], float]:
    """Improve a rota until it is proven best or the deadline comes.

    Parameters
    ----------
    problem
        The whole problem.
    start
        A rota that keeps every rule; it comes back if nothing better is found.
    deadline
        When to end.
    scope
        The part that is free; all of it if not given.
    workers, seed
        For CP-SAT.
    progress
        Told of better rotas and bounds.

    Returns
    -------
    sessions
        The best rota found.
    bound
        Proven upper bound on the points of any rota of the scope.
    """
    model = Model(problem, scope, rules=RULES)
    model.maximise(GOALS)
    model.hint(start)

    def tell(objective: float | None, bound: float) -> None:
        if progress is not None:
            gap = None if objective is None else (bound - objective) / max(1.0, abs(bound))
            progress(
                Progress(
                    phase="exact model",
                    objective=objective,
                    bound=bound,
                    gap=gap,
                    seconds=deadline.elapsed,
                )
            )

    found = search(model, deadline, workers=workers, seed=seed, on_better=tell)
    return (tuple(start) if found.sessions is None else found.sessions), found.bound
