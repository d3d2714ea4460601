"""Bank time of every tail through the window, replayed from its start, its hours and its visits."""

from __future__ import annotations

from airlift.plans.allocation import Allocation
from airlift.plans.fleet import DockVisit, FleetPlan, TailPlan
from airlift.scenario.model import Scenario

__all__ = ["bank_time", "full_bank_h", "hourly_inspections", "line_shortfall"]

_EPSILON_H = 1e-6
_DAYS_A_WEEK = 7


def hourly_inspections(scenario: Scenario, aircraft_type: str) -> dict[str, float]:
    """Intervals in flight hours of a type's hourly inspections, by identifier, the shortest first."""
    rows = {
        row.id: row.every_flight_hours
        for row in scenario.inspections
        if row.aircraft_type == aircraft_type and row.every_flight_hours is not None
    }
    if not rows:
        return {"phase": scenario.aircraft_type_by_id[aircraft_type].phase_hours}
    return dict(sorted(rows.items(), key=lambda row: (row[1], row[0])))


def full_bank_h(scenario: Scenario, aircraft_type: str) -> float:
    """Flight hours between two marks of a type: the shortest interval of its hourly inspections."""
    return next(iter(hourly_inspections(scenario, aircraft_type).values()))


def bank_time(scenario: Scenario, allocation: Allocation, fleet: FleetPlan) -> dict[str, tuple[float, ...]]:
    """Replay the bank time of each tail.

    Returns
    -------
    dict
        By tail: flight hours left to the next mark at the start of each of its weeks, and at the end of the last one.
        A tail in a visit has what it will have after it. One that flies past a mark without a visit has negative hours.
    """
    kind = {unit.id: unit.aircraft_type for unit in allocation.units}
    visits: dict[str, list[DockVisit]] = {}
    for visit in sorted(fleet.visits, key=lambda visit: visit.first_day):
        visits.setdefault(visit.tail, []).append(visit)
    return {
        tail.tail: _replay(
            tail,
            visits.get(tail.tail, []),
            frozenset(hourly_inspections(scenario, kind[tail.unit])),
            full_bank_h(scenario, kind[tail.unit]),
        )
        for tail in fleet.tails
    }


def line_shortfall(banks_h: list[float], full_h: float) -> int:
    """Count the tails that a fleet lacks at the bank-time line.

    With K tails at least K - 1 - j of them should have j/K of a full bank or more, for every j from 0 to K - 2: then
    the inspections come one after the other. The sum of what is lacking over all j is the shortfall.
    """
    tails = len(banks_h)
    lacking = 0
    for step in range(tails - 1):
        least_h = full_h * step / tails
        lacking += max(0, tails - 1 - step - sum(bank >= least_h - _EPSILON_H for bank in banks_h))
    return lacking


def _replay(
    tail: TailPlan, visits: list[DockVisit], hourly: frozenset[str], full_h: float
) -> tuple[float, ...]:
    """Bank time of one tail.

    A visit's wasted hours tell what was left when it began, so they tell too what of its week was flown before it.
    """
    # A tail that stands on a mark has just been inspected.
    bank = full_h - (tail.hours_since_overhaul + _EPSILON_H) % full_h + _EPSILON_H
    banks = [bank]
    for offset, hours in enumerate(tail.flight_h):
        week = tail.first_week + offset
        left = hours
        for visit in visits:
            if visit.first_day // _DAYS_A_WEEK != week:
                continue
            if hourly.isdisjoint(visit.inspections):
                bank -= visit.ferry_h
                continue
            if visit.end_day - 1 < _DAYS_A_WEEK * (week + 1):
                flown = min(left, max(0.0, bank - visit.wasted_h - visit.ferry_h / 2.0))
            else:
                flown = left
            left -= flown
            bank = full_h - visit.ferry_h / 2.0
        bank -= left
        banks.append(bank)
    return tuple(round(bank, 6) for bank in banks)
