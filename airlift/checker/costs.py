"""What the decisions of a plan cost, by who causes it, what for and when."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from airlift.checker.bases import lift_flights_by_month
from airlift.checker.case import Case
from airlift.checker.decisions import Deployment
from airlift.scenario.offers import CostKind, Course

__all__ = ["CostKey", "costs", "reimbursable_usd"]


class CostKey(NamedTuple):
    """What a cost is booked under; `donor` when a lot causes it."""

    partner: str
    donor: str | None
    cost_kind: CostKind
    year: int

    @property
    def where(self) -> dict[str, str]:
        """Place of the cost."""
        donor = {"donor": self.donor} if self.donor is not None else {}
        return {"partner": self.partner, **donor, "cost": self.cost_kind, "year": str(self.year)}


def costs(case: Case) -> dict[CostKey, float]:
    """Return all costs in USD that are not zero."""
    booked: defaultdict[CostKey, float] = defaultdict(float)
    year_of = case.scenario.year_of
    for arrival in case.arrivals:
        lot, partner, year = arrival.lot, arrival.partner.id, year_of(arrival.month - arrival.lead_months)
        booked[CostKey(partner, lot.donor, "refurbishment", year)] += (
            arrival.aircraft * lot.refurbishment_usd_per_aircraft
        )
        booked[CostKey(partner, lot.donor, "shipping", year)] += (
            arrival.aircraft * lot.shipping_usd_per_aircraft
        )
    for row in case.classes:
        donor = _only_donor(case, row.course.aircraft_type)
        key = CostKey(row.partner.id, donor, "training", year_of(row.month))
        booked[key] += row.trainees * (row.course.usd_per_seat + _travel_usd(case, row.course))
    for visit in case.visits:
        key = CostKey(visit.partner.id, None, "assessment", year_of(visit.month))
        booked[key] += case.scenario.policy.cost.assessment_usd_per_visit.value
    for unit in case.units:
        if unit.partner is not None:
            _book_unit(case, booked, unit, unit.partner.id)
    return {key: usd for key, usd in booked.items() if usd > 0}


def _only_donor(case: Case, type_id: str) -> str | None:
    """Return the only donor of a type, who causes the training on it; None when none or several give it."""
    donors = {lot.donor for lot in case.scenario.lots if lot.aircraft_type == type_id}
    return donors.pop() if len(donors) == 1 else None


def _travel_usd(case: Case, course: Course) -> float:
    """Travel of one trainee: to a school abroad, unless the course comes to the trainee."""
    if course.own_school or course.mode == "remote":
        return 0.0
    return case.scenario.policy.cost.course_travel_usd.value


def reimbursable_usd(case: Case, unit: Deployment) -> dict[CostKind, float]:
    """Return what a Letter of Assist pays back of one aircraft and month of a unit, by cost kind.

    Each as far as the rows that it depends on exist.
    """
    policy = case.scenario.policy
    kind, demand, base = unit.aircraft_type, unit.demand, unit.base
    usd: dict[CostKind, float] = {
        "personnel": policy.crew.people_per_aircraft.value * policy.cost.personnel_usd_per_month.value
    }
    if kind is not None and demand is not None:
        hours = demand.hours_per_aircraft_month
        usd["operations"] = kind.loa_usd_per_aircraft_month + hours * kind.operating_usd_per_flight_hour
        if base is not None:
            usd["maintenance"] = hours * kind.man_hours_per_flight_hour * base.usd_per_man_hour
    return usd


def _book_unit(case: Case, booked: defaultdict[CostKey, float], unit: Deployment, partner: str) -> None:
    """Add the costs of a unit: what is paid back in the year in which it falls due, the rest at once."""
    year_of = case.scenario.year_of
    crew, cost = case.scenario.policy.crew, case.scenario.policy.cost
    booked[CostKey(partner, None, "assessment", year_of(unit.first))] += cost.assessment_usd_per_unit.value
    paid_back = reimbursable_usd(case, unit)
    rotation_usd = (
        crew.people_per_aircraft.value * cost.rotation_usd_per_person.value / crew.crew_tour_months.value
    )
    for month, aircraft in unit.months():
        due = year_of(_due(case, month))
        for kind, usd in paid_back.items():
            booked[CostKey(partner, None, kind, due)] += aircraft * usd
        booked[CostKey(partner, None, "rotation", year_of(month))] += aircraft * rotation_usd
    for month, aircraft in unit.increases():
        booked[CostKey(partner, None, "predeployment", year_of(month))] += (
            aircraft * cost.predeployment_usd_per_aircraft.value
        )
    if unit.aircraft_type is not None:
        flight_usd = unit.aircraft_type.lift_usd_per_flight
        for month, flights in lift_flights_by_month(unit).items():
            booked[CostKey(partner, None, "lift", year_of(month))] += flights * flight_usd


def _due(case: Case, month: int) -> int:
    """Month in which what is reimbursed of a month falls due; the last of the horizon takes what comes later."""
    delay = case.scenario.policy.cost.reimbursement_delay_months.value
    # A plan may name months after the horizon: they are charged where they lie.
    return max(month, min(month + delay, case.scenario.horizon_months - 1))
