"""Fragments and the arcs between them, and the programme that chooses some of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from airlift.sorties.fragments.network import Fragments, Node, watched
from airlift.sorties.fragments.programme import Programme

__all__ = ["Network", "network_of", "programme_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Fragments and the arcs between them; columns are fragments first, then arcs.

    Parameters
    ----------
    fragments : Fragments
        Fragments.
    tail, head : list of Node or None
        Where an arc comes from and leads to; None for start and end of the route.
    starts_at, ends_at : dict
        Fragments by the node at which they begin or end.
    out_of, into : dict
        Arcs by node, as columns; None for start and end of the route.
    cost : array
        Of each column.
    """

    fragments: Fragments
    tail: list[Node | None]
    head: list[Node | None]
    starts_at: dict[Node, list[int]]
    ends_at: dict[Node, list[int]]
    out_of: dict[Node | None, list[int]]
    into: dict[Node | None, list[int]]
    cost: Any

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.cost)

    def arc(self, column: int) -> tuple[Node | None, Node | None]:
        """Tail and head of the arc of a column."""
        position = column - len(self.fragments)
        return self.tail[position], self.head[position]


def network_of(fragments: Fragments, stop: Callable[[], bool]) -> Network:
    """Join fragments by the arcs that some beginning and some ending allow.

    Raises
    ------
    Stopped
        `stop` said so.
    """
    data = fragments.data
    starts_at: dict[Node, list[int]] = {}
    ends_at: dict[Node, list[int]] = {}
    for k in range(len(fragments)):
        starts_at.setdefault(fragments.source(k), []).append(k)
        ends_at.setdefault(fragments.target(k), []).append(k)
    by_load: dict[tuple[int, ...], list[Node]] = {}
    for node in starts_at:
        by_load.setdefault(node[1], []).append(node)
    tail: list[Node | None] = []
    head: list[Node | None] = []
    cost: list[float] = []
    for here in watched(ends_at, stop):
        j, load = here
        begins = fragments.pre_at.get(here, (0, 0))
        for there in by_load.get(load, []):
            i = there[0]
            if data.allowed[j, i] and fragments.flies(begins, (), fragments.post_at.get(there, (0, 0))):
                tail.append(here)
                head.append(there)
                cost.append(float(data.cost[j, i]))
        if not load:
            tail.append(here)
            head.append(None)
            cost.append(float(data.cost[j, data.end]))
    for there in by_load.get((), []):
        tail.append(None)
        head.append(there)
        cost.append(float(data.cost[data.start, there[0]]))
    out_of: dict[Node | None, list[int]] = {}
    into: dict[Node | None, list[int]] = {}
    for k, (a, b) in enumerate(zip(tail, head, strict=True)):
        out_of.setdefault(a, []).append(len(fragments) + k)
        into.setdefault(b, []).append(len(fragments) + k)
    return Network(
        fragments, tail, head, starts_at, ends_at, out_of, into, np.concatenate([fragments.cost, cost])
    )


def programme_of(network: Network, cost: Any, aircraft: int) -> Programme:
    """State that each task is flown once, that fragments and arcs join, and that so many aircraft may fly.

    Parameters
    ----------
    network : Network
        Columns.
    cost : array
        What is minimised.
    aircraft : int
        Most routes.
    """
    programme = Programme(cost)
    fragments = network.fragments
    for flown in fragments.flown().T:
        columns = np.flatnonzero(flown)
        programme.add(columns, np.ones(len(columns)), 1.0, 1.0)
    for node, ending in network.ends_at.items():
        leaving = network.out_of.get(node, [])
        programme.add(ending + leaving, [1.0] * len(ending) + [-1.0] * len(leaving), 0.0, 0.0)
    for node, starting in network.starts_at.items():
        coming = network.into.get(node, [])
        programme.add(starting + coming, [1.0] * len(starting) + [-1.0] * len(coming), 0.0, 0.0)
    leaving = network.out_of.get(None, [])
    programme.add(leaving, [1.0] * len(leaving), 0.0, float(aircraft))
    return programme
