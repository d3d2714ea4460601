"""Compiled search for routes: labels over fragments and stations, in the order of time.

A label stands where nobody is on board: at the start, at a station, or at the last delivery of a fragment. It knows a
set of pairs of time and fuel: the earliest time with the fuel that belongs to it, and how much more fuel each further
minute would have given at the stations visited, the fastest first. That curve is concave, and exact: waiting for a
window moves the label along it, flight and filling change it as described at the functions.

Three uses share the kernel. Exact pricing looks for the route of least reduced cost: a label makes another one
needless that is not cheaper, not earlier, on no better curve and has no other tasks still ahead. Quick pricing does
not mind what is ahead, so it may miss routes. Enumeration looks for all routes below a threshold that can be in a
best plan: only labels with the same tasks and the same visits compete.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["EVERY", "EXACT", "QUICK", "Day", "Labels", "Prices", "advance"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_EPS = 1e-9
QUICK, EXACT, EVERY = 0, 1, 2
"""Uses: quick pricing, exact pricing, enumeration."""


class Day(NamedTuple):
    """What one fleet can do. Places of labels: tasks (their deliveries), then stations, then the start.

    Parameters
    ----------
    to_pick_min, to_pick_cost : arrays, shape (places, tasks)
        Departure from a place to the begin at a pick-up.
    to_station_min, to_station_cost : arrays, shape (places, stations)
        The same to stations.
    to_end_min, to_end_cost : arrays, shape (places,)
        And to the end.
    latest_pick : array, shape (tasks,)
        Latest begin at a pick-up.
    begin_of : int array, shape (tasks + 1,)
        Fragments that start with task `i` are `begin_of[i]` to `begin_of[i + 1]`.
    last, first_min, last_min, duration_min, flown_min, tasks
        As in `Fragments`.
    open_min, shut_min, fixed_min : arrays, shape (stations,)
        Window of the begin of a stop, and its fixed part.
    speed : int array, shape (stations,)
        Index into `pace`; -1 for a station that fills to the brim.
    brim_pace : array, shape (stations,)
        Minutes per unit of these.
    visits : int array, shape (stations,)
        Most stops of a route; -1 without limit.
    pace : array, shape (P,)
        Minutes per unit of the stations that fill as much as is wanted, ascending, each once.
    tank, burn, reserve, end_fuel, latest_end : float
        Fuel of the fleet, least at its end, last arrival.
    """

    to_pick_min: _Floats
    to_pick_cost: _Floats
    to_station_min: _Floats
    to_station_cost: _Floats
    to_end_min: _Floats
    to_end_cost: _Floats
    latest_pick: _Floats
    begin_of: _Ints
    last: _Ints
    first_min: _Floats
    last_min: _Floats
    duration_min: _Floats
    flown_min: _Floats
    tasks: _Ints
    open_min: _Floats
    shut_min: _Floats
    fixed_min: _Floats
    speed: _Ints
    brim_pace: _Floats
    visits: _Ints
    pace: _Floats
    tank: float
    burn: float
    reserve: float
    end_fuel: float
    latest_end: float


class Prices(NamedTuple):
    """Reduced costs, and what a route must cost at most.

    `rest[v, b, h]` is a bound of the reduced cost of what follows at place `v` from the time `zero + b * bucket` on
    with at most the fuel `h * unit`; with one level of fuel, with any.
    """

    fragment: _Floats
    station: _Floats
    rest: _Floats
    zero: float
    bucket: float
    unit: float
    threshold: float
    mode: int


class Labels(NamedTuple):
    """All labels, and queues of those that wait for their turn.

    `used`: labels, closed routes, place of the bucket in turn. `by`: fragment, or - 1 - station, of the last step.
    `open_tasks` are the tasks served whose pick-ups could still be reached in time, `tasks` all that are served.
    `chain` links the labels that compete, from `heads`; `queue` those of a bucket of time, from `buckets`.
    """

    used: _Ints
    place: _Ints
    parent: _Ints
    by: _Ints
    time: _Floats
    fuel: _Floats
    gain: _Floats
    cost: _Floats
    tasks: _Ints
    open_tasks: _Ints
    stops: _Ints
    needless: NDArray[np.bool_]
    chain: _Ints
    queue: _Ints
    heads: _Ints
    buckets: _Ints
    closed: _Ints
    closed_cost: _Floats


@njit(cache=True)
def _fuel_at(labels: Labels, day: Day, label: int, time: float) -> float:
    """Most fuel that a label can have at a time."""
    fuel = float(labels.fuel[label])
    spare = time - float(labels.time[label])
    for p in range(len(day.pace)):
        gain = float(labels.gain[label, p])
        if gain <= 0.0:
            continue
        need = gain * float(day.pace[p])
        if need <= spare:
            fuel += gain
            spare -= need
        else:
            return fuel + float(spare / day.pace[p])
    return fuel


@njit(cache=True)
def _better(labels: Labels, day: Day, prices: Prices, a: int, b: int) -> bool:
    """Whether label a, which is at the same place no dearer and no later, makes label b needless."""
    if prices.mode == EVERY:
        for w in range(labels.tasks.shape[1]):
            if labels.tasks[a, w] != labels.tasks[b, w]:
                return False
        for s in range(labels.stops.shape[1]):
            if labels.stops[a, s] != labels.stops[b, s]:
                return False
    elif prices.mode == EXACT:
        for w in range(labels.tasks.shape[1]):
            if labels.open_tasks[a, w] & ~labels.open_tasks[b, w]:
                return False
        for s in range(labels.stops.shape[1]):
            if labels.stops[a, s] > labels.stops[b, s]:
                return False
    # Both curves are broken lines: compare them at the ends of their pieces.
    time = labels.time[b]
    if _fuel_at(labels, day, a, time) < labels.fuel[b] - _EPS:
        return False
    for p in range(len(day.pace)):
        if labels.gain[b, p] > 0.0:
            time += labels.gain[b, p] * day.pace[p]
            if _fuel_at(labels, day, a, time) < _fuel_at(labels, day, b, time) - _EPS:
                return False
    time = labels.time[a]
    for p in range(len(day.pace)):
        if labels.gain[a, p] > 0.0:
            time += labels.gain[a, p] * day.pace[p]
            if time > labels.time[b] and (
                _fuel_at(labels, day, a, time) < _fuel_at(labels, day, b, time) - _EPS
            ):
                return False
    return True


@njit(cache=True)
def _settle(labels: Labels, day: Day, new: int, need: float, not_before: float, not_after: float) -> bool:
    """Move a label along its curve to enough fuel and a window's begin, and cut what lies after the window's end."""
    lack = need - labels.fuel[new]
    wait = not_before - labels.time[new]
    for p in range(len(day.pace)):
        gain = labels.gain[new, p]
        if gain <= 0.0 or (lack <= 0.0 and wait <= 0.0):
            continue
        part = max(lack, 0.0)
        if day.pace[p] > 0.0:
            part = max(part, wait / day.pace[p])
        elif wait > 0.0:
            part = gain
        part = min(part, gain)
        labels.gain[new, p] = gain - part
        labels.fuel[new] += part
        labels.time[new] += part * day.pace[p]
        lack -= part
        wait -= part * day.pace[p]
    if lack > _EPS:
        return False
    if wait > 0.0:
        labels.time[new] = not_before
    spare = not_after - labels.time[new]
    if spare < -_EPS:
        return False
    spare = max(spare, 0.0)
    for p in range(len(day.pace)):
        gain = labels.gain[new, p]
        if gain > 0.0:
            if gain * day.pace[p] > spare:
                labels.gain[new, p] = gain = spare / day.pace[p]
            spare -= gain * day.pace[p]
    return True


@njit(cache=True)
def _copy(labels: Labels, label: int, new: int) -> None:
    labels.time[new] = labels.time[label]
    labels.fuel[new] = labels.fuel[label]
    labels.gain[new] = labels.gain[label]
    labels.cost[new] = labels.cost[label]
    labels.tasks[new] = labels.tasks[label]
    labels.open_tasks[new] = labels.open_tasks[label]
    labels.stops[new] = labels.stops[label]
    labels.parent[new] = label
    labels.needless[new] = False


@njit(cache=True)
def _fly(labels: Labels, day: Day, new: int, minutes: float) -> None:
    labels.time[new] += minutes
    labels.fuel[new] -= day.burn * minutes


@njit(cache=True)
def _fill(labels: Labels, day: Day, new: int, station: int) -> None:
    """Fill at a station, as much as is wanted or to the brim."""
    mine = day.speed[station]
    pace = day.brim_pace[station] if mine < 0 else day.pace[mine]
    held = labels.fuel[new]
    for p in range(len(day.pace)):
        if mine < 0:
            # What an earlier station gives faster is taken there.
            if day.pace[p] < pace:
                held += labels.gain[new, p]
                labels.time[new] += labels.gain[new, p] * day.pace[p]
            labels.gain[new, p] = 0.0
        elif p < mine:
            held += labels.gain[new, p]
        else:
            labels.gain[new, p] = 0.0
    labels.time[new] += day.fixed_min[station]
    missing = max(0.0, day.tank - held)
    if mine >= 0:
        labels.gain[new, mine] = missing
    else:
        labels.time[new] += missing * pace
        labels.fuel[new] = day.tank


@njit(cache=True)
def _forget(labels: Labels, day: Day, new: int, place: int, word: int) -> None:
    """Keep in `open_tasks` what could still be picked up."""
    for w in range(labels.tasks.shape[1]):
        bits = labels.open_tasks[new, w]
        task = w * word
        while bits:
            if bits & 1 and labels.time[new] + day.to_pick_min[place, task] > day.latest_pick[task] + _EPS:
                labels.open_tasks[new, w] &= ~(np.int64(1) << (task - w * word))
            bits >>= 1
            task += 1


@njit(cache=True)
def _bucket(prices: Prices, time: float) -> int:
    """Bucket of a time."""
    bucket = int((time - prices.zero - 1e-7) / prices.bucket)
    return min(max(0, bucket), int(prices.rest.shape[1]) - 1)


@njit(cache=True)
def _level(prices: Prices, fuel: float) -> int:
    """Level of fuel, rounded up."""
    level = int(np.ceil((fuel - 1e-7) / prices.unit))
    return min(max(0, level), int(prices.rest.shape[2]) - 1)


@njit(cache=True)
def _hopeless(labels: Labels, day: Day, prices: Prices, new: int) -> bool:
    """Whether nothing that can follow a label makes a route cheap enough, at any point of its curve."""
    place = labels.place[new]
    end = labels.time[new]
    for p in range(len(day.pace)):
        end += labels.gain[new, p] * day.pace[p]
    time = labels.time[new]
    while True:
        bucket = _bucket(prices, time)
        after = end
        if bucket < prices.rest.shape[1] - 1:
            after = min(end, max(time, prices.zero + (bucket + 1) * prices.bucket) + 1e-6)
        fuel = _fuel_at(labels, day, new, after)
        if labels.cost[new] + prices.rest[place, bucket, _level(prices, fuel)] <= prices.threshold:
            return False
        if after >= end:
            return True
        time = after


@njit(cache=True)
def _enter(labels: Labels, day: Day, prices: Prices, new: int, word: int) -> bool:
    """Take a new label in, unless it is hopeless or needless."""
    place = labels.place[new]
    bucket = _bucket(prices, labels.time[new])
    if _hopeless(labels, day, prices, new):
        return False
    # Fuel for a flight to the end or to a station.
    most = labels.fuel[new]
    for p in range(len(day.pace)):
        most += labels.gain[new, p]
    safe = most >= day.burn * day.to_end_min[place] + day.end_fuel - _EPS
    for s in range(len(day.open_min)):
        if safe:
            break
        safe = (
            day.visits[s] < 0 or labels.stops[new, s] < day.visits[s]
        ) and most >= day.burn * day.to_station_min[place, s] + day.reserve - _EPS
    if not safe:
        return False
    _forget(labels, day, new, place, word)
    head = np.int64(place)
    if prices.mode == EVERY:
        mixed = np.uint64(place + 1)
        for w in range(labels.tasks.shape[1]):
            mixed = (mixed ^ np.uint64(labels.tasks[new, w])) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        head = np.int64(mixed % np.uint64(len(labels.heads)))
    cost, time = labels.cost[new], labels.time[new]
    before = -1
    other = labels.heads[head]
    while other >= 0:
        after = labels.chain[other]
        if labels.place[other] == place:
            cheaper, sooner = labels.cost[other] - cost, labels.time[other] - time
            if cheaper <= _EPS and sooner <= _EPS and _better(labels, day, prices, other, new):
                return False
            if cheaper >= -_EPS and sooner >= -_EPS and _better(labels, day, prices, new, other):
                labels.needless[other] = True
                if before < 0:
                    labels.heads[head] = after
                else:
                    labels.chain[before] = after
                other = after
                continue
        before = other
        other = after
    labels.chain[new] = labels.heads[head]
    labels.heads[head] = new
    labels.queue[new] = labels.buckets[bucket]
    labels.buckets[bucket] = new
    labels.used[0] = new + 1
    return True


@njit(cache=True)
def _close(labels: Labels, day: Day, prices: Prices, label: int, scratch: int) -> None:
    """Note a route that ends after a label."""
    place = labels.place[label]
    cost = labels.cost[label] + day.to_end_cost[place]
    if cost > prices.threshold:
        return
    minutes = day.to_end_min[place]
    _copy(labels, label, scratch)
    if _settle(labels, day, scratch, day.end_fuel + day.burn * minutes, -np.inf, day.latest_end - minutes):
        labels.closed[labels.used[1]] = label
        labels.closed_cost[labels.used[1]] = cost
        labels.used[1] += 1


@njit(cache=True)
def advance(steps: int, labels: Labels, day: Day, prices: Prices, word: int) -> int:
    """Extend labels until so many steps are done.

    Returns
    -------
    int
        0 when all is done, 1 when there is more to do, 2 when there is no more room.
    """
    tasks, stations = len(day.latest_pick), len(day.open_min)
    rows = len(labels.place) - 2
    room = len(day.last) + stations + 2
    while labels.used[2] < len(labels.buckets):
        label = labels.buckets[labels.used[2]]
        if label < 0:
            labels.used[2] += 1
            continue
        if steps <= 0:
            return 1
        if labels.used[0] + room > rows or labels.used[1] + 1 > len(labels.closed):
            return 2
        labels.buckets[labels.used[2]] = labels.queue[label]
        if labels.needless[label]:
            continue
        place = labels.place[label]
        most = labels.fuel[label]
        for p in range(len(day.pace)):
            most += labels.gain[label, p]
        steps -= 1
        _close(labels, day, prices, label, labels.used[0])
        for i in range(tasks):
            if labels.tasks[label, i // word] >> (i % word) & 1:
                continue
            minutes = day.to_pick_min[place, i]
            if labels.time[label] + minutes > day.latest_pick[i] + _EPS:
                continue
            base = labels.cost[label] + day.to_pick_cost[place, i]
            for g in range(day.begin_of[i], day.begin_of[i + 1]):
                steps -= 1
                if labels.time[label] + minutes > day.last_min[g] + _EPS:
                    continue
                clash = False
                for w in range(labels.tasks.shape[1]):
                    if labels.tasks[label, w] & day.tasks[g, w]:
                        clash = True
                if clash:
                    continue
                # As soon as it could be there, with the most fuel: most end here.
                soonest = max(labels.time[label] + minutes, day.first_min[g]) + day.duration_min[g]
                bucket = _bucket(prices, soonest)
                level = _level(prices, most - day.burn * (minutes + day.flown_min[g]))
                if base + prices.fragment[g] + prices.rest[day.last[g], bucket, level] > prices.threshold:
                    continue
                new = labels.used[0]
                _copy(labels, label, new)
                need = day.reserve + day.burn * (minutes + day.flown_min[g])
                if not _settle(labels, day, new, need, day.first_min[g] - minutes, day.last_min[g] - minutes):
                    continue
                _fly(labels, day, new, minutes)
                labels.time[new] += day.duration_min[g]
                labels.fuel[new] -= day.burn * day.flown_min[g]
                labels.cost[new] = base + prices.fragment[g]
                labels.place[new] = day.last[g]
                labels.by[new] = g
                for w in range(labels.tasks.shape[1]):
                    labels.tasks[new, w] |= day.tasks[g, w]
                    labels.open_tasks[new, w] |= day.tasks[g, w]
                _enter(labels, day, prices, new, word)
        for s in range(stations):
            if place == tasks + s or (day.visits[s] >= 0 and labels.stops[label, s] >= day.visits[s]):
                continue
            steps -= 1
            minutes = day.to_station_min[place, s]
            new = labels.used[0]
            _copy(labels, label, new)
            need = day.reserve + day.burn * minutes
            if not _settle(labels, day, new, need, day.open_min[s] - minutes, day.shut_min[s] - minutes):
                continue
            _fly(labels, day, new, minutes)
            _fill(labels, day, new, s)
            labels.cost[new] = labels.cost[label] + day.to_station_cost[place, s] + prices.station[s]
            labels.place[new] = tasks + s
            labels.by[new] = -1 - s
            if day.visits[s] >= 0:
                labels.stops[new, s] += 1
            _enter(labels, day, prices, new, word)
    return 0
