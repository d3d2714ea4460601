"""From a scenario and a plan to the world of a mission."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from airlift.flight import day_window_min, daylight_on, distance_nm
from airlift.plans.allocation import Unit
from airlift.plans.fleet import FleetPlan
from airlift.plans.model import Plan
from airlift.plans.serviceability import average_serviceable
from airlift.plans.standby import MissionStandby
from airlift.plans.weeks import day_number, month_of_day
from airlift.scenario.casualties import Zone
from airlift.scenario.demands import Site
from airlift.scenario.model import Scenario
from airlift.simulation.chances import AFTER_DAYS
from airlift.simulation.flightplan import cycle_of, line_order
from airlift.simulation.rides import rides_of
from airlift.simulation.world import Clocks, Luck, World, WorldUnit, WorldZone
from airlift.standby.reach import hospitals_of
from airlift.standby.strength import StandbyUnit, standby_units, watches_per_day

__all__ = ["world_of"]

_EPSILON = 1e-9


def world_of(scenario: Scenario, plan: Plan, mission: str, days: int, *, random: bool = True) -> World | None:
    """Write the world of a mission for so many days from the first one of its standby month; None without a unit."""
    month, standing = standby_units(scenario, plan.allocation, plan.fleet, mission)
    if month is None:
        return None
    standby = next((row for row in plan.standby if row.mission == mission), None)
    programmes = sorted(
        (one for one in plan.programmes if one.mission == mission), key=lambda one: (one.day, one.month)
    )
    zones = tuple(zone for zone in scenario.zones if zone.mission == mission)
    rows = {unit.id: unit for unit in plan.allocation.units}
    orders = {unit.id: line_order(scenario, programmes, unit.id) for unit in standing}
    units = tuple(
        _unit(
            scenario,
            plan.fleet,
            month,
            days,
            rows[unit.id],
            unit,
            standby,
            zones,
            orders[unit.id],
            random=random,
        )
        for unit in standing
    )
    cycle = cycle_of(scenario, programmes, [unit.id for unit in standing], orders, random=random)
    hospitals = hospitals_of(scenario)
    used = {unit.home for unit in units}
    used |= {site for unit in units for post in unit.posts for site in post}
    used |= {site for unit in units for site in unit.starts}
    used |= {stop.site for day in cycle for sortie in day for stop in sortie.stops}
    used |= {
        ride.hospital
        for unit in units
        for table in unit.rides
        for row in table.values()
        for ride in row
        if ride
    }
    places = [site for site in scenario.sites if site.id in used]
    flight = scenario.policy.flight
    return World(
        mission=mission,
        month=month,
        days=days,
        random=random,
        units=units,
        zones=tuple(_zone(scenario, mission, month, zone) for zone in zones),
        coordinates={site.id: (site.latitude_deg, site.longitude_deg) for site in places},
        fuel_sites=tuple(site.id for site in places if site.fuel),
        operations={site.id: _operations(scenario, site) for site in hospitals if site.id in used},
        hospital_fuel_nm={site.id: _fuel_nm(scenario, site) for site in hospitals if site.id in used},
        contingency=flight.contingency_pct.value / 100.0,
        reserves_min=(flight.reserve_day_min.value, flight.reserve_night_min.value),
        programme=cycle,
        clocks=_clocks(scenario),
        luck=_luck(scenario),
        planned_advanced_pct=None if standby is None else standby.cover.advanced_pct,
        planned_surgery_pct=None if standby is None else standby.cover.surgery_pct,
    )


def _unit(
    scenario: Scenario,
    fleet: FleetPlan | None,
    month: str,
    days: int,
    row: Unit,
    unit: StandbyUnit,
    standby: MissionStandby | None,
    zones: Sequence[Zone],
    order: Sequence[tuple[tuple[str, str], ...]],
    *,
    random: bool,
) -> WorldUnit:
    aircraft = row.aircraft[scenario.month_index(month) - scenario.month_index(row.first_month)]
    home = unit.demand.sites[0]
    posts = _posts(scenario, unit, standby) if random else ((),) * watches_per_day(scenario)
    held = max((len(post) for post in posts), default=0)
    # An aircraft that no post needs in a watch waits at home.
    posts = tuple(post + (home,) * (held - len(post)) for post in posts)
    most = max((len(day) for day in order), default=0)
    if random:
        lines, spares = _strength(scenario, fleet, month, days + AFTER_DAYS, row)
    else:
        lines, spares = (most,) * (days + AFTER_DAYS), (0,) * (days + AFTER_DAYS)
    starts = tuple(
        next((day[line][1] for day in order if line < len(day)), home) if not random else home
        for line in range(max(*lines, most, held))
    )
    names = dict.fromkeys([home, *(site for post in posts for site in post)])
    sites = [scenario.site_by_id[name] for name in names]
    kind, crew = unit.kind, scenario.policy.crew
    crews = math.floor(aircraft * crew.crews_per_aircraft.value + _EPSILON)
    return WorldUnit(
        id=unit.id,
        aircraft=aircraft,
        home=home,
        litters=kind.litters,
        seats=kind.seats,
        seats_with_litters=kind.seats_with_litters,
        cruise_kt=kind.cruise_kt,
        burn_kg_per_h=kind.burn_kg_per_h,
        turnaround_min=kind.turnaround_min,
        held=held,
        by_night=scenario.policy.flight.night_flying.value
        or (scenario.policy.standby.nvg_medevac.value and "nvg_fit" in kind.tags and unit.goggles),
        crews=tuple(f"{unit.id}-c{number}" for number in range(1, crews + 1)),
        lines=lines,
        spares=spares,
        starts=starts,
        posts=posts,
        rides=(
            rides_of(scenario, kind, sites, zones, night=False),
            rides_of(scenario, kind, sites, zones, night=True),
        ),
    )


def _posts(
    scenario: Scenario, unit: StandbyUnit, standby: MissionStandby | None
) -> tuple[tuple[str, ...], ...]:
    """Sites of the held aircraft in each watch: those of the plan, or the home base where none were planned."""
    watches = range(watches_per_day(scenario))
    if standby is None:
        return tuple((unit.demand.sites[0],) * unit.aircraft for _ in watches)
    return tuple(
        tuple(
            post.site
            for post in sorted(standby.posts, key=lambda one: one.site)
            if post.unit == unit.id and post.watch == watch
            for _ in range(post.aircraft)
        )
        for watch in watches
    )


def _strength(
    scenario: Scenario, fleet: FleetPlan | None, month: str, days: int, unit: Unit
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Serviceable tails of each day, and tails beside them that are in no visit; none once the unit has left.

    Outside the weeks of sustainment it is the policy's share of the aircraft that the unit has in the month.
    """
    weeks, unit_of, first, end = {}, {}, 0, 0
    if fleet is not None:
        weeks = {row.week: row for row in fleet.unit_weeks if row.unit == unit.id}
        unit_of = {tail.tail: tail.unit for tail in fleet.tails}
        first, end = day_number(fleet.first_month, month), 7 * fleet.weeks
    lines, spares = [], []
    for offset in range(days):
        day = first + offset
        if fleet is None or not 0 <= day < end:
            place = scenario.month_index(month_of_day(month, offset)) - scenario.month_index(unit.first_month)
            aircraft = unit.aircraft[place] if 0 <= place < len(unit.aircraft) else 0
            lines.append(average_serviceable(scenario, aircraft))
            spares.append(0)
            continue
        week = weeks.get(day // 7)
        if week is None:
            lines.append(0)
            spares.append(0)
            continue
        away = {
            visit.tail
            for visit in fleet.visits
            if unit_of.get(visit.tail) == unit.id and visit.first_day <= day < visit.end_day
        }
        lines.append(len(week.serviceable_tails))
        spares.append(max(0, week.aircraft - len(away) - len(week.serviceable_tails)))
    return tuple(lines), tuple(spares)


def _zone(scenario: Scenario, mission: str, month: str, zone: Zone) -> WorldZone:
    weights = np.array(scenario.policy.standby.hour_weights.value, dtype=np.float64)
    rates = zone.events_per_month / 30.0 / 24.0 * weights / weights.mean()
    light = daylight_on(
        date.fromisoformat(f"{month}-15"),
        zone.latitude_deg,
        zone.longitude_deg,
        scenario.mission_by_id[mission].utc_offset_h,
    )
    window = day_window_min(light, scenario.policy.flight.daylight_basis.value)
    return WorldZone(zone.id, zone.latitude_deg, zone.longitude_deg, tuple(rates.tolist()), window)


def _operations(scenario: Scenario, site: Site) -> int:
    policy = scenario.policy.standby
    level = (
        policy.operations_per_day_level_3 if site.medical_level >= 3 else policy.operations_per_day_level_2
    )
    return max(1, math.floor(level.value + _EPSILON))


def _fuel_nm(scenario: Scenario, site: Site) -> float:
    """Distance from a hospital to its nearest fuel; infinite where there is none."""
    if site.fuel:
        return 0.0
    return min(
        (
            distance_nm(site.latitude_deg, site.longitude_deg, one.latitude_deg, one.longitude_deg)
            for one in scenario.sites
            if one.fuel
        ),
        default=math.inf,
    )


def _clocks(scenario: Scenario) -> Clocks:
    policy = scenario.policy
    casualty, standby = policy.casualty, policy.standby
    first_min = 60.0 * standby.first_watch_h.value
    return Clocks(
        alert_min=casualty.alert_min.value,
        scene_min=casualty.scene_min.value,
        handover_min=casualty.handover_min.value,
        landing_min=policy.sorties.landing_min.value,
        advanced_min=casualty.advanced_care_min.value,
        limits_min=(casualty.surgery_min.value, casualty.bravo_min.value, casualty.charlie_min.value),
        attended=policy.flight.attendants_per_medevac.value >= 1,
        patience_min=policy.simulation.patience_min.value,
        reserve_aircraft=policy.simulation.reserve_aircraft.value,
        crew_flight_min=60.0 * policy.crew.flight_h_per_day.value,
        duty=(first_min, 60.0 * policy.crew.duty_h_per_day.value),
        watch_min=1440.0 / watches_per_day(scenario),
        first_watch_min=first_min,
    )


def _luck(scenario: Scenario) -> Luck:
    policy, standby = scenario.policy.simulation, scenario.policy.standby
    return Luck(
        alpha=standby.alpha_pct.value / 100.0,
        bravo=standby.bravo_pct.value / 100.0,
        casualties_per_event=standby.casualties_per_event.value,
        defects_per_flight_h=policy.defects_per_flight_h.value,
        repair_min=60.0 * policy.repair_h.value,
        closed=policy.weather_closed_pct.value / 100.0,
        closure_min=60.0 * policy.weather_closure_h.value,
        fuel_late=policy.fuel_late_pct.value / 100.0,
        sick=policy.crew_sick_pct.value / 100.0,
    )
