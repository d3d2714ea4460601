"""Support of units: maintenance bases with man-hours and docks, spare parts, strategic lift."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from airlift.checker.breach import Breach, figure, worst
from airlift.checker.case import Case
from airlift.checker.decisions import Deployment
from airlift.checker.tolerances import QUANTITY, REACH_NM
from airlift.scenario.offers import AircraftType
from airlift.scenario.phrases import count

__all__ = [
    "arrangement",
    "docks",
    "lift_flights",
    "lift_flights_by_month",
    "man_hours",
    "man_hours_by_month",
    "spares",
    "suitable",
]

DAYS_PER_MONTH = 30.0
"""Dock days that one dock gives in a month."""


def suitable(case: Case) -> Iterator[Breach]:
    """base.suitable: takes type and partner, is open in every month, is within reach of the home base."""
    for unit in case.units:
        base = unit.base
        if base is None:
            continue
        where = {"unit": unit.id, "base": base.id}
        months = len(unit.aircraft)
        if unit.aircraft_type is not None and unit.aircraft_type.id not in base.aircraft_types:
            yield Breach(where, months, f"the base does not maintain type {unit.aircraft_type.id}")
        if unit.partner is not None and base.partners and unit.partner.id not in base.partners:
            yield Breach(where, months, f"the base is not open to partner {unit.partner.id}")
        opens = None if base.open_month is None else case.scenario.month_index(base.open_month)
        closes = None if base.close_month is None else case.scenario.month_index(base.close_month)
        closed = [
            month
            for month, _ in unit.months()
            if (opens is not None and month < opens) or (closes is not None and month >= closes)
        ]
        if closed:
            yield Breach(
                {**where, "month": case.month(closed[0])},
                len(closed),
                f"the base is closed for {count(len(closed), 'month')}",
            )
        if unit.demand is not None:
            home = case.home_base(unit.demand)
            away_nm = case.distance_nm(case.scenario.site_by_id[base.site], home)
            if away_nm > base.reach_nm + REACH_NM:
                yield Breach(
                    where,
                    months,
                    f"home base {home.id} is {figure(away_nm)} nm away,"
                    f" the base reaches {figure(base.reach_nm)} nm",
                )


def arrangement(case: Case) -> Iterator[Breach]:
    """base.arrangement: one base for all units of a partner with a type at a demand, one after the other too."""
    bases: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for unit in case.units:
        if unit.partner and unit.demand and unit.aircraft_type and unit.base:
            bases[unit.partner.id, unit.demand.id, unit.aircraft_type.id][unit.base.id] += 1
    for (partner_id, demand_id, type_id), used in sorted(bases.items()):
        if len(used) > 1:
            yield Breach(
                {"demand": demand_id, "partner": partner_id, "type": type_id},
                used.total() - max(used.values()),
                f"supported by {', '.join(sorted(used))}, one base is one arrangement",
            )


def man_hours(case: Case) -> Iterator[Breach]:
    """base.man_hours: aircraft x hours x man-hours per flight hour, by month."""
    for base_id, by_month in man_hours_by_month(case).items():
        limit = case.scenario.maintenance_base_by_id[base_id].man_hours_per_month
        if found := worst({month: hours - limit for month, hours in by_month.items()}, QUANTITY):
            yield Breach(
                {"base": base_id, "month": case.month(found.month)},
                found.amount,
                f"{figure(by_month[found.month])} man-hours needed,"
                f" the base has {figure(limit)}{found.others}",
            )


def man_hours_by_month(case: Case) -> dict[str, dict[int, float]]:
    """Man-hours for the supported units of each base, by month."""
    return _monthly(case, lambda kind, hours: hours * kind.man_hours_per_flight_hour)


def docks(case: Case) -> Iterator[Breach]:
    """base.docks: phase inspections fallen due by flight hours x days in the dock, by month."""
    used = _monthly(case, lambda kind, hours: hours / kind.phase_hours * kind.phase_days)
    for base_id, by_month in used.items():
        limit = case.scenario.maintenance_base_by_id[base_id].docks * DAYS_PER_MONTH
        if found := worst({month: days - limit for month, days in by_month.items()}, QUANTITY):
            yield Breach(
                {"base": base_id, "month": case.month(found.month)},
                found.amount,
                f"{figure(by_month[found.month])} dock-days needed,"
                f" the base has {figure(limit)}{found.others}",
            )


def spares(case: Case) -> Iterator[Breach]:
    """spares.available: flight hours of a type that has rows of spare parts, by month over all partners."""
    scenario = case.scenario
    flown: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for unit in case.units:
        if unit.aircraft_type is not None and unit.demand is not None:
            for month, aircraft in unit.months():
                flown[unit.aircraft_type.id][month] += aircraft * unit.demand.hours_per_aircraft_month
    for type_id in sorted({row.aircraft_type for row in scenario.spares}):
        rows = [
            (scenario.month_index(row.first_month), scenario.month_index(row.last_month), row)
            for row in scenario.spares
            if row.aircraft_type == type_id
        ]
        limits = {
            month: sum(row.flight_hours_per_month for first, last, row in rows if first <= month <= last)
            for month in flown[type_id]
        }
        excess = {month: hours - limits[month] for month, hours in flown[type_id].items()}
        if found := worst(excess, QUANTITY):
            yield Breach(
                {"type": type_id, "month": case.month(found.month)},
                found.amount,
                f"{figure(flown[type_id][found.month])} flight hours flown,"
                f" spare parts support {figure(limits[found.month])}{found.others}",
            )


def lift_flights(case: Case) -> Iterator[Breach]:
    """lift.flights: strategic lift flights of a month."""
    limit = case.scenario.policy.matching.lift_flights_per_month.value
    total: Counter[int] = Counter()
    for unit in case.units:
        total.update(lift_flights_by_month(unit))
    for month, flights in sorted(total.items()):
        if flights > limit:
            yield Breach(
                {"month": case.month(month)},
                flights - limit,
                f"{count(flights, 'lift flight')}, {limit} can be had",
            )


def lift_flights_by_month(unit: Deployment) -> dict[int, int]:
    """Strategic lift flights of a unit: those that carry the aircraft that come in addition each month."""
    kind = unit.aircraft_type
    if kind is None:
        return {}
    return {month: -(-aircraft // kind.aircraft_per_lift_flight) for month, aircraft in unit.increases()}


def _monthly(case: Case, use: Callable[[AircraftType, float], float]) -> dict[str, dict[int, float]]:
    """Use of each base by month: `use` of a type for its flight hours, over all supported units."""
    used: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for unit in case.units:
        if unit.base is None or unit.aircraft_type is None or unit.demand is None:
            continue
        for month, aircraft in unit.months():
            hours = aircraft * unit.demand.hours_per_aircraft_month
            used[unit.base.id][month] += use(unit.aircraft_type, hours)
    return {base_id: dict(by_month) for base_id, by_month in sorted(used.items())}
