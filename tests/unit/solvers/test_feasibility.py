"""Whether values keep a model: each kind of constraint, kept and broken, and against the solver itself."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from random import Random

import pytest
from ortools.sat.python import cp_model

from airlift.solvers.feasibility import keeps_all

Literals = list[cp_model.LiteralT]


def boolean(state: Callable[[cp_model.CpModel, list[cp_model.IntVar]], object]) -> set[str]:
    """Return the values of three literals that keep what is stated about them, as digits."""
    model = cp_model.CpModel()
    state(model, [model.new_bool_var(name) for name in "abc"])
    return {"".join(map(str, v)) for v in itertools.product((0, 1), repeat=3) if keeps_all(model, v)}


def test_a_model_without_constraints_is_kept_within_its_domains():
    """Below, above and in the gap of a domain."""
    model = cp_model.CpModel()
    model.new_int_var_from_domain(cp_model.Domain.from_intervals([[1, 2], [5, 6]]), "x")
    assert [x for x in range(9) if keeps_all(model, [x])] == [1, 2, 5, 6]


def test_values_are_one_for_each_variable():
    """Too few or too many are a mistake of the caller."""
    model = cp_model.CpModel()
    model.new_bool_var("a")
    for values in ([], [0, 1]):
        with pytest.raises(ValueError, match="argument"):
            keeps_all(model, values)


def test_linear_constraints_bind_on_both_sides_and_in_gaps():
    """2 x - y from 1 to 3, and not 2."""
    model = cp_model.CpModel()
    x, y = model.new_int_var(0, 3, "x"), model.new_int_var(0, 1, "y")
    model.add_linear_constraint(2 * x - y, 1, 3)
    model.add(2 * x - y != 2)
    kept = {(x, y) for x in range(4) for y in range(2) if keeps_all(model, [x, y])}
    assert kept == {(1, 1), (2, 1)}


def test_large_numbers_are_exact():
    """Sums beyond the 53 bits of a float."""
    model = cp_model.CpModel()
    x, y = (model.new_int_var(0, 2**31, name) for name in "xy")
    model.add(2**31 * x - 2**31 * y <= 2**61 - 1)
    assert not keeps_all(model, [2**30, 0])
    assert keeps_all(model, [2**30, 1])


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        (lambda m, v: m.add_bool_or([v[0], ~v[1]]), {"000", "001", "100", "101", "110", "111"}),
        (lambda m, v: m.add_bool_and([v[0], ~v[1]]), {"100", "101"}),
        (lambda m, v: m.add_at_most_one(v), {"000", "001", "010", "100"}),
        (lambda m, v: m.add_at_most_one([v[0], ~v[1], v[2]]), {"000", "010", "011", "110"}),
        (lambda m, v: m.add_exactly_one(v), {"001", "010", "100"}),
        (lambda m, v: m.add_exactly_one([~v[0], ~v[1]]), {"010", "011", "100", "101"}),
        (lambda m, v: m.add_implication(v[0], v[1]), {"000", "001", "010", "011", "110", "111"}),
        (lambda m, v: m.add_max_equality(v[2], v[:2]), {"000", "011", "101", "111"}),
        (lambda m, v: m.add_min_equality(v[2], v[:2]), {"000", "010", "100", "111"}),
        (lambda m, v: m.add_bool_or([]), set()),
    ],
)
def test_each_kind_of_constraint(
    state: Callable[[cp_model.CpModel, list[cp_model.IntVar]], object], kept: set[str]
):
    """The values that keep it are those that logic says."""
    assert boolean(state) == kept


def test_greatest_of_counts_coefficients_and_constants():
    """The greatest of 2 a + 1 and 3 - b."""
    model = cp_model.CpModel()
    a, b, top = model.new_bool_var("a"), model.new_bool_var("b"), model.new_int_var(0, 9, "top")
    model.add_max_equality(top, [2 * a + 1, 3 - b])
    for first, second in itertools.product((0, 1), repeat=2):
        greatest = max(2 * first + 1, 3 - second)
        assert [t for t in range(10) if keeps_all(model, [first, second, t])] == [greatest]


@pytest.mark.parametrize("enforced", [True, False])
def test_an_enforced_constraint_holds_only_under_its_literals(enforced: bool):
    """Both literals have to hold, one of them negated."""
    free = {f"{a}{b}{c}" for a, b, c in itertools.product("01", repeat=3)}

    def state(model: cp_model.CpModel, v: list[cp_model.IntVar]) -> None:
        stated = model.add(v[0] >= 1)
        if enforced:
            stated.only_enforce_if([v[1], ~v[2]])

    broken = {"010"} if enforced else {digits for digits in free if digits[0] == "0"}
    assert boolean(state) == free - broken


def test_a_kind_that_nobody_looked_at_counts_as_broken():
    """Unless what enforces it does not hold."""
    assert boolean(lambda m, v: m.add_multiplication_equality(v[2], v[:2])) == set()
    assert boolean(lambda m, v: m.add_all_different(v)) == set()
    free = boolean(lambda m, v: m.add_bool_xor(v).only_enforce_if(v[0]))
    assert free == {"000", "001", "010", "011"}


def random_model(rng: Random) -> cp_model.CpModel:
    """Draw a model of literals and numbers with constraints of every kind that is known."""
    model = cp_model.CpModel()
    booleans = [model.new_bool_var(f"b{n}") for n in range(4)]
    numbers = [model.new_int_var(-1, 2, f"n{n}") for n in range(2)]

    def some() -> Literals:
        return [rng.choice([v, ~v]) for v in rng.sample(booleans, rng.randint(1, 3))]

    for _ in range(4):
        kind = rng.randrange(6)
        if kind == 0:
            weights = [rng.randint(-2, 2) for _ in range(6)]
            total = cp_model.LinearExpr.weighted_sum([*booleans, *numbers], weights)
            stated = model.add_linear_constraint(total, rng.randint(-4, 0), rng.randint(0, 4))
        elif kind == 1:
            stated = model.add_bool_or(some())
        elif kind == 2:
            stated = model.add_bool_and(some())
        elif kind == 3:
            stated = model.add_at_most_one(some())
        elif kind == 4:
            stated = model.add_exactly_one(some())
        else:
            stated = model.add_max_equality(numbers[0], [numbers[1] - 1, *booleans[:2]])
        if kind != 5 and rng.random() < 0.5:
            stated.only_enforce_if(some())
    return model


@pytest.mark.parametrize("number", range(12))
def test_the_solver_agrees(number: int):
    """What the values keep is what CP-SAT finds feasible with the values fixed."""
    rng = Random(number)
    model = random_model(rng)
    for _ in range(12):
        values = [*(rng.randint(0, 1) for _ in range(4)), *(rng.randint(-1, 2) for _ in range(2))]
        fixed = model.clone()
        for index, value in enumerate(values):
            fixed.add(fixed.get_int_var_from_proto_index(index) == value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert keeps_all(model, values) == (solver.solve(fixed) == cp_model.OPTIMAL), values
