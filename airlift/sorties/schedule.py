"""Times and fuel of a route that is given as nodes, and the value of a plan.

The nodes of a route fix where it goes; when, and how much fuel it takes where, is a linear programme: windows,
services, rides, duty, trips and tanks are linear in times and fuel, and so is what counts (rides longer than
direct, late service). The engines have faster tests of their own; this one has the last word on every route that is
given out.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.linear_solver import pywraplp

from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, NodeRoute, priorities

__all__ = ["TimedRoute", "TimedStop", "aircraft_of", "fits_room", "plan_value", "timed"]

_NOISE = 1e-9
_STOCK_NOISE = 1e-6


@dataclass(frozen=True, slots=True)
class TimedStop:
    """One node of a route with its times.

    Parameters
    ----------
    node : int
        Number of the node.
    begin_min : float
        Begin of service; at the start the departure, at the end the arrival.
    fuel : float
        On arrival (0 without a fuel rule).
    taken : float
        Fuel taken.
    """

    node: int
    begin_min: float
    fuel: float = 0.0
    taken: float = 0.0


@dataclass(frozen=True, slots=True)
class TimedRoute:
    """A route with times, start and end included.

    Parameters
    ----------
    fleet : int
        Who flies it.
    stops : tuple of TimedStop
        In their order.
    cost : float
        What it adds to the goal `cost`.
    """

    fleet: int
    stops: tuple[TimedStop, ...]
    cost: float


def aircraft_of(problem: SortieProblem, route: NodeRoute) -> int:
    """Aircraft that fly a route together: as many as its most escorted task asks for."""
    return max((problem.tasks[task].aircraft for task in route.tasks(problem)), default=1)


def fits_room(problem: SortieProblem, route: NodeRoute) -> bool:
    """Whether order and room hold: deliveries after pick-ups, capacity, nobody on board where fuel is taken."""
    n, capacity = len(problem.tasks), problem.fleets[route.fleet].capacity
    on_board: set[int] = set()
    seen: set[int] = set()
    load, kept = [0.0] * len(capacity), [0.0] * len(capacity)
    for node in route.nodes:
        if node >= 2 * n:
            station = problem.stations[node - 2 * n]
            if station.only_empty and on_board:
                return False
            if station.reload:
                load = [have - stays for have, stays in zip(load, kept, strict=True)]
                kept = [0.0] * len(capacity)
            continue
        task = node if node < n else node - n
        row = problem.tasks[task]
        if node >= n:
            if task not in on_board:
                return False
            on_board.remove(task)
            load = [have - less for have, less in zip(load, row.demand, strict=True)]
            continue
        if task in seen:
            return False
        seen.add(task)
        load = [have + more for have, more in zip(load, row.demand, strict=True)]
        if row.delivery is None:
            kept = [have + more for have, more in zip(kept, row.demand, strict=True)]
        else:
            on_board.add(task)
        if any(have > most + _NOISE for have, most in zip(load, capacity, strict=True)):
            return False
    return not on_board


def timed(problem: SortieProblem, route: NodeRoute) -> TimedRoute | None:
    """Give a route the times and the fuel that cost least; None where a rule forbids the route."""
    return _Line(problem, route).solve() if fits_room(problem, route) else None


def plan_value(problem: SortieProblem, plan: NodePlan) -> tuple[float, ...] | None:
    """Value of each level of `goal_names`; None if the plan breaks a rule or leaves a task that must be flown."""
    unflown = plan.unflown(problem)
    if any(problem.tasks[task].priority is None for task in unflown):
        return None
    flown = Counter(task for route in plan.routes for task in route.tasks(problem))
    if any(times > 1 for times in flown.values()):
        return None
    routes = [timed(problem, route) for route in plan.routes]
    lines = [line for line in routes if line is not None]
    if len(lines) < len(routes) or not _within_numbers(problem, plan) or not _within_stock(problem, lines):
        return None
    used = sum(aircraft_of(problem, route) for route in plan.routes)
    value: list[float] = []
    for goal in problem.goals:
        if goal == "tasks":
            missed = Counter(problem.tasks[task].priority for task in unflown)
            value.extend(float(missed[level]) for level in priorities(problem))
        elif goal == "aircraft":
            value.append(float(used))
        else:
            value.append(math.fsum(line.cost for line in lines))
    return tuple(value)


def _within_numbers(problem: SortieProblem, plan: NodePlan) -> bool:
    used = Counter[int]()
    for route in plan.routes:
        used[route.fleet] += aircraft_of(problem, route)
    return all(
        fleet.least_aircraft <= used[number] <= fleet.aircraft for number, fleet in enumerate(problem.fleets)
    )


def _within_stock(problem: SortieProblem, lines: Sequence[TimedRoute]) -> bool:
    """Whether all routes together keep to stocks and numbers of visits.

    Each route takes the fuel that is cheapest for itself. A plan that keeps to the stock only with other amounts is
    not accepted here; with full tanks, and where less fuel means less time, there are none.
    """
    first = 2 * len(problem.tasks)
    visits = Counter[int]()
    amount: dict[int, float] = {}
    for line in lines:
        for stop in line.stops:
            if first <= stop.node < first + len(problem.stations):
                station = stop.node - first
                visits[station] += 1
                amount[station] = amount.get(station, 0.0) + stop.taken
    return all(
        amount.get(number, 0.0) <= station.stock + _STOCK_NOISE
        and (station.max_visits is None or visits[number] <= station.max_visits)
        for number, station in enumerate(problem.stations)
    )


class _Line:
    """The linear programme of one route."""

    def __init__(self, problem: SortieProblem, route: NodeRoute) -> None:
        self.problem, self.route, self.nodes = problem, route, problem.nodes
        self.fleet = problem.fleets[route.fleet]
        self.path = [self.nodes.start(route.fleet), *route.nodes, self.nodes.end(route.fleet)]
        self.minutes = self.nodes.minutes[self.fleet.kind]
        self.together = aircraft_of(problem, route)
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        nodes = self.nodes
        self.begin = [
            self._variable(float(nodes.earliest_min[node]), float(nodes.latest_min[node]))
            for node in self.path
        ]
        self.fuel: list[pywraplp.Variable] = []
        self.taken: list[pywraplp.Variable] = []

    def solve(self) -> TimedRoute | None:
        """Solve it."""
        if self.fleet.fuel is not None:
            self._burn()
        self._fly()
        self._ride()
        self._limit()
        self.solver.Objective().SetMinimization()
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        cost, path = self.nodes.cost[self.fleet.kind], self.path
        legs = math.fsum(float(cost[a, b]) for a, b in pairwise(path))
        stops = tuple(
            TimedStop(
                node,
                self.begin[k].solution_value(),
                self.fuel[k].solution_value() if self.fuel else 0.0,
                self.taken[k].solution_value() if self.taken else 0.0,
            )
            for k, node in enumerate(path)
        )
        soft = max(0.0, self.solver.Objective().Value())
        return TimedRoute(self.route.fleet, stops, self.together * (legs + self.fleet.fixed_cost) + soft)

    def _variable(self, low: float, high: float, cost: float = 0.0) -> pywraplp.Variable:
        infinite = self.solver.infinity()
        variable = self.solver.NumVar(low, high if math.isfinite(high) else infinite, "")
        if cost:
            self.solver.Objective().SetCoefficient(variable, cost)
        return variable

    def _row(self, low: float, high: float, *terms: tuple[pywraplp.Variable, float]) -> None:
        row = self.solver.Constraint(low, high)
        for variable, coefficient in terms:
            row.SetCoefficient(variable, row.GetCoefficient(variable) + coefficient)

    def _station(self, node: int) -> int | None:
        number = node - 2 * self.nodes.tasks
        return number if 0 <= number < self.nodes.stations else None

    def _burn(self) -> None:
        """Fuel from node to node: reserve on every arrival, no more than the tank, as full as the station's rule."""
        use = self.fleet.fuel
        assert use is not None
        infinite, last = self.solver.infinity(), len(self.path) - 1
        for k, node in enumerate(self.path):
            low = use.initial if k == 0 else max(use.reserve, use.least_at_end if k == last else 0.0)
            self.fuel.append(self._variable(low, use.initial if k == 0 else use.tank))
            station = self._station(node)
            self.taken.append(self._variable(0.0, 0.0 if station is None else use.tank))
            if station is not None:
                full = self.problem.stations[station].full
                self._row(
                    use.tank if full else -infinite, use.tank, (self.fuel[k], 1.0), (self.taken[k], 1.0)
                )
        for k in range(last):
            burnt = use.burn_per_min * float(self.minutes[self.path[k], self.path[k + 1]])
            self._row(-burnt, -burnt, (self.fuel[k + 1], 1.0), (self.fuel[k], -1.0), (self.taken[k], -1.0))

    def _fly(self) -> None:
        infinite = self.solver.infinity()
        for k, node in enumerate(self.path[:-1]):
            gap = float(self.nodes.service_min[node] + self.minutes[node, self.path[k + 1]])
            terms = [(self.begin[k + 1], 1.0), (self.begin[k], -1.0)]
            self._row(gap, infinite, *terms, *self._filling(k, -1.0))

    def _filling(self, k: int, sign: float) -> list[tuple[pywraplp.Variable, float]]:
        """Term for the time that filling takes at a station."""
        station = self._station(self.path[k])
        if station is None or not self.taken:
            return []
        return [(self.taken[k], sign * self.problem.stations[station].min_per_unit)]

    def _ride(self) -> None:
        """Rides and late service: limits and costs."""
        n, infinite = self.nodes.tasks, self.solver.infinity()
        at = {node: k for k, node in enumerate(self.path) if node < 2 * n}
        for node, k in at.items():
            task = self.problem.tasks[int(self.nodes.task[node])]
            due = float(self.nodes.due_min[node])
            if task.late_cost and math.isfinite(due):
                late = self._variable(0.0, infinite, task.late_cost * self.together)
                self._row(-due, infinite, (late, 1.0), (self.begin[k], -1.0))
            if node < n:
                continue
            pickup = at[node - n]
            served = float(self.nodes.service_min[node - n])
            ride = ((self.begin[k], 1.0), (self.begin[pickup], -1.0))
            if math.isfinite(task.max_ride_min):
                self._row(-infinite, task.max_ride_min + served, *ride)
            if self.problem.ride_cost:
                direct = float(self.minutes[node - n, node])
                excess = self._variable(0.0, infinite, self.problem.ride_cost * self.together)
                self._row(
                    -served - direct,
                    infinite,
                    (excess, 1.0),
                    (self.begin[k], -1.0),
                    (self.begin[pickup], 1.0),
                )

    def _limit(self) -> None:
        """Length of the duty and of each trip."""
        infinite, fleet = self.solver.infinity(), self.fleet
        if math.isfinite(fleet.max_duty_min):
            self._row(-infinite, fleet.max_duty_min, (self.begin[-1], 1.0), (self.begin[0], -1.0))
        if not math.isfinite(fleet.max_trip_min):
            return
        since = 0
        for k in range(1, len(self.path)):
            station = self._station(self.path[k])
            if k < len(self.path) - 1 and (station is None or not self.problem.stations[station].reload):
                continue
            served = float(self.nodes.service_min[self.path[since]]) if since else 0.0
            terms = [(self.begin[k], 1.0), (self.begin[since], -1.0), *self._filling(since, -1.0)]
            self._row(-infinite, fleet.max_trip_min + served, *terms)
            since = k
