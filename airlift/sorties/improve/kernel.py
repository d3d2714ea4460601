"""Ruin and recreate: strings of neighbouring stops are taken out of some routes and put back where they cost least.

Source of the scheme: Christiaens and Vanden Berghe, Slack induction by string removals for vehicle routing
problems, Transportation Science 54 (2020) 417-433: removal of strings near a seed, insertion in a drawn order with
blinks, annealing, and sums of absences while tasks that must be flown are left over. A pair is taken out and put
back as a whole. A visit that finds no place may take that of neighbours that were absent less often, as in the
ejection pool of Nagata and Braysy, A powerful route minimization heuristic for the vehicle routing problem with time
windows, Operations Research Letters 37 (2009) 333-338.

The least change of cost is known at once from the distances, whether time and load allow it from the earliest and
latest times kept for each stop; only what passes both is evaluated as a whole (`evaluate`), and only where a
problem has rules that those tests do not cover.
"""

from __future__ import annotations

import math

from numba import njit

from airlift.sorties.improve.places import MOST_OUT, eject, insert
from airlift.sorties.improve.state import (
    absent_tasks,
    copy_row,
    draw,
    measure,
    refresh,
    remember,
    take_out,
    touch,
    worth,
)

__all__ = ["drop_route", "polish"]

_BLINK = 0.01
_STRING = 10
"""Longest string, and about how many stops are taken out at a time."""


@njit(cache=True)
def _remove_strings(data, routes, touched, backup, absent):
    """Take strings of stops out around a drawn stop; return how many tasks are absent now."""
    n = data.tasks
    count = absent_tasks(data, routes, absent)
    flown = n - count
    if flown == 0:
        return count
    active, stops = 0, 0
    for r in range(len(routes.length)):
        if routes.length[r] > 0:
            active += 1
            stops += routes.length[r]
    longest = min(float(_STRING), stops / active)
    strings = int((4.0 * _STRING) / (1.0 + longest) * draw(routes.random)) + 1
    seed = int(draw(routes.random) * n)
    if data.pair[seed] and draw(routes.random) < 0.5:
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
        touch(routes, r, touched, backup)
        length = routes.length[r]
        size = int(draw(routes.random) * min(float(length), longest)) + 1
        place = 0
        for k in range(length):
            if routes.node[r, k] == node:
                place = k
        # With one chance in two some stops inside the string stay.
        stay = 0
        if size < length and size > 1 and draw(routes.random) < 0.5:
            stay = 1
            while size + stay < length and draw(routes.random) > 0.99:
                stay += 1
        span = size + stay
        first = place - int(draw(routes.random) * span)
        first = max(0, min(first, length - span))
        hole = first + int(draw(routes.random) * (size + 1))
        for k in range(first, first + span):
            if stay and hole <= k < hole + stay:
                continue
            other = routes.node[r, k]
            out = other if other < n else other - n
            if routes.of_task[out] == r:
                routes.of_task[out] = -1
                absent[count] = out
                count += 1
        take_out(data, routes, r)
    return count


@njit(cache=True)
def _order(data, routes, absent, count, key):
    """Sort absent tasks for insertion by a drawn rule."""
    n = data.tasks
    rule = draw(routes.random) * 15.0
    start = data.start[0]
    for k in range(count):
        task = absent[k]
        last = n + task if data.pair[task] else task
        if rule < 4.0:
            value = draw(routes.random)
        elif rule < 6.0:
            value = 0.0
            for q in range(data.demand.shape[1]):
                value -= data.demand[task, q]
        elif rule < 8.0:
            value = -data.minutes[0, start, task]
        elif rule < 9.0:
            value = data.minutes[0, start, task]
        elif rule < 11.0:
            value = min(data.closes[last] - data.opens[last], data.closes[task] - data.opens[task])
        elif rule < 13.0:
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
def polish(data, routes, backup, best, scratch, rounds, temperature):
    """Do so many rounds of ruin and recreate; stop early when all tasks that must be flown are, after some were not.

    With no round at all, every absent task is put where it costs least, as far as that goes.
    """
    times, key, trial, absent, touched, stations, old_task = scratch
    measure(data, routes)
    lacking = routes.figures[3] > 0.0
    for done in range(max(1, rounds)):
        old = worth(data, routes)
        old_cost, old_absence = routes.figures[0], routes.figures[3]
        old_task[:] = routes.of_task
        touched[:] = False
        if rounds > 0:
            count = _remove_strings(data, routes, touched, backup, absent)
        else:
            count = absent_tasks(data, routes, absent)
        fine = True
        for r in range(len(routes.length)):
            if touched[r] and not refresh(data, routes, r, times, stations):
                fine = False
        measure(data, routes)
        if fine:
            _order(data, routes, absent, count, key)
            k = 0
            while k < count:
                task = absent[k]
                k += 1
                if insert(data, routes, task, trial, times, stations, _BLINK, touched, backup):
                    continue
                # Each time the sum of absences falls, so this ends; the list has room for so many tasks.
                if lacking and data.labelled and data.must[task] and count + MOST_OUT <= len(absent):
                    count = eject(data, routes, task, times, stations, _BLINK, touched, backup, absent, count)
            measure(data, routes)
        new = worth(data, routes)
        slack = -temperature * math.log(1.0 - draw(routes.random))
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
                measure(data, routes)
                if routes.figures[3] == 0.0:
                    return done + 1
        else:
            for r in range(len(routes.length)):
                if touched[r]:
                    copy_row(backup, routes, r)
            routes.of_task[:] = old_task
            measure(data, routes)
    return rounds


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
    measure(data, routes)
