"""Triples of tasks that a linear programme of routes flies in more than one part.

Of three tasks at most one route of a plan flies two or more (subset-row inequalities: Jepsen, Petersen, Spoorendonk and
Pisinger, Operations Research 56 (2008) 497-511).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import numpy as np

__all__ = ["Triple", "broken_triples"]

_OF_TASK = 5
"""Triples that a task belongs to, at most: more of them cut off the same."""

Triple = tuple[int, int, int]


def broken_triples(
    flown: Any, amount: Any, least: float, most: int, known: Collection[Triple] = ()
) -> list[Triple]:
    """Find triples that a solution breaks, the worst first.

    Parameters
    ----------
    flown : float array, shape (routes, tasks)
        1 where a route flies a task, else 0.
    amount : array, shape (routes,)
        How much of each route is flown.
    least : float
        Violation above which a triple counts.
    most : int
        Most triples to give.
    known : collection of triples
        Those that are not given.
    """
    tasks = flown.shape[1]
    both = flown.T @ (amount[:, None] * flown)
    np.fill_diagonal(both, 0.0)
    # Two or three of a triple: the sum of its pairs counts those with all three thrice, so twice too often.
    found = list[tuple[float, Triple]]()
    for a in range(tasks - 2):
        near = a + 1 + np.flatnonzero(both[a, a + 1 :] > 0.0)
        others = np.flatnonzero((both[near] > 0.0).any(axis=0)) if len(near) else near
        others = np.union1d(near, others[others > a])
        if len(others) < 2:
            continue
        pairs = both[a, others][:, None] + both[a, others][None, :] + both[np.ix_(others, others)]
        with_a = amount * flown[:, a]
        thrice = flown[:, others].T @ (with_a[:, None] * flown[:, others])
        over = np.triu(pairs - 2.0 * thrice - 1.0, 1)
        for i, j in np.argwhere(over > least).tolist():
            found.append((float(over[i, j]), (a, int(others[i]), int(others[j]))))
    often, kept = Counter[int](), list[Triple]()
    for _, triple in sorted(found, key=lambda row: (-row[0], row[1])):
        if len(kept) == most:
            break
        if triple not in known and all(often[task] < _OF_TASK for task in triple):
            often.update(triple)
            kept.append(triple)
    return kept
