"""What the decisions of an allocation cost, by partner, donor, cost kind and calendar year.

Reported figures: computed from scenario and decisions alone, whoever pays and whether anybody does.
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import NamedTuple

from airlift.plans.allocation import Allocation, Unit
from airlift.scenario.model import Scenario, month_index
from airlift.scenario.offers import COST_KINDS, CostKind, Course

__all__ = ["REIMBURSED", "Cost", "allocation_costs", "reimbursement_due_usd", "seat_and_travel_usd"]

REIMBURSED: tuple[CostKind, ...] = ("personnel", "operations", "maintenance")
"""Cost kinds that are reimbursed under a Letter of Assist, and so fall due with its delay."""


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
    for visit in allocation.visits:
        visit_usd = scenario.policy.cost.assessment_usd_per_visit.value
        usd[visit.partner, None, "assessment", int(visit.month[:4])] += visit_usd
    for unit in allocation.units:
        _add_unit(scenario, unit, usd)
    rows = [Cost(*key, usd=value) for key, value in usd.items() if value > 0]
    return tuple(
        sorted(rows, key=lambda c: (c.year, c.partner, COST_KINDS.index(c.cost_kind), c.donor or ""))
    )


def reimbursement_due_usd(scenario: Scenario, allocation: Allocation) -> dict[str, float]:
    """USD by partner, in the order of the scenario, for deployed months whose reimbursement comes after the plan.

    The delay of the policy puts them off beyond the last month; the plan charges them to its last year.
    """
    unpaid_from = scenario.horizon_months - scenario.policy.cost.reimbursement_delay_months.value
    due = {partner.id: 0.0 for partner in scenario.partners}
    for unit in allocation.units:
        monthly_usd = sum(_reimbursed_usd(scenario, unit).values())
        first = scenario.month_index(unit.first_month)
        late = sum(aircraft for month, aircraft in enumerate(unit.aircraft, first) if month >= unpaid_from)
        due[unit.partner] += late * monthly_usd
    return {partner: usd for partner, usd in due.items() if usd > 0}


def seat_and_travel_usd(scenario: Scenario, course: Course) -> float:
    """USD for one trainee: the seat, and the way to a course in person that is not the own school's."""
    travels = course.mode == "in_person" and not course.own_school
    return course.usd_per_seat + (scenario.policy.cost.course_travel_usd.value if travels else 0.0)


def _add_transfers(scenario: Scenario, allocation: Allocation, usd: defaultdict[_Key, float]) -> None:
    """Refurbishment and shipping fall due when an aircraft enters refurbishment."""
    for row in allocation.transfers:
        lot = scenario.lot_by_id[row.lot]
        entered = scenario.month_index(row.month) - lot.refurbishment_months - lot.shipping_months
        year, receiver, donor = scenario.year_of(entered), row.partner, lot.donor
        usd[receiver, donor, "refurbishment", year] += row.aircraft * lot.refurbishment_usd_per_aircraft
        usd[receiver, donor, "shipping", year] += row.aircraft * lot.shipping_usd_per_aircraft


def _add_training(scenario: Scenario, allocation: Allocation, usd: defaultdict[_Key, float]) -> None:
    """Seats and travel fall due in the year of the start; a donor is named when only one gives that type."""
    for row in allocation.training:
        course = scenario.course_by_id[row.course]
        donors = {lot.donor for lot in scenario.lots if lot.aircraft_type == course.aircraft_type}
        donor = min(donors) if len(donors) == 1 else None
        seat_usd = seat_and_travel_usd(scenario, course)
        usd[row.partner, donor, "training", int(row.month[:4])] += row.trainees * seat_usd


def _add_unit(scenario: Scenario, unit: Unit, usd: defaultdict[_Key, float]) -> None:
    """Assessment once, lift and pre-deployment training for each increase, and what each aircraft costs in a month."""
    kind = scenario.aircraft_type_by_id[unit.aircraft_type]
    crew, prices = scenario.policy.crew, scenario.policy.cost
    delay, last = prices.reimbursement_delay_months.value, scenario.horizon_months - 1
    reimbursed_usd = _reimbursed_usd(scenario, unit)
    relieved = crew.people_per_aircraft.value / crew.crew_tour_months.value
    rotation_usd = relieved * prices.rotation_usd_per_person.value
    first = month_index(scenario.start_month, unit.first_month)
    usd[unit.partner, None, "assessment", scenario.year_of(first)] += prices.assessment_usd_per_unit.value
    before = 0
    for month, aircraft in enumerate(unit.aircraft, start=first):
        year = scenario.year_of(month)
        joined = max(0, aircraft - before)
        flights = ceil(joined / kind.aircraft_per_lift_flight)
        usd[unit.partner, None, "lift", year] += flights * kind.lift_usd_per_flight
        prepared_usd = joined * prices.predeployment_usd_per_aircraft.value
        usd[unit.partner, None, "predeployment", year] += prepared_usd
        usd[unit.partner, None, "rotation", year] += aircraft * rotation_usd
        # What falls due after the plan is charged to its last year, so that delay makes nothing cheaper.
        due_year = year if delay == 0 else scenario.year_of(min(month + delay, last))
        for cost_kind, monthly_usd in reimbursed_usd.items():
            usd[unit.partner, None, cost_kind, due_year] += aircraft * monthly_usd
        before = aircraft


def _reimbursed_usd(scenario: Scenario, unit: Unit) -> dict[CostKind, float]:
    """USD for one aircraft of a unit in one month, by cost kind."""
    kind = scenario.aircraft_type_by_id[unit.aircraft_type]
    base = scenario.maintenance_base_by_id[unit.maintenance_base]
    hours = scenario.demand_by_id[unit.demand].hours_per_aircraft_month
    policy = scenario.policy
    return {
        "personnel": policy.crew.people_per_aircraft.value * policy.cost.personnel_usd_per_month.value,
        "operations": kind.loa_usd_per_aircraft_month + hours * kind.operating_usd_per_flight_hour,
        "maintenance": hours * kind.man_hours_per_flight_hour * base.usd_per_man_hour,
    }
