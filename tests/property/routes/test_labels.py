"""Labels of refuelling and the bound on aircraft, against trying everything."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from airlift.sorties.improve import Improver
from airlift.sorties.improve.bound import fewest_aircraft
from airlift.sorties.improve.data import search_data
from airlift.sorties.improve.labels import least_with, new_labels, next_ways
from airlift.sorties.improve.state import load_plan, new_routes
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodeRoute
from airlift.sorties.schedule import timed
from tests.property.routes.brute import best_value
from tests.property.routes.drawn import drawn_problem

TASKS = 3


def _problem(seed: int) -> SortieProblem:
    """Draw visits that need no room, so that only time and fuel matter."""
    problem = drawn_problem(seed, pairs=False, tasks=TASKS, stations=1, wide=True)
    return replace(problem, tasks=tuple(replace(task, demand=(0.0,)) for task in problem.tasks))


def _cheapest(problem: SortieProblem, stops: tuple[int, ...]) -> float:
    """Least cost of the stops in this order, with the station or without it on each leg."""
    station = 2 * len(problem.tasks)
    best = math.inf
    for used in itertools.product((False, True), repeat=len(stops) + 1):
        nodes = [
            *itertools.chain(
                *(((station,) if use else ()) + (stop,) for use, stop in zip(used[:-1], stops, strict=True))
            )
        ]
        line = timed(problem, NodeRoute(0, tuple(nodes) + ((station,) if used[-1] else ())))
        best = min(best, math.inf if line is None else line.cost)
    return best


def _loaded(problem: SortieProblem, stops: tuple[int, ...]) -> tuple[Any, Any, bool]:
    """Give the arrays, a plan of this one route, and whether it can be flown."""
    data = search_data(problem)
    routes = new_routes(data, 1)
    node, length = np.full_like(routes.node, -1), np.zeros_like(routes.length)
    node[0, : len(stops)], length[0] = stops, len(stops)
    size = routes.node.shape[1] + 2
    stations = np.full((size, 2), -1, dtype=np.int64)
    fine = load_plan(data, routes, node, length, np.zeros_like(length), np.zeros(size), stations)
    return data, routes, bool(fine)


@pytest.mark.parametrize("seed", range(8))
def test_one_more_visit_costs_what_the_whole_route_costs_with_it(seed: int) -> None:
    problem = _problem(seed)
    for *rest, task in itertools.permutations(range(TASKS)):
        stops = tuple(rest)
        data, routes, fine = _loaded(problem, stops)
        whole = _cheapest(problem, stops)
        assert fine == (whole < math.inf)
        if not fine:
            continue
        assert routes.cost[0] == pytest.approx(whole)
        path = (TASKS, *stops, TASKS + 1)
        for k in range(len(stops) + 1):
            least = least_with(data.ways, routes.labels, 0, path[k], task, path[k + 1], math.inf)
            assert least == pytest.approx(_cheapest(problem, (*stops[:k], task, *stops[k:])))


@pytest.mark.parametrize("seed", range(8))
def test_chosen_ways_are_the_cheapest(seed: int) -> None:
    problem = _problem(seed)
    data = search_data(problem)
    for stops in itertools.permutations(range(TASKS)):
        chosen = np.full(TASKS + 1, -1, dtype=np.int64)
        path = np.array([TASKS, *stops, TASKS + 1], dtype=np.int64)
        fine = next_ways(data.ways, new_labels(data.ways, data.ends), 0, path, chosen)
        whole = _cheapest(problem, stops)
        assert fine == (whole < math.inf)
        if fine:
            legs = zip(path[:-1], path[1:], chosen, strict=True)
            costs = [data.ways.direct[0, a, b, 2] if w < 0 else data.ways.figures[w, 0] for a, b, w in legs]
            assert sum(costs) == pytest.approx(whole)


@pytest.mark.parametrize(
    "features", [{}, {"pairs": False}, {"pairs": False, "stations": 1}, {"escort": True}]
)
@pytest.mark.parametrize("seed", range(4))
def test_no_plan_has_fewer_aircraft_than_expected(features: dict[str, Any], seed: int) -> None:
    problem = drawn_problem(seed, aircraft=3, goals=("aircraft", "cost"), **features)
    best = best_value(problem)
    assert best is None or 1 <= fewest_aircraft(search_data(problem)) <= best[0]


def test_tasks_at_the_same_time_need_an_aircraft_each() -> None:
    problem = drawn_problem(3, pairs=False, tasks=4, aircraft=4)
    together = tuple(
        replace(task, start=replace(task.start, earliest_min=60.0, latest_min=60.5)) for task in problem.tasks
    )
    assert fewest_aircraft(search_data(replace(problem, tasks=together))) == 4


def test_room_needs_aircraft() -> None:
    problem = drawn_problem(3, pairs=False, tasks=4, aircraft=4, wide=True)
    heavy = tuple(replace(task, demand=(2.0,)) for task in problem.tasks)
    assert fewest_aircraft(search_data(replace(problem, tasks=heavy))) >= 2


def test_looks_for_no_fewer_aircraft_than_expected() -> None:
    problem = drawn_problem(6, tasks=8, aircraft=8, wide=True, goals=("aircraft", "cost"))
    search = Improver(problem, seed=1)
    search.run(iterations=2000)
    assert search.best_value is not None
    told = Improver(problem, seed=1)
    told.expect(8)
    told.run(iterations=2000)
    assert told.best_value is not None
    assert search.best_value <= told.best_value
