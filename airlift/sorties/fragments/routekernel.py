"""Compiled search for all routes of small reduced cost: fragments one after the other, by the arcs between them.

A label is a part of a route that ends with a fragment. It knows the earliest begin A at its last stop and, for each
task on board, two figures that say how late its pick-up can be if the last stop begins at t: the lesser of U and
t - d. That is exact: pick-ups of all tasks on board can be as late as that together, so whether a further stop is in
time and in its ride follows from these figures alone. The departure from the start is known in the same way, for the
duty.

Labels with the same end and the same tasks compete; the one that costs no more and leaves as much time is enough,
whatever the prices of tasks and of sets of tasks are. What must still be paid at least from a place and time on is
known from a search backwards in which stops may be visited again.

Source of the figures: Gschwind and Irnich, Effective handling of dynamic time windows, Transportation Science 49 (2015)
335-354.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["WORD", "Labels", "Rest", "Rules", "Triads", "Ways", "advance", "rest_from", "through"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_NOISE = 1e-9
WORD = 62
"""Tasks in a word of a set."""


class Ways(NamedTuple):
    """Fragments and arcs in the order of the nodes at which they begin.

    Ends of fragments are numbered from 0, the start of the day is the last of them; begins of fragments are numbered
    from 0, the end of the day is the last of them.

    Parameters
    ----------
    arc_of, fragment_of : int arrays
        First arc of each end, first fragment of each begin; with a last entry.
    arc_to, fragment_to : int arrays
        Begin that an arc leads to, end that a fragment leads to.
    arc_price, fragment_price : arrays
        Prices: reduced costs, of any sign.
    arc_cost, fragment_cost : arrays
        Costs.
    path_of, path : int arrays
        First place in `path` of each fragment's nodes, with a last entry; the nodes.
    last : int array
        Last node of each end.
    load_of, load : int arrays
        First place in `load` of the tasks on board after each end, with a last entry; the tasks, ascending.
    tasks : int array, shape (fragments, words)
        Tasks picked up in a fragment.
    latest, soonest, minutes : arrays over fragments
        Latest begin; earliest begin of the last stop; time from the first to the last stop.
    """

    arc_of: _Ints
    fragment_of: _Ints
    arc_to: _Ints
    fragment_to: _Ints
    arc_price: _Floats
    fragment_price: _Floats
    arc_cost: _Floats
    fragment_cost: _Floats
    path_of: _Ints
    path: _Ints
    last: _Ints
    load_of: _Ints
    load: _Ints
    tasks: _Ints
    latest: _Floats
    soonest: _Floats
    minutes: _Floats


class Rules(NamedTuple):
    """Times of the problem, as in `PairData`."""

    tasks: int
    opens: _Floats
    closes: _Floats
    ahead: _Floats
    ride: _Floats
    duty: float
    start: int
    end: int


class Rest(NamedTuple):
    """Least that must be paid from an end or a begin of a fragment on, by time: `zero` and the length of a bucket."""

    after: _Floats
    before: _Floats
    zero: float
    bucket: float


class Triads(NamedTuple):
    """Sets of three tasks, shape (sets, 3), and the price, not negative, of a route that flies two or more of one."""

    tasks: _Ints
    price: _Floats


class Labels(NamedTuple):
    """All labels. `used`: labels, closed routes, level in turn, figures in `late` and `gone`.

    The figures of a label begin at `first`: those of the departure, then of each task on board. `chain` links labels
    that compete, from `heads`; `queue` those with as many tasks, from `levels`.
    """

    used: _Ints
    place: _Ints
    parent: _Ints
    arc: _Ints
    fragment: _Ints
    price: _Floats
    cost: _Floats
    time: _Floats
    first: _Ints
    late: _Floats
    gone: _Floats
    tasks: _Ints
    needless: NDArray[np.bool_]
    chain: _Ints
    queue: _Ints
    heads: _Ints
    levels: _Ints
    closed: _Ints
    closed_price: _Floats
    closed_cost: _Floats


@njit(cache=True)
def _bucket(time: float, zero: float, bucket: float, most: int) -> int:
    return min(most - 1, max(0, int((time - zero - 1e-7) / bucket)))


@njit(cache=True)
def rest_from(ways: Ways, rules: Rules, zero: float, bucket: float, buckets: int) -> tuple[_Floats, _Floats]:
    """Search backwards in time for the least price from each end and from each begin of a fragment on.

    Every fragment takes longer than a bucket, so one pass settles all, whatever the signs of the prices are.
    """
    ends, begins = len(ways.last), len(ways.fragment_of) - 1
    after = np.full((ends, buckets), np.inf)
    before = np.full((begins, buckets), np.inf)
    for b in range(buckets - 1, -1, -1):
        time = zero + b * bucket
        for p in range(begins):
            least = np.inf
            for f in range(ways.fragment_of[p], ways.fragment_of[p + 1]):
                if time <= ways.latest[f] + _NOISE:
                    at = max(time + ways.minutes[f], ways.soonest[f])
                    rest = after[ways.fragment_to[f], _bucket(at, zero, bucket, buckets)]
                    least = min(least, ways.fragment_price[f] + rest)
            before[p, b] = least
        for d in range(ends):
            least = np.inf
            for a in range(ways.arc_of[d], ways.arc_of[d + 1]):
                p = ways.arc_to[a]
                if p == begins:
                    if time + rules.ahead[ways.last[d], rules.end] <= rules.closes[rules.end] + _NOISE:
                        least = min(least, ways.arc_price[a])
                    continue
                node = ways.path[ways.path_of[ways.fragment_of[p]]]
                at = max(time + rules.ahead[ways.last[d], node], rules.opens[node])
                if at <= rules.closes[node] + _NOISE:
                    rest = before[p, max(b, _bucket(at, zero, bucket, buckets))]
                    least = min(least, ways.arc_price[a] + rest)
            after[d, b] = least
    return after, before


@njit(cache=True)
def through(ways: Ways, rules: Rules, rest: Rest) -> tuple[_Floats, _Floats]:
    """Least price of a route through each arc and each fragment, stops visited again included."""
    ends, begins = len(ways.last), len(ways.fragment_of) - 1
    buckets = rest.after.shape[1]
    arcs, fragments = np.full(len(ways.arc_to), np.inf), np.full(len(ways.fragment_to), np.inf)
    ended = np.full((ends, buckets), np.inf)
    begun = np.full((begins, buckets), np.inf)
    ended[ends - 1, _bucket(rules.opens[rules.start], rest.zero, rest.bucket, buckets)] = 0.0
    for b in range(buckets):
        time = rest.zero + b * rest.bucket
        for d in range(ends):
            if ended[d, b] == np.inf:
                continue
            for a in range(ways.arc_of[d], ways.arc_of[d + 1]):
                p, price = ways.arc_to[a], ended[d, b] + ways.arc_price[a]
                if p == begins:
                    if time + rules.ahead[ways.last[d], rules.end] <= rules.closes[rules.end] + _NOISE:
                        arcs[a] = min(arcs[a], price)
                    continue
                node = ways.path[ways.path_of[ways.fragment_of[p]]]
                at = max(time + rules.ahead[ways.last[d], node], rules.opens[node])
                if at <= rules.closes[node] + _NOISE:
                    to = max(b, _bucket(at, rest.zero, rest.bucket, buckets))
                    arcs[a] = min(arcs[a], price + rest.before[p, to])
                    begun[p, to] = min(begun[p, to], price)
        for p in range(begins):
            if begun[p, b] == np.inf:
                continue
            for f in range(ways.fragment_of[p], ways.fragment_of[p + 1]):
                if time <= ways.latest[f] + _NOISE:
                    at = max(time + ways.minutes[f], ways.soonest[f])
                    to = max(b + 1, _bucket(at, rest.zero, rest.bucket, buckets))
                    if to < buckets:
                        price, d = begun[p, b] + ways.fragment_price[f], ways.fragment_to[f]
                        fragments[f] = min(fragments[f], price + rest.after[d, to])
                        ended[d, to] = min(ended[d, to], price)
    return arcs, fragments


@njit(cache=True)
def _as_good(labels: Labels, a: int, b: int, slots: int) -> bool:
    """Whether label a leaves at least the time that label b leaves; both end at the same place with the same tasks."""
    if labels.cost[a] > labels.cost[b] + _NOISE or labels.time[a] > labels.time[b] + _NOISE:
        return False
    time, mine, other = labels.time[b], labels.first[a], labels.first[b]
    for k in range(slots):
        if labels.late[mine + k] < labels.late[other + k] - _NOISE:
            return False
        if (
            min(labels.late[mine + k], time - labels.gone[mine + k])
            < min(labels.late[other + k], time - labels.gone[other + k]) - _NOISE
        ):
            return False
    return True


@njit(cache=True)
def _some_of(tasks: _Ints, label: int, three: _Ints) -> bool:
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
        same = labels.place[other] == place
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
    labels.chain[new] = labels.heads[head]
    labels.heads[head] = new
    labels.queue[new] = labels.levels[level]
    labels.levels[level] = new
    labels.used[0] = new + 1
    labels.used[3] += slots


@njit(cache=True)
def _follow(
    ways: Ways,
    rules: Rules,
    labels: Labels,
    label: int,
    fragment: int,
    new: int,
    board: _Ints,
    late: _Floats,
    gone: _Floats,
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
            if gone[slot] > rules.ride[node - tasks] + _NOISE:
                return 0
            last = min(last, rules.ride[node - tasks] + late[slot])
        if time > last + _NOISE:
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
        if gone[0] + rules.ahead[node, rules.end] > rules.duty + _NOISE:
            return 0
        for k in range(1, size):
            direct = rules.ahead[node, tasks + board[k]]
            ride = rules.ride[board[k]]
            if gone[k] + direct > ride + _NOISE:
                return 0
            if time + direct > min(rules.closes[tasks + board[k]], ride + late[k]) + _NOISE:
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
    board: _Ints,
    late: _Floats,
    gone: _Floats,
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
                    and max(time + minutes, rules.opens[rules.end]) <= last + _NOISE
                    and labels.gone[labels.first[label]] + minutes <= rules.duty + _NOISE
                ):
                    k = labels.used[1]
                    labels.closed[k] = label
                    labels.closed_price[k] = price
                    labels.closed_cost[k] = labels.cost[label] + ways.arc_cost[a]
                    labels.used[1] = k + 1
                continue
            node = ways.path[ways.path_of[ways.fragment_of[p]]]
            begin = max(time + rules.ahead[here, node], rules.opens[node])
            if begin > rules.closes[node] + _NOISE:
                continue
            if price + rest.before[p, _bucket(begin, rest.zero, rest.bucket, buckets)] > threshold:
                continue
            for f in range(ways.fragment_of[p], ways.fragment_of[p + 1]):
                steps -= 1
                if begin > ways.latest[f] + _NOISE:
                    continue
                whole = price + ways.fragment_price[f]
                soonest = max(begin + ways.minutes[f], ways.soonest[f])
                target = ways.fragment_to[f]
                if whole + rest.after[target, _bucket(soonest, rest.zero, rest.bucket, buckets)] > threshold:
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
                    whole + rest.after[target, _bucket(labels.time[new], rest.zero, rest.bucket, buckets)]
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
