"""A programme of columns that are chosen or not: safe linear bound, integer programmes over some of the columns."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from airlift.solvers import SolveOptions

__all__ = ["Answer", "Bound", "Programme"]

_NODES_PER_SECOND = 200
"""Branch-and-bound nodes granted for each second of the limit in deterministic mode."""
_LEAST_S = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """Linear relaxation: values, reduced costs, and a bound that holds whatever the duals are.

    `feasible` is False only if there is no solution.
    """

    feasible: bool
    value: float
    x: Any
    reduced: Any


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Restricted integer programme: columns chosen, None if there are none; no choice is below `bound`."""

    chosen: Any
    bound: float


@dataclass(slots=True, eq=False)
class Programme:
    """Rows `low <= a x <= high` over columns that are chosen or not; least cost.

    Parameters
    ----------
    cost : array
        Of each column.
    """

    cost: Any
    rows: list[tuple[Any, Any, float, float]] = field(default_factory=list)
    closed: Any = None
    _model: Any = None
    _solver: Any = None
    _variables: list[Any] = field(default_factory=list)
    _entered: int = 0

    def __post_init__(self) -> None:
        self.closed = np.zeros(len(self.cost), dtype=np.bool_)

    def add(self, columns: Any, coefficients: Any, low: float, high: float) -> None:
        """Add a row."""
        self.rows.append(
            (np.array(columns, dtype=np.int64), np.array(coefficients, dtype=np.float64), low, high)
        )

    def close(self, columns: Any) -> None:
        """Leave columns out for good: no solution that is wanted has them."""
        self.closed[columns] = True
        if self._model is not None:
            for column in columns.tolist():
                self._variables[column].upper_bound = 0.0

    def bound(self, seconds: float | None) -> Bound:
        """Solve the linear relaxation, warm from the last time."""
        if self._model is None:
            self._model = mathopt.Model.from_model_proto(self._proto(np.flatnonzero(~self.closed), False))
            found = {variable.id: variable for variable in self._model.variables()}
            kept = np.flatnonzero(~self.closed).tolist()
            self._variables = [None] * len(self.cost)
            for position, column in enumerate(kept):
                self._variables[column] = found[position]
            self._entered = len(self.rows)
            self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)
        for columns, coefficients, low, high in self.rows[self._entered :]:
            terms = [
                mathopt.LinearTerm(self._variables[column], coefficient)
                for column, coefficient in zip(columns.tolist(), coefficients.tolist(), strict=True)
                if self._variables[column] is not None
            ]
            self._model.add_linear_constraint(lb=low, ub=high, expr=mathopt.fast_sum(terms))
        self._entered = len(self.rows)
        params = mathopt.SolveParameters()
        if seconds is not None:
            params.time_limit = dt.timedelta(seconds=max(_LEAST_S, seconds))
        result = self._solver.solve(params=params)
        x = np.zeros(len(self.cost))
        if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
            return Bound(False, math.inf, x, self.cost)
        duals = np.zeros(len(self.rows))
        if result.has_dual_feasible_solution():
            for constraint, value in result.dual_values().items():
                duals[constraint.id] = value
        if result.has_primal_feasible_solution():
            values = result.variable_values()
            for column, variable in enumerate(self._variables):
                if variable is not None:
                    x[column] = values[variable]
        value, reduced = self._safe(duals)
        return Bound(True, value, x, reduced)

    def _safe(self, duals: Any) -> tuple[float, Any]:
        """Bound by any duals: their row part, and each open column at the end of its range that is worse for us."""
        sizes = [len(row[0]) for row in self.rows]
        columns = np.concatenate([row[0] for row in self.rows])
        coefficients = np.concatenate([row[1] for row in self.rows])
        lows = np.array([row[2] for row in self.rows])
        highs = np.array([row[3] for row in self.rows])
        # A dual with the wrong sign for a row without that side says nothing.
        duals = np.where((duals > 0.0) & ~np.isfinite(lows), 0.0, duals)
        duals = np.where((duals < 0.0) & ~np.isfinite(highs), 0.0, duals)
        used = np.bincount(columns, weights=coefficients * np.repeat(duals, sizes), minlength=len(self.cost))
        reduced = self.cost - used
        side = np.where(duals > 0.0, lows, np.where(duals < 0.0, highs, 0.0))
        open_columns = reduced[~self.closed]
        return float(duals @ side) + float(np.minimum(open_columns, 0.0).sum()), reduced

    def choose(self, keep: Any, options: SolveOptions, seconds: float | None) -> Answer:
        """Solve the integer programme over some columns."""
        model = mathopt.Model.from_model_proto(self._proto(keep, True))
        params = mathopt.SolveParameters(relative_gap_tolerance=0.0, absolute_gap_tolerance=1e-7)
        params.random_seed = options.seed
        if options.deterministic:
            limit = options.time_limit_s
            params.node_limit = None if limit is None else max(1, round(limit * _NODES_PER_SECOND))
        elif seconds is not None:
            params.time_limit = dt.timedelta(seconds=max(_LEAST_S, seconds))
        result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=params)
        reason = result.termination.reason
        if reason == mathopt.TerminationReason.INFEASIBLE:
            return Answer(None, math.inf)
        bound = result.termination.objective_bounds.dual_bound
        if not result.has_primal_feasible_solution():
            return Answer(None, bound)
        values = np.array([result.variable_values()[variable] for variable in model.variables()])
        return Answer(np.sort(keep[values > 0.5]), bound)

    def _proto(self, keep: Any, integer: bool) -> Any:
        """All rows over some columns, which must be in ascending order."""
        place = np.full(len(self.cost), -1, dtype=np.int64)
        place[keep] = np.arange(len(keep))
        proto = model_pb2.ModelProto()
        variables, constraints = proto.variables, proto.linear_constraints
        variables.ids.extend(range(len(keep)))
        variables.lower_bounds.extend([0.0] * len(keep))
        variables.upper_bounds.extend([1.0] * len(keep))
        variables.integers.extend([integer] * len(keep))
        variables.names.extend([""] * len(keep))
        constraints.ids.extend(range(len(self.rows)))
        constraints.lower_bounds.extend(row[2] for row in self.rows)
        constraints.upper_bounds.extend(row[3] for row in self.rows)
        constraints.names.extend([""] * len(self.rows))
        cost = self.cost[keep]
        used = np.flatnonzero(cost)
        proto.objective.linear_coefficients.ids.extend(used.tolist())
        proto.objective.linear_coefficients.values.extend(cost[used].tolist())
        matrix = proto.linear_constraint_matrix
        for number, (columns, coefficients, _, _) in enumerate(self.rows):
            inside = place[columns]
            order = np.argsort(inside, kind="stable")
            order = order[inside[order] >= 0]
            matrix.row_ids.extend([number] * len(order))
            matrix.column_ids.extend(inside[order].tolist())
            matrix.coefficients.extend(coefficients[order].tolist())
        return proto
