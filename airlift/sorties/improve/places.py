"""Where a task costs least in the routes, putting it there, and making room for it."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from airlift.sorties.improve.evaluate import evaluate
from airlift.sorties.improve.labels import least_with
from airlift.sorties.improve.rides import keeps_rides
from airlift.sorties.improve.state import NOISE, draw, refresh, take_out, touch

__all__ = ["MOST_OUT", "eject", "insert"]

MOST_OUT = 4
"""Most neighbouring visits of a route that make room for another one."""


@njit(cache=True)
def _try(data, routes, r, fleet, task, i, j, trial, times, stations):
    """Evaluate a route with a task put in before position `i`, its delivery before position `j` of the old route."""
    n, length = data.tasks, routes.length[r]
    at = 0
    for k in range(length + 1):
        if k == i:
            trial[at] = task
            at += 1
        if data.pair[task] and k == j:
            trial[at] = n + task
            at += 1
        if k < length:
            trial[at] = routes.node[r, k]
            at += 1
    return evaluate(data, fleet, trial, at, times, stations)


# Put into its caller: to hand over all arrays for each route would take longer than most of the work.
@njit(cache=True, inline="always")
def _best_place(data, routes, r, fleet, task, below, trial, times, stations, blink):
    """Cheapest place of a task in a route: change of cost (infinite if none is below `below`), and positions."""
    n, length = data.tasks, routes.length[r]
    kind = data.kind[fleet]
    minutes, cost = data.minutes[kind], data.cost[kind]
    start, end = data.start[fleet], data.end[fleet]
    resources = data.demand.shape[1]
    pair = data.pair[task]
    drop = n + task
    best, best_i, best_j = below, np.int64(-1), np.int64(-1)
    together = max(routes.together[r] if length else 1, data.together[task])
    opening = 0.0 if length else together * data.fixed[fleet]
    old = routes.cost[r] if length else 0.0
    row, ends, duty = routes.node[r], (start, end), min(data.duty[fleet], data.trip[fleet])
    ride = data.ride[task] if pair else math.inf
    fits = True
    for q in range(resources):
        if data.demand[task, q] > data.capacity[fleet, q] + NOISE:
            fits = False
    if not fits:
        return math.inf, np.int64(-1), np.int64(-1)
    for i in range(length + 1):
        before = routes.node[r, i - 1] if i else start
        after = routes.node[r, i] if i < length else end
        leaves = (routes.early[r, i - 1] if i else data.opens[start]) + data.service[before]
        begin = max(leaves + minutes[before, task], data.opens[task])
        if begin > data.closes[task] + NOISE:
            break
        if draw(routes.random) < blink:
            continue
        room = True
        for q in range(resources):
            held = routes.load[r, i - 1, q] if i else 0.0
            if not pair and i < length:
                held = max(held, routes.most[r, i, q])
            if held + data.demand[task, q] > data.capacity[fleet, q] + NOISE and (pair or not data.reloads):
                room = False
        if not room:
            continue
        gone = begin + data.service[task]
        gap = cost[before, task] - cost[before, after]
        if not pair:
            arrive = max(gone + minutes[task, after], data.opens[after])
            latest = routes.late[r, i] if i < length else data.closes[end]
            if arrive > latest + NOISE:
                continue
            change = gap + cost[task, after] + opening
            if length == 0:
                change += cost[start, end]
            if change < best - NOISE:
                if data.extras:
                    change = _try(data, routes, r, fleet, task, i, i, trial, times, stations) - old
                if change < best - NOISE:
                    best, best_i = change, i
            continue
        # The delivery right after the pick-up, then further and further along the route.
        down = max(gone + minutes[task, drop], data.opens[drop])
        latest = routes.late[r, i] if i < length else data.closes[end]
        if down <= data.closes[drop] + NOISE:
            arrive = max(down + data.service[drop] + minutes[drop, after], data.opens[after])
            change = gap + cost[task, drop] + cost[drop, after] + opening
            if length == 0:
                change += cost[start, end]
            if arrive <= latest + NOISE and change < best - NOISE and minutes[task, drop] <= ride + NOISE:
                if data.rides:
                    if not keeps_rides(
                        n, minutes, data.opens, data.closes, data.service, data.ride, duty, ends, row, length,
                        (task, i, i), times, trial, routes.at,
                    ):  # fmt: skip
                        change = math.inf
                elif data.extras:
                    change = _try(data, routes, r, fleet, task, i, i, trial, times, stations) - old
                if change < best - NOISE:
                    best, best_i, best_j = change, i, i
        picked = gap + cost[task, after]
        here, time = task, begin
        # Minutes on board, without any wait.
        aboard = -data.service[task]
        for k in range(i, length):
            node = routes.node[r, k]
            aboard += data.service[here] + minutes[here, node]
            time = max(time + data.service[here] + minutes[here, node], data.opens[node])
            if time > routes.late[r, k] + NOISE:
                break
            full = False
            for q in range(resources):
                if routes.load[r, k, q] + data.demand[task, q] > data.capacity[fleet, q] + NOISE:
                    full = True
            if full:
                break
            here = node
            if time + data.service[node] + minutes[node, drop] > data.closes[drop] + NOISE or aboard > ride:
                break
            if aboard + data.service[node] + minutes[node, drop] > ride + NOISE:
                continue
            follows = routes.node[r, k + 1] if k + 1 < length else end
            change = picked + cost[node, drop] + cost[drop, follows] - cost[node, follows]
            if change < best - NOISE:
                down = max(time + data.service[node] + minutes[node, drop], data.opens[drop])
                arrive = max(down + data.service[drop] + minutes[drop, follows], data.opens[follows])
                latest = routes.late[r, k + 1] if k + 1 < length else data.closes[end]
                if arrive <= latest + NOISE:
                    if data.rides:
                        if not keeps_rides(
                            n, minutes, data.opens, data.closes, data.service, data.ride, duty, ends, row, length,
                            (task, i, k + 1), times, trial, routes.at,
                        ):  # fmt: skip
                            change = math.inf
                    elif data.extras:
                        change = _try(data, routes, r, fleet, task, i, k + 1, trial, times, stations) - old
                    if change < best - NOISE:
                        best, best_i, best_j = change, i, k + 1
    if best_i < 0:
        return math.inf, np.int64(-1), np.int64(-1)
    return best, best_i, best_j


@njit(cache=True)
def _best_visit(data, routes, task, blink):
    """Cheapest place of a visit in all routes, with the labels: row (-1 if there is none), position and fleet."""
    ways, labels = data.ways, routes.labels
    n, fleets = data.tasks, len(data.aircraft)
    opens, closes = ways.window[task, 0], ways.window[task, 1]
    best, row, place, of_fleet = math.inf, np.int64(-1), np.int64(-1), np.int64(-1)
    seen_empty = False
    for r in range(len(routes.length)):
        length = routes.length[r]
        if length == 0 and seen_empty:
            continue
        seen_empty = seen_empty or length == 0
        # An empty row may become a route of any fleet.
        for fleet in range(
            0 if length == 0 else routes.fleet[r], fleets if length == 0 else routes.fleet[r] + 1
        ):
            was = routes.together[r] if length else 0
            together = max(was, data.together[task])
            more = together - was
            if more > 0 and (
                routes.used[fleet] + more > routes.limit[fleet]
                or routes.used[fleets] + more > routes.limit[fleets]
            ):
                continue
            room = True
            for q in range(data.demand.shape[1]):
                held = routes.most[r, 0, q] if length else 0.0
                room = room and held + data.demand[task, q] <= data.capacity[fleet, q] + NOISE
            if not room:
                continue
            start, end = n + fleet, n + fleets + fleet
            # What a route costs before, less what its aircraft cost anyway.
            old = (routes.cost[r] if length else 0.0) - data.aircraft_weight * more
            for i in range(length + 1):
                before = routes.node[r, i - 1] if i else start
                after = routes.node[r, i] if i < length else end
                leaves = routes.early[r, i - 1] if i else ways.window[start, 0]
                begin = max(leaves + ways.direct[fleet, before, task, 0], opens)
                if begin > closes + NOISE:
                    break
                latest = routes.late[r, i] if i < length else ways.window[end, 1]
                if begin + ways.direct[fleet, task, after, 0] > latest + NOISE:
                    continue
                if length and draw(routes.random) < blink:
                    continue
                below = (best - NOISE + old) / together - data.fixed[fleet]
                least = least_with(ways, labels, fleet, before, task, after, below)
                if least < math.inf:
                    best = together * (least + data.fixed[fleet]) - old
                    row, place, of_fleet = r, i, fleet
    return row, place, of_fleet


@njit(cache=True)
def _put(data, routes, r, task, i, j):
    """Put a task into a route."""
    n, length = data.tasks, routes.length[r]
    if data.pair[task]:
        for k in range(length - 1, j - 1, -1):
            routes.node[r, k + 2] = routes.node[r, k]
        routes.node[r, j + 1] = n + task
        for k in range(j - 1, i - 1, -1):
            routes.node[r, k + 1] = routes.node[r, k]
        routes.length[r] = length + 2
    else:
        for k in range(length - 1, i - 1, -1):
            routes.node[r, k + 1] = routes.node[r, k]
        routes.length[r] = length + 1
    routes.node[r, i] = task
    routes.of_task[task] = r


@njit(cache=True)
def _best_row(data, routes, task, trial, times, stations, blink):
    """Cheapest place of a task in all routes: row (-1 if there is none), positions and fleet."""
    best, fleets = math.inf, len(data.aircraft)
    row, at_i, at_j, of_fleet = np.int64(-1), np.int64(-1), np.int64(-1), np.int64(-1)
    seen_empty = False
    for r in range(len(routes.length)):
        empty = routes.length[r] == 0
        if empty and seen_empty:
            continue
        seen_empty = seen_empty or empty
        was = 0 if empty else routes.together[r]
        more = max(0, data.together[task] - was)
        extra = data.aircraft_weight * more
        # An empty row may become a route of any fleet.
        for fleet in range(0 if empty else routes.fleet[r], fleets if empty else routes.fleet[r] + 1):
            if more > 0 and (
                routes.used[fleet] + more > routes.limit[fleet]
                or routes.used[fleets] + more > routes.limit[fleets]
            ):
                continue
            change, i, j = _best_place(
                data, routes, r, fleet, task, best - extra, trial, times, stations, 0.0 if empty else blink
            )
            if change + extra < best:
                best, row, at_i, at_j, of_fleet = change + extra, r, i, j, fleet
    return row, at_i, at_j, of_fleet


@njit(cache=True)
def insert(data, routes, task, trial, times, stations, blink, touched, backup):
    """Put a task where it costs least; False if nowhere."""
    fleets = len(data.aircraft)
    if data.labelled:
        row, at_i, of_fleet = _best_visit(data, routes, task, blink)
        at_j = np.int64(-1)
    else:
        row, at_i, at_j, of_fleet = _best_row(data, routes, task, trial, times, stations, blink)
    if row < 0:
        return False
    touch(routes, row, touched, backup)
    if routes.length[row] == 0:
        routes.fleet[row] = of_fleet
        routes.together[row] = 0
    was = routes.together[row]
    _put(data, routes, row, task, at_i, at_j)
    if not refresh(data, routes, row, times, stations, at_i):
        # Only so many labels are kept of a stop, and those that this place needed went.
        routes.of_task[task] = -1
        take_out(data, routes, row)
        refresh(data, routes, row, times, stations)
        return False
    routes.used[of_fleet] += routes.together[row] - was
    routes.used[fleets] += routes.together[row] - was
    return True


@njit(cache=True)
def eject(data, routes, task, times, stations, blink, touched, backup, absent, count):
    """Put a visit in the place of neighbours that were absent less often than it, all together.

    Those that make room are appended to the `count` absent tasks; the new number of them is returned.
    """
    row, first, behind = _least_missed(data, routes, task, blink)
    if row < 0:
        return count
    touch(routes, row, touched, backup)
    fleet, was = routes.fleet[row], routes.together[row]
    for k in range(first, behind):
        out = routes.node[row, k]
        routes.of_task[out] = -1
        absent[count] = out
        count += 1
    take_out(data, routes, row)
    _put(data, routes, row, task, first, first)
    if not refresh(data, routes, row, times, stations):
        # As in `insert`.
        routes.of_task[task] = -1
        take_out(data, routes, row)
        refresh(data, routes, row, times, stations)
    more = (routes.together[row] if routes.length[row] else 0) - was
    routes.used[fleet] += more
    routes.used[len(data.aircraft)] += more
    return count


@njit(cache=True)
def _least_missed(data, routes, task, blink):
    """Neighbours whose place a visit can take, with the least sum of absences below its own: row, from, to.

    The row is -1 if there are none.
    """
    ways, labels = data.ways, routes.labels
    n, fleets, resources = data.tasks, len(data.aircraft), data.demand.shape[1]
    opens, closes = ways.window[task, 0], ways.window[task, 1]
    least, row, first, behind = routes.absence[task], np.int64(-1), np.int64(-1), np.int64(-1)
    for r in range(len(routes.length)):
        length, fleet = routes.length[r], routes.fleet[r]
        if length == 0 or data.together[task] > routes.together[r]:
            continue
        start, end = n + fleet, n + fleets + fleet
        for i in range(length):
            before = routes.node[r, i - 1] if i else start
            leaves = routes.early[r, i - 1] if i else ways.window[start, 0]
            begin = max(leaves + ways.direct[fleet, before, task, 0], opens)
            if begin > closes + NOISE:
                break
            if draw(routes.random) < blink:
                continue
            missed = 0.0
            for j in range(i + 1, min(length, i + MOST_OUT) + 1):
                out = routes.node[r, j - 1]
                missed += routes.absence[out] if data.must[out] else 0.0
                if missed >= least:
                    break
                after = routes.node[r, j] if j < length else end
                latest = routes.late[r, j] if j < length else ways.window[end, 1]
                if begin + ways.direct[fleet, task, after, 0] > latest + NOISE:
                    continue
                room = True
                for q in range(resources):
                    held = routes.most[r, 0, q] + data.demand[task, q]
                    for k in range(i, j):
                        held -= data.demand[routes.node[r, k], q]
                    room = room and held <= data.capacity[fleet, q] + NOISE
                if room and least_with(ways, labels, fleet, before, task, after, math.inf) < math.inf:
                    least, row, first, behind = missed, r, i, j
                    break
    return row, first, behind
