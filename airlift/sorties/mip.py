"""Linear and integer programmes over `Rows`, solved by GLOP and SCIP through OR-Tools MathOpt.

Neither solver's word is taken as it is: a linear bound is recomputed from the duals so that it holds for whatever they
are (Neumaier and Shcherbina, Mathematical Programming 99 (2004) 283-296), a choice is checked against the rows.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from airlift.solvers import SolveOptions
from airlift.sorties.rows import FloatVector, IntVector, Rows

__all__ = ["Choice", "Relaxation", "relax", "select"]

_NODES_PER_SECOND = 20
"""Branch-and-bound nodes granted for each second of the limit in deterministic mode."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The linear relaxation: a proven bound and the reduced costs that go with it.

    `feasible` is False only if the relaxation has no solution, hence no choice either.
    """

    feasible: bool
    bound: float
    reduced_cost: FloatVector


@dataclass(frozen=True, slots=True)
class Choice:
    """Answer of the integer programme.

    Parameters
    ----------
    chosen : array of int or None
        Best choice found; None if there is none.
    bound : float
        No choice is below it; infinite if there is proven to be none.
    """

    chosen: IntVector | None
    bound: float


def relax(rows: Rows, cost: FloatVector, options: SolveOptions, time_limit_s: float | None) -> Relaxation:
    """Solve the linear relaxation.

    Every column must be held to at most 1 by a row (`task.once` does).
    """
    if rows.columns == 0 or len(rows.limit) == 0:
        bound = float(np.minimum(cost, 0.0).sum())
        return Relaxation(bool(np.all(rows.limit >= 0.0)), bound, cost)
    model = mathopt.Model.from_model_proto(_proto(rows, cost, integer=False))
    result = _solve(model, mathopt.SolverType.GLOP, options, time_limit_s, None)
    if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        return Relaxation(False, math.inf, cost)
    if not result.has_dual_feasible_solution():
        return Relaxation(True, float(np.minimum(cost, 0.0).sum()), cost)
    values = result.dual_values()
    duals = np.zeros(len(rows.limit))
    for constraint, value in values.items():
        duals[constraint.id] = min(value, 0.0)
    reduced = rows.reduced(cost, duals)
    bound = float(duals @ rows.limit) + float(np.minimum(reduced, 0.0).sum())
    return Relaxation(True, bound, reduced)


def select(
    rows: Rows,
    cost: FloatVector,
    options: SolveOptions,
    time_limit_s: float | None,
    hint: IntVector | None = None,
) -> Choice:
    """Choose columns of least integer cost.

    Parameters
    ----------
    rows, cost : Rows, array of float, shape (columns,)
        What is allowed, and integer-valued costs.
    options : SolveOptions
        Seed and determinism.
    time_limit_s : float or None
        Limit of this call.
    hint : array of int, optional
        A good choice to start from.
    """
    if rows.columns == 0:
        feasible = bool(np.all(rows.limit >= 0.0))
        return Choice(np.empty(0, dtype=np.int64), 0.0) if feasible else Choice(None, math.inf)
    model = mathopt.Model.from_model_proto(_proto(rows, cost, integer=True))
    result = _solve(model, mathopt.SolverType.GSCIP, options, time_limit_s, hint)
    if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        return Choice(None, math.inf)
    bound = max(result.termination.objective_bounds.dual_bound, float(np.minimum(cost, 0.0).sum()))
    if not result.has_primal_feasible_solution():
        return Choice(None, bound)
    chosen = np.array(
        sorted(variable.id for variable, value in result.variable_values().items() if value > 0.5),
        dtype=np.int64,
    )
    if not rows.allow(chosen):
        return Choice(None, bound)
    return Choice(chosen, min(bound, float(cost[chosen].sum())))


def _proto(rows: Rows, cost: FloatVector, *, integer: bool) -> model_pb2.ModelProto:
    proto = model_pb2.ModelProto()
    number = rows.columns
    proto.variables.ids.extend(range(number))
    proto.variables.lower_bounds.extend([0.0] * number)
    proto.variables.upper_bounds.extend([1.0 if integer else math.inf] * number)
    proto.variables.integers.extend([integer] * number)
    proto.variables.names.extend([""] * number)
    entries = np.flatnonzero(cost)
    proto.objective.linear_coefficients.ids.extend(entries.tolist())
    proto.objective.linear_coefficients.values.extend(cost[entries].tolist())
    proto.linear_constraints.ids.extend(range(len(rows.limit)))
    proto.linear_constraints.lower_bounds.extend([-math.inf] * len(rows.limit))
    proto.linear_constraints.upper_bounds.extend(rows.limit.tolist())
    proto.linear_constraints.names.extend([""] * len(rows.limit))
    proto.linear_constraint_matrix.row_ids.extend(rows.row.tolist())
    proto.linear_constraint_matrix.column_ids.extend(rows.column.tolist())
    proto.linear_constraint_matrix.coefficients.extend(rows.coefficient.tolist())
    return proto


def _solve(
    model: mathopt.Model,
    solver: mathopt.SolverType,
    options: SolveOptions,
    time_limit_s: float | None,
    hint: IntVector | None,
) -> mathopt.SolveResult:
    integer = solver == mathopt.SolverType.GSCIP
    params = mathopt.SolveParameters(random_seed=options.seed if integer else None)
    if integer:
        # Costs are whole numbers, so a gap below one is no gap.
        params.absolute_gap_tolerance, params.relative_gap_tolerance = 0.999, 0.0
        # Measured on days of 60 tasks: the root relaxation is tight, cuts only slow its nodes down.
        params.cuts = mathopt.Emphasis.OFF
    if time_limit_s is not None:
        if not options.deterministic:
            params.time_limit = dt.timedelta(seconds=max(0.01, time_limit_s))
        elif integer:
            params.node_limit = max(1, round(time_limit_s * _NODES_PER_SECOND))
    model_params = mathopt.ModelSolveParameters()
    if hint is not None:
        taken = set(hint.tolist())
        values = {variable: float(variable.id in taken) for variable in model.variables()}
        model_params.solution_hints.append(mathopt.SolutionHint(variable_values=values))
    # An interrupter would make SCIP print errors of its own (OR-Tools 9.15), so an interrupt counts between searches.
    return mathopt.solve(model, solver, params=params, model_params=model_params)
