"""Country outlines for the maps: read from the shipped data, cut to the frame of a map."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Country", "Frame", "clipped", "shipped_borders", "thinned"]

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon_deg: float, lat_deg: float) -> bool:
        """Whether a point lies in the frame, edges included."""
        return self.west <= lon_deg <= self.east and self.south <= lat_deg <= self.north


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its outlines: outer rings and holes alike, points as (longitude, latitude)."""

    iso3: str
    name: str
    rings: tuple[Ring, ...]


@cache
def shipped_borders() -> tuple[Country, ...]:
    """Return the outlines that come with airlift (Natural Earth 1:50m, public domain)."""
    text = files("airlift_data").joinpath("reference", "borders.geojson").read_text(encoding="utf-8")
    countries = []
    for feature in json.loads(text)["features"]:
        geometry = feature["geometry"]
        shape = geometry["coordinates"]
        polygons = shape if geometry["type"] == "MultiPolygon" else [shape]
        rings = tuple(tuple((lon, lat) for lon, lat in ring) for polygon in polygons for ring in polygon)
        countries.append(Country(feature["properties"]["iso3"], feature["properties"]["name"], rings))
    return tuple(countries)


def clipped(ring: Ring, frame: Frame) -> Ring:
    """Cut a ring to a frame (Sutherland and Hodgman, Communications of the ACM 17, 1974, 32-42)."""
    points: Sequence[Point] = ring
    sides: tuple[tuple[int, float, Callable[[float, float], bool]], ...] = (
        (0, frame.west, float.__ge__),
        (0, frame.east, float.__le__),
        (1, frame.south, float.__ge__),
        (1, frame.north, float.__le__),
    )
    for axis, limit, inside in sides:
        kept: list[Point] = []
        for number, point in enumerate(points):
            before = points[number - 1]
            if inside(float(point[axis]), limit) != inside(float(before[axis]), limit):
                share = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append(
                    (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
                )
            if inside(float(point[axis]), limit):
                kept.append(point)
        points = kept
    return tuple(points)


def thinned(points: Sequence[Point], step: float) -> list[Point]:
    """Drop points nearer than `step`, in both directions, to the last one kept; the last point stays."""
    kept: list[Point] = []
    for point in points:
        if not kept or abs(point[0] - kept[-1][0]) >= step or abs(point[1] - kept[-1][1]) >= step:
            kept.append(point)
    if points and kept[-1] != points[-1]:
        kept.append(points[-1])
    return kept
