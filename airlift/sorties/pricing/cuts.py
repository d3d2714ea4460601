"""Cuts over three tasks: at most one route of a plan flies two or three of them.

A linear programme of routes breaks that where it flies each of the tasks by halves (subset-row inequalities: Jepsen,
Petersen, Spoorendonk and Pisinger, Operations Research 56 (2008) 497-511). A route that flies `k` of the tasks, each
time counted, has the coefficient `k // 2`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from airlift.sorties.pricing.columns import Column
from airlift.sorties.pricing.net import CUT_WORDS

__all__ = ["MOST_CUTS", "Cuts", "violated"]

MOST_CUTS = 64 * CUT_WORDS
"""Cuts that a label has room for."""
_LEAST = 0.05
"""Violation from which a cut is taken."""
_OF_TASK = 5
"""Cuts of a round that a task belongs to, at most: more of them cut off the same."""

Triple = tuple[int, int, int]


class Cuts:
    """Cuts of one linear programme.

    Parameters
    ----------
    tasks : int
        Tasks of the problem.
    """

    def __init__(self, tasks: int) -> None:
        self.sets: list[Triple] = []
        self.masks: Any = np.zeros((tasks, CUT_WORDS), dtype=np.int64)
        self._of_task: list[list[int]] = [[] for _ in range(tasks)]

    def add(self, triple: Triple) -> None:
        """Take one in; there must be room."""
        number = len(self.sets)
        self.sets.append(triple)
        for task in triple:
            self.masks[task, number >> 6] |= np.left_shift(np.int64(1), np.int64(number & 63))
            self._of_task[task].append(number)

    def uses(self, column: Column) -> dict[int, float]:
        """Coefficients of a route that are not 0, by number of the cut."""
        if not self.sets:
            return {}
        flown = Counter(number for task in column.tasks for number in self._of_task[task])
        return {number: float(times // 2) for number, times in flown.items() if times > 1}


def violated(
    tasks: int, solution: Sequence[tuple[Column, float]], known: Sequence[Triple], most: int
) -> list[Triple]:
    """Find cuts that a solution breaks, the worst first.

    Parameters
    ----------
    tasks : int
        Tasks of the problem.
    solution : sequence of (Column, float)
        Routes and how much of them is flown.
    known : sequence of triples
        Cuts that there are.
    most : int
        Most cuts to give.
    """
    flown = np.zeros((len(solution), tasks))
    for row, (column, _) in enumerate(solution):
        flown[row, list(column.tasks)] = 1.0
    amount = np.array([value for _, value in solution])
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
        for i, j in np.argwhere(over > _LEAST).tolist():
            found.append((float(over[i, j]), (a, int(others[i]), int(others[j]))))
    old, often, kept = set(known), Counter[int](), list[Triple]()
    for _, triple in sorted(found, key=lambda row: (-row[0], row[1])):
        if len(kept) == most:
            break
        if triple not in old and all(often[task] < _OF_TASK for task in triple):
            often.update(triple)
            kept.append(triple)
    return kept
