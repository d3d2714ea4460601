"""The plan under construction: its routes, what is kept of each, and the best plan met."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from airlift.sorties.improve.data import SearchData
from airlift.sorties.improve.evaluate import evaluate
from airlift.sorties.improve.labels import (
    Labels,
    copy_labels,
    label_stop,
    label_stop_back,
    least_with,
    new_labels,
)

__all__ = [
    "NOISE",
    "Best",
    "Routes",
    "absent_tasks",
    "copy_row",
    "draw",
    "load_plan",
    "measure",
    "new_best",
    "new_routes",
    "refresh",
    "remember",
    "take_out",
    "touch",
    "worth",
]

NOISE = 1e-9
_MULTIPLIER = 6364136223846793005
_INCREMENT = 1442695040888963407


class Routes(NamedTuple):
    """A plan under construction; row `r` of each array is one route, empty where `length` is 0.

    `figures` holds cost of all routes, aircraft, penalty of absent tasks, absence sum. `labels` are
    kept only where `SearchData.labelled`. `at` is room for the positions of pick-ups.
    """

    node: Any
    length: Any
    fleet: Any
    cost: Any
    together: Any
    early: Any
    late: Any
    load: Any
    most: Any
    of_task: Any
    at: Any
    limit: Any
    used: Any
    absence: Any
    random: Any
    figures: Any
    labels: Labels


class Best(NamedTuple):
    """The best plan met; `value` holds its value."""

    node: Any
    length: Any
    fleet: Any
    value: Any


def new_routes(data: SearchData, seed: int) -> Routes:
    """No route at all."""
    n = data.tasks
    rows = int(min(int(data.aircraft.sum()), n)) + 1
    width = 2 * n + 2
    resources = data.demand.shape[1]
    return Routes(
        node=np.full((rows, width), -1, dtype=np.int64),
        length=np.zeros(rows, dtype=np.int64),
        fleet=np.zeros(rows, dtype=np.int64),
        cost=np.zeros(rows),
        together=np.ones(rows, dtype=np.int64),
        early=np.zeros((rows, width)),
        late=np.zeros((rows, width)),
        load=np.zeros((rows, width, resources)),
        most=np.zeros((rows, width, resources)),
        of_task=np.full(n, -1, dtype=np.int64),
        at=np.zeros(n, dtype=np.int64),
        limit=np.array([*data.aircraft.tolist(), int(data.aircraft.sum())], dtype=np.int64),
        used=np.zeros(len(data.aircraft) + 1, dtype=np.int64),
        absence=np.ones(n),
        random=np.array([seed * 2654435761 + 88172645463325252], dtype=np.int64),
        figures=np.zeros(4),
        labels=new_labels(data.ways, data.ends),
    )


def new_best(routes: Routes) -> Best:
    """Nothing met yet."""
    return Best(
        routes.node.copy(),
        routes.length.copy(),
        routes.fleet.copy(),
        np.array([math.inf]),
    )


@njit(cache=True)
def draw(random):
    """Next number in [0, 1)."""
    random[0] = random[0] * _MULTIPLIER + _INCREMENT
    return ((random[0] >> 33) & 0x3FFFFFFF) / 1073741824.0


@njit(cache=True)
def refresh(data, routes, r, times, stations, place=-1):
    """Recompute what is kept of a route; False if it cannot be flown.

    `place` is the position of a visit that was put in since the last time, -1 if anything else changed.
    """
    length, fleet = routes.length[r], routes.fleet[r]
    n = data.tasks
    together = 1
    for k in range(length):
        node = routes.node[r, k]
        if node < n and data.together[node] > together:
            together = data.together[node]
    routes.together[r] = together
    if length == 0:
        routes.cost[r] = 0.0
        return True
    minutes = data.minutes[data.kind[fleet]]
    here, time = data.start[fleet], data.opens[data.start[fleet]]
    for k in range(length):
        node = routes.node[r, k]
        time = max(time + data.service[here] + minutes[here, node], data.opens[node])
        routes.early[r, k] = time
        for q in range(data.demand.shape[1]):
            routes.load[r, k, q] = data.demand[node, q] + (routes.load[r, k - 1, q] if k else 0.0)
        here = node
    here, time = data.end[fleet], data.closes[data.end[fleet]]
    for k in range(length - 1, -1, -1):
        node = routes.node[r, k]
        time = min(time - minutes[node, here] - data.service[node], data.closes[node])
        routes.late[r, k] = time
        for q in range(data.demand.shape[1]):
            after = routes.most[r, k + 1, q] if k + 1 < length else -math.inf
            routes.most[r, k, q] = max(routes.load[r, k, q], after)
        here = node
    if data.labelled:
        routes.cost[r] = together * (_label(data, routes, r, place) + data.fixed[fleet])
        return routes.cost[r] < math.inf
    if data.extras:
        routes.cost[r] = evaluate(data, fleet, routes.node[r], length, times, stations)
        return routes.cost[r] < math.inf
    cost = data.cost[data.kind[fleet]]
    total, here = data.fixed[fleet], data.start[fleet]
    for k in range(length):
        total += cost[here, routes.node[r, k]]
        here = routes.node[r, k]
    routes.cost[r] = total + cost[here, data.end[fleet]]
    return True


@njit(cache=True)
def _label(data, routes, r, place):
    """Label the visits of a route anew; return its least cost, infinite if it cannot be flown.

    Where one visit was put in, those before it are reached as before, and those behind it lead on as before.
    """
    ways, labels = data.ways, routes.labels
    length, fleet, fleets = routes.length[r], routes.fleet[r], len(data.aircraft)
    start, end = data.tasks + fleet, data.tasks + fleets + fleet
    here = routes.node[r, place - 1] if place > 0 else start
    for k in range(max(0, place), length):
        stop = routes.node[r, k]
        labels.aheads[stop] = label_stop(
            ways, fleet, here, stop, labels.ahead[here], labels.aheads[here], labels.ahead[stop]
        )
        if labels.aheads[stop] == 0:
            return math.inf
        here = stop
    last = place if place >= 0 else length - 1
    after = routes.node[r, last + 1] if last + 1 < length else end
    for k in range(last, -1, -1):
        stop = routes.node[r, k]
        labels.behinds[stop] = label_stop_back(
            ways, fleet, stop, after, labels.behind[after], labels.behinds[after],
            routes.early[r, k], labels.behind[stop],
        )  # fmt: skip
        after = stop
    return least_with(ways, labels, fleet, start, start, after, math.inf)


@njit(cache=True)
def take_out(data, routes, r):
    """Close up a route whose tasks were marked as absent."""
    n = data.tasks
    kept = 0
    for k in range(routes.length[r]):
        node = routes.node[r, k]
        task = node if node < n else node - n
        if routes.of_task[task] == r:
            routes.node[r, kept] = node
            kept += 1
    routes.length[r] = kept


@njit(cache=True)
def touch(routes, r, touched, backup):
    """Remember a route as it was before this round changed it."""
    if touched[r]:
        return
    touched[r] = True
    copy_row(routes, backup, r)


@njit(cache=True)
def copy_row(source, target, r):
    """Copy a route and all that is kept of it."""
    length = source.length[r]
    target.length[r] = length
    target.fleet[r] = source.fleet[r]
    target.cost[r] = source.cost[r]
    target.together[r] = source.together[r]
    target.node[r, :length] = source.node[r, :length]
    target.early[r, :length] = source.early[r, :length]
    target.late[r, :length] = source.late[r, :length]
    target.load[r, :length] = source.load[r, :length]
    target.most[r, :length] = source.most[r, :length]
    if len(source.labels.aheads) > 0:
        for k in range(length):
            copy_labels(source.labels, target.labels, source.node[r, k])


@njit(cache=True)
def measure(data, routes):
    """Recompute the figures of the plan."""
    fleets = len(data.aircraft)
    routes.used[:] = 0
    total, aircraft = 0.0, 0
    for r in range(len(routes.length)):
        if routes.length[r] > 0:
            total += routes.cost[r]
            aircraft += routes.together[r]
            routes.used[routes.fleet[r]] += routes.together[r]
    routes.used[fleets] = aircraft
    penalty, absence = 0.0, 0.0
    for task in range(data.tasks):
        if routes.of_task[task] < 0:
            penalty += data.penalty[task]
            if data.must[task]:
                absence += routes.absence[task]
    routes.figures[0], routes.figures[1] = total, aircraft
    routes.figures[2], routes.figures[3] = penalty, absence


@njit(cache=True)
def worth(data, routes):
    """Weigh the figures of the plan: the less the better."""
    return routes.figures[0] + data.aircraft_weight * routes.figures[1] + routes.figures[2]


@njit(cache=True)
def absent_tasks(data, routes, absent):
    """List the tasks that no route flies; return how many there are."""
    count = 0
    for task in range(data.tasks):
        if routes.of_task[task] < 0:
            absent[count] = task
            count += 1
    return count


@njit(cache=True)
def remember(data, routes, best):
    """Keep the plan if it is the best so far."""
    value = worth(data, routes)
    if value < best.value[0] - NOISE * max(1.0, abs(value)):
        best.value[0] = value
        for r in range(len(routes.length)):
            best.length[r] = routes.length[r]
            best.fleet[r] = routes.fleet[r]
            best.node[r, : routes.length[r]] = routes.node[r, : routes.length[r]]


@njit(cache=True)
def load_plan(data, routes, node, length, fleet, times, stations):
    """Take over a plan; False if one of its routes cannot be flown."""
    fine = True
    routes.of_task[:] = -1
    for r in range(len(routes.length)):
        routes.length[r] = length[r]
        routes.fleet[r] = fleet[r]
        for k in range(length[r]):
            routes.node[r, k] = node[r, k]
            if node[r, k] < data.tasks:
                routes.of_task[node[r, k]] = r
        if not refresh(data, routes, r, times, stations):
            fine = False
    measure(data, routes)
    return fine
