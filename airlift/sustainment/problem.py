"""From a scenario and an allocation to the fleet problems of level 2: one for the units of each maintenance base."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from airlift.flight import distance_nm
from airlift.plans.allocation import Allocation, Unit
from airlift.plans.weeks import (
    WEEKS_PER_MONTH,
    aircraft_in_week,
    day_number,
    month_of_day,
    window_start,
)
from airlift.scenario.model import Scenario, add_months
from airlift.scenario.offers import AircraftType, MaintenanceBase
from airlift.sustainment.data import (
    DAYS_A_WEEK,
    FleetProblem,
    FleetType,
    Inspection,
    Place,
    Pool,
    TailStart,
    Workshop,
)
from airlift.sustainment.ladder import ladder_of

__all__ = ["BaseFleet", "TailOrigin", "Window", "fleets_of", "window_of"]

_PHASE = "phase"
_MOST_VISIT_DAYS = 400
"""Weeks after the plan for which docks are known reach as far as a visit of so many days does."""


@dataclass(frozen=True, slots=True)
class Window:
    """The weeks that are planned."""

    first_month: str
    weeks: int


@dataclass(frozen=True, slots=True)
class TailOrigin:
    """What a tail brings from the scenario: its unit, hours since overhaul and last calendar inspection."""

    unit: str
    hours_since_overhaul: float
    inspected_month: str


@dataclass(frozen=True, slots=True)
class BaseFleet:
    """The fleet problem of the units that rely on one maintenance base."""

    base: str
    problem: FleetProblem
    origins: dict[str, TailOrigin]


def window_of(scenario: Scenario, allocation: Allocation) -> Window | None:
    """Return the window that is planned; None without a unit."""
    start = window_start(scenario, allocation)
    if start is None:
        return None
    first_month = scenario.month_label(start)
    days = day_number(first_month, scenario.month_label(scenario.horizon_months))
    weeks = min(scenario.policy.sustainment.horizon_weeks.value, math.ceil(days / DAYS_A_WEEK))
    return Window(first_month, weeks)


def fleets_of(scenario: Scenario, allocation: Allocation, window: Window) -> tuple[BaseFleet, ...]:
    """Return the fleet problems of all maintenance bases with a unit in the window, in the order of the units."""
    types = {unit.aircraft_type: _type(scenario, unit.aircraft_type) for unit in allocation.units}
    origins = _origins(scenario, allocation, window, types)
    by_base: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in allocation.units:
        if any(_aircraft(scenario, unit, window)):
            by_base[unit.maintenance_base].append(unit)
    return tuple(
        BaseFleet(
            base,
            FleetProblem(
                weeks=window.weeks,
                types={unit.aircraft_type: types[unit.aircraft_type] for unit in units},
                pools=tuple(_pool(scenario, unit, window, types, origins) for unit in units),
                workshops={base: _workshop(scenario.maintenance_base_by_id[base], window)},
            ),
            {tail: origin for unit in units for tail, (_, origin) in origins[unit.id].items()},
        )
        for base, units in by_base.items()
    )


def _aircraft(scenario: Scenario, unit: Unit, window: Window) -> list[int]:
    """Aircraft of a unit in each week."""
    return [aircraft_in_week(scenario, unit, window.first_month, week) for week in range(window.weeks)]


def _type(scenario: Scenario, type_id: str) -> FleetType:
    kind = scenario.aircraft_type_by_id[type_id]
    policy = scenario.policy.sustainment
    unscheduled = policy.unscheduled_man_hours_pct.value / 100.0
    inspections = [
        Inspection(
            id=row.id,
            days=max(1, math.ceil(row.days - 1e-9)),
            man_hours=row.man_hours,
            place=Place(row.place),
            interval_h=row.every_flight_hours,
            interval_weeks=None if row.every_months is None else _weeks_of(row.every_months),
        )
        for row in scenario.inspections
        if row.aircraft_type == type_id
    ]
    if all(one.interval_h is None for one in inspections):
        inspections.append(_phase(kind, unscheduled))
    return FleetType(
        id=type_id,
        inspections=tuple(inspections),
        week_h=policy.flight_h_per_tail_week.value,
        man_hours_per_flight_h=unscheduled * kind.man_hours_per_flight_hour,
        serviceable=1.0 - policy.unscheduled_loss_pct.value / 100.0,
    )


def _phase(kind: AircraftType, unscheduled: float) -> Inspection:
    """Inspection of a type that has no hourly row: from the columns of its own row."""
    return Inspection(
        id=_PHASE,
        days=max(1, math.ceil(kind.phase_days - 1e-9)),
        man_hours=(1.0 - unscheduled) * kind.man_hours_per_flight_hour * kind.phase_hours,
        place=Place.BASE,
        interval_h=kind.phase_hours,
    )


def _weeks_of(months: int) -> int:
    """Whole weeks that surely pass between an inspection and the end of the month in which it falls due again."""
    return max(1, (months * 365 // 12 - 3) // DAYS_A_WEEK)


def _origins(
    scenario: Scenario, allocation: Allocation, window: Window, types: dict[str, FleetType]
) -> dict[str, dict[str, tuple[int, TailOrigin]]]:
    """Week of joining and origin of each tail, by unit and name."""
    known: defaultdict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for row in sorted(scenario.tails, key=lambda row: row.id):
        known[row.partner, row.aircraft_type].append((row.hours_since_overhaul, row.inspected_month))
    found: dict[str, dict[str, tuple[int, TailOrigin]]] = {}
    for unit in sorted(allocation.units, key=lambda unit: (scenario.month_index(unit.first_month), unit.id)):
        joining = _joining(_aircraft(scenario, unit, window))
        states = known[unit.partner, unit.aircraft_type]
        given, states[:] = states[: len(joining)], states[len(joining) :]
        months = [
            row.every_months
            for row in scenario.inspections
            if row.aircraft_type == unit.aircraft_type and row.every_months is not None
        ]
        tails = found[unit.id] = {}
        for place, week in enumerate(joining):
            state = (
                given[place]
                if place < len(given)
                else _spread(
                    types[unit.aircraft_type],
                    min(months, default=12),
                    place,
                    len(joining),
                    window.first_month,
                )
            )
            tails[f"{unit.id}-t{place + 1}"] = (week, TailOrigin(unit.id, *state))
    return found


def _joining(aircraft: list[int]) -> list[int]:
    """Week in which each tail joins, in the order of their numbers."""
    weeks: list[int] = []
    before = 0
    for week, number in enumerate(aircraft):
        weeks += [week] * max(0, number - before)
        before = number
    return weeks


def _spread(kind: FleetType, months: int, place: int, tails: int, first_month: str) -> tuple[float, str]:
    """State of a tail without a row: spread over the bank, over the longer inspections and over the calendar."""
    hourly = kind.hourly
    interval_h = kind.smallest_interval_h
    marks = math.floor((hourly[-1].interval_h or 0.0) / interval_h + 1e-9)
    hours = interval_h * math.floor(place * marks / tails) + interval_h * (tails - 1 - place) / tails
    return hours, add_months(first_month, -(1 + math.floor(place * months / tails)))


def _pool(
    scenario: Scenario,
    unit: Unit,
    window: Window,
    types: dict[str, FleetType],
    origins: dict[str, dict[str, tuple[int, TailOrigin]]],
) -> Pool:
    demand = scenario.demand_by_id[unit.demand]
    aircraft = _aircraft(scenario, unit, window)
    home = scenario.site_by_id[demand.sites[0]]
    there = scenario.site_by_id[scenario.maintenance_base_by_id[unit.maintenance_base].site]
    away_nm = 0.0
    if home.id != there.id:
        away_nm = distance_nm(there.latitude_deg, there.longitude_deg, home.latitude_deg, home.longitude_deg)
    kind = scenario.aircraft_type_by_id[unit.aircraft_type]
    every = [
        row.every_months
        for row in scenario.inspections
        if row.aircraft_type == unit.aircraft_type and row.every_months is not None
    ]
    return Pool(
        id=unit.id,
        type=unit.aircraft_type,
        workshop=unit.maintenance_base,
        tails=tuple(
            TailStart(
                id=tail,
                joins_week=week,
                position_h=_on_ladder(types[unit.aircraft_type], origin.hours_since_overhaul),
                due_weeks=tuple(_due_week(window.first_month, origin.inspected_month, one) for one in every),
            )
            for tail, (week, origin) in origins[unit.id].items()
        ),
        required_h=tuple(number * demand.hours_per_aircraft_month / WEEKS_PER_MONTH for number in aircraft),
        least_tails=tuple(float(_least(scenario, unit, number)) for number in aircraft),
        leaving={
            week: before - after
            for week, (before, after) in enumerate(pairwise(aircraft), start=1)
            if before > after
        },
        ferry_h=away_nm / kind.cruise_kt,
    )


def _on_ladder(kind: FleetType, hours: float) -> float:
    """Hours within the cycle of the ladder: what lies before the last overhaul or full cycle makes no difference."""
    ladder = ladder_of(kind)
    cycle_h = ladder.interval_h * len(ladder.due)
    if hours < cycle_h or kind.hourly[-1].place is not Place.AWAY:
        return hours
    return hours % cycle_h


def _due_week(first_month: str, inspected_month: str, months: int) -> int:
    """Last week that begins on or before the last day of the month in which an inspection falls due."""
    return (day_number(first_month, add_months(inspected_month, months + 1)) - 1) // DAYS_A_WEEK


def _least(scenario: Scenario, unit: Unit, aircraft: int) -> int:
    """Serviceable tails that are wanted: those that stand by, and the lines beside them."""
    policy = scenario.policy
    standby = 0
    if aircraft and scenario.aircraft_type_by_id[unit.aircraft_type].litters:
        medevac = scenario.demand_by_id[unit.demand].role == "medevac"
        hold = policy.standby.medevac_unit_aircraft if medevac else policy.sorties.standby_aircraft
        crews = math.floor(aircraft * policy.crew.crews_per_aircraft.value + 1e-9)
        watches = max(1, 24 // policy.standby.watch_h.value)
        standby = min(hold.value, crews, max(1, crews // watches))
    return min(aircraft, standby + policy.sustainment.lines_beside_standby.value)


def _workshop(base: MaintenanceBase, window: Window) -> Workshop:
    def is_open(week: int) -> bool:
        first, last = DAYS_A_WEEK * week, DAYS_A_WEEK * week + DAYS_A_WEEK - 1
        begins = base.open_month is None or month_of_day(window.first_month, first) >= base.open_month
        return begins and (
            base.close_month is None or month_of_day(window.first_month, last) < base.close_month
        )

    weeks = range(window.weeks + _MOST_VISIT_DAYS // DAYS_A_WEEK)
    return Workshop(
        id=base.id,
        docks=tuple(base.docks if is_open(week) else 0 for week in weeks),
        man_hours=(base.man_hours_per_month / WEEKS_PER_MONTH,) * window.weeks,
    )
