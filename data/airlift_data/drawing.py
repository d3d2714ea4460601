"""Geometry and random draws of the task generator: standard library only, the same on every machine.

Distances are great circles on a sphere of 3,440.065 nm; against the ellipsoid they err by less than 0.6 %,
which is nothing against the width of a conflict cell (15 nm).
"""

from __future__ import annotations

import bisect
import json
import math
import random
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Borders", "Draw", "distance_nm", "offset_deg"]

T = TypeVar("T")

EARTH_RADIUS_NM = 3440.065


def distance_nm(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> float:
    """Great-circle distance in nautical miles (haversine)."""
    lat1, lon1, lat2, lon2 = (math.radians(value) for value in (lat1_deg, lon1_deg, lat2_deg, lon2_deg))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_NM * math.asin(math.sqrt(half))


def offset_deg(lat_deg: float, lon_deg: float, bearing_deg: float, away_nm: float) -> tuple[float, float]:
    """Position at a bearing and a distance up to some 200 nm, by the flat-earth rule of 60 nm a degree."""
    bearing = math.radians(bearing_deg)
    north_deg = away_nm * math.cos(bearing) / 60
    east_deg = away_nm * math.sin(bearing) / (60 * math.cos(math.radians(lat_deg)))
    return lat_deg + north_deg, lon_deg + east_deg


class Borders:
    """Country outlines, to keep drawn points on land and in the mission's countries."""

    def __init__(self, path: Path) -> None:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        self._rings: dict[str, list[list[list[float]]]] = {
            feature["properties"]["iso3"]: [
                ring for polygon in feature["geometry"]["coordinates"] for ring in polygon
            ]
            for feature in features
        }

    def contain(self, iso3: str, lat_deg: float, lon_deg: float) -> bool:
        """Whether a point lies in a country: an eastward ray crosses its outlines an odd number of times."""
        inside = False
        for ring in self._rings[iso3]:
            for (lon1, lat1), (lon2, lat2) in pairwise(ring):
                if (lat1 > lat_deg) != (lat2 > lat_deg):
                    crossing_deg = lon1 + (lat_deg - lat1) / (lat2 - lat1) * (lon2 - lon1)
                    inside ^= crossing_deg > lon_deg
        return inside

    def country(self, countries: Sequence[str], lat_deg: float, lon_deg: float) -> str | None:
        """Return the first of some countries that contains a point, or None."""
        return next((iso3 for iso3 in countries if self.contain(iso3, lat_deg, lon_deg)), None)


class Draw:
    """Random draws from one seed word.

    Only `random.Random.random` is used, because Python promises its sequence for a seed in all versions; a
    seed that is a string is hashed with SHA-512 and so does not depend on PYTHONHASHSEED.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def between(self, low: float, high: float) -> float:
        """Uniform in [low, high)."""
        return low + (high - low) * self._random.random()

    def step(self, low: int, high: int, step: int) -> int:
        """One of low, low + step, ..., high, each as likely."""
        return low + step * int(self._random.random() * ((high - low) // step + 1))

    def pick(self, items: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One item, by weight where weights are given."""
        if weights is None:
            return items[int(self._random.random() * len(items))]
        sums = list(accumulate(weights))
        return items[min(bisect.bisect_right(sums, self._random.random() * sums[-1]), len(items) - 1)]
