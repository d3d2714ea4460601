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
def follow(net: Net, table: Table, flown: Any) -> None:
    """Count how often the way that is least in a filled table flies each task; a stop of a pair counts half."""
    node, before, at = net.start, -1, 0
    for _ in range(4 * len(net.first)):
        back = 0 <= before < 2 * net.tasks and table.next[node, at] == before
        after = table.other[node, at] if back else table.next[node, at]
        if after < 0:
            return
        if after < 2 * net.tasks:
            task = after if after < net.tasks else after - net.tasks
            flown[task] += 0.5 if net.pair[task] else 1.0
        leaves = max(table.begin + at * table.width, net.opens[node] + net.service[node])
        ready = max(leaves + net.minutes[node, after], net.opens[after]) + net.service[after]
        if after >= 2 * net.tasks and net.fuelled:
            ready += net.rate[after - 2 * net.tasks] * net.fuel[2] * net.minutes[node, after]
        node, before = after, node
        at = min(table.best.shape[1] - 1, int((ready - table.begin) / table.width - _NOISE))


@njit(cache=True)
def _complete(net: Net, price: Price, table: Table, node: int, at: int) -> None:
    leaves = max(table.begin + at * table.width, net.opens[node] + net.service[node])
    best, second, follows, other_way = math.inf, math.inf, -1, -1
    if net.home[node] and leaves + net.minutes[node, net.end] <= net.closes[net.end] + _NOISE:
        best = price.per_cost * net.cost[node, net.end]
    for arc in range(net.first[node], net.first[node + 1]):
        other = net.after[arc]
        minutes = net.minutes[node, other]
        begins = max(leaves + minutes, net.opens[other])
        if begins > net.closes[other] + _NOISE:
            continue
        ready = begins + net.service[other]
        step = price.per_cost * net.cost[node, other] + price.reward[other]
        station = other - 2 * net.tasks
        if station >= 0:
            if net.fuelled:
                ready += net.rate[station] * net.fuel[2] * minutes
            if ready + net.minutes[other, net.end] > net.closes[net.end] + _NOISE:
                continue
            if net.visit_row[station] >= 0:
                step += price.use[net.visit_row[station]]
        then = min(table.best.shape[1] - 1, int((ready - table.begin) / table.width - _NOISE))
        again = node < 2 * net.tasks and table.next[other, then] == node
        total = step + (table.second[other, then] if again else table.best[other, then])
        if total < best:
            best, second, follows, other_way = total, best, other, follows
        elif total < second:
            second, other_way = total, other
    table.best[node, at], table.second[node, at] = best, second
    table.next[node, at], table.other[node, at] = follows, other_way
