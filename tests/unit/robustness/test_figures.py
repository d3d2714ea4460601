"""CVaR, reduction of futures, and models side by side."""

from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

from airlift.robustness.futures import Future
from airlift.robustness.merging import append_model, terms_of
from airlift.robustness.reduction import select_futures
from airlift.robustness.risk import cvar, expected
from tests.scenarios import tiny_scenario


@pytest.mark.parametrize(
    ("alpha", "tail"),
    [(0.0, 31.5), (0.5, 57.0), (0.9, 57.0), (0.25, (0.5 * 57 + 0.25 * 6) / 0.75)],
)
def test_cvar_is_the_mean_of_the_worst(alpha: float, tail: float) -> None:
    """Two futures of one half each: the tail takes the worse one first."""
    assert cvar([6, 57], [0.5, 0.5], alpha) == pytest.approx(tail)


def test_expected_is_the_weighted_mean() -> None:
    """Weights count."""
    assert expected([0, 10], [0.9, 0.1]) == pytest.approx(1.0)


def test_chosen_futures_stand_for_their_neighbours() -> None:
    """The one that differs most is kept apart; samples go to the nearest chosen future."""
    scenario = tiny_scenario()

    def future(samples: int, *outcomes: str) -> Future:
        return Future({f"lot {n}": outcome for n, outcome in enumerate(outcomes)}, samples, scenario)

    futures = [
        future(4, "a", "a", "a"),
        future(3, "a", "a", "b"),
        future(2, "b", "b", "b"),
        future(1, "b", "b", "a"),
    ]
    chosen = dict(select_futures(futures, 2))
    assert sum(chosen.values()) == 10
    assert chosen == {0: 7, 2: 3}
    assert dict(select_futures(futures, 9)) == {0: 4, 1: 3, 2: 2, 3: 1}


def _small(least: int) -> tuple[cp_model.CpModel, cp_model.IntVar]:
    model = cp_model.CpModel()
    number = model.new_int_var(0, 9, "number")
    switch = model.new_bool_var("switch")
    other = model.new_bool_var("other")
    model.add(number >= least).only_enforce_if(switch)
    model.add_implication(other.negated(), switch)
    model.add_at_most_one(other, switch.negated())
    model.add_exactly_one(other, switch)
    model.add_bool_or(switch, other)
    return model, number


def test_models_side_by_side_keep_their_own_rules() -> None:
    """Each part of the whole has the optimum that it has alone, with every kind of constraint."""
    whole = cp_model.CpModel()
    parts = []
    for least in (3, 7):
        model, number = _small(least)
        model.add(model.get_bool_var_from_proto_index(2) == 0)
        terms, constant = terms_of(model, 2 * number + 1)
        assert (terms, constant) == ([(number.index, 2)], 1)
        assert not model.proto.has_objective()
        parts.append(number.index + append_model(whole, model))
    variables = [whole.get_int_var_from_proto_index(index) for index in parts]
    whole.minimize(sum(variables))
    solver = cp_model.CpSolver()
    assert solver.solve(whole) == cp_model.OPTIMAL
    assert [solver.value(one) for one in variables] == [3, 7]


def test_a_constraint_that_cannot_be_moved_is_refused() -> None:
    """Nothing is merged wrongly in silence."""
    model = cp_model.CpModel()
    numbers = [model.new_int_var(0, 3, f"n{i}") for i in range(2)]
    model.add_all_different(numbers)
    with pytest.raises(ValueError, match="cannot be merged"):
        append_model(cp_model.CpModel(), model)
