"""VROOM: construction and local search; pick-ups and deliveries as shipments, aircraft as a fixed cost."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodeRoute
from benchmarks.peers.answer import PeerAnswer, Trail
from benchmarks.peers.scaled import scaled, unstated

__all__ = ["NAME", "VERSION_OF", "solve", "states"]

NAME = "vroom"
VERSION_OF = "pyvroom"
_EXPLORATION = 5
"""The most thorough level that there is; VROOM ends by itself, mostly long before the limit."""


def states(problem: SortieProblem) -> str | None:
    """Say what VROOM cannot state: rides, refuelling, and the length of a duty with its waiting."""
    reasons = [unstated(problem)]
    if any(duty is not None for duty in scaled(problem).duty):
        reasons.append("limits of duties (it limits travel alone, without waiting)")
    return ", ".join(reason for reason in reasons if reason) or None


def solve(problem: SortieProblem, seconds: float, seed: int, workers: int = 1) -> PeerAnswer:
    """Solve a problem; VROOM takes no seed."""
    import vroom

    trail = Trail()
    numbers, nodes, fleet = scaled(problem), problem.nodes, problem.fleets[0]
    start, end = nodes.start(0), nodes.end(0)

    def window(node: int, last: int | None = None) -> vroom.TimeWindow:
        closes = numbers.latest[node if last is None else last]
        return vroom.TimeWindow(int(numbers.earliest[node]), int(closes))

    def step(node: int) -> vroom.ShipmentStep:
        service = int(numbers.service[node])
        return vroom.ShipmentStep(node, node, default_service=service, time_windows=[window(node)])

    world = vroom.Input()
    world.set_durations_matrix("car", numbers.minutes[fleet.kind].astype(np.uint32))
    world.set_costs_matrix("car", numbers.cost[fleet.kind].astype(np.uint32))
    # With a matrix of costs VROOM wants the costs of time and distance as they are by default.
    price = vroom.VehicleCosts(fixed=numbers.aircraft_price)
    world.add_vehicle(
        [
            vroom.Vehicle(
                number,
                start=start,
                end=end,
                capacity=numbers.capacity[0].tolist(),
                time_window=window(start, end),
                costs=price,
            )
            for number in range(1, fleet.aircraft + 1)
        ]
    )
    for task in range(nodes.tasks):
        load = vroom.Amount(numbers.demand[task].tolist())
        if nodes.pair[task]:
            world.add_shipment(step(task), step(nodes.tasks + task), load)
            continue
        service = int(numbers.service[task])
        job = vroom.Job(task, task, default_service=service, delivery=load, time_windows=[window(task)])
        world.add_job(job)
    left = timedelta(seconds=max(0.1, seconds - trail.seconds))
    answer = world.solve(exploration_level=_EXPLORATION, nb_threads=workers, timeout=left).to_dict()
    took = trail.seconds
    if unserved := len(answer["unassigned"]):
        return PeerAnswer(None, took, note=f"{unserved} stops left unserved")
    routes = (
        NodeRoute(0, tuple(stop["id"] for stop in route["steps"] if stop["type"] not in ("start", "end")))
        for route in answer["routes"]
    )
    return PeerAnswer(tuple(route for route in routes if route.nodes), took)
