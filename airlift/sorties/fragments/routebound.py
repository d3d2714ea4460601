"""Linear bound over whole routes: those of negative price join until there are none; rows of three tasks raise it.

It is at least as large as the bound over fragments, because every route can be flown, and much larger where aircraft
carry many at once. A bound holds before all routes have joined, too: with the least price of any route, or less, each
aircraft lowers it by no more than that.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt

from airlift.sorties.fragments.routekernel import Triads
from airlift.sorties.fragments.routes import PricedRoutes, Prices, RouteSearch
from airlift.sorties.routeplan import NodePlan
from airlift.sorties.triples import broken_triples

__all__ = ["RouteBound"]

_NOISE = 1e-6
_FEW = 10_000
"""Routes with which the programme begins at least, if the search for them is short."""
_FIRST_THRESHOLD = 0.001
"""Most price of the first of them, as a part of the largest cost."""
_FIRST_LABELS = 1_000_000
_MOST_LABELS = 1_500_000
_JOIN = 600
"""Routes that join at a time: half of them the cheapest, half of them spread over the others."""
_PARTS = (0.5, 0.99)
"""Least and largest part of the prices of the best bound in those of a search."""
_NEAR = 2e-5
"""Relative distance of the bound from the programme that is near enough."""
_NEAR_PART = 0.03
"""The same, as a part of the distance of the best plan from the programme."""
_SHORT = 60_000
"""Labels of a search up to which rows are added: each row makes the next ones longer."""
_TRIADS, _TRIAD_ROUNDS = 30, 8
"""Most rows of three tasks that are added at a time, and how often."""
_VIOLATION = 0.02
_GAIN = 0.1
"""Part of the gap by which a round of rows must make it smaller for another one."""
_DEAR = 2.0
"""Cost of a task that no route flies, as a part of that of a route for it alone: prices stay small from the start."""


@dataclass(slots=True, eq=False)
class _Duals:
    task: Any
    aircraft: float
    triad: Any


class RouteBound:
    """Columns, rows and the best bound so far.

    Parameters
    ----------
    search : RouteSearch
        Search for routes.
    aircraft : int
        Most routes.
    value : float
        Bound over fragments.
    reduced : array, shape (columns,)
        Reduced costs of fragments and arcs for that bound.
    stop : callable
        Asked often whether to end.
    """

    def __init__(
        self, search: RouteSearch, aircraft: int, value: float, reduced: Any, stop: Callable[[], bool]
    ) -> None:
        self.search, self.aircraft, self.stop = search, aircraft, stop
        network = search.network
        fragments = network.fragments
        self.tasks = fragments.data.tasks
        self._flown = fragments.flown()
        self._leaves = np.array([node is None for node in network.tail], dtype=np.bool_)
        self.bound = self._base = value
        self.prices = self._of_fragments(reduced)
        """Prices of the best bound."""
        self._triads = np.zeros((0, 3), dtype=np.int64)
        self._labels = 0
        self._has = np.zeros((0, self.tasks), dtype=np.bool_)
        self._model = mathopt.Model()
        self._each = [self._model.add_linear_constraint(lb=1.0, ub=1.0) for _ in range(self.tasks)]
        self._count = self._model.add_linear_constraint(ub=float(aircraft))
        self._sets: list[Any] = []
        self._routes: list[Any] = []
        data = fragments.data
        for task, row in enumerate(self._each):
            alone = data.cost[data.start, task] + data.cost[task, self.tasks + task]
            alone += data.cost[self.tasks + task, data.end]
            row.set_coefficient(self._variable(_DEAR * float(alone)), 1.0)
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)

    def run(self, known: NodePlan | None, best: Callable[[], float], raised: Callable[[float], None]) -> None:
        """Raise the bound as far as it is worth it; the search is narrowed to what can still be part of a better plan.

        Parameters
        ----------
        known : NodePlan or None
            A plan, whose routes are among the first.
        best : callable
            Value of the best plan.
        raised : callable
            Told each better bound.
        """
        if known is not None:
            self._join_plan(known)
        self._begin(best)
        last = -np.inf
        for _ in range(_TRIAD_ROUNDS):
            x = self._generate(best, raised)
            gap = best() - self.bound
            self.search.narrow(self.prices, gap + self.aircraft * _NOISE)
            if x is None or gap <= _NOISE or self.bound - last < _GAIN * gap:
                return
            last = self.bound
            if self._labels > _SHORT or not self._cut(x):
                return

    def _of_fragments(self, reduced: Any) -> Prices:
        count = len(self.search.network.fragments)
        price = np.maximum(reduced, 0.0)
        return Prices(price[:count], price[count:], Triads(np.zeros((0, 3), dtype=np.int64), np.zeros(0)))

    def _begin(self, best: Callable[[], float]) -> None:
        """Let the cheapest routes by the prices of the fragments join."""
        cost = np.abs(self.search.network.cost)
        threshold, dearest = _FIRST_THRESHOLD * float(cost.max(initial=1.0)), min(best(), float(cost.sum()))
        while True:
            found = self.search.within(self.prices, threshold, _FIRST_LABELS, self.stop)
            if len(found) >= _FEW or not found.complete or threshold > dearest or self.stop():
                break
            threshold *= 2.0
        order = np.argsort(found.price, kind="stable")[: 2 * _FEW]
        self._join(found.tasks[order], found.cost[order])

    def _join_plan(self, plan: NodePlan) -> None:
        data = self.search.network.fragments.data
        tasks = np.zeros((len(plan.routes), self.tasks), dtype=np.bool_)
        cost = np.zeros(len(plan.routes))
        for k, route in enumerate(plan.routes):
            path = [data.start, *route.nodes, data.end]
            tasks[k, [node for node in route.nodes if node < self.tasks]] = True
            cost[k] = data.cost[path[:-1], path[1:]].sum()
        self._join(tasks, cost)

    def _variable(self, cost: float) -> Any:
        variable = self._model.add_variable(lb=0.0)
        self._model.objective.set_linear_coefficient(variable, cost)
        return variable

    def _join(self, tasks: Any, cost: Any) -> None:
        in_sets = np.array([tasks[:, three].sum(axis=1) >= 2 for three in self._triads]).reshape(
            -1, len(tasks)
        )
        for k in range(len(tasks)):
            variable = self._variable(float(cost[k]))
            self._routes.append(variable)
            self._count.set_coefficient(variable, 1.0)
            for task in np.flatnonzero(tasks[k]).tolist():
                self._each[task].set_coefficient(variable, 1.0)
            for row in np.flatnonzero(in_sets[:, k]).tolist():
                self._sets[row].set_coefficient(variable, 1.0)
        self._has = np.concatenate([self._has, tasks])

    def _solve(self) -> tuple[_Duals, Any] | None:
        """Solve the programme; None if the solver fails."""
        params = mathopt.SolveParameters()
        params.glop.use_preprocessing = False
        result = self._solver.solve(params=params)
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        found, values = result.dual_values(), result.variable_values()
        duals = _Duals(
            np.array([found[row] for row in self._each]),
            min(0.0, found[self._count]),
            np.array([min(0.0, found[row]) for row in self._sets]),
        )
        return duals, np.array([values[variable] for variable in self._routes])

    def _prices(self, duals: _Duals) -> Prices:
        cost, count = self.search.network.cost, len(self._flown)
        return Prices(
            cost[:count] - self._flown @ duals.task,
            cost[count:] - np.where(self._leaves, duals.aircraft, 0.0),
            Triads(self._triads, -duals.triad),
        )

    def _generate(self, best: Callable[[], float], raised: Callable[[float], None]) -> Any:
        """Let routes join until the bound is as large as the programme; None if that was given up.

        Prices are those of the programme and those of the best bound in part: for the latter hardly any route has a
        negative price, so the search is short, and without such a route the bound comes nearer to the programme.
        """
        part = _PARTS[0]
        while not self.stop():
            solved = self._solve()
            if solved is None:
                return None
            duals, x = solved
            whole = float(duals.task.sum()) + self.aircraft * duals.aircraft + float(duals.triad.sum())
            now = self._prices(duals)
            while not self.stop():
                gap = best() - whole
                near = max(_NEAR * max(1.0, abs(whole)), _NEAR_PART * gap if math.isfinite(gap) else 0.0)
                if whole - self.bound <= near or self.bound >= best():
                    return x
                prices, value = self._between(now, part), part * self._base + (1.0 - part) * whole
                found = self.search.within(prices, -_NOISE, _MOST_LABELS, self.stop)
                self._labels = found.labels
                if len(found):
                    self._join_some(found)
                    break
                if not found.complete:
                    part = 0.5 * (1.0 + part)
                    if part > _PARTS[1]:
                        return None
                    continue
                self.bound, self.prices, self._base = value - self.aircraft * _NOISE, prices, value
                raised(self.bound)
                part = max(_PARTS[0], 2.0 * part - 1.0)
        return None

    def _between(self, now: Prices, part: float) -> Prices:
        """Prices of the best bound for a part of what is paid, those of the programme for the rest."""
        centre = self.prices
        old = np.concatenate([centre.triads.price, np.zeros(len(self._triads) - len(centre.triads.price))])
        return Prices(
            part * centre.fragment + (1.0 - part) * now.fragment,
            part * centre.arc + (1.0 - part) * now.arc,
            Triads(self._triads, part * old + (1.0 - part) * now.triads.price),
        )

    def _join_some(self, found: PricedRoutes) -> None:
        order = np.argsort(found.price, kind="stable")
        half = _JOIN // 2
        rest = order[half:]
        if len(rest) > half:
            rest = rest[np.linspace(0, len(rest) - 1, half).astype(np.int64)]
        order = np.concatenate([order[:half], rest])
        self._join(found.tasks[order], found.cost[order])

    def _cut(self, x: Any) -> bool:
        """Add the rows of three tasks that are broken most."""
        used = np.flatnonzero(x > _NOISE)
        triples = broken_triples(self._has[used].astype(np.float64), x[used], _VIOLATION, _TRIADS)
        found = np.array(triples, dtype=np.int64).reshape(-1, 3)
        for three in found:
            row = self._model.add_linear_constraint(ub=1.0)
            for column in np.flatnonzero(self._has[:, three].sum(axis=1) >= 2).tolist():
                row.set_coefficient(self._routes[column], 1.0)
            self._sets.append(row)
        self._triads = np.concatenate([self._triads, found])
        return len(found) > 0
