"""Which routes together: the linear programme that prices tasks, and the choice of whole routes.

Each task is flown once, each station has its visits, each fleet its aircraft. In the linear programme a task may be
left for a penalty, so that it has a solution with any columns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from airlift.solvers import SolveOptions
from airlift.solvers.mip import Rows, select
from airlift.sorties.energy.labels import Duals, FoundRoute
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, NodeRoute

__all__ = ["Chosen", "Master", "choose"]

_UNIT = 1e-6
"""Costs of the choice are whole multiples of it, rounded down."""

_MANY = 1e9
"""Right-hand side of a row that does not bind."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Routes chosen.

    Parameters
    ----------
    plan : NodePlan or None
        Best plan of the routes given; None if none was found.
    bound : float
        No plan of these routes is cheaper; infinite if there is proven to be none.
    """

    plan: NodePlan | None
    bound: float


def _entries(problem: SortieProblem, route: FoundRoute) -> tuple[list[int], list[int]]:
    """Tasks and stations of a route, the latter as often as they are visited."""
    n = len(problem.tasks)
    return [node for node in route.nodes if node < n], [node - 2 * n for node in route.nodes if node >= 2 * n]


class Master:
    """The linear programme over the routes known so far.

    Parameters
    ----------
    problem : SortieProblem
        Problem.
    penalty : float
        Of a task that is left.
    """

    def __init__(self, problem: SortieProblem, penalty: float) -> None:
        self._problem = problem
        self._solver = solver = pywraplp.Solver.CreateSolver("GLOP")
        infinite = solver.infinity()
        self._task = [solver.Constraint(1.0, 1.0) for _ in problem.tasks]
        self._station = [
            solver.Constraint(-infinite, infinite if station.max_visits is None else station.max_visits)
            for station in problem.stations
        ]
        self._fleet = [solver.Constraint(fleet.least_aircraft, fleet.aircraft) for fleet in problem.fleets]
        self._left = []
        for row in (*self._task, *self._fleet):
            variable = solver.NumVar(0.0, infinite, "")
            row.SetCoefficient(variable, 1.0)
            self._left.append(variable)
        self.routes: dict[FoundRoute, pywraplp.Variable] = {}
        self._known = set[tuple[int, tuple[int, ...]]]()
        self.costs = 1.0
        self.charge(1.0, penalty)
        solver.Objective().SetMinimization()

    def charge(self, costs: float, penalty: float) -> None:
        """Set the penalty, and the factor of the routes' costs: 0 where only feasibility counts."""
        self.costs = costs
        for variable in self._left:
            self._solver.Objective().SetCoefficient(variable, penalty)
        for route, variable in self.routes.items():
            self._solver.Objective().SetCoefficient(variable, costs * route.cost)

    def add(self, routes: Sequence[FoundRoute]) -> int:
        """Take routes in; gives how many were new."""
        before = len(self.routes)
        for route in routes:
            if (route.fleet, route.nodes) in self._known:
                continue
            self._known.add((route.fleet, route.nodes))
            variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
            self._solver.Objective().SetCoefficient(variable, self.costs * route.cost)
            tasks, stations = _entries(self._problem, route)
            for task in tasks:
                self._task[task].SetCoefficient(variable, 1.0)
            for station in set(stations):
                self._station[station].SetCoefficient(variable, float(stations.count(station)))
            self._fleet[route.fleet].SetCoefficient(variable, 1.0)
            self.routes[route] = variable
        return len(self.routes) - before

    def solve(self) -> Duals | None:
        """Solve it; None if the solver fails."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return Duals(
            np.array([row.dual_value() for row in self._task]),
            np.array([min(0.0, row.dual_value()) for row in self._station]),
            np.array([row.dual_value() for row in self._fleet]),
        )

    def left(self) -> float:
        """How much of the tasks and of the fewest aircraft the solution leaves."""
        return math.fsum(variable.solution_value() for variable in self._left)

    def value(self) -> float:
        """Value of the solution."""
        return float(self._solver.Objective().Value())


def choose(
    problem: SortieProblem,
    routes: Sequence[FoundRoute],
    options: SolveOptions,
    time_limit_s: float | None,
    hint: NodePlan | None,
) -> Chosen:
    """Choose the cheapest plan of some routes."""
    n, stations = len(problem.tasks), len(problem.stations)
    # Rows `<=`: each task at most and at least once, visits, aircraft at most and at least.
    entries = list[tuple[int, int, float]]()
    first_fleet = 2 * n + stations
    for column, route in enumerate(routes):
        tasks, visits = _entries(problem, route)
        for task in tasks:
            entries += [(task, column, 1.0), (n + task, column, -1.0)]
        entries += [(2 * n + s, column, float(visits.count(s))) for s in set(visits)]
        at = first_fleet + 2 * route.fleet
        entries += [(at, column, 1.0), (at + 1, column, -1.0)]
    entries.sort()
    limits = [1.0] * n + [-1.0] * n
    limits += [
        _MANY if station.max_visits is None else float(station.max_visits) for station in problem.stations
    ]
    for fleet in problem.fleets:
        limits += [float(fleet.aircraft), -float(fleet.least_aircraft)]
    rows = Rows(
        columns=len(routes),
        row=np.array([entry[0] for entry in entries], dtype=np.int64),
        column=np.array([entry[1] for entry in entries], dtype=np.int64),
        coefficient=np.array([entry[2] for entry in entries]),
        limit=np.array(limits),
    )
    cost = np.array([math.floor(route.cost / _UNIT) for route in routes], dtype=np.float64)
    place = {(route.fleet, route.nodes): column for column, route in enumerate(routes)}
    start = None
    if hint is not None and all((route.fleet, route.nodes) in place for route in hint.routes):
        start = np.array(sorted(place[route.fleet, route.nodes] for route in hint.routes), dtype=np.int64)
    choice = select(rows, cost, options, time_limit_s, start)
    plan = None
    if choice.chosen is not None:
        plan = NodePlan(tuple(NodeRoute(routes[k].fleet, routes[k].nodes) for k in choice.chosen))
    return Chosen(plan, choice.bound * _UNIT)
