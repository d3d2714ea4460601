"""What the decisions of an allocation cost, by partner, donor, cost kind and calendar year.

Reported figures: computed from scenario and decisions alone, whoever pays and whether anybody does.
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import NamedTuple

from airlift.plans.allocation import Allocation, Unit
from airlift.scenario.model import Scenario, month_index
from airlift.scenario.offers import COST_KINDS, CostKind

__all__ = ["Cost", "allocation_costs"]


class Cost(NamedTuple):
    """One cost of a plan. `donor` is named when a donated lot causes it."""

    partner: str
    donor: str | None
    cost_kind: CostKind
    year: int
    usd: float


_Key = tuple[str, str | None, CostKind, int]


def allocation_costs(scenario: Scenario, allocation: Allocation) -> tuple[Cost, ...]:
    """Return all costs above zero, ordered by year, partner, cost kind and donor.

    Raises
    ------
    KeyError
        The allocation names something that the scenario does not have.
    """
    usd: defaultdict[_Key, float] = defaultdict(float)
    _add_transfers(scenario, allocation, usd)
    _add_training(scenario, allocation, usd)
    for unit in allocation.units:
        _add_unit(scenario, unit, usd)
    rows = [Cost(*key, usd=value) for key, value in usd.items() if value > 0]
    return tuple(
        sorted(rows, key=lambda c: (c.year, c.partner, COST_KINDS.index(c.cost_kind), c.donor or ""))
    )


def _add_transfers(scenario: Scenario, allocation: Allocation, usd: defaultdict[_Key, float]) -> None:
    """Refurbishment and shipping fall due when an aircraft enters refurbishment."""
    for row in allocation.transfers:
        lot = scenario.lot_by_id[row.lot]
        entered = scenario.month_index(row.month) - lot.refurbishment_months - lot.shipping_months
        year, receiver, donor = scenario.year_of(entered), row.partner, lot.donor
        usd[receiver, donor, "refurbishment", year] += row.aircraft * lot.refurbishment_usd_per_aircraft
        usd[receiver, donor, "shipping", year] += row.aircraft * lot.shipping_usd_per_aircraft


def _add_training(scenario: Scenario, allocation: Allocation, usd: defaultdict[_Key, float]) -> None:
    """Seats fall due in the year of the start; a donor is named when only one gives that type."""
    for row in allocation.training:
        course = scenario.course_by_id[row.course]
        donors = {lot.donor for lot in scenario.lots if lot.aircraft_type == course.aircraft_type}
        donor = min(donors) if len(donors) == 1 else None
        usd[row.partner, donor, "training", int(row.month[:4])] += row.trainees * course.usd_per_seat


def _add_unit(scenario: Scenario, unit: Unit, usd: defaultdict[_Key, float]) -> None:
    """Assessment once, lift for each increase, and what each deployed aircraft costs in a month."""
    kind = scenario.aircraft_type_by_id[unit.aircraft_type]
    demand = scenario.demand_by_id[unit.demand]
    base = scenario.maintenance_base_by_id[unit.maintenance_base]
    policy = scenario.policy
    hours = demand.hours_per_aircraft_month
    personnel_usd = policy.crew.people_per_aircraft.value * policy.cost.personnel_usd_per_month.value
    operations_usd = kind.loa_usd_per_aircraft_month + hours * kind.operating_usd_per_flight_hour
    maintenance_usd = hours * kind.man_hours_per_flight_hour * base.usd_per_man_hour
    first = month_index(scenario.start_month, unit.first_month)
    assessment_usd = policy.cost.assessment_usd_per_unit.value
    usd[unit.partner, None, "assessment", scenario.year_of(first)] += assessment_usd
    before = 0
    for month, aircraft in enumerate(unit.aircraft, start=first):
        year = scenario.year_of(month)
        flights = ceil(max(0, aircraft - before) / kind.aircraft_per_lift_flight)
        usd[unit.partner, None, "lift", year] += flights * kind.lift_usd_per_flight
        usd[unit.partner, None, "personnel", year] += aircraft * personnel_usd
        usd[unit.partner, None, "operations", year] += aircraft * operations_usd
        usd[unit.partner, None, "maintenance", year] += aircraft * maintenance_usd
        before = aircraft
