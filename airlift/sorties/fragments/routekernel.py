"""Compiled search for all routes of small reduced cost: fragments one after the other, by the arcs between them.

A label is a part of a route that ends with a fragment. It knows the earliest begin A at its last stop and, for each
task on board, two figures that say how late its pick-up can be if the last stop begins at t: the lesser of U and
t - d. That is exact: pick-ups of all tasks on board can be as late as that together, so whether a further stop is in
time and in its ride follows from these figures alone. The departure from the start is known in the same way, for the
duty.

Labels with the same end and the same tasks compete; the one that costs no more and leaves as much time is enough,
whatever the prices of tasks and of sets of tasks are. What must still be paid at least from a place and time on is
known from a search backwards in which stops may be visited again (`restkernel`).

Source of the figures: Gschwind and Irnich, Effective handling of dynamic time windows, Transportation Science 49 (2015)
335-354.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from airlift.sorties.fragments.restkernel import (
    NOISE,
    Flags,
    Floats,
    Ints,
    Keys,
    Rest,
    Rules,
    Ways,
    bucket_of,
)

__all__ = ["WORD", "Labels", "Triads", "advance", "chain_again"]

WORD = 62
"""Tasks in a word of a set."""


class Triads(NamedTuple):
    """Sets of three tasks, shape (sets, 3), and the price, not negative, of a route that flies two or more of one."""

    tasks: Ints
    price: Floats


class Labels(NamedTuple):
    """All labels. `used`: labels, closed routes, level in turn, figures in `late` and `gone`.

    The figures of a label begin at `first`: those of the departure, then of each task on board. `chain` links labels
    that may compete, from `heads`, found by `key`; `queue` those with as many tasks, from `levels`.
    """

    used: Ints
    place: Ints
    parent: Ints
    arc: Ints
    fragment: Ints
    price: Floats
    cost: Floats
    time: Floats
    first: Ints
    late: Floats
    gone: Floats
    tasks: Ints
    needless: Flags
    key: Keys
    chain: Ints
    queue: Ints
    heads: Ints
    levels: Ints
    closed: Ints
    closed_price: Floats
    closed_cost: Floats


@njit(cache=True)
def _as_good(labels: Labels, a: int, b: int, slots: int) -> bool:
    """Whether label a leaves at least the time that label b leaves; both end at the same place with the same tasks."""
    if labels.cost[a] > labels.cost[b] + NOISE or labels.time[a] > labels.time[b] + NOISE:
        return False
    time, mine, other = labels.time[b], labels.first[a], labels.first[b]
    for k in range(slots):
        if labels.late[mine + k] < labels.late[other + k] - NOISE:
            return False
        if (
            min(labels.late[mine + k], time - labels.gone[mine + k])
            < min(labels.late[other + k], time - labels.gone[other + k]) - NOISE
        ):
            return False
    return True


@njit(cache=True)
def _some_of(tasks: Ints, label: int, three: Ints) -> bool:
    """Whether a label has at least two of three tasks."""
    count = 0
    for k in range(3):
        count += (tasks[label, three[k] // WORD] >> (three[k] % WORD)) & 1
    return count >= 2


@njit(cache=True)
def _enter(labels: Labels, new: int, slots: int, level: int) -> None:
    """Take a new label in, unless another one is as good; drop those that it is as good as."""
    place = labels.place[new]
    mixed = np.uint64(place + 1)
    for w in range(labels.tasks.shape[1]):
        mixed = (mixed ^ np.uint64(labels.tasks[new, w])) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    head = np.int64(mixed % np.uint64(len(labels.heads)))
    before, other = -1, labels.heads[head]
    while other >= 0:
        after = labels.chain[other]
        same = labels.key[other] == mixed and labels.place[other] == place
        for w in range(labels.tasks.shape[1]):
            same = same and labels.tasks[other, w] == labels.tasks[new, w]
        if same:
            if _as_good(labels, other, new, slots):
                return
            if _as_good(labels, new, other, slots):
                labels.needless[other] = True
                if before < 0:
                    labels.heads[head] = after
                else:
                    labels.chain[before] = after
                other = after
                continue
        before, other = other, after
    labels.key[new] = mixed
    labels.chain[new] = labels.heads[head]
    labels.heads[head] = new
    labels.queue[new] = labels.levels[level]
    labels.levels[level] = new
    labels.used[0] = new + 1
    labels.used[3] += slots


@njit(cache=True)
def chain_again(labels: Labels) -> None:
    """Link the labels from new, empty heads; the first one, at the start, competes with none."""
    for label in range(1, labels.used[0]):
        if not labels.needless[label]:
            head = np.int64(labels.key[label] % np.uint64(len(labels.heads)))
            labels.chain[label] = labels.heads[head]
            labels.heads[head] = label


@njit(cache=True)
def _follow(
    ways: Ways,
    rules: Rules,
    labels: Labels,
    label: int,
    fragment: int,
    new: int,
    board: Ints,
    late: Floats,
    gone: Floats,
) -> int:
    """Find the figures after a fragment: their number, 0 if it cannot be flown. `board` holds whose they are."""
    tasks = rules.tasks
    place = labels.place[label]
    size = 1
    # Nobody's: no stop is taken for a delivery of the first slot.
    board[0] = -tasks - 1
    first = labels.first[label]
    late[0], gone[0] = labels.late[first], labels.gone[first]
    for k in range(ways.load_of[place], ways.load_of[place + 1]):
        board[size] = ways.load[k]
        late[size], gone[size] = labels.late[first + size], labels.gone[first + size]
        size += 1
    time, here = labels.time[label], ways.last[place]
    for at in range(ways.path_of[fragment], ways.path_of[fragment + 1]):
        node = ways.path[at]
        minutes = rules.ahead[here, node]
        time = max(time + minutes, rules.opens[node])
        last = rules.closes[node]
        slot = -1
        for k in range(size):
            gone[k] += minutes
            if board[k] == node - tasks:
                slot = k
        if slot > 0:
            if gone[slot] > rules.ride[node - tasks] + NOISE:
                return 0
            last = min(last, rules.ride[node - tasks] + late[slot])
        if time > last + NOISE:
            return 0
        if slot > 0:
            # The slots stay in ascending order of the tasks.
            size -= 1
            for k in range(slot, size):
                board[k] = board[k + 1]
                late[k], gone[k] = late[k + 1], gone[k + 1]
        for k in range(size):
            late[k] = min(late[k], last - gone[k])
        if slot < 0:
            slot = size
            while slot > 1 and board[slot - 1] > node:
                board[slot] = board[slot - 1]
                late[slot] = late[slot - 1]
                gone[slot] = gone[slot - 1]
                slot -= 1
            board[slot] = node
            late[slot], gone[slot] = last, 0.0
            size += 1
        if gone[0] + rules.ahead[node, rules.end] > rules.duty + NOISE:
            return 0
        for k in range(1, size):
            direct = rules.ahead[node, tasks + board[k]]
            ride = rules.ride[board[k]]
            if gone[k] + direct > ride + NOISE:
                return 0
            if time + direct > min(rules.closes[tasks + board[k]], ride + late[k]) + NOISE:
                return 0
        here = node
    labels.time[new] = time
    return size


@njit(cache=True)
def advance(
    steps: int,
    labels: Labels,
    ways: Ways,
    rules: Rules,
    rest: Rest,
    triads: Triads,
    threshold: float,
    board: Ints,
    late: Floats,
    gone: Floats,
) -> int:
    """Extend labels that can still become routes within the threshold until so many steps are done.

    Returns
    -------
    int
        0 when all is done, 1 when there is more to do, 2 when there is no more room.
    """
    begins = len(ways.fragment_of) - 1
    buckets = rest.after.shape[1]
    words = labels.tasks.shape[1]
    while labels.used[2] < len(labels.levels):
        level = labels.used[2]
        label = labels.levels[level]
        if label < 0:
            labels.used[2] += 1
            continue
        if steps <= 0:
            return 1
        room = len(labels.place) - labels.used[0]
        most = len(ways.fragment_to) + 2
        if (
            room < most
            or labels.used[1] + 2 > len(labels.closed)
            or len(labels.late) - labels.used[3] < most * len(late)
        ):
            return 2
        labels.levels[level] = labels.queue[label]
        steps -= 1
        if labels.needless[label]:
            continue
        place = labels.place[label]
        here, time = ways.last[place], labels.time[label]
        for a in range(ways.arc_of[place], ways.arc_of[place + 1]):
            price = labels.price[label] + ways.arc_price[a]
            p = ways.arc_to[a]
            if p == begins:
                minutes = rules.ahead[here, rules.end]
                last = min(rules.closes[rules.end], rules.duty + labels.late[labels.first[label]])
                if (
                    price <= threshold
                    and max(time + minutes, rules.opens[rules.end]) <= last + NOISE
                    and labels.gone[labels.first[label]] + minutes <= rules.duty + NOISE
                ):
                    k = labels.used[1]
                    labels.closed[k] = label
                    labels.closed_price[k] = price
                    labels.closed_cost[k] = labels.cost[label] + ways.arc_cost[a]
                    labels.used[1] = k + 1
                continue
            node = ways.path[ways.path_of[ways.fragment_of[p]]]
            begin = max(time + rules.ahead[here, node], rules.opens[node])
            if begin > rules.closes[node] + NOISE:
                continue
            if price + rest.before[p, bucket_of(begin, rest.zero, rest.bucket, buckets)] > threshold:
                continue
            for f in range(ways.fragment_of[p], ways.fragment_of[p + 1]):
                steps -= 1
                if begin > ways.latest[f] + NOISE:
                    continue
                whole = price + ways.fragment_price[f]
                soonest = max(begin + ways.minutes[f], ways.soonest[f])
                target = ways.fragment_to[f]
                if (
                    whole + rest.after[target, bucket_of(soonest, rest.zero, rest.bucket, buckets)]
                    > threshold
                ):
                    continue
                clash = False
                for w in range(words):
                    if labels.tasks[label, w] & ways.tasks[f, w]:
                        clash = True
                if clash:
                    continue
                new = labels.used[0]
                slots = _follow(ways, rules, labels, label, f, new, board, late, gone)
                if slots == 0:
                    continue
                for w in range(words):
                    labels.tasks[new, w] = labels.tasks[label, w] | ways.tasks[f, w]
                for k in range(len(triads.price)):
                    if _some_of(labels.tasks, new, triads.tasks[k]) and not _some_of(
                        labels.tasks, label, triads.tasks[k]
                    ):
                        whole += triads.price[k]
                if (
                    whole + rest.after[target, bucket_of(labels.time[new], rest.zero, rest.bucket, buckets)]
                    > threshold
                ):
                    continue
                size = 0
                for w in range(words):
                    bits = labels.tasks[new, w]
                    while bits:
                        bits &= bits - 1
                        size += 1
                labels.place[new], labels.parent[new] = target, label
                labels.arc[new], labels.fragment[new] = a, f
                labels.price[new] = whole
                labels.cost[new] = labels.cost[label] + ways.arc_cost[a] + ways.fragment_cost[f]
                labels.needless[new] = False
                first = labels.used[3]
                labels.first[new] = first
                for k in range(slots):
                    labels.late[first + k], labels.gone[first + k] = late[k], gone[k]
                _enter(labels, new, slots, size)
    return 0
