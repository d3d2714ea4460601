"""Whether one aircraft can fly some stops in an order, and at what cost.

Without fuel the answer about time is exact: windows, rides and duty are difference constraints, and raising times
until nothing is broken gives their least solution. The cost of rides and of late service is that of one good choice
of times (deliveries as early as possible, pick-ups as late as that allows), so it is never too low. With fuel see
`fuel`.
"""

from __future__ import annotations

import math

from numba import njit

from airlift.sorties.improve.fuel import fuelled_cost

__all__ = ["evaluate"]

_NOISE = 1e-9


@njit(cache=True)
def evaluate(data, fleet, route, length, times, stations):
    """Cost of a route, infinite if a rule forbids it.

    `route[:length]` are the stops, without stations. `times` is scratch of at least `length + 2` numbers. `stations`,
    of shape (length + 2, 2) at least, receives the stations to be visited after each position, -1 where none.
    """
    together = 1
    n = data.tasks
    for k in range(length):
        if route[k] < n and data.together[route[k]] > together:
            together = data.together[route[k]]
    if data.fuelled:
        value = fuelled_cost(data, fleet, route, length, stations)
        return math.inf if value == math.inf else together * (value + data.fixed[fleet])
    start, end = data.start[fleet], data.end[fleet]
    minutes, cost = data.minutes[data.kind[fleet]], data.cost[data.kind[fleet]]
    last = length + 1
    times[0] = data.opens[start]
    for k in range(1, last):
        times[k] = data.opens[route[k - 1]]
    times[last] = data.opens[end]
    duty = min(data.duty[fleet], data.trip[fleet])
    rounds = 0
    while True:
        here = start
        for k in range(1, last + 1):
            node = route[k - 1] if k < last else end
            least = times[k - 1] + data.service[here] + minutes[here, node]
            if least > times[k]:
                times[k] = least
            if times[k] > data.closes[node] + _NOISE:
                return math.inf
            here = node
        broken = False
        for k in range(1, last):
            node = route[k - 1]
            if node >= n and data.ride[node - n] < math.inf:
                pickup = node - n
                for p in range(k - 1, 0, -1):
                    if route[p - 1] == pickup:
                        least = times[k] - data.ride[pickup] - data.service[pickup]
                        if least > times[p] + _NOISE:
                            times[p] = least
                            broken = True
                            if least > data.closes[pickup] + _NOISE:
                                return math.inf
                        break
        if times[last] - times[0] > duty + _NOISE:
            times[0] = times[last] - duty
            broken = True
            if times[0] > data.closes[start]:
                return math.inf
        rounds += 1
        if not broken:
            break
        if rounds > length + 3:
            return math.inf
    total = 0.0
    here = start
    for k in range(length):
        total += cost[here, route[k]]
        here = route[k]
    total += cost[here, end] + data.fixed[fleet]
    return together * (total + _soft(data, minutes, route, length, end, times))


@njit(cache=True)
def _soft(data, minutes, route, length, end, times):
    """Cost of long rides and late service; moves pick-ups later, as far as what follows allows."""
    n = data.tasks
    total = 0.0
    if data.ride_cost > 0.0:
        follows, after = end, times[length + 1]
        for k in range(length, 0, -1):
            node = route[k - 1]
            if node < n and data.pair[node]:
                latest = after - minutes[node, follows] - data.service[node]
                latest = min(latest, data.closes[node])
                if data.late_cost[node] > 0.0:
                    latest = min(latest, max(times[k], data.due[node]))
                if latest > times[k]:
                    times[k] = latest
            follows, after = node, times[k]
        for k in range(1, length + 1):
            node = route[k - 1]
            if node >= n:
                pickup = node - n
                for p in range(k - 1, 0, -1):
                    if route[p - 1] == pickup:
                        over = times[k] - times[p] - data.service[pickup] - minutes[pickup, node]
                        if over > 0.0:
                            total += data.ride_cost * over
                        break
    for k in range(1, length + 1):
        node = route[k - 1]
        task = node if node < n else node - n
        if data.late_cost[task] > 0.0 and times[k] > data.due[node]:
            total += data.late_cost[task] * (times[k] - data.due[node])
    return total
