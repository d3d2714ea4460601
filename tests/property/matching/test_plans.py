"""What must not matter to a plan does not."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.scenario.model import Scenario
from tests.property.matching.solving import proven, same
from tests.property.matching.worlds import world


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("number", range(300, 304))
def test_the_names_and_the_order_of_partners_do_not_matter(number: int):
    """Every level has the same value, cost included, though the search takes other ways."""
    names = [{"kenya": "a-land", "el-salvador": "z-land"}, {"kenya": "z", "el-salvador": "a"}][number % 2]
    scenario = world(number)
    data = _renamed(scenario.model_dump(mode="json"), names)
    data["partners"].reverse()
    assert same(proven(Scenario.model_validate(data)), proven(scenario))
