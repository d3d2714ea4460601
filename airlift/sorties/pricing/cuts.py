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
from airlift.sorties.triples import Triple, broken_triples

__all__ = ["MOST_CUTS", "Cuts", "violated"]

MOST_CUTS = 64 * CUT_WORDS
"""Cuts that a label has room for."""
_LEAST = 0.05
"""Violation from which a cut is taken."""


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
    return broken_triples(flown, amount, _LEAST, most, set(known))
