"""Drawn missions to site standby aircraft in: sites, zones and hospitals on a plane."""

from __future__ import annotations

import numpy as np

from airlift.standby.data import SitingProblem, Watch

__all__ = ["drawn_problem"]

CRUISE_NM_MIN = 2.0
"""120 kt."""
MOBILISE_MIN = 15.0
ALARM_MIN = 10.0
GROUND_MIN = 10.0
CLEAN_MIN = 30.0
CARE_MIN, SURGERY_MIN = 60.0, 120.0
RADIUS_NM = 110.0
"""Farther than this no aircraft is sent."""


def drawn_problem(
    seed: int,
    busy: float,
    *,
    aircraft: tuple[int, ...] = (12,),
    sites: int = 30,
    zones: int = 300,
    hospitals: int = 6,
    side_nm: float = 300.0,
    parking: int = 3,
    hours: float = 24.0,
) -> SitingProblem:
    """Draw a mission of one watch.

    Parameters
    ----------
    seed : int
        The same seed gives the same mission.
    busy : float
        Calls within one mean service time, for each aircraft.
    aircraft : tuple of int
        Aircraft of each kind; every kind may stand at every site, and a later kind is slower.
    sites, zones, hospitals : int
        Hospitals are at the first sites.
    side_nm : float
        Side of the square.
    parking : int
        Aircraft that a site holds.
    hours : float
        Length of the watch.
    """
    draw = np.random.default_rng(seed)
    towns = draw.uniform(0.1, 0.9, (max(3, zones // 25), 2)) * side_nm
    spread = draw.normal(0.0, 0.12 * side_nm, (zones, 2))
    scattered = draw.uniform(0.0, side_nm, (zones, 2))
    near_town = draw.random(zones) < 0.6
    zone_nm = np.where(near_town[:, None], towns[draw.integers(0, len(towns), zones)] + spread, scattered)
    zone_nm = np.clip(zone_nm, 0.0, side_nm)
    site_nm = draw.uniform(0.05, 0.95, (sites, 2)) * side_nm
    weight = draw.lognormal(0.0, 0.8, zones)
    to_hospital = _away(zone_nm, site_nm[:hospitals])
    hospital = to_hospital.argmin(axis=1)
    onward_min = to_hospital.min(axis=1) / CRUISE_NM_MIN
    kinds = len(aircraft)
    speed = CRUISE_NM_MIN * (1.0 - 0.15 * np.arange(kinds))[:, None, None]
    out_nm = _away(site_nm, zone_nm)[None, :, :]
    response = np.broadcast_to(ALARM_MIN + MOBILISE_MIN + out_nm / speed, (kinds, sites, zones))
    onward = np.broadcast_to(onward_min / speed * CRUISE_NM_MIN, response.shape)
    reaches = np.broadcast_to(out_nm <= RADIUS_NM, response.shape)
    back = _away(site_nm[:hospitals], site_nm)[hospital].T[None, :, :] / speed
    service = (response - ALARM_MIN + GROUND_MIN + onward + CLEAN_MIN + back) / 60.0
    posts = kinds * sites
    flat = (posts, zones)
    reaches, service = reaches.reshape(flat), service.reshape(flat)
    weights = reaches * weight + 1e-9
    service_h = (weights * service).sum(axis=1) / weights.sum(axis=1)
    rate = weight / weight.sum() * busy * sum(aircraft) / float(service_h.mean())
    watch = Watch(
        name="day",
        hours=hours,
        aircraft=np.array(aircraft),
        rate_per_h=rate,
        reaches=reaches,
        surgery=reaches & ((response + GROUND_MIN + onward).reshape(flat) <= SURGERY_MIN),
        care=reaches & (response.reshape(flat) <= CARE_MIN),
        response_min=response.reshape(flat),
        surgery_min=(response + GROUND_MIN + onward).reshape(flat),
        service_h=service_h,
        hospital=np.broadcast_to(hospital, flat),
        least_cover=np.zeros(zones),
    )
    return SitingProblem(
        kind=np.repeat(np.arange(kinds), sites),
        site=np.tile(np.arange(sites), kinds),
        parking=np.full(sites, parking),
        watches=(watch,),
        operations_per_day=np.full(hospitals, np.inf),
    )


def _away(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Distances between two sets of points."""
    return np.asarray(np.hypot(*(one[:, None, :] - other[None, :, :]).transpose(2, 0, 1)))
