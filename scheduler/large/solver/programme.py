"""A linear or integer programme put together from arrays.

Programmes are plain arrays, so that a part of a rota can be solved in another process.
"""

from dataclasses import dataclass, field

import numpy as np
from ortools.math_opt import model_pb2

from scheduler.arrays.columns import Flags, Floats, Ints, Numbers
from scheduler.large.solver.highs import Relaxed, relax_model, solve_model


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
        nodes: int,
        gap: float,
        hint: Floats | None = None,
        seed: int = 0,
    ) -> Floats | None:
        """Return the values of a best solution found, or `None`.

        Parameters
        ----------
        seconds
            Most time; a repeatable search must end before.
        nodes
            Most nodes of the search tree.
        gap
            How near to its bound, in parts of it, a solution may be taken for the best.
        hint
            Values of a solution to start from.
        seed
            For the solver.
        """
        if not self.size:
            return np.zeros(0)
        return solve_model(self.model(), seconds, nodes=nodes, hint=hint, seed=seed, gap=gap).values

    def relax(self, seconds: float) -> Relaxed | None:
        """Solve the programme without its whole numbers; `None` if that takes too long.

        Where nothing is left to be solved after a first look, there are no prices: all are 0.
        """
        if not self.size:
            return Relaxed(values=np.zeros(0), prices=np.zeros(self.height))
        return relax_model(self.model(), seconds)

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
