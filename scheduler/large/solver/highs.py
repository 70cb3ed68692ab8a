"""Programmes given to HiGHS through OR-Tools: solved, relaxed, or cut down to what is near."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from scheduler.arrays.columns import Floats, Ints

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


def relax_model(proto: model_pb2.ModelProto, seconds: float) -> Relaxed | None:
    """Solve a programme that has no whole numbers; `None` if that takes too long.

    Where nothing is left to be solved after a first look, there are no prices: all are 0.
    """
    model = mathopt.Model.from_model_proto(proto)
    parameters = mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.05, seconds)))
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return None
    priced = result.has_dual_feasible_solution()
    height = len(proto.linear_constraints.ids)
    prices = list(result.dual_values().values()) if priced else [0.0] * height
    values = list(result.variable_values().values())
    return Relaxed(values=np.array(values, float), prices=np.array(prices, float))


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
