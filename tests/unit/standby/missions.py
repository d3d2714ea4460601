"""UNMISS of the tiny scenario with zones around Juba, and a medevac unit of 500MD there."""

from __future__ import annotations

from typing import Any

from airlift.plans.allocation import Allocation, Unit
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_rows

__all__ = ["allocation", "zone", "zoned"]


def zone(name: str, latitude_deg: float, events: float, **changes: Any) -> dict[str, Any]:
    """Row of a zone north of Juba, on its meridian."""
    return {
        "id": name, "mission": "unmiss", "name": name, "latitude_deg": latitude_deg, "longitude_deg": 31.6,
        "elevation_ft": 1400.0, "hot_day_c": 38.0, "events_per_month": events,
    } | changes  # fmt: skip


def zoned(*zones: dict[str, Any]) -> Scenario:
    """Tiny scenario with zones; without any, three between Juba, Bor and Malakal."""
    rows = zones or (zone("near", 5.2, 6.0), zone("far", 6.9, 4.0), zone("north", 9.2, 5.0))
    return with_rows(tiny_scenario(), "zones", *rows)


def allocation(scenario: Scenario, aircraft: int = 4) -> Allocation:
    """One unit at Juba for six months from July 2022."""
    unit = Unit(
        id="u1",
        partner="ken",
        demand="unmiss-medevac",
        aircraft_type="500md",
        maintenance_base=scenario.maintenance_bases[0].id,
        first_month="2022-07",
        aircraft=(aircraft,) * 6,
    )
    return Allocation(units=(unit,))
