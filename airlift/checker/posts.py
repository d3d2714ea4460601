"""Standby of missions: who stands by where, and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from airlift.checker.breach import Breach
from airlift.checker.case import Case
from airlift.checker.decisions import Deployment, cut
from airlift.checker.strengths import crews_of, month_flown, serviceable_share, watches
from airlift.checker.tolerances import REACH_NM
from airlift.flight import distance_nm
from airlift.plans import MissionStandby
from airlift.plans.weeks import week_of_month
from airlift.scenario.demands import Site

__all__ = ["aircraft_by_watch", "candidates", "month_of", "moves", "numbers", "post", "units_of"]


def units_of(case: Case, mission: str) -> dict[str, Deployment]:
    """Units of a mission, by id; the first of one id."""
    found: dict[str, Deployment] = {}
    for unit in case.units:
        if unit.demand is not None and unit.aircraft_type is not None and unit.demand.mission == mission:
            found.setdefault(unit.id, unit)
    return found


def month_of(case: Case, mission: str) -> int | None:
    """Index of the month for which the standby of a mission is planned."""
    return month_flown(case.scenario, units_of(case, mission).values(), case.fleet)


def candidates(case: Case, unit: Deployment) -> tuple[Site, ...]:
    """Sites where a unit may stand by: its home base, its demand's sites with fuel, and others that policy allows.

    These have fuel, lie in the countries of the mission, and within the range of the type from the home base, with full
    tanks and the reserves of the day.
    """
    demand, kind = unit.demand, unit.aircraft_type
    if demand is None or kind is None:
        return ()
    scenario, policy = case.scenario, case.scenario.policy.flight
    home = case.home_base(demand)
    named = [scenario.site_by_id[name] for name in demand.sites[1:]]
    found = {home.id: home} | {site.id: site for site in named if site.fuel}
    if scenario.policy.standby.forward_posts.value:
        countries = scenario.mission_by_id[demand.mission].countries.split(";")
        burn_kg = kind.fuel_capacity_kg - policy.taxi_fuel_kg.value
        hours = burn_kg / kind.burn_kg_per_h - policy.reserve_day_min.value / 60.0
        range_nm = hours / (1.0 + policy.contingency_pct.value / 100.0) * kind.cruise_kt
        for site in scenario.sites:
            if site.fuel and site.iso3 in countries and site.id not in found:
                away_nm = distance_nm(
                    home.latitude_deg, home.longitude_deg, site.latitude_deg, site.longitude_deg
                )
                if away_nm <= range_nm + REACH_NM:
                    found[site.id] = site
    return tuple(found.values())


def post(case: Case) -> Iterator[Breach]:
    """standby.post: a watch of the day, a unit of the mission, a site where the unit may stand by."""
    for row in case.plan.standby:
        units = units_of(case, row.mission)
        allowed = {key: {site.id for site in candidates(case, unit)} for key, unit in units.items()}
        for place in row.posts:
            where = {
                "standby": row.mission,
                "unit": place.unit,
                "site": place.site,
                "watch": str(place.watch),
            }
            if place.unit not in units:
                if any(unit.id == place.unit and unit.demand is not None for unit in case.units):
                    yield Breach(where, cut(place.aircraft), "the unit serves another mission")
            elif place.site in case.scenario.site_by_id and place.site not in allowed[place.unit]:
                yield Breach(where, cut(place.aircraft), "the unit may not stand by there")
            if place.watch >= watches(case.scenario):
                yield Breach(
                    where, cut(place.aircraft), f"the watches of a day end at {watches(case.scenario) - 1}"
                )


def numbers(case: Case) -> Iterator[Breach]:
    """standby.numbers: in no watch more than a unit holds, keeps serviceable and has crews for.

    There may be fewer: where hospitals cannot operate on more, a further aircraft helps nobody.
    """
    for row in case.plan.standby:
        for unit_id, unit in sorted(units_of(case, row.mission).items()):
            by_watch = aircraft_by_watch(case, row, unit_id)
            most = max(by_watch.values())
            limit = _held(case, row, unit)
            where = {"standby": row.mission, "unit": unit_id}
            if most > limit:
                yield Breach(where, most - limit, f"{most} aircraft stand by, {limit} can")


def aircraft_by_watch(case: Case, row: MissionStandby, unit_id: str) -> dict[int, int]:
    """Aircraft of a unit that stand by, by watch of the day."""
    by_watch = dict.fromkeys(range(watches(case.scenario)), 0)
    for place in row.posts:
        if place.unit == unit_id and place.watch in by_watch:
            by_watch[place.watch] += cut(place.aircraft)
    return by_watch


def moves(case: Case, row: MissionStandby) -> int:
    """Aircraft that change their post in a day; the last watch is followed by the first."""
    number = watches(case.scenario)
    at: Counter[tuple[int, str, str]] = Counter()
    for place in row.posts:
        at[place.watch, place.unit, place.site] += cut(place.aircraft)
    total = 0
    for watch in range(number if number > 1 else 0):
        after = (watch + 1) % number
        for unit_id in {place.unit for place in row.posts}:
            by_watch = aircraft_by_watch(case, row, unit_id)
            sites = {place.site for place in row.posts if place.unit == unit_id}
            kept = sum(min(at[watch, unit_id, site], at[after, unit_id, site]) for site in sites)
            total += min(by_watch[watch], by_watch[after]) - kept
    return total


def _held(case: Case, row: MissionStandby, unit: Deployment) -> int:
    """Aircraft that a unit can keep on standby in every watch."""
    scenario, kind, demand = case.scenario, unit.aircraft_type, unit.demand
    month = month_of(case, row.mission)
    if kind is None or demand is None or month is None or kind.litters == 0:
        return 0
    aircraft = unit.aircraft_in(month)
    medevac = demand.role == "medevac"
    hold = (
        scenario.policy.standby.medevac_unit_aircraft if medevac else scenario.policy.sorties.standby_aircraft
    )
    serviceable = serviceable_share(scenario, aircraft)
    if case.fleet is not None:
        week = week_of_month(case.fleet.plan.first_month, case.month(month), case.fleet.weeks)
        if week is not None:
            serviceable = len(case.fleet.serviceable(unit.id, week))
    crews = crews_of(scenario, aircraft)
    return min(hold.value, serviceable, crews, max(1, crews // watches(scenario)))
