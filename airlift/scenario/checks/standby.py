"""Casualties must be expected somewhere near the mission, at some hour, and the day must divide into watches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from airlift.scenario.checks.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airlift.scenario.casualties import Zone
    from airlift.scenario.demands import Site
    from airlift.scenario.model import Scenario

__all__ = ["check_standby_policy", "check_zones"]

FARTHEST_NM = 600.0
"""From a zone to the nearest site of its mission: farther than any helicopter flies, so a coordinate is wrong."""

_NM_PER_RAD = 3440.065
"""Mean radius of the earth: a sphere is enough to find a coordinate that is wrong."""


def check_zones(scenario: Scenario) -> Iterator[Problem]:
    """Find zones too far from all sites of their mission: those of its demands and those in its countries."""
    for row in scenario.zones:
        mission = scenario.mission_by_id.get(row.mission)
        if mission is None:
            continue  # reported already, as an unknown name
        named = {
            site for demand in scenario.demands if demand.mission == row.mission for site in demand.sites
        }
        countries = mission.countries.split(";")
        away_nm = [
            (_distance_nm(row, site), site.id)
            for site in scenario.sites
            if site.id in named or site.iso3 in countries
        ]
        if away_nm and min(away_nm)[0] > FARTHEST_NM:
            nearest_nm, site_id = min(away_nm)
            message = f"{nearest_nm:.0f} nm from {site_id}, the nearest site of {row.mission}"
            hint = "correct latitude, longitude or mission"
            yield Problem("far-zone", "zones", row.id, "latitude_deg", message, hint)


def check_standby_policy(scenario: Scenario) -> Iterator[Problem]:
    """Find watches that do not fill a day, more casualties of two categories than of all, and no hour for any."""
    policy = scenario.policy.standby
    if 24 % policy.watch_h.value:
        message = f"a day of 24 h does not divide into watches of {policy.watch_h.value} h"
        hint = "write 1, 2, 3, 4, 6, 8, 12 or 24"
        yield Problem("unfit-policy", "policy", "", "standby.watch_h", message, hint)
    urgent = policy.alpha_pct.value + policy.bravo_pct.value
    if urgent > 100.0 + 1e-9:
        message = f"alpha_pct and bravo_pct together are {urgent:g} %"
        hint = f"write at most {100.0 - policy.alpha_pct.value:g}, or lower alpha_pct"
        yield Problem("more-than-all", "policy", "", "standby.bravo_pct", message, hint)
    if not any(policy.hour_weights.value):
        message, hint = "no hour has any weight, so no casualty has an hour", "write 1 for every hour"
        yield Problem("unfit-policy", "policy", "", "standby.hour_weights", message, hint)


def _distance_nm(zone: Zone, site: Site) -> float:
    """Great-circle distance by the haversine formula."""
    north = math.radians(site.latitude_deg - zone.latitude_deg)
    east = math.radians(site.longitude_deg - zone.longitude_deg)
    cosines = math.cos(math.radians(zone.latitude_deg)) * math.cos(math.radians(site.latitude_deg))
    chord = math.sin(north / 2.0) ** 2 + cosines * math.sin(east / 2.0) ** 2
    return 2.0 * _NM_PER_RAD * math.asin(min(1.0, math.sqrt(chord)))
