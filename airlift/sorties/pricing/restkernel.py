"""Compiled loops: the least that the rest of a route costs, by node and time.

Labels that cannot end below a limit even with the least rest are not made.
"""

from __future__ import annotations

import math
from typing import Any

from numba import njit

from airlift.sorties.pricing.net import Net, Price, Table

__all__ = ["completions", "follow"]

_NOISE = 1e-9


@njit(cache=True)
def completions(net: Net, price: Price, table: Table) -> None:
    """Fill the table: least reduced cost from a node to the end, given that the stop is over by a time or later.

    Fuel, load, cuts and the task before the last one are left out of account, so it is a lower bound. `next` is the
    node that follows; `second` the least with another one, for a task is not flown twice.
    """
    stations = 2 * net.tasks
    for at in range(table.best.shape[1] - 1, -1, -1):
        # Flying from station to station may take less than a step of the table.
        for node in range(stations, net.start):
            table.best[node, at] = table.second[node, at] = math.inf
        changed = True
        while changed:
            changed = False
            for node in range(stations, net.start):
                before = table.best[node, at] + table.second[node, at]
                _complete(net, price, table, node, at)
                changed = changed or table.best[node, at] + table.second[node, at] < before
        for node in range(stations):
            _complete(net, price, table, node, at)
        _complete(net, price, table, net.start, at)


@njit(cache=True)
def follow(net: Net, price: Price, table: Table, flown: Any) -> None:
    """Count how often the way that is least in a filled table flies each task; a stop of a pair counts half."""
    node, before, at = net.start, -1, 0
    for _ in range(4 * len(net.first)):
        leaves = max(table.begin + at * table.width, net.opens[node] + net.service[node])
        best, after, when = math.inf, -1, 0
        if net.home[node] and leaves + net.minutes[node, net.end] <= net.closes[net.end] + _NOISE:
            best = price.per_cost * net.cost[node, net.end]
        for arc in range(net.first[node], net.first[node + 1]):
            other = net.after[arc]
            if other == before and before < 2 * net.tasks:
                continue
            total, then = _way(net, price, table, node, leaves, other)
            if total < best:
                best, after, when = total, other, then
        if after < 0:
            return
        if after < 2 * net.tasks:
            task = after if after < net.tasks else after - net.tasks
            flown[task] += 0.5 if net.pair[task] else 1.0
        node, before, at = after, node, when


@njit(inline="always")
def _way(net: Net, price: Price, table: Table, node: int, leaves: float, other: int) -> tuple[float, int]:
    """Least of the rest of a route that flies on to a node, infinite if it is not in time; step of time there."""
    minutes = net.minutes[node, other]
    begins = max(leaves + minutes, net.opens[other])
    if begins > net.closes[other] + _NOISE:
        return math.inf, 0
    ready = begins + net.service[other]
    step = price.per_cost * net.cost[node, other] + price.reward[other]
    station = other - 2 * net.tasks
    if station >= 0:
        if net.fuelled:
            ready += net.rate[station] * net.fuel[2] * minutes
        if ready + net.minutes[other, net.end] > net.closes[net.end] + _NOISE:
            return math.inf, 0
        if net.visit_row[station] >= 0:
            step += price.use[net.visit_row[station]]
    then = min(table.best.shape[1] - 1, int((ready - table.begin) / table.width - _NOISE))
    again = node < 2 * net.tasks and table.next[other, then] == node
    return step + (table.second[other, then] if again else table.best[other, then]), then


@njit(cache=True)
def _complete(net: Net, price: Price, table: Table, node: int, at: int) -> None:
    leaves = max(table.begin + at * table.width, net.opens[node] + net.service[node])
    best, second, follows = math.inf, math.inf, -1
    if net.home[node] and leaves + net.minutes[node, net.end] <= net.closes[net.end] + _NOISE:
        best = price.per_cost * net.cost[node, net.end]
    for arc in range(net.first[node], net.first[node + 1]):
        other = net.after[arc]
        total, _ = _way(net, price, table, node, leaves, other)
        if total < best:
            best, second, follows = total, best, other
        elif total < second:
            second = total
    table.best[node, at], table.second[node, at], table.next[node, at] = best, second, follows
