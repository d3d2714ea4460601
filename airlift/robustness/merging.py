"""Several CP-SAT models in one, side by side: the block structure of an extensive form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["append_model", "terms_of"]

Terms = list[tuple[int, int]]


def append_model(target: cp_model.CpModel, source: cp_model.CpModel) -> int:
    """Append variables and constraints of a model to another; return what to add to its variables' indices.

    Raises
    ------
    ValueError
        A constraint is of a kind that force generation does not use.
    """
    shift = len(target.proto.variables)
    first = len(target.proto.constraints)
    target.proto.merge_from(source.proto)
    constraints = target.proto.constraints
    for position in range(first, len(constraints)):
        _shift_constraint(constraints[position], shift)
    return shift


def _shift_constraint(constraint: Any, shift: int) -> None:
    if len(constraint.enforcement_literal):
        _shift(constraint.enforcement_literal, shift)
    if constraint.has_linear():
        _shift(constraint.linear.vars, shift)
    elif constraint.has_bool_and():
        _shift(constraint.bool_and.literals, shift)
    elif constraint.has_bool_or():
        _shift(constraint.bool_or.literals, shift)
    elif constraint.has_at_most_one():
        _shift(constraint.at_most_one.literals, shift)
    elif constraint.has_exactly_one():
        _shift(constraint.exactly_one.literals, shift)
    else:
        raise ValueError(f"a constraint that cannot be merged: {constraint}")


def _shift(references: Any, shift: int) -> None:
    """Move references to variables; `-i - 1` refers to the negation of `i`."""
    moved = [one + shift if one >= 0 else one - shift for one in references]
    references.clear()
    references.extend(moved)


def terms_of(model: cp_model.CpModel, expression: cp_model.LinearExprT) -> tuple[Terms, int]:
    """Return variables' indices with their coefficients, and the constant, of an integer expression.

    The model must have no objective; it has none afterwards.
    """
    model.minimize(expression)
    objective = model.proto.objective
    terms = [
        (int(index), int(coefficient))
        for index, coefficient in zip(objective.vars, objective.coeffs, strict=True)
    ]
    constant = round(objective.offset)
    model.clear_objective()  # type: ignore[no-untyped-call]  # ortools leaves it without annotations
    return terms, constant
