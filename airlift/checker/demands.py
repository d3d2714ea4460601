"""Demands: their months, the equipment that they ask for, the payload on a hot day."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.tolerances import FUEL_KG, MASS_KG
from airlift.scenario.demands import Demand
from airlift.scenario.offers import AircraftType
from airlift.scenario.phrases import count

__all__ = ["capability", "payload", "window"]


def window(case: Case) -> Iterator[Breach]:
    """demand.window: every month of a unit lies in the months of its demand, its mission and the horizon."""
    for unit in case.units:
        if unit.demand is None:
            continue
        first, end = case.windows[unit.demand.id]
        outside = [month for month, _ in unit.months() if not first <= month < end]
        if outside:
            yield Breach(
                {"unit": unit.id, "month": case.month(outside[0])},
                len(outside),
                f"{count(len(outside), 'month')} outside the window of demand {unit.demand.id},"
                f" {case.month(first)} to before {case.month(end)}",
            )


def capability(case: Case) -> Iterator[Breach]:
    """demand.capability: the type has the equipment asked for (crews: crew.available, by qualification)."""
    for unit in case.units:
        if unit.demand is None or unit.aircraft_type is None:
            continue
        missing = sorted(set(unit.demand.aircraft_tags) - set(unit.aircraft_type.tags))
        if missing:
            yield Breach(
                {"unit": unit.id, "type": unit.aircraft_type.id},
                len(missing),
                f"demand {unit.demand.id} asks for {', '.join(missing)}",
            )


def payload(case: Case) -> Iterator[Breach]:
    """demand.payload: payload over the radius and back, taken off from the home base on a hot day."""
    for unit in case.units:
        if unit.demand is None or unit.aircraft_type is None:
            continue
        demand, kind = unit.demand, unit.aircraft_type
        fuel_kg = _round_trip_fuel_kg(case, demand, kind)
        tank_kg = fuel_kg + case.scenario.policy.flight.taxi_fuel_kg.value
        limit_kg = case.mass_limit_kg(kind, case.home_base(demand))
        liftable_kg = limit_kg - kind.empty_kg - case.crew_mass_kg(kind) - fuel_kg
        where = {"unit": unit.id, "type": kind.id, "site": demand.sites[0]}
        if tank_kg > kind.fuel_capacity_kg + FUEL_KG:
            yield Breach(
                where,
                tank_kg - kind.fuel_capacity_kg,
                f"a radius of {figure(demand.radius_nm)} nm takes {figure(tank_kg)} kg of fuel,"
                f" the tanks hold {figure(kind.fuel_capacity_kg)} kg",
            )
        elif liftable_kg < demand.payload_kg - MASS_KG:
            yield Breach(
                where,
                demand.payload_kg - liftable_kg,
                f"demand {demand.id} asks for {figure(demand.payload_kg)} kg"
                f" over {figure(demand.radius_nm)} nm, {figure(max(0.0, liftable_kg))} kg can be lifted",
            )


def _round_trip_fuel_kg(case: Case, demand: Demand, kind: AircraftType) -> float:
    """Fuel at take-off for twice the radius at cruise, contingency and day reserve included."""
    policy = case.scenario.policy.flight
    trip_h = 2.0 * demand.radius_nm / kind.cruise_kt
    flown_h = trip_h * (1.0 + policy.contingency_pct.value / 100.0)
    return kind.burn_kg_per_h * (flown_h + policy.reserve_day_min.value / 60.0)
