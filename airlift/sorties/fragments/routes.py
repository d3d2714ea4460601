"""All routes whose reduced cost is at most a threshold, whatever relaxation the prices come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from airlift.sorties.fragments.kernel import spans
from airlift.sorties.fragments.master import Network
from airlift.sorties.fragments.restkernel import Rest, Rules, Ways, rest_from, through
from airlift.sorties.fragments.routekernel import WORD, Labels, Triads, advance, chain_again

__all__ = ["PricedRoutes", "Prices", "RouteSearch"]

_CHUNK = 400_000
"""Steps between two looks at the clock."""
_ROOM = 1 << 14
_LEAST_BUCKETS, _MOST_BUCKETS = 96, 2000
"""Buckets of time of the search backwards."""
_SHORTER = 0.999
"""Length of a bucket as a part of the shortest fragment: every fragment ends in a later bucket than it begins."""


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Prices of fragments, arcs and sets of three tasks; the price of a route is their sum.

    Parameters
    ----------
    fragment, arc : arrays
        Over all fragments and arcs, of any sign.
    triads : Triads
        Sets of which a route flies at most one task for nothing.
    """

    fragment: Any
    arc: Any
    triads: Triads


@dataclass(frozen=True, slots=True, eq=False)
class PricedRoutes:
    """Routes, each the cheapest of its tasks.

    Parameters
    ----------
    price, cost : arrays, shape (routes,)
        Reduced cost and cost.
    tasks : bool array, shape (routes, tasks)
        Who is flown.
    complete : bool
        False if the search was given up before all routes were found.
    labels : int
        How long the search was.
    """

    price: Any
    cost: Any
    tasks: Any
    complete: bool
    labels: int
    _labels: Labels
    _closed: Any
    _network: Network
    _fragment: Any
    _arc: Any

    def __len__(self) -> int:
        return len(self.cost)

    def columns(self) -> Any:
        """Which columns of the network the routes consist of; bool array."""
        labels, network = self._labels, self._network
        used = np.zeros(network.columns, dtype=np.bool_)
        last = self._closed
        home = {node: arc for arc in network.into.get(None, []) if (node := network.arc(arc)[0]) is not None}
        ends = list(network.ends_at)
        used[[home[ends[place]] for place in np.unique(labels.place[last]).tolist()]] = True
        while len(last := last[labels.parent[last] >= 0]):
            used[self._fragment[labels.fragment[last]]] = True
            used[len(network.fragments) + self._arc[labels.arc[last]]] = True
            last = np.unique(labels.parent[last])
        return used


class RouteSearch:
    """Searches of one network, with other prices each time.

    Parameters
    ----------
    network : Network
        Fragments and arcs.
    usable : bool array, shape (columns,)
        Which of them may be used.
    """

    possible: bool
    """Whether time goes on in every fragment, so that the search ends."""
    usable: Any
    """Which columns may be used."""
    work: int
    """Labels of all searches so far."""

    def __init__(self, network: Network, usable: Any) -> None:
        self.work = 0
        self.network = network
        fragments = network.fragments
        data = fragments.data
        self._begins = {node: k for k, node in enumerate(network.starts_at)}
        self._ends = {node: k for k, node in enumerate(network.ends_at)}
        self._target = np.array(
            [self._ends[fragments.target(k)] for k in range(len(fragments))], dtype=np.int64
        )
        self._source = np.array(
            [self._begins[fragments.source(k)] for k in range(len(fragments))], dtype=np.int64
        )
        self._tail = np.array(
            [len(self._ends) if node is None else self._ends[node] for node in network.tail], dtype=np.int64
        )
        self._head = np.array(
            [len(self._begins) if node is None else self._begins.get(node, -1) for node in network.head],
            dtype=np.int64,
        )
        self._length = np.array([len(path) for path in fragments.path], dtype=np.int64)
        self._first = np.concatenate([[0], np.cumsum(self._length)])
        self._path = np.array([node for path in fragments.path for node in path], dtype=np.int64)
        words = -(-data.tasks // WORD)
        self._bits = np.zeros((len(fragments), words), dtype=np.int64)
        owner = np.repeat(np.arange(len(fragments)), self._length)
        picks = self._path < data.tasks
        task = self._path[picks]
        np.bitwise_or.at(
            self._bits, (owner[picks], task // WORD), np.int64(1) << (task % WORD).astype(np.int64)
        )
        loads = [node[1] for node in self._ends]
        self._load_of = np.concatenate([[0], np.cumsum([len(load) for load in loads] + [0])]).astype(np.int64)
        self._load = np.array([task for load in loads for task in load], dtype=np.int64)
        self._last = np.array([node[0] for node in self._ends] + [data.start], dtype=np.int64)
        self._rules = Rules(
            data.tasks, data.opens, data.closes, data.ahead, data.ride, float(data.duty), data.start, data.end
        )
        self._latest, self._soonest, self._minutes = spans(
            self._first, self._path, data.opens, data.closes, data.ahead
        )
        self._slots = self._most_slots()
        self._prepare(usable)

    def _prepare(self, usable: Any) -> None:
        """Fragments and arcs that may be used, in the order of the nodes at which they begin."""
        self.usable = usable
        count, cost = len(self.network.fragments), self.network.cost
        fragment = np.flatnonzero(usable[:count])
        fragment = fragment[np.argsort(self._source[fragment], kind="stable")]
        arc = np.flatnonzero(usable[count:] & (self._head >= 0))
        # Begins without a fragment are gone, and the arcs to them.
        some = np.unique(self._source[fragment])
        place = np.full(len(self._begins) + 1, -1, dtype=np.int64)
        place[some] = np.arange(len(some))
        place[len(self._begins)] = len(some)
        arc = arc[place[self._head[arc]] >= 0]
        arc = arc[np.argsort(self._tail[arc], kind="stable")]
        lengths = self._length[fragment]
        first = np.concatenate([[0], np.cumsum(lengths)])
        inside = np.repeat(self._first[fragment] - first[:-1], lengths) + np.arange(first[-1])
        self._fragment, self._arc = fragment, arc
        self._ways = Ways(
            arc_of=np.searchsorted(self._tail[arc], np.arange(len(self._last) + 1)),
            fragment_of=np.searchsorted(place[self._source[fragment]], np.arange(len(some) + 1)),
            arc_to=place[self._head[arc]],
            fragment_to=self._target[fragment],
            arc_price=cost[count + arc],
            fragment_price=cost[fragment],
            arc_cost=cost[count + arc],
            fragment_cost=cost[fragment],
            path_of=first,
            path=self._path[inside],
            last=self._last,
            load_of=self._load_of,
            load=self._load,
            tasks=np.ascontiguousarray(self._bits[fragment]),
            latest=self._latest[fragment],
            soonest=self._soonest[fragment],
            minutes=self._minutes[fragment],
        )
        data = self.network.fragments.data
        self._zero = float(data.opens[data.start])
        horizon = float(data.closes[: 2 * data.tasks].max()) - self._zero
        shortest = float(self._ways.minutes.min(initial=np.inf))
        self._bucket = min(horizon / _LEAST_BUCKETS, _SHORTER * shortest)
        self.possible = self._bucket * _MOST_BUCKETS > horizon
        self._buckets = int(horizon / self._bucket) + 2 if self.possible else 0

    def within(self, prices: Prices, threshold: float, most: int, stop: Callable[[], bool]) -> PricedRoutes:
        """Search.

        Parameters
        ----------
        prices : Prices
            What is paid for what.
        threshold : float
            Most price of a route.
        most : int
            Labels at which the search is given up.
        stop : callable
            Asked often whether to end.
        """
        ways, rest = self._priced(prices)
        labels = self._first_label()
        board = np.zeros(self._slots, dtype=np.int64)
        late, gone = np.zeros(self._slots), np.zeros(self._slots)
        before = self.work
        while True:
            state = advance(
                _CHUNK, labels, ways, self._rules, rest, prices.triads, threshold, board, late, gone
            )
            self.work = before + int(labels.used[0])
            if state == 0 or stop() or labels.used[0] > most:
                return self._found(labels, state == 0)
            if state == 2:
                labels = _more_room(labels, len(self._fragment) + 2, self._slots)

    def columns(self, prices: Prices, most: float) -> Any:
        """Columns of which routes of at most this price may consist, routes that visit stops again included.

        Parameters
        ----------
        prices : Prices
            What is paid for what.
        most : float
            Most price of a route.
        """
        ways, rest = self._priced(prices)
        arcs, fragments = through(ways, self._rules, rest)
        used = np.zeros_like(self.usable)
        used[self._fragment[fragments <= most]] = True
        used[len(self.network.fragments) + self._arc[arcs <= most]] = True
        return used

    def narrow(self, prices: Prices, most: float) -> None:
        """Leave out fragments and arcs that no route of at most this price has, now and later."""
        self._prepare(self.columns(prices, most))

    def _priced(self, prices: Prices) -> tuple[Ways, Rest]:
        ways = self._ways._replace(
            arc_price=prices.arc[self._arc], fragment_price=prices.fragment[self._fragment]
        )
        after, before = rest_from(ways, self._rules, self._zero, self._bucket, self._buckets)
        return ways, Rest(after, before, self._zero, self._bucket)

    def _first_label(self) -> Labels:
        data = self.network.fragments.data
        size = _ROOM
        labels = Labels(
            used=np.zeros(4, np.int64),
            place=np.zeros(size, np.int64),
            parent=np.zeros(size, np.int64),
            arc=np.zeros(size, np.int64),
            fragment=np.zeros(size, np.int64),
            price=np.zeros(size),
            cost=np.zeros(size),
            time=np.zeros(size),
            first=np.zeros(size, np.int64),
            late=np.zeros(2 * size),
            gone=np.zeros(2 * size),
            tasks=np.zeros((size, self._bits.shape[1]), np.int64),
            needless=np.zeros(size, np.bool_),
            key=np.zeros(size, np.uint64),
            chain=np.zeros(size, np.int64),
            queue=np.zeros(size, np.int64),
            heads=np.full(size, -1, np.int64),
            levels=np.full(data.tasks + 1, -1, np.int64),
            closed=np.zeros(size, np.int64),
            closed_price=np.zeros(size),
            closed_cost=np.zeros(size),
        )
        labels.place[0], labels.parent[0] = len(self._ends), -1
        labels.time[0], labels.late[0] = data.opens[data.start], data.closes[data.start]
        labels.queue[0], labels.chain[0] = -1, -1
        labels.levels[0], labels.used[0], labels.used[3] = 0, 1, 1
        return labels

    def _most_slots(self) -> int:
        """Most figures of a label: of the departure, and of the tasks on board at any time."""
        most = 0
        for k, load in enumerate(self.network.fragments.before):
            on_board = len(load)
            for node in self.network.fragments.path[k]:
                on_board += 1 if node < self.network.fragments.data.tasks else -1
                most = max(most, on_board)
        return 2 + most

    def _found(self, labels: Labels, complete: bool) -> PricedRoutes:
        closed = labels.closed[: labels.used[1]]
        price, cost = labels.closed_price[: labels.used[1]], labels.closed_cost[: labels.used[1]]
        bits = labels.tasks[closed]
        order = np.lexsort([cost, *bits.T])
        bits = bits[order]
        new = np.ones(len(order), dtype=np.bool_)
        new[1:] = (bits[1:] != bits[:-1]).any(axis=1)
        order = order[new]
        tasks = np.arange(self.network.fragments.data.tasks)
        flown = (labels.tasks[closed[order]][:, tasks // WORD] >> (tasks % WORD)) & 1
        return PricedRoutes(
            price[order],
            cost[order],
            flown.astype(np.bool_),
            complete,
            int(labels.used[0]),
            labels,
            closed[order],
            self.network,
            self._fragment,
            self._arc,
        )


def _more_room(labels: Labels, least: int, slots: int) -> Labels:
    grown = {}
    for name, array in labels._asdict().items():
        if name in ("used", "heads", "levels"):
            continue
        more = max(len(array) // 2, least * slots if name in ("late", "gone") else least)
        grown[name] = np.concatenate([array, np.zeros((more, *array.shape[1:]), dtype=array.dtype)])
    larger = labels._replace(**grown, heads=np.full(len(grown["place"]), -1, np.int64))
    chain_again(larger)
    return larger
