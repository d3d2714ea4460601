"""A better plan out of good ones: the integer programme over their ways, and its flow with exact hours."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from ortools.math_opt.python import mathopt

from airlift.sustainment.berths import berths_of
from airlift.sustainment.data import FleetProblem
from airlift.sustainment.mend import Used, mend
from airlift.sustainment.model import FloatArray
from airlift.sustainment.programme import proto_of, with_kept
from airlift.sustainment.stretches import Arc, Flow, State, free_h_of
from airlift.sustainment.wayflow import WayModel, way_model
from airlift.sustainment.ways import Node, Way

__all__ = ["recombined"]

_EPSILON_H = 1e-5
"""Gains below this are none."""
_NOTHING_H = 1e-6
"""Values below this are 0."""


def recombined(
    problem: FleetProblem,
    ways: Sequence[Way],
    values: Sequence[float],
    time_limit_s: float | None,
    taken: Mapping[Way, tuple[int, Mapping[int, float]]],
) -> Flow | None:
    """Return a flow over some ways that is better than known values, one level after the other; None without one.

    Parameters
    ----------
    problem : FleetProblem
        What is asked.
    ways : sequence of Way
        What tails may do.
    values : sequence of float
        Values of a plan that uses these ways.
    time_limit_s : float or None
        Limit of the solver; without one it searches no tree, so that the answer does not hang on the machine.
    taken : mapping of Way to (int, mapping of int to float)
        Tails and hours by week of that plan.
    """
    model = way_model(problem, ways)
    start = _start(model, ways, taken)
    end = None if time_limit_s is None else time.monotonic() + time_limit_s
    best: FloatArray | None = None
    kept = list(values)
    open_levels = [level for level, value in enumerate(values) if value > _EPSILON_H]
    for place, level in enumerate(open_levels):
        limit_s = None if end is None else (end - time.monotonic()) / (len(open_levels) - place)
        found = _minimum(model, level, kept, limit_s, start)
        if found is not None and float(model.rows.costs[level] @ found) < kept[level] - _EPSILON_H:
            best = found
            start = dict(enumerate(found.tolist()))
            kept[level:] = [float(cost @ found) for cost in model.rows.costs[level:]]
    return None if best is None else _flow(problem, ways, model, best)


def _start(
    model: WayModel, ways: Sequence[Way], taken: Mapping[Way, tuple[int, Mapping[int, float]]]
) -> dict[int, float]:
    """Columns of the plan that is known: tails and hours of all ways."""
    start: dict[int, float] = {}
    for way, tails, hours in zip(ways, model.tails, model.hours, strict=True):
        number, flown = taken.get(way, (0, {}))
        start[tails] = float(number)
        start |= {column: flown.get(week, 0.0) for week, column in hours.items()}
    return start


def _minimum(
    model: WayModel, level: int, kept: Sequence[float], limit_s: float | None, start: Mapping[int, float]
) -> FloatArray | None:
    """Minimise a level while those before it keep their values, from a known plan on."""
    rows = with_kept(model.rows, range(level), kept[:level])
    # A level that is 0 stays so to the last digit: its shortfalls are no columns to bargain with.
    nothing = [number for number in range(level) if kept[number] <= _NOTHING_H]
    rows = replace(rows, most=np.where((rows.costs[nothing] > 0.0).any(axis=0), 0.0, rows.most))
    asked = mathopt.Model.from_model_proto(proto_of(rows, rows.costs[level], model.whole))
    hint = {asked.get_variable(column): value for column, value in start.items()}
    params = mathopt.SolveParameters(
        time_limit=None if limit_s is None else dt.timedelta(seconds=max(0.01, limit_s)),
        node_limit=1 if limit_s is None else None,
    )
    try:
        result = mathopt.solve(
            asked,
            mathopt.SolverType.HIGHS,
            params=params,
            model_params=mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(hint)]),
        )
    except (RuntimeError, AttributeError):
        # HiGHS may end without a status that MathOpt knows, which raises; ortools 9.15 fails while it words that error.
        return None
    if not result.has_primal_feasible_solution():
        return None
    found = np.zeros(len(rows.most))
    for variable, value in result.variable_values().items():
        found[variable.id] = value
    return found


def _flow(problem: FleetProblem, ways: Sequence[Way], model: WayModel, found: FloatArray) -> Flow | None:
    """Read the flow: each tail of a way gets an equal part of its hours."""
    used: Used = {}
    for number, way in enumerate(ways):
        tails = round(found[model.tails[number]])
        if tails:
            hours = {}
            for week in way.stretch.weeks:
                column = model.hours[number].get(week)
                hours[week] = 0.0 if column is None else max(0.0, float(found[column])) / tails
            used[number] = (tails, hours)
    mend(problem, ways, used)
    states: dict[Node, State] = {}
    arcs: Counter[Arc] = Counter()
    for number in sorted(used, key=lambda number: ways[number].tail.state.counts_from):
        way, (tails, hours) = ways[number], used[number]
        head = None
        if way.head is not None and way.stretch.close is not None:
            pool = next(pool for pool in problem.pools if pool.id == way.tail.state.pool)
            before_h = hours.get(way.stretch.close.week, 0.0) if way.head.single else 0.0
            free_h = free_h_of(problem.types[pool.type], way.stretch.close.visit) - before_h
            head = states[way.head] = replace(way.head.state, free_h=max(0.0, free_h))
        start = states.get(way.tail, way.tail.state)
        arcs[Arc(replace(way.stretch, start=start, head=head), tuple(hours.values()))] += tails
    berths = berths_of(problem, arcs)
    return None if berths is None else Flow(arcs, berths)
