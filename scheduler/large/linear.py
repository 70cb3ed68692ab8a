"""A linear or integer programme put together from arrays, and solved by OR-Tools.

Programmes are plain arrays, so that a part of a rota can be solved in another process.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from scheduler.arrays import Flags, Floats, Ints, Numbers

TOLERANCE = 2e-7
PROVEN = 5e-5
USED = 1e-6
SEARCHES = (
    "mip_heuristic_run_rins",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_root_reduced_cost",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The values of a best solution, if any was found, and a bound on all solutions."""

    values: Floats | None
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """The solution of a linear programme: values of its variables, prices of its rows."""

    values: Floats
    prices: Floats


@dataclass(slots=True, eq=False)
class Programme:
    """Maximise a linear function; variables and rows are added in blocks."""

    size: int = 0
    height: int = 0
    _columns: list[tuple[Floats, Floats, Floats, Flags]] = field(default_factory=list)
    _rows: list[tuple[Floats, Floats]] = field(default_factory=list)
    _entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)

    def variables(
        self,
        worth: Floats,
        upper: Numbers | float = 1.0,
        lower: Numbers | Flags | float = 0.0,
        *,
        whole: bool = False,
    ) -> Ints:
        """Add variables from `lower` to `upper`; returns their numbers."""
        count = len(worth)
        low = np.broadcast_to(np.asarray(lower, float), count)
        high = np.broadcast_to(np.asarray(upper, float), count)
        self._columns.append((low, high, np.asarray(worth, float), np.full(count, whole)))
        self.size += count
        return np.arange(self.size - count, self.size)

    def rows(self, count: int, low: Numbers | float, high: Numbers | float) -> Ints:
        """Add rows between `low` and `high`; returns their numbers."""
        lows = np.broadcast_to(np.asarray(low, float), count)
        self._rows.append((lows, np.broadcast_to(np.asarray(high, float), count)))
        self.height += count
        return np.arange(self.height - count, self.height)

    def put(self, row: Ints, column: Ints, value: Numbers | Flags | float) -> None:
        """Add entries; several at one place add up."""
        rows, columns, entry = np.broadcast_arrays(row, column, np.asarray(value, float))
        self._entries.append((rows.ravel(), columns.ravel(), entry.ravel()))

    def solve(
        self,
        seconds: float,
        *,
        nodes: int | None = None,
        hint: Floats | None = None,
        seed: int = 0,
    ) -> Floats | None:
        """Return the values of a best solution found, or `None`.

        Parameters
        ----------
        seconds
            Most time; a repeatable search must end before.
        nodes
            Most nodes of the search tree; `None` for a linear programme.
        hint
            Values of a solution to start from.
        seed
            For the solver.
        """
        if not self.size:
            return np.zeros(0)
        gap = 2e-3 if nodes is not None else None
        return solve_model(self.model(), seconds, nodes=nodes, hint=hint, seed=seed, gap=gap).values

    def relax(self, seconds: float) -> Relaxed | None:
        """Solve the programme without its whole numbers; `None` if that takes too long.

        Where nothing is left to be solved after a first look, there are no prices: all are 0.
        """
        if not self.size:
            return Relaxed(values=np.zeros(0), prices=np.zeros(self.height))
        model = mathopt.Model.from_model_proto(self.model())
        parameters = mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.05, seconds)))
        result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        priced = result.has_dual_feasible_solution()
        prices = list(result.dual_values().values()) if priced else [0.0] * self.height
        values = list(result.variable_values().values())
        return Relaxed(values=np.array(values, float), prices=np.array(prices, float))

    def model(self) -> model_pb2.ModelProto:
        """Return all of it as the solvers take it."""
        proto = model_pb2.ModelProto()
        low, high, worth, whole = (np.concatenate(c) for c in zip(*self._columns, strict=True))
        proto.variables.ids.extend(range(self.size))
        proto.variables.lower_bounds.extend(low.tolist())
        proto.variables.upper_bounds.extend(high.tolist())
        proto.variables.integers.extend(whole.tolist())
        proto.objective.maximize = True
        paid = np.flatnonzero(worth)
        proto.objective.linear_coefficients.ids.extend(paid.tolist())
        proto.objective.linear_coefficients.values.extend(worth[paid].tolist())
        if self._rows:
            lows, highs = (np.concatenate(part) for part in zip(*self._rows, strict=True))
            proto.linear_constraints.ids.extend(range(self.height))
            proto.linear_constraints.lower_bounds.extend(lows.tolist())
            proto.linear_constraints.upper_bounds.extend(highs.tolist())
        if self._entries:
            row, column, entry = (np.concatenate(p) for p in zip(*self._entries, strict=True))
            spot, at = np.unique(row.astype(np.int64) * self.size + column, return_inverse=True)
            matrix = proto.linear_constraint_matrix
            matrix.row_ids.extend((spot // self.size).tolist())
            matrix.column_ids.extend((spot % self.size).tolist())
            matrix.coefficients.extend(np.bincount(at, weights=entry).tolist())
        return proto


def solve_model(
    proto: model_pb2.ModelProto,
    seconds: float,
    *,
    nodes: int | None = None,
    hint: Floats | None = None,
    seed: int = 0,
    gap: float | None = PROVEN,
    searching: bool = True,
) -> Outcome:
    """Return a best solution found and what no solution can be above.

    Parameters
    ----------
    proto
        What `Programme.model` returned.
    seconds, nodes, hint, seed
        As for `Programme.solve`.
    gap
        How near to its bound, in parts of it, a solution may be taken for the best.
    searching
        Whether to look for good solutions too; without, the bound falls sooner.
    """
    model = mathopt.Model.from_model_proto(proto)
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=max(0.05, seconds)),
        node_limit=nodes,
        random_seed=seed,
        relative_gap_tolerance=gap,
    )
    if not searching:
        for name in SEARCHES:
            parameters.highs.bool_options[name] = False
    start = mathopt.ModelSolveParameters()
    if hint is not None:
        values = dict(zip(model.variables(), hint.tolist(), strict=True))
        start.solution_hints.append(mathopt.SolutionHint(variable_values=values))
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters, model_params=start)
    found = None
    if result.has_primal_feasible_solution():
        found = np.array(list(result.variable_values().values()))
    bound = result.termination.objective_bounds.dual_bound
    return Outcome(values=found, bound=bound + _doubt(proto))


def keep_near(
    proto: model_pb2.ModelProto,
    columns: Ints,
    hint: Floats,
    seconds: float,
    *,
    noise: Floats,
    loss: float,
) -> None:
    """Fix at 0 those of some columns that are far from a solution and the linear relaxation.

    Parameters
    ----------
    proto
        What `Programme.model` returned; it is changed.
    columns
        Columns that may be 0.
    hint
        Values of a solution.
    seconds
        Most time for the relaxation.
    noise
        Points added to each of the columns in the relaxation, so that it uses others.
    loss
        Points that a column may lose at the relaxation's prices; at 0, those that it uses stay.
    """
    model = mathopt.Model.from_model_proto(proto)
    variables = list(model.variables())
    for variable in variables:
        variable.integer = False
    for column, extra in zip(columns.tolist(), noise.tolist(), strict=True):
        variable = variables[column]
        model.objective.set_linear_coefficient(
            variable, model.objective.get_linear_coefficient(variable) + extra
        )
    parameters = mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.05, seconds)))
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    if not result.has_primal_feasible_solution():
        return
    values = np.array(list(result.variable_values().values()))
    gains = np.array(list(result.reduced_costs().values()))
    near = (values > USED) | (hint > USED) | (gains > -loss)
    for column in columns[~near[columns]].tolist():
        proto.variables.upper_bounds[column] = 0.0


def _doubt(proto: model_pb2.ModelProto) -> float:
    """Return how far beyond its bound the solver's tolerances might let a solution come."""
    high, low = proto.variables.upper_bounds, proto.variables.lower_bounds
    return TOLERANCE * float((np.array(high) - np.array(low)).sum())
