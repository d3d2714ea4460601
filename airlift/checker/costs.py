"""What the decisions of a plan cost, by who causes it, what for and when."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from airlift.checker.bases import lift_flights_by_month
from airlift.checker.case import Case
from airlift.checker.decisions import Deployment
from airlift.scenario.offers import CostKind

__all__ = ["CostKey", "costs"]


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
        booked[key] += row.trainees * row.course.usd_per_seat
    for unit in case.units:
        if unit.partner is not None:
            _book_unit(case, booked, unit, unit.partner.id)
    return {key: usd for key, usd in booked.items() if usd > 0}


def _only_donor(case: Case, type_id: str) -> str | None:
    """Return the only donor of a type, who causes the training on it; None when none or several give it."""
    donors = {lot.donor for lot in case.scenario.lots if lot.aircraft_type == type_id}
    return donors.pop() if len(donors) == 1 else None


def _book_unit(case: Case, booked: defaultdict[CostKey, float], unit: Deployment, partner: str) -> None:
    """Add the costs of a unit, each as far as the rows that it depends on exist."""
    year_of = case.scenario.year_of
    policy = case.scenario.policy
    kind, demand, base = unit.aircraft_type, unit.demand, unit.base
    booked[CostKey(partner, None, "assessment", year_of(unit.first))] += (
        policy.cost.assessment_usd_per_unit.value
    )
    people_usd = policy.crew.people_per_aircraft.value * policy.cost.personnel_usd_per_month.value
    for month, aircraft in unit.months():
        year = year_of(month)
        booked[CostKey(partner, None, "personnel", year)] += aircraft * people_usd
        if kind is None or demand is None:
            continue
        hours = aircraft * demand.hours_per_aircraft_month
        booked[CostKey(partner, None, "operations", year)] += (
            aircraft * kind.loa_usd_per_aircraft_month + hours * kind.operating_usd_per_flight_hour
        )
        if base is not None:
            booked[CostKey(partner, None, "maintenance", year)] += (
                hours * kind.man_hours_per_flight_hour * base.usd_per_man_hour
            )
    if kind is not None:
        for month, flights in lift_flights_by_month(unit).items():
            booked[CostKey(partner, None, "lift", year_of(month))] += flights * kind.lift_usd_per_flight
