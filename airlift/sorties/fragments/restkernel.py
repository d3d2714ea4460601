"""Compiled search backwards: what a route must still pay at least from a fragment on, stops visited again included."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = [
    "NOISE",
    "Flags",
    "Floats",
    "Ints",
    "Keys",
    "Rest",
    "Rules",
    "Ways",
    "bucket_of",
    "rest_from",
    "through",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]
NOISE = 1e-9


class Ways(NamedTuple):
    """Fragments and arcs in the order of the nodes at which they begin.

    Ends of fragments are numbered from 0, the start of the day is the last of them; begins of fragments are numbered
    from 0, the end of the day is the last of them.

    Parameters
    ----------
    arc_of, fragment_of : int arrays
        First arc of each end, first fragment of each begin; with a last entry.
    arc_to, fragment_to : int arrays
        Begin that an arc leads to, end that a fragment leads to.
    arc_price, fragment_price : arrays
        Prices: reduced costs, of any sign.
    arc_cost, fragment_cost : arrays
        Costs.
    path_of, path : int arrays
        First place in `path` of each fragment's nodes, with a last entry; the nodes.
    last : int array
        Last node of each end.
    load_of, load : int arrays
        First place in `load` of the tasks on board after each end, with a last entry; the tasks, ascending.
    tasks : int array, shape (fragments, words)
        Tasks picked up in a fragment.
    latest, soonest, minutes : arrays over fragments
        Latest begin; earliest begin of the last stop; time from the first to the last stop.
    """

    arc_of: Ints
    fragment_of: Ints
    arc_to: Ints
    fragment_to: Ints
    arc_price: Floats
    fragment_price: Floats
    arc_cost: Floats
    fragment_cost: Floats
    path_of: Ints
    path: Ints
    last: Ints
    load_of: Ints
    load: Ints
    tasks: Ints
    latest: Floats
    soonest: Floats
    minutes: Floats


class Rules(NamedTuple):
    """Times of the problem, as in `PairData`."""

    tasks: int
    opens: Floats
    closes: Floats
    ahead: Floats
    ride: Floats
    duty: float
    start: int
    end: int


class Rest(NamedTuple):
    """Least that must be paid from an end or a begin of a fragment on, by time: `zero` and the length of a bucket."""

    after: Floats
    before: Floats
    zero: float
    bucket: float


@njit(cache=True)
def bucket_of(time: float, zero: float, bucket: float, most: int) -> int:
    """Bucket of a time, of so many; float noise does not make it later."""
    return min(most - 1, max(0, int((time - zero - 1e-7) / bucket)))


@njit(cache=True)
def rest_from(ways: Ways, rules: Rules, zero: float, bucket: float, buckets: int) -> tuple[Floats, Floats]:
    """Search backwards in time for the least price from each end and from each begin of a fragment on.

    Every fragment takes longer than a bucket, so one pass settles all, whatever the signs of the prices are.
    """
    ends, begins = len(ways.last), len(ways.fragment_of) - 1
    after = np.full((ends, buckets), np.inf)
    before = np.full((begins, buckets), np.inf)
    for b in range(buckets - 1, -1, -1):
        time = zero + b * bucket
        for p in range(begins):
            least = np.inf
            for f in range(ways.fragment_of[p], ways.fragment_of[p + 1]):
                if time <= ways.latest[f] + NOISE:
                    at = max(time + ways.minutes[f], ways.soonest[f])
                    rest = after[ways.fragment_to[f], bucket_of(at, zero, bucket, buckets)]
                    least = min(least, ways.fragment_price[f] + rest)
            before[p, b] = least
        for d in range(ends):
            least = np.inf
            for a in range(ways.arc_of[d], ways.arc_of[d + 1]):
                p = ways.arc_to[a]
                if p == begins:
                    if time + rules.ahead[ways.last[d], rules.end] <= rules.closes[rules.end] + NOISE:
                        least = min(least, ways.arc_price[a])
                    continue
                node = ways.path[ways.path_of[ways.fragment_of[p]]]
                at = max(time + rules.ahead[ways.last[d], node], rules.opens[node])
                if at <= rules.closes[node] + NOISE:
                    rest = before[p, max(b, bucket_of(at, zero, bucket, buckets))]
                    least = min(least, ways.arc_price[a] + rest)
            after[d, b] = least
    return after, before


@njit(cache=True)
def through(ways: Ways, rules: Rules, rest: Rest) -> tuple[Floats, Floats]:
    """Least price of a route through each arc and each fragment, stops visited again included."""
    ends, begins = len(ways.last), len(ways.fragment_of) - 1
    buckets = rest.after.shape[1]
    arcs, fragments = np.full(len(ways.arc_to), np.inf), np.full(len(ways.fragment_to), np.inf)
    ended = np.full((ends, buckets), np.inf)
    begun = np.full((begins, buckets), np.inf)
    ended[ends - 1, bucket_of(rules.opens[rules.start], rest.zero, rest.bucket, buckets)] = 0.0
    for b in range(buckets):
        time = rest.zero + b * rest.bucket
        for d in range(ends):
            if ended[d, b] == np.inf:
                continue
            for a in range(ways.arc_of[d], ways.arc_of[d + 1]):
                p, price = ways.arc_to[a], ended[d, b] + ways.arc_price[a]
                if p == begins:
                    if time + rules.ahead[ways.last[d], rules.end] <= rules.closes[rules.end] + NOISE:
                        arcs[a] = min(arcs[a], price)
                    continue
                node = ways.path[ways.path_of[ways.fragment_of[p]]]
                at = max(time + rules.ahead[ways.last[d], node], rules.opens[node])
                if at <= rules.closes[node] + NOISE:
                    to = max(b, bucket_of(at, rest.zero, rest.bucket, buckets))
                    arcs[a] = min(arcs[a], price + rest.before[p, to])
                    begun[p, to] = min(begun[p, to], price)
        for p in range(begins):
            if begun[p, b] == np.inf:
                continue
            for f in range(ways.fragment_of[p], ways.fragment_of[p + 1]):
                if time <= ways.latest[f] + NOISE:
                    at = max(time + ways.minutes[f], ways.soonest[f])
                    to = max(b + 1, bucket_of(at, rest.zero, rest.bucket, buckets))
                    if to < buckets:
                        price, d = begun[p, b] + ways.fragment_price[f], ways.fragment_to[f]
                        fragments[f] = min(fragments[f], price + rest.after[d, to])
                        ended[d, to] = min(ended[d, to], price)
    return arcs, fragments
