"""A CP-SAT model as linear rows in arrays, for a look at the whole of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from airlift.solvers.repeated import numbers

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
    from ortools.sat.python.cp_model_helper import ConstraintProto, LinearConstraintProto

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
    domains = [numbers(variable.domain) for variable in proto.variables]
    starts, columns, coefficients, low, high = [0], list[int](), list[int](), list[int](), list[int]()
    for constraint in proto.constraints:
        for terms, factors, below, above in _rows_of(constraint):
            if terms:
                columns += terms
                coefficients += factors
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


_Row = tuple[Collection[int], Collection[int], int, int]
"""Columns, their coefficients, and two sides."""


def _rows_of(constraint: ConstraintProto) -> Collection[_Row]:
    """Rows of one constraint; none where it cannot be written so."""
    enforced = numbers(constraint.enforcement_literal)
    if constraint.has_linear():
        return () if enforced else _rows_of_linear(constraint.linear)
    negated = [-literal - 1 for literal in enforced]
    if constraint.has_bool_or():
        return (_sum_of(numbers(constraint.bool_or.literals) + negated, 1, _WIDE),)
    if constraint.has_bool_and():
        return [_sum_of([literal, *negated], 1, _WIDE) for literal in numbers(constraint.bool_and.literals)]
    if constraint.has_at_most_one() and not enforced:
        return (_sum_of(numbers(constraint.at_most_one.literals), -_WIDE, 1),)
    if constraint.has_exactly_one() and not enforced:
        return (_sum_of(numbers(constraint.exactly_one.literals), 1, 1),)
    return ()


def _rows_of_linear(linear: LinearConstraintProto) -> tuple[_Row, ...]:
    domain = numbers(linear.domain)
    if len(domain) != 2:
        return ()
    columns, coefficients = numbers(linear.vars), numbers(linear.coeffs)
    if len(set(columns)) == len(columns):
        return ((columns, coefficients, domain[0], domain[1]),)
    terms: dict[int, int] = {}
    for column, coefficient in zip(columns, coefficients, strict=True):
        terms[column] = terms.get(column, 0) + coefficient
    return ((terms.keys(), terms.values(), domain[0], domain[1]),)


def _sum_of(literals: list[int], low: int, high: int) -> _Row:
    """Sides of a sum of literals, written over their variables."""
    terms: dict[int, int] = {}
    shift = 0
    for literal in literals:
        variable, sign = (literal, 1) if literal >= 0 else (-literal - 1, -1)
        terms[variable] = terms.get(variable, 0) + sign
        shift += sign < 0
    least = low - shift if low > -_WIDE else low
    most = high - shift if high < _WIDE else high
    return terms.keys(), terms.values(), least, most
