"""A model as linear rows: which constraints become rows, and that no solution breaks a row."""

from __future__ import annotations

import itertools
from random import Random

import numpy as np
import pytest
from ortools.sat.python import cp_model

from airlift.solvers.feasibility import keeps_all
from airlift.solvers.rows import LinearRows, linear_rows

WIDE = 2**60

Row = tuple[dict[int, int], int, int]


def rows_of(model: cp_model.CpModel) -> list[Row]:
    """Return the rows as terms and two sides."""
    rows = linear_rows(model)
    return [
        (
            dict(zip(rows.columns[a:b].tolist(), rows.coefficients[a:b].tolist(), strict=True)),
            int(low),
            int(high),
        )
        for (a, b), low, high in zip(
            itertools.pairwise(rows.starts.tolist()), rows.low, rows.high, strict=True
        )
    ]


def literals(number: int) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Return a model of some literals."""
    model = cp_model.CpModel()
    return model, [model.new_bool_var(f"b{n}") for n in range(number)]


def keeps_rows(rows: LinearRows, values: tuple[int, ...]) -> bool:
    """Whether values lie within the sides of every row."""
    terms = rows.coefficients * np.array(values)[rows.columns]
    sums = np.add.reduceat(terms, rows.starts[:-1])
    return bool(np.all((rows.low <= sums) & (sums <= rows.high)))


def test_ranges_are_those_of_the_variables():
    """The first and the last value of a domain with a gap."""
    model = cp_model.CpModel()
    model.new_int_var(-3, 8, "x")
    model.new_int_var_from_domain(cp_model.Domain.from_intervals([[1, 2], [5, 6]]), "y")
    rows = linear_rows(model)
    assert (rows.least.tolist(), rows.most.tolist(), rows.starts.tolist()) == ([-3, 1], [8, 6], [0])


def test_a_linear_constraint_is_a_row():
    """One side, two sides, and a variable named twice; a constant moves to the sides."""
    model = cp_model.CpModel()
    x, y = (model.new_int_var(0, 9, name) for name in "xy")
    model.add(2 * x - 3 * y <= 4)
    model.add_linear_constraint(x + y + 1, 2, 5)
    model.add(x + y + x == 7)
    assert rows_of(model) == [
        ({0: 2, 1: -3}, -WIDE, 4),
        ({0: 1, 1: 1}, 1, 4),
        ({0: 2, 1: 1}, 7, 7),
    ]


def test_terms_of_a_column_are_added_up():
    """Also where the solver's model itself holds a variable twice."""
    model = cp_model.CpModel()
    x = model.new_int_var(0, 9, "x")
    linear = model.add(2 * x <= 4).proto.linear
    linear.vars.append(0)
    linear.coeffs.append(3)
    assert rows_of(model) == [({0: 5}, -WIDE, 4)]


def test_what_is_no_row_is_left_out():
    """Gaps in a domain, enforced rows, greatest-of, products, and a constraint without a variable."""
    model = cp_model.CpModel()
    x, y = (model.new_int_var(0, 9, name) for name in "xy")
    switch = model.new_bool_var("switch")
    model.add(x != y)
    model.add(x <= y).only_enforce_if(switch)
    model.add_max_equality(x, [y, switch])
    model.add_multiplication_equality(x, [y, switch])
    model.add_bool_or([])
    assert rows_of(model) == []
    assert linear_rows(model).starts.tolist() == [0]


def test_a_clause_is_a_row():
    """At least one literal: one that is negated moves a unit to the other side, and so does what enforces it."""
    model, (a, b, c) = literals(3)
    model.add_bool_or([a, b])
    model.add_bool_or([a, ~b])
    model.add_bool_or([a, ~b]).only_enforce_if(c)
    assert rows_of(model) == [
        ({0: 1, 1: 1}, 1, WIDE),
        ({0: 1, 1: -1}, 0, WIDE),
        ({0: 1, 1: -1, 2: -1}, -1, WIDE),
    ]


def test_an_implication_is_a_row_for_each_literal():
    """c implies a and not b."""
    model, (a, b, c) = literals(3)
    model.add_bool_and([a, ~b]).only_enforce_if(c)
    assert rows_of(model) == [({0: 1, 2: -1}, 0, WIDE), ({1: -1, 2: -1}, -1, WIDE)]


def test_at_most_and_exactly_one_are_rows_where_nothing_enforces_them():
    """Enforced ones are left out: their row would need a wide coefficient."""
    model, (a, b, c) = literals(3)
    model.add_at_most_one([a, ~b])
    model.add_exactly_one([a, b, ~c])
    model.add_at_most_one([a, b]).only_enforce_if(c)
    model.add_exactly_one([a, b]).only_enforce_if(c)
    assert rows_of(model) == [({0: 1, 1: -1}, -WIDE, 0), ({0: 1, 1: 1, 2: -1}, 0, 0)]


def test_a_wide_side_is_no_limit():
    """Sides beyond 2^60 are cut, so that sums of some of them stay within 64 bits."""
    model = cp_model.CpModel()
    x = model.new_int_var(0, 9, "x")
    model.add_linear_constraint(x, -(2**61), 2**62)
    assert rows_of(model) == [({0: 1}, -WIDE, WIDE)]


def random_model(number: int, *, linear_only: bool = False) -> cp_model.CpModel:
    """Draw a model of five literals with a handful of constraints of every kind."""
    rng = Random(number)
    model, variables = literals(5)

    def some() -> list[cp_model.LiteralT]:
        return [rng.choice([v, ~v]) for v in rng.sample(variables, rng.randint(1, 4))]

    for _ in range(4):
        weights = [rng.randint(-3, 3) for _ in variables]
        sides = sorted(rng.randint(-4, 6) for _ in range(2))
        total = cp_model.LinearExpr.weighted_sum(variables, weights)
        kinds = [
            lambda total=total, sides=sides: model.add_linear_constraint(total, *sides),
            lambda: model.add_bool_or(some()),
            lambda: model.add_bool_and(some()),
            lambda: model.add_at_most_one(some()),
            lambda: model.add_exactly_one(some()),
        ]
        stated = rng.choice(kinds)()
        if not linear_only and rng.random() < 0.4:
            stated.only_enforce_if(rng.choice([~variables[0], variables[4]]))
    return model


@pytest.mark.parametrize("number", range(60))
def test_rows_are_a_relaxation(number: int):
    """What keeps a model keeps its rows; where nothing is enforced, nothing else does."""
    for linear_only in (False, True):
        model = random_model(number, linear_only=linear_only)
        rows = linear_rows(model)
        if len(rows.starts) == 1:
            continue
        for values in itertools.product((0, 1), repeat=5):
            if keeps_all(model, values):
                assert keeps_rows(rows, values)
            elif linear_only:
                assert not keeps_rows(rows, values)
