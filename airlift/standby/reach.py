"""Whether and how quickly an aircraft on standby brings a casualty of a zone to a hospital.

Times count from wounding. Launch after `alert_min`; to the zone and on to the hospital at cruise speed, each leg with
`landing_min`; `scene_min` at the zone; `handover_min` from the landing to the operating table. The patient goes to
the hospital with the shortest flight from the zone among those that the fuel allows.

Fuel: as much as the tanks hold and the mass allows. Crew, attendants and one litter patient are on board at both
take-offs, at the post and at the zone, on a hot day. It must last for the legs and from the hospital to its nearest
fuel, each with `landing_min`, with contingency and the final reserve of the day or of the night; taxi fuel is taken
off once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from airlift.flight import distance_matrix_nm, max_takeoff_mass_kg, required_fuel_kg
from airlift.flight.arrays import BoolArray, FloatArray, IntArray
from airlift.flight.from_scenario import (
    crew_mass_kg,
    hot_day_density_altitude_ft,
    performance_of,
    reserves_of,
)
from airlift.scenario.casualties import Zone
from airlift.scenario.demands import Site
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType

__all__ = ["Reach", "hospitals_of", "reach"]

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Reach:
    """One type from some sites to all zones; arrays have the shape (sites, zones).

    Parameters
    ----------
    possible : array of bool
        Whether fuel and mass allow it, with some hospital.
    arrive_min, landing_min, surgery_min : array of float
        From wounding to the landing at the zone, at the hospital, and to the operating table.
    busy_min : array of float
        From launch to readiness at the post again.
    hospital : array of int
        Index of the hospital; -1 where it is not possible.
    """

    possible: BoolArray
    arrive_min: FloatArray
    landing_min: FloatArray
    surgery_min: FloatArray
    busy_min: FloatArray
    hospital: IntArray


def hospitals_of(scenario: Scenario) -> tuple[Site, ...]:
    """Sites that can operate."""
    level = scenario.policy.casualty.surgery_medical_level.value
    return tuple(site for site in scenario.sites if site.medical_level >= level)


def reach(
    scenario: Scenario,
    kind: AircraftType,
    sites: Sequence[Site],
    zones: Sequence[Zone],
    hospitals: Sequence[Site],
    *,
    night: bool,
) -> Reach:
    """Fly a type from every site to every zone.

    Parameters
    ----------
    scenario : Scenario
        Policies and fuel.
    kind : AircraftType
        The type.
    sites, zones, hospitals : sequence of Site, of Zone, of Site
        Where it stands by, for whom, and where it may take them.
    night : bool
        Whether the reserves are those of the night.
    """
    shape = (len(sites), len(zones))
    nothing = np.zeros(shape)
    if not hospitals or not sites or not zones:
        return Reach(nothing > 0.0, nothing, nothing, nothing, nothing, np.full(shape, -1))
    policy = scenario.policy
    fuel_sites = [site for site in scenario.sites if site.fuel]
    out = _leg_min(scenario, kind, sites, zones)
    onward = _leg_min(scenario, kind, zones, hospitals)
    # A hospital without fuel asks for a flight on to the nearest fuel.
    to_fuel = (
        _leg_min(scenario, kind, hospitals, fuel_sites).min(axis=1)
        if fuel_sites
        else np.full(len(hospitals), np.inf)
    )
    to_fuel = np.where([site.fuel for site in hospitals], 0.0, to_fuel)
    performance, reserves = performance_of(kind, policy.flight), reserves_of(policy.flight)
    trip_min = out[:, :, None] + onward[None, :, :] + to_fuel[None, None, :]
    finite = np.where(np.isfinite(trip_min), trip_min, 0.0)
    needed_kg = np.asarray(required_fuel_kg(performance, reserves, finite, night))
    allowed = np.isfinite(trip_min) & (
        needed_kg <= _fuel_kg(scenario, kind, sites, zones, out)[:, :, None] + 1e-6
    )
    choice = np.where(allowed, onward[None, :, :], np.inf)
    hospital = choice.argmin(axis=2)
    possible = np.asarray(allowed.any(axis=2))
    zone = np.arange(len(zones))[None, :]
    last_min = onward[zone, hospital]
    casualty = policy.casualty
    arrive = casualty.alert_min.value + out
    landing = arrive + casualty.scene_min.value + last_min
    back = _leg_min(scenario, kind, hospitals, sites)[hospital, np.arange(len(sites))[:, None]]
    busy = landing - casualty.alert_min.value + kind.refuel_min + back
    return Reach(
        possible=possible,
        arrive_min=arrive,
        landing_min=landing,
        surgery_min=landing + casualty.handover_min.value,
        busy_min=busy,
        hospital=np.where(possible, hospital, -1),
    )


def _fuel_kg(
    scenario: Scenario, kind: AircraftType, sites: Sequence[Site], zones: Sequence[Zone], out_min: FloatArray
) -> FloatArray:
    """Fuel at start-up that tanks and both take-off masses allow, shape (sites, zones)."""
    policy = scenario.policy.flight
    load_kg = (
        kind.empty_kg
        + crew_mass_kg(kind, policy)
        + policy.attendants_per_medevac.value * policy.attendant_mass_kg.value
        + policy.litter_patient_mass_kg.value
    )
    taxi_kg = policy.taxi_fuel_kg.value
    at_post = _limits_kg(scenario, kind, sites) - load_kg + taxi_kg
    burnt_kg = kind.burn_kg_per_h / 60.0 * out_min
    at_zone = _limits_kg(scenario, kind, zones)[None, :] - load_kg + taxi_kg + burnt_kg
    fuel: FloatArray = np.minimum(kind.fuel_capacity_kg, np.minimum(at_post[:, None], at_zone))
    return fuel


def _limits_kg(scenario: Scenario, kind: AircraftType, places: Sequence[Site] | Sequence[Zone]) -> FloatArray:
    policy = scenario.policy.flight
    performance = performance_of(kind, policy)
    heights = [hot_day_density_altitude_ft(place, policy) for place in places]
    return np.asarray(max_takeoff_mass_kg(performance, np.array(heights, dtype=np.float64)))


def _leg_min(
    scenario: Scenario,
    kind: AircraftType,
    origins: Sequence[Site] | Sequence[Zone],
    ends: Sequence[Site] | Sequence[Zone],
) -> FloatArray:
    """Minutes of each leg, landing included."""
    places = [*origins, *ends]
    distance_nm = distance_matrix_nm(
        np.array([place.latitude_deg for place in places]),
        np.array([place.longitude_deg for place in places]),
    )[: len(origins), len(origins) :]
    legs: FloatArray = distance_nm / kind.cruise_kt * 60.0 + scenario.policy.sorties.landing_min.value
    return legs
