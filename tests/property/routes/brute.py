"""The best plan of a small problem by trying everything: the oracle of the route engines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, NodeRoute
from airlift.sorties.schedule import plan_value, timed


def best_value(problem: SortieProblem, most_stations: int = 1) -> tuple[float, ...] | None:
    """Value of the best plan whose routes stop at most so many times for fuel; None if there is no plan."""
    options = {
        (fleet, tasks): list(_options(problem, fleet, tasks, most_stations))
        for fleet in range(len(problem.fleets))
        for size in range(1, len(problem.tasks) + 1)
        for tasks in itertools.combinations(range(len(problem.tasks)), size)
    }
    best: tuple[float, ...] | None = None
    for routes in _plans(problem, options, tuple(range(len(problem.tasks)))):
        value = plan_value(problem, NodePlan(tuple(routes)))
        if value is not None and (best is None or value < best):
            best = value
    return best


def _options(
    problem: SortieProblem, fleet: int, tasks: Sequence[int], most_stations: int
) -> Iterator[NodeRoute]:
    """Give the cheapest route for each use of the stations: how often, and how much is taken."""
    kept: dict[tuple[float, ...], tuple[float, NodeRoute]] = {}
    first = 2 * len(problem.tasks)
    stations = range(first, first + len(problem.stations))
    for order in _orders(problem, tasks):
        for nodes in _with_stations(order, stations, most_stations):
            route = NodeRoute(fleet, nodes)
            line = timed(problem, route)
            if line is None:
                continue
            taken = (
                round(sum(stop.taken for stop in line.stops if stop.node == station), 6)
                for station in stations
            )
            use = (*(float(nodes.count(station)) for station in stations), *taken)
            if use not in kept or line.cost < kept[use][0]:
                kept[use] = (line.cost, route)
    yield from (route for _, route in kept.values())


def _orders(problem: SortieProblem, tasks: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield all orders of the stops of some tasks, each delivery after its pick-up."""
    n = len(problem.tasks)
    nodes = [*tasks] + [n + task for task in tasks if problem.tasks[task].delivery is not None]
    for order in itertools.permutations(nodes):
        at = {node: k for k, node in enumerate(order)}
        if all(node < n or at[node - n] < at[node] for node in order):
            yield order


def _with_stations(order: tuple[int, ...], stations: range, most: int) -> Iterator[tuple[int, ...]]:
    yield order
    if most == 0:
        return
    for place in range(len(order) + 1):
        for station in stations:
            for rest in _with_stations(order[place:], stations, most - 1):
                yield (*order[:place], station, *rest)


def _plans(
    problem: SortieProblem, options: dict[tuple[int, tuple[int, ...]], list[NodeRoute]], left: tuple[int, ...]
) -> Iterator[list[NodeRoute]]:
    """Yield all plans: the first task that is left goes into some route, or stays on the ground."""
    if not left:
        yield []
        return
    first, others = left[0], left[1:]
    if problem.tasks[first].priority is not None:
        yield from _plans(problem, options, others)
    for size in range(len(others) + 1):
        for more in itertools.combinations(others, size):
            rest = tuple(task for task in others if task not in more)
            for fleet in range(len(problem.fleets)):
                for option in options[fleet, (first, *more)]:
                    for routes in _plans(problem, options, rest):
                        yield [option, *routes]
