"""What an allocation costs: keys of a cost, who may pay them, and the exact sums.

A cost is keyed by partner, donor (when a lot causes it), kind and calendar year; earmarks speak of the first three.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from airlift.plans import Allocation
from airlift.scenario import Scenario
from airlift.scenario.offers import AircraftType, CostKind, Course, MaintenanceBase

__all__ = [
    "REIMBURSED",
    "CostKey",
    "allocation_costs",
    "course_donor",
    "course_usd_per_trainee",
    "credit_usd",
    "due_year",
    "eligible_sponsors",
    "monthly_costs_usd",
    "whole_usd",
]

REIMBURSED: tuple[CostKind, ...] = ("personnel", "operations", "maintenance")
"""Kinds that a partner lays out and is reimbursed for under a Letter of Assist, with a delay."""


@dataclass(frozen=True, slots=True, order=True)
class CostKey:
    """What a sum of money is for. `donor` is empty unless a donor's lot causes the cost."""

    year: int
    partner: str
    donor: str
    kind: CostKind


def course_donor(scenario: Scenario, course: Course) -> str:
    """Donor whose lots cause a course on their type: the only one that gives the type, or empty."""
    donors = {lot.donor for lot in scenario.lots if lot.aircraft_type == course.aircraft_type}
    return donors.pop() if len(donors) == 1 else ""


def course_usd_per_trainee(scenario: Scenario, course: Course) -> float:
    """Seat, and travel to a course in person that is not the own school's."""
    travels = course.mode == "in_person" and not course.own_school
    return course.usd_per_seat + (scenario.policy.cost.course_travel_usd.value if travels else 0.0)


def eligible_sponsors(scenario: Scenario, key: CostKey) -> tuple[str, ...]:
    """Sponsors of which some earmark covers the cost, in the order of the scenario."""
    allowed = {
        row.sponsor
        for row in scenario.earmarks
        if (row.donor is None or row.donor == key.donor)
        and (row.partner is None or row.partner == key.partner)
        and (row.cost_kind is None or row.cost_kind == key.kind)
    }
    return tuple(sponsor.id for sponsor in scenario.sponsors if sponsor.id in allowed)


def due_year(scenario: Scenario, kind: CostKind, t: int) -> int:
    """Return the year to which a cost of month `t` is charged: reimbursed kinds after the delay, within the horizon."""
    if kind in REIMBURSED:
        t = min(t + scenario.policy.cost.reimbursement_delay_months.value, scenario.horizon_months - 1)
    return scenario.year_of(t)


def monthly_costs_usd(
    scenario: Scenario, aircraft: AircraftType, base: MaintenanceBase, hours: float
) -> dict[CostKind, float]:
    """Cost of one deployed aircraft in one month, flying `hours`, by kind."""
    crew, cost = scenario.policy.crew, scenario.policy.cost
    people = crew.people_per_aircraft.value
    return {
        "personnel": people * cost.personnel_usd_per_month.value,
        "operations": aircraft.loa_usd_per_aircraft_month + hours * aircraft.operating_usd_per_flight_hour,
        "maintenance": hours * aircraft.man_hours_per_flight_hour * base.usd_per_man_hour,
        # Everybody is relieved once a tour.
        "rotation": people * cost.rotation_usd_per_person.value / crew.crew_tour_months.value,
    }


def credit_usd(scenario: Scenario, aircraft: AircraftType, base: MaintenanceBase, hours: float) -> float:
    """Return what a partner lays out for one aircraft-month until it is reimbursed."""
    monthly = monthly_costs_usd(scenario, aircraft, base, hours)
    return sum(monthly[kind] for kind in REIMBURSED)


def whole_usd(usd: float) -> int:
    """Whole USD that cover a cost."""
    return math.ceil(usd - 1e-6)


def allocation_costs(scenario: Scenario, allocation: Allocation) -> dict[CostKey, float]:
    """Exact cost of an allocation in USD by key, in the order of the keys; zero costs are left out."""
    usd: defaultdict[CostKey, float] = defaultdict(float)
    for transfer in allocation.transfers:
        lot = scenario.lot_by_id[transfer.lot]
        lead = lot.refurbishment_months + lot.shipping_months
        year = scenario.year_of(scenario.month_index(transfer.month) - lead)
        kinds: tuple[tuple[CostKind, float], ...] = (
            ("refurbishment", lot.refurbishment_usd_per_aircraft),
            ("shipping", lot.shipping_usd_per_aircraft),
        )
        for kind, price_usd in kinds:
            usd[CostKey(year, transfer.partner, lot.donor, kind)] += transfer.aircraft * price_usd
    for row in allocation.training:
        course = scenario.course_by_id[row.course]
        key = CostKey(int(row.month[:4]), row.partner, course_donor(scenario, course), "training")
        usd[key] += row.trainees * course_usd_per_trainee(scenario, course)
    for visit in allocation.visits:
        key = CostKey(int(visit.month[:4]), visit.partner, "", "assessment")
        usd[key] += scenario.policy.cost.assessment_usd_per_visit.value
    for unit in allocation.units:
        aircraft = scenario.aircraft_type_by_id[unit.aircraft_type]
        hours = scenario.demand_by_id[unit.demand].hours_per_aircraft_month
        base = scenario.maintenance_base_by_id[unit.maintenance_base]
        monthly = monthly_costs_usd(scenario, aircraft, base, hours)
        first = scenario.month_index(unit.first_month)
        usd[CostKey(scenario.year_of(first), unit.partner, "", "assessment")] += (
            scenario.policy.cost.assessment_usd_per_unit.value
        )
        before = 0
        for t, count in enumerate(unit.aircraft, start=first):
            year = scenario.year_of(t)
            joined = max(0, count - before)
            flights = math.ceil(joined / aircraft.aircraft_per_lift_flight)
            usd[CostKey(year, unit.partner, "", "lift")] += flights * aircraft.lift_usd_per_flight
            usd[CostKey(year, unit.partner, "", "predeployment")] += (
                joined * scenario.policy.cost.predeployment_usd_per_aircraft.value
            )
            for kind, price_usd in monthly.items():
                usd[CostKey(due_year(scenario, kind, t), unit.partner, "", kind)] += count * price_usd
            before = count
    return {key: usd[key] for key in sorted(usd) if usd[key] > 0}
