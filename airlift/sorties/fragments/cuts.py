"""Rows that every set of routes keeps and the linear relaxation breaks.

Only time and rides across fragments are missing from the network. What may stand after a fragment or an arc is known
from least beginnings and endings: if a chain cannot be flown with any of them, no route has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from airlift.sorties.fragments.master import Network
from airlift.sorties.fragments.network import Node
from airlift.sorties.fragments.programme import Programme

__all__ = ["Separator"]

_VIOLATION = 0.01
_TRIADS = 60
"""Most rows of three tasks that are added at a time."""


class Separator:
    """Finds broken rows; what may follow what is asked once and remembered."""

    def __init__(self, network: Network) -> None:
        self.network, self.fragments = network, network.fragments
        self._after: dict[tuple[int, int], bool] = {}
        self._before: dict[tuple[int, int], bool] = {}
        self._both: dict[tuple[int, int], bool] = {}
        self._flown = self.fragments.flown().astype(np.float64)

    def cut(self, master: Programme, x: Any) -> int:
        """Add the rows that `x` breaks; return how many."""
        before = len(master.rows)
        for columns, coefficients, high in self._rows(x):
            master.add(columns, coefficients, -np.inf, high)
        return len(master.rows) - before

    def _rows(self, x: Any) -> Iterator[tuple[list[int], list[float], float]]:
        support = np.flatnonzero(x > _VIOLATION).tolist()
        count = len(self.fragments)
        yield from self._triads(x[:count])
        for column in support:
            if column < count:
                yield from self._around_fragment(x, column)
            else:
                yield from self._around_arc(x, column)

    def _triads(self, x: Any) -> Iterator[tuple[list[int], list[float], float]]:
        """Of three tasks at most one fragment picks up two or more."""
        used = np.flatnonzero(x > 1e-6)
        flown = self._flown[used]
        pairs = (flown * x[used, None]).T @ flown
        np.fill_diagonal(pairs, 0.0)
        found = []
        near = [np.flatnonzero(row > 1e-6) for row in pairs]
        for i in range(len(pairs)):
            for j, k in combinations(near[i][near[i] > i].tolist(), 2):
                if pairs[i, j] + pairs[i, k] + pairs[j, k] > 1.0 + _VIOLATION:
                    all_three = float((x[used] * flown[:, i] * flown[:, j] * flown[:, k]).sum())
                    over = pairs[i, j] + pairs[i, k] + pairs[j, k] - 2.0 * all_three - 1.0
                    if over > _VIOLATION:
                        found.append((over, i, j, k))
        for _, i, j, k in sorted(found, reverse=True)[:_TRIADS]:
            columns = np.flatnonzero(self._flown[:, [i, j, k]].sum(axis=1) >= 2.0).tolist()
            yield columns, [1.0] * len(columns), 1.0

    def _implied(
        self, x: Any, column: int, others: list[int], legal: list[int]
    ) -> Iterator[tuple[list[int], list[float], float]]:
        """Say that a column is chosen only with one of the legal ones."""
        if len(legal) < len(others) and x[column] - x[legal].sum() > _VIOLATION:
            yield [column, *legal], [1.0] + [-1.0] * len(legal), 0.0

    def _around_fragment(self, x: Any, f: int) -> Iterator[tuple[list[int], list[float], float]]:
        network, fragments = self.network, self.fragments
        leaving = network.out_of.get(fragments.target(f), [])
        yield from self._implied(x, f, leaving, [a for a in leaving if self.follows(f, a)])
        coming = network.into.get(fragments.source(f), [])
        yield from self._implied(x, f, coming, [a for a in coming if self.precedes(a, f)])
        if fragments.after[f]:
            ahead = self._next_fragments(fragments.target(f))
            yield from self._implied(x, f, ahead, [g for g in ahead if self.joins(f, g)])
        if fragments.before[f]:
            behind = self._last_fragments(fragments.source(f))
            yield from self._implied(x, f, behind, [g for g in behind if self.joins(g, f)])

    def _around_arc(self, x: Any, a: int) -> Iterator[tuple[list[int], list[float], float]]:
        tail, head = self.network.arc(a)
        if head is not None:
            ahead = self.network.starts_at.get(head, [])
            yield from self._implied(x, a, ahead, [f for f in ahead if self.precedes(a, f)])
        if tail is not None:
            behind = self.network.ends_at.get(tail, [])
            yield from self._implied(x, a, behind, [f for f in behind if self.follows(f, a)])

    def _next_fragments(self, node: Node) -> list[int]:
        found = []
        for arc in self.network.out_of.get(node, []):
            head = self.network.arc(arc)[1]
            if head is not None:
                found.extend(self.network.starts_at[head])
        return found

    def _last_fragments(self, node: Node) -> list[int]:
        found = []
        for arc in self.network.into.get(node, []):
            tail = self.network.arc(arc)[0]
            if tail is not None:
                found.extend(self.network.ends_at[tail])
        return found

    def follows(self, f: int, a: int) -> bool:
        """Whether an arc may follow a fragment."""
        if (f, a) not in self._after:
            head = self.network.arc(a)[1]
            fragments = self.fragments
            ends = fragments.ends(()) if head is None else fragments.post_at.get(head, (0, 0))
            begins = fragments.begins(fragments.before[f])
            self._after[f, a] = fragments.flies(begins, fragments.path[f], ends)
        return self._after[f, a]

    def precedes(self, a: int, f: int) -> bool:
        """Whether a fragment may follow an arc."""
        if (a, f) not in self._before:
            tail = self.network.arc(a)[0]
            fragments = self.fragments
            begins = fragments.begins(()) if tail is None else fragments.pre_at.get(tail, (0, 0))
            ends = fragments.ends(fragments.after[f])
            self._before[a, f] = fragments.flies(begins, fragments.path[f], ends)
        return self._before[a, f]

    def joins(self, f: int, g: int) -> bool:
        """Whether one fragment may follow another one."""
        if (f, g) not in self._both:
            self._both[f, g] = self.chain_flies([f, g])
        return self._both[f, g]

    def chain_flies(self, chain: list[int]) -> bool:
        """Whether some fragments may follow each other."""
        fragments = self.fragments
        tasks = [task for f in chain for task in fragments.tasks(f)]
        if len(set(tasks)) < len(tasks):
            return False
        path = tuple(node for f in chain for node in fragments.path[f])
        begins = fragments.begins(fragments.before[chain[0]])
        return fragments.flies(begins, path, fragments.ends(fragments.after[chain[-1]]))

    def forbid_chain(self, master: Programme, chain: list[int], arcs: list[int]) -> None:
        """Cut off fragments f1 .. fk with the arcs between them, which cannot be flown in this order.

        Whoever flies all but the last fragment, and the arcs, goes on with a fragment that can follow; the mirror image
        holds for the first one.
        """
        size = len(chain)
        last, first = self.fragments.source(chain[-1]), self.fragments.target(chain[0])
        most = float(size - 1 + len(arcs) - 1)
        onward = [g for g in self.network.starts_at[last] if self.chain_flies([*chain[:-1], g])]
        columns = [*chain[:-1], *arcs, *onward]
        master.add(columns, [1.0] * (size - 1 + len(arcs)) + [-1.0] * len(onward), -np.inf, most)
        back = [g for g in self.network.ends_at[first] if self.chain_flies([g, *chain[1:]])]
        columns = [*chain[1:], *arcs, *back]
        master.add(columns, [1.0] * (size - 1 + len(arcs)) + [-1.0] * len(back), -np.inf, most)

    def forbid_cycle(self, master: Programme, columns: list[int]) -> None:
        """Cut off fragments and arcs that close a ring away from the start."""
        master.add(columns, [1.0] * len(columns), -np.inf, float(len(columns) - 1))
