"""Numbers of repeated fields."""

from __future__ import annotations

from ortools.sat.python import cp_model

from airlift.solvers.repeated import numbers


def test_numbers_of_a_field_are_in_their_order():
    """Of variables, of coefficients, and of a field that is empty."""
    model = cp_model.CpModel()
    x, y = (model.new_int_var(0, 9, name) for name in "xy")
    constraint = model.add(-(2**40) * x + 3 * y <= 4).proto
    assert numbers(constraint.linear.vars) == [0, 1]
    assert numbers(constraint.linear.coeffs) == [-(2**40), 3]
    assert numbers(constraint.enforcement_literal) == []
