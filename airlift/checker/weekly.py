"""Units in the weeks of the sustainment window: flight hours asked and flown, serviceable tails."""

from __future__ import annotations

import math
from collections.abc import Iterator

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.fleetplan import Fleet
from airlift.checker.tolerances import BANK_H, FLIGHT_H, LARGEST
from airlift.checker.upkeep import overdue_days
from airlift.plans.weeks import WEEKS_PER_MONTH
from airlift.scenario.phrases import count

__all__ = ["asked_h", "hours", "serviceable"]


def asked_h(fleet: Fleet, unit_id: str, week: int) -> float:
    """Flight hours that the demand asks of a unit's aircraft in a week."""
    demand = fleet.units[unit_id].demand
    monthly_h = demand.hours_per_aircraft_month if demand else 0.0
    return fleet.aircraft[unit_id][week] * monthly_h / WEEKS_PER_MONTH


def hours(case: Case) -> Iterator[Breach]:
    """fleet.hours: a row for each unit and week, with the hours that are asked and that its tails fly."""
    fleet = case.fleet
    if fleet is None:
        return
    for unit_id, aircraft in fleet.aircraft.items():
        for week, number in enumerate(aircraft):
            where = {"unit": unit_id, "week": str(week)}
            row = fleet.unit_weeks.get((unit_id, week))
            right_h = asked_h(fleet, unit_id, week)
            if row is None:
                if number:
                    yield Breach(where, right_h, "deployed, and the plan says nothing of the week")
                continue
            flown_h = fleet.flown_h(unit_id, week)
            for stated_h, given_h, words in (
                (min(LARGEST, row.asked_h), right_h, "asked for"),
                (min(LARGEST, row.flight_h), flown_h, "flown"),
            ):
                if abs(stated_h - given_h) > FLIGHT_H:
                    yield Breach(
                        where,
                        abs(stated_h - given_h),
                        f"{figure(stated_h)} h stated as {words}, it is {figure(given_h)} h",
                    )


def serviceable(case: Case) -> Iterator[Breach]:
    """fleet.serviceable: named tails are in no visit, no more than defects leave, and those with the most bank time.

    Of tails with equal bank time any may be named. One whose calendar inspection is overdue need not be.
    """
    fleet = case.fleet
    if fleet is None:
        return
    for (unit_id, week), row in fleet.unit_weeks.items():
        if unit_id not in fleet.units or not 0 <= week < fleet.weeks:
            continue
        where = {"unit": unit_id, "week": str(week)}
        there = {tail.id: tail for tail in fleet.tails_of[unit_id] if tail.is_there(week)}
        present = {name for name, tail in there.items() if tail.stay_days(week) == 0}
        named = set(row.serviceable_tails)
        absent = sorted((named & there.keys()) - present)
        if absent:
            yield Breach(where, len(absent), f"{', '.join(absent)}: in a visit this week")
        most = _serviceable(case, len(present))
        if len(named) > most:
            yield Breach(
                where,
                len(named) - most,
                f"{count(len(named), 'serviceable tail')}, defects leave {most} of {len(present)}",
            )
        yield from _order(fleet, where, week, named & present, present - named)


def _serviceable(case: Case, present: int) -> int:
    """Tails that defects leave of those outside visits."""
    loss = case.scenario.policy.sustainment.unscheduled_loss_pct.value / 100.0
    return math.floor(present * (1.0 - loss) + 1e-9)


def _order(
    fleet: Fleet, where: dict[str, str], week: int, named: set[str], others: set[str]
) -> Iterator[Breach]:
    banks = {
        name: fleet.logbooks[name].bank_h[week - fleet.tails[name].first_week] for name in named | others
    }
    least = min((banks[name] for name in named), default=math.inf)
    passed = sorted(
        name
        for name in others
        if banks[name] > least + BANK_H and not overdue_days(fleet, fleet.tails[name], week)
    )
    if passed:
        yield Breach(where, len(passed), f"{', '.join(passed)}: more bank time than a tail that is named")
