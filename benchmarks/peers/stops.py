"""A problem with its stations copied: what a model needs in which every node is visited at most once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airlift.sorties.problem import SortieProblem

__all__ = ["Stops", "copied"]

COPIES = 2
"""Copies of a station that may be visited without a limit: so many stops there of all aircraft together."""


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """Nodes that routes consist of: stops of tasks and copies of stations, starts and ends left out.

    Parameters
    ----------
    node : int array
        Node of the problem of each stop.
    station : int array
        Station of each stop, -1 at a stop of a task.
    restricted : bool
        Whether copies limit visits that the problem does not limit.
    """

    node: NDArray[np.int64]
    station: NDArray[np.int64]
    restricted: bool


def copied(problem: SortieProblem) -> Stops:
    """List the stops of a problem."""
    nodes = problem.nodes
    node = [number for number in range(2 * nodes.tasks) if nodes.exists[number]]
    station = [-1] * len(node)
    restricted = False
    fuel = any(fleet.fuel is not None for fleet in problem.fleets)
    for number, row in enumerate(problem.stations if fuel else ()):
        # Twenty customers to a copy, two copies at least: more would only make the models larger (assumption).
        copies = row.max_visits if row.max_visits is not None else max(COPIES, len(problem.tasks) // 20)
        restricted |= row.max_visits is None
        node += [nodes.station(number)] * copies
        station += [number] * copies
    return Stops(np.array(node, dtype=np.int64), np.array(station, dtype=np.int64), restricted)
