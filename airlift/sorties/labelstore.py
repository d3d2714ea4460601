"""What the search for sorties keeps: labels and closed routes, each filed by what it serves; compiled.

Both are found through tables with open addressing, each entry the head of a chain of those with one key. A store that
becomes too small is copied into a larger one, and the search goes on in it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from airlift.solvers.mip import IntVector
from airlift.sorties.label import FILLED, LISTS, N_LISTS, REALS, SITE, TASKS, Reals, Wholes, copy_label

__all__ = ["Scope", "Store", "grown", "new_store", "slot_of_end", "slot_of_label"]

# Counters of a store.
LABELS, CLOSED, SHORTEST, FULL = 0, 1, 2, 3
COUNTERS = 4

# Columns of a closed route, before its lists: tasks served, those who get off at home, limited fills.
END_T, END_E, END_S, END_MINUS_L, END_SURE, END_PARENT, END_ALIVE, END_LIKE, END_FILLED, END_TASKS = range(10)
END_LISTS = 10

# Rows of the room for work: where a label comes from, arrived, ready to end its burn, departed, and while it loads.
FROM, ARRIVED, LANDED, OUT, STACK = 0, 1, 2, 3, 4


class Scope(NamedTuple):
    """What the search may do.

    Parameters
    ----------
    most : int
        Tasks in a sortie; also the length of the lists of a label.
    exhaustive : bool
        Keep dominated labels too.
    tank_min, factor, attendants_min : float
        Usable fuel less final reserve, 1 + contingency, mass of the attendants; in minutes of burn.
    near : array of int
        Sites from which one gets home in time.
    first, here : arrays of int
        Usable tasks by site of the pick-up, by ready time: `here[first[site]:first[site + 1]]`.
    """

    most: int
    exhaustive: bool
    tank_min: float
    factor: float
    attendants_min: float
    near: IntVector
    first: IntVector
    here: IntVector


class Store(NamedTuple):
    """Labels, closed routes, and how they are found.

    Parameters
    ----------
    wholes, reals : arrays
        Labels, see `label`.
    slots, ends : arrays of int
        Heads of the chains of labels, and of closed routes.
    queue : array of int, shape (lengths, 2)
        First and last label of each length that waits to be extended.
    closed : array of int
        Closed routes.
    work_wholes, work_reals : arrays
        Labels in the making.
    choices : array of int
        For each level of the work: where the choice of tasks to load goes on.
    counters : array of int
        Labels, closed routes, shortest length that waits, whether there was no more room.
    """

    wholes: Wholes
    reals: Reals
    slots: Wholes
    ends: Wholes
    queue: Wholes
    closed: Wholes
    work_wholes: Wholes
    work_reals: Reals
    choices: IntVector
    counters: IntVector


@njit(cache=True, nogil=True)
def slot_of_label(scope: Scope, store: Store) -> int:
    """Place of a label's key, or the free place where it belongs."""
    w, m, table = store.work_wholes, scope.most, store.wholes
    code = np.uint64(w[OUT, SITE] + 1)
    for k in range(LISTS, LISTS + 2 * m):
        code = _mixed(code, w[OUT, k])
    fills = LISTS + N_LISTS * m
    for k in range(fills, fills + w[OUT, FILLED]):
        code = _mixed(code, w[OUT, k])
    mask = store.slots.shape[0] - 1
    slot = np.int64(code & np.uint64(mask))
    while store.slots[slot] >= 0:
        other = store.slots[slot]
        same = table[other, SITE] == w[OUT, SITE] and table[other, FILLED] == w[OUT, FILLED]
        if same:
            for k in range(LISTS, LISTS + 2 * m):
                same = same and table[other, k] == w[OUT, k]
            for k in range(fills, fills + w[OUT, FILLED]):
                same = same and table[other, k] == w[OUT, k]
        if same:
            return slot
        slot = (slot + 1) & mask
    return slot


@njit(cache=True, nogil=True)
def _mixed(code: np.uint64, value: int) -> np.uint64:
    """Hash of a hash and one more number (the finaliser of splitmix64)."""
    code = code * np.uint64(0x9E3779B97F4A7C15) + np.uint64(value + 2)
    code = (code ^ (code >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    return code ^ (code >> np.uint64(27))


@njit(cache=True, nogil=True)
def slot_of_end(scope: Scope, store: Store) -> int:
    """Place of the key of a closed route, or the free place where it belongs."""
    w, m, ends = store.work_wholes, scope.most, store.closed
    code = np.uint64(w[LANDED, TASKS])
    fills = LISTS + N_LISTS * m
    for k in range(LISTS, LISTS + m):
        code = _mixed(code, w[LANDED, k])
    for k in range(fills, fills + w[LANDED, FILLED]):
        code = _mixed(code, w[LANDED, k])
    mask = store.ends.shape[0] - 1
    slot = np.int64(code & np.uint64(mask))
    while store.ends[slot] >= 0:
        other = store.ends[slot]
        same = ends[other, END_FILLED] == w[LANDED, FILLED]
        if same:
            for k in range(m):
                same = same and ends[other, END_LISTS + k] == w[LANDED, LISTS + k]
            for k in range(w[LANDED, FILLED]):
                same = same and ends[other, END_LISTS + 2 * m + k] == w[LANDED, fills + k]
        if same:
            return slot
        slot = (slot + 1) & mask
    return slot


@njit(cache=True, nogil=True)
def _file_again(scope: Scope, old: Store, new: Store) -> None:
    """Enter the chains of a store into the tables of the one that it was copied to."""
    w, x, m = new.work_wholes, new.work_reals, scope.most
    for head in old.slots:
        if head >= 0:
            copy_label(new.wholes, new.reals, head, w, x, OUT)
            new.slots[slot_of_label(scope, new)] = head
    for head in old.ends:
        if head >= 0:
            w[LANDED, TASKS], w[LANDED, FILLED] = new.closed[head, END_TASKS], new.closed[head, END_FILLED]
            for k in range(m):
                w[LANDED, LISTS + k] = new.closed[head, END_LISTS + k]
            for k in range(new.closed[head, END_FILLED]):
                w[LANDED, LISTS + N_LISTS * m + k] = new.closed[head, END_LISTS + 2 * m + k]
            new.ends[slot_of_end(scope, new)] = head


def grown(scope: Scope, store: Store, labels: int) -> Store:
    """Copy a store between two extensions into one with room for so many labels."""
    fills = store.wholes.shape[1] - LISTS - N_LISTS * scope.most
    larger = new_store(scope, labels, len(store.queue), fills)
    kept, closed = store.counters[LABELS], store.counters[CLOSED]
    larger.wholes[:kept], larger.reals[:kept] = store.wholes[:kept], store.reals[:kept]
    larger.closed[:closed] = store.closed[:closed]
    larger.queue[:], larger.counters[:] = store.queue, store.counters
    _file_again(scope, store, larger)
    return larger


def new_store(scope: Scope, labels: int, lengths: int, fills: int) -> Store:
    """Room for so many labels of so many lengths, with so many fills at sites with a limited stock."""
    m = scope.most
    width = LISTS + N_LISTS * m + fills
    slots = 1 << (2 * labels - 1).bit_length()
    return Store(
        wholes=np.empty((labels, width), dtype=np.int32),
        reals=np.empty((labels, REALS), dtype=np.float64),
        slots=np.full(slots, -1, dtype=np.int32),
        ends=np.full(slots, -1, dtype=np.int32),
        queue=np.full((lengths, 2), -1, dtype=np.int32),
        closed=np.empty((labels, END_LISTS + 2 * m + fills), dtype=np.int32),
        work_wholes=np.empty((STACK + m + 2, width), dtype=np.int32),
        work_reals=np.empty((STACK + m + 2, REALS), dtype=np.float64),
        choices=np.zeros(m + 2, dtype=np.int64),
        counters=np.zeros(COUNTERS, dtype=np.int64),
    )
