"""Compiled bound of what a route can still gain: fuel and repeated tasks are left out."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from airlift.sorties.energy.labelkernel import Day

__all__ = ["fill_rest"]

_Floats = NDArray[np.float64]
_MARGIN = 1e-7


@njit(cache=True)
def fill_rest(
    day: Day,
    fragment: _Floats,
    pick_cost: _Floats,
    end_cost: _Floats,
    zero: float,
    bucket: float,
    rest: _Floats,
) -> None:
    """Fill `rest[v, b]`: least reduced cost of what follows a departure from place v at `zero + b * bucket` or later.

    Costs between places are those by way of the cheapest stations. No fragment may be shorter than a bucket.
    """
    places, size = rest.shape
    tasks = len(day.latest_pick)
    # The same from the arrival at a first pick-up.
    picked = np.full((tasks, size), np.inf)
    for b in range(size - 1, -1, -1):
        now = zero + b * bucket
        for i in range(tasks):
            for g in range(day.begin_of[i], day.begin_of[i + 1]):
                if now > day.last_min[g] + _MARGIN:
                    continue
                finish = max(now, day.first_min[g]) + day.duration_min[g]
                after = min(int((finish - zero - _MARGIN) / bucket), size - 1)
                picked[i, b] = min(picked[i, b], fragment[g] + rest[day.last[g], max(after, b + 1)])
        for v in range(places):
            least = np.inf
            if now + day.to_end_min[v] <= day.latest_end + _MARGIN:
                least = end_cost[v]
            for i in range(tasks):
                at = now + day.to_pick_min[v, i]
                if at <= day.latest_pick[i] + _MARGIN:
                    then = min(max(b, int((at - zero - _MARGIN) / bucket)), size - 1)
                    least = min(least, pick_cost[v, i] + picked[i, then])
            rest[v, b] = least
