"""Sparse rows of which many hardly differ from the one before.

Limits on what is busy at each minute of a day give rows that repeat nearly all entries of the row before. Such a row
follows: it is stated by what enters and leaves. A day of 200 tasks has 2 million entries so, and 20 written out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from airlift.solvers.chains import chained, first_fit

__all__ = ["BoolArray", "FloatVector", "IntVector", "Rows"]

BoolArray = NDArray[np.bool_]
FloatVector = NDArray[np.float64]
IntVector = NDArray[np.int64]

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Rows:
    """Sparse rows `left-hand side of the row before (if it follows) + sum of coefficient x column <= limit`.

    Parameters
    ----------
    columns : int
        Number of columns, each chosen or not.
    row, column : array of int, shape (entries,)
        Place of each entry.
    coefficient : array of float, shape (entries,)
        Its value.
    limit : array of float, shape (rows,)
        Right-hand sides.
    follows : array of bool, shape (rows,), optional
        Whether each row is stated by its difference from the one before; none is if not given.
    """

    columns: int
    row: IntVector
    column: IntVector
    coefficient: FloatVector
    limit: FloatVector
    follows: BoolArray | None = None

    @cached_property
    def chains(self) -> tuple[slice, ...]:
        """Rows of which each but the first follows the one before it."""
        if self.follows is None:
            return ()
        ends = np.flatnonzero(~np.append(self.follows, False))
        begins = np.append(0, ends[:-1]) if len(ends) else ends
        return tuple(slice(int(a), int(b)) for a, b in zip(begins, ends, strict=True) if b - a > 1)

    @cached_property
    def _by_column(self) -> tuple[IntVector, IntVector]:
        """Entries in the order of column, then row; and where those of each column begin."""
        order = np.lexsort([self.row, self.column])
        return order, np.searchsorted(self.column[order], np.arange(self.columns + 1))

    @cached_property
    def least(self) -> FloatVector:
        """The least that each left-hand side can be, of rows that are written out."""
        low = np.minimum(self.coefficient, 0.0)
        return np.bincount(self.row, weights=low, minlength=len(self.limit)).astype(np.float64)

    def plus(self, coefficients: FloatVector, limit: float) -> Rows:
        """Add one row, given densely."""
        return self.plus_all([coefficients], limit)

    def plus_all(self, coefficients: Sequence[FloatVector], limit: float) -> Rows:
        """Add rows, given densely, with the same right-hand side."""
        entries = [np.flatnonzero(row) for row in coefficients]
        number = len(self.limit) + np.arange(len(entries))
        more = np.zeros(len(entries), dtype=np.bool_)
        return replace(
            self,
            row=np.concatenate([self.row, np.repeat(number, [len(one) for one in entries])]),
            column=np.concatenate([self.column, *entries]),
            coefficient=np.concatenate(
                [self.coefficient, *(row[one] for row, one in zip(coefficients, entries, strict=True))]
            ),
            limit=np.append(self.limit, np.full(len(entries), limit)),
            follows=None if self.follows is None else np.append(self.follows, more),
        )

    def only(self, keep: IntVector) -> Rows:
        """Keep some columns, given in ascending order, and all rows."""
        new = np.full(self.columns, -1, dtype=np.int64)
        new[keep] = np.arange(len(keep))
        inside = new[self.column] >= 0
        return replace(
            self,
            columns=len(keep),
            row=self.row[inside],
            column=new[self.column[inside]],
            coefficient=self.coefficient[inside],
        )

    def reduced(self, cost: FloatVector, duals: FloatVector) -> FloatVector:
        """Reduced costs of all columns."""
        price = duals.copy()
        for chain in self.chains:
            # What enters a row is in those that follow it too.
            price[chain] = np.cumsum(duals[chain][::-1])[::-1]
        used = self.coefficient * price[self.row]
        return cost - np.bincount(self.column, weights=used, minlength=self.columns)

    def used(self, taken: FloatVector) -> FloatVector:
        """Left-hand sides, for a part of each column from 0 to 1."""
        return self._summed(self.row, self.coefficient * taken[self.column])

    def used_by(self, chosen: IntVector) -> FloatVector:
        """Left-hand sides for a choice of columns."""
        order, ends = self._by_column
        mine = np.concatenate(
            [np.empty(0, dtype=np.int64), *(order[ends[k] : ends[k + 1]] for k in chosen.tolist())]
        )
        return self._summed(self.row[mine], self.coefficient[mine])

    def allow(self, chosen: IntVector) -> bool:
        """Whether a choice keeps every row."""
        return bool(np.all(self.used_by(chosen) <= self.limit + _TOLERANCE))

    def _summed(self, row: IntVector, amount: FloatVector) -> FloatVector:
        sums = np.bincount(row, weights=amount, minlength=len(self.limit)).astype(np.float64)
        for chain in self.chains:
            sums[chain] = np.cumsum(sums[chain])
        return sums

    def first_fit(self, order: IntVector) -> IntVector:
        """Take columns in an order, each if the rows allow it beside those before it; gives them in ascending order."""
        by, ends = self._by_column
        taken = np.zeros(self.columns, dtype=np.bool_)
        free = self.limit + _TOLERANCE
        first_fit(order, ends, self.row[by], self.coefficient[by], self._last, free, taken)
        return np.flatnonzero(taken)

    @cached_property
    def _last(self) -> IntVector:
        """For each row the one after the last that follows from it."""
        last = np.arange(1, len(self.limit) + 1)
        for chain in self.chains:
            last[chain] = chain.stop
        return last

    def chained(self) -> Rows:
        """State by differences the rows for which that saves entries, and write out the others."""
        plain = self.plain()
        row, column, coefficient, follows = chained(
            plain.row, plain.column, plain.coefficient, len(plain.limit)
        )
        return replace(plain, row=row, column=column, coefficient=coefficient, follows=follows)

    def plain(self) -> Rows:
        """Write out all rows, entries in the order of row, then column."""
        if self.follows is None:
            return self
        length = self._last[self.row] - self.row
        offset = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
        place = (np.repeat(self.row, length) + offset) * self.columns + np.repeat(self.column, length)
        value = np.repeat(self.coefficient, length)
        order = np.argsort(place, kind="stable")
        place, value = place[order], value[order]
        first = np.flatnonzero(np.diff(place, prepend=-1))
        total = np.add.reduceat(value, first) if len(first) else value
        place = place[first][total != 0.0]
        return replace(
            self,
            row=place // max(1, self.columns),
            column=place % max(1, self.columns),
            coefficient=total[total != 0.0],
            follows=None,
        )
