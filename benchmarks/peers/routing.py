"""OR-Tools routing: parallel cheapest insertion, then guided local search.

Fuel is a dimension that falls in flight and rises by its slack at a station, where the slack of time is as long as the
filling takes. Stops for fuel are optional nodes, a few copies of each station.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from airlift.sorties.problem import FuelUse, SortieProblem
from airlift.sorties.routeplan import NodeRoute
from benchmarks.peers.answer import PeerAnswer, Routes, Trail
from benchmarks.peers.scaled import scaled, unstated
from benchmarks.peers.stops import copied

__all__ = ["NAME", "VERSION_OF", "solve", "states"]

NAME = "or-tools routing"
VERSION_OF = "ortools"
_DIGITS = 10_000
"""Denominator of the minutes that a unit of fuel takes."""


def states(problem: SortieProblem) -> str | None:
    """Say what the routing library cannot state; excess rides it leaves out of its objective, which the note says."""
    return unstated(problem, rides=True, fuel=True)


def solve(problem: SortieProblem, seconds: float, seed: int, workers: int = 1) -> PeerAnswer:
    """Solve a problem; the routing library uses one thread and takes no seed."""
    return _Routing(problem).solve(seconds)


def _always(limit: int) -> Callable[[int, int], int]:
    return lambda _pickup, _delivery: limit


class _Routing:
    """The model; index 0 of the manager is the start, 1 the end, stops follow."""

    def __init__(self, problem: SortieProblem) -> None:
        self.trail = Trail()
        self.best: int | None = None
        self.problem, self.numbers, self.stops = problem, scaled(problem), copied(problem)
        nodes = problem.nodes
        self.node = np.concatenate([[nodes.start(0), nodes.end(0)], self.stops.node])
        self.aircraft = problem.fleets[0].aircraft
        starts, ends = [0] * self.aircraft, [1] * self.aircraft
        self.manager = pywrapcp.RoutingIndexManager(len(self.node), self.aircraft, starts, ends)
        self.model = pywrapcp.RoutingModel(self.manager)
        self.solver = self.model.solver()
        self._fly()
        self._carry()
        self._pair()
        use = problem.fleets[0].fuel
        if use is not None:
            self._burn(use)

    def solve(self, seconds: float) -> PeerAnswer:
        """Search for so long."""
        ask = pywrapcp.DefaultRoutingSearchParameters()
        ask.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        ask.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        left = max(0.1, seconds - self.trail.seconds)
        ask.time_limit.seconds = int(left)
        ask.time_limit.nanos = int((left % 1) * 1e9)
        self.model.AddAtSolutionCallback(self._seen)
        answer = self.model.SolveWithParameters(ask)
        took, notes = self.trail.seconds, []
        if self.problem.ride_cost:
            notes.append("excess rides are not in its objective")
        if self.stops.restricted:
            notes.append("a limited number of stops at each station")
        if answer is None:
            return PeerAnswer(None, took, note="; ".join(["no plan in the time", *notes]))
        value = answer.Value
        if unserved := self._unserved(value):
            return PeerAnswer(None, took, note="; ".join([f"{unserved} tasks left unserved", *notes]))
        return PeerAnswer(self._routes(value), took, note="; ".join(notes), trail=tuple(self.trail.plans))

    def _seen(self) -> None:
        """Keep a complete plan that is better than those before."""

        def value(variable: Any) -> int:
            return int(variable.Value())

        cost = int(self.model.CostVar().Min())
        if not self._unserved(value) and (self.best is None or cost < self.best):
            self.best = cost
            self.trail.add(self._routes(value))

    def _unserved(self, value: Any) -> int:
        tasks = [k for k in range(2, len(self.node)) if self.node[k] < self.problem.nodes.tasks]
        indices = [self.manager.NodeToIndex(k) for k in tasks]
        return sum(value(self.model.NextVar(index)) == index for index in indices)

    def _routes(self, value: Any) -> Routes:
        routes = []
        for number in range(self.aircraft):
            index, stops = self.model.Start(number), []
            while not self.model.IsEnd(index):
                index = value(self.model.NextVar(index))
                if not self.model.IsEnd(index):
                    stops.append(int(self.node[self.manager.IndexToNode(index)]))
            if stops:
                routes.append(NodeRoute(0, tuple(stops)))
        return tuple(routes)

    def _index(self, stop: int) -> int:
        return int(self.manager.NodeToIndex(stop))

    def _matrix(self, matrix: np.ndarray[Any, np.dtype[np.int64]]) -> int:
        return int(self.model.RegisterTransitMatrix(matrix.tolist()))

    def _fly(self) -> None:
        """Costs, times, windows and duties."""
        numbers, kind = self.numbers, self.problem.fleets[0].kind
        grid = np.ix_(self.node, self.node)
        self.model.SetArcCostEvaluatorOfAllVehicles(self._matrix(numbers.cost[kind][grid]))
        self.model.SetFixedCostOfAllVehicles(numbers.aircraft_price)
        minutes = numbers.minutes[kind][grid] + numbers.service[self.node][:, None]
        self.model.AddDimension(self._matrix(minutes), numbers.horizon, 2 * numbers.horizon, False, "time")
        self.time = self.model.GetDimensionOrDie("time")
        for k in range(2, len(self.node)):
            node = self.node[k]
            window = int(numbers.earliest[node]), int(numbers.latest[node])
            self.time.CumulVar(self._index(k)).SetRange(*window)
        for number in range(self.aircraft):
            for index, node in (
                (self.model.Start(number), self.node[0]),
                (self.model.End(number), self.node[1]),
            ):
                self.time.CumulVar(index).SetRange(int(numbers.earliest[node]), int(numbers.latest[node]))
            if numbers.duty[0] is not None:
                self.time.SetSpanUpperBoundForVehicle(numbers.duty[0], number)

    def _carry(self) -> None:
        """Capacities; what a visit takes on board stays there until the end."""
        for resource in range(len(self.problem.resources)):
            load = self.numbers.demand[self.node, resource].tolist()
            name, room = f"load {resource}", int(self.numbers.capacity[0, resource])
            self.model.AddDimension(self.model.RegisterUnaryTransitVector(load), 0, room, True, name)
            carried = self.model.GetDimensionOrDie(name)
            for k in np.flatnonzero(self.stops.station >= 0):
                if self.problem.stations[self.stops.station[k]].only_empty:
                    carried.CumulVar(self._index(int(k) + 2)).SetMax(0)

    def _pair(self) -> None:
        """Pick-ups before deliveries on the same route, rides, and the price of what is left."""
        nodes = self.problem.nodes
        at = {int(node): k for k, node in enumerate(self.node)}
        # Without a plan at hand the search may leave tasks; that costs more than any plan.
        unserved = self.numbers.aircraft_price * (self.aircraft + 1) or int(self.numbers.cost.max()) * len(
            self.node
        )
        for k in np.flatnonzero(self.stops.station >= 0):
            self.model.AddDisjunction([self._index(int(k) + 2)], 0)
        pairs = 0
        for task in range(nodes.tasks):
            pickup = self._index(at[task])
            if not nodes.pair[task]:
                self.model.AddDisjunction([pickup], unserved)
                continue
            delivery = self._index(at[nodes.tasks + task])
            self.model.AddPickupAndDelivery(pickup, delivery)
            self.model.AddDisjunction([pickup], unserved)
            self.model.AddDisjunction([delivery], 0)
            self.solver.Add(self.model.ActiveVar(pickup) == self.model.ActiveVar(delivery))
            begin, end = self.time.CumulVar(pickup), self.time.CumulVar(delivery)
            self.solver.Add(self.model.VehicleVar(pickup) == self.model.VehicleVar(delivery))
            self.solver.Add(begin <= end)
            longest = int(self.numbers.ride[task] + self.numbers.service[task])
            self.solver.Add(end - begin <= longest)
            # Said twice: this way cheapest insertion knows it too, and finds plans that it otherwise misses.
            self.time.SetPickupToDeliveryLimitFunctionForPair(_always(longest), pairs)
            pairs += 1

    def _burn(self, use: FuelUse) -> None:
        """Fuel: less with every minute of flight, more by the slack at a station."""
        numbers, kind = self.numbers, self.problem.fleets[0].kind
        tank, start = int(use.tank * numbers.fuel), int(use.initial * numbers.fuel)
        minutes = self.problem.nodes.minutes[kind][np.ix_(self.node, self.node)]
        burnt = np.ceil(minutes * use.burn_per_min * numbers.fuel - 1e-6).astype(np.int64)
        self.model.AddDimension(self._matrix(-burnt), tank, tank, False, "fuel")
        fuel = self.model.GetDimensionOrDie("fuel")
        reserve = int(np.ceil(use.reserve * numbers.fuel))
        at_end = int(np.ceil(max(use.reserve, use.least_at_end) * numbers.fuel))
        for number in range(self.aircraft):
            fuel.CumulVar(self.model.Start(number)).SetRange(start, start)
            fuel.SlackVar(self.model.Start(number)).SetRange(0, 0)
            fuel.CumulVar(self.model.End(number)).SetRange(at_end, tank)
        for k, station in enumerate(self.stops.station, start=2):
            index = self._index(k)
            fuel.CumulVar(index).SetRange(reserve, tank)
            if station < 0:
                fuel.SlackVar(index).SetRange(0, 0)
                continue
            row = self.problem.stations[station]
            filled = fuel.CumulVar(index) + fuel.SlackVar(index)
            self.solver.Add(filled == tank if row.full else filled <= tank)
            pace = Fraction(row.min_per_unit * 1000 / numbers.fuel).limit_denominator(_DIGITS)
            above = Fraction(int(np.ceil(float(pace) * _DIGITS)), _DIGITS)
            self.solver.Add(
                self.time.SlackVar(index) * above.denominator >= fuel.SlackVar(index) * above.numerator
            )
