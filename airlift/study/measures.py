"""What a plan is worth, counted from its decisions alone: unmet aircraft-months by tier, cost, deployments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from airlift.plans import Allocation
from airlift.plans.costs import allocation_costs
from airlift.scenario import Scenario

__all__ = [
    "MEASURES",
    "aircraft_months",
    "cost_usd",
    "deployments",
    "tier_measure",
    "tiers_of",
    "unmet_by_month",
    "unmet_by_tier",
]

MEASURES: Mapping[str, str] = {
    "unmet": "aircraft-months",
    "cost": "usd",
    "burden": "per mille",
    "co2": "kg",
}
"""Measures that a front can trade off, each with its unit."""


def tier_measure(tier: int) -> str:
    """Name by which a solve knows the unmet aircraft-months of a tier."""
    return f"tier {tier} unmet"


def tiers_of(scenario: Scenario) -> tuple[int, ...]:
    """Tiers that ask for anything within the horizon, the most urgent first."""
    asked = (d for d in scenario.demands if scenario.demand_window(d)[0] < scenario.demand_window(d)[1])
    return tuple(sorted({demand.tier for demand in asked}))


def unmet_by_month(scenario: Scenario, allocation: Allocation) -> dict[str, dict[int, int]]:
    """Aircraft that each demand lacks by month index, counted from the units; months that lack none are left out."""
    deployed: defaultdict[tuple[str, int], int] = defaultdict(int)
    for unit in allocation.units:
        for t, aircraft in enumerate(unit.aircraft, start=scenario.month_index(unit.first_month)):
            deployed[unit.demand, t] += aircraft
    unmet = {}
    for demand in scenario.demands:
        lacking = {
            t: demand.aircraft - deployed[demand.id, t] for t in range(*scenario.demand_window(demand))
        }
        unmet[demand.id] = {t: aircraft for t, aircraft in lacking.items() if aircraft > 0}
    return unmet


def unmet_by_tier(scenario: Scenario, allocation: Allocation) -> dict[int, int]:
    """Unmet aircraft-months of each tier, the most urgent first."""
    sums = dict.fromkeys(tiers_of(scenario), 0)
    for name, months in unmet_by_month(scenario, allocation).items():
        if months:
            sums[scenario.demand_by_id[name].tier] += sum(months.values())
    return sums


def cost_usd(scenario: Scenario, allocation: Allocation) -> float:
    """Cost of a plan in USD, to the cent."""
    return round(sum(row.usd for row in allocation_costs(scenario, allocation)), 2)


def aircraft_months(allocation: Allocation) -> dict[tuple[str, str], int]:
    """Aircraft-months by (partner, demand), in this order."""
    sums: Counter[tuple[str, str]] = Counter()
    for unit in allocation.units:
        sums[unit.partner, unit.demand] += sum(unit.aircraft)
    return dict(sorted(sums.items()))


def deployments(allocation: Allocation) -> frozenset[tuple[str, str]]:
    """Who deploys where: pairs of partner and demand."""
    return frozenset((unit.partner, unit.demand) for unit in allocation.units)
