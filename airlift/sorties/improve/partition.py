"""The best plan that can be put together from routes already met."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from airlift.sorties.improve.data import SearchData
from airlift.sorties.problem import SortieProblem

__all__ = ["Pool", "best_choice"]

_MOST = 30_000
"""Routes that are kept; the oldest go first."""


class Pool:
    """Routes met: of the same fleet and tasks the cheapest."""

    def __init__(self) -> None:
        self._rows: dict[tuple[int, frozenset[int]], tuple[tuple[int, ...], float]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, fleet: int, stops: Any, cost: float, tasks: int) -> None:
        """Take a route, given without stations."""
        key = (fleet, frozenset(int(node) for node in stops if node < tasks))
        old = self._rows.get(key)
        if old is None or cost < old[1]:
            self._rows[key] = (tuple(int(node) for node in stops), cost)
            if len(self._rows) > _MOST:
                del self._rows[next(iter(self._rows))]

    def rows(self) -> Iterator[tuple[int, tuple[int, ...], float]]:
        """Yield fleet, stops and cost of each."""
        for (fleet, _), (stops, cost) in self._rows.items():
            yield fleet, stops, cost


def best_choice(
    problem: SortieProblem, data: SearchData, pool: Pool, seconds: float, deterministic: bool
) -> list[tuple[int, list[int]]] | None:
    """Choose routes that fly every task at most once at least total value; None if time was too short.

    The value is that of `SearchData`: cost, aircraft and absent tasks with their weights.
    """
    from ortools.math_opt.python import mathopt

    if len(pool) == 0 or seconds < 0.2:
        return None
    rows = list(pool.rows())
    model = mathopt.Model()
    n = len(problem.tasks)
    scale = _scale(data, rows)
    take = [model.add_binary_variable() for _ in rows]
    miss = [
        model.add_variable(lb=0.0, ub=0.0 if problem.tasks[t].priority is None else 1.0) for t in range(n)
    ]
    flown: list[list[int]] = [[] for _ in range(n)]
    together = []
    for k, (_, stops, _) in enumerate(rows):
        mine = [node for node in stops if node < n]
        together.append(max(problem.tasks[task].aircraft for task in mine))
        for task in mine:
            flown[task].append(k)
    for task in range(n):
        model.add_linear_constraint(mathopt.fast_sum([take[k] for k in flown[task]]) + miss[task] == 1.0)
    for number, fleet in enumerate(problem.fleets):
        mine = [k for k, row in enumerate(rows) if row[0] == number]
        if mine:
            model.add_linear_constraint(
                mathopt.fast_sum([together[k] * take[k] for k in mine]) <= float(fleet.aircraft)
            )
    cost = [(row[2] + data.aircraft_weight * together[k] * scale) * take[k] for k, row in enumerate(rows)] + [
        float(data.penalty[t]) * scale * miss[t] for t in range(n)
    ]
    model.minimize(mathopt.fast_sum(cost))
    params = mathopt.SolveParameters(relative_gap_tolerance=1e-7)
    if deterministic:
        params.node_limit = 200
    else:
        params.time_limit = dt.timedelta(seconds=seconds)
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=params)
    if not result.has_primal_feasible_solution():
        return None
    values = result.variable_values(take)
    chosen = [rows[k] for k, value in enumerate(values) if value > 0.5]
    if Counter(node for _, stops, _ in chosen for node in stops if node < n).most_common(1)[0][1] > 1:
        return None
    return [(fleet, list(stops)) for fleet, stops, _ in chosen]


def _scale(data: SearchData, rows: list[tuple[int, tuple[int, ...], float]]) -> float:
    """Make the weights of aircraft and tasks as small as they can be and still separate the goals.

    The weights of the search separate any plan from any other; among these routes a smaller one does, and the numbers
    of the programme stay within what a solver can tell apart.
    """
    dearest = sum(sorted((row[2] for row in rows), reverse=True)[: data.tasks])
    least = data.aircraft_weight if data.aircraft_weight > 0.0 else float(data.penalty.min(initial=1.0))
    return min(1.0, 2.0 * dearest / least) if least > 0.0 else 1.0
