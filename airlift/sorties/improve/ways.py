"""The ways from one stop to the next: directly, by one station that fills the tank, or by two where one does not do.

All of them are worked out once. A way by stations is a row of figures that says what it asks for and what it gives,
so that whoever goes it need not look at stations any more; one that another way beats in all is dropped. Stations
that can fill partly are used as if they filled up too, so what is found can be flown and is not always the best there
is.

Stops are numbered more closely here than in `airlift.sorties.problem`: visit `t` is `t`, the start of fleet `f` is
`n + f`, its end `n + F + f`, with `n` tasks and `F` fleets.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

__all__ = [
    "AWAY",
    "BY",
    "CLOSES",
    "COST",
    "FILLED",
    "LEFT",
    "NEED",
    "NOT_BEFORE",
    "OPENS",
    "OUT",
    "RATE",
    "Ways",
    "find_ways",
    "no_ways",
]

_NOISE = 1e-9
_MOST = 16
"""Most ways by stations that are kept from one stop to another, the cheapest first."""

COST, NEED, OUT, OPENS, CLOSES, RATE, FILLED, AWAY, NOT_BEFORE, BY, LEFT = range(11)
"""Figures of a way by stations.

Cost; least fuel on arrival at the first stop; minutes from the begin there to the arrival at the station; its window;
minutes to fill a unit; minutes from the begin at the station until it is left with `fuel` on arrival at the first stop,
plus `RATE * fuel`; minutes from there to the next stop; earliest begin there; latest time at which the station must be
left; fuel on arrival at the next stop.
"""
_FIGURES = 11


class Ways(NamedTuple):
    """Ways between the stops of a problem, for each fleet.

    `direct[f, a, b]` holds minutes from the begin at `a` to the arrival at `b`, fuel and cost; `span[f, a, b]` the
    first row of `figures` and the row after the last one, the cheapest first, and `stations` the stations of each
    row (-1: none). `window` holds the window of each stop, `tank` tank and reserve of each fleet.
    """

    direct: Any
    span: Any
    figures: Any
    stations: Any
    window: Any
    tank: Any


def no_ways() -> Ways:
    """Nothing, for problems that do not use it."""
    return Ways(
        direct=np.zeros((0, 0, 0, 3)),
        span=np.zeros((0, 0, 0, 2), dtype=np.int64),
        figures=np.zeros((0, _FIGURES)),
        stations=np.zeros((0, 2), dtype=np.int64),
        window=np.zeros((0, 2)),
        tank=np.zeros((0, 2)),
    )


def find_ways(
    node: Any, first_station: int, minutes: Any, cost: Any, window: Any, service: Any, rate: Any, fuel: Any
) -> Ways:
    """Work out all ways.

    Parameters
    ----------
    node : int array, shape (M,)
        Node of the problem for each stop, as numbered here.
    first_station : int
        Node of the first station.
    minutes, cost : arrays, shape (F, N, N)
        Between the nodes of the problem, for each fleet.
    window : array, shape (N, 2)
        Earliest and latest begin at each node.
    service : array, shape (N,)
        Minutes there; of a station its fixed part.
    rate : array, shape (stations,)
        Minutes to fill a unit.
    fuel : array, shape (F, 3)
        Tank, burn per minute and reserve.
    """
    direct, span, figures, stations = _all_ways(
        node, first_station, minutes, cost, window, service, rate, fuel
    )
    return Ways(
        direct=direct,
        span=span,
        figures=figures,
        stations=stations,
        window=np.ascontiguousarray(window[node]),
        tank=np.ascontiguousarray(fuel[:, [0, 2]]),
    )


@njit(cache=True)
def _all_ways(node, first_station, minutes, cost, window, service, rate, fuel):
    fleets, size = len(fuel), len(node)
    direct = np.zeros((fleets, size, size, 3))
    span = np.zeros((fleets, size, size, 2), dtype=np.int64)
    figures = np.zeros((1024, _FIGURES))
    stations = np.zeros((1024, 2), dtype=np.int64)
    some, by = np.zeros((_MOST + 1, _FIGURES)), np.zeros((_MOST + 1, 2), dtype=np.int64)
    used = 0
    for fleet in range(fleets):
        for a in range(size):
            for b in range(size):
                here, there = node[a], node[b]
                direct[fleet, a, b, 0] = service[here] + minutes[fleet, here, there]
                direct[fleet, a, b, 1] = fuel[fleet, 1] * minutes[fleet, here, there]
                direct[fleet, a, b, 2] = cost[fleet, here, there]
                count = 0
                # Who burns nothing needs no station.
                if a != b and fuel[fleet, 1] > 0.0:
                    count = _ways_between(
                        here, there, first_station, minutes[fleet], cost[fleet], window, service, rate,
                        fuel[fleet], some, by,
                    )  # fmt: skip
                if used + count > len(figures):
                    more, more_stations = (
                        np.zeros((2 * len(figures), _FIGURES)),
                        np.zeros((2 * len(figures), 2), dtype=np.int64),
                    )
                    more[:used], more_stations[:used] = figures[:used], stations[:used]
                    figures, stations = more, more_stations
                figures[used : used + count], stations[used : used + count] = some[:count], by[:count]
                span[fleet, a, b, 0], span[fleet, a, b, 1] = used, used + count
                used += count
    return direct, span, figures[:used].copy(), stations[:used].copy()


@njit(cache=True)
def _ways_between(here, there, first, minutes, cost, window, service, rate, fuel, some, by):
    """Find the ways by stations between two nodes; return how many there are."""
    tank, burn, reserve = fuel[0], fuel[1], fuel[2]
    count = 0
    row = some[_MOST]
    for s in range(len(rate)):
        at = first + s
        burnt = burn * minutes[here, at]
        if reserve + burnt > tank + _NOISE:
            continue
        row[NEED], row[OUT] = reserve + burnt, service[here] + minutes[here, at]
        row[OPENS], row[CLOSES], row[RATE] = window[at, 0], window[at, 1], rate[s]
        row[FILLED] = service[at] + rate[s] * (tank + burnt)
        row[LEFT] = tank - burn * minutes[at, there]
        row[COST], row[AWAY] = cost[here, at] + cost[at, there], minutes[at, there]
        row[NOT_BEFORE], row[BY] = window[there, 0], window[there, 1] - minutes[at, there]
        if row[LEFT] >= reserve - _NOISE:
            count = _keep_way(count, some, by, s, -1, window[here, 0], tank, reserve)
            continue
        for s2 in range(len(rate)):
            at2 = first + s2
            if s2 == s or tank - burn * minutes[at, at2] < reserve - _NOISE:
                continue
            after = service[at2] + rate[s2] * burn * minutes[at, at2] + minutes[at2, there]
            row[LEFT] = tank - burn * minutes[at2, there]
            row[COST] = cost[here, at] + cost[at, at2] + cost[at2, there]
            row[AWAY] = minutes[at, at2] + after
            row[NOT_BEFORE] = max(window[there, 0], window[at2, 0] + after)
            row[BY] = min(window[at2, 1], window[there, 1] - after) - minutes[at, at2]
            count = _keep_way(count, some, by, s, s2, window[here, 0], tank, reserve)
    return count


@njit(cache=True)
def _keep_way(count, some, by, first, second, opens, tank, reserve):
    """Keep the way in the last row of `some` if it is of use; return the new number of ways."""
    row = some[_MOST]
    begins = max(opens + row[OUT], row[OPENS])
    if (
        row[LEFT] < reserve - _NOISE
        or begins > row[CLOSES] + _NOISE
        or begins + row[FILLED] - row[RATE] * tank > row[BY] + _NOISE
        or row[NOT_BEFORE] > row[BY] + row[AWAY] + _NOISE
    ):
        return count
    at = 0
    while at < count and some[at, COST] <= row[COST] + _NOISE:
        if _beats(some[at], row):
            return count
        at += 1
    if at == _MOST:
        return count
    kept = at
    for k in range(at, count):
        if not _beats(row, some[k]):
            if kept != k:
                some[kept], by[kept] = some[k], by[k]
            kept += 1
    if kept == _MOST:
        kept -= 1
    for k in range(kept, at, -1):
        some[k], by[k] = some[k - 1], by[k - 1]
    some[at] = row
    by[at, 0], by[at, 1] = first, second
    return kept + 1


@njit(cache=True)
def _beats(one, other):
    """Whether a way, no dearer than another one, asks for no more and gives no less, whatever time and fuel."""
    lag, lag_other = one[FILLED] + one[AWAY], other[FILLED] + other[AWAY]
    return (
        one[NEED] <= other[NEED] + _NOISE
        and one[LEFT] >= other[LEFT] - _NOISE
        and abs(one[RATE] - other[RATE]) <= _NOISE
        and one[OUT] + lag <= other[OUT] + lag_other + _NOISE
        and one[OPENS] + lag <= other[OPENS] + lag_other + _NOISE
        and one[CLOSES] - one[OUT] >= other[CLOSES] - other[OUT] - _NOISE
        and one[NOT_BEFORE] <= other[NOT_BEFORE] + _NOISE
        and one[BY] + one[AWAY] >= other[BY] + other[AWAY] - _NOISE
    )
