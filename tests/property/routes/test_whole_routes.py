"""Whole routes of fragments: all of them are found, their bound holds, and what is proven with them is true."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from airlift.solvers import SolveOptions
from airlift.sorties.fragments import prove, wholeroutes
from airlift.sorties.fragments import search as engine
from airlift.sorties.fragments.master import Network, network_of, programme_of
from airlift.sorties.fragments.network import fragments_of
from airlift.sorties.fragments.routebound import RouteBound
from airlift.sorties.fragments.routekernel import Triads
from airlift.sorties.fragments.routes import Prices, RouteSearch
from airlift.sorties.fragments.rules import PairData, pair_data
from airlift.sorties.improve import Improver
from airlift.sorties.problem import SortieProblem
from airlift.sorties.schedule import plan_value
from tests.property.routes.brute import best_value
from tests.property.routes.drawn import drawn_problem

FEATURES: dict[str, dict[str, Any]] = {
    "wide": {"wide": True, "rides": True},
    "rides": {"rides": True},
    "duty": {"duty": True, "aircraft": 3, "wide": True},
    "two resources": {"resources": 2, "rides": True, "wide": True},
}


def network(problem: SortieProblem) -> Network:
    return network_of(fragments_of(pair_data(problem), lambda: False), lambda: False)


def orders(tasks: tuple[int, ...], n: int) -> Iterator[tuple[int, ...]]:
    """Orders of the stops of some tasks in which each is picked up before it is set down."""
    stops = [*tasks, *(n + task for task in tasks)]
    for order in itertools.permutations(stops):
        if all(order.index(task) < order.index(n + task) for task in tasks):
            yield order


def cheapest(data: PairData) -> dict[tuple[int, ...], float]:
    """Least cost of a route for each set of tasks that can be flown, by trying all orders."""
    found: dict[tuple[int, ...], float] = {}
    for size in range(1, data.tasks + 1):
        for tasks in itertools.combinations(range(data.tasks), size):
            for order in orders(tasks, data.tasks):
                carried = np.zeros(len(data.capacity))
                fits = True
                for node in order:
                    carried += data.demand[node] if node < data.tasks else -data.demand[node - data.tasks]
                    fits = fits and bool((carried <= data.capacity + 1e-9).all())
                if fits and data.flies(*order):
                    path = [data.start, *order, data.end]
                    cost = float(data.cost[path[:-1], path[1:]].sum())
                    found[tasks] = min(cost, found.get(tasks, np.inf))
    return found


def fragment_costs(net: Network, triads: Triads) -> Prices:
    count = len(net.fragments)
    return Prices(net.cost[:count], net.cost[count:], triads)


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("seed", range(4))
def test_all_routes_below_a_threshold_are_found(name: str, seed: int) -> None:
    problem = drawn_problem(seed, **{"tasks": 4, "aircraft": 3} | FEATURES[name])
    net = network(problem)
    data = net.fragments.data
    triads = Triads(np.array([[0, 1, 2], [1, 2, 3]]), np.array([3.0, 1.5]))
    expected = {
        tasks: cost
        + sum(float(p) for three, p in zip(triads.tasks, triads.price, strict=True) if _two_of(tasks, three))
        for tasks, cost in cheapest(data).items()
    }
    search = RouteSearch(net, np.ones(net.columns, dtype=np.bool_))
    prices = fragment_costs(net, triads)
    threshold = float(np.median(list(expected.values()))) + 1e-6
    routes = search.within(prices, threshold, 100_000, lambda: False)
    assert routes.complete
    found = {
        tuple(np.flatnonzero(row).tolist()): price
        for row, price in zip(routes.tasks, routes.price.tolist(), strict=True)
    }
    wanted = {tasks: price for tasks, price in expected.items() if price <= threshold}
    assert found == pytest.approx(wanted)
    used = routes.columns()
    assert not (used & ~search.columns(prices, threshold + 1e-9)).any()
    search.narrow(prices, threshold + 1e-9)
    again = search.within(prices, threshold, 100_000, lambda: False)
    assert sorted(again.price) == pytest.approx(sorted(found.values()))


def _two_of(tasks: tuple[int, ...], three: np.ndarray[tuple[int], np.dtype[np.int64]]) -> bool:
    return len(set(tasks) & set(three.tolist())) >= 2


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("seed", range(4))
def test_the_bound_is_between_that_of_fragments_and_the_best_plan(name: str, seed: int) -> None:
    problem = drawn_problem(seed, **{"tasks": 4, "aircraft": 3} | FEATURES[name])
    best = best_value(problem)
    if best is None:
        pytest.skip("there is no plan")
    net = network(problem)
    root = programme_of(net, net.cost, net.fragments.data.aircraft).bound(None)
    search = RouteSearch(net, np.ones(net.columns, dtype=np.bool_))
    bound = RouteBound(search, net.fragments.data.aircraft, root.value, root.reduced, lambda: False)
    told: list[float] = []
    bound.run(None, lambda: best[0], told.append)
    assert root.value - 1e-6 <= bound.bound <= best[0] + 1e-5
    assert told == sorted(told)


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("way", ["all routes", "stops again"])
def test_what_is_proven_with_whole_routes_is_true(
    name: str, seed: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_WORK", 0)
    monkeypatch.setattr(wholeroutes, "_MOST_LABELS", 5 if way == "stops again" else 1_000_000)
    problem = drawn_problem(seed, **FEATURES[name])
    primal = Improver(problem, 1)
    primal.run(iterations=1)
    known = primal.best
    proof = prove(problem, SolveOptions(60.0), known, primal, lambda *_: None)
    best = best_value(problem)
    if best is None:
        assert proof.infeasible
        return
    assert proof.plan is not None
    assert plan_value(problem, proof.plan) == pytest.approx(best, abs=1e-6)
    assert proof.bounds == pytest.approx(best, abs=1e-5)
    if known is not None and plan_value(problem, known) != pytest.approx(best):
        assert "bound of routes" in dict(proof.detail)
