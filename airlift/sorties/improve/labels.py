"""Refuelling of a route in both directions, so that one more stop is priced without going through the route again.

For each visit of a route two lists of labels are kept, both the cheapest first. A label *ahead* says how the visit
can be reached from the start: (cost, begin, fuel on arrival). A label *behind* says what the rest of the route asks
for: (cost, least fuel, latest begin, `bound`, `rate`), to be reached with

    fuel >= least fuel,  begin <= latest begin,  begin - rate * fuel <= bound.

The last condition stands for the next station ahead, which fills the tank and so takes the longer the less there is
(`rate` minutes a unit). From that station on the fuel is known, so the three conditions are exact.

Only for visits, and stations that do not unload: what is on board changes nothing about the fuel then. Stops are
numbered as in `ways`.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from airlift.sorties.improve.ways import (
    AWAY,
    BY,
    CLOSES,
    COST,
    FILLED,
    LEFT,
    NEED,
    NOT_BEFORE,
    OPENS,
    OUT,
    RATE,
    Ways,
)

__all__ = ["Labels", "copy_labels", "label_stop", "label_stop_back", "least_with", "new_labels", "next_ways"]

_NOISE = 1e-9
_MOST = 24
"""Most labels of each list of a stop, the cheapest first."""


class Labels(NamedTuple):
    """Labels of each stop and how many there are; `tries` is scratch for those of a visit that is not in the route."""

    ahead: Any
    aheads: Any
    behind: Any
    behinds: Any
    tries: Any


def new_labels(ways: Ways, ends: Any) -> Labels:
    """Labels of start and end of each fleet, which never change, and none of the visits.

    `ends[f]` holds for fleet `f` departure, fuel at the start, least fuel at the end and latest arrival.
    """
    size, fleets = len(ways.window), len(ends)
    labels = Labels(
        ahead=np.zeros((size, _MOST, 3)),
        aheads=np.zeros(size, dtype=np.int64),
        behind=np.zeros((size, _MOST + 1, 5)),
        behinds=np.zeros(size, dtype=np.int64),
        tries=np.zeros((_MOST, 3)),
    )
    for fleet, (departs, initial, least, arrives) in enumerate(ends):
        start, end = size - 2 * fleets + fleet, size - fleets + fleet
        labels.ahead[start, 0] = 0.0, departs, initial
        labels.behind[end, 0] = 0.0, least, arrives, math.inf, 0.0
        labels.aheads[start] = labels.behinds[end] = 1
    return labels


@njit(cache=True)
def copy_labels(source, target, stop):
    """Copy the labels of a stop."""
    count = source.aheads[stop]
    target.aheads[stop] = count
    for k in range(count):
        for figure in range(3):
            target.ahead[stop, k, figure] = source.ahead[stop, k, figure]
    count = source.behinds[stop]
    target.behinds[stop] = count
    for k in range(count):
        for figure in range(5):
            target.behind[stop, k, figure] = source.behind[stop, k, figure]


@njit(cache=True)
def _move(labels, source, target):
    for figure in range(labels.shape[1]):
        labels[target, figure] = labels[source, figure]


@njit(cache=True)
def _keep_ahead(count, labels, cost, time, fuel):
    """Keep a label in the order of cost unless another one is as good in all; return the new number of labels."""
    at = 0
    while at < count and labels[at, 0] <= cost + _NOISE:
        if labels[at, 1] <= time + _NOISE and labels[at, 2] >= fuel - _NOISE:
            return count
        at += 1
    if at == _MOST:
        return count
    kept = at
    for k in range(at, count):
        if labels[k, 1] < time or labels[k, 2] > fuel:
            if kept != k:
                _move(labels, k, kept)
            kept += 1
    if kept == _MOST:
        kept -= 1
    for k in range(kept, at, -1):
        _move(labels, k - 1, k)
    labels[at, 0], labels[at, 1], labels[at, 2] = cost, time, fuel
    return kept + 1


@njit(cache=True)
def _keep_behind(count, labels, tank, early, cost, fuel, time, bound, rate):
    """Do the same with a label behind, unless nothing that begins at `early` or later can meet it."""
    if fuel > tank + _NOISE or time < early - _NOISE or early - rate * tank > bound + _NOISE:
        return count
    at = 0
    while at < count and labels[at, 0] <= cost + _NOISE:
        if _asks_less(labels, at, tank, fuel, time, bound, rate):
            return count
        at += 1
    if at == _MOST:
        return count
    labels[_MOST, 0], labels[_MOST, 1], labels[_MOST, 2] = cost, fuel, time
    labels[_MOST, 3], labels[_MOST, 4] = bound, rate
    kept = at
    for k in range(at, count):
        if not _asks_less(labels, _MOST, tank, labels[k, 1], labels[k, 2], labels[k, 3], labels[k, 4]):
            if kept != k:
                _move(labels, k, kept)
            kept += 1
    if kept == _MOST:
        kept -= 1
    for k in range(kept, at, -1):
        _move(labels, k - 1, k)
    _move(labels, _MOST, at)
    return kept + 1


@njit(cache=True)
def _asks_less(labels, k, tank, fuel, time, bound, rate):
    """Whether what meets the given conditions meets those of label `k` too."""
    if labels[k, 1] > fuel + _NOISE or labels[k, 2] < time - _NOISE:
        return False
    if labels[k, 3] == math.inf:
        return True
    at_least = labels[k, 3] + labels[k, 4] * fuel
    if at_least >= time - _NOISE:
        return True
    # Both bounds are straight lines over the fuel: it is enough to compare their ends.
    return (
        at_least >= bound + rate * fuel - _NOISE
        and labels[k, 3] + labels[k, 4] * tank >= bound + rate * tank - _NOISE
    )


@njit(cache=True)
def label_stop(ways, fleet, here, stop, labels, count, out):
    """Label a stop ahead from `count` labels of the stop before it; return the number of labels in `out`."""
    outward, burnt = ways.direct[fleet, here, stop, 0], ways.direct[fleet, here, stop, 1]
    dear = ways.direct[fleet, here, stop, 2]
    first, end = ways.span[fleet, here, stop, 0], ways.span[fleet, here, stop, 1]
    opens, closes = ways.window[stop, 0], ways.window[stop, 1]
    reserve = ways.tank[fleet, 1]
    found = 0
    for k in range(count):
        spent, time, fuel = labels[k, 0], labels[k, 1], labels[k, 2]
        arrives = max(time + outward, opens)
        if fuel - burnt >= reserve - _NOISE and arrives <= closes + _NOISE:
            found = _keep_ahead(found, out, spent + dear, arrives, fuel - burnt)
        for w in range(first, end):
            begins = max(time + ways.figures[w, OUT], ways.figures[w, OPENS])
            if fuel < ways.figures[w, NEED] - _NOISE or begins > ways.figures[w, CLOSES] + _NOISE:
                continue
            ready = begins + ways.figures[w, FILLED] - ways.figures[w, RATE] * fuel
            if ready > ways.figures[w, BY] + _NOISE:
                continue
            arrives = max(ready + ways.figures[w, AWAY], ways.figures[w, NOT_BEFORE])
            found = _keep_ahead(found, out, spent + ways.figures[w, COST], arrives, ways.figures[w, LEFT])
    return found


@njit(cache=True)
def label_stop_back(ways, fleet, stop, after, labels, count, early, out):
    """Label a stop, where no one begins before `early`, behind from those of the next; return their number in `out`."""
    outward, burnt = ways.direct[fleet, stop, after, 0], ways.direct[fleet, stop, after, 1]
    dear = ways.direct[fleet, stop, after, 2]
    first, end = ways.span[fleet, stop, after, 0], ways.span[fleet, stop, after, 1]
    closes, opens = ways.window[stop, 1], ways.window[after, 0]
    tank, reserve = ways.tank[fleet, 0], ways.tank[fleet, 1]
    found = 0
    for k in range(count):
        spent, need, latest = labels[k, 0], labels[k, 1], labels[k, 2]
        bound, rate = labels[k, 3], labels[k, 4]
        fuel, limit = max(need, reserve) + burnt, math.inf
        if bound < math.inf:
            limit = bound - outward - rate * burnt
            # Who waits at the next stop begins there when it opens.
            fuel = max(fuel, burnt + (opens - bound) / rate)
        found = _keep_behind(
            found, out, tank, early, spent + dear, fuel, min(closes, latest - outward), limit, rate
        )
        for w in range(first, end):
            left, away = ways.figures[w, LEFT], ways.figures[w, AWAY]
            by = latest if bound == math.inf else min(latest, bound + rate * left)
            if left < need - _NOISE or by < ways.figures[w, NOT_BEFORE] - _NOISE:
                continue
            out_to, fill = ways.figures[w, OUT], ways.figures[w, RATE]
            # The station must be begun, less `fill` times the fuel, by this time.
            limit = min(ways.figures[w, BY], by - away) - ways.figures[w, FILLED]
            fuel, time = ways.figures[w, NEED], min(closes, ways.figures[w, CLOSES] - out_to)
            if fill > 0.0:
                # Who waits at the station begins there when it opens.
                fuel = max(fuel, (ways.figures[w, OPENS] - limit) / fill)
                limit -= out_to
            elif ways.figures[w, OPENS] > limit + _NOISE:
                continue
            else:
                time, limit = min(time, limit - out_to), math.inf
            found = _keep_behind(
                found, out, tank, early, spent + ways.figures[w, COST], fuel, time, limit, fill
            )
    return found


@njit(cache=True)
def least_with(ways, labels, fleet, before, task, after, below):
    """Least cost of a route with a visit put in between two neighbouring stops, infinite if it is not below `below`.

    With `task` equal to `before`, that of the route as it is.
    """
    ways_on = labels.behinds[after]
    if ways_on == 0:
        return math.inf
    cheapest = labels.behind[after, 0, 0]
    # Labels come the cheapest first, so one that is too dear ends the list.
    count = labels.aheads[before]
    if task == before:
        return _join(
            ways, fleet, task, after, labels.ahead[before], count, labels.behind[after], ways_on, below
        )
    dear = ways.direct[fleet, before, task, 2] + ways.direct[fleet, task, after, 2] + cheapest
    while count and labels.ahead[before, count - 1, 0] + dear >= below:
        count -= 1
    if count == 0:
        return math.inf
    found = label_stop(ways, fleet, before, task, labels.ahead[before], count, labels.tries)
    return _join(ways, fleet, task, after, labels.tries, found, labels.behind[after], ways_on, below)


@njit(cache=True)
def _meet(labels, count, cost, time, fuel, below):
    """Least cost of a way that arrives like this, if below `below`, else `below`."""
    for k in range(count):
        if cost + labels[k, 0] >= below:
            return below
        if (
            fuel >= labels[k, 1] - _NOISE
            and time <= labels[k, 2] + _NOISE
            and (labels[k, 3] == math.inf or time - labels[k, 4] * fuel <= labels[k, 3] + _NOISE)
        ):
            return cost + labels[k, 0]
    return below


@njit(cache=True)
def _join(ways, fleet, here, stop, labels, count, behind, behinds, below):
    """Least cost of a way from a label of `here` to what lies behind `stop`, infinite if it is not below `below`."""
    outward, burnt = ways.direct[fleet, here, stop, 0], ways.direct[fleet, here, stop, 1]
    dear = ways.direct[fleet, here, stop, 2]
    first, end = ways.span[fleet, here, stop, 0], ways.span[fleet, here, stop, 1]
    opens, reserve = ways.window[stop, 0], ways.tank[fleet, 1]
    cheapest = behind[0, 0]
    best = below
    for k in range(count):
        spent, time, fuel = labels[k, 0], labels[k, 1], labels[k, 2]
        if spent + cheapest >= best:
            break
        if fuel - burnt >= reserve - _NOISE:
            best = _meet(behind, behinds, spent + dear, max(time + outward, opens), fuel - burnt, best)
        for w in range(first, end):
            if spent + ways.figures[w, COST] + cheapest >= best:
                break
            begins = max(time + ways.figures[w, OUT], ways.figures[w, OPENS])
            if fuel < ways.figures[w, NEED] - _NOISE or begins > ways.figures[w, CLOSES] + _NOISE:
                continue
            ready = begins + ways.figures[w, FILLED] - ways.figures[w, RATE] * fuel
            if ready > ways.figures[w, BY] + _NOISE:
                continue
            arrives = max(ready + ways.figures[w, AWAY], ways.figures[w, NOT_BEFORE])
            best = _meet(behind, behinds, spent + ways.figures[w, COST], arrives, ways.figures[w, LEFT], best)
    return best if best < below else math.inf


@njit(cache=True)
def next_ways(ways, labels, fleet, stops, chosen):
    """Choose the ways of a route that cost least; False if it cannot be flown.

    `stops` are start, visits and end; `chosen[k]` receives the row of the way that leads on from `stops[k]`, -1 for
    the direct one.
    """
    for k in range(len(stops) - 2, 0, -1):
        stop, after = stops[k], stops[k + 1]
        labels.behinds[stop] = label_stop_back(
            ways, fleet, stop, after, labels.behind[after], labels.behinds[after],
            ways.window[stop, 0], labels.behind[stop],
        )  # fmt: skip
    time, fuel = labels.ahead[stops[0], 0, 1], labels.ahead[stops[0], 0, 2]
    reserve = ways.tank[fleet, 1]
    for k in range(len(stops) - 1):
        here, stop = stops[k], stops[k + 1]
        behind, behinds = labels.behind[stop], labels.behinds[stop]
        outward, burnt = ways.direct[fleet, here, stop, 0], ways.direct[fleet, here, stop, 1]
        dear = ways.direct[fleet, here, stop, 2]
        opens = ways.window[stop, 0]
        best, next_time, next_fuel = math.inf, 0.0, 0.0
        if fuel - burnt >= reserve - _NOISE:
            arrives = max(time + outward, opens)
            best = _meet(behind, behinds, dear, arrives, fuel - burnt, best)
            chosen[k], next_time, next_fuel = -1, arrives, fuel - burnt
        for w in range(ways.span[fleet, here, stop, 0], ways.span[fleet, here, stop, 1]):
            row = ways.figures[w]
            begins = max(time + row[OUT], row[OPENS])
            ready = begins + row[FILLED] - row[RATE] * fuel
            if fuel < row[NEED] - _NOISE or begins > row[CLOSES] + _NOISE or ready > row[BY] + _NOISE:
                continue
            arrives = max(ready + row[AWAY], row[NOT_BEFORE])
            value = _meet(behind, behinds, row[COST], arrives, row[LEFT], best)
            if value < best:
                best, chosen[k], next_time, next_fuel = value, w, arrives, row[LEFT]
        if best == math.inf:
            return False
        time, fuel = next_time, next_fuel
    return True
