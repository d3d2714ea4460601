"""Limits that flow back to matching, and the scenario with them in force.

Two things can flow back. Flight hours that a maintenance base cannot sustain lower its man-hours, in proportion to
what it does sustain: fewer aircraft then rely on it. Casualties that a small medevac unit cannot cover raise the
smallest useful unit of its demand. Each cause is tried before it is named: hours must come back when the base has
docks and man-hours in plenty, and coverage must gain from one more aircraft. What no limit can mend stays in the
figures of the plan.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from airlift import standby, sustainment
from airlift.plans import Allocation, FleetPlan, Limit, MissionStandby, Unit
from airlift.plans.weeks import WEEKS_PER_MONTH
from airlift.scenario import Scenario
from airlift.solvers import SolveOptions

__all__ = ["coverage_limits", "hours_limits", "in_force", "limited", "sustained_by_base"]

_PLENTY = 10
"""Times the docks and man-hours of a base with which hours must come back, if the base is to blame."""

_LEAST_GAIN_PCT = 0.5
"""Points of coverage that one more aircraft must bring to be asked for."""


def limited(scenario: Scenario, limits: Iterable[Limit]) -> Scenario:
    """Return the scenario with the limits in force; the same object without any."""
    cells: defaultdict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for limit in limits:
        whole = int(limit.limit) if limit.column == "min_unit" else limit.limit
        cells[limit.table].setdefault(limit.row, {})[limit.column] = whole
    if not cells:
        return scenario
    return scenario.model_copy(
        update={
            table: tuple(
                row.model_copy(update=rows[row.id]) if row.id in rows else row
                for row in getattr(scenario, table)
            )
            for table, rows in cells.items()
        }
    )


def in_force(old: Sequence[Limit], new: Sequence[Limit]) -> tuple[Limit, ...]:
    """Limits of the next round: the later one where both are on one cell, the tighter one of the same round."""
    by_cell = {(limit.table, limit.row, limit.column): limit for limit in old}
    tighter: dict[tuple[str, str, str], Limit] = {}
    for limit in new:
        cell = limit.table, limit.row, limit.column
        other = tighter.get(cell)
        if other is None or abs(limit.limit - limit.asked) > abs(other.limit - other.asked):
            tighter[cell] = limit
    by_cell |= tighter
    return tuple(by_cell[cell] for cell in sorted(by_cell))


def sustained_by_base(allocation: Allocation, fleet: FleetPlan) -> dict[str, tuple[float, float]]:
    """Flight hours asked for and unmet in the window, by the maintenance base of the units."""
    base = {unit.id: unit.maintenance_base for unit in allocation.units}
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in fleet.unit_weeks:
        sums[base[row.unit]][0] += row.asked_h
        sums[base[row.unit]][1] += row.unmet_h
    return {name: (asked, unmet) for name, (asked, unmet) in sorted(sums.items())}


def hours_limits(
    scenario: Scenario, allocation: Allocation, fleet: FleetPlan, options: SolveOptions
) -> tuple[Limit, ...]:
    """Man-hours for the bases that sustain too little of what their units are asked to fly.

    Parameters
    ----------
    scenario : Scenario
        With the limits of this round in force.
    allocation, fleet : Allocation, FleetPlan
        Of this round.
    options : SolveOptions
        For planning the fleet again with plenty at the bases in question.
    """
    tolerance = scenario.policy.sustainment.hours_tolerance_pct.value / 100.0
    short = {
        name: (asked, unmet)
        for name, (asked, unmet) in sustained_by_base(allocation, fleet).items()
        if unmet > tolerance * asked + 1e-6
    }
    if not short:
        return ()
    plenty, _ = sustainment.solve(_with_plenty(scenario, short), allocation, options)
    left = {} if plenty is None else sustained_by_base(allocation, plenty)
    limits = []
    for name, (asked, unmet) in short.items():
        freed = unmet - left.get(name, (asked, unmet))[1]
        used = _most_man_hours(scenario, allocation, fleet, name)
        # What stays unmet with plenty of docks is not the base's to mend: only the rest lowers its man-hours.
        limit = math.floor(used * (1.0 - freed / asked))
        base = scenario.maintenance_base_by_id[name]
        if freed > tolerance * asked and 1 <= limit < base.man_hours_per_month:
            reason = (
                f"{name} sustains {asked - unmet:,.0f} of {asked:,.0f} flight hours of its units in the window; with "
                f"docks and man-hours in plenty {freed:,.0f} h more would be flown"
            )
            limits.append(
                Limit(
                    table="maintenance_bases",
                    row=name,
                    column="man_hours_per_month",
                    asked=base.man_hours_per_month,
                    limit=float(limit),
                    rule="dock.capacity",
                    reason=reason,
                )
            )
    return tuple(limits)


def _with_plenty(scenario: Scenario, names: Iterable[str]) -> Scenario:
    rows = tuple(
        row.model_copy(
            update={"docks": row.docks * _PLENTY, "man_hours_per_month": row.man_hours_per_month * _PLENTY}
        )
        if row.id in names
        else row
        for row in scenario.maintenance_bases
    )
    return scenario.model_copy(update={"maintenance_bases": rows})


def _most_man_hours(scenario: Scenario, allocation: Allocation, fleet: FleetPlan, base: str) -> float:
    """Man-hours of the month of the window in which the units of a base ask for most, as matching counts them."""
    per_hour = {
        unit.id: scenario.aircraft_type_by_id[unit.aircraft_type].man_hours_per_flight_hour
        for unit in allocation.units
        if unit.maintenance_base == base
    }
    weekly: defaultdict[int, float] = defaultdict(float)
    for row in fleet.unit_weeks:
        if row.unit in per_hour:
            weekly[row.week] += row.asked_h * per_hour[row.unit]
    return max(weekly.values(), default=0.0) * WEEKS_PER_MONTH


def coverage_limits(
    scenario: Scenario,
    allocation: Allocation,
    posts: Sequence[MissionStandby],
    options: SolveOptions,
) -> tuple[Limit, ...]:
    """Bigger medevac units for the missions whose urgent casualties are not covered as asked.

    Parameters
    ----------
    scenario : Scenario
        With the limits of this round in force.
    allocation, posts : Allocation, sequence of MissionStandby
        Of this round.
    options : SolveOptions
        For siting again with one more aircraft; the time limit is for all units together.
    """
    target_pct = scenario.policy.standby.target_pct.value
    asked = [
        (mission, unit, aircraft)
        for mission in posts
        if mission.cover.surgery_pct < target_pct
        for unit, aircraft in _small_units(scenario, allocation, mission)
    ]
    if options.time_limit_s is not None and asked:
        options = options.within(options.time_limit_s / (2 * len(asked)))
    limits = []
    for mission, unit, aircraft in asked:
        now = _cover_with(scenario, allocation, unit, mission, aircraft, options)
        more = _cover_with(scenario, allocation, unit, mission, aircraft + 1, options)
        if more - now < _LEAST_GAIN_PCT:
            continue
        demand = scenario.demand_by_id[unit.demand]
        reason = (
            f"{mission.cover.surgery_pct:.1f} % of the alpha casualties of {mission.mission} are in surgery "
            f"in time, {target_pct:g} % are asked for; one aircraft more in {unit.id} brings "
            f"{more - now:.1f} points"
        )
        limits.append(
            Limit(
                table="demands",
                row=demand.id,
                column="min_unit",
                asked=float(demand.min_unit),
                limit=float(aircraft + 1),
                rule="standby.cover",
                reason=reason,
            )
        )
    return tuple(limits)


def _small_units(
    scenario: Scenario, allocation: Allocation, mission: MissionStandby
) -> list[tuple[Unit, int]]:
    """Medevac units of the mission's month that the demand would let be bigger, with their aircraft."""
    month = scenario.month_index(mission.month)
    found = []
    for unit in allocation.units:
        demand = scenario.demand_by_id[unit.demand]
        place = month - scenario.month_index(unit.first_month)
        if demand.mission != mission.mission or demand.role != "medevac":
            continue
        if not 0 <= place < len(unit.aircraft):
            continue
        aircraft = unit.aircraft[place]
        if demand.min_unit <= aircraft < min(demand.max_unit, demand.aircraft):
            found.append((unit, aircraft))
    return found


def _cover_with(
    scenario: Scenario,
    allocation: Allocation,
    unit: Unit,
    mission: MissionStandby,
    aircraft: int,
    options: SolveOptions,
) -> float:
    """Coverage of the mission in its month if a unit had so many aircraft, the average share of them serviceable."""
    month = scenario.month_index(mission.month)
    units = []
    for row in allocation.units:
        place = month - scenario.month_index(row.first_month)
        if 0 <= place < len(row.aircraft):
            number = aircraft if row.id == unit.id else row.aircraft[place]
            units.append(row.model_copy(update={"first_month": mission.month, "aircraft": (number,)}))
    alone = scenario.model_copy(
        update={"zones": tuple(zone for zone in scenario.zones if zone.mission == mission.mission)}
    )
    sited, _ = standby.solve(alone, allocation.model_copy(update={"units": tuple(units)}), None, options)
    return max((row.cover.surgery_pct for row in sited), default=0.0)
