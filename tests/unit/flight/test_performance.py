"""Payload, fuel and reach of the types in the fact sheet."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airlift.flight import (
    Performance,
    Reserves,
    density_altitude_rule_ft,
    final_reserve_kg,
    flight_time_min,
    fuel_margin_kg,
    loadable_fuel_kg,
    max_takeoff_mass_kg,
    max_trip_min,
    payload_kg,
    radius_of_action_nm,
    required_fuel_kg,
    trip_fuel_kg,
    useful_load_kg,
)

CREW_KG = 180.0
MD500 = Performance(750, 1361, 192, 120, 80, 6500, 0.01 / 250)
RESERVES = Reserves(20, 30, 0.10, 4)

altitudes = st.floats(0, 14_000)
fuels = st.floats(0, 192)
minutes = st.floats(0, 300)


def test_trip_fuel_of_the_500md(md500: Performance, reserves: Reserves) -> None:
    """Full tanks leave 147 kg of trip fuel, 1.83 h, about 220 nm."""
    trip_min = max_trip_min(md500, reserves, night=False)
    assert trip_fuel_kg(md500, trip_min) == pytest.approx(147, abs=0.5)
    assert trip_min / 60 == pytest.approx(1.83, abs=0.01)
    assert trip_min / 60 * md500.cruise_kt == pytest.approx(220, abs=1)


def test_radius_of_the_500md(md500: Performance, reserves: Reserves) -> None:
    """About 100 nm with 10 min on scene."""
    assert radius_of_action_nm(md500, reserves, 10, night=False) == pytest.approx(100, abs=1)


def test_radius_of_the_530f_and_the_mi17(md530f: Performance, mi17: Performance) -> None:
    """About 74 nm and 158 nm; no taxi fuel is known for them, so 3 min of burn are taken as for the 500MD."""
    for perf, expected_nm in ((md530f, 74), (mi17, 158)):
        reserves = Reserves(20, 30, 0.10, trip_fuel_kg(perf, 3.0))
        assert radius_of_action_nm(perf, reserves, 10, night=False) == pytest.approx(expected_nm, rel=0.015)


def test_payload_with_full_fuel(md500: Performance) -> None:
    """About 240 kg at sea level: one litter, one attendant and kit."""
    assert payload_kg(md500, CREW_KG, 0.0, md500.fuel_capacity_kg) == pytest.approx(240, abs=2)


@pytest.mark.parametrize(
    ("elevation_ft", "hot_c", "reduced"),
    [(1513, 38.0, False), (5089, 26.5, True), (5643, 26.5, True), (5357, 28.5, True), (6150, 27.0, True)],
    ids=["Juba", "Goma", "Kavumu", "Embakasi", "Laikipia"],
)
def test_hot_and_high_sites(
    md500: Performance, md530f: Performance, elevation_ft: float, hot_c: float, reduced: bool
) -> None:
    """The 500MD loses mass at the four high sites and not at Juba; the 530F nowhere."""
    altitude_ft = density_altitude_rule_ft(elevation_ft, hot_c)
    limit_kg = max_takeoff_mass_kg(md500, altitude_ft)
    assert (limit_kg < md500.mtow_kg) is reduced
    expected_loss = 0.01 * (altitude_ft - 6500) / 250 if reduced else 0.0
    assert 1 - limit_kg / md500.mtow_kg == pytest.approx(expected_loss)
    assert max_takeoff_mass_kg(md530f, altitude_ft) == md530f.mtow_kg


def test_laikipia_costs_more_than_half_of_the_payload(md500: Performance) -> None:
    """At 9,000 ft a tenth of the mass is gone: 103 kg are left beside full tanks."""
    assert payload_kg(md500, CREW_KG, 9000.0, 192.0) == pytest.approx(239 - 136.1)


def test_mass_limit_never_falls_below_zero(md500: Performance) -> None:
    """The straight line stops at zero; the useful load says by how much the aircraft is too heavy."""
    assert max_takeoff_mass_kg(md500, 40_000.0) == 0
    assert useful_load_kg(md500, CREW_KG, 40_000.0) == -930


def test_required_fuel_adds_its_parts(md500: Performance, reserves: Reserves) -> None:
    """One hour by day: 80 x 1.1 + 80 / 3 + 4; by night the reserve is 40 kg."""
    assert required_fuel_kg(md500, reserves, 60.0, night=False) == pytest.approx(88 + 80 / 3 + 4)
    assert required_fuel_kg(md500, reserves, 60.0, night=True) == pytest.approx(88 + 40 + 4)
    assert final_reserve_kg(md500, reserves, night=True) == pytest.approx(40)


def test_flight_time() -> None:
    """60 nm at 120 kt is half an hour."""
    assert flight_time_min(MD500, 60.0) == pytest.approx(30)
    assert flight_time_min(MD500, np.array([0.0, 120.0])).tolist() == [0, 60]


@given(altitudes, st.floats(1, 3000), fuels, st.floats(0.1, 50))
def test_payload_falls_with_height_and_fuel(
    altitude_ft: float, climb_ft: float, fuel_kg: float, more_kg: float
) -> None:
    """Higher never lifts more; a kilogram of fuel costs a kilogram of payload."""
    here = payload_kg(MD500, CREW_KG, altitude_ft, fuel_kg)
    assert payload_kg(MD500, CREW_KG, altitude_ft + climb_ft, fuel_kg) <= here
    assert payload_kg(MD500, CREW_KG, altitude_ft, fuel_kg + more_kg) == pytest.approx(here - more_kg)


@given(minutes, st.floats(0.1, 60))
def test_required_fuel_rises_with_time_and_at_night(flight_min: float, more_min: float) -> None:
    """A longer flight needs more fuel, and night more than day."""
    day = required_fuel_kg(MD500, RESERVES, flight_min, night=False)
    assert required_fuel_kg(MD500, RESERVES, flight_min + more_min, night=False) > day
    assert required_fuel_kg(MD500, RESERVES, flight_min, night=True) > day


@given(st.floats(0, 60), st.floats(0, 0.5), st.floats(0, 10), st.floats(0.1, 30))
def test_larger_reserves_shorten_the_trip(
    reserve_min: float, contingency: float, taxi_kg: float, more: float
) -> None:
    """No part of the reserve can grow and the trip with it."""
    base = Reserves(reserve_min, reserve_min, contingency, taxi_kg)
    trip_min = max_trip_min(MD500, base, night=False)
    for change in (
        {"final_reserve_day_min": reserve_min + more},
        {"contingency_fraction": contingency + more},
        {"taxi_fuel_kg": taxi_kg + more},
    ):
        assert max_trip_min(MD500, dataclasses.replace(base, **change), night=False) < trip_min


@given(fuels, st.booleans())
def test_longest_trip_uses_exactly_the_fuel(fuel_kg: float, night: bool) -> None:
    """The margin of the longest trip is zero, unless the fuel does not even cover the reserve."""
    trip_min = max_trip_min(MD500, RESERVES, night, fuel_kg)
    margin_kg = fuel_margin_kg(MD500, RESERVES, trip_min, night, fuel_kg)
    if trip_min > 0:
        assert margin_kg == pytest.approx(0, abs=1e-9)
    else:
        assert margin_kg <= 0


@given(altitudes, st.floats(0, 500))
def test_loadable_fuel_mirrors_payload(altitude_ft: float, load_kg: float) -> None:
    """With the fuel that fits beside a load, that load can be lifted, unless there is no fuel at all."""
    fuel_kg = loadable_fuel_kg(MD500, CREW_KG, altitude_ft, load_kg)
    assert 0 <= fuel_kg <= MD500.fuel_capacity_kg
    if fuel_kg > 0:
        assert payload_kg(MD500, CREW_KG, altitude_ft, fuel_kg) >= load_kg - 1e-9
    else:
        assert payload_kg(MD500, CREW_KG, altitude_ft, 0.0) <= load_kg + 1e-9


def test_radius_is_zero_when_the_scene_takes_all(md500: Performance, reserves: Reserves) -> None:
    """Two hours on scene leave nothing to get there."""
    assert radius_of_action_nm(md500, reserves, 120, night=False) == 0


def test_arrays_and_scalars_agree() -> None:
    """Arrays broadcast and hold what the scalar calls give; scalars come back as floats."""
    altitude_ft = np.array([[0.0], [7600.0], [9000.0]])
    fuel_kg = np.array([50.0, 192.0])
    table = payload_kg(MD500, CREW_KG, altitude_ft, fuel_kg)
    assert table.shape == (3, 2)
    assert table[1, 0] == pytest.approx(payload_kg(MD500, CREW_KG, 7600.0, 50.0))
    assert loadable_fuel_kg(MD500, CREW_KG, altitude_ft, 200.0).shape == (3, 1)
    assert fuel_margin_kg(MD500, RESERVES, 60.0, False, fuel_kg).tolist() == pytest.approx(
        [fuel_margin_kg(MD500, RESERVES, 60.0, False, float(kg)) for kg in fuel_kg]
    )
    for value in (
        max_takeoff_mass_kg(MD500, 0.0),
        payload_kg(MD500, CREW_KG, 0.0, 10.0),
        loadable_fuel_kg(MD500, CREW_KG, 0.0, 10.0),
        required_fuel_kg(MD500, RESERVES, 10.0, False),
        fuel_margin_kg(MD500, RESERVES, 10.0, False, 50.0),
    ):
        assert type(value) is float


@pytest.mark.parametrize(
    "change",
    [
        {"cruise_kt": 0.0},
        {"burn_kg_per_h": math.nan},
        {"empty_kg": 1400.0},
        {"mass_loss_per_ft": -0.1},
        {"full_mass_density_altitude_ft": math.nan},
    ],
)
def test_impossible_aircraft_are_refused(change: dict[str, float]) -> None:
    """The message names the field."""
    with pytest.raises(ValueError, match=next(iter(change))):
        dataclasses.replace(MD500, **change)


def test_negative_reserves_are_refused() -> None:
    """The message names the field."""
    with pytest.raises(ValueError, match="contingency_fraction"):
        Reserves(20, 30, -0.1, 4)
