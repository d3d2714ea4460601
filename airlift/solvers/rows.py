"""A CP-SAT model as linear rows in arrays, for a look at the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["LinearRows", "linear_rows"]

_WIDE = 2**60
"""Beyond this a side of a row is no limit."""


@dataclass(frozen=True)
class LinearRows:
    """Rows `low <= a x <= high` of a model, and the ranges of its variables.

    Parameters
    ----------
    least, most : array of shape (variables,)
        Ranges of the variables.
    starts : array of shape (rows + 1,)
        Where each row begins in `columns` and `coefficients`.
    columns, coefficients : array of shape (terms,)
        Terms of the rows, one row after the other.
    low, high : array of shape (rows,)
        Sides of the rows.
    """

    least: np.ndarray[Any, np.dtype[np.int64]]
    most: np.ndarray[Any, np.dtype[np.int64]]
    starts: np.ndarray[Any, np.dtype[np.int64]]
    columns: np.ndarray[Any, np.dtype[np.int64]]
    coefficients: np.ndarray[Any, np.dtype[np.int64]]
    low: np.ndarray[Any, np.dtype[np.int64]]
    high: np.ndarray[Any, np.dtype[np.int64]]


def linear_rows(model: cp_model.CpModel) -> LinearRows:
    """Write a model as linear rows; what cannot be written so is left out, so that they are a relaxation of it."""
    proto = model.proto
    domains = [list(variable.domain) for variable in proto.variables]
    starts, columns, coefficients, low, high = [0], list[int](), list[int](), list[int](), list[int]()
    for constraint in proto.constraints:
        for terms, below, above in _rows_of(constraint):
            if terms:
                columns += terms.keys()
                coefficients += terms.values()
                starts.append(len(columns))
                low.append(max(below, -_WIDE))
                high.append(min(above, _WIDE))
    return LinearRows(
        least=np.array([domain[0] for domain in domains], dtype=np.int64),
        most=np.array([domain[-1] for domain in domains], dtype=np.int64),
        starts=np.array(starts, dtype=np.int64),
        columns=np.array(columns, dtype=np.int64),
        coefficients=np.array(coefficients, dtype=np.int64),
        low=np.array(low, dtype=np.int64),
        high=np.array(high, dtype=np.int64),
    )


def _rows_of(constraint: Any) -> Iterator[tuple[dict[int, int], int, int]]:
    """Rows of one constraint, each as terms and two sides; none where it cannot be written so."""
    enforced = list(constraint.enforcement_literal)
    if constraint.has_linear() and not enforced:
        domain = list(constraint.linear.domain)
        if len(domain) == 2:
            terms: dict[int, int] = {}
            for column, coefficient in zip(constraint.linear.vars, constraint.linear.coeffs, strict=True):
                terms[column] = terms.get(column, 0) + coefficient
            yield terms, domain[0], domain[1]
    elif constraint.has_bool_or():
        yield _sum_of([*constraint.bool_or.literals, *(-literal - 1 for literal in enforced)], 1, _WIDE)
    elif constraint.has_bool_and():
        for literal in constraint.bool_and.literals:
            yield _sum_of([literal, *(-one - 1 for one in enforced)], 1, _WIDE)
    elif constraint.has_at_most_one() and not enforced:
        yield _sum_of(list(constraint.at_most_one.literals), -_WIDE, 1)
    elif constraint.has_exactly_one() and not enforced:
        yield _sum_of(list(constraint.exactly_one.literals), 1, 1)


def _sum_of(literals: list[int], low: int, high: int) -> tuple[dict[int, int], int, int]:
    """Sides of a sum of literals, written over their variables."""
    terms: dict[int, int] = {}
    shift = 0
    for literal in literals:
        variable, sign = (literal, 1) if literal >= 0 else (-literal - 1, -1)
        terms[variable] = terms.get(variable, 0) + sign
        shift += sign < 0
    return terms, low - shift if low > -_WIDE else low, high - shift if high < _WIDE else high
