"""The programme over fragments and arcs: rows, linear bound, restricted integer programme."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from airlift.solvers import SolveOptions
from airlift.sorties.fragments.network import Fragments, Node

__all__ = ["Answer", "Bound", "Master", "Network", "network_of"]

_NODES_PER_SECOND = 200
"""Branch-and-bound nodes granted for each second of the limit in deterministic mode."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Fragments and the arcs between them; columns are fragments first, then arcs.

    Parameters
    ----------
    fragments : Fragments
        Fragments.
    tail, head : list of Node or None
        Where an arc comes from and leads to; None for start and end of the route.
    starts_at, ends_at : dict
        Fragments by the node at which they begin or end.
    out_of, into : dict
        Arcs by node, as columns; None for start and end of the route.
    cost : array
        Of each column.
    """

    fragments: Fragments
    tail: list[Node | None]
    head: list[Node | None]
    starts_at: dict[Node, list[int]]
    ends_at: dict[Node, list[int]]
    out_of: dict[Node | None, list[int]]
    into: dict[Node | None, list[int]]
    cost: Any

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.cost)

    def arc(self, column: int) -> tuple[Node | None, Node | None]:
        """Tail and head of the arc of a column."""
        position = column - len(self.fragments)
        return self.tail[position], self.head[position]


def network_of(fragments: Fragments) -> Network:
    """Join fragments by the arcs that some beginning and some ending allow."""
    data = fragments.data
    starts_at: dict[Node, list[int]] = {}
    ends_at: dict[Node, list[int]] = {}
    for k in range(len(fragments)):
        starts_at.setdefault(fragments.source(k), []).append(k)
        ends_at.setdefault(fragments.target(k), []).append(k)
    by_load: dict[tuple[int, ...], list[Node]] = {}
    for node in starts_at:
        by_load.setdefault(node[1], []).append(node)
    tail: list[Node | None] = []
    head: list[Node | None] = []
    cost: list[float] = []
    for here in ends_at:
        j, load = here
        begins = fragments.pre_at.get(here, (0, 0))
        for there in by_load.get(load, []):
            i = there[0]
            if data.allowed[j, i] and fragments.flies(begins, (), fragments.post_at.get(there, (0, 0))):
                tail.append(here)
                head.append(there)
                cost.append(float(data.cost[j, i]))
        if not load:
            tail.append(here)
            head.append(None)
            cost.append(float(data.cost[j, data.end]))
    for there in by_load.get((), []):
        tail.append(None)
        head.append(there)
        cost.append(float(data.cost[data.start, there[0]]))
    out_of: dict[Node | None, list[int]] = {}
    into: dict[Node | None, list[int]] = {}
    for k, (a, b) in enumerate(zip(tail, head, strict=True)):
        out_of.setdefault(a, []).append(len(fragments) + k)
        into.setdefault(b, []).append(len(fragments) + k)
    return Network(
        fragments, tail, head, starts_at, ends_at, out_of, into, np.concatenate([fragments.cost, cost])
    )


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
class Master:
    """Rows `low <= a x <= high` over the columns of a network, each chosen or not.

    Parameters
    ----------
    network : Network
        Columns.
    cost : array
        What is minimised.
    aircraft : int
        Most routes.
    """

    network: Network
    cost: Any
    aircraft: int
    rows: list[tuple[Any, Any, float, float]] = field(default_factory=list)
    closed: Any = None
    _model: Any = None
    _solver: Any = None
    _variables: list[Any] = field(default_factory=list)
    _entered: int = 0

    def __post_init__(self) -> None:
        network = self.network
        fragments = network.fragments
        self.closed = np.zeros(network.columns, dtype=np.bool_)
        flown: list[list[int]] = [[] for _ in range(fragments.data.tasks)]
        for k in range(len(fragments)):
            for task in fragments.tasks(k):
                flown[task].append(k)
        for columns in flown:
            self.add(columns, [1.0] * len(columns), 1.0, 1.0)
        for node, ending in network.ends_at.items():
            leaving = network.out_of.get(node, [])
            self.add(ending + leaving, [1.0] * len(ending) + [-1.0] * len(leaving), 0.0, 0.0)
        for node, starting in network.starts_at.items():
            coming = network.into.get(node, [])
            self.add(starting + coming, [1.0] * len(starting) + [-1.0] * len(coming), 0.0, 0.0)
        leaving = network.out_of.get(None, [])
        self.add(leaving, [1.0] * len(leaving), 0.0, float(self.aircraft))

    def add(self, columns: list[int], coefficients: list[float], low: float, high: float) -> None:
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
            self._variables = [None] * self.network.columns
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
            params.time_limit = dt.timedelta(seconds=max(0.05, seconds))
        result = self._solver.solve(params=params)
        x = np.zeros(self.network.columns)
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
        used = np.bincount(
            columns, weights=coefficients * np.repeat(duals, sizes), minlength=self.network.columns
        )
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
            params.time_limit = dt.timedelta(seconds=max(0.05, seconds))
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
        place = np.full(self.network.columns, -1, dtype=np.int64)
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
