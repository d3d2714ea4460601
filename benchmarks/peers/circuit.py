"""Plain CP-SAT: one circuit constraint over all stops, times, loads and fuel enforced by the literals of the arcs.

As a user would write it. That a pair is flown by one aircraft is said by a number of the route at each stop: the first
pick-up of the route. (With a free number of vehicles as the label two routes can share one, and split a pair.)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from airlift.sorties.problem import FuelUse, SortieProblem
from airlift.sorties.routeplan import NodeRoute
from benchmarks.peers.answer import PeerAnswer, Routes, Trail
from benchmarks.peers.scaled import FACTOR, scaled, unstated
from benchmarks.peers.stops import copied

__all__ = ["NAME", "VERSION_OF", "solve", "states"]

NAME = "cp-sat circuit"
VERSION_OF = "ortools"
_PACE_DIGITS = 10_000


def states(problem: SortieProblem) -> str | None:
    """Say what this model does not state."""
    return unstated(problem, rides=True, fuel=True)


def solve(problem: SortieProblem, seconds: float, seed: int, workers: int = 1) -> PeerAnswer:
    """Solve a problem."""
    return _Circuit(problem).solve(seconds, seed, workers)


@dataclass(slots=True)
class _Arc:
    """An arc from stop to stop; 0 is the start and the end."""

    tail: int
    head: int
    literal: cp_model.IntVar
    cost: int
    minutes: int


class _Circuit:
    """The model; stop k of `copied` is circuit node k + 1."""

    def __init__(self, problem: SortieProblem) -> None:
        self.trail = Trail()
        self.problem, self.numbers, self.stops = problem, scaled(problem), copied(problem)
        nodes = problem.nodes
        self.start, self.end = nodes.start(0), nodes.end(0)
        self.model = cp_model.CpModel()
        self.at = {int(node): k for k, node in enumerate(self.stops.node, start=1) if node < 2 * nodes.tasks}
        latest = self.numbers.latest
        self.time = [self._variable(int(self.numbers.earliest[n]), int(latest[n])) for n in self.stops.node]
        self.arcs = list(self._arcs())
        self._circuit()
        self._times()
        self._loads()
        self._pairs()
        self._duty()
        use = problem.fleets[0].fuel
        if use is not None:
            self._burn(use)
        self._minimise()

    def solve(self, seconds: float, seed: int, workers: int) -> PeerAnswer:
        """Search for so long."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.1, seconds - self.trail.seconds)
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        solver.parameters.catch_sigint_signal = False
        status = solver.solve(self.model, _Told(self))
        took = self.trail.seconds
        note = "a limited number of stops at each station" if self.stops.restricted else ""
        bounds = () if self.stops.restricted else self._bounds(solver.best_objective_bound)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            said = {cp_model.INFEASIBLE: "says that there is no plan"}.get(status, "no plan in the time")
            return PeerAnswer(None, took, bounds, note="; ".join(filter(None, [said, note])))
        proven = status == cp_model.OPTIMAL and not self.stops.restricted
        routes = self.routes(solver.boolean_value)
        return PeerAnswer(routes, took, bounds, proven, note, tuple(self.trail.plans))

    def routes(self, chosen: Callable[[Any], bool]) -> Routes:
        """Follow the arcs that are chosen."""
        after = {arc.tail: arc.head for arc in self.arcs if arc.tail and chosen(arc.literal)}
        firsts = [arc.head for arc in self.arcs if arc.tail == 0 and chosen(arc.literal)]
        routes = []
        for k in firsts:
            path = []
            while k:
                path.append(int(self.stops.node[k - 1]))
                k = after[k]
            routes.append(NodeRoute(0, tuple(path)))
        return tuple(routes)

    def _variable(self, low: int, high: int) -> cp_model.IntVar:
        return self.model.new_int_var(low, high, "")

    def _arcs(self) -> list[_Arc]:
        """List arcs that the windows allow, and that can be in a route of pairs."""
        numbers, kind, n = self.numbers, self.problem.fleets[0].kind, self.problem.nodes.tasks
        arcs = []
        path = [self.start, *self.stops.node.tolist()]
        for i, tail in enumerate(path):
            for j, head in enumerate([self.end, *path[1:]]):
                if i == j:
                    continue
                first_is_delivery = i == 0 and n <= head < 2 * n
                last_is_pickup = j == 0 and tail < n and self.problem.nodes.pair[tail]
                backwards = i and j and n <= tail < 2 * n and head == tail - n
                minutes = int(numbers.minutes[kind, tail, head] + numbers.service[tail])
                late = numbers.earliest[tail] + minutes > numbers.latest[head]
                if first_is_delivery or last_is_pickup or backwards or late:
                    continue
                cost = int(numbers.cost[kind, tail, head])
                arcs.append(_Arc(i, j, self.model.new_bool_var(""), cost, minutes))
        return arcs

    def _circuit(self) -> None:
        entries = [(arc.tail, arc.head, arc.literal) for arc in self.arcs]
        for k in np.flatnonzero(self.stops.station >= 0) + 1:
            entries.append((int(k), int(k), self.model.new_bool_var("")))
        self.model.add_multiple_circuit(entries)
        out = [arc.literal for arc in self.arcs if arc.tail == 0]
        self.model.add(sum(out) <= self.problem.fleets[0].aircraft)

    def _times(self) -> None:
        earliest, latest = int(self.numbers.earliest[self.start]), int(self.numbers.latest[self.end])
        for arc in self.arcs:
            if arc.tail == 0:
                self.model.add(self.time[arc.head - 1] >= earliest + arc.minutes).only_enforce_if(arc.literal)
            elif arc.head == 0:
                self.model.add(self.time[arc.tail - 1] + arc.minutes <= latest).only_enforce_if(arc.literal)
            elif self.stops.station[arc.tail - 1] < 0:
                gap = self.time[arc.head - 1] - self.time[arc.tail - 1]
                self.model.add(gap >= arc.minutes).only_enforce_if(arc.literal)

    def _loads(self) -> None:
        for resource in range(len(self.problem.resources)):
            room = int(self.numbers.capacity[0, resource])
            change = self.numbers.demand[self.stops.node, resource].tolist()
            load = []
            for k, station in enumerate(self.stops.station):
                empty = station >= 0 and self.problem.stations[station].only_empty
                low = max(0, change[k])
                load.append(self._variable(low, 0 if empty else max(low, room + min(0, change[k]))))
            for arc in self.arcs:
                if not arc.head:
                    continue
                before = load[arc.tail - 1] if arc.tail else 0
                after, more = load[arc.head - 1], change[arc.head - 1]
                self.model.add(after >= before + more).only_enforce_if(arc.literal)

    def _pairs(self) -> None:
        nodes = self.problem.nodes
        if not nodes.pair.any():
            return
        route = [self._variable(1, len(self.time)) for _ in self.time]
        for arc in self.arcs:
            if arc.tail == 0:
                self.model.add(route[arc.head - 1] == arc.head).only_enforce_if(arc.literal)
            elif arc.head:
                same = route[arc.head - 1] == route[arc.tail - 1]
                self.model.add(same).only_enforce_if(arc.literal)
        for task in np.flatnonzero(nodes.pair):
            a, b = self.at[int(task)] - 1, self.at[nodes.tasks + int(task)] - 1
            self.model.add(route[a] == route[b])
            served = int(self.numbers.service[task])
            ride = self.time[b] - self.time[a] - served
            kind = self.problem.fleets[0].kind
            self.model.add(ride >= int(self.numbers.minutes[kind, task, nodes.tasks + task]))
            self.model.add(ride <= int(self.numbers.ride[task]))

    def _duty(self) -> None:
        """Carry the departure along the route, where the length of a duty matters."""
        duty = self.numbers.duty[0]
        if duty is None:
            return
        low, high = int(self.numbers.earliest[self.start]), int(self.numbers.latest[self.start])
        left = [self._variable(low, high) for _ in self.time]
        for arc in self.arcs:
            if arc.tail == 0:
                departs = left[arc.head - 1] + arc.minutes <= self.time[arc.head - 1]
                self.model.add(departs).only_enforce_if(arc.literal)
            elif arc.head == 0:
                back = self.time[arc.tail - 1] + arc.minutes <= left[arc.tail - 1] + duty
                self.model.add(back).only_enforce_if(arc.literal)
            else:
                same = left[arc.head - 1] == left[arc.tail - 1]
                self.model.add(same).only_enforce_if(arc.literal)

    def _burn(self, use: FuelUse) -> None:
        """Fuel on arrival, what is taken at a station, and the time that this takes."""
        unit = self.numbers.fuel
        tank, kind = int(use.tank * unit), self.problem.fleets[0].kind
        reserve = math.ceil(use.reserve * unit)
        at_end = math.ceil(max(use.reserve, use.least_at_end) * unit)
        fuel = [self._variable(reserve, tank) for _ in self.time]
        taken = [self._variable(0, tank if station >= 0 else 0) for station in self.stops.station]
        filling: dict[int, cp_model.LinearExpr] = {}
        for k in np.flatnonzero(self.stops.station >= 0):
            row = self.problem.stations[self.stops.station[k]]
            full = fuel[k] + taken[k]
            self.model.add(full == tank if row.full else full <= tank)
            minutes = self._variable(0, self.numbers.horizon)
            pace = math.ceil(row.min_per_unit * FACTOR / unit * _PACE_DIGITS)
            self.model.add(minutes * _PACE_DIGITS >= taken[k] * pace)
            filling[int(k)] = minutes
        path = [self.start, *self.stops.node.tolist()]
        for arc in self.arcs:
            head = path[arc.head] if arc.head else self.end
            flown = float(self.problem.nodes.minutes[kind, path[arc.tail], head])
            burnt = math.ceil(flown * use.burn_per_min * unit - 1e-6)
            before = fuel[arc.tail - 1] + taken[arc.tail - 1] if arc.tail else int(use.initial * unit)
            after = fuel[arc.head - 1] if arc.head else at_end
            self.model.add(after <= before - burnt).only_enforce_if(arc.literal)
            if arc.tail - 1 in filling and arc.head:
                gap = self.time[arc.head - 1] - self.time[arc.tail - 1] - filling[arc.tail - 1]
                self.model.add(gap >= arc.minutes).only_enforce_if(arc.literal)
            elif arc.tail - 1 in filling:
                back = self.time[arc.tail - 1] + filling[arc.tail - 1] + arc.minutes
                latest = int(self.numbers.latest[self.end])
                self.model.add(back <= latest).only_enforce_if(arc.literal)

    def _minimise(self) -> None:
        price = self.numbers.aircraft_price
        cost = sum(((arc.cost + (0 if arc.tail else price)) * arc.literal for arc in self.arcs), start=0)
        if self.problem.ride_cost:
            # Four digits of the price of a minute; minutes are in units already.
            cost = cost + sum(self._excess())
        self.model.minimize(cost)

    def _excess(self) -> list[cp_model.IntVar]:
        nodes, kind = self.problem.nodes, self.problem.fleets[0].kind
        share = round(self.problem.ride_cost * _PACE_DIGITS)
        prices = []
        for task in np.flatnonzero(nodes.pair):
            a, b = self.at[int(task)] - 1, self.at[nodes.tasks + int(task)] - 1
            over = self.time[b] - self.time[a] - int(self.numbers.service[task])
            over -= int(self.numbers.minutes[kind, task, nodes.tasks + task])
            price = self._variable(0, self.numbers.horizon)
            self.model.add(price * _PACE_DIGITS >= over * share)
            prices.append(price)
        return prices

    def _bounds(self, bound: float) -> tuple[float, ...]:
        """Bounds of the levels out of the one of the weighted sum."""
        if not math.isfinite(bound):
            return ()
        price = self.numbers.aircraft_price
        if not price:
            return (max(0.0, bound / FACTOR),)
        aircraft = max(0, math.floor(bound / price))
        return (float(aircraft), max(0.0, (bound - aircraft * price) / FACTOR))


class _Told(cp_model.CpSolverSolutionCallback):
    """Keeps each plan; CP-SAT tells better ones only."""

    def __init__(self, circuit: _Circuit) -> None:
        super().__init__()
        self._circuit = circuit

    def on_solution_callback(self) -> None:
        """Take a plan."""
        self._circuit.trail.add(self._circuit.routes(self.boolean_value))
