"""The plan for any GIS: sites, units, tasks and sorties as GeoJSON (RFC 7946: WGS-84, longitude first)."""

from __future__ import annotations

import json
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

from airlift.flight import distance_nm, leg_points_deg
from airlift.plans import Plan, Programme, Sortie
from airlift.plans.kpis import UnitLine, plan_kpis
from airlift.plans.references import require_known_names
from airlift.plans.store import write_atomically
from airlift.scenario.demands import Site
from airlift.scenario.model import Scenario

__all__ = ["plan_geojson", "track_deg", "write_geojson"]

_DECIMALS = 5  # about a metre
_STEP_NM = 20.0


def plan_geojson(scenario: Scenario, plan: Plan) -> dict[str, Any]:
    """Return a FeatureCollection; `layer` of each feature is `site`, `unit`, `task` or `sortie`.

    Raises
    ------
    PlanError
        The plan names something that the scenario does not have.
    """
    require_known_names(scenario, plan)
    sites = scenario.site_by_id
    features = [_site(site) for site in scenario.sites]
    features += [_unit(line, sites[line.site]) for line in plan_kpis(scenario, plan).units]
    for programme in plan.programmes:
        features += _tasks(scenario, programme)
        features += [_sortie(scenario, programme, sortie) for sortie in programme.sorties]
    return {"type": "FeatureCollection", "features": features}


def write_geojson(scenario: Scenario, plan: Plan, path: str | Path) -> Path:
    """Write `plan_geojson` to a file."""
    target = Path(path)
    text = json.dumps(plan_geojson(scenario, plan), ensure_ascii=False, allow_nan=False, indent=1)
    write_atomically(target, text + "\n")
    return target


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
