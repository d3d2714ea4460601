"""All restricted fragments of a problem and the arcs between them.

A fragment begins at a pick-up and goes on to a delivery that is followed by a pick-up, or by the end of the route;
it is known with who is on board before it and after it. Every route is cut into fragments at each change from a
delivery to a pick-up, and only there. All of them are inside the paths that begin with pick-ups, go on with
deliveries and can be flown alone, because leaving out a stop never delays a route.

Source: Rist and Forbes, A new formulation for the dial-a-ride problem, Transportation Science 55 (2021) 1113-1135.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from airlift.sorties.fragments.kernel import any_schedulable, emit_fragments, parents_from, refill
from airlift.sorties.fragments.rules import PairData, cap_of

__all__ = ["Fragments", "Stopped", "fragments_of", "watched"]

_MOST_PARENTS = 3_000_000
_ROOM = 1 << 14
_LOOK = 256
"""Items between two looks at the clock."""

_Item = TypeVar("_Item")

Node = tuple[int, tuple[int, ...]]
"""A stop and who is on board after it, if it is a delivery, or before it, if it is a pick-up."""


class Stopped(Exception):
    """The enumeration ended early: too many paths, or a stop that was asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Fragments:
    """Fragments, and least beginnings and endings that tell what may stand before and after.

    Parameters
    ----------
    data : PairData
        Problem.
    path : list of tuple of int
        Nodes of each fragment.
    before, after : list of tuple of int
        Who is on board before and after it.
    cost : array
        Of its inner arcs.
    pre, post : int arrays
        Least beginnings and endings, one a row: number of nodes, nodes; the last row of each is empty.
    pre_of, post_of : dict
        Rows by who is on board after a beginning, or before an ending.
    pre_at, post_at : dict
        The same by node, too.
    """

    data: PairData
    path: list[tuple[int, ...]]
    before: list[tuple[int, ...]]
    after: list[tuple[int, ...]]
    cost: Any
    pre: Any
    post: Any
    pre_of: dict[tuple[int, ...], tuple[int, int]]
    post_of: dict[tuple[int, ...], tuple[int, int]]
    pre_at: dict[Node, tuple[int, int]]
    post_at: dict[Node, tuple[int, int]]

    def __len__(self) -> int:
        return len(self.path)

    def source(self, fragment: int) -> Node:
        """Node at which a fragment begins."""
        return self.path[fragment][0], self.before[fragment]

    def target(self, fragment: int) -> Node:
        """Node at which it ends."""
        return self.path[fragment][-1], self.after[fragment]

    def tasks(self, fragment: int) -> list[int]:
        """Tasks that are picked up in it."""
        return [node for node in self.path[fragment] if node < self.data.tasks]

    def flown(self) -> Any:
        """Which fragment picks up which task; bool array, shape (fragments, tasks)."""
        flown = np.zeros((len(self), self.data.tasks), dtype=np.bool_)
        for k in range(len(self)):
            flown[k, self.tasks(k)] = True
        return flown

    def begins(self, load: tuple[int, ...]) -> tuple[int, int]:
        """Rows of the beginnings after which these are on board; the empty one if nobody is."""
        return self.pre_of.get(load, (0, 0)) if load else (len(self.pre) - 1, len(self.pre))

    def ends(self, load: tuple[int, ...]) -> tuple[int, int]:
        """Rows of the endings before which these are on board; the empty one if nobody is."""
        return self.post_of.get(load, (0, 0)) if load else (len(self.post) - 1, len(self.post))

    def flies(self, begins: tuple[int, int], middle: tuple[int, ...], ends: tuple[int, int]) -> bool:
        """Whether a beginning, a middle and an ending can be flown one after the other."""
        data = self.data
        return bool(
            any_schedulable(
                self.pre, begins[0], begins[1], np.array(middle, dtype=np.int64), len(middle),
                self.post, ends[0], ends[1], data.tasks, data.opens, data.closes, data.ahead, data.ride,
                data.duty, (data.start, data.end),
            )
        )  # fmt: skip


def fragments_of(data: PairData, stop: Callable[[], bool]) -> Fragments:
    """Enumerate.

    Raises
    ------
    Stopped
        There are too many, or `stop` said so.
    """
    most = cap_of(data)
    width = 2 * most
    frag = np.full((_ROOM, 3 * most + 2), -1, dtype=np.int16)
    pre = np.full((_ROOM, most + 2), -1, dtype=np.int16)
    post = np.full((_ROOM, most + 2), -1, dtype=np.int16)
    tables = [np.full(4 * _ROOM, -1, dtype=np.int64) for _ in range(3)]
    counts = np.zeros(3, dtype=np.int64)
    rows = np.zeros((_ROOM, width + 1), dtype=np.int16)
    for first in range(data.tasks):
        while True:
            if stop():
                raise Stopped("the time is over")
            number = parents_from(
                first, data.tasks, data.opens, data.closes, data.ahead, data.ride, data.duty, data.demand,
                data.capacity, (data.start, data.end), data.allowed, most, rows,
            )  # fmt: skip
            if number >= 0:
                break
            if len(rows) >= _MOST_PARENTS:
                raise Stopped("there are too many paths")
            rows = np.zeros((4 * len(rows), width + 1), dtype=np.int16)
        while True:
            saved = counts.copy()
            if emit_fragments(
                rows, number, data.tasks, frag, tables[0], pre, tables[1], post, tables[2], counts
            ):
                break
            counts[:] = saved
            if stop():
                raise Stopped("the time is over")
            if len(frag) >= _MOST_PARENTS:
                raise Stopped("there are too many fragments")
            frag, tables[0] = _grown(frag, int(saved[0]))
            pre, tables[1] = _grown(pre, int(saved[1]))
            post, tables[2] = _grown(post, int(saved[2]))
            # The tables are filled again by the rows that are there already.
            for kept, table, have in zip((frag, pre, post), tables, saved.tolist(), strict=True):
                refill(kept, have, table)
    return _ordered(data, frag[: counts[0]], pre[: counts[1]], post[: counts[2]], stop)


def _grown(rows: Any, have: int) -> tuple[Any, Any]:
    larger = np.full((4 * len(rows), rows.shape[1]), -1, dtype=np.int16)
    larger[:have] = rows[:have]
    return larger, np.full(4 * len(larger), -1, dtype=np.int64)


def watched(items: Iterable[_Item], stop: Callable[[], bool]) -> Iterator[_Item]:
    """Go through some items.

    Raises
    ------
    Stopped
        `stop` said so.
    """
    for number, item in enumerate(items):
        if number % _LOOK == 0 and stop():
            raise Stopped("the time is over")
        yield item


def _ordered(data: PairData, frag: Any, pre: Any, post: Any, stop: Callable[[], bool]) -> Fragments:
    """Sort beginnings and endings by load and node, and keep the fragments for which some of them do."""
    half = (frag.shape[1] - 2) // 3
    path, before, after = [], [], []
    for row in watched(frag.tolist(), stop):
        nodes = tuple(row[half + 1 : half + 1 + row[-1]])
        load = tuple(row[: row[half]])
        left = set(load) | {node for node in nodes if node < data.tasks}
        left -= {node - data.tasks for node in nodes if node >= data.tasks}
        path.append(nodes)
        before.append(load)
        after.append(tuple(sorted(left)))
    n = data.tasks
    pre_rows = sorted(
        (tuple(sorted(set(nodes[:-1]) - {nodes[-1] - n})), nodes[-1], nodes)
        for nodes in (tuple(row[1 : 1 + row[0]]) for row in pre.tolist())
    )
    post_rows = sorted(
        (tuple(sorted({node - n for node in nodes[1:]} - {nodes[0]})), nodes[0], nodes)
        for nodes in (tuple(row[1 : 1 + row[0]]) for row in post.tolist())
    )
    fragments = Fragments(
        data, path, before, after, np.empty(0),
        _table(pre_rows), _table(post_rows),
        _ranges([row[0] for row in pre_rows]), _ranges([row[0] for row in post_rows]),
        _ranges([(row[1], row[0]) for row in pre_rows]), _ranges([(row[1], row[0]) for row in post_rows]),
    )  # fmt: skip
    # A closed fragment stands in the path that it came from.
    kept = [
        k
        for k in watched(range(len(path)), stop)
        if not (before[k] or after[k])
        or fragments.flies(fragments.begins(before[k]), path[k], fragments.ends(after[k]))
    ]
    cost = np.array([sum(data.cost[a, b] for a, b in zip(path[k], path[k][1:], strict=False)) for k in kept])
    return Fragments(
        data, [path[k] for k in kept], [before[k] for k in kept], [after[k] for k in kept], cost,
        fragments.pre, fragments.post, fragments.pre_of, fragments.post_of, fragments.pre_at, fragments.post_at,
    )  # fmt: skip


def _table(rows: list[tuple[tuple[int, ...], int, tuple[int, ...]]]) -> Any:
    """Rows as an array, with an empty row at the end."""
    width = max((len(row[2]) for row in rows), default=0) + 1
    table = np.full((len(rows) + 1, width), -1, dtype=np.int64)
    table[:, 0] = 0
    for k, (_, _, nodes) in enumerate(rows):
        table[k, 0] = len(nodes)
        table[k, 1 : 1 + len(nodes)] = nodes
    return table


def _ranges(keys: list[Any]) -> dict[Any, tuple[int, int]]:
    """Give first and last row, exclusive, of each key; equal keys must stand together."""
    found: dict[Any, tuple[int, int]] = {}
    for k, key in enumerate(keys):
        low, _ = found.get(key, (k, k))
        found[key] = (low, k + 1)
    return found
