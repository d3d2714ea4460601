"""Aircraft of the fact sheet, as the tests of the physics need them."""

from __future__ import annotations

import math

import pytest

from airlift.flight import Performance, Reserves


@pytest.fixture(scope="session")
def md500() -> Performance:
    """500MD, equipped; 1 % of mass per 250 ft above 6,500 ft (low confidence)."""
    return Performance(
        empty_kg=750,
        mtow_kg=1361,
        fuel_capacity_kg=192,
        cruise_kt=120,
        burn_kg_per_h=80,
        full_mass_density_altitude_ft=6500,
        mass_loss_per_ft=0.01 / 250,
    )


@pytest.fixture(scope="session")
def md530f() -> Performance:
    """MD 530F at the maximum mass allowed since August 2020; hovers at full mass above all sites."""
    return Performance(722, 1520, 194, 125, 103, math.inf, 0.0)


@pytest.fixture(scope="session")
def mi17() -> Performance:
    """Mi-17 with main tanks only."""
    return Performance(7149, 13000, 2090, 118, 590, math.inf, 0.0)


@pytest.fixture(scope="session")
def reserves() -> Reserves:
    """20 min by day, 30 by night, 10 % of the trip, 4 kg of taxi fuel (500MD)."""
    return Reserves(20, 30, 0.10, 4)
