"""Compiled loops: routes of one fleet by labels, in the order of time, each label better than others in some way.

A label is a beginning of a route. Its numbers are all better if they are smaller: reduced cost, time at which the last
stop is over, fuel with the sign changed, shortest duty or trip so far, latest departure with the sign changed, what is
used of limited stations, and the load. Labels wait in buckets of time; one that is beaten by another that is already
settled is forgotten. With prices that are half at the pick-up and half at the delivery a pair earns its price whole.

A cut is a set of three tasks: every second one that a route flies costs a penalty. A label that has flown an odd number
of them is nearer to it, so it is better than another one only if it is cheaper by the penalty.
"""

from __future__ import annotations

import math
from typing import Any

from numba import njit

from airlift.sorties.pricing.net import Net, Pool, Price, Table

__all__ = ["DONE", "FOUND_FULL", "MORE", "NO_ROOM", "advance", "begin"]

MORE, DONE, NO_ROOM, FOUND_FULL = 0, 1, 2, 3
"""What `advance` comes back with."""

COST, TIME, FUEL, SPAN, LATEST, USE = 0, 1, 2, 3, 4, 5
NODE, BEFORE, NEXT = 0, 1, 2
COUNT, FREE, BUCKET, FOUND = 0, 1, 2, 3
FIELDS, SETS, HASHED = 0, 1, 2
_NOISE = 1e-9


@njit(cache=True)
def begin(net: Net, price: Price, pool: Pool) -> None:
    """Make the label of the start."""
    pool.queue[:] = -1
    pool.heads[:] = -1
    pool.least[:] = math.inf
    pool.number[0, :] = 0.0
    pool.number[0, COST] = price.first
    pool.number[0, TIME] = net.opens[net.start]
    pool.number[0, FUEL] = -net.fuel[1]
    pool.number[0, LATEST] = -net.closes[net.start]
    pool.word[0, :] = 0
    pool.odd[0, :] = 0
    pool.link[0, NODE], pool.link[0, BEFORE], pool.link[0, NEXT] = net.start, -1, -1
    pool.queue[0] = 0
    pool.state[COUNT], pool.state[FREE], pool.state[BUCKET], pool.state[FOUND] = 1, -1, 0, 0


@njit(cache=True)
def advance(
    net: Net, price: Price, table: Table, pool: Pool, mode: Any, near: Any, threshold: float, steps: int
) -> int:
    """Settle and extend some labels.

    `mode` holds how many numbers are compared, whether sets of tasks are (0 not, 1 a subset is better, 2 only the same
    set), and whether the lists of labels are by hash or by node and time.
    """
    state, link = pool.state, pool.link
    for _ in range(steps):
        while state[BUCKET] < len(pool.queue) and pool.queue[state[BUCKET]] < 0:
            state[BUCKET] += 1
        if state[BUCKET] == len(pool.queue):
            return DONE
        if state[FOUND] == len(pool.found):
            return FOUND_FULL
        label = pool.queue[state[BUCKET]]
        pool.queue[state[BUCKET]] = link[label, NEXT]
        if not _settle(net, price, pool, mode, label):
            link[label, NEXT] = state[FREE]
            state[FREE] = label
            continue
        _go_home(net, price, pool, threshold, label)
        here = link[label, NODE]
        for arc in range(net.first[here], net.first[here + 1]):
            if state[FREE] < 0 and state[COUNT] == len(pool.number):
                return NO_ROOM
            _extend(net, price, table, pool, near, threshold, label, net.after[arc])
    return MORE


@njit(cache=True)
def _slot(net: Net, pool: Pool, mode: Any, label: int) -> tuple[int, int]:
    """First list and number of lists in which labels that beat this one may be; it goes into the last of them."""
    node = pool.link[label, NODE]
    if not mode[HASHED]:
        times = len(pool.queue)
        return node * times, pool.state[BUCKET] + 1
    value = (node + 1) * 0x9E3779B97F4A7C1
    half = pool.word.shape[1] // 2
    for k in range(0 if mode[SETS] == 2 else half, 2 * half):
        value = (value ^ pool.word[label, k]) * 0x2545F4914F6CDD1
        value ^= value >> 29
    return value & (len(pool.heads) - 1), 1


@njit(cache=True)
def _settle(net: Net, price: Price, pool: Pool, mode: Any, label: int) -> bool:
    """Put a label into its list, unless one of those already there is better."""
    first, lists = _slot(net, pool, mode, label)
    cost = pool.number[label, COST]
    for at in range(first, first + lists):
        if pool.least[at] > cost + _NOISE:
            continue
        other = pool.heads[at]
        # The cheapest come first in each list: what is dearer cannot be better.
        while other >= 0 and pool.number[other, COST] <= cost + _NOISE:
            if _beats(net, price, pool, mode, other, label):
                return False
            other = pool.link[other, NEXT]
    at = first + lists - 1
    before, other = -1, pool.heads[at]
    while other >= 0 and pool.number[other, COST] < cost:
        before, other = other, pool.link[other, NEXT]
    pool.link[label, NEXT] = other
    if before < 0:
        pool.heads[at] = label
        pool.least[at] = cost
    else:
        pool.link[before, NEXT] = label
    return True


@njit(cache=True)
def _beats(net: Net, price: Price, pool: Pool, mode: Any, better: int, label: int) -> bool:
    for k in range(mode[FIELDS]):
        if pool.number[better, k] > pool.number[label, k] + _NOISE:
            return False
    if pool.link[better, NODE] != pool.link[label, NODE]:
        return False
    half = pool.word.shape[1] // 2
    for k in range(half):
        if pool.word[better, half + k] != pool.word[label, half + k]:
            return False
        more = pool.word[better, k] & ~pool.word[label, k]
        if mode[SETS] == 1 and more and _may_still_fly(net, pool, label, 64 * k, more):
            return False
        if mode[SETS] == 2 and pool.word[better, k] != pool.word[label, k]:
            return False
    nearer = pool.number[better, COST] - pool.number[label, COST]
    for k in range(pool.odd.shape[1]):
        cuts = pool.odd[better, k] & ~pool.odd[label, k]
        if cuts != 0:
            nearer += _penalties(price, 64 * k, cuts)
    return nearer <= _NOISE


@njit(cache=True)
def _penalties(price: Price, first: int, cuts: int) -> float:
    """Sum of the penalties of some cuts, given as bits."""
    total, at = 0.0, first
    while cuts != 0:
        if cuts & 1:
            total += price.penalty[at]
        cuts = (cuts >> 1) & 0x7FFFFFFFFFFFFFFF
        at += 1
    return total


@njit(cache=True)
def _may_still_fly(net: Net, pool: Pool, label: int, first: int, tasks: int) -> bool:
    """Whether a label is in time for one of some tasks, given as bits; if not, it is no loss not to fly them again."""
    here, time = pool.link[label, NODE], pool.number[label, TIME]
    for bit in range(64):
        if tasks & (1 << bit):
            task = first + bit
            if time + net.minutes[here, task] <= net.closes[task] + _NOISE:
                return True
    return False


@njit(cache=True)
def _go_home(net: Net, price: Price, pool: Pool, threshold: float, label: int) -> None:
    """Note a label whose route may end here and costs no more than the threshold."""
    here = pool.link[label, NODE]
    if not net.home[here]:
        return
    half = pool.word.shape[1] // 2
    flown = False
    for k in range(half):
        if pool.word[label, half + k]:
            return
        flown = flown or pool.word[label, k] != 0
    minutes = net.minutes[here, net.end]
    arrival = pool.number[label, TIME] + minutes
    if not flown or arrival > net.closes[net.end] + _NOISE:
        return
    if net.fuelled and -pool.number[label, FUEL] - net.fuel[2] * minutes < net.fuel[4] - _NOISE:
        return
    if net.limited:
        span = pool.number[label, SPAN] + minutes
        latest = min(-pool.number[label, LATEST], net.closes[net.end] - span)
        if max(span, arrival - latest) > net.limit + _NOISE:
            return
    total = pool.number[label, COST] + price.per_cost * net.cost[here, net.end]
    if total <= threshold:
        pool.found[pool.state[FOUND]] = label
        pool.total[pool.state[FOUND]] = total
        pool.state[FOUND] += 1


@njit(cache=True)
def _may_stop(net: Net, pool: Pool, label: int, node: int) -> bool:
    """Whether a task may begin or end, or fuel be taken, with what was flown and is on board."""
    half = pool.word.shape[1] // 2
    if node < 2 * net.tasks:
        task = node if node < net.tasks else node - net.tasks
        bit = 1 << (task & 63)
        aboard: bool = pool.word[label, half + (task >> 6)] & bit != 0
        if node >= net.tasks:
            return aboard
        flown: bool = pool.word[label, task >> 6] & bit != 0
        return not aboard and not flown
    if net.only_empty[node - 2 * net.tasks]:
        for k in range(half):
            if pool.word[label, half + k]:
                return False
    return True


@njit(cache=True)
def _extend(
    net: Net, price: Price, table: Table, pool: Pool, near: Any, threshold: float, label: int, node: int
) -> None:
    """Fly from a label to a node, if that is allowed and may still lead to a route below the threshold."""
    if not _may_stop(net, pool, label, node):
        return
    number, here = pool.number, pool.link[label, NODE]
    minutes = net.minutes[here, node]
    begins = max(number[label, TIME] + minutes, net.opens[node])
    if begins > net.closes[node] + _NOISE:
        return
    fuel = -number[label, FUEL]
    stay, taken = net.service[node], 0.0
    station = node - 2 * net.tasks
    if net.fuelled:
        fuel -= net.fuel[2] * minutes
        if fuel < net.fuel[3] - _NOISE:
            return
        if station >= 0:
            taken = max(0.0, net.fuel[0] - fuel)
            stay += net.rate[station] * taken
            fuel += taken
        if fuel < net.need[node] - _NOISE:
            return
    ready = begins + stay
    if ready + net.minutes[node, net.end] > net.closes[net.end] + _NOISE:
        return
    cost = number[label, COST] + price.per_cost * net.cost[here, node] + price.reward[node]
    if begins > net.due[node]:
        cost += price.per_cost * net.late[node] * (begins - net.due[node])
    span, latest = 0.0, 0.0
    if net.limited:
        span = number[label, SPAN] + minutes
        latest = min(-number[label, LATEST], net.closes[node] - span)
        span = max(span, begins - latest)
        if span > net.limit + _NOISE:
            return
        span += stay
        if station >= 0 and net.reload[station] and net.by_trip:
            span, latest = 0.0, min(net.closes[node], latest + net.limit) + stay
    if station >= 0:
        if net.visit_row[station] >= 0:
            cost += price.use[net.visit_row[station]]
        if net.stock_row[station] >= 0:
            cost += price.use[net.stock_row[station]] * taken
    if node < net.tasks:
        for k in range(pool.odd.shape[1]):
            cuts = pool.odd[label, k] & price.cut[node, k]
            if cuts != 0:
                cost += _penalties(price, 64 * k, cuts)
    at = min(table.best.shape[1] - 1, int((ready - table.begin) / table.width))
    back = here < 2 * net.tasks and table.next[node, at] == here
    rest = table.second[node, at] if back else table.best[node, at]
    if cost + rest > threshold:
        return
    row = pool.state[FREE]
    if row < 0:
        row = pool.state[COUNT]
    number[row, COST], number[row, TIME], number[row, FUEL] = cost, ready, -fuel
    number[row, SPAN], number[row, LATEST] = span, -latest
    uses = len(price.use)
    for k in range(uses):
        number[row, USE + k] = number[label, USE + k]
    if station >= 0:
        if net.visit_row[station] >= 0:
            number[row, USE + net.visit_row[station]] += 1.0
        if net.stock_row[station] >= 0:
            number[row, USE + net.stock_row[station]] += taken
        for k in range(uses):
            if number[row, USE + k] > net.most_use[k] + 1e-6:
                return
    if not _load(net, pool, label, row, node):
        return
    _remember(net, price, pool, near, label, row, node)
    if not _can_deliver(net, pool, row, node, ready):
        return
    if row == pool.state[COUNT]:
        pool.state[COUNT] += 1
    else:
        pool.state[FREE] = pool.link[row, NEXT]
    pool.link[row, NODE], pool.link[row, BEFORE] = node, label
    times = len(pool.queue)
    when = int((ready - net.opens[net.start]) / net.span * times)
    when = max(pool.state[BUCKET], min(times - 1, when))
    pool.link[row, NEXT] = pool.queue[when]
    pool.queue[when] = row


@njit(cache=True)
def _load(net: Net, pool: Pool, label: int, row: int, node: int) -> bool:
    """Load after a stop; False if there is no room."""
    resources = len(net.room)
    first = pool.number.shape[1] - resources
    station = node - 2 * net.tasks
    for q in range(resources):
        load = pool.number[label, first + q]
        if station < 0:
            load += net.demand[node, q]
        elif net.reload[station]:
            load = 0.0
            half = pool.word.shape[1] // 2
            for task in range(net.tasks):
                if pool.word[label, half + (task >> 6)] & (1 << (task & 63)):
                    load += net.demand[task, q]
        if load > net.room[q] + _NOISE:
            return False
        pool.number[row, first + q] = load
    return True


@njit(cache=True)
def _remember(net: Net, price: Price, pool: Pool, near: Any, label: int, row: int, node: int) -> None:
    """Note what was flown, as far as it is remembered, and who is on board."""
    half = pool.word.shape[1] // 2
    for k in range(2 * half):
        pool.word[row, k] = pool.word[label, k]
    for k in range(pool.odd.shape[1]):
        pool.odd[row, k] = pool.odd[label, k]
        if node < net.tasks:
            pool.odd[row, k] ^= price.cut[node, k]
    if node >= 2 * net.tasks:
        return
    task = node if node < net.tasks else node - net.tasks
    bit = 1 << (task & 63)
    if node >= net.tasks:
        pool.word[row, half + (task >> 6)] &= ~bit
        return
    for k in range(half):
        pool.word[row, k] &= near[task, k]
    pool.word[row, task >> 6] |= bit
    if net.pair[task]:
        pool.word[row, half + (task >> 6)] |= bit


@njit(cache=True)
def _can_deliver(net: Net, pool: Pool, row: int, node: int, ready: float) -> bool:
    """Whether each delivery can still be reached in time from here."""
    half = pool.word.shape[1] // 2
    for k in range(half):
        if pool.word[row, half + k] == 0:
            continue
        for bit in range(64):
            if pool.word[row, half + k] & (1 << bit):
                delivery = net.tasks + 64 * k + bit
                if ready + net.minutes[node, delivery] > net.closes[delivery] + _NOISE:
                    return False
    return True
