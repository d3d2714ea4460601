"""The best plan of very small worlds is the same to both models and to a search through every schedule."""

from __future__ import annotations

import pytest

from tests.property.matching.exhaustive import best_values, tiny_world
from tests.property.matching.solving import proven, proven_again, same


def agree(number: int) -> None:
    """Neither better, which would break a rule, nor worse, which would forbid too much."""
    scenario = tiny_world(number)
    best = best_values(scenario)
    assert same(proven(scenario), best)
    assert same(proven_again(scenario), best)


@pytest.mark.parametrize("number", range(30))
def test_every_level_is_as_good_as_the_best_of_all_schedules(number: int):
    """Unmet demand, the wait for medevac and the cost."""
    agree(number)


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(1, 6))
def test_every_level_is_as_good_as_the_best_of_all_schedules_in_many_worlds(hundred: int):
    """The same in a hundred worlds."""
    for number in range(100 * hundred, 100 * hundred + 100):
        agree(number)
