"""The values that objective levels of results must have, recomputed from the decisions."""

from __future__ import annotations

import re

from airlift.checker.case import Case
from airlift.checker.costs import costs
from airlift.checker.cover import events_per_day, planned_shares
from airlift.checker.fleetlevels import fleet_value
from airlift.checker.flights import Day
from airlift.checker.posts import moves

__all__ = ["LATE", "served_tasks", "value_of"]

_TIER = re.compile(r"tier ([1-9]) unmet")
LATE = {"not in surgery in time": "surgery_pct", "without advanced care in time": "advanced_pct"}
"""Objectives of standby that count events, and the share of those that are in time."""

_NOT_FLOWN = re.compile(r"(alpha|bravo|charlie|routine) tasks not flown")


def value_of(case: Case, level: str, name: str) -> float | None:
    """Return the recomputed value of an objective level; None for a name that has no agreed meaning."""
    if level == "matching":
        return _matching(case, name)
    if level == "sustainment":
        return fleet_value(case, name)
    planning, _, rest = level.partition(":")
    if planning == "standby":
        return _standby(case, rest, name)
    mission, _, date = rest.partition(":")
    days = [
        day
        for day in case.days
        if day.programme.mission == mission and date in ("", day.programme.day.isoformat())
    ]
    return _sorties(days, name) if planning == "sorties" and days else None


def _standby(case: Case, mission: str, name: str) -> float | None:
    """Value of a level of a mission's standby, where its posts are planned and few enough for an exact share."""
    row = next((row for row in case.plan.standby if row.mission == mission), None)
    if row is None:
        return None
    if name == "moves between watches":
        return moves(case, row)
    if name not in LATE:
        return None
    share = planned_shares(case, row).get(LATE[name])
    return None if share is None else events_per_day(case, mission) * (1.0 - share / 100.0)


def served_tasks(days: list[Day]) -> set[str]:
    """Tasks that some sortie of the programmes serves completely, by id."""
    return {
        task.id
        for day in days
        for flight in day.flights
        for task in flight.tasks.values()
        if flight.serves(task)
    }


def _matching(case: Case, name: str) -> float | None:
    if match := _TIER.fullmatch(name):
        tier = int(match[1])
        demands = case.scenario.demand_by_id
        return sum(lack for (demand, _), lack in case.unmet.items() if demands[demand].tier == tier)
    if name == "first medevac month":
        return sum(
            _months_without(case, demand.id) for demand in case.scenario.demands if demand.role == "medevac"
        )
    if name == "unmet":
        return sum(case.unmet.values())
    if name == "cost":
        return sum(costs(case).values())
    if name == "co2":
        return _co2_kg(case)
    return None


def _co2_kg(case: Case) -> float:
    """CO2 of the flight hours of all units, by the planning burn of their types."""
    fuel_kg = sum(
        sum(unit.aircraft) * unit.demand.hours_per_aircraft_month * unit.aircraft_type.burn_kg_per_h
        for unit in case.units
        if unit.demand is not None and unit.aircraft_type is not None
    )
    return fuel_kg * case.scenario.policy.cost.co2_kg_per_kg_fuel.value


def _months_without(case: Case, demand_id: str) -> int:
    """Months from the start of a demand's window until its first month with a unit."""
    first, end = case.windows[demand_id]
    deployed = case.deployed[demand_id]
    return next((month - first for month in range(first, end) if deployed[month]), end - first)


def _sorties(days: list[Day], name: str) -> float | None:
    if name == "flight time":
        return sum(flight.end_min - flight.start_min for day in days for flight in day.flights)
    if match := _NOT_FLOWN.fullmatch(name):
        served = served_tasks(days)
        asked = {task.id for day in days for task in day.tasks.values() if task.priority == match[1]}
        return len(asked - served)
    return None
