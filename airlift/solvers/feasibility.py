"""Whether values keep every constraint of a CP-SAT model: what may be called a start, and what may not."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul
from typing import TYPE_CHECKING

from airlift.solvers.repeated import numbers

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
    from ortools.sat.python.cp_model_helper import LinearConstraintProto, LinearExpressionProto

__all__ = ["keeps_all"]


def keeps_all(model: cp_model.CpModel, values: Sequence[int]) -> bool:
    """Whether a value for every variable, by index, is a solution of the model.

    Knows the constraints that the planning levels state: linear ones, clauses, implications, at-most-one, exactly-one,
    greatest-of. Any other kind counts as broken, because nobody looked.
    """
    proto = model.proto
    for variable, value in zip(proto.variables, values, strict=True):
        if not _in_domain(numbers(variable.domain), value):
            return False

    def holds(literal: int) -> bool:
        return values[literal] == 1 if literal >= 0 else values[-literal - 1] == 0

    for constraint in proto.constraints:
        if not all(map(holds, numbers(constraint.enforcement_literal))):
            continue
        if constraint.has_linear():
            linear = constraint.linear
            kept = _in_domain(numbers(linear.domain), _sum(linear, values))
        elif constraint.has_bool_or():
            kept = any(map(holds, numbers(constraint.bool_or.literals)))
        elif constraint.has_bool_and():
            kept = all(map(holds, numbers(constraint.bool_and.literals)))
        elif constraint.has_at_most_one():
            kept = sum(map(holds, numbers(constraint.at_most_one.literals))) <= 1
        elif constraint.has_exactly_one():
            kept = sum(map(holds, numbers(constraint.exactly_one.literals))) == 1
        elif constraint.has_lin_max():
            greatest = max(_value(expression, values) for expression in constraint.lin_max.exprs)
            kept = _value(constraint.lin_max.target, values) == greatest
        else:
            kept = False
        if not kept:
            return False
    return True


def _in_domain(domain: list[int], value: int) -> bool:
    return any(low <= value <= high for low, high in zip(domain[::2], domain[1::2], strict=True))


def _value(expression: LinearExpressionProto, values: Sequence[int]) -> int:
    return int(_sum(expression, values) + expression.offset)


def _sum(terms: LinearExpressionProto | LinearConstraintProto, values: Sequence[int]) -> int:
    return sum(map(mul, numbers(terms.coeffs), map(values.__getitem__, numbers(terms.vars))))
