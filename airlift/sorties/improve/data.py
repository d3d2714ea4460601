"""A problem as the arrays that the kernels of the primal engine read."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from airlift.sorties.improve.ways import Ways, find_ways, no_ways
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import priorities

__all__ = ["CANDIDATES", "SearchData", "search_data"]

CANDIDATES = 6
"""Most stations that are tried between two stops."""
_NEAR = 120
"""Stops that count as neighbours of a stop."""


class SearchData(NamedTuple):
    """Arrays over nodes (see `airlift.sorties.problem`), tasks, fleets and stations.

    `extras` tells whether routes must be evaluated as a whole, `labelled` whether `ways` and `labels` do that; `rides`
    whether what must be evaluated is only whether rides and duty allow a pair (`rides.keeps_rides`).

    A plan is worth the sum of its routes' costs, `aircraft_weight` for each aircraft and `penalty` for each task that
    is not flown; the weights separate the goals.
    """

    tasks: int
    extras: bool
    rides: bool
    fuelled: bool
    reloads: bool
    labelled: bool
    ride_cost: float
    aircraft_weight: float
    pair: Any
    must: Any
    together: Any
    penalty: Any
    ride: Any
    late_cost: Any
    opens: Any
    closes: Any
    service: Any
    due: Any
    demand: Any
    minutes: Any
    cost: Any
    near: Any
    kind: Any
    capacity: Any
    aircraft: Any
    start: Any
    end: Any
    duty: Any
    trip: Any
    fixed: Any
    tank: Any
    initial: Any
    burn: Any
    reserve: Any
    least_at_end: Any
    rate: Any
    full: Any
    only_empty: Any
    reload: Any
    between: Any
    ways: Ways
    ends: Any


def search_data(problem: SortieProblem) -> SearchData:
    """Build the arrays."""
    nodes, fleets, stations = problem.nodes, problem.fleets, problem.stations
    n = nodes.tasks
    used = [fleet.fuel for fleet in fleets]
    reloads = any(station.reload for station in stations)
    fuelled = any(fuel is not None for fuel in used) or reloads
    labelled = fuelled and not reloads and not bool(nodes.pair.any())
    extras = (
        bool(np.isfinite(nodes.max_ride_min).any())
        or problem.ride_cost > 0.0
        or bool((nodes.late_cost > 0.0).any())
        or any(task.aircraft > 1 for task in problem.tasks)
        or any(math.isfinite(min(fleet.max_duty_min, fleet.max_trip_min)) for fleet in fleets)
        or fuelled
    )
    costly = problem.ride_cost > 0.0 or bool((nodes.late_cost > 0.0).any())
    alone = all(task.aircraft == 1 for task in problem.tasks)
    aircraft_weight, penalty = _weights(problem)

    def fuels(value: Any, other: float) -> Any:
        return np.array([other if fuel is None else value(fuel) for fuel in used], dtype=np.float64)

    return SearchData(
        tasks=n,
        extras=extras,
        rides=bool(nodes.pair.all()) and extras and alone and not costly and not fuelled,
        fuelled=fuelled,
        reloads=reloads,
        labelled=labelled,
        ride_cost=float(problem.ride_cost),
        aircraft_weight=aircraft_weight,
        pair=nodes.pair,
        must=np.array([task.priority is None for task in problem.tasks], dtype=np.bool_),
        together=np.array([task.aircraft for task in problem.tasks], dtype=np.int64),
        penalty=penalty,
        ride=nodes.max_ride_min,
        late_cost=nodes.late_cost,
        opens=nodes.earliest_min,
        closes=nodes.latest_min,
        service=nodes.service_min,
        due=nodes.due_min,
        demand=np.ascontiguousarray(nodes.demand),
        minutes=np.ascontiguousarray(nodes.minutes),
        cost=np.ascontiguousarray(nodes.cost),
        near=_near(problem),
        kind=np.array([fleet.kind for fleet in fleets], dtype=np.int64),
        capacity=np.array([fleet.capacity for fleet in fleets], dtype=np.float64).reshape(len(fleets), -1),
        aircraft=np.array([fleet.aircraft for fleet in fleets], dtype=np.int64),
        start=np.array([nodes.start(f) for f in range(len(fleets))], dtype=np.int64),
        end=np.array([nodes.end(f) for f in range(len(fleets))], dtype=np.int64),
        duty=np.array([fleet.max_duty_min for fleet in fleets], dtype=np.float64),
        trip=np.array([fleet.max_trip_min for fleet in fleets], dtype=np.float64),
        fixed=np.array([fleet.fixed_cost for fleet in fleets], dtype=np.float64),
        tank=fuels(lambda fuel: fuel.tank, 0.0),
        initial=fuels(lambda fuel: fuel.initial, 0.0),
        burn=fuels(lambda fuel: fuel.burn_per_min, 0.0),
        reserve=fuels(lambda fuel: fuel.reserve, 0.0),
        least_at_end=fuels(lambda fuel: max(fuel.reserve, fuel.least_at_end), 0.0),
        rate=np.array([station.min_per_unit for station in stations], dtype=np.float64),
        full=np.array([station.full for station in stations], dtype=np.bool_),
        only_empty=np.array([station.only_empty for station in stations], dtype=np.bool_),
        reload=np.array([station.reload for station in stations], dtype=np.bool_),
        between=_between(problem, labelled),
        ways=_ways(problem) if labelled else no_ways(),
        ends=_ends(problem) if labelled else np.zeros((0, 4)),
    )


def _ways(problem: SortieProblem) -> Ways:
    nodes, fleets = problem.nodes, problem.fleets
    stops = [
        *range(nodes.tasks),
        *(nodes.start(f) for f in range(len(fleets))),
        *(nodes.end(f) for f in range(len(fleets))),
    ]
    kinds = [fleet.kind for fleet in fleets]
    return find_ways(
        np.array(stops, dtype=np.int64),
        2 * nodes.tasks,
        nodes.minutes[kinds],
        nodes.cost[kinds],
        np.column_stack((nodes.earliest_min, nodes.latest_min)),
        nodes.service_min,
        np.array([station.min_per_unit for station in problem.stations], dtype=np.float64),
        np.array(
            [
                (0.0, 0.0, 0.0)
                if fleet.fuel is None
                else (fleet.fuel.tank, fleet.fuel.burn_per_min, fleet.fuel.reserve)
                for fleet in fleets
            ]
        ),
    )


def _ends(problem: SortieProblem) -> Any:
    """Departure, fuel at the start, least fuel at the end and latest arrival of each fleet."""
    rows = []
    for fleet in problem.fleets:
        duty = min(fleet.max_duty_min, fleet.max_trip_min)
        initial = 0.0 if fleet.fuel is None else fleet.fuel.initial
        least = 0.0 if fleet.fuel is None else max(fleet.fuel.reserve, fleet.fuel.least_at_end)
        rows.append((fleet.earliest_min, initial, least, min(fleet.latest_min, fleet.earliest_min + duty)))
    return np.array(rows, dtype=np.float64)


def _weights(problem: SortieProblem) -> tuple[float, Any]:
    """Weights that make any gain in a goal worth more than all that a later goal can lose."""
    n = len(problem.tasks)
    nodes = problem.nodes
    stops = np.flatnonzero(nodes.exists[: 2 * n])
    # No sensible plan costs more than to fly every task alone, to and fro between the farthest places.
    dear = float(nodes.cost.max(initial=1.0)) + problem.ride_cost * float(nodes.minutes.max(initial=1.0))
    dear = max(1.0, dear) * (2.0 + len(stops) * 2.0) + sum(fleet.fixed_cost * n for fleet in problem.fleets)
    weight, aircraft_weight = 1.0, 0.0
    levels = list(priorities(problem))
    of_level: dict[int, float] = {}
    for goal in reversed(problem.goals):
        if goal == "cost":
            weight *= dear
        elif goal == "aircraft":
            aircraft_weight = weight
            weight *= n + 1
        else:
            for level in reversed(levels):
                of_level[level] = weight
                weight *= n + 1
    penalty = [
        weight if task.priority is None else of_level.get(task.priority, 0.0) for task in problem.tasks
    ]
    return aircraft_weight, np.array(penalty, dtype=np.float64)


def _near(problem: SortieProblem) -> Any:
    """Sort the stops by their distance from each stop; -1 where there are no more."""
    nodes = problem.nodes
    n = nodes.tasks
    stops = np.flatnonzero(nodes.exists[: 2 * n])
    near = np.full((2 * n, min(_NEAR, len(stops))), -1, dtype=np.int64)
    minutes = nodes.minutes[0]
    for node in stops.tolist():
        order = stops[np.argsort(minutes[node, stops], kind="stable")][: near.shape[1]]
        near[node, : len(order)] = order
    return near


def _between(problem: SortieProblem, labelled: bool) -> Any:
    """Stations worth a stop between two nodes: no other one is nearer to both; -1 where there are no more.

    Not worked out where the ways of `ways` are used instead.
    """
    nodes = problem.nodes
    size, kinds = nodes.minutes.shape[1], nodes.minutes.shape[0]
    if labelled or not problem.stations:
        return np.full((kinds, 1, 1, 1), -1, dtype=np.int64)
    first = 2 * nodes.tasks
    unloads = np.array([station.reload for station in problem.stations], dtype=np.bool_)
    table = np.full((kinds, size, size, CANDIDATES), -1, dtype=np.int64)
    for kind in range(kinds):
        minutes = nodes.minutes[kind]
        to = minutes[:, first : first + nodes.stations]
        away = minutes[first : first + nodes.stations, :]
        for a in range(size):
            for b in range(size):
                # Those that unload come first: no nearer one can stand in for them.
                order = np.argsort(np.where(unloads, -1.0, 1.0) * 1e9 + to[a] + away[:, b], kind="stable")
                kept: list[int] = []
                for s in order.tolist():
                    rivals = (k for k in kept if unloads[k] >= unloads[s])
                    if all(to[a, s] < to[a, k] or away[s, b] < away[k, b] for k in rivals):
                        kept.append(s)
                    if len(kept) == CANDIDATES:
                        break
                table[kind, a, b, : len(kept)] = kept
    return table
