"""Payload over a radius on a hot day, for the 500MD of the tiny scenario.

Trip fuel is 4/3 kg a minute with 10 % on it, reserve 20 minutes, taxi 4 kg. Over a radius of 70 nm that makes
102.67 + 26.67 + 4 = 133.33 kg. Take-off at Juba, where the full 1,361 kg are to be had: 750 empty, 180 crew, 129.33
fuel leave 301.67 kg.
"""

from __future__ import annotations

import pytest

from airlift.flight.feasible import lifts_payload, physics_problems
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row


def lifts(scenario: Scenario, aircraft_type: str = "500md") -> bool:
    """Whether a type lifts the payload of UNMISS medevac."""
    demand = scenario.demand_by_id["unmiss-medevac"]
    return lifts_payload(scenario, demand, scenario.aircraft_type_by_id[aircraft_type])


def asked(**changes: object) -> Scenario:
    """Return the scenario with another UNMISS medevac demand."""
    return with_row(tiny_scenario(), "demands", "unmiss-medevac", **changes)


@pytest.mark.parametrize(("payload_kg", "possible"), [(301.6, True), (301.7, False)])
def test_the_mass_limit_binds(payload_kg: float, possible: bool):
    """A hundred grams too much do not lift."""
    assert lifts(asked(payload_kg=payload_kg)) is possible


@pytest.mark.parametrize(("radius_nm", "possible"), [(109.9, True), (110.1, False)])
def test_the_tanks_bind(radius_nm: float, possible: bool):
    """110 minutes need 161.33 + 30.67 kg, all that the tanks hold."""
    assert lifts(asked(payload_kg=0, radius_nm=radius_nm)) is possible


@pytest.mark.parametrize(("payload_kg", "possible"), [(247.1, True), (247.3, False)])
def test_hot_and_high_costs_payload(payload_kg: float, possible: bool):
    """At 7,500 ft density altitude four per cent of 1,361 kg are gone: 54.44 kg."""
    high = with_row(asked(payload_kg=payload_kg), "sites", "juba", elevation_ft=7500, hot_day_c=0.141)
    assert lifts(high) is possible


def test_only_the_home_base_counts():
    """A hot and high second site does not matter."""
    assert lifts(with_row(asked(payload_kg=300), "sites", "bor", elevation_ft=9000, hot_day_c=40))
    assert not lifts(with_row(asked(payload_kg=300), "sites", "juba", elevation_ft=9000, hot_day_c=40))


@pytest.mark.parametrize(
    "policy", [{"reserve_day_min": 22.0}, {"contingency_pct": 13.0}, {"crew_mass_kg": 91.0}]
)
def test_reserves_and_crew_take_payload(policy: dict[str, float]):
    """Two more minutes, three more per cent or two more kilograms are too much for 301 kg."""
    assert lifts(asked(payload_kg=301))
    assert not lifts(with_policy(asked(payload_kg=301), "flight", **policy))


def test_taxi_fuel_takes_room_in_the_tanks_but_no_mass_at_take_off():
    """It is burnt by then."""
    assert lifts(with_policy(asked(payload_kg=301.6), "flight", taxi_fuel_kg=10.0))
    assert not lifts(with_policy(asked(payload_kg=0, radius_nm=109), "flight", taxi_fuel_kg=10.0))


def test_the_night_reserve_does_not_matter():
    """The demand is asked for by day."""
    assert lifts(with_policy(asked(payload_kg=301.6), "flight", reserve_night_min=120.0))


def test_a_stronger_type_lifts_more():
    """A Mi-17 carries what a 500MD does not."""
    assert lifts(asked(payload_kg=1500), "mi-17")
    assert not lifts(asked(payload_kg=1500))


def test_the_tiny_scenario_has_no_problem_of_physics():
    """Each demand has a type that can fly it."""
    assert list(physics_problems(tiny_scenario())) == []


def test_a_demand_that_no_capable_type_can_fly_is_told():
    """With the types that were tried, in words for a planner."""
    ((demand, message, hint),) = physics_problems(asked(payload_kg=9000))
    assert demand == "unmiss-medevac"
    assert message == ("no type lifts 9000 kg over 70 nm from Juba on a hot day (tried 500md, mi-17)")
    assert "payload_kg" in hint


def test_only_types_with_the_equipment_are_tried():
    """The Mi-17 would lift it, but has no night vision fit; without any such type another check speaks."""
    ((_, message, _),) = physics_problems(asked(payload_kg=1500, aircraft_tags="litter;nvg_fit"))
    assert message.endswith("(tried 500md)")
    assert list(physics_problems(asked(payload_kg=9000, aircraft_tags="hoist"))) == []
