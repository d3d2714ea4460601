"""vrp-cli: evolution by ruin and recreate; a pick-up and its delivery are one job, goals stand one above the other."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodeRoute
from benchmarks.peers.answer import PeerAnswer, Trail
from benchmarks.peers.scaled import Scaled, scaled, unstated

__all__ = ["NAME", "VERSION_OF", "solve", "states"]

NAME = "vrp-cli"
VERSION_OF = "vrp-cli"
_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)


def states(problem: SortieProblem) -> str | None:
    """Say what vrp-cli cannot state: rides, and stops for fuel that take as long as what is missing."""
    return unstated(problem)


def solve(problem: SortieProblem, seconds: float, seed: int, workers: int = 1) -> PeerAnswer:
    """Solve a problem; the Python binding of vrp-cli takes no seed."""
    # Its threads are rayon's, which reads this once, when it is first used.
    os.environ["RAYON_NUM_THREADS"] = str(workers)
    import vrp_cli

    trail = Trail()
    numbers, nodes = scaled(problem), problem.nodes
    kind = problem.fleets[0].kind
    matrix = {
        "profile": "car",
        "travelTimes": numbers.minutes[kind].ravel().tolist(),
        "distances": numbers.cost[kind].ravel().tolist(),
    }
    config = {
        "termination": {"maxTime": max(1, round(seconds - trail.seconds)), "maxGenerations": 2_000_000_000},
        "environment": {
            "parallelism": {"numThreadPools": 1, "threadsPerPool": workers},
            "logging": {"enabled": False},
        },
        "output": {"includeGeojson": False},
    }
    document = json.dumps(_stated(problem, numbers))
    answer = json.loads(vrp_cli.solve_pragmatic(document, [json.dumps(matrix)], json.dumps(config)))
    took = trail.seconds
    if unserved := len(answer.get("unassigned") or ()):
        return PeerAnswer(None, took, note=f"{unserved} tasks left unserved")
    routes = []
    for tour in answer["tours"]:
        stops = []
        for stop in tour["stops"]:
            for activity in stop["activities"]:
                if activity["type"] in ("pickup", "delivery", "service"):
                    task = int(activity["jobId"])
                    second = nodes.pair[task] and activity["type"] == "delivery"
                    stops.append(nodes.tasks + task if second else task)
        if stops:
            routes.append(NodeRoute(0, tuple(stops)))
    return PeerAnswer(tuple(routes), took)


def _stated(problem: SortieProblem, numbers: Scaled) -> dict[str, Any]:
    """Give a problem as a pragmatic document; a unit of time is a second there."""
    nodes, fleet = problem.nodes, problem.fleets[0]

    def clock(units: int) -> str:
        return (_MIDNIGHT + timedelta(seconds=int(units))).strftime("%Y-%m-%dT%H:%M:%SZ")

    def places(node: int, load: list[int]) -> list[dict[str, Any]]:
        place = {
            "location": {"index": node},
            "duration": int(numbers.service[node]),
            "times": [[clock(numbers.earliest[node]), clock(numbers.latest[node])]],
        }
        return [{"places": [place], "demand": load}]

    jobs = []
    for task in range(nodes.tasks):
        load = numbers.demand[task].tolist()
        job: dict[str, Any] = {"id": str(task)}
        if nodes.pair[task]:
            job |= {"pickups": places(task, load), "deliveries": places(nodes.tasks + task, load)}
        else:
            job["deliveries"] = places(task, load)
        jobs.append(job)
    start, end = nodes.start(0), nodes.end(0)
    vehicle = {
        "typeId": "aircraft",
        "vehicleIds": [f"aircraft-{number}" for number in range(fleet.aircraft)],
        "profile": {"matrix": "car"},
        "costs": {"fixed": 0.0, "distance": 1.0, "time": 0.0},
        "shifts": [
            {
                "start": {"earliest": clock(numbers.earliest[start]), "location": {"index": start}},
                "end": {"latest": clock(numbers.latest[end]), "location": {"index": end}},
            }
        ],
        "capacity": numbers.capacity[0].tolist(),
    }
    if numbers.duty[0] is not None:
        vehicle["limits"] = {"maxDuration": numbers.duty[0]}
    goals = [[{"type": "minimize-unassigned"}], [{"type": "minimize-cost"}]]
    if numbers.aircraft_price:
        goals.insert(1, [{"type": "minimize-tours"}])
    return {
        "plan": {"jobs": jobs},
        "fleet": {"vehicles": [vehicle], "profiles": [{"name": "car"}]},
        "objectives": goals,
    }
