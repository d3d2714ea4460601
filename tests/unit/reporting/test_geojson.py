"""GeoJSON by the letter of RFC 7946."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from airlift.plans import Plan
from airlift.reporting import plan_geojson, write_geojson
from airlift.scenario.model import Scenario


@pytest.fixture(scope="module")
def features(scenario: Scenario, plan: Plan) -> list[dict[str, Any]]:
    """Return the features of the plan written by hand."""
    collection = plan_geojson(scenario, plan)
    assert collection.keys() == {"type", "features"}
    assert collection["type"] == "FeatureCollection"
    return list(collection["features"])


def positions(feature: dict[str, Any]) -> list[list[float]]:
    """Return all positions of a feature."""
    coordinates = feature["geometry"]["coordinates"]
    return [coordinates] if feature["geometry"]["type"] == "Point" else coordinates


def named(features: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the feature of an id."""
    return next(feature for feature in features if feature["id"] == name)


def test_each_feature_is_valid(features: list[dict[str, Any]]) -> None:
    """Type, unique id, geometry of a known type, longitude and latitude in range, rounded to about a metre."""
    assert len({feature["id"] for feature in features}) == len(features)
    for feature in features:
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] in {"Point", "LineString"}
        for lon, lat in positions(feature):
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90
            assert (round(lon, 5), round(lat, 5)) == (lon, lat)


def test_layers(features: list[dict[str, Any]]) -> None:
    """All sites, units, tasks of the day and sorties."""
    layers = [feature["properties"]["layer"] for feature in features]
    assert {layer: layers.count(layer) for layer in layers} == {"site": 12, "unit": 3, "task": 6, "sortie": 3}


def test_longitude_comes_first(features: list[dict[str, Any]]) -> None:
    """Ilopango lies at 89 degrees west, 14 degrees north."""
    assert named(features, "site:ilopango")["geometry"]["coordinates"] == [-89.12, 13.7]


def test_attributes(features: list[dict[str, Any]]) -> None:
    """Sites carry what a planner asks for, units who flies what, tasks what became of them."""
    assert named(features, "site:juba")["properties"]["medical_level"] == 2
    unit = named(features, "unit:e1")["properties"]
    assert (unit["partner"], unit["aircraft_max"], unit["last_month"]) == ("el-salvador", 4, "2023-12")
    task = named(features, "task:unmiss-m2")["properties"]
    assert (task["sortie"], task["rule"], task["priority"]) == (None, "tail.available", "charlie")


def test_sortie_follows_the_geodesic(features: list[dict[str, Any]]) -> None:
    """From Juba to Bor and back, in steps of at most 20 nautical miles, ends exact."""
    sortie = named(features, "sortie:unmiss-s3")
    track = sortie["geometry"]["coordinates"]
    assert track[0] == track[-1] == [31.601, 4.872]
    assert [31.6, 6.193] in track
    assert len(track) == 1 + 4 + 4
    assert sortie["properties"]["stops"] == ["juba", "bor", "juba"]
    assert sortie["properties"]["tasks"] == ["unmiss-t1"]


def test_file_is_the_same_collection(scenario: Scenario, plan: Plan, tmp_path: Path) -> None:
    """What is written can be read back by any JSON reader."""
    file = write_geojson(scenario, plan, tmp_path / "plan.geojson")
    assert json.loads(file.read_text(encoding="utf-8")) == plan_geojson(scenario, plan)
