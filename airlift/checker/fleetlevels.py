"""The values that the objective levels of sustainment must have, recomputed from hours and visits."""

from __future__ import annotations

import math

from airlift.checker.case import Case
from airlift.checker.decisions import Deployment
from airlift.checker.fleetplan import Fleet
from airlift.checker.strengths import crews_of, watches
from airlift.checker.tolerances import BANK_H
from airlift.checker.upkeep import overdue_days
from airlift.checker.weekly import asked_h

__all__ = ["fleet_value"]


def fleet_value(case: Case, name: str) -> float | None:
    """Return the recomputed value of a level; None for a name that has no agreed meaning, and without a fleet plan."""
    fleet = case.fleet
    if fleet is None:
        return None
    weeks = [(unit, week) for unit, aircraft in fleet.aircraft.items() for week in range(len(aircraft))]
    match name:
        case "flight hours not flown":
            return sum(
                max(0.0, asked_h(fleet, unit, week) - fleet.flown_h(unit, week)) for unit, week in weeks
            )
        case "tail-weeks below the least fleet":
            return sum(_missing(case, fleet, unit, week) for unit, week in weeks)
        case "tail-weeks below the bank-time line":
            return sum(_below_the_line(fleet, unit, week + 1) for unit, week in weeks)
        case "hours wasted and on ferry flights":
            wasted_h = sum(waste.left_h for book in fleet.logbooks.values() for waste in book.wastes)
            return wasted_h + sum(stay.ferry_h for _, stay in fleet.stays())
    return None


def _missing(case: Case, fleet: Fleet, unit: str, week: int) -> int:
    """Tails outside visits, and not overdue, that a unit lacks for its least fleet after unscheduled losses."""
    wanted = _least_fleet(case, fleet.units[unit], fleet.aircraft[unit][week])
    left = 1.0 - case.scenario.policy.sustainment.unscheduled_loss_pct.value / 100.0
    if not wanted or left <= 0.0:
        return 0
    present = sum(
        tail.is_there(week) and tail.stay_days(week) == 0 and not overdue_days(fleet, tail, week)
        for tail in fleet.tails_of[unit]
    )
    return max(0, math.ceil(wanted / left - 1e-9) - present)


def _least_fleet(case: Case, unit: Deployment, aircraft: int) -> int:
    """Serviceable tails that are wanted of so many aircraft: the standby that crews allow, and lines beside it."""
    policy = case.scenario.policy
    standby = 0
    if unit.demand is not None and unit.aircraft_type is not None and unit.aircraft_type.litters:
        medevac = unit.demand.role == "medevac"
        hold = policy.standby.medevac_unit_aircraft if medevac else policy.sorties.standby_aircraft
        crews = crews_of(case.scenario, aircraft)
        standby = min(hold.value, crews, max(1, crews // watches(case.scenario)))
    return min(aircraft, standby + policy.sustainment.lines_beside_standby.value)


def _below_the_line(fleet: Fleet, unit: str, week: int) -> int:
    """Tails that a unit lacks at the bank-time line when a week begins, or at the end of the last one.

    Of K tails K - 1 - j should have the part j / K of a full bank, for each j from 0 to K - 2.
    """
    there = [
        tail for tail in fleet.tails_of[unit] if tail.is_there(week) or week == fleet.weeks == tail.end_week
    ]
    banks = [fleet.logbooks[tail.id].bank_h[week - tail.first_week] for tail in there]
    lacking = 0
    for place in range(len(banks) - 1):
        least_h = there[0].ladder.interval_h * place / len(banks)
        lacking += max(0, len(banks) - 1 - place - sum(bank >= least_h - BANK_H for bank in banks))
    return lacking
