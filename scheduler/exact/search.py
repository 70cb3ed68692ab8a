"""Running CP-SAT on a model: within a deadline, stoppable, with progress."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.deadline import Deadline
    from scheduler.modelling.model import Model
    from scheduler.modelling.objective import Objective
    from scheduler.solution import OpenSession

POLL_SECONDS = 0.1

NO_INCLUSION = 0
"""OR-Tools 9.15 loses optimal rotas in this step of its presolve (google/or-tools#5293): trying
every rota of tiny problems showed it, about one in five hundred. Without the step all come out
right, and nothing measured is slower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search came to.

    `sessions` is the best rota, `None` if there is none yet; `bound` holds for the model's scope,
    infinite where no points were asked for; `infeasible` means that no rota keeps the rules.
    """

    sessions: tuple[OpenSession, ...] | None
    bound: float
    infeasible: bool


def search(
    model: Model,
    deadline: Deadline,
    *,
    workers: int = 1,
    seed: int = 1,
    on_better: Callable[[float | None, float], None] | None = None,
) -> Found:
    """Search a model until it is solved, the time is over or the caller stops it.

    Parameters
    ----------
    model
        A model; with `maximise` called, the best rota is sought, otherwise any.
    deadline
        When to end.
    workers
        Threads of CP-SAT; one makes the search repeatable.
    seed
        For CP-SAT's random choices.
    on_better
        Told the points of the best rota and the bound, in points, whenever one improves.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = workers
    parameters.random_seed = seed
    parameters.catch_sigint_signal = False
    parameters.presolve_inclusion_work_limit = NO_INCLUSION
    parameters.max_time_in_seconds = max(deadline.left, 0.01)
    news = _News(model.objective, on_better)
    solver.best_bound_callback = news.on_bound
    ended = Event()
    watcher = Thread(target=_stop_when_over, args=(solver, deadline, ended), daemon=True)
    watcher.start()
    try:
        status = solver.solve(model.cp, news)
    finally:
        ended.set()
        watcher.join()
    if status == cp_model.MODEL_INVALID:
        raise ValueError(f"CP-SAT refuses the model: {model.cp.validate()}")
    has_rota = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    if has_rota:
        news.on_bound(solver.best_objective_bound)
    return Found(
        sessions=model.read(solver.value) if has_rota else None,
        bound=news.bound,
        infeasible=status == cp_model.INFEASIBLE,
    )


def _stop_when_over(solver: cp_model.CpSolver, deadline: Deadline, ended: Event) -> None:
    while not ended.wait(POLL_SECONDS):
        if deadline.over:
            solver.stop_search()


class _News(cp_model.CpSolverSolutionCallback):
    """Passes on every better rota and bound, as points."""

    def __init__(
        self, objective: Objective | None, on_better: Callable[[float | None, float], None] | None
    ) -> None:
        super().__init__()
        self._objective = objective
        self._tell = on_better
        self._one_at_a_time = Lock()
        self._best: float | None = None
        self.bound = inf if objective is None else objective.most

    def on_solution_callback(self) -> None:
        """Note a better rota."""
        if self._objective is not None:
            self._best = self._objective.points(self.objective_value)
            self.on_bound(self.best_objective_bound)

    def on_bound(self, whole: float) -> None:
        """Note a better bound."""
        if self._objective is not None:
            self.bound = min(self.bound, self._objective.bound(whole))
            self._pass_on()

    def _pass_on(self) -> None:
        if self._tell is not None:
            with self._one_at_a_time:
                self._tell(self._best, self.bound)
