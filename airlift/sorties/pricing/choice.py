"""The best plan of given routes: an integer programme for one level of the goals, the earlier ones held."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from airlift.solvers import SolveOptions
from airlift.solvers.mip import Rows, select
from airlift.sorties.pricing.columns import Column
from airlift.sorties.pricing.master import Level
from airlift.sorties.pricing.net import limited_stations
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan

__all__ = ["Chosen", "choose"]

_UNIT = 1e-6
"""Costs of the choice are whole multiples of it, rounded down."""
_ROOM = 1e-6


@dataclass(frozen=True, slots=True)
class Chosen:
    """Routes chosen.

    Parameters
    ----------
    plan : NodePlan or None
        Best plan of the routes given; None if none was found.
    bound : float
        No plan of these routes is below it; infinite if there is proven to be none.
    """

    plan: NodePlan | None
    bound: float


def choose(
    problem: SortieProblem,
    columns: Sequence[Column],
    level: Level,
    earlier: Sequence[tuple[Level, float]],
    options: SolveOptions,
    time_limit_s: float | None,
    hint: NodePlan | None = None,
) -> Chosen:
    """Choose routes; those that fly a task twice are left out."""
    columns = [column for column in columns if len(set(column.tasks)) == len(column.tasks)]
    n = len(problem.tasks)
    missed = [task for task in range(n) if problem.tasks[task].priority is not None]
    # Rows `<=`: each task at most once and at least once, aircraft, limited stations, earlier levels.
    most = limited_stations(problem)[2]
    limits = [1.0] * n + [-1.0] * n
    for fleet in problem.fleets:
        limits += [float(fleet.aircraft), -float(fleet.least_aircraft)]
    first_use = len(limits)
    limits += [value + _ROOM for value in most]
    first_before = len(limits)
    limits += [value + _ROOM for _, value in earlier]
    entries = list[tuple[int, int, float]]()
    for number, column in enumerate(columns):
        for task in column.tasks:
            entries += [(task, number, 1.0), (n + task, number, -1.0)]
        at = 2 * n + 2 * column.route.fleet
        entries += [(at, number, float(column.together)), (at + 1, number, -float(column.together))]
        entries += [(first_use + row, number, amount) for row, amount in enumerate(column.use) if amount]
        for row, (before, _) in enumerate(earlier):
            if value := before.of_column(column):
                entries.append((first_before + row, number, value))
    for number, task in enumerate(missed, len(columns)):
        entries += [(task, number, 1.0), (n + task, number, -1.0)]
        for row, (before, _) in enumerate(earlier):
            if value := before.of_task(problem, task):
                entries.append((first_before + row, number, value))
    entries.sort()
    rows = Rows(
        columns=len(columns) + len(missed),
        row=np.array([entry[0] for entry in entries], dtype=np.int64),
        column=np.array([entry[1] for entry in entries], dtype=np.int64),
        coefficient=np.array([entry[2] for entry in entries]),
        limit=np.array(limits),
    )
    worth = [level.of_column(column) for column in columns]
    worth += [level.of_task(problem, task) for task in missed]
    unit = 1.0 if level.whole else _UNIT
    cost = np.array([math.floor(amount / unit) for amount in worth], dtype=np.float64)
    choice = select(rows, cost, options, time_limit_s, _start(columns, missed, problem, hint))
    plan = None
    if choice.chosen is not None:
        plan = NodePlan(tuple(sorted(columns[k].route for k in choice.chosen.tolist() if k < len(columns))))
    return Chosen(plan, choice.bound * unit)


def _start(
    columns: Sequence[Column], missed: Sequence[int], problem: SortieProblem, hint: NodePlan | None
) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    """Columns of a known plan, None if a route of it is not among them."""
    if hint is None:
        return None
    place = {column.route: number for number, column in enumerate(columns)}
    if any(route not in place for route in hint.routes) or len(set(hint.routes)) < len(hint.routes):
        return None
    left = set(hint.unflown(problem))
    taken = [place[route] for route in hint.routes]
    taken += [number for number, task in enumerate(missed, len(columns)) if task in left]
    return np.array(sorted(taken), dtype=np.int64)
