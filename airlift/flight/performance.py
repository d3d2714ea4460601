"""Mass, fuel and reach of one aircraft type: the trade between payload and fuel.

All functions are pure; numbers may be scalars or arrays. Masses in kg, times in minutes, distances in
nautical miles. Cruise burn is used for every airborne minute, on scene included, and for the final reserve.

Fuel from one fill to the next::

    required = trip x (1 + contingency) + final reserve (day or night) + taxi

as in ICAO Annex 6 Part III 2.3.6.2 (20 min by day and 10 % of the planned flight time), with 30 min by night.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import overload

import numpy as np

from airlift.flight.arrays import FloatArray, FloatLike, Number, scalar_or_array


@dataclass(frozen=True, slots=True)
class Performance:
    """Flight performance of one aircraft type in one fit.

    Parameters
    ----------
    empty_kg
        Equipped empty mass, without crew and usable fuel.
    mtow_kg
        Maximum take-off mass.
    fuel_capacity_kg
        Usable fuel.
    cruise_kt
        Planning cruise speed, TAS; wind is not modelled.
    burn_kg_per_h
        Burn at cruise, also used on scene and for the final reserve.
    full_mass_density_altitude_ft
        Density altitude up to which the maximum mass is available; `math.inf` for a type no site limits.
    mass_loss_per_ft
        Part of the maximum mass lost per ft of density altitude above that height. The first guess for the
        500MD is 1 % per 250 ft above 6,500 ft, which is 4e-5 (low confidence).

    Raises
    ------
    ValueError
        A value is out of its range, or the empty mass is not below the maximum mass.
    """

    empty_kg: float
    mtow_kg: float
    fuel_capacity_kg: float
    cruise_kt: float
    burn_kg_per_h: float
    full_mass_density_altitude_ft: float
    mass_loss_per_ft: float

    def __post_init__(self) -> None:
        for name in ("empty_kg", "mtow_kg", "fuel_capacity_kg", "cruise_kt", "burn_kg_per_h"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0):
                raise ValueError(f"Performance.{name} must be positive and finite, got {value}")
        if not (math.isfinite(self.mass_loss_per_ft) and self.mass_loss_per_ft >= 0):
            raise ValueError(f"Performance.mass_loss_per_ft must not be negative: {self.mass_loss_per_ft}")
        if math.isnan(self.full_mass_density_altitude_ft):
            raise ValueError("Performance.full_mass_density_altitude_ft must be a number, got nan")
        if self.empty_kg >= self.mtow_kg:
            raise ValueError(f"Performance.empty_kg {self.empty_kg} must be below mtow_kg {self.mtow_kg}")


@dataclass(frozen=True, slots=True)
class Reserves:
    """Fuel that a plan must not spend.

    Parameters
    ----------
    final_reserve_day_min, final_reserve_night_min
        Minutes at cruise burn left on landing. Usual: 20 by day (ICAO Annex 6 III, high confidence) and 30 by
        night (high confidence, from general knowledge).
    contingency_fraction
        Extra part of the trip fuel: 0.10 in the same rule, 0.05 in Singapore's.
    taxi_fuel_kg
        Fuel for start-up and taxi, once for each fill.

    Raises
    ------
    ValueError
        A value is negative or not finite.
    """

    final_reserve_day_min: float
    final_reserve_night_min: float
    contingency_fraction: float
    taxi_fuel_kg: float

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"Reserves.{name} must not be negative or infinite, got {value}")

    def final_reserve_min(self, night: bool) -> float:
        """Return the final reserve in minutes, by night or by day."""
        return self.final_reserve_night_min if night else self.final_reserve_day_min


def max_takeoff_mass_kg(perf: Performance, density_altitude_ft: Number) -> Number:
    """Maximum mass for take-off, or for the hover before a landing, at a density altitude.

    Full mass up to `full_mass_density_altitude_ft`, then falling in a straight line, never below zero.

    Parameters
    ----------
    perf
        Aircraft type.
    density_altitude_ft
        Density altitude in ft, any shape.

    Returns
    -------
    float or array
        Mass limit in kg.
    """
    altitude_ft = np.asarray(density_altitude_ft, dtype=np.float64)
    excess_ft = np.maximum(0.0, altitude_ft - perf.full_mass_density_altitude_ft)
    limit: Number = scalar_or_array(perf.mtow_kg * np.maximum(0.0, 1.0 - perf.mass_loss_per_ft * excess_ft))
    return limit


def useful_load_kg(perf: Performance, crew_mass_kg: float, density_altitude_ft: Number) -> Number:
    """Mass left for fuel and payload: the mass limit less the empty mass and the crew.

    Negative where the aircraft with its crew is too heavy even without fuel: the amount says by how much.

    Parameters
    ----------
    perf
        Aircraft type.
    crew_mass_kg
        Mass of the whole crew with its kit.
    density_altitude_ft
        Density altitude in ft, any shape.

    Returns
    -------
    float or array
        Useful load in kg.
    """
    return max_takeoff_mass_kg(perf, density_altitude_ft) - perf.empty_kg - crew_mass_kg


@overload
def payload_kg(
    perf: Performance, crew_mass_kg: float, density_altitude_ft: float, fuel_kg: float
) -> float: ...
@overload
def payload_kg(
    perf: Performance, crew_mass_kg: float, density_altitude_ft: FloatArray, fuel_kg: FloatLike
) -> FloatArray: ...
@overload
def payload_kg(
    perf: Performance, crew_mass_kg: float, density_altitude_ft: float, fuel_kg: FloatArray
) -> FloatArray: ...
def payload_kg(
    perf: Performance, crew_mass_kg: float, density_altitude_ft: FloatLike, fuel_kg: FloatLike
) -> FloatLike:
    """Payload that can be lifted with some fuel on board.

    Parameters
    ----------
    perf
        Aircraft type.
    crew_mass_kg
        Mass of the whole crew with its kit.
    density_altitude_ft, fuel_kg
        Density altitude at the place of the lift and fuel on board there; broadcast against each other.

    Returns
    -------
    float or array
        Payload in kg. Negative means overweight by that much even without payload; it is not cut at zero, so
        that "nothing to spare" and "cannot lift off" stay two things.
    """
    load_kg = useful_load_kg(perf, crew_mass_kg, np.asarray(density_altitude_ft, dtype=np.float64))
    payload: FloatLike = scalar_or_array(load_kg - fuel_kg)
    return payload


@overload
def loadable_fuel_kg(
    perf: Performance, crew_mass_kg: float, density_altitude_ft: float, payload_kg: float
) -> float: ...
@overload
def loadable_fuel_kg(
    perf: Performance, crew_mass_kg: float, density_altitude_ft: FloatArray, payload_kg: FloatLike
) -> FloatArray: ...
@overload
def loadable_fuel_kg(
    perf: Performance, crew_mass_kg: float, density_altitude_ft: float, payload_kg: FloatArray
) -> FloatArray: ...
def loadable_fuel_kg(
    perf: Performance, crew_mass_kg: float, density_altitude_ft: FloatLike, payload_kg: FloatLike
) -> FloatLike:
    """Fuel that can be taken beside a payload: the mirror of `payload_kg`, between zero and the capacity.

    Parameters
    ----------
    perf
        Aircraft type.
    crew_mass_kg
        Mass of the whole crew with its kit.
    density_altitude_ft, payload_kg
        Density altitude at the place of the lift and payload; broadcast against each other.

    Returns
    -------
    float or array
        Fuel in kg; zero where the payload alone is already too heavy.
    """
    load_kg = useful_load_kg(perf, crew_mass_kg, np.asarray(density_altitude_ft, dtype=np.float64))
    fuel: FloatLike = scalar_or_array(np.clip(load_kg - payload_kg, 0.0, perf.fuel_capacity_kg))
    return fuel


def flight_time_min(perf: Performance, distance_nm: Number) -> Number:
    """Give the minutes at cruise speed, still air, for a distance in nautical miles."""
    return distance_nm * 60.0 / perf.cruise_kt


def trip_fuel_kg(perf: Performance, flight_min: Number) -> Number:
    """Fuel in kg burnt in some minutes of flight at cruise."""
    return flight_min * perf.burn_kg_per_h / 60.0


def final_reserve_kg(perf: Performance, reserves: Reserves, night: bool) -> float:
    """Fuel in kg that must still be on board at landing."""
    return trip_fuel_kg(perf, reserves.final_reserve_min(night))


def required_fuel_kg(perf: Performance, reserves: Reserves, flight_min: Number, night: bool) -> Number:
    """Fuel that must be on board at start-up for a flight.

    Parameters
    ----------
    perf, reserves
        Aircraft type and fuel rule.
    flight_min
        All minutes flown or on scene with turning rotors until the next fill, any shape.
    night
        Whether the landing may be by night.

    Returns
    -------
    float or array
        Fuel in kg: trip x (1 + contingency) + final reserve + taxi.
    """
    trip_kg = trip_fuel_kg(perf, flight_min)
    return (
        trip_kg * (1.0 + reserves.contingency_fraction)
        + final_reserve_kg(perf, reserves, night)
        + reserves.taxi_fuel_kg
    )


@overload
def fuel_margin_kg(
    perf: Performance, reserves: Reserves, flight_min: float, night: bool, fuel_kg: float
) -> float: ...
@overload
def fuel_margin_kg(
    perf: Performance, reserves: Reserves, flight_min: FloatArray, night: bool, fuel_kg: FloatLike
) -> FloatArray: ...
@overload
def fuel_margin_kg(
    perf: Performance, reserves: Reserves, flight_min: float, night: bool, fuel_kg: FloatArray
) -> FloatArray: ...
def fuel_margin_kg(
    perf: Performance, reserves: Reserves, flight_min: FloatLike, night: bool, fuel_kg: FloatLike
) -> FloatLike:
    """Fuel on board at start-up less the required fuel, in kg: negative breaks the reserve, by that much."""
    required_kg = required_fuel_kg(perf, reserves, np.asarray(flight_min, dtype=np.float64), night)
    margin: FloatLike = scalar_or_array(fuel_kg - required_kg)
    return margin


def max_trip_min(perf: Performance, reserves: Reserves, night: bool, fuel_kg: float | None = None) -> float:
    """Longest flight in minutes that keeps the reserves.

    Parameters
    ----------
    perf, reserves
        Aircraft type and fuel rule.
    night
        Whether the landing may be by night.
    fuel_kg
        Fuel on board at start-up; None means full tanks.

    Returns
    -------
    float
        Minutes, zero if the fuel does not even cover taxi and final reserve.
    """
    on_board_kg = perf.fuel_capacity_kg if fuel_kg is None else fuel_kg
    trip_kg = on_board_kg - reserves.taxi_fuel_kg - final_reserve_kg(perf, reserves, night)
    return max(0.0, trip_kg / (1.0 + reserves.contingency_fraction) * 60.0 / perf.burn_kg_per_h)


def radius_of_action_nm(perf: Performance, reserves: Reserves, on_scene_min: float, night: bool) -> float:
    """Farthest point that can be reached and left again on one full tank.

    Parameters
    ----------
    perf, reserves
        Aircraft type and fuel rule.
    on_scene_min
        Minutes with turning rotors at the far point.
    night
        Whether the landing may be by night.

    Returns
    -------
    float
        Radius in nautical miles, zero if the time on scene alone uses up the fuel.
    """
    each_way_min = (max_trip_min(perf, reserves, night) - on_scene_min) / 2.0
    return max(0.0, each_way_min * perf.cruise_kt / 60.0)
