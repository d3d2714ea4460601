"""Maintenance bases in the sustainment window: docks day by day, man-hours week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach, figure, worst
from airlift.checker.case import Case
from airlift.checker.fleetplan import Fleet, Stay, Tail
from airlift.checker.tolerances import LARGEST, QUANTITY
from airlift.plans.weeks import WEEKS_PER_MONTH
from airlift.scenario.offers import MaintenanceBase
from airlift.scenario.phrases import count

__all__ = ["capacity", "man_hours"]


def capacity(case: Case) -> Iterator[Breach]:
    """dock.capacity: one tail at a time in a dock that the base has, while the base is open."""
    fleet = case.fleet
    if fleet is None:
        return
    held: defaultdict[tuple[str, int], list[tuple[Tail, Stay]]] = defaultdict(list)
    for tail, stay in fleet.stays():
        base = case.scenario.maintenance_base_by_id.get(stay.visit.maintenance_base or "")
        if base is None or stay.visit.dock is None:
            continue
        where = {"base": base.id, "dock": str(min(LARGEST, stay.visit.dock)), "tail": tail.id}
        if stay.visit.dock > base.docks:
            yield Breach(where, stay.end_day - stay.first_day, f"the base has {count(base.docks, 'dock')}")
        closed = _closed_days(fleet, base, stay)
        if closed:
            yield Breach(where, closed, f"the base is closed for {count(closed, 'day')} of the visit")
        held[base.id, stay.visit.dock].append((tail, stay))
    for (base_id, dock), stays in sorted(held.items()):
        free, holder = -1, ""
        for tail, stay in sorted(stays, key=lambda pair: (pair[1].first_day, pair[0].id)):
            both = min(free, stay.end_day) - stay.first_day
            # A tail in two visits at a time is a matter of inspection.work.
            if both > 0 and holder != tail.id:
                yield Breach(
                    {"base": base_id, "dock": str(min(LARGEST, dock)), "first day": str(stay.first_day)},
                    both,
                    f"tail {tail.id} comes in while {holder} is there",
                )
            if stay.end_day > free:
                free, holder = stay.end_day, tail.id


def _closed_days(fleet: Fleet, base: MaintenanceBase, stay: Stay) -> int:
    opens = stay.first_day if base.open_month is None else fleet.day(base.open_month)
    closes = stay.end_day if base.close_month is None else fleet.day(base.close_month)
    open_days = min(stay.end_day, closes) - max(stay.first_day, opens)
    return stay.end_day - stay.first_day - max(0, open_days)


def man_hours(case: Case) -> Iterator[Breach]:
    """dock.man_hours: visits in docks by their days in the week, defects by the flight hours of supported units."""
    fleet = case.fleet
    if fleet is None:
        return
    share = case.scenario.policy.sustainment.unscheduled_man_hours_pct.value / 100.0
    used: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for tail in fleet.tails.values():
        kind, base = tail.unit.aircraft_type, tail.unit.base
        if kind is None or base is None:
            continue
        defects = share * kind.man_hours_per_flight_hour
        for week in range(tail.first_week, min(tail.end_week, fleet.weeks)):
            used[base.id][week] += defects * tail.flown_h(week)
        for stay in tail.stays:
            if stay.place != "base":
                continue
            first = stay.first_day // 7
            if 0 <= first < fleet.weeks:
                used[base.id][first] += defects * stay.ferry_h
            for week in range(max(0, first), min(fleet.weeks, -(-stay.end_day // 7))):
                used[base.id][week] += stay.man_hours * stay.days_in(week) / (stay.end_day - stay.first_day)
    for base_id, by_week in sorted(used.items()):
        limit = case.scenario.maintenance_base_by_id[base_id].man_hours_per_month / WEEKS_PER_MONTH
        if found := worst({week: hours - limit for week, hours in by_week.items()}, QUANTITY):
            others = f"; also in {count(found.months - 1, 'other week')}" if found.months > 1 else ""
            yield Breach(
                {"base": base_id, "week": str(found.month)},
                found.amount,
                f"{figure(by_week[found.month])} man-hours needed, the base has {figure(limit)}{others}",
            )
