"""Rows of a scenario as flight figures."""

from __future__ import annotations

import pytest

from airlift.flight.from_scenario import (
    crew_mass_kg,
    hot_day_density_altitude_ft,
    performance_of,
    reserves_of,
)
from airlift.flight.performance import Performance, Reserves
from tests.scenarios import tiny_scenario, with_policy, with_row


def test_performance_takes_the_type_and_the_policy_s_rule():
    """1 % per 250 ft is 0.00004 per ft."""
    scenario = tiny_scenario()
    assert performance_of(scenario.aircraft_type_by_id["500md"], scenario.policy.flight) == Performance(
        empty_kg=750,
        mtow_kg=1361,
        fuel_capacity_kg=192,
        cruise_kt=120,
        burn_kg_per_h=80,
        full_mass_density_altitude_ft=6500,
        mass_loss_per_ft=4e-5,
    )


def test_reserves_are_those_of_the_policy():
    """Per cent become a fraction."""
    assert reserves_of(tiny_scenario().policy.flight) == Reserves(
        final_reserve_day_min=20, final_reserve_night_min=30, contingency_fraction=0.1, taxi_fuel_kg=4
    )


@pytest.mark.parametrize(("aircraft_type", "mass_kg"), [("500md", 180), ("mi-17", 360)])
def test_the_crew_weighs_what_its_members_do(aircraft_type: str, mass_kg: float):
    """Pilots and cabin crew at 90 kg each."""
    scenario = tiny_scenario()
    assert crew_mass_kg(scenario.aircraft_type_by_id[aircraft_type], scenario.policy.flight) == mass_kg


def test_density_altitude_at_sea_level_by_hand():
    """25 degrees above the standard 15 at 118.8 ft each."""
    scenario = with_row(tiny_scenario(), "sites", "juba", elevation_ft=0, hot_day_c=40)
    altitude_ft = hot_day_density_altitude_ft(scenario.site_by_id["juba"], scenario.policy.flight)
    assert altitude_ft == pytest.approx(2970)
    halved = with_policy(scenario, "flight", density_altitude_ft_per_c=59.4)
    assert hot_day_density_altitude_ft(halved.site_by_id["juba"], halved.policy.flight) == pytest.approx(1485)


def test_density_altitude_of_embakasi_by_hand():
    """5,350 ft are 1,630.68 m, so ISA is 4.4006 C; 29 C are 24.5994 above it and add 2,922 ft."""
    scenario = tiny_scenario()
    altitude_ft = hot_day_density_altitude_ft(scenario.site_by_id["embakasi"], scenario.policy.flight)
    assert altitude_ft == pytest.approx(5350 + 2922.4, abs=0.1)


def test_a_cold_day_lowers_the_density_altitude():
    """Below ISA the sign turns."""
    scenario = with_row(tiny_scenario(), "sites", "juba", elevation_ft=0, hot_day_c=5)
    altitude_ft = hot_day_density_altitude_ft(scenario.site_by_id["juba"], scenario.policy.flight)
    assert altitude_ft == pytest.approx(-1188)
