"""What missions ask for must be possible: sizes, months, and an aircraft type that can do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airlift.scenario.checks.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airlift.scenario.demands import Demand
    from airlift.scenario.model import Scenario
    from airlift.scenario.offers import AircraftType

__all__ = ["check_capability", "check_unit_sizes", "check_windows"]


def check_unit_sizes(scenario: Scenario) -> Iterator[Problem]:
    """Find smallest useful units that fit neither into the largest nor into what is asked."""
    for row in scenario.demands:
        for name, limit in (("max_unit", row.max_unit), ("aircraft", row.aircraft)):
            if row.min_unit > limit:
                message = f"min_unit {row.min_unit} is more than {name} {limit}"
                yield Problem(
                    "more-than-all", "demands", row.id, "min_unit", message, f"write at most {limit}"
                )
                break


def check_windows(scenario: Scenario) -> Iterator[Problem]:
    """Find demands with no month in those that are planned, or in the life of their mission."""
    end = scenario.month_label(scenario.horizon_months)
    for row in scenario.demands:
        mission = scenario.mission_by_id.get(row.mission)
        closure = mission.closure_month if mission is not None else None
        if mission is None or row.last_month < row.first_month or (closure or "9") <= mission.first_month:
            continue  # reported already, as what it is
        if row.last_month < mission.first_month or (closure is not None and row.first_month >= closure):
            life = f"from {mission.first_month}" + (f" until before {closure}" if closure is not None else "")
            message = f"{row.first_month} to {row.last_month} lies outside the life of {mission.id}, {life}"
            hint = "correct the months, or remove the demand"
            yield Problem("outside-mission", "demands", row.id, "first_month", message, hint)
        elif row.last_month < scenario.start_month or row.first_month >= end:
            message = f"{row.first_month} to {row.last_month} lies outside the months that are planned, "
            message += f"{scenario.start_month} until before {end}"
            hint = "correct the months, change horizon_months, or remove the demand"
            yield Problem("outside-horizon", "demands", row.id, "first_month", message, hint)


def check_capability(scenario: Scenario) -> Iterator[Problem]:
    """Find demands for which no aircraft type has the equipment, the lift and the range.

    The conditions are necessary and need no flight physics: fuel as far as the mass allows, still air,
    no reserve. Heat and elevation only make it harder.
    """
    for row in scenario.demands:
        reasons = [(kind.id, _incapable(kind, row, scenario)) for kind in scenario.aircraft_types]
        if reasons and all(reason for _, reason in reasons):
            columns = {reason[0] for _, reason in reasons if reason}
            column = columns.pop() if len(columns) == 1 else "payload_kg"
            words = "; ".join(f"{name} {reason[1]}" for name, reason in reasons if reason)
            hint = "lower what is asked, or add an aircraft type that can do it"
            message = f"no aircraft type can meet it: {words}"
            yield Problem("impossible-demand", "demands", row.id, column, message, hint)


def _incapable(kind: AircraftType, demand: Demand, scenario: Scenario) -> tuple[str, str] | None:
    """Return the column of the demand that rules a type out, and why; None when it is not ruled out."""
    lacking = sorted(set(demand.aircraft_tags) - set(kind.tags))
    if lacking:
        return "aircraft_tags", f"lacks {', '.join(lacking)}"
    crew_kg = (kind.pilots + kind.cabin_crew) * scenario.policy.flight.crew_mass_kg.value
    left_kg = kind.mtow_kg - kind.empty_kg - crew_kg
    if demand.payload_kg > left_kg:
        return "payload_kg", f"lifts {max(left_kg, 0):.0f} kg without fuel"
    fuel_kg = min(kind.fuel_capacity_kg, left_kg - demand.payload_kg)
    reach_nm = fuel_kg / kind.burn_kg_per_h * kind.cruise_kt / 2
    if demand.radius_nm > reach_nm:
        return "radius_nm", f"reaches {reach_nm:.0f} nm with that payload"
    return None
