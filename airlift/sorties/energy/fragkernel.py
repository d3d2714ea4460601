"""Compiled search for all fragments: depth first over the orders of stops, from empty to empty.

Times along an order without waiting are `D`; a stop bounds the begin of the first stop from both sides, `earliest -
D` and `latest - D`. While the greatest lower bound does not exceed the least upper one, the order can be flown
without waiting, which is best in every respect. Where it does, waiting is forced, and the least total ride is a
linear programme over time differences; its dual sends one unit from each pick-up to a delivery along longest paths,
an assignment.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["OFFER", "Found", "Stops", "Walk", "drop_dominated", "grow", "least_ride", "start_walk"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_Bools = NDArray[np.bool_]

OFFER = 1e-9
"""Minutes by which a rule may be missed: rounding of sums."""


class Stops(NamedTuple):
    """Pick-ups `0..n-1` and deliveries `n..2n-1` as arrays; all numbers as in `Nodes`, windows tightened."""

    minutes: _Floats
    cost: _Floats
    earliest: _Floats
    latest: _Floats
    service: _Floats
    demand: _Floats
    capacity: _Floats
    ride: _Floats
    ride_cost: float


class Walk(NamedTuple):
    """State of the search: a partial order and, for each of its stops, sums up to there.

    `depth[0]` is the place of the last stop, -1 when the search is over; `pointer` the stop to be tried next after it;
    `low` and `high` bound the begin of the first stop for a flight without waiting.
    """

    depth: _Ints
    order: _Ints
    pointer: _Ints
    elapsed: _Floats
    low: _Floats
    high: _Floats
    driven: _Floats
    spent: _Floats
    load: _Floats
    aboard: _Bools
    served: _Bools


class Found(NamedTuple):
    """Room for fragments; `used[0]` rows of `numbers` and `figures` and `used[1]` entries of `orders` are taken.

    numbers: first pick-up, task of the last delivery, place and length of the order. figures: first and last begin
    that is of use, time from begin to departure, minutes flown, cost.
    """

    used: _Ints
    numbers: _Ints
    figures: _Floats
    orders: _Ints


@njit(cache=True)
def least_ride(stops: Stops, order: _Ints, length: int) -> float:
    """Least sum of the times from begin of pick-up to begin of delivery; -1 if the order cannot be flown."""
    n = len(stops.ride)
    size = length + 1
    dist = np.full((size, size), -np.inf)
    for k in range(size):
        dist[k, k] = 0.0
    for k in range(length):
        node = order[k]
        dist[length, k] = stops.earliest[node]
        dist[k, length] = -stops.latest[node]
        if k + 1 < length:
            dist[k, k + 1] = stops.service[node] + stops.minutes[node, order[k + 1]]
        if node >= n:
            for j in range(k):
                if order[j] == node - n:
                    dist[k, j] = max(dist[k, j], -(stops.ride[node - n] + stops.service[node - n]))
    for m in range(size):
        for a in range(size):
            if dist[a, m] == -np.inf:
                continue
            for b in range(size):
                via = dist[a, m] + dist[m, b]
                if via > dist[a, b]:
                    dist[a, b] = via
    for k in range(size):
        if dist[k, k] > OFFER:
            return -1.0
    pairs = length // 2
    pick = np.zeros(pairs, np.int64)
    drop = np.zeros(pairs, np.int64)
    p = 0
    d = 0
    for k in range(length):
        if order[k] < n:
            pick[p] = k
            p += 1
        else:
            drop[d] = k
            d += 1
    return _assignment(dist, pick, drop)


@njit(cache=True)
def _assignment(dist: _Floats, pick: _Ints, drop: _Ints) -> float:
    """Greatest sum of distances of an assignment of pick-ups to deliveries (shortest augmenting paths)."""
    size = len(pick)
    u = np.zeros(size + 1)
    v = np.zeros(size + 1)
    match = np.zeros(size + 1, np.int64)
    way = np.zeros(size + 1, np.int64)
    for i in range(1, size + 1):
        match[0] = i
        j0 = 0
        least = np.full(size + 1, np.inf)
        used = np.zeros(size + 1, np.bool_)
        while True:
            used[j0] = True
            i0 = match[j0]
            delta = np.inf
            j1 = 0
            for j in range(1, size + 1):
                if not used[j]:
                    value = -dist[pick[i0 - 1], drop[j - 1]] - u[i0] - v[j]
                    if value < least[j]:
                        least[j] = value
                        way[j] = j0
                    if least[j] < delta:
                        delta = least[j]
                        j1 = j
            for j in range(size + 1):
                if used[j]:
                    u[match[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            j0 = j1
            if match[j0] == 0:
                break
        while j0 != 0:
            j1 = way[j0]
            match[j0] = match[j1]
            j0 = j1
    total = 0.0
    for j in range(1, size + 1):
        total += dist[pick[match[j] - 1], drop[j - 1]]
    return total


@njit(cache=True)
def grow(steps: int, stops: Stops, walk: Walk, found: Found) -> None:
    """Do so many steps of the search.

    It also stops where there is no more room for what it finds.
    """
    n = len(stops.ride)
    count = found.used[0]
    used = found.used[1]
    resources = len(stops.capacity)
    while steps > 0:
        k = walk.depth[0]
        if k < 0:
            break
        if count >= len(found.numbers) or used + 2 * n >= len(found.orders):
            break
        steps -= 1
        # `walk.order[k]` is the last stop of the partial order; at k = 0 it is the first pick-up.
        here = walk.order[k]
        node = walk.pointer[k]
        walk.pointer[k] += 1
        if node >= 2 * n:
            task = here if here < n else here - n
            if here < n:
                walk.aboard[task] = False
                walk.served[task] = False
            else:
                walk.aboard[task] = True
            walk.depth[0] = k - 1
            if k == 0 and here + 1 < n:
                # The next first pick-up.
                start_walk(stops, walk, here + 1)
            continue
        if node < n:
            if walk.served[node]:
                continue
        elif not walk.aboard[node - n]:
            continue
        leg = stops.service[here] + stops.minutes[here, node]
        at = walk.elapsed[k] + leg
        asap = max(stops.earliest[node], walk.low[k] + at)
        if asap > stops.latest[node] + OFFER:
            continue
        room = True
        for r in range(resources):
            walk.load[k + 1, r] = walk.load[k, r] + stops.demand[node, r]
            if walk.load[k + 1, r] > stops.capacity[r] + OFFER:
                room = False
        if not room:
            continue
        # Everybody on board can still be set down in time.
        good = True
        left = 0
        for j in range(k + 1):
            task = walk.order[j]
            if task >= n or not walk.aboard[task] or task + n == node:
                if task + n == node and at - walk.elapsed[j] - stops.service[task] > stops.ride[task] + OFFER:
                    good = False
                    break
                continue
            left += 1
            on = stops.service[node] + stops.minutes[node, n + task]
            if (
                asap + on > stops.latest[n + task] + OFFER
                or at + on - walk.elapsed[j] - stops.service[task] > stops.ride[task] + OFFER
                or asap + on - stops.latest[task] - stops.service[task] > stops.ride[task] + OFFER
            ):
                good = False
                break
        if not good:
            continue
        if node < n:
            on = stops.service[node] + stops.minutes[node, n + node]
            if asap + on > stops.latest[n + node] + OFFER:
                continue
            left += 1
        walk.order[k + 1] = node
        walk.elapsed[k + 1] = at
        walk.low[k + 1] = max(walk.low[k], stops.earliest[node] - at)
        walk.high[k + 1] = min(walk.high[k], stops.latest[node] - at)
        walk.driven[k + 1] = walk.driven[k] + stops.minutes[here, node]
        walk.spent[k + 1] = walk.spent[k] + stops.cost[here, node]
        if left > 0:
            if node < n:
                walk.aboard[node] = True
                walk.served[node] = True
            else:
                walk.aboard[node - n] = False
            walk.pointer[k + 1] = 0
            walk.depth[0] = k + 1
            continue
        # Empty: a fragment.
        length = k + 2
        direct = 0.0
        riding = 0.0
        for j in range(length):
            task = walk.order[j]
            if task < n:
                direct += stops.service[task] + stops.minutes[task, n + task]
                riding -= walk.elapsed[j]
            else:
                riding += walk.elapsed[j]
        first = walk.low[k + 1]
        last = walk.high[k + 1]
        duration = at
        if first > last + OFFER:
            riding = least_ride(stops, walk.order, length)
            if riding < 0.0:
                continue
            duration = first + at - last
            first = last
        found.numbers[count, 0] = walk.order[0]
        found.numbers[count, 1] = node - n
        found.numbers[count, 2] = used
        found.numbers[count, 3] = length
        found.figures[count, 0] = min(first, last)
        found.figures[count, 1] = last
        found.figures[count, 2] = duration + stops.service[node]
        found.figures[count, 3] = walk.driven[k + 1]
        found.figures[count, 4] = walk.spent[k + 1] + stops.ride_cost * max(0.0, riding - direct)
        for j in range(length):
            found.orders[used + j] = walk.order[j]
        used += length
        count += 1
    found.used[0] = count
    found.used[1] = used


@njit(cache=True)
def start_walk(stops: Stops, walk: Walk, task: int) -> None:
    """Begin the orders that pick up a task first."""
    walk.depth[0] = 0
    walk.order[0] = task
    walk.pointer[0] = 0
    walk.elapsed[0] = 0.0
    walk.low[0] = stops.earliest[task]
    walk.high[0] = stops.latest[task]
    walk.driven[0] = 0.0
    walk.spent[0] = 0.0
    walk.load[0] = stops.demand[task]
    walk.aboard[task] = True
    walk.served[task] = True


@njit(cache=True)
def drop_dominated(group: _Ints, figures: _Floats, keep: _Bools) -> None:
    """Mark the fragments that another one of their group (same tasks, first and last stop) can replace."""
    start = 0
    for end in range(1, len(group) + 1):
        if end < len(group) and group[end] == group[start]:
            continue
        for a in range(start, end):
            if not keep[a]:
                continue
            for b in range(start, end):
                if a == b or not keep[b]:
                    continue
                if (
                    figures[a, 1] >= figures[b, 1]
                    and figures[a, 0] + figures[a, 2] <= figures[b, 0] + figures[b, 2]
                    and figures[a, 2] <= figures[b, 2]
                    and figures[a, 3] <= figures[b, 3]
                    and figures[a, 4] <= figures[b, 4]
                ):
                    keep[b] = False
        start = end
