"""Flight figures of a scenario's rows: the only place where physics meets the schema."""

from __future__ import annotations

from airlift.flight.atmosphere import isa_temperature_c
from airlift.flight.performance import Performance, Reserves
from airlift.scenario.casualties import Zone
from airlift.scenario.demands import Site
from airlift.scenario.offers import AircraftType
from airlift.scenario.policy import FlightPolicy

__all__ = ["crew_mass_kg", "hot_day_density_altitude_ft", "performance_of", "reserves_of"]

_RULE_STEP_FT = 250.0  # the hot-and-high rule of the policy is stated for steps of 250 ft


def performance_of(aircraft: AircraftType, policy: FlightPolicy) -> Performance:
    """Return the performance of a type under the policy's hot-and-high rule."""
    return Performance(
        empty_kg=aircraft.empty_kg,
        mtow_kg=aircraft.mtow_kg,
        fuel_capacity_kg=aircraft.fuel_capacity_kg,
        cruise_kt=aircraft.cruise_kt,
        burn_kg_per_h=aircraft.burn_kg_per_h,
        full_mass_density_altitude_ft=aircraft.full_mass_density_altitude_ft,
        mass_loss_per_ft=policy.hot_high_mass_loss_pct_per_250_ft.value / 100.0 / _RULE_STEP_FT,
    )


def reserves_of(policy: FlightPolicy) -> Reserves:
    """Return the fuel reserves of the policy."""
    return Reserves(
        final_reserve_day_min=policy.reserve_day_min.value,
        final_reserve_night_min=policy.reserve_night_min.value,
        contingency_fraction=policy.contingency_pct.value / 100.0,
        taxi_fuel_kg=policy.taxi_fuel_kg.value,
    )


def crew_mass_kg(aircraft: AircraftType, policy: FlightPolicy) -> float:
    """Return the mass of pilots and cabin crew with their kit."""
    return (aircraft.pilots + aircraft.cabin_crew) * policy.crew_mass_kg.value


def hot_day_density_altitude_ft(site: Site | Zone, policy: FlightPolicy) -> float:
    """Return the density altitude on a hot afternoon by the planner's rule; elevation stands for pressure altitude."""
    above_isa_c = site.hot_day_c - isa_temperature_c(float(site.elevation_ft))
    return site.elevation_ft + policy.density_altitude_ft_per_c.value * above_isa_c
