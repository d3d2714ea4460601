"""A world with more in it is served no worse, tier by tier and level by level."""

from __future__ import annotations

from itertools import count, islice
from typing import TYPE_CHECKING

import pytest

from tests.property.matching.relaxations import RELAXATIONS, plentiful, relaxed
from tests.property.matching.solving import no_worse, proven, proven_again
from tests.property.matching.worlds import world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airlift.scenario.model import Scenario


def pairs(name: str, wanted: int) -> Iterator[tuple[Scenario, Scenario]]:
    """Worlds to which a relaxation gives something, before and after; other worlds for each relaxation."""
    first = 1000 * (1 + [*RELAXATIONS].index(name))
    scarce = (plentiful(world(number), number, name) for number in count(first))
    found = ((old, relaxed(old, name)) for old in scarce)
    return islice(((old, new) for old, new in found if new is not None), wanted)


def serves_no_worse(old: Scenario, new: Scenario) -> None:
    """Compare best plans, and then each level with those before it held at the values of the old world."""
    before = proven(old)
    after = proven(new)
    assert no_worse(after, before)
    held = proven_again(new, held=before)
    for name, value in held.items():
        assert value <= before[name] + (0 if name != "cost" else 10 + 1e-6 * value)


@pytest.mark.parametrize("name", RELAXATIONS)
def test_more_of_anything_serves_no_worse(name: str):
    """The best plan of the old world is a plan of the new one."""
    for old, new in pairs(name, 1):
        serves_no_worse(old, new)


@pytest.mark.slow
@pytest.mark.parametrize("name", RELAXATIONS)
def test_more_of_anything_serves_no_worse_in_many_worlds(name: str):
    """The same in four worlds."""
    for old, new in islice(pairs(name, 5), 1, None):
        serves_no_worse(old, new)
