"""Plans and scenarios for the simulator: UNMISS with zones around Juba, and worlds in which nothing else goes wrong."""

from __future__ import annotations

from typing import Any

from airlift.plans import Plan
from airlift.plans.allocation import Allocation, Unit
from airlift.plans.store import scenario_digest
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_rows
from tests.unit.reporting.handfleet import upkeep_scenario, upkept_plan

__all__ = ["calm", "queue_plan", "queue_scenario", "random_plan"]


def random_plan() -> tuple[Scenario, Plan]:
    """The plan with fleet, standby and programme written by hand, and its scenario."""
    scenario = upkeep_scenario()
    return scenario, upkept_plan(scenario)


def calm(scenario: Scenario, **simulation: Any) -> Scenario:
    """Without defects, weather, late fuel and sickness; other values of the policy as named."""
    values = {
        "defects_per_flight_h": 0.0,
        "weather_closed_pct": 0.0,
        "fuel_late_pct": 0.0,
        "crew_sick_pct": 0.0,
    }
    return with_policy(scenario, "simulation", **(values | simulation))


def queue_scenario(zones: dict[str, float]) -> Scenario:
    """Zones at so many events a month, north of Juba by the degrees of latitude that their names say.

    Everybody flies day and night without limit, all aircraft are serviceable and stand by in one watch, and who finds
    them all busy goes by ground at once.
    """
    scenario = calm(tiny_scenario(), patience_min=0.0)
    scenario = with_policy(scenario, "casualty", alert_min=0.0)
    scenario = with_policy(scenario, "crew", flight_h_per_day=1e6, crews_per_aircraft=2.0)
    scenario = with_policy(scenario, "flight", night_flying=True)
    scenario = with_policy(scenario, "matching", serviceable_pct=100.0)
    standby = {"watch_h": 24, "medevac_unit_aircraft": 9, "casualties_per_event": 1.0}
    operations = {"operations_per_day_level_2": 1e6, "operations_per_day_level_3": 1e6}
    scenario = with_policy(scenario, "standby", **standby, **operations)
    rows = [
        {
            "id": f"z{name}",
            "mission": "unmiss",
            "name": name,
            "latitude_deg": float(name),
            "longitude_deg": 31.6,
            "elevation_ft": 1400.0,
            "hot_day_c": 38.0,
            "events_per_month": events,
        }
        for name, events in zones.items()
    ]
    return with_rows(scenario, "zones", *rows)


def queue_plan(scenario: Scenario, aircraft: int, **changes: Any) -> Plan:
    """One medevac unit at Juba, and nothing else."""
    unit = Unit(
        id="q1",
        partner="kenya",
        demand="unmiss-medevac",
        aircraft_type="500md",
        maintenance_base="juba-hangar",
        first_month="2022-07",
        aircraft=(aircraft,) * 6,
    )
    values = {
        "scenario": scenario.name,
        "scenario_sha256": scenario_digest(scenario),
        "allocation": Allocation(units=(unit,)),
    }
    return Plan(**(values | changes))
