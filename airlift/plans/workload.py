"""Man-hours of each maintenance base by week: visits, defects, and what it has."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from airlift.plans.model import Plan
from airlift.plans.weeks import WEEKS_PER_MONTH
from airlift.scenario.model import Scenario

__all__ = ["BaseWeek", "base_weeks"]

_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class BaseWeek:
    """A maintenance base in one week of the window, in man-hours."""

    maintenance_base: str
    week: int
    visits: float
    defects: float
    capacity: float


def base_weeks(scenario: Scenario, plan: Plan) -> tuple[BaseWeek, ...]:
    """Return the weeks of every maintenance base that a unit relies on; nothing where sustainment was not planned.

    A visit's man-hours are spread evenly over its days; defects are those that flight hours bring on the average.
    """
    fleet = plan.fleet
    if fleet is None:
        return ()
    unit_by_id = {unit.id: unit for unit in plan.allocation.units}
    base_of = {tail.tail: unit_by_id[tail.unit].maintenance_base for tail in fleet.tails}
    per_h = {tail.tail: _defects_per_h(scenario, unit_by_id[tail.unit].aircraft_type) for tail in fleet.tails}
    visits: defaultdict[tuple[str, int], float] = defaultdict(float)
    defects: defaultdict[tuple[str, int], float] = defaultdict(float)
    for tail in fleet.tails:
        for week, hours in enumerate(tail.flight_h, start=tail.first_week):
            defects[base_of[tail.tail], week] += per_h[tail.tail] * hours
    for visit in fleet.visits:
        defects[base_of[visit.tail], visit.first_day // _DAYS_A_WEEK] += per_h[visit.tail] * visit.ferry_h
        if visit.dock is not None:
            for day in range(visit.first_day, visit.end_day):
                visits[base_of[visit.tail], day // _DAYS_A_WEEK] += visit.man_hours / visit.days
    bases = list(dict.fromkeys(base_of.values()))
    return tuple(
        BaseWeek(
            maintenance_base=base,
            week=week,
            visits=visits[base, week],
            defects=defects[base, week],
            capacity=scenario.maintenance_base_by_id[base].man_hours_per_month / WEEKS_PER_MONTH,
        )
        for base in bases
        for week in range(fleet.weeks)
    )


def _defects_per_h(scenario: Scenario, aircraft_type: str) -> float:
    share = scenario.policy.sustainment.unscheduled_man_hours_pct.value / 100.0
    return share * scenario.aircraft_type_by_id[aircraft_type].man_hours_per_flight_hour
