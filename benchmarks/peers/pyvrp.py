"""PyVRP: iterated local search; pick-ups and deliveries as shipments, aircraft as a fixed cost above all distances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodeRoute
from benchmarks.peers.answer import PeerAnswer, Routes, Trail
from benchmarks.peers.scaled import scaled, unstated

if TYPE_CHECKING:
    from pyvrp import Model, Solution

__all__ = ["NAME", "VERSION_OF", "solve", "states"]

NAME = "pyvrp"
VERSION_OF = "pyvrp"


def states(problem: SortieProblem) -> str | None:
    """Say what PyVRP cannot state: rides and refuelling."""
    return unstated(problem)


def solve(problem: SortieProblem, seconds: float, seed: int, workers: int = 1) -> PeerAnswer:
    """Solve a problem; PyVRP uses one thread."""
    from pyvrp import (
        IteratedLocalSearch,
        IteratedLocalSearchCallbacks,
        IteratedLocalSearchParams,
        SolveParams,
    )
    from pyvrp.stop import MaxRuntime

    trail = Trail()

    class Told(IteratedLocalSearchCallbacks):
        """Keeps the first and each better plan."""

        def on_start(self, ils: IteratedLocalSearch) -> None:
            self.on_best(ils.initial_solution)

        def on_best(self, best: Solution) -> None:
            if best.is_feasible():
                trail.add(_routes(problem, best))

    model = _model(problem)
    params = SolveParams(ils=IteratedLocalSearchParams(callbacks=Told()))
    left = max(0.1, seconds - trail.seconds)
    result = model.solve(MaxRuntime(left), seed=seed, collect_stats=False, display=False, params=params)
    took = trail.seconds
    if not result.best.is_feasible():
        return PeerAnswer(None, took, note="no feasible plan in the time")
    return PeerAnswer(_routes(problem, result.best), took, trail=tuple(trail.plans))


def _model(problem: SortieProblem) -> Model:
    from pyvrp import Model

    numbers, nodes, fleet = scaled(problem), problem.nodes, problem.fleets[0]
    model = Model()
    # One location a node, so that starts and ends that lie apart need no special case.
    used = [node for node in range(nodes.exists.size) if nodes.exists[node]]
    places = {node: model.add_location(0, 0, name=str(node)) for node in used}
    start, end = nodes.start(0), nodes.end(0)

    def window(node: int) -> tuple[int, int]:
        return int(numbers.earliest[node]), int(numbers.latest[node])

    depots = {node: model.add_depot(places[node], *window(node)) for node in (start, end)}
    model.add_vehicle_type(
        fleet.aircraft,
        capacity=numbers.capacity[0].tolist(),
        start_depot=depots[start],
        end_depot=depots[end],
        fixed_cost=numbers.aircraft_price,
        tw_early=window(start)[0],
        tw_late=window(end)[1],
        shift_duration=numbers.horizon if numbers.duty[0] is None else numbers.duty[0],
    )
    for task in range(nodes.tasks):
        load = numbers.demand[task].tolist()
        if not nodes.pair[task]:
            early, late = window(task)
            service = int(numbers.service[task])
            model.add_client(places[task], load, service_duration=service, tw_early=early, tw_late=late)
            continue
        delivery = nodes.tasks + task
        (early, late), (then_early, then_late) = window(task), window(delivery)
        model.add_shipment(
            places[task],
            places[delivery],
            pickup_tw_early=early,
            pickup_tw_late=late,
            pickup_service_duration=int(numbers.service[task]),
            delivery_tw_early=then_early,
            delivery_tw_late=then_late,
            delivery_service_duration=int(numbers.service[delivery]),
            amount=load,
        )
    for a in used:
        for b in used:
            cost, minutes = numbers.cost[fleet.kind, a, b], numbers.minutes[fleet.kind, a, b]
            model.add_edge(places[a], places[b], int(cost), int(minutes))
    return model


def _routes(problem: SortieProblem, solution: Solution) -> Routes:
    """Read the nodes of each route: clients and shipments are numbered in the order in which they were added."""
    nodes = problem.nodes
    visits = [task for task in range(nodes.tasks) if not nodes.pair[task]]
    pairs = [task for task in range(nodes.tasks) if nodes.pair[task]]
    routes = []
    for route in solution.routes():
        stops = []
        for activity in route.schedule():
            if activity.is_client():
                stops.append(visits[activity.idx])
            elif activity.is_pickup():
                stops.append(pairs[activity.idx])
            elif activity.is_delivery():
                stops.append(nodes.tasks + pairs[activity.idx])
        routes.append(NodeRoute(0, tuple(stops)))
    return tuple(routes)
