"""The reference files cover the missions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from airlift.scenario import Scenario, load
from airlift_data.build_borders import borders_text
from airlift_data.drawing import Borders
from tests.unit.data.shipped import DATA, REFERENCE, rows

BORDERS = REFERENCE / "borders.geojson"


@pytest.fixture(scope="module")
def seoul() -> Scenario:
    return load("seoul-2021")


@pytest.fixture(scope="module")
def features() -> dict[str, Any]:
    return {
        item["properties"]["iso3"]: item
        for item in json.loads(BORDERS.read_text(encoding="utf-8"))["features"]
    }


def test_borders_cover_the_countries_of_the_missions(seoul: Scenario, features: dict[str, Any]) -> None:
    """Each country of a mission and each neighbour that serves one has an outline, in a file below 400 kB."""
    for mission in seoul.missions:
        assert set(mission.countries.split(";")) <= set(features)
    assert {"KEN", "UGA", "RWA", "ETH", "TCD", "CMR", "NER", "BFA"} <= set(features)
    assert BORDERS.stat().st_size < 400_000


def test_rings_are_closed(features: dict[str, Any]) -> None:
    """Each ring of each outline ends where it begins and has at least three corners."""
    for feature in features.values():
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4


def test_african_sites_lie_inside_their_outline(seoul: Scenario, features: dict[str, Any]) -> None:
    """Mission sites lie inside the outline of their country, but for those that stand on its very edge."""
    borders = Borders(BORDERS)
    edge = {
        "monusco-goma",
        "monusco-kinshasa",
        "unsos-mogadishu",
        "minusca-bangui",
        "minusca-zemio",
        "ke-mombasa",
    }
    edge |= {"unsos-kismayo", "minusca-bangassou", "ug-entebbe", "sn-dakar", "gh-accra", "monusco-uvira"}
    edge |= {"unisfa-abyei", "unisfa-diffra", "monusco-kalemie"}
    for site in seoul.sites:
        if site.iso3 in features and site.id not in edge:
            assert borders.contain(site.iso3, site.latitude_deg, site.longitude_deg), site.id


def test_borders_are_decoded_from_topojson() -> None:
    """Two squares that share an arc come out as closed rings in degrees, the arc backwards in one of them."""
    topology = {
        "transform": {"scale": [0.5, 0.25], "translate": [10, -5]},
        "arcs": [[[2, 0], [0, 4]], [[2, 4], [-2, 0], [0, -4], [2, 0]], [[2, 0], [2, 0], [0, 4], [-2, 0]]],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "id": "728", "properties": {"name": "West"}, "arcs": [[0, 1]]},
                    {
                        "type": "MultiPolygon",
                        "id": "706",
                        "properties": {"name": "East"},
                        "arcs": [[[2, -1]]],
                    },
                    {"type": "Polygon", "id": "392", "properties": {"name": "Elsewhere"}, "arcs": [[0, 1]]},
                ]
            }
        },
    }
    east, west = json.loads(borders_text(topology))["features"]
    assert (east["properties"]["iso3"], west["properties"]["iso3"]) == ("SOM", "SSD")
    assert west["geometry"]["coordinates"] == [[[[11, -5], [11, -4], [10, -4], [10, -5], [11, -5]]]]
    assert east["geometry"]["coordinates"] == [[[[11, -5], [12, -5], [12, -4], [11, -4], [11, -5]]]]


def test_conflict_cells_of_four_countries() -> None:
    """The cells cover the four countries of the series and lie on a grid of a quarter of a degree."""
    cells = rows(REFERENCE / "conflict_cells.csv")
    assert {row["iso3"] for row in cells} == {"SSD", "CAF", "COD", "MLI"}
    for row in cells:
        for column in ("cell_latitude_deg", "cell_longitude_deg"):
            assert (float(row[column]) - 0.125) % 0.25 == 0


def test_airfields_have_elevations_and_known_faults_are_out() -> None:
    """Every airfield has a plausible elevation; the two with a wrong one are left out."""
    airfields = {row["ident"]: row for row in rows(REFERENCE / "airfields.csv")}
    assert not {"HSBT", "HSYE"} & set(airfields)
    assert float(airfields["FZNA"]["elevation_ft"]) == 5089
    assert all(-100 <= float(row["elevation_ft"]) <= 12_000 for row in airfields.values())


def test_credits_are_given() -> None:
    """The page of sources names each reference file and each credit that a licence asks for."""
    page = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    for path in REFERENCE.iterdir():
        assert f"reference/{path.name}" in page
    for credit in ("Sundberg", "Davies", "CC BY 4.0", "GeoNames", "Natural Earth", "OurAirports", "CC0 1.0"):
        assert credit in page
