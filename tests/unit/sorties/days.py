"""Days made by hand: sites on a line, one minute apart for each unit of position, five minutes for a landing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airlift.sorties.data import DayProblem, DayTask, DayUnit

__all__ = ["make_day", "medevac", "patrol", "transfer"]

LANDING_MIN = 5


def transfer(
    id_: str, pickup: int, dropoff: int, ready: int = 480, due: int = 900, **changes: Any
) -> DayTask:
    """Take one passenger of 100 kg from a site to another."""
    values: dict[str, Any] = {
        "id": id_, "level": 3, "medevac": False, "patrol": False, "pickup": pickup, "dropoffs": (dropoff,),
        "other_dropoffs": (), "ready_min": ready, "due_min": due, "dwell_min": 5, "clock_min": None,
        "takeoff_min": None, "max_ride_min": None, "passengers": 1, "litters": 0, "payload_kg": 100.0,
        "wounded_min": None,
    }  # fmt: skip
    return DayTask(**(values | changes))


def patrol(id_: str, area: int, ready: int = 480, due: int = 900, dwell: int = 20, **changes: Any) -> DayTask:
    """Stay over an area."""
    nobody = {"patrol": True, "dropoffs": (), "passengers": 0, "payload_kg": 0.0, "dwell_min": dwell}
    return transfer(id_, area, 0, ready, due, **(nobody | changes))


def medevac(
    id_: str, pickup: int, hospitals: tuple[int, ...], wounded: int, clock: int = 110, **changes: Any
) -> DayTask:
    """Bring one lying casualty of category alpha to a hospital."""
    values = {
        "level": 0, "medevac": True, "dropoffs": hospitals, "clock_min": wounded + clock,
        "takeoff_min": wounded + 25, "litters": 1, "passengers": 0, "payload_kg": 110.0, "wounded_min": wounded,
        "dwell_min": 10,
    }  # fmt: skip
    return transfer(id_, pickup, 0, wounded + 15, wounded + 600, **(values | changes))


def make_day(
    positions: tuple[int, ...],
    tasks: tuple[DayTask, ...],
    *,
    fuel: tuple[int, ...] = (0,),
    units: int = 1,
    stock_kg: dict[int, float] | None = None,
    unit: dict[str, Any] | None = None,
    **changes: Any,
) -> DayProblem:
    """Make a day; site 0 is the home base of all units."""
    sites = range(len(positions))
    legs = tuple(
        tuple(0 if a == b else abs(positions[a] - positions[b]) + LANDING_MIN for b in sites) for a in sites
    )
    values: dict[str, Any] = {
        "id": "u1", "aircraft_type": "500md", "home": 0, "aircraft": 3, "tails": 2, "standby_tails": 0, "crews": 3,
        "standby_crews": 0, "turnaround_min": 20, "refuel_min": 15, "seats": 3, "litters": 1, "seats_with_litters": 1,
        "usable_fuel_kg": 188.0, "burn_kg_per_min": 4 / 3, "leg_min": legs, "room_kg": (431.0,) * len(positions),
    }  # fmt: skip
    values |= unit or {}
    day: dict[str, Any] = {
        "mission": "m", "month": "2022-01", "day": dt.date(2022, 1, 1), "prefix": "m-s",
        "sites": tuple(f"site{k}" for k in sites),
        "daylight": ((360, 1080),) * len(positions), "fuel": tuple(k in fuel for k in sites),
        "stock_kg": tuple((stock_kg or {}).get(k) for k in sites), "units": (), "tasks": tasks, "grid_min": 5,
        "max_sortie_min": 240, "max_tasks": 3, "unload_min": 5, "refuel_with_patients": True, "night_flying": False,
        "contingency": 0.1, "reserve_day_min": 20.0, "reserve_night_min": 30.0, "taxi_kg": 4.0, "attendants": 1,
        "attendants_kg": 90.0, "crew_flight_min": 480, "crew_duty_min": 660, "handover_min": 10.0,
    }  # fmt: skip
    made = tuple(DayUnit(**(values | {"id": f"u{number}"})) for number in range(1, units + 1))
    return DayProblem(**(day | {"units": made} | changes))
