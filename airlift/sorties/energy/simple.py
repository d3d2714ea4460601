"""A bound without any search: each stop is left once, to something that can follow it."""

from __future__ import annotations

import math

import numpy as np

from airlift.sorties.problem import SortieProblem

__all__ = ["simple_bound"]


def simple_bound(problem: SortieProblem) -> float:
    """Least cost of a plan in which every task is flown, from the cheapest leg into each stop."""
    nodes, n = problem.nodes, len(problem.tasks)
    cost, minutes = nodes.cost.min(axis=0), nodes.minutes.min(axis=0)
    terms = []
    for node in range(2 * n):
        reach = nodes.earliest_min + nodes.service_min + minutes[:, node]
        before = np.flatnonzero(reach <= nodes.latest_min[node] + 1e-9)
        legs = [
            float(cost[k, node])
            for k in before
            if k != node
            # A task's delivery is not before its pick-up, nothing is before a start, nothing after an end.
            and not (node < n and k == node + n)
            and k < 2 * n + nodes.stations + nodes.fleets
            and not (node >= n and k >= 2 * n)
        ]
        terms.append(min(legs, default=0.0))
    return max(0.0, math.fsum(terms) * (1.0 - 1e-9))
