"""How much of the demand a plan serves: aircraft by month, coverage by demand, mission and tier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from airlift.plans.model import Plan
from airlift.scenario.model import Scenario

__all__ = [
    "Coverage",
    "FirstMedevac",
    "coverage_by_demand",
    "deployed_aircraft",
    "first_medevac",
    "grouped",
    "joined",
    "unmet_aircraft",
]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Aircraft-months of a demand, a mission, a tier or the whole plan.

    `served` counts aircraft up to what is demanded in each month: those of an overlap do not make up for
    another month.
    """

    key: str
    demanded: int
    served: int

    @property
    def unmet(self) -> int:
        """Aircraft-months without an aircraft."""
        return self.demanded - self.served

    @property
    def served_pct(self) -> float | None:
        """Served share in per cent; None where nothing is demanded within the horizon."""
        return 100.0 * self.served / self.demanded if self.demanded else None


@dataclass(frozen=True, slots=True)
class FirstMedevac:
    """First month in which a mission that asks for medevac has a medevac unit; None if it never has."""

    mission: str
    first_demanded: str
    month: str | None
    wait_months: int


def deployed_aircraft(scenario: Scenario, plan: Plan) -> dict[str, dict[int, int]]:
    """Aircraft deployed to each demand by month index; months without any are left out."""
    deployed: dict[str, dict[int, int]] = {demand.id: {} for demand in scenario.demands}
    for unit in plan.allocation.units:
        months = deployed[unit.demand]
        for month, aircraft in enumerate(unit.aircraft, start=scenario.month_index(unit.first_month)):
            months[month] = months.get(month, 0) + aircraft
    return deployed


def unmet_aircraft(scenario: Scenario, plan: Plan) -> dict[str, dict[int, int]]:
    """Aircraft that each demand lacks by month index, from the units and not from what the plan states.

    Months that lack none are left out.
    """
    deployed = deployed_aircraft(scenario, plan)
    unmet: dict[str, dict[int, int]] = {}
    for demand in scenario.demands:
        months = deployed[demand.id]
        lacking = {
            month: demand.aircraft - months.get(month, 0) for month in range(*scenario.demand_window(demand))
        }
        unmet[demand.id] = {month: aircraft for month, aircraft in lacking.items() if aircraft > 0}
    return unmet


def coverage_by_demand(scenario: Scenario, plan: Plan) -> dict[str, Coverage]:
    """Coverage of each demand within the horizon, by demand."""
    coverage = {}
    for name, unmet in unmet_aircraft(scenario, plan).items():
        demand = scenario.demand_by_id[name]
        first, end = scenario.demand_window(demand)
        demanded = demand.aircraft * (end - first)
        coverage[name] = Coverage(name, demanded, demanded - sum(unmet.values()))
    return coverage


def joined(key: str, rows: Iterable[Coverage]) -> Coverage:
    """Coverage of several demands together."""
    together = tuple(rows)
    return Coverage(key, sum(row.demanded for row in together), sum(row.served for row in together))


def grouped(by_demand: Mapping[str, Coverage], group: Mapping[str, str]) -> tuple[Coverage, ...]:
    """Coverage by group, ordered by its name; `group` names the group of each demand."""
    keys = sorted(set(group.values()))
    return tuple(joined(key, (row for d, row in by_demand.items() if group[d] == key)) for key in keys)


def first_medevac(scenario: Scenario, plan: Plan) -> tuple[FirstMedevac, ...]:
    """Count waiting from the first month in which medevac is demanded, to the last if it was in vain."""
    deployed = deployed_aircraft(scenario, plan)
    rows = []
    for mission in scenario.missions:
        demands = [d for d in scenario.demands if d.mission == mission.id and d.role == "medevac"]
        windows = [window for d in demands if (window := scenario.demand_window(d))[1] > window[0]]
        if not windows:
            continue
        start = min(first for first, _ in windows)
        months = [month for d in demands for month in deployed[d.id]]
        first = max(start, min(months)) if months else None
        rows.append(
            FirstMedevac(
                mission=mission.id,
                first_demanded=scenario.month_label(start),
                month=None if first is None else scenario.month_label(first),
                wait_months=(max(end for _, end in windows) if first is None else first) - start,
            )
        )
    return tuple(rows)
