"""The best stations on the way through some stops in a fixed order.

Labels (cost, time, fuel, what visits took on board in this trip) go from stop to stop, directly or by way of one or
two stations that fill the tank; a label that another one beats in all is dropped. Stations that can fill partly are
used as if they filled up too, so what is found can be flown and is not always the best there is; the exact engines are
not bound by it.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

__all__ = ["fuelled_cost"]

_NOISE = 1e-9
_LABELS = 24
"""Most labels that are kept at a stop, the cheapest first."""


@njit(cache=True)
def _add(count, figures, via, cost, time, fuel, load, before, first, second):
    """Keep a label unless another one is as good in all; return the new number of labels."""
    for k in range(count):
        beaten = (
            figures[k, 0] <= cost + _NOISE
            and figures[k, 1] <= time + _NOISE
            and figures[k, 2] >= fuel - _NOISE
        )
        for q in range(len(load)):
            beaten = beaten and figures[k, 3 + q] <= load[q] + _NOISE
        if beaten:
            return count
    kept = 0
    for k in range(count):
        beaten = cost <= figures[k, 0] and time <= figures[k, 1] and fuel >= figures[k, 2]
        for q in range(len(load)):
            beaten = beaten and load[q] <= figures[k, 3 + q]
        if not beaten:
            if kept != k:
                figures[kept] = figures[k]
                via[kept] = via[k]
            kept += 1
    if kept == _LABELS:
        worst = 0
        for k in range(1, kept):
            if figures[k, 0] > figures[worst, 0]:
                worst = k
        if figures[worst, 0] <= cost:
            return kept
        kept -= 1
        figures[worst] = figures[kept]
        via[worst] = via[kept]
    figures[kept, 0], figures[kept, 1], figures[kept, 2] = cost, time, fuel
    figures[kept, 3:] = load
    via[kept, 0], via[kept, 1], via[kept, 2] = before, first, second
    return kept + 1


@njit(cache=True)
def fuelled_cost(data, fleet, route, length, stations):
    """Least cost found, infinite if there is none; `stations` receives the stations after each position."""
    kind = data.kind[fleet]
    minutes, cost = data.minutes[kind], data.cost[kind]
    n = data.tasks
    first_station = 2 * n
    tank, burn = data.tank[fleet], data.burn[fleet]
    start, end = data.start[fleet], data.end[fleet]
    duty = min(data.duty[fleet], data.trip[fleet])
    resources = data.demand.shape[1]
    figures = np.zeros((length + 2, _LABELS, 3 + resources))
    load, fresh = np.zeros(resources), np.zeros(resources)
    via = np.empty((length + 2, _LABELS, 3), dtype=np.int64)
    count = np.zeros(length + 2, dtype=np.int64)
    figures[0, 0, 0], figures[0, 0, 1], figures[0, 0, 2] = 0.0, data.opens[start], data.initial[fleet]
    via[0, 0] = -1
    count[0] = 1
    none = np.int64(-1)
    here = start
    on_board = 0
    for step in range(1, length + 2):
        node = route[step - 1] if step <= length else end
        floor = data.least_at_end[fleet] if step == length + 1 else data.reserve[fleet]
        found = 0
        served = data.service[here]
        direct = minutes[here, node]
        for k in range(count[step - 1]):
            spent, time, fuel = figures[step - 1, k, 0], figures[step - 1, k, 1], figures[step - 1, k, 2]
            # What a visit takes on board stays until a station unloads it; a pair's room is tested elsewhere.
            room, room_anew = True, True
            for q in range(resources):
                more = data.demand[node, q] if node < n and not data.pair[node] else 0.0
                load[q], fresh[q] = figures[step - 1, k, 3 + q] + more, more
                room = room and load[q] <= data.capacity[fleet, q] + _NOISE
                room_anew = room_anew and fresh[q] <= data.capacity[fleet, q] + _NOISE
            leaves = time + served
            arrives = max(leaves + direct, data.opens[node])
            if room and fuel - burn * direct >= floor - _NOISE and arrives <= data.closes[node] + _NOISE:
                found = _add(
                    found, figures[step], via[step],
                    spent + cost[here, node], arrives, fuel - burn * direct, load, k, none, none,
                )  # fmt: skip
            for option in range(data.between.shape[3]):
                s = data.between[kind, here, node, option]
                if s < 0:
                    break
                if on_board > 0 and data.only_empty[s]:
                    continue
                at = first_station + s
                rest = fuel - burn * minutes[here, at]
                if rest < data.reserve[fleet] - _NOISE:
                    continue
                begins = max(leaves + minutes[here, at], data.opens[at])
                if begins > data.closes[at]:
                    continue
                ready = begins + data.service[at] + data.rate[s] * (tank - rest)
                if ready + minutes[at, node] > data.closes[node] + _NOISE:
                    continue
                paid = spent + cost[here, at]
                left = tank - burn * minutes[at, node]
                if left >= floor - _NOISE:
                    if not (room_anew if data.reload[s] else room):
                        continue
                    arrives = max(ready + minutes[at, node], data.opens[node])
                    found = _add(
                        found,
                        figures[step],
                        via[step],
                        paid + cost[at, node],
                        arrives,
                        left,
                        fresh if data.reload[s] else load,
                        k,
                        s,
                        none,
                    )
                else:
                    for more in range(data.between.shape[3]):
                        s2 = data.between[kind, at, node, more]
                        if s2 < 0:
                            break
                        anew = data.reload[s] or data.reload[s2]
                        if s2 == s or not (room_anew if anew else room):
                            continue
                        at2 = first_station + s2
                        rest2 = tank - burn * minutes[at, at2]
                        left2 = tank - burn * minutes[at2, node]
                        if rest2 < data.reserve[fleet] - _NOISE or left2 < floor - _NOISE:
                            continue
                        begins2 = max(ready + minutes[at, at2], data.opens[at2])
                        ready2 = begins2 + data.service[at2] + data.rate[s2] * (tank - rest2)
                        arrives = max(ready2 + minutes[at2, node], data.opens[node])
                        if begins2 > data.closes[at2] or arrives > data.closes[node] + _NOISE:
                            continue
                        found = _add(
                            found, figures[step], via[step],
                            paid + cost[at, at2] + cost[at2, node], arrives, left2,
                            fresh if anew else load, k, s, s2,
                        )  # fmt: skip
        if found == 0:
            return math.inf
        count[step] = found
        if node < n:
            on_board += 1 if data.pair[node] else 0
        elif node < first_station:
            on_board -= 1
        here = node
    last = length + 1
    best = -1
    for k in range(count[last]):
        in_time = figures[last, k, 1] - figures[0, 0, 1] <= duty + _NOISE
        if in_time and (best < 0 or figures[last, k, 0] < figures[last, best, 0]):
            best = k
    if best < 0:
        return math.inf
    value = figures[last, best, 0]
    at_label = best
    for step in range(last, 0, -1):
        stations[step - 1, 0] = via[step, at_label, 1]
        stations[step - 1, 1] = via[step, at_label, 2]
        at_label = via[step, at_label, 0]
    return value
