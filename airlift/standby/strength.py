"""Which units stand by for a mission, with how many aircraft, and at which sites they may."""

from __future__ import annotations

import math
from dataclasses import dataclass

from airlift.flight import distance_nm, max_trip_min
from airlift.flight.from_scenario import performance_of, reserves_of
from airlift.plans.allocation import Allocation, Unit
from airlift.plans.fleet import FleetPlan
from airlift.plans.serviceability import average_serviceable
from airlift.plans.weeks import mission_month, week_of_month
from airlift.scenario.demands import Demand, Site
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType

__all__ = ["StandbyUnit", "candidate_sites", "standby_units", "watches_per_day"]

_EPSILON = 1e-9  # float noise of a product such as 0.67 * 3


@dataclass(frozen=True, slots=True)
class StandbyUnit:
    """A unit that may stand by.

    Parameters
    ----------
    id : str
        Unit of the allocation, or the demand where there is no allocation.
    demand : Demand
        What it serves; the first site is the home base.
    kind : AircraftType
        Its aircraft.
    aircraft : int
        Aircraft that stand by in every watch.
    goggles : bool
        Whether its crews are qualified for night-vision goggles.
    """

    id: str
    demand: Demand
    kind: AircraftType
    aircraft: int
    goggles: bool


def watches_per_day(scenario: Scenario) -> int:
    """Count the watches of a day."""
    return max(1, 24 // scenario.policy.standby.watch_h.value)


def standby_units(
    scenario: Scenario, allocation: Allocation, fleet: FleetPlan | None, mission: str
) -> tuple[str | None, tuple[StandbyUnit, ...]]:
    """Units of a mission in the month for which its standby is planned, with what each holds.

    Returns
    -------
    tuple of str or None, tuple of StandbyUnit
        The month, None without a unit; units in the order of their identifiers, also those that hold nothing.
    """
    month = mission_month(scenario, allocation, mission, None if fleet is None else fleet.first_month)
    if month is None:
        return None, ()
    index = scenario.month_index(month)
    found = []
    for unit in sorted(allocation.units, key=lambda one: one.id):
        demand = scenario.demand_by_id[unit.demand]
        offset = index - scenario.month_index(unit.first_month)
        if demand.mission == mission and 0 <= offset < len(unit.aircraft):
            kind = scenario.aircraft_type_by_id[unit.aircraft_type]
            serviceable = _serviceable(scenario, unit.id, unit.aircraft[offset], month, fleet)
            number = held(scenario, demand, kind, unit.aircraft[offset], serviceable)
            goggles = _has_goggles(scenario, allocation, unit, index)
            found.append(StandbyUnit(unit.id, demand, kind, number, goggles))
    return month, tuple(found)


def held(scenario: Scenario, demand: Demand, kind: AircraftType, aircraft: int, serviceable: int) -> int:
    """Aircraft that a unit of so many holds on standby in every watch."""
    policy = scenario.policy
    if kind.litters == 0:
        return 0
    hold = (
        policy.standby.medevac_unit_aircraft if demand.role == "medevac" else policy.sorties.standby_aircraft
    )
    crews = math.floor(aircraft * policy.crew.crews_per_aircraft.value + _EPSILON)
    per_watch = max(1, crews // watches_per_day(scenario))
    return min(hold.value, serviceable, crews, per_watch)


def _serviceable(scenario: Scenario, unit: str, aircraft: int, month: str, fleet: FleetPlan | None) -> int:
    """Serviceable tails of a unit: those of the first planned week of the month, or the policy's share."""
    if fleet is not None:
        week = week_of_month(fleet.first_month, month, fleet.weeks)
        for row in fleet.unit_weeks:
            if row.unit == unit and row.week == week:
                return len(row.serviceable_tails)
    return average_serviceable(scenario, aircraft)


def _has_goggles(scenario: Scenario, allocation: Allocation, unit: Unit, month: int) -> bool:
    """Whether crews of the partner hold `nvg` on the type: from the start, or from a course finished by then."""
    crews = scenario.crews_by_key.get((unit.partner, unit.aircraft_type))
    if crews is not None and "nvg" in crews.tags:
        return True
    for row in allocation.training:
        course = scenario.course_by_id[row.course]
        ready = scenario.month_index(row.month) + course.duration_months
        teaches = course.aircraft_type == unit.aircraft_type and "nvg" in course.tags
        if row.partner == unit.partner and teaches and ready <= month:
            return True
    return False


def candidate_sites(scenario: Scenario, unit: StandbyUnit) -> tuple[Site, ...]:
    """Sites where a unit may stand by, the home base first.

    These are the sites of its demand with fuel and, where the policy allows forward posts, those with fuel in the
    countries of the mission that its type reaches from the home base with full tanks and the reserves of the day.
    """
    home = scenario.site_by_id[unit.demand.sites[0]]
    named = [scenario.site_by_id[one] for one in unit.demand.sites[1:]]
    found = {home.id: home} | {site.id: site for site in named if site.fuel}
    if scenario.policy.standby.forward_posts.value:
        policy = scenario.policy.flight
        countries = set(scenario.mission_by_id[unit.demand.mission].countries.split(";"))
        longest_min = max_trip_min(performance_of(unit.kind, policy), reserves_of(policy), night=False)
        range_nm = longest_min / 60.0 * unit.kind.cruise_kt
        for site in scenario.sites:
            away_nm = distance_nm(
                home.latitude_deg, home.longitude_deg, site.latitude_deg, site.longitude_deg
            )
            if site.fuel and site.iso3 in countries and away_nm <= range_nm:
                found.setdefault(site.id, site)
    return tuple(found.values())
