"""All fragments of the aircraft of one kind and room: parts of a route from empty to empty.

For a given order of stops let `D` be the time without waiting from begin of the first service to begin of the last. If
the windows allow some begin without waiting, these begins are an interval, each of them has least ride time, and an
earlier begin would end no earlier. If they do not, the latest feasible begin has least ride time and the earliest
end at once: waiting moved to before the first stop, where nobody is on board, never hurts. So an order is one
interval of begins, one duration and one cost, whatever comes before and after it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from airlift.sorties.allowance import Allowance
from airlift.sorties.energy.fragkernel import OFFER, Found, Stops, Walk, drop_dominated, grow, start_walk
from airlift.sorties.problem import SortieProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["WORD", "Fragments", "all_fragments", "stops_of"]

WORD = 62
"""Tasks in a word of a set."""
_CHUNK = 300_000
_ROWS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Fragments:
    """Fragments as arrays; none is replaceable by another one.

    Parameters
    ----------
    first, last : int arrays, shape (F,)
        Task picked up first and task delivered last.
    first_min, last_min : arrays, shape (F,)
        Earliest begin that is of use, and the latest one.
    duration_min, flown_min, cost : arrays, shape (F,)
        From begin to departure; in flight; legs and rides.
    tasks : int array, shape (F, words)
        Sets of tasks.
    at, length : int arrays, shape (F,)
        Where the order of a fragment lies in `orders`.
    orders : int array
        Nodes.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    first_min: NDArray[np.float64]
    last_min: NDArray[np.float64]
    duration_min: NDArray[np.float64]
    flown_min: NDArray[np.float64]
    cost: NDArray[np.float64]
    tasks: NDArray[np.int64]
    at: NDArray[np.int64]
    length: NDArray[np.int64]
    orders: NDArray[np.int64]

    def order(self, number: int) -> tuple[int, ...]:
        """Nodes of a fragment."""
        at = int(self.at[number])
        return tuple(int(node) for node in self.orders[at : at + int(self.length[number])])


def stops_of(problem: SortieProblem, fleets: Sequence[int]) -> Stops:
    """Give the stops as fleets of one kind and room see them, windows tightened by days and rides."""
    nodes, n = problem.nodes, len(problem.tasks)
    fleet = problem.fleets[fleets[0]]
    minutes, cost = nodes.minutes[fleet.kind], nodes.cost[fleet.kind]
    earliest, latest = nodes.earliest_min[: 2 * n].copy(), nodes.latest_min[: 2 * n].copy()
    service, ride = nodes.service_min, nodes.max_ride_min
    for node in range(2 * n):
        out = min(float(nodes.earliest_min[nodes.start(f)] + minutes[nodes.start(f), node]) for f in fleets)
        home = max(float(nodes.latest_min[nodes.end(f)] - minutes[node, nodes.end(f)]) for f in fleets)
        earliest[node] = max(earliest[node], out)
        latest[node] = min(latest[node], home - service[node])
    for task in range(n):
        direct = float(service[task] + minutes[task, n + task])
        longest = float(service[task] + ride[task])
        earliest[n + task] = max(earliest[n + task], earliest[task] + direct)
        latest[n + task] = min(latest[n + task], latest[task] + longest)
        earliest[task] = max(earliest[task], earliest[n + task] - longest)
        latest[task] = min(latest[task], latest[n + task] - direct)
        if any(nodes.demand[task] > np.asarray(fleet.capacity) + OFFER):
            # Nobody of these fleets can take it.
            latest[n + task] = -math.inf
    return Stops(
        np.ascontiguousarray(minutes[: 2 * n, : 2 * n]),
        np.ascontiguousarray(cost[: 2 * n, : 2 * n]),
        earliest,
        latest,
        service[: 2 * n].copy(),
        nodes.demand[: 2 * n].copy(),
        np.asarray(fleet.capacity, dtype=np.float64),
        ride.copy(),
        float(problem.ride_cost),
    )


def all_fragments(stops: Stops, allowance: Allowance, most: int) -> Fragments | None:
    """Search all fragments; None if there are more than so many, or the time is over."""
    n, resources = len(stops.ride), len(stops.capacity)
    depth = 2 * n + 1
    walk = Walk(
        depth=np.zeros(1, np.int64),
        order=np.zeros(depth, np.int64),
        pointer=np.zeros(depth, np.int64),
        elapsed=np.zeros(depth),
        low=np.zeros(depth),
        high=np.zeros(depth),
        driven=np.zeros(depth),
        spent=np.zeros(depth),
        load=np.zeros((depth, resources)),
        aboard=np.zeros(n, np.bool_),
        served=np.zeros(n, np.bool_),
    )
    start_walk(stops, walk, 0)
    found = _room(_ROWS, 8 * _ROWS + 4 * n)
    while walk.depth[0] >= 0:
        if allowance.over() or found.used[0] > most:
            return None
        if found.used[0] >= len(found.numbers) or found.used[1] + 2 * n >= len(found.orders):
            found = _more_room(found, n)
        grow(_CHUNK, stops, walk, found)
        allowance.work(_CHUNK)
    return _kept(found, n)


def _room(rows: int, entries: int) -> Found:
    return Found(
        np.zeros(2, np.int64),
        np.zeros((rows, 4), np.int64),
        np.zeros((rows, 5)),
        np.zeros(entries, np.int64),
    )


def _more_room(found: Found, n: int) -> Found:
    count, used = (int(number) for number in found.used)
    more = _room(2 * len(found.numbers), 2 * len(found.orders) + 4 * n)
    more.used[:] = found.used
    more.numbers[:count] = found.numbers[:count]
    more.figures[:count] = found.figures[:count]
    more.orders[:used] = found.orders[:used]
    return more


def _kept(found: Found, n: int) -> Fragments:
    """Put the fragments that none replaces in the order of their first pick-ups."""
    count, used = (int(number) for number in found.used)
    numbers, figures, orders = found.numbers[:count], found.figures[:count], found.orders[:used]
    words = (n + WORD - 1) // WORD
    tasks = np.zeros((count, words), np.int64)
    row = np.repeat(np.arange(count), numbers[:, 3])
    picks = orders < n
    for word in range(words):
        inside = picks & (orders // WORD == word)
        np.add.at(tasks[:, word], row[inside], np.int64(1) << (orders[inside] % WORD))
    key = np.column_stack([numbers[:, :2], tasks])
    sorting = np.lexsort(key.T[::-1])
    key = key[sorting]
    group = np.cumsum(np.concatenate([[0], (key[1:] != key[:-1]).any(axis=1)])) if count else np.zeros(0)
    keep = np.ones(count, np.bool_)
    drop_dominated(group.astype(np.int64), np.ascontiguousarray(figures[sorting]), keep)
    chosen = sorting[keep]
    numbers, figures = numbers[chosen], figures[chosen]
    return Fragments(
        first=numbers[:, 0].copy(),
        last=numbers[:, 1].copy(),
        first_min=figures[:, 0].copy(),
        last_min=figures[:, 1].copy(),
        duration_min=figures[:, 2].copy(),
        flown_min=figures[:, 3].copy(),
        cost=figures[:, 4].copy(),
        tasks=tasks[chosen],
        at=numbers[:, 2].copy(),
        length=numbers[:, 3].copy(),
        orders=orders.copy(),
    )
