"""The force generation model and its second writing in PuLP give every random world the same values."""

from __future__ import annotations

import pytest

from airlift.matching.crosscheck import compare, cross_check
from airlift.scenario.model import Scenario
from tests.property.matching.solving import same_but_for_rounding, sound
from tests.property.matching.worlds import partnership, world


def agree(scenario: Scenario) -> None:
    """Solve twice, and once more without whole numbers: no value may miss the other's or pass a bound."""
    result = sound(scenario)
    values = {level.name: level.value for level in result.objectives if level.value is not None}
    assert same_but_for_rounding(scenario, values)
    relaxed = cross_check(scenario, time_limit_s=60, relax=True, held=values)
    assert all(level.bound is not None for level in relaxed.levels)
    assert compare(result, relaxed) == ()


@pytest.mark.parametrize("number", range(16))
def test_both_models_agree_on_two_partners_and_their_lots(number: int):
    """Arrivals, conditions, courses, tours, reliefs, visits, bases and credit are read alike."""
    agree(world(number))


@pytest.mark.parametrize("number", range(8))
def test_both_models_agree_on_partnerships_short_of_money_and_people(number: int):
    """Earmarks, carry-over, qualifications and types in one world are read alike."""
    agree(partnership(number))


@pytest.mark.slow
@pytest.mark.parametrize("first", [50, 65, 190, 205])
def test_both_models_agree_on_many_worlds(first: int):
    """The same in 15 worlds of each kind."""
    for number in range(first, first + 15):
        agree(world(number))
        agree(partnership(number))


@pytest.mark.parametrize("number", range(4))
def test_cbc_agrees_with_highs(number: int):
    """Values that both prove are the same, and neither states a bound above them."""
    scenario = partnership(number)
    highs = cross_check(scenario, time_limit_s=60)
    cbc = cross_check(scenario, time_limit_s=60, backend="cbc")
    assert highs.optimal
    assert cbc.optimal
    for one, other in zip(highs.levels, cbc.levels, strict=True):
        assert one.value == pytest.approx(other.value, abs=one.tolerance)
