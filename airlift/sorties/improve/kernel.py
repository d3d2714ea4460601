"""Ruin and recreate: strings of neighbouring stops are taken out of some routes and put back where they cost least.

Source of the scheme: Christiaens and Vanden Berghe, Slack induction by string removals for vehicle routing
problems, Transportation Science 54 (2020) 417-433: removal of strings near a seed, insertion in a drawn order with
blinks, annealing, and sums of absences while tasks that must be flown are left over. A pair is taken out and put
back as a whole.

The least change of cost is known at once from the distances, whether time and load allow it from the earliest and
latest times kept for each stop; only what passes both is evaluated as a whole (`evaluate`), and only where a
problem has rules that those tests do not cover.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from airlift.sorties.improve.data import SearchData
from airlift.sorties.improve.evaluate import evaluate

__all__ = [
    "Best",
    "Routes",
    "drop_route",
    "load_plan",
    "new_best",
    "new_routes",
    "polish",
    "remember",
]

_NOISE = 1e-9
_BLINK = 0.01
_STRING = 10
"""Longest string, and about how many stops are taken out at a time."""
_MULTIPLIER = 6364136223846793005
_INCREMENT = 1442695040888963407


class Routes(NamedTuple):
    """A plan under construction; row `r` of each array is one route, empty where `length` is 0.

    `figures` holds cost of all routes, aircraft, penalty of absent tasks, absence sum.
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
    limit: Any
    used: Any
    absence: Any
    random: Any
    figures: Any


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
        limit=np.array([*data.aircraft.tolist(), int(data.aircraft.sum())], dtype=np.int64),
        used=np.zeros(len(data.aircraft) + 1, dtype=np.int64),
        absence=np.ones(n),
        random=np.array([seed * 2654435761 + 88172645463325252], dtype=np.int64),
        figures=np.zeros(4),
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
def _draw(random):
    """Next number in [0, 1)."""
    random[0] = random[0] * _MULTIPLIER + _INCREMENT
    return ((random[0] >> 33) & 0x3FFFFFFF) / 1073741824.0


@njit(cache=True)
def _refresh(data, routes, r, times, stations):
    """Recompute what is kept of a route; False if it cannot be flown."""
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


@njit(cache=True)
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
    fits = True
    for q in range(resources):
        if data.demand[task, q] > data.capacity[fleet, q] + _NOISE:
            fits = False
    if not fits:
        return math.inf, np.int64(-1), np.int64(-1)
    for i in range(length + 1):
        before = routes.node[r, i - 1] if i else start
        after = routes.node[r, i] if i < length else end
        leaves = (routes.early[r, i - 1] if i else data.opens[start]) + data.service[before]
        begin = max(leaves + minutes[before, task], data.opens[task])
        if begin > data.closes[task] + _NOISE:
            break
        if _draw(routes.random) < blink:
            continue
        room = True
        for q in range(resources):
            held = routes.load[r, i - 1, q] if i else 0.0
            if not pair and i < length:
                held = max(held, routes.most[r, i, q])
            if held + data.demand[task, q] > data.capacity[fleet, q] + _NOISE and (pair or not data.reloads):
                room = False
        if not room:
            continue
        gone = begin + data.service[task]
        gap = cost[before, task] - cost[before, after]
        if not pair:
            arrive = max(gone + minutes[task, after], data.opens[after])
            latest = routes.late[r, i] if i < length else data.closes[end]
            if arrive > latest + _NOISE:
                continue
            change = gap + cost[task, after] + opening
            if length == 0:
                change += cost[start, end]
            if change < best - _NOISE:
                if data.extras:
                    change = _try(data, routes, r, fleet, task, i, i, trial, times, stations) - old
                if change < best - _NOISE:
                    best, best_i = change, i
            continue
        # The delivery right after the pick-up, then further and further along the route.
        down = max(gone + minutes[task, drop], data.opens[drop])
        latest = routes.late[r, i] if i < length else data.closes[end]
        if down <= data.closes[drop] + _NOISE:
            arrive = max(down + data.service[drop] + minutes[drop, after], data.opens[after])
            change = gap + cost[task, drop] + cost[drop, after] + opening
            if length == 0:
                change += cost[start, end]
            if arrive <= latest + _NOISE and change < best - _NOISE:
                if data.extras:
                    change = _try(data, routes, r, fleet, task, i, i, trial, times, stations) - old
                if change < best - _NOISE:
                    best, best_i, best_j = change, i, i
        picked = gap + cost[task, after]
        here, time = task, begin
        for k in range(i, length):
            node = routes.node[r, k]
            time = max(time + data.service[here] + minutes[here, node], data.opens[node])
            if time > routes.late[r, k] + _NOISE:
                break
            full = False
            for q in range(resources):
                if routes.load[r, k, q] + data.demand[task, q] > data.capacity[fleet, q] + _NOISE:
                    full = True
            if full:
                break
            here = node
            if time + data.service[node] + minutes[node, drop] > data.closes[drop] + _NOISE:
                break
            follows = routes.node[r, k + 1] if k + 1 < length else end
            change = picked + cost[node, drop] + cost[drop, follows] - cost[node, follows]
            if change < best - _NOISE:
                down = max(time + data.service[node] + minutes[node, drop], data.opens[drop])
                arrive = max(down + data.service[drop] + minutes[drop, follows], data.opens[follows])
                latest = routes.late[r, k + 1] if k + 1 < length else data.closes[end]
                if arrive <= latest + _NOISE:
                    if data.extras:
                        change = _try(data, routes, r, fleet, task, i, k + 1, trial, times, stations) - old
                    if change < best - _NOISE:
                        best, best_i, best_j = change, i, k + 1
    if best_i < 0:
        return math.inf, np.int64(-1), np.int64(-1)
    return best, best_i, best_j


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
def _take_out(data, routes, r):
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
def _insert(data, routes, task, trial, times, stations, blink, touched, backup):
    """Put a task where it costs least; False if nowhere."""
    best = math.inf
    row, at_i, at_j, of_fleet = np.int64(-1), np.int64(-1), np.int64(-1), np.int64(-1)
    seen_empty = False
    fleets = len(data.aircraft)
    for r in range(len(routes.length)):
        if routes.length[r] > 0:
            fleet = routes.fleet[r]
            more = data.together[task] - routes.together[r]
            if more > 0 and (
                routes.used[fleet] + more > routes.limit[fleet]
                or routes.used[fleets] + more > routes.limit[fleets]
            ):
                continue
            extra = data.aircraft_weight * more if more > 0 else 0.0
            change, i, j = _best_place(
                data, routes, r, fleet, task, best - extra, trial, times, stations, blink
            )
            if change + extra < best:
                best, row, at_i, at_j, of_fleet = change + extra, r, i, j, fleet
        elif not seen_empty:
            seen_empty = True
            for number in range(fleets):
                fleet = np.int64(number)
                need = data.together[task]
                if (
                    routes.used[fleet] + need > routes.limit[fleet]
                    or routes.used[fleets] + need > routes.limit[fleets]
                ):
                    continue
                extra = data.aircraft_weight * need
                change, i, j = _best_place(
                    data, routes, r, fleet, task, best - extra, trial, times, stations, 0.0
                )
                if change + extra < best:
                    best, row, at_i, at_j, of_fleet = change + extra, r, i, j, fleet
    if row < 0:
        return False
    _touch(routes, row, touched, backup)
    if routes.length[row] == 0:
        routes.fleet[row] = of_fleet
        routes.together[row] = 0
    was = routes.together[row]
    _put(data, routes, row, task, at_i, at_j)
    _refresh(data, routes, row, times, stations)
    routes.used[of_fleet] += routes.together[row] - was
    routes.used[fleets] += routes.together[row] - was
    return True


@njit(cache=True)
def _touch(routes, r, touched, backup):
    """Remember a route as it was before this round changed it."""
    if touched[r]:
        return
    touched[r] = True
    _copy_row(routes, backup, r)


@njit(cache=True)
def _copy_row(source, target, r):
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


@njit(cache=True)
def _measure(data, routes):
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
def _value(data, routes):
    return routes.figures[0] + data.aircraft_weight * routes.figures[1] + routes.figures[2]


@njit(cache=True)
def _absent_tasks(data, routes, absent):
    """List the tasks that no route flies; return how many there are."""
    count = 0
    for task in range(data.tasks):
        if routes.of_task[task] < 0:
            absent[count] = task
            count += 1
    return count


@njit(cache=True)
def _remove_strings(data, routes, touched, backup, absent):
    """Take strings of stops out around a drawn stop; return how many tasks are absent now."""
    n = data.tasks
    count = _absent_tasks(data, routes, absent)
    flown = n - count
    if flown == 0:
        return count
    active, stops = 0, 0
    for r in range(len(routes.length)):
        if routes.length[r] > 0:
            active += 1
            stops += routes.length[r]
    longest = min(float(_STRING), stops / active)
    strings = int((4.0 * _STRING) / (1.0 + longest) * _draw(routes.random)) + 1
    seed = int(_draw(routes.random) * n)
    if data.pair[seed] and _draw(routes.random) < 0.5:
        seed += n
    for at in range(data.near.shape[1]):
        node = data.near[seed, at]
        if node < 0 or strings == 0:
            break
        task = node if node < n else node - n
        r = routes.of_task[task]
        if r < 0 or touched[r]:
            continue
        strings -= 1
        _touch(routes, r, touched, backup)
        length = routes.length[r]
        size = int(_draw(routes.random) * min(float(length), longest)) + 1
        place = 0
        for k in range(length):
            if routes.node[r, k] == node:
                place = k
        # With one chance in two some stops inside the string stay.
        stay = 0
        if size < length and size > 1 and _draw(routes.random) < 0.5:
            stay = 1
            while size + stay < length and _draw(routes.random) > 0.99:
                stay += 1
        span = size + stay
        first = place - int(_draw(routes.random) * span)
        first = max(0, min(first, length - span))
        hole = first + int(_draw(routes.random) * (size + 1))
        for k in range(first, first + span):
            if stay and hole <= k < hole + stay:
                continue
            other = routes.node[r, k]
            out = other if other < n else other - n
            if routes.of_task[out] == r:
                routes.of_task[out] = -1
                absent[count] = out
                count += 1
        _take_out(data, routes, r)
    return count


@njit(cache=True)
def _order(data, routes, absent, count, key):
    """Sort absent tasks for insertion by a drawn rule."""
    n = data.tasks
    draw = _draw(routes.random) * 15.0
    start = data.start[0]
    for k in range(count):
        task = absent[k]
        last = n + task if data.pair[task] else task
        if draw < 4.0:
            value = _draw(routes.random)
        elif draw < 6.0:
            value = 0.0
            for q in range(data.demand.shape[1]):
                value -= data.demand[task, q]
        elif draw < 8.0:
            value = -data.minutes[0, start, task]
        elif draw < 9.0:
            value = data.minutes[0, start, task]
        elif draw < 11.0:
            value = min(data.closes[last] - data.opens[last], data.closes[task] - data.opens[task])
        elif draw < 13.0:
            value = data.opens[task]
        else:
            value = -data.closes[last]
        # The more urgent priority first; what was absent often before what was not, if it must be flown.
        key[k] = value
    for a in range(1, count):
        task, value = absent[a], key[a]
        b = a - 1
        while b >= 0 and (
            data.penalty[absent[b]] < data.penalty[task]
            or (data.penalty[absent[b]] == data.penalty[task] and key[b] > value)
        ):
            absent[b + 1], key[b + 1] = absent[b], key[b]
            b -= 1
        absent[b + 1], key[b + 1] = task, value


@njit(cache=True)
def remember(data, routes, best):
    """Keep the plan if it is the best so far."""
    value = _value(data, routes)
    if value < best.value[0] - _NOISE * max(1.0, abs(value)):
        best.value[0] = value
        for r in range(len(routes.length)):
            best.length[r] = routes.length[r]
            best.fleet[r] = routes.fleet[r]
            best.node[r, : routes.length[r]] = routes.node[r, : routes.length[r]]


@njit(cache=True)
def polish(data, routes, backup, best, scratch, rounds, temperature):
    """Do so many rounds of ruin and recreate; stop early when all tasks that must be flown are, after some were not.

    With no round at all, every absent task is put where it costs least, as far as that goes.
    """
    times, key, trial, absent, touched, stations, old_task = scratch
    _measure(data, routes)
    lacking = routes.figures[3] > 0.0
    for done in range(max(1, rounds)):
        old = _value(data, routes)
        old_cost, old_absence = routes.figures[0], routes.figures[3]
        old_task[:] = routes.of_task
        touched[:] = False
        if rounds > 0:
            count = _remove_strings(data, routes, touched, backup, absent)
        else:
            count = _absent_tasks(data, routes, absent)
        fine = True
        for r in range(len(routes.length)):
            if touched[r] and not _refresh(data, routes, r, times, stations):
                fine = False
        _measure(data, routes)
        if fine:
            _order(data, routes, absent, count, key)
            for k in range(count):
                _insert(data, routes, absent[k], trial, times, stations, _BLINK, touched, backup)
            _measure(data, routes)
        new = _value(data, routes)
        slack = -temperature * math.log(1.0 - _draw(routes.random))
        if rounds == 0:
            accept = True
        elif not fine:
            accept = False
        elif lacking:
            accept = (
                routes.figures[3] < old_absence
                or new < old
                or (routes.figures[3] == old_absence and routes.figures[0] < old_cost + slack)
            )
            for task in range(data.tasks):
                if routes.of_task[task] < 0 and data.must[task]:
                    routes.absence[task] += 1.0
        else:
            accept = new < old + slack
        if accept:
            remember(data, routes, best)
            if lacking:
                _measure(data, routes)
                if routes.figures[3] == 0.0:
                    return done + 1
        else:
            for r in range(len(routes.length)):
                if touched[r]:
                    _copy_row(backup, routes, r)
            routes.of_task[:] = old_task
            _measure(data, routes)
    return rounds


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
        if not _refresh(data, routes, r, times, stations):
            fine = False
    _measure(data, routes)
    return fine


@njit(cache=True)
def drop_route(data, routes):
    """Empty the route whose tasks were absent least so far."""
    n = data.tasks
    worst, least = -1, math.inf
    for r in range(len(routes.length)):
        if routes.length[r] > 0:
            total = 0.0
            for k in range(routes.length[r]):
                if routes.node[r, k] < n:
                    total += routes.absence[routes.node[r, k]]
            if total < least:
                worst, least = r, total
    if worst >= 0:
        for k in range(routes.length[worst]):
            if routes.node[worst, k] < n:
                routes.of_task[routes.node[worst, k]] = -1
        routes.length[worst] = 0
        routes.cost[worst] = 0.0
    _measure(data, routes)
