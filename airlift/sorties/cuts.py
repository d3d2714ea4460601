"""Cuts that the linear relaxation of the selection lacks.

Of the sorties that serve two or more of any three tasks at most one is flown (subset-row cuts: Jepsen, Petersen,
Spoorendonk and Pisinger, Operations Research 56 (2008) 497-511). A relaxation can fly three halves of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from airlift.solvers.mip import BoolArray, FloatVector

__all__ = ["subset_rows"]

_LEAST = 1.02
"""Sorties of three tasks, in parts, beyond which a cut is worth a row."""
_MOST_CUTS = 60
_PART = 1e-6


def subset_rows(served: BoolArray, part: FloatVector) -> Iterator[FloatVector]:
    """Yield the left-hand sides of the rows `<= 1` that a relaxation breaks most.

    Parameters
    ----------
    served : array of bool, shape (columns, tasks)
        Which column serves which task.
    part : array of float, shape (columns,)
        How much of each column the relaxation flies.
    """
    flown = np.flatnonzero((part > _PART) & (served.sum(axis=1) >= 2))
    tasks = np.flatnonzero(served[flown][part[flown] < 1.0 - _PART].any(axis=0))
    table = served[np.ix_(flown, tasks)].astype(np.float64)
    pair = (table * part[flown, None]).T @ table
    found: list[tuple[float, int, int, int]] = []
    for i in range(len(tasks)):
        with_i = (table[:, i] * part[flown])[:, None] * table
        three = with_i.T @ table
        total = pair[i][:, None] + pair[i][None, :] + pair - 2.0 * three
        for j, k in np.argwhere(np.triu(total, 1) > _LEAST).tolist():
            if i < j:
                found.append((float(total[j, k]), i, j, k))
    for _, *three_tasks in sorted(found, key=lambda row: (-row[0], row[1:]))[:_MOST_CUTS]:
        yield (served[:, tasks[three_tasks]].sum(axis=1) >= 2).astype(np.float64)
