"""Linear and 0/1 programmes over sparse rows, solved by GLOP and SCIP of OR-Tools.

Neither solver's word is taken as it is: a linear bound is recomputed from the duals so that it holds for whatever they
are (Neumaier and Shcherbina, Mathematical Programming 99 (2004) 283-296), a choice is checked against the rows.

SCIP runs in a thread of its own, so that an interrupt is heard and ends it within a moment, with its best choice. It is
called by way of `pywraplp` and not of MathOpt, whose interrupter makes SCIP print errors (OR-Tools 9.15).
"""

from __future__ import annotations

import datetime as dt
import math
import threading
import time
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import linear_solver_pb2, pywraplp
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from airlift.solvers.options import SolveOptions
from airlift.solvers.sparse import BoolArray, FloatVector, IntVector, Rows

__all__ = ["BoolArray", "Choice", "FloatVector", "IntVector", "Relaxation", "Rows", "relax", "select"]

_NODES_PER_SECOND = 20
"""Branch-and-bound nodes granted for each second of the limit in deterministic mode."""
_MOST_AT_FIRST = 12_000
"""Columns with which a relaxation begins that begins with some of them."""
_VERY_MANY = 200_000
"""Columns of which not all are told at once even if nobody knows the likely ones."""
_JOIN = 12_000
"""Columns that join it at a time: those of negative reduced cost, and as many of the next ones as there is room for.

Measured on a day of 200 tasks: with the next ones a relaxation needs a third of the rounds.
"""
_NOISE = 1e-7
_WHOLE = 1e-6
"""Distance above a whole number that counts as none."""
_LEAST_LEFT_S = 0.05
_POLL_S = 0.2
"""How often a running search looks for an interrupt."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The linear relaxation: a proven bound and the reduced costs that go with it.

    `feasible` is False only if the relaxation has no solution, hence no choice either. `part` says how much of each
    column it takes; nothing where it was not solved.
    """

    feasible: bool
    bound: float
    reduced_cost: FloatVector
    part: FloatVector


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


def relax(
    rows: Rows,
    cost: FloatVector,
    options: SolveOptions,
    time_limit_s: float | None,
    likely: IntVector | None = None,
    near: float = 0.0,
) -> Relaxation:
    """Solve the linear relaxation.

    Every column must be held to at most 1 by a row. With many columns only some take part at first, the `likely` ones
    or one in a few; those of negative reduced cost join them until there are none, or the bound is near enough.

    Parameters
    ----------
    rows, cost : Rows, array of float, shape (columns,)
        What is allowed, and costs.
    options : SolveOptions
        Determinism.
    time_limit_s : float or None
        Limit of this call.
    likely : array of int, optional
        Columns of which an answer probably consists, ascending.
    near : float
        Distance of the bound from the best relaxation that is near enough, if no whole number lies between them.
    """
    if rows.columns == 0 or len(rows.limit) == 0:
        bound = float(np.minimum(cost, 0.0).sum())
        return Relaxation(bool(np.all(rows.limit >= 0.0)), bound, cost, np.zeros(rows.columns))
    began = time.monotonic()
    among = np.arange(rows.columns)
    if likely is not None and rows.columns > _MOST_AT_FIRST:
        among = likely
    elif rows.columns > _VERY_MANY:
        among = among[:: -(-rows.columns // _MOST_AT_FIRST)]
    best = Relaxation(True, float(np.minimum(cost, 0.0).sum()), cost, np.zeros(rows.columns))
    while True:
        left = None
        if time_limit_s is not None and not options.deterministic:
            left = max(0.01, time_limit_s - (time.monotonic() - began))
        all_of_them = len(among) == rows.columns
        found, value = _relaxed(rows, among, cost, left, best)
        if all_of_them:
            return found
        if found.bound > best.bound:
            best = found
        wrong = found.reduced_cost < -_NOISE
        wrong[among] = False
        if found.feasible and ((found is best and not wrong.any()) or _is_near(best.bound, value, near)):
            return best
        if left is not None and left <= _LEAST_LEFT_S:
            return best
        if not found.feasible or not wrong.any():
            # No answer among these columns, or none in the time: all of them say more.
            among = np.arange(rows.columns)
            continue
        among = np.union1d(among, _next(found.reduced_cost, among))


def _is_near(bound: float, value: float, near: float) -> bool:
    return value - bound < near and math.ceil(value - _WHOLE) <= math.ceil(bound - _WHOLE)


def _next(reduced_cost: FloatVector, among: IntVector) -> IntVector:
    """Columns of least reduced cost that do not take part yet."""
    price = reduced_cost.copy()
    price[among] = math.inf
    number = min(_JOIN, len(price) - len(among))
    return np.argpartition(price, number - 1)[:number]


def _relaxed(
    rows: Rows, among: IntVector, cost: FloatVector, time_limit_s: float | None, other: Relaxation
) -> tuple[Relaxation, float]:
    """Relax some columns, with a bound and prices for all of them, and the value; `other` if that cannot be solved."""
    form = _Form(rows if len(among) == rows.columns else rows.only(among))
    model = mathopt.Model.from_model_proto(_relaxation_proto(form, cost[among]))
    params = mathopt.SolveParameters()
    if time_limit_s is not None:
        params.time_limit = dt.timedelta(seconds=time_limit_s)
    result = mathopt.solve(model, mathopt.SolverType.GLOP, params=params)
    if result.termination.reason == mathopt.TerminationReason.INFEASIBLE:
        bound = math.inf if len(among) == rows.columns else -math.inf
        return Relaxation(False, bound, cost, other.part), math.inf
    if not result.has_dual_feasible_solution():
        return other, math.inf
    duals = np.zeros(form.number)
    for constraint, value in result.dual_values().items():
        duals[constraint.id] = min(value, 0.0)
    # The price of the limit of a chained row is that of its left-hand side.
    prices = np.zeros(len(among) + len(form.chained))
    for variable, value in result.reduced_costs().items():
        prices[variable.id] = value
    duals[form.chained] = np.minimum(prices[len(among) :], 0.0)
    reduced = rows.reduced(cost, duals)
    bound = float(duals @ rows.limit) + float(np.minimum(reduced, 0.0).sum())
    part = np.zeros(rows.columns)
    objective = math.inf
    if result.has_primal_feasible_solution():
        objective = result.objective_value()
        for variable, value in result.variable_values().items():
            if variable.id < len(among):
                part[among[variable.id]] = value
    return Relaxation(True, bound, reduced, part), objective


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
        Seed, determinism and interrupt.
    time_limit_s : float or None
        Limit of this call.
    hint : array of int, optional
        A good choice to start from.
    """
    if rows.columns == 0:
        feasible = bool(np.all(rows.limit >= 0.0))
        return Choice(np.empty(0, dtype=np.int64), 0.0) if feasible else Choice(None, math.inf)
    least = float(np.minimum(cost, 0.0).sum())
    if options.interrupt.is_set():
        return Choice(None, least)
    solver = pywraplp.Solver.CreateSolver("SCIP")
    plain = rows.plain()
    form = _Form(plain.chained())
    solver.LoadModelFromProto(_integer_proto(form, cost, plain.least[form.chained]))
    solver.SetSolverSpecificParametersAsString(_settings(options, time_limit_s))
    if time_limit_s is not None and not options.deterministic:
        solver.SetTimeLimit(max(10, round(time_limit_s * 1000)))
    variables = solver.variables()
    if hint is not None:
        taken = np.zeros(rows.columns)
        taken[hint] = 1.0
        solver.SetHint(variables, [*taken.tolist(), *plain.used(taken)[form.chained].tolist()])
    status = _run(solver, options)
    if status == pywraplp.Solver.INFEASIBLE:
        return Choice(None, math.inf)
    if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return Choice(None, least)
    bound = max(solver.Objective().BestBound(), least)
    chosen = np.array(
        [k for k, variable in enumerate(variables[: rows.columns]) if variable.solution_value() > 0.5],
        dtype=np.int64,
    )
    if not rows.allow(chosen):
        return Choice(None, bound)
    return Choice(chosen, min(bound, float(cost[chosen].sum())))


def _run(solver: pywraplp.Solver, options: SolveOptions) -> int:
    """Solve in a thread of its own; it gives up the interpreter lock, so this one stays free to hear a signal."""
    params = pywraplp.MPSolverParameters()
    params.SetDoubleParam(params.RELATIVE_MIP_GAP, 0.0)
    answer: list[int] = []
    thread = threading.Thread(target=lambda: answer.append(solver.Solve(params)), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_POLL_S)
        if options.interrupt.is_set() and thread.is_alive():
            # SCIP forgets an interrupt that comes before its search, so it is told again.
            solver.InterruptSolve()
    return answer[0]


def _settings(options: SolveOptions, time_limit_s: float | None) -> str:
    lines = [
        # Costs are whole numbers, so a gap below one is no gap.
        "limits/absgap = 0.999",
        # Measured on days of 60 tasks: the root relaxation is tight, cuts only slow its nodes down.
        "separating/maxrounds = 0",
        "separating/maxroundsroot = 0",
        f"randomization/randomseedshift = {options.seed % 2**31}",
    ]
    if options.deterministic and time_limit_s is not None:
        lines.append(f"limits/totalnodes = {max(1, round(time_limit_s * _NODES_PER_SECOND))}")
    return "\n".join(lines) + "\n"


class _Form:
    """Rows as a solver is told them: chained ones are equations with a variable for their left-hand side.

    The variables come after the columns, in the order of `chained`, the numbers of their rows.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows, self.number = rows, len(rows.limit)
        follows = np.zeros(self.number, dtype=np.bool_) if rows.follows is None else rows.follows
        self.chained = np.flatnonzero(follows | np.append(follows[1:], False))
        after = np.flatnonzero(follows)
        row = np.concatenate([rows.row, self.chained, after])
        left = rows.columns + np.arange(len(self.chained))
        before = rows.columns + np.searchsorted(self.chained, after - 1)
        column = np.concatenate([rows.column, left, before])
        value = np.concatenate([rows.coefficient, np.full(len(left), -1.0), np.ones(len(after))])
        order = np.lexsort([column, row])
        self.row, self.column, self.coefficient = row[order], column[order], value[order]
        self.most = rows.limit[self.chained]
        self.low, self.high = np.full(self.number, -math.inf), rows.limit.copy()
        self.low[self.chained] = self.high[self.chained] = 0.0


def _integer_proto(form: _Form, cost: FloatVector, least_of: FloatVector) -> linear_solver_pb2.MPModelProto:
    proto = linear_solver_pb2.MPModelProto()
    for price in cost.tolist():
        proto.variable.add(lower_bound=0.0, upper_bound=1.0, is_integer=True, objective_coefficient=price)
    for least, most in zip(least_of.tolist(), form.most.tolist(), strict=True):
        proto.variable.add(lower_bound=min(least, most), upper_bound=most)
    ends = np.searchsorted(form.row, np.arange(form.number + 1))
    for number, (low, high) in enumerate(zip(form.low.tolist(), form.high.tolist(), strict=True)):
        entries = slice(int(ends[number]), int(ends[number + 1]))
        proto.constraint.add(
            lower_bound=low,
            upper_bound=high,
            var_index=form.column[entries].tolist(),
            coefficient=form.coefficient[entries].tolist(),
        )
    return proto


def _relaxation_proto(form: _Form, cost: FloatVector) -> model_pb2.ModelProto:
    proto = model_pb2.ModelProto()
    number, states = form.rows.columns, len(form.chained)
    proto.variables.ids.extend(range(number + states))
    proto.variables.lower_bounds.extend([0.0] * number + [-math.inf] * states)
    proto.variables.upper_bounds.extend([math.inf] * number + form.most.tolist())
    proto.variables.integers.extend([False] * (number + states))
    proto.variables.names.extend([""] * (number + states))
    entries = np.flatnonzero(cost)
    proto.objective.linear_coefficients.ids.extend(entries.tolist())
    proto.objective.linear_coefficients.values.extend(cost[entries].tolist())
    proto.linear_constraints.ids.extend(range(form.number))
    proto.linear_constraints.lower_bounds.extend(form.low.tolist())
    proto.linear_constraints.upper_bounds.extend(form.high.tolist())
    proto.linear_constraints.names.extend([""] * form.number)
    proto.linear_constraint_matrix.row_ids.extend(form.row.tolist())
    proto.linear_constraint_matrix.column_ids.extend(form.column.tolist())
    proto.linear_constraint_matrix.coefficients.extend(form.coefficient.tolist())
    return proto
