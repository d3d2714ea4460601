"""Whatever is drawn: nobody is lost, nobody is reached before the launch, and the same seed gives the same world."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from airlift.simulation.build import world_of
from airlift.simulation.chances import draw
from airlift.simulation.dispatching import RULES
from airlift.simulation.engine import replicate
from tests.scenarios import with_policy
from tests.unit.simulation.worlds import random_plan


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rule=st.sampled_from(RULES),
    patience_min=st.sampled_from([0.0, 45.0, 240.0, 5000.0]),
    closed_pct=st.sampled_from([0.0, 20.0, 100.0]),
    size=st.sampled_from([1.0, 4.0]),
    night=st.booleans(),
)
def test_every_casualty_is_accounted_for(
    seed: int, rule: str, patience_min: float, closed_pct: float, size: float, night: bool
) -> None:
    """Hospital, ground or in progress; only who is in hospital has times, and those respect the alert time."""
    scenario, plan = random_plan()
    scenario = with_policy(scenario, "simulation", patience_min=patience_min, weather_closed_pct=closed_pct)
    scenario = with_policy(scenario, "standby", casualties_per_event=size)
    scenario = with_policy(scenario, "flight", night_flying=night)
    world = world_of(scenario, plan, "unmiss", 6)
    assert world is not None
    record = replicate(world, seed, 0, rule)
    called = sorted(
        (event.zone, int(event.minute % 1440 // 60), one)
        for event in draw(world, seed, 0).events
        for one in event.categories
    )
    assert sorted(row[:3] for row in record.casualties) == called
    least_min = scenario.policy.casualty.alert_min.value
    for _, _, _, advanced_min, surgery_min, outcome in record.casualties:
        if outcome == 0:
            assert least_min <= advanced_min <= surgery_min < math.inf
        else:
            assert advanced_min == surgery_min == math.inf
    if closed_pct == 100.0:
        assert not any(row[5] == 0 for row in record.casualties)
        assert not record.flown
    planned = 6 * len([task for day in world.programme for sortie in day for task in sortie.tasks])
    cancelled = sum(times for (what, _), times in record.causes.items() if what.endswith("cancelled"))
    assert sum(record.flown.values()) + cancelled == planned
    limit_min = 1440.0 * world.days
    assert all(0.0 <= minutes <= limit_min for minutes in record.empty_min.values())
    again = replicate(world, seed, 0, rule)
    assert (again.casualties, again.causes, again.flight_min) == (
        record.casualties,
        record.causes,
        record.flight_min,
    )
