"""OR-Tools routing on a day: parallel cheapest insertion, then guided local search.

Each tail is a row of vehicles, one a sortie, each after the one before. Penalties stand for the priorities.
"""

from __future__ import annotations

from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from airlift.sorties.data import DayProblem
from benchmarks.days.stated import Flight, Nodes

__all__ = ["NAME", "solve"]

NAME = "or-tools routing"
_SORTIES_A_TAIL = 4
_DAY_MIN = 1440
_PENALTY = (100_000_000, 10_000_000, 1_000_000, 2_000)


def solve(problem: DayProblem, seconds: float, seed: int, workers: int) -> tuple[list[Flight] | None, str]:
    """Solve a day with one thread; sorties, or None without a plan, and the status."""
    del seed, workers
    return _Routing(problem).solve(seconds)


class _Routing:
    def __init__(self, problem: DayProblem) -> None:
        self.problem, self.nodes = problem, Nodes(problem)
        self.vehicles = [
            (u, tail, tail < unit.standby_tails, trip)
            for u, unit in enumerate(problem.units)
            for tail in range(min(unit.tails, unit.crews))
            for trip in range(_SORTIES_A_TAIL)
        ]
        # Index of each node: 0 is the home base, whose site depends on the vehicle.
        self.used = [
            node
            for node in range(2 * self.nodes.tasks)
            if node < self.nodes.tasks or not problem.tasks[node - self.nodes.tasks].patrol
        ]
        self.manager = pywrapcp.RoutingIndexManager(len(self.used) + 1, len(self.vehicles), 0)
        self.model: Any = pywrapcp.RoutingModel(self.manager)
        self.index = {node: self.manager.NodeToIndex(k) for k, node in enumerate(self.used, start=1)}
        self._state()

    def _site(self, unit: int, place: int) -> int:
        return self.problem.units[unit].home if place == 0 else self.nodes.site[self.used[place - 1]]

    def _state(self) -> None:
        model, nodes, problem, solver = self.model, self.nodes, self.problem, self.model.solver()
        times = []
        for u in range(len(problem.units)):
            times.append(model.RegisterTransitCallback(self._minutes(u)))
        by_vehicle = [times[u] for u, *_ in self.vehicles]
        model.AddDimensionWithVehicleTransits(by_vehicle, _DAY_MIN, _DAY_MIN, False, "time")
        time = model.GetDimensionOrDie("time")
        for v, (u, _, _, trip) in enumerate(self.vehicles):
            unit = problem.units[u]
            model.SetArcCostEvaluatorOfVehicle(model.RegisterUnaryTransitCallback(lambda _: 0), v)
            time.SetSpanUpperBoundForVehicle(nodes.longest_min(unit), v)
            dawn, dusk = problem.daylight[unit.home]
            grid = problem.grid_min
            time.CumulVar(model.Start(v)).SetValues(list(range(-(-dawn // grid) * grid, dusk + 1, grid)))
            time.CumulVar(model.End(v)).SetRange(dawn, dusk)
            if trip:
                solver.Add(
                    time.CumulVar(model.Start(v)) >= time.CumulVar(model.End(v - 1)) + unit.turnaround_min
                )
        time.SetSpanCostCoefficientForAllVehicles(1)
        self._places()
        for node, index in self.index.items():
            early, late = nodes.window(node)
            if early <= late:
                time.CumulVar(index).SetRange(early, late)
        for t, task in enumerate(problem.tasks):
            self._task(solver, time, t, task.patrol)

    def _minutes(self, u: int) -> Any:
        def minutes(a: int, b: int) -> int:
            here, there = self.manager.IndexToNode(a), self.manager.IndexToNode(b)
            service = self.nodes.service(self.used[here - 1]) if here else 0
            unit = self.problem.units[u]
            return service + self.nodes.leg(unit, self._site(u, here), self._site(u, there))

        return minutes

    def _places(self) -> None:
        """Seats, litters and the number of tasks."""
        model, nodes, problem = self.model, self.nodes, self.problem

        def load(u: int, what: int) -> Any:
            def change(index: int, _: int) -> int:
                place = self.manager.IndexToNode(index)
                if place == 0:
                    return 0
                node = self.used[place - 1]
                task = node % nodes.tasks
                if what == 2:
                    return int(node < nodes.tasks)
                if problem.tasks[task].patrol:
                    return 0
                amount = nodes.places(problem.units[u], task)[what]
                return amount if node < nodes.tasks else -amount

            return change

        for what, name in enumerate(("seats", "litters", "tasks")):
            calls = [model.RegisterTransitCallback(load(u, what)) for u in range(len(problem.units))]
            most = [
                (problem.units[u].seats, problem.units[u].litters, problem.max_tasks)[what]
                for u, *_ in self.vehicles
            ]
            model.AddDimensionWithVehicleTransitAndCapacity(
                [calls[u] for u, *_ in self.vehicles], 0, most, True, name
            )

    def _task(self, solver: Any, time: Any, t: int, patrol: bool) -> None:
        model, nodes, row = self.model, self.nodes, self.problem.tasks[t]
        pick = self.index[t]
        ends = [pick] if patrol else [pick, self.index[nodes.tasks + t]]
        able = [
            v
            for v, (u, _, standby, _) in enumerate(self.vehicles)
            if nodes.may_fly(self.problem.units[u], t, standby)
        ]
        windows = [nodes.window(t)] if patrol else [nodes.window(t), nodes.window(nodes.tasks + t)]
        if not able or any(early > late for early, late in windows):
            for index in ends:
                model.AddDisjunction([index], 0)
                solver.Add(model.ActiveVar(index) == 0)
            return
        model.AddDisjunction(ends, _PENALTY[row.level], len(ends))
        for index in ends:
            model.VehicleVar(index).SetValues([-1, *able])
        if patrol:
            return
        drop = ends[1]
        model.AddPickupAndDelivery(pick, drop)
        solver.Add(model.VehicleVar(pick) == model.VehicleVar(drop))
        solver.Add(time.CumulVar(pick) <= time.CumulVar(drop))
        if row.max_ride_min is not None:
            solver.Add(time.CumulVar(drop) - time.CumulVar(pick) <= row.max_ride_min + row.dwell_min)
        if row.takeoff_min is not None:
            # No vehicle takes off before the call and the decision: said of those that fly it.
            for v in able:
                flies = solver.IsEqualCstVar(model.VehicleVar(pick), v)
                solver.Add(time.CumulVar(model.Start(v)) >= row.takeoff_min * flies)

    def solve(self, seconds: float) -> tuple[list[Flight] | None, str]:
        """Search for so long."""
        params = pywrapcp.DefaultRoutingSearchParameters()
        params.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        params.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        params.time_limit.FromMilliseconds(max(100, round(seconds * 1000)))
        answer = self.model.SolveWithParameters(params)
        if answer is None:
            return None, "none"
        time = self.model.GetDimensionOrDie("time")
        flights = []
        for v, (u, tail, _, _) in enumerate(self.vehicles):
            row = []
            index = answer.Value(self.model.NextVar(self.model.Start(v)))
            while not self.model.IsEnd(index):
                row.append(self.used[self.manager.IndexToNode(index) - 1])
                index = answer.Value(self.model.NextVar(index))
            if row:
                start = answer.Value(time.CumulVar(self.model.Start(v)))
                flights.append(Flight(u, tail, start, tuple(row)))
        return flights, "feasible"
