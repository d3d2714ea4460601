"""The plan for any GIS: sites, units, tasks and sorties as GeoJSON (RFC 7946: WGS-84, longitude first)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

from airlift.flight import distance_nm, leg_points_deg
from airlift.plans import Plan, Post, Programme, Sortie
from airlift.plans.cover import Cover, ZoneHour
from airlift.plans.kpis import UnitLine, plan_kpis
from airlift.plans.references import require_known_names
from airlift.plans.store import write_atomically
from airlift.reporting.watches import aircraft_by_watch, mean_share, watch_text
from airlift.scenario.demands import Site
from airlift.scenario.model import Scenario

__all__ = ["cover_geojson", "geojson_text", "plan_geojson", "track_deg", "write_geojson"]

_DECIMALS = 5  # about a metre
_STEP_NM = 20.0


def plan_geojson(scenario: Scenario, plan: Plan, cover: Cover | None = None) -> dict[str, Any]:
    """Return a FeatureCollection; `layer` of each feature is `site`, `unit`, `zone`, `post`, `task` or `sortie`.

    Zones have their shares where a cover is given.

    Raises
    ------
    PlanError
        The plan names something that the scenario does not have.
    """
    require_known_names(scenario, plan)
    sites = scenario.site_by_id
    features = [_site(site) for site in scenario.sites]
    features += [_unit(line, sites[line.site]) for line in plan_kpis(scenario, plan).units]
    features += _zones(scenario, cover)
    for standby in plan.standby:
        features += _posts(scenario, standby.mission, standby.posts)
    for programme in plan.programmes:
        features += _tasks(scenario, programme)
        features += [_sortie(scenario, programme, sortie) for sortie in programme.sorties]
    return {"type": "FeatureCollection", "features": features}


def cover_geojson(scenario: Scenario, cover: Cover) -> dict[str, Any]:
    """Return the zones and posts of a cover as a FeatureCollection; `layer` is `zone` or `post`."""
    features = _zones(scenario, cover, only={row.mission for row in cover.missions})
    for row in cover.missions:
        features += _posts(scenario, row.mission, row.posts)
    return {"type": "FeatureCollection", "features": features}


def write_geojson(scenario: Scenario, plan: Plan, path: str | Path, cover: Cover | None = None) -> Path:
    """Write `plan_geojson` to a file."""
    target = Path(path)
    write_atomically(target, geojson_text(plan_geojson(scenario, plan, cover)))
    return target


def geojson_text(collection: dict[str, Any]) -> str:
    """Return the text of a GeoJSON file."""
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def track_deg(start: Site, end: Site) -> list[tuple[float, float]]:
    """Points (longitude, latitude) along the geodesic between two sites, close enough for a smooth line."""
    ends = (start.latitude_deg, start.longitude_deg, end.latitude_deg, end.longitude_deg)
    points = 1 + max(1, ceil(distance_nm(*ends) / _STEP_NM))
    return [(float(lon), float(lat)) for lat, lon in leg_points_deg(*ends, points)]


def _point(site: Site) -> dict[str, Any]:
    return {"type": "Point", "coordinates": _rounded(site.longitude_deg, site.latitude_deg)}


def _rounded(lon_deg: float, lat_deg: float) -> list[float]:
    return [round(lon_deg, _DECIMALS), round(lat_deg, _DECIMALS)]


def _feature(layer: str, name: str, geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"{layer}:{name}",
        "geometry": geometry,
        "properties": {"layer": layer, "id": name} | properties,
    }


def _site(site: Site) -> dict[str, Any]:
    attributes = site.model_dump(mode="json", exclude={"id", "latitude_deg", "longitude_deg"})
    return _feature("site", site.id, _point(site), attributes)


def _unit(line: UnitLine, site: Site) -> dict[str, Any]:
    attributes = {name: getattr(line, name) for name in UnitLine.__dataclass_fields__ if name != "unit"}
    return _feature("unit", line.unit, _point(site), attributes)


def _zones(
    scenario: Scenario, cover: Cover | None, only: Container[str] | None = None
) -> list[dict[str, Any]]:
    """Return the zones, of the missions `only` where they are given; with their mean shares from a cover."""
    hours: defaultdict[str, list[ZoneHour]] = defaultdict(list)
    for mission in cover.missions if cover is not None else ():
        for row in mission.hours:
            hours[row.zone].append(row)
    features = []
    for zone in scenario.zones:
        if only is not None and zone.mission not in only:
            continue
        attributes = zone.model_dump(mode="json", exclude={"id", "latitude_deg", "longitude_deg"})
        for name in ("advanced_pct", "surgery_pct", "backup_surgery_pct"):
            attributes[name] = mean_share(scenario, hours[zone.id], name)
        point = {"type": "Point", "coordinates": _rounded(zone.longitude_deg, zone.latitude_deg)}
        features.append(_feature("zone", zone.id, point, attributes))
    return features


def _posts(scenario: Scenario, mission: str, posts: Iterable[Post]) -> list[dict[str, Any]]:
    """Return a feature for each unit and site, with the aircraft of each watch."""
    features = []
    for (unit, site), by_watch in aircraft_by_watch(posts).items():
        watches = {watch_text(scenario, watch): aircraft for watch, aircraft in sorted(by_watch.items())}
        attributes = {"mission": mission, "unit": unit, "site": site, "aircraft_by_watch": watches}
        point = _point(scenario.site_by_id[site])
        features.append(_feature("post", f"{mission}/{unit}/{site}", point, attributes))
    return features


def _tasks(scenario: Scenario, programme: Programme) -> list[dict[str, Any]]:
    features = []
    for outcome in programme.outcomes:
        task = scenario.task_by_id[outcome.task]
        attributes = task.model_dump(mode="json", exclude={"id", "source", "confidence"})
        attributes |= outcome.model_dump(mode="json", exclude={"task"})
        features.append(_feature("task", task.id, _point(scenario.site_by_id[task.pickup_site]), attributes))
    return features


def _sortie(scenario: Scenario, programme: Programme, sortie: Sortie) -> dict[str, Any]:
    sites = [scenario.site_by_id[stop.site] for stop in sortie.stops]
    track = [_rounded(sites[0].longitude_deg, sites[0].latitude_deg)]
    for start, end in pairwise(sites):
        track += [_rounded(*point) for point in track_deg(start, end)[1:]]
    attributes = {
        "mission": programme.mission,
        "day": programme.day.isoformat(),
        "unit": sortie.unit,
        "tail": sortie.tail,
        "crew": sortie.crew,
        "start_min": sortie.start_min,
        "end_min": sortie.end_min,
        "stops": [stop.site for stop in sortie.stops],
        "arrive_min": [stop.arrive_min for stop in sortie.stops],
        "depart_min": [stop.depart_min for stop in sortie.stops],
        "tasks": list(dict.fromkeys(action.task for stop in sortie.stops for action in stop.actions)),
    }
    return _feature("sortie", sortie.id, {"type": "LineString", "coordinates": track}, attributes)
