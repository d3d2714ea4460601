"""Places of a scenario folder as the generators read and write them: standard library only."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airlift_data.drawing import distance_nm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "GENERATED_ROLES",
    "Place",
    "Row",
    "Surroundings",
    "csv_text",
    "mission_sites",
    "place_of",
    "read_rows",
]

Row = dict[str, str]

GENERATED_ROLES = ("landing_zone", "patrol_area")
LAPSE_C_PER_1000_FT = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """A point with what the generators ask of it."""

    id: str
    lat_deg: float
    lon_deg: float
    row: Row

    def to(self, other: Place) -> float:
        """Distance in nm."""
        return distance_nm(self.lat_deg, self.lon_deg, other.lat_deg, other.lon_deg)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Elevation and temperature of a drawn point, from its neighbours.

    Parameters
    ----------
    field : Place
        Nearest airfield of `airfields.csv`: its elevation is taken for that of the point.
    climate : Place
        Nearest site of the mission: its temperature, corrected for the elevation, is taken for that of the point.
    """

    field: Place
    climate: Place

    @classmethod
    def of(cls, point: Place, airfields: Sequence[Place], sites: Sequence[Place]) -> Surroundings:
        """Find the neighbours of a point."""
        return cls(
            min(airfields, key=lambda other: (point.to(other), other.id)),
            min(sites, key=lambda other: (point.to(other), other.id)),
        )

    @property
    def elevation_ft(self) -> float:
        """Elevation of the point."""
        return float(self.field.row["elevation_ft"])

    @property
    def hot_day_c(self) -> float:
        """Afternoon temperature on a hot day, to half a degree."""
        climb = (self.elevation_ft - float(self.climate.row["elevation_ft"])) / 1000
        return round(2 * (float(self.climate.row["hot_day_c"]) - LAPSE_C_PER_1000_FT * climb)) / 2


def place_of(row: Row, name: str = "id") -> Place:
    """Return a row with a position as a place."""
    return Place(row[name], float(row["latitude_deg"]), float(row["longitude_deg"]), row)


def mission_sites(scenario: Path, mission: str) -> list[Place]:
    """Sites of a mission that were not drawn."""
    return [
        place_of(row)
        for row in read_rows(scenario / "sites.csv")
        if row["id"].startswith(f"{mission}-") and row["role"] not in GENERATED_ROLES
    ]


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV file as text."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def csv_text(columns: list[str], rows: list[Row]) -> str:
    """CSV text with LF line ends."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
