"""Build `reference/borders.geojson`, the outlines of Africa, from Natural Earth 1:50m in TopoJSON form.

Source: the file `countries-50m.json` of the npm package `world-atlas` 2.0.2 (Natural Earth, public domain;
the package is under the ISC licence). Run it with the path of that file::

    npm pack world-atlas@2.0.2
    tar xzf world-atlas-2.0.2.tgz
    python -m airlift_data.build_borders package/countries-50m.json

The output has one feature a country, sorted by ISO code, with coordinates rounded to `DECIMALS`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

__all__ = ["borders_text", "main"]

Point = tuple[float, float]
Ring = list[Point]

OUTPUT = Path(__file__).parent / "reference" / "borders.geojson"
DECIMALS = 2
"""Two decimals are 1.1 km, less than the width of a line on any map of a mission."""

ISO3_BY_NUMBER = {
    "012": "DZA", "024": "AGO", "072": "BWA", "108": "BDI", "120": "CMR", "140": "CAF", "148": "TCD",
    "178": "COG", "180": "COD", "204": "BEN", "226": "GNQ", "231": "ETH", "232": "ERI", "262": "DJI",
    "266": "GAB", "270": "GMB", "288": "GHA", "324": "GIN", "384": "CIV", "404": "KEN", "426": "LSO",
    "430": "LBR", "434": "LBY", "450": "MDG", "454": "MWI", "466": "MLI", "478": "MRT", "504": "MAR",
    "508": "MOZ", "516": "NAM", "562": "NER", "566": "NGA", "624": "GNB", "646": "RWA", "686": "SEN",
    "694": "SLE", "706": "SOM", "710": "ZAF", "716": "ZWE", "728": "SSD", "729": "SDN", "732": "ESH",
    "748": "SWZ", "768": "TGO", "788": "TUN", "800": "UGA", "818": "EGY", "834": "TZA", "854": "BFA",
    "894": "ZMB",
}  # fmt: skip
"""ISO 3166-1 codes of the African mainland and Madagascar; islands are too far from any mission to matter."""

WITHOUT_NUMBER = {"Somaliland": "SOM"}
"""Natural Earth draws Somaliland apart, without a number; the United Nations counts it to Somalia."""


def _decode_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Undo the quantisation: each arc holds whole-number steps from its first point."""
    scale_x, scale_y = topology["transform"]["scale"]
    move_x, move_y = topology["transform"]["translate"]
    arcs: list[Ring] = []
    for steps in topology["arcs"]:
        x = y = 0
        points: Ring = []
        for step_x, step_y in steps:
            x += step_x
            y += step_y
            points.append((round(x * scale_x + move_x, DECIMALS), round(y * scale_y + move_y, DECIMALS)))
        arcs.append(points)
    return arcs


def _ring(indices: list[int], arcs: list[Ring]) -> Ring:
    """Join arcs to a closed ring; `~i` names arc `i` backwards, and neighbours share their end points."""
    ring: Ring = []
    for index in indices:
        for point in arcs[index] if index >= 0 else reversed(arcs[~index]):
            if not ring or ring[-1] != point:
                ring.append(point)
    return ring


def _polygons(geometry: dict[str, Any], arcs: list[Ring]) -> list[list[Ring]]:
    """Polygons of a geometry, without the rings that rounding has shrunk to less than a triangle."""
    shapes = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    decoded = [[_ring(indices, arcs) for indices in shape] for shape in shapes]
    return [[ring for ring in shape if len(ring) >= 4] for shape in decoded if len(shape[0]) >= 4]


def borders_text(topology: dict[str, Any]) -> str:
    """Return the outlines as GeoJSON text.

    Parameters
    ----------
    topology
        `countries-50m.json` as read: the object `countries` with ISO 3166-1 numbers as ids.

    Returns
    -------
    str
        A FeatureCollection, one feature a line; properties `iso3` and `name`; longitude, latitude in degrees.
    """
    arcs = _decode_arcs(topology)
    names: dict[str, str] = {}
    shapes: dict[str, list[list[Ring]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        iso3 = ISO3_BY_NUMBER.get(geometry.get("id", ""))
        if iso3 is not None:
            names[iso3] = name
        else:
            iso3 = WITHOUT_NUMBER.get(name)
        if iso3 is not None:
            shapes.setdefault(iso3, []).extend(_polygons(geometry, arcs))
    features = [
        {
            "type": "Feature",
            "properties": {"iso3": iso3, "name": names[iso3]},
            "geometry": {"type": "MultiPolygon", "coordinates": shapes[iso3]},
        }
        for iso3 in sorted(shapes)
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def main(arguments: list[str]) -> int:
    """Write `reference/borders.geojson`; `arguments` is the path of `countries-50m.json`."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m airlift_data.build_borders countries-50m.json\n")
        return 2
    topology = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    OUTPUT.write_text(borders_text(topology), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
