"""How few aircraft may do, by what is plain to see: where it is no use to look for fewer.

Tasks of which no two fit into one route need an aircraft each, and so does what fills an aircraft. Nothing is proven
here: refuelling is judged as the search does it, and the triangle inequality is taken for granted.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from airlift.sorties.improve.data import SearchData
from airlift.sorties.improve.labels import Labels, new_labels, next_ways

__all__ = ["fewest_aircraft"]

_STARTS = 40
"""Tasks from which a set of tasks that exclude each other is grown."""
_NOISE = 1e-9


def fewest_aircraft(data: SearchData) -> int:
    """Aircraft that must be used at least, as far as can be seen at once."""
    tasks = np.flatnonzero(data.must)
    if not len(tasks):
        return 0
    apart = ~_together(data, new_labels(data.ways, data.ends))[np.ix_(tasks, tasks)]
    least = _exclusive(apart)
    if not data.reloads and not data.pair.any():
        for taken, room in zip(data.demand[tasks].sum(axis=0), data.capacity.max(axis=0), strict=True):
            if room > 0.0:
                least = max(least, math.ceil(taken / room - _NOISE))
    return least


def _exclusive(apart: Any) -> int:
    """Size of a large set of which each two are apart, found by taking what excludes most first."""
    np.fill_diagonal(apart, False)
    largest = 1
    for first in np.argsort(-apart.sum(axis=1), kind="stable")[:_STARTS].tolist():
        left, size = apart[first].copy(), 1
        while left.any():
            among = np.where(left, apart[:, left].sum(axis=1), -1)
            left &= apart[int(np.argmax(among))]
            size += 1
        largest = max(largest, size)
    return largest


@njit(cache=True)
def _together(data: SearchData, labels: Labels) -> Any:
    """Whether one aircraft can fly two tasks, each before the other or the other way round."""
    n, fleets = data.tasks, len(data.aircraft)
    fits = np.zeros((n, n), dtype=np.bool_)
    chosen = np.zeros(4, dtype=np.int64)
    stops = np.zeros(4, dtype=np.int64)
    for fleet in range(fleets):
        minutes, start = data.minutes[data.kind[fleet]], data.start[fleet]
        for a in range(n):
            begin = max(data.opens[a], data.opens[start] + data.service[start] + minutes[start, a])
            for b in range(n):
                if a == b or fits[a, b]:
                    continue
                if begin + data.service[a] + minutes[a, b] > data.closes[b] + _NOISE:
                    continue
                if data.labelled:
                    stops[0], stops[1], stops[2], stops[3] = n + fleet, a, b, n + fleets + fleet
                    if not next_ways(data.ways, labels, fleet, stops, chosen):
                        continue
                fits[a, b] = fits[b, a] = True
    return fits
