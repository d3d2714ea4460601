"""ISA and the two density altitudes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airlift.flight import density_altitude_exact_ft, density_altitude_rule_ft, isa_temperature_c

altitudes = st.floats(0, 12_000)
temperatures = st.floats(-20, 48)

# Elevation in ft (OurAirports; Laikipia estimated), assumed hot-day temperature (low confidence: 21 to 26 C
# above ISA), density altitude of the fact sheet by the simple rule.
HOT_SITES = {
    "Juba": (1513, 38.0, 4600),
    "Goma": (5089, 26.5, 7600),
    "Kavumu": (5643, 26.5, 8300),
    "Embakasi": (5357, 28.5, 8200),
    "Laikipia": (6150, 27.0, 9000),
}


@pytest.mark.parametrize("site", HOT_SITES)
def test_rule_gives_the_fact_sheet(site: str) -> None:
    """Each hot afternoon of the sheet comes back within 100 ft."""
    elevation_ft, hot_c, expected_ft = HOT_SITES[site]
    assert density_altitude_rule_ft(elevation_ft, hot_c) == pytest.approx(expected_ft, abs=100)


@pytest.mark.parametrize("site", HOT_SITES)
def test_rule_and_exact_agree_on_hot_days(site: str) -> None:
    """The rule stays within 250 ft of the ISA equations where it is used."""
    elevation_ft, hot_c, _ = HOT_SITES[site]
    rule, exact = (
        density_altitude_rule_ft(elevation_ft, hot_c),
        density_altitude_exact_ft(elevation_ft, hot_c),
    )
    assert rule == pytest.approx(exact, abs=250)


@pytest.mark.parametrize(
    ("altitude_ft", "expected_c"), [(0, 15.0), (5_000, 5.094), (10_000, -4.812), (36_089, -56.5)]
)
def test_isa_temperature(altitude_ft: float, expected_c: float) -> None:
    """Values of the standard atmosphere table."""
    assert isa_temperature_c(altitude_ft) == pytest.approx(expected_c, abs=1e-3)


def test_exact_gives_the_height_of_equal_density() -> None:
    """Sea level at 35 C has 288.15 / 308.15 of the standard density; so has ISA at the height returned."""
    altitude_ft = density_altitude_exact_ft(0.0, 35.0)
    ratio = (1 - 0.0065 * altitude_ft * 0.3048 / 288.15) ** 4.25588
    assert ratio == pytest.approx(288.15 / 308.15, abs=1e-6)


@given(altitudes)
def test_standard_day_changes_nothing(altitude_ft: float) -> None:
    """At ISA temperature both density altitudes are the pressure altitude."""
    standard_c = isa_temperature_c(altitude_ft)
    assert density_altitude_rule_ft(altitude_ft, standard_c) == pytest.approx(altitude_ft, abs=1e-6)
    assert density_altitude_exact_ft(altitude_ft, standard_c) == pytest.approx(altitude_ft, abs=1e-6)


@given(altitudes, temperatures, st.floats(0.1, 20))
def test_heat_and_height_raise_both(altitude_ft: float, oat_c: float, step: float) -> None:
    """Hotter or higher air is thinner."""
    for density_altitude in (density_altitude_rule_ft, density_altitude_exact_ft):
        here = density_altitude(altitude_ft, oat_c)
        assert density_altitude(altitude_ft, oat_c + step) > here
        assert density_altitude(altitude_ft + 100 * step, oat_c) > here


def test_arrays_broadcast() -> None:
    """Sites by hours of the day: a column of elevations against a row of temperatures."""
    elevations = np.array([[1513.0], [5089.0]])
    hours = np.array([20.0, 25.0, 30.0])
    for density_altitude in (density_altitude_rule_ft, density_altitude_exact_ft):
        table = density_altitude(elevations, hours)
        assert table.shape == (2, 3)
        assert table[1, 2] == pytest.approx(density_altitude(5089.0, 30.0))
    assert type(density_altitude_rule_ft(1513.0, 20.0)) is float


def test_out_of_range_is_refused() -> None:
    """Altitudes beyond the troposphere and impossible temperatures are programming errors."""
    with pytest.raises(ValueError, match="feet"):
        isa_temperature_c(40_000.0)
    with pytest.raises(ValueError, match="feet"):
        density_altitude_rule_ft(np.array([0.0, np.nan]), 20.0)
    with pytest.raises(ValueError, match="absolute zero"):
        density_altitude_exact_ft(0.0, -300.0)
