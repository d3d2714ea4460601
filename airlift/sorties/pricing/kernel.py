"""Compiled loops: every route of a small problem of visits, by labels, and the best way to share tasks among routes."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

__all__ = ["best_shares", "label_routes", "least_rest"]

_NOISE = 1e-9


@njit(cache=True)
def label_routes(
    tasks,
    stations,
    opens,
    closes,
    service,
    minutes,
    cost,
    load,
    room,
    fuel,
    rate,
    limit,
    alone,
    toll,
    still,
    labels,
    links,
    heads,
    best,
):
    """Find the cheapest route for each set of tasks; return the number of labels, -1 if there is no room for them.

    Nodes: tasks, then stations, then start and end. `fuel` holds tank, initial, burn a minute, reserve and least at the
    end. `labels[k]` are cost, time after the service, and fuel of a label; `links[k]` node, set of tasks, label before,
    next label of the same node and set, and whether it still counts. `heads[set, node]` starts these lists. `best[set]`
    is the label from which the cheapest route goes home. Routes that cost more than `limit` are not looked for. Where
    one route flies everything (`alone`), `still[set]` with the toll of the task that comes next is the least that is
    left to pay after a set (`least_rest`).
    """
    full = (1 << tasks) - 1
    start, end = tasks + stations, tasks + stations + 1
    tank, initial, burn, reserve, at_end = fuel[0], fuel[1], fuel[2], fuel[3], fuel[4]
    homeward = np.full(len(best), math.inf)
    labels[0, 0], labels[0, 1], labels[0, 2] = 0.0, opens[start], initial
    links[0, 0], links[0, 1], links[0, 2], links[0, 3], links[0, 4] = start, 0, -1, -1, 1
    count, done = 1, 0
    while done < count:
        here, served = links[done, 0], links[done, 1]
        if links[done, 4] == 0:
            done += 1
            continue
        spent, time, left = labels[done, 0], labels[done, 1], labels[done, 2]
        leaves = time
        arrival = leaves + minutes[here, end]
        if served and left - burn * minutes[here, end] >= at_end - _NOISE and arrival <= closes[end] + _NOISE:
            total = spent + cost[here, end]
            if total < homeward[served]:
                homeward[served] = total
                best[served] = done
        for node in range(tasks + stations):
            if node < tasks:
                if served >> node & 1:
                    continue
                now = served | (1 << node)
                fits = True
                for q in range(load.shape[1]):
                    if load[now, q] > room[q] + _NOISE:
                        fits = False
                if not fits:
                    continue
            else:
                if node == here:
                    continue
                now = served
            rest = left - burn * minutes[here, node]
            if rest < reserve - _NOISE:
                continue
            begins = max(leaves + minutes[here, node], opens[node])
            if begins > closes[node] + _NOISE:
                continue
            ready = begins + service[node]
            if node >= tasks:
                ready += rate[node - tasks] * (tank - rest)
                rest = tank
            if ready + minutes[node, end] > closes[end] + _NOISE:
                continue
            paid = spent + cost[here, node]
            least = cost[node, end]
            if alone and now < full:
                entry = math.inf
                for other in range(tasks):
                    if not now >> other & 1:
                        entry = min(entry, cost[node, other] + toll[other])
                least = max(least, entry + still[now])
            if paid + least > limit + _NOISE * limit:
                continue
            beaten = False
            other = heads[now, node]
            while other >= 0:
                if links[other, 4]:
                    if (
                        labels[other, 0] <= paid + _NOISE
                        and labels[other, 1] <= ready + _NOISE
                        and labels[other, 2] >= rest - _NOISE
                    ):
                        beaten = True
                        break
                    if paid <= labels[other, 0] and ready <= labels[other, 1] and rest >= labels[other, 2]:
                        links[other, 4] = 0
                other = links[other, 3]
            if beaten:
                continue
            if count == len(labels):
                return -1
            labels[count, 0], labels[count, 1], labels[count, 2] = paid, ready, rest
            links[count, 0], links[count, 1], links[count, 2] = node, now, done
            links[count, 3], links[count, 4] = heads[now, node], 1
            heads[now, node] = count
            count += 1
        done += 1
    return count


@njit(cache=True)
def best_shares(cost, fewest, aircraft, value, last):
    """Best way to fly each set of tasks by routes: `value[set]` are aircraft and cost, `last[set]` a route of it.

    With `fewest` the aircraft count before the cost. No more than `aircraft` routes are used where `fewest` is set.
    """
    size = len(cost)
    for served in range(1, size):
        value[served, 0] = value[served, 1] = math.inf
        lowest = served & -served
        part = served
        while part:
            # The route with the lowest task, so that each division is seen once.
            if part & lowest and cost[part] < math.inf:
                rest = served ^ part
                count, total = value[rest, 0] + 1.0, value[rest, 1] + cost[part]
                if fewest:
                    better = count < value[served, 0] or (
                        count == value[served, 0] and total < value[served, 1]
                    )
                else:
                    better = total < value[served, 1]
                if better and (not fewest or count <= aircraft):
                    value[served, 0], value[served, 1] = count, total
                    last[served] = part
            part = (part - 1) & served


@njit(cache=True)
def least_rest(legs, toll):
    """Least cost of a path through all tasks that are left and then to the end, for each set of tasks that are done.

    The legs of such a path are a tree, and so cost at least the cheapest tree (Held and Karp, Operations Research 18
    (1970) 1138-1162). Each leg also pays the toll of the tasks at its ends, which the path pays twice for each task and
    gets back; the leg into the first task is left out, but for its toll.

    Parameters
    ----------
    legs : array of float, shape (tasks + 1, tasks + 1)
        Cost between tasks, and the end as the last; the cheaper of both directions counts.
    toll : array of float, shape (tasks,)
        Any numbers; good ones make a good bound.

    Returns
    -------
    still : array of float, shape (2 ** tasks,)
        Bound without the first leg and its toll.
    degree : array of int, shape (tasks,)
        Legs of the tree at each task where nothing is done yet.
    """
    tasks = len(toll)
    still = np.zeros(1 << tasks)
    degree = np.zeros(tasks, dtype=np.int64)
    near, by = np.empty(tasks), np.empty(tasks, dtype=np.int64)
    for done in range((1 << tasks) - 2, -1, -1):
        total = 0.0
        outside = 0
        for task in range(tasks):
            if not done >> task & 1:
                outside |= 1 << task
                total -= 2.0 * toll[task]
                near[task] = min(legs[task, tasks], legs[tasks, task]) + toll[task]
                by[task] = tasks
        while outside:
            best = -1
            for task in range(tasks):
                if outside >> task & 1 and (best < 0 or near[task] < near[best]):
                    best = task
            total += near[best]
            outside ^= 1 << best
            if done == 0:
                degree[best] += 1
                if by[best] < tasks:
                    degree[by[best]] += 1
            for task in range(tasks):
                if outside >> task & 1:
                    leg = min(legs[task, best], legs[best, task]) + toll[task] + toll[best]
                    if leg < near[task]:
                        near[task], by[task] = leg, best
        still[done] = total
    return still, degree
