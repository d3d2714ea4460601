"""International Standard Atmosphere: temperature and density altitude in the troposphere.

Two ways to the density altitude stand side by side, because they are not the same number:

* `density_altitude_rule_ft` is the planner's rule, 118.8 ft per degree C above ISA. The planning figures of
  the sites, and the mass limits set against them, use it.
* `density_altitude_exact_ft` solves the ISA equations (ICAO Doc 7488 constants, dry air).

Both neglect humidity, which adds a few hundred feet on a humid tropical day.
"""

from __future__ import annotations

from typing import overload

import numpy as np

from airlift.flight.arrays import FloatArray, FloatLike, Number, scalar_or_array

ISA_SEA_LEVEL_C = 15.0
ISA_SEA_LEVEL_K = 288.15
LAPSE_C_PER_FT = 0.0065 * 0.3048
"""6.5 K per km = 1.9812 degrees C per 1,000 ft (ICAO Doc 7488)."""
TROPOPAUSE_FT = 11_000 / 0.3048
RULE_FT_PER_C = 118.8
"""Feet of density altitude per degree C above ISA: the planner's rule."""

_GRAVITY_M_S2 = 9.80665
_GAS_CONSTANT_J_KG_K = 287.05287
_PRESSURE_EXPONENT = _GRAVITY_M_S2 / (_GAS_CONSTANT_J_KG_K * 0.0065)
_LOWEST_FT = -2_000.0
_ABSOLUTE_ZERO_C = -273.15


def _require_troposphere(pressure_altitude_ft: FloatLike) -> None:
    altitude_ft = np.asarray(pressure_altitude_ft, dtype=np.float64)
    if not np.all((altitude_ft >= _LOWEST_FT) & (altitude_ft <= TROPOPAUSE_FT)):
        raise ValueError(
            f"pressure_altitude_ft must lie between {_LOWEST_FT:.0f} and {TROPOPAUSE_FT:.0f},"
            f" got {pressure_altitude_ft}. Maybe it was given in another unit than feet?"
        )


def isa_temperature_c(pressure_altitude_ft: Number) -> Number:
    """ISA temperature at a pressure altitude.

    Parameters
    ----------
    pressure_altitude_ft
        Pressure altitude in ft, any shape, from -2,000 ft to the tropopause (36,089 ft).

    Returns
    -------
    float or array
        Temperature in degrees C: 15 at sea level, minus 1.9812 per 1,000 ft.

    Raises
    ------
    ValueError
        Outside the troposphere, or not a number.
    """
    _require_troposphere(pressure_altitude_ft)
    temperature: Number = scalar_or_array(
        ISA_SEA_LEVEL_C - LAPSE_C_PER_FT * np.asarray(pressure_altitude_ft, dtype=np.float64)
    )
    return temperature


@overload
def density_altitude_rule_ft(pressure_altitude_ft: float, oat_c: float) -> float: ...
@overload
def density_altitude_rule_ft(pressure_altitude_ft: FloatArray, oat_c: FloatLike) -> FloatArray: ...
@overload
def density_altitude_rule_ft(pressure_altitude_ft: float, oat_c: FloatArray) -> FloatArray: ...
def density_altitude_rule_ft(pressure_altitude_ft: FloatLike, oat_c: FloatLike) -> FloatLike:
    """Density altitude by the planner's rule: pressure altitude + 118.8 ft per degree C above ISA.

    Parameters
    ----------
    pressure_altitude_ft, oat_c
        Pressure altitude in ft and outside air temperature in degrees C; broadcast against each other. The
        elevation of a site is its pressure altitude at standard pressure.

    Returns
    -------
    float or array
        Density altitude in ft.

    Raises
    ------
    ValueError
        Pressure altitude outside the troposphere.

    Notes
    -----
    A common flight-planning rule. With hot-day temperatures of 26 to 29 degrees C (low confidence: assumed,
    not observed) it gives about 7,600 ft at Goma, 8,300 at Kavumu, 8,200 at Embakasi and 9,000 at Laikipia.
    """
    altitude_ft = np.asarray(pressure_altitude_ft, dtype=np.float64)
    above_isa_c = np.asarray(oat_c, dtype=np.float64) - isa_temperature_c(altitude_ft)
    density_altitude: FloatLike = scalar_or_array(altitude_ft + RULE_FT_PER_C * above_isa_c)
    return density_altitude


@overload
def density_altitude_exact_ft(pressure_altitude_ft: float, oat_c: float) -> float: ...
@overload
def density_altitude_exact_ft(pressure_altitude_ft: FloatArray, oat_c: FloatLike) -> FloatArray: ...
@overload
def density_altitude_exact_ft(pressure_altitude_ft: float, oat_c: FloatArray) -> FloatArray: ...
def density_altitude_exact_ft(pressure_altitude_ft: FloatLike, oat_c: FloatLike) -> FloatLike:
    """Density altitude from the ISA equations (dry air): the height at which ISA has the density found here.

    With theta = T / T0, delta = (1 - L h / T0) ** n and n = g / (R L), the density ratio is
    sigma = delta / theta, and ISA has it at T0 / L * (1 - sigma ** (1 / (n - 1))).

    Parameters
    ----------
    pressure_altitude_ft, oat_c
        Pressure altitude in ft and outside air temperature in degrees C; broadcast against each other.

    Returns
    -------
    float or array
        Density altitude in ft. Equal to the pressure altitude at ISA temperature.

    Raises
    ------
    ValueError
        Pressure altitude outside the troposphere, or a temperature not above absolute zero.
    """
    _require_troposphere(pressure_altitude_ft)
    temperature_c = np.asarray(oat_c, dtype=np.float64)
    if not np.all(temperature_c > _ABSOLUTE_ZERO_C):
        raise ValueError(f"oat_c must be above absolute zero, got {oat_c}")
    zero_pressure_ft = ISA_SEA_LEVEL_K / LAPSE_C_PER_FT
    altitude_ft = np.asarray(pressure_altitude_ft, dtype=np.float64)
    delta = (1.0 - altitude_ft / zero_pressure_ft) ** _PRESSURE_EXPONENT
    sigma = delta * ISA_SEA_LEVEL_K / (temperature_c - _ABSOLUTE_ZERO_C)
    density_altitude: FloatLike = scalar_or_array(
        zero_pressure_ft * (1.0 - sigma ** (1.0 / (_PRESSURE_EXPONENT - 1.0)))
    )
    return density_altitude
