"""What an aircraft type can lift where: payload over a radius of action on a hot day."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.flight.from_scenario import (
    crew_mass_kg,
    hot_day_density_altitude_ft,
    performance_of,
    reserves_of,
)
from airlift.flight.performance import max_takeoff_mass_kg, required_fuel_kg
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType

__all__ = ["lifts_payload", "physics_problems"]


def lifts_payload(scenario: Scenario, demand: Demand, aircraft: AircraftType) -> bool:
    """Whether a type carries the demanded payload over the demanded radius on a hot day at the home base.

    Take-off fuel is what twice the radius asks for, with contingency and the final reserve by day.
    """
    policy = scenario.policy.flight
    performance = performance_of(aircraft, policy)
    flight_min = 2 * demand.radius_nm / aircraft.cruise_kt * 60
    fuel_kg = float(required_fuel_kg(performance, reserves_of(policy), flight_min, night=False))
    altitude_ft = hot_day_density_altitude_ft(scenario.site_by_id[demand.sites[0]], policy)
    limit_kg = float(max_takeoff_mass_kg(performance, altitude_ft))
    take_off_kg = (
        aircraft.empty_kg
        + crew_mass_kg(aircraft, policy)
        + fuel_kg
        - policy.taxi_fuel_kg.value
        + demand.payload_kg
    )
    return fuel_kg <= aircraft.fuel_capacity_kg and take_off_kg <= limit_kg


def physics_problems(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Demands that no type of the scenario with the demanded equipment can fly.

    Yields
    ------
    tuple of (str, str, str)
        Demand, what is wrong, how to mend it.
    """
    for demand in scenario.demands:
        capable = [kind for kind in scenario.aircraft_types if set(demand.aircraft_tags) <= set(kind.tags)]
        if capable and not any(lifts_payload(scenario, demand, kind) for kind in capable):
            home = scenario.site_by_id[demand.sites[0]].name
            names = ", ".join(kind.id for kind in capable)
            yield (
                demand.id,
                f"no type lifts {demand.payload_kg:g} kg over {demand.radius_nm:g} nm from {home} on a hot day "
                f"(tried {names})",
                "lower payload_kg or radius_nm, name another first site, or add a stronger type",
            )
