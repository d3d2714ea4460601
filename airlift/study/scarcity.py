"""How near a plan comes to the end of what is offered: crews, technicians, seats, budgets, docks.

Reported shares for choosing what to ask for; nothing is decided by them, every candidate is valued by a solve.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from airlift.plans import Allocation
from airlift.scenario import Scenario

__all__ = ["Scarcity", "scarcity"]

DAYS_PER_MONTH = 30
"""Dock days that one dock gives in a month."""


@dataclass(frozen=True)
class Scarcity:
    """Share of each supply that a plan uses in the month, start or year in which it uses most of it; 1 is all.

    Parameters
    ----------
    crews : dict
        By (partner, family).
    technicians : dict
        By partner.
    seats : dict
        By course.
    budgets : dict
        By sponsor; money that carries over is summed up to each year.
    docks : dict
        By maintenance base, of dock days or of man-hours, whichever is scarcer.
    """

    crews: dict[tuple[str, str], float]
    technicians: dict[str, float]
    seats: dict[str, float]
    budgets: dict[str, float]
    docks: dict[str, float]


def scarcity(scenario: Scenario, allocation: Allocation) -> Scarcity:
    """Measure how much of each supply a plan uses."""
    return Scarcity(
        crews=_crews(scenario, allocation),
        technicians=_technicians(scenario, allocation),
        seats=_seats(scenario, allocation),
        budgets=_budgets(scenario, allocation),
        docks=_docks(scenario, allocation),
    )


def _retention(scenario: Scenario, months: int) -> float:
    loss = scenario.policy.crew.attrition_pct_per_year.value / 100
    return float((1 - loss) ** (months / 12))


def _graduates(
    scenario: Scenario, allocation: Allocation, partner: str, audience: str, family: str | None, t: int
) -> float:
    """Graduates that a partner still has in a month; of one family, or of all."""
    total = 0.0
    for row in allocation.training:
        course = scenario.course_by_id[row.course]
        since = t - scenario.month_index(row.month) - course.duration_months
        of_family = family in (None, scenario.aircraft_type_by_id[course.aircraft_type].family)
        if row.partner == partner and course.audience == audience and of_family and since >= 0:
            total += row.trainees * course.pass_pct / 100 * _retention(scenario, since)
    return total


def _deployed(scenario: Scenario, allocation: Allocation) -> dict[tuple[str, str, int], int]:
    """Aircraft by (partner, family, month index)."""
    deployed: defaultdict[tuple[str, str, int], int] = defaultdict(int)
    for unit in allocation.units:
        family = scenario.aircraft_type_by_id[unit.aircraft_type].family
        for t, aircraft in enumerate(unit.aircraft, start=scenario.month_index(unit.first_month)):
            deployed[unit.partner, family, t] += aircraft
    return dict(deployed)


def _crews(scenario: Scenario, allocation: Allocation) -> dict[tuple[str, str], float]:
    policy = scenario.policy.crew
    away = policy.crews_per_aircraft.value
    need = away * (1 + policy.crew_home_months.value / policy.crew_tour_months.value)
    shares: defaultdict[tuple[str, str], float] = defaultdict(float)
    for (partner, family, t), aircraft in _deployed(scenario, allocation).items():
        start = sum(
            row.crews
            for row in scenario.partner_crews
            if row.partner == partner and scenario.aircraft_type_by_id[row.aircraft_type].family == family
        )
        current = start * _retention(scenario, t)
        current += _graduates(scenario, allocation, partner, "crew", family, t)
        shares[partner, family] = max(shares[partner, family], _share(aircraft * need, current))
    return dict(shares)


def _technicians(scenario: Scenario, allocation: Allocation) -> dict[str, float]:
    need = scenario.policy.crew.technicians_per_aircraft.value
    wet: defaultdict[tuple[str, int], int] = defaultdict(int)
    for unit in allocation.units:
        if scenario.maintenance_base_by_id[unit.maintenance_base].lease == "wet":
            for t, aircraft in enumerate(unit.aircraft, start=scenario.month_index(unit.first_month)):
                wet[unit.partner, t] += aircraft
    shares: defaultdict[str, float] = defaultdict(float)
    for (partner, t), aircraft in wet.items():
        current = scenario.partner_by_id[partner].technicians * _retention(scenario, t)
        current += _graduates(scenario, allocation, partner, "technician", None, t)
        shares[partner] = max(shares[partner], _share(aircraft * need, current))
    return dict(shares)


def _seats(scenario: Scenario, allocation: Allocation) -> dict[str, float]:
    taken: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in allocation.training:
        taken[row.course, row.month] += row.trainees
    shares: defaultdict[str, float] = defaultdict(float)
    for (course, _), trainees in taken.items():
        shares[course] = max(shares[course], _share(trainees, scenario.course_by_id[course].seats))
    return dict(shares)


def _budgets(scenario: Scenario, allocation: Allocation) -> dict[str, float]:
    budget = {(row.sponsor, row.year): row.budget_usd for row in scenario.budgets}
    paid: defaultdict[tuple[str, int], float] = defaultdict(float)
    for payment in allocation.payments:
        paid[payment.sponsor, payment.year] += payment.usd
    years = range(scenario.year_of(0), scenario.year_of(scenario.horizon_months - 1) + 1)
    shares = {}
    for sponsor in scenario.sponsors:
        share = spent = available = 0.0
        for year in years:
            spent = paid[sponsor.id, year] + (spent if sponsor.carry_over else 0.0)
            available = budget.get((sponsor.id, year), 0.0) + (available if sponsor.carry_over else 0.0)
            share = max(share, _share(spent, available))
        shares[sponsor.id] = share
    return shares


def _docks(scenario: Scenario, allocation: Allocation) -> dict[str, float]:
    man_hours: defaultdict[tuple[str, int], float] = defaultdict(float)
    dock_days: defaultdict[tuple[str, int], float] = defaultdict(float)
    for unit in allocation.units:
        kind = scenario.aircraft_type_by_id[unit.aircraft_type]
        hours = scenario.demand_by_id[unit.demand].hours_per_aircraft_month
        for t, aircraft in enumerate(unit.aircraft, start=scenario.month_index(unit.first_month)):
            man_hours[unit.maintenance_base, t] += aircraft * hours * kind.man_hours_per_flight_hour
            dock_days[unit.maintenance_base, t] += aircraft * hours / kind.phase_hours * kind.phase_days
    shares: defaultdict[str, float] = defaultdict(float)
    for (name, t), worked in man_hours.items():
        base = scenario.maintenance_base_by_id[name]
        of_hours = _share(worked, base.man_hours_per_month)
        of_days = _share(dock_days[name, t], base.docks * DAYS_PER_MONTH)
        shares[name] = max(shares[name], of_hours, of_days)
    return dict(shares)


def _share(used: float, available: float) -> float:
    if used <= 0:
        return 0.0
    return used / available if available > 0 else 1.0
