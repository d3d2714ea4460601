"""Proven bounds of the objective levels from the linear relaxation, recomputed from its duals.

The word of the solver is not taken. Whatever its duals are, `duals x sides + sum of min(0, reduced cost) x upper end`
is below every solution, because all columns lie between 0 and their upper ends (Neumaier and Shcherbina, Mathematical
Programming 99 (2004) 283-296).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from airlift.sustainment.model import FleetModel, FloatArray
from airlift.sustainment.programme import proto_of, with_kept

__all__ = ["bound_of"]

_ROUNDING = 1e-9
"""Taken off a bound for the rounding of its own sums, relative to their size."""


def bound_of(model: FleetModel, level: int, kept: Sequence[float], time_limit_s: float | None) -> float:
    """Return a proven lower bound of a level for plans that keep the levels before it at given values.

    Parameters
    ----------
    model : FleetModel
        The relaxation.
    level : int
        Which level, from 0.
    kept : sequence of float
        Values of the levels before it.
    time_limit_s : float or None
        Limit of the solver; without an answer the bound is 0, since no level is negative.
    """
    rows = with_kept(model, range(level), kept[:level])
    cost = model.costs[level]
    params = mathopt.SolveParameters(
        lp_algorithm=mathopt.LPAlgorithm.BARRIER,
        time_limit=None if time_limit_s is None else dt.timedelta(seconds=max(0.01, time_limit_s)),
        # Duals need not be those of a corner, and the way to one takes longer than all the rest and no time limit.
        highs=highs_pb2.HighsOptionsProto(string_options={"run_crossover": "off"}),
    )
    asked = mathopt.Model.from_model_proto(proto_of(rows, cost))
    try:
        result = mathopt.solve(asked, mathopt.SolverType.HIGHS, params=params)
    except (RuntimeError, AttributeError):
        # HiGHS may end without a status that MathOpt knows, which raises; ortools 9.15 fails while it words that error.
        return 0.0
    if not result.has_dual_feasible_solution():
        return 0.0
    duals = np.zeros(len(rows.low))
    for constraint, value in result.dual_values().items():
        duals[constraint.id] = value
    return max(0.0, _safe(rows, cost, duals))


def _safe(rows: FleetModel, cost: FloatArray, duals: FloatArray) -> float:
    """Bound that holds for whatever the duals are."""
    duals = np.where(np.isinf(rows.low), np.minimum(duals, 0.0), duals)
    duals = np.where(np.isinf(rows.high), np.maximum(duals, 0.0), duals)
    sides = np.where(duals > 0.0, rows.low, rows.high)
    terms = np.where(duals == 0.0, 0.0, duals * np.where(duals == 0.0, 0.0, sides))
    used = np.bincount(rows.column, weights=rows.coefficient * duals[rows.row], minlength=len(cost))
    reduced = np.minimum(cost - used, 0.0) * rows.most
    size = float(np.abs(terms).sum() + np.abs(reduced).sum())
    return float(terms.sum() + reduced.sum()) - _ROUNDING * size
