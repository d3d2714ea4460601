"""Casualty zones of each mission: where casualties are expected, and how often.

Where: cells of `conflict_cells.csv` with deaths in organised violence of all years, merged to at most `MOST_ZONES`
zones a mission, without a random draw. A cell goes to the mission with the nearest site, so that those around Abyei
are UNISFA's; cells farther than `FARTHEST_NM` from every site are left out, because no helicopter of the mission serves
them. Again and again the two zones merge whose merger moves the deaths least (Ward's rule: product of the deaths over
their sum, times the square of the distance); the position of a zone is the mean of its cells by deaths. UNSOS has no
cells, as its series may not be redistributed: `POINTS_PER_SITE` points are drawn around each of its sites, all alike.

How often: cells count the dead of a conflict, not UN casualties, so they share out a number that comes from elsewhere,
the calls for an air evacuation of one sector in a month times the sectors of the mission. Malakal had 19 evacuations by
air in 14 months (Indian J Aerosp Med 2019), Timbuktu about 12 in 6 months (defenceWeb 2015). The first rate stands for
missions that keep armed sides apart or protect civilians, the second for the two forces that are attacked themselves.
Sectors are the seats of sectors and hubs, and a headquarters with a hospital that can operate.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airlift_data.drawing import Borders, Draw, distance_nm, offset_deg
from airlift_data.places import Place, Row, Surroundings, mission_sites, place_of, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["ZONE_COLUMNS", "draw_zones", "sectors"]

MOST_ZONES = 40
FARTHEST_NM = 300.0
POINTS_PER_SITE = 4
AROUND_NM = (10.0, 75.0)
RATE_STEP = 0.0001
"""Events per month are shares of a mission's number in steps of so much, so that they add up to it exactly."""

ZONE_COLUMNS = [
    "id",
    "mission",
    "name",
    "latitude_deg",
    "longitude_deg",
    "elevation_ft",
    "hot_day_c",
    "events_per_month",
    "source",
    "confidence",
]


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls for an air evacuation of one sector in a month, and where the number is from."""

    per_sector: float
    basis: str


MALAKAL = Rate(1.4, "19 air evacuations of Malakal in 14 months (Indian J Aerosp Med 2019)")
TIMBUKTU = Rate(2.0, "about 12 evacuations around Timbuktu in 6 months (defenceWeb 2015)")
RATES = {
    "unmiss": MALAKAL,
    "minusca": MALAKAL,
    "monusco": MALAKAL,
    "unisfa": MALAKAL,
    "unsos": TIMBUKTU,
    "minusma": TIMBUKTU,
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Deaths around a point."""

    lat_deg: float
    lon_deg: float
    deaths: int

    def with_(self, other: Cluster) -> Cluster:
        """Merge two clusters."""
        deaths = self.deaths + other.deaths
        lat_deg = (self.lat_deg * self.deaths + other.lat_deg * other.deaths) / deaths
        lon_deg = (self.lon_deg * self.deaths + other.lon_deg * other.deaths) / deaths
        return Cluster(lat_deg, lon_deg, deaths)

    def moved(self, other: Cluster) -> float:
        """Return the cost of a merger, rounded lest the last bit of a sine decides between two that are alike."""
        away_nm = distance_nm(self.lat_deg, self.lon_deg, other.lat_deg, other.lon_deg)
        return round(self.deaths * other.deaths / (self.deaths + other.deaths) * away_nm**2, 3)


def draw_zones(scenario: Path, reference: Path, countries: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """Return the rows of `zones.csv`, mission by mission.

    Parameters
    ----------
    scenario
        Folder with `scenario.toml`, `sites.csv` and `missions.csv`.
    reference
        Folder with `conflict_cells.csv`, `airfields.csv` and `borders.geojson`.
    countries
        By mission, the countries whose conflict cells stand for it; none for one without a series.
    """
    seed = int(tomllib.loads((scenario / "scenario.toml").read_text(encoding="utf-8"))["seed"])
    airfields = [place_of(row, "ident") for row in read_rows(reference / "airfields.csv")]
    sites = {mission: mission_sites(scenario, mission) for mission in countries}
    of_mission = {row["id"]: row for row in read_rows(scenario / "missions.csv")}
    cells = _cells_by_mission(reference, countries, sites)
    borders = Borders(reference / "borders.geojson")
    zones: list[Row] = []
    for mission in countries:
        draw = Draw(f"{seed}:{mission}:zones")
        if cells[mission]:
            clusters = merge(cells[mission], MOST_ZONES)
        else:
            clusters = _around(sites[mission], draw, borders, of_mission[mission]["countries"].split(";"))
        zones += _rows(mission, clusters, sites[mission], airfields, seed=None if cells[mission] else seed)
    return zones


def sectors(sites: Sequence[Place]) -> int:
    """Count the seats of sectors and hubs, and headquarters with a hospital that can operate."""
    seats = [site for site in sites if site.row["role"] in ("sector_hq", "force_hub")]
    headquarters = [
        site for site in sites if site.row["role"] == "mission_hq" and int(site.row["medical_level"]) >= 2
    ]
    return len(seats) + len(headquarters)


def merge(clusters: Sequence[Cluster], most: int) -> list[Cluster]:
    """Merge clusters, the two that cost least first, until at most `most` are left; from south to north."""
    left = dict(enumerate(clusters))
    costs = {(a, b): left[a].moved(left[b]) for a in left for b in left if a < b}
    number = len(clusters) - 1
    while len(left) > most:
        first, second = min(costs, key=lambda pair: (costs[pair], pair))
        merged = left.pop(first).with_(left.pop(second))
        costs = {pair: cost for pair, cost in costs.items() if not {first, second} & set(pair)}
        number += 1
        costs |= {(other, number): left[other].moved(merged) for other in left}
        left[number] = merged
    return sorted(left.values(), key=lambda one: (round(one.lat_deg, 4), round(one.lon_deg, 4)))


def _cells_by_mission(
    reference: Path, countries: Mapping[str, tuple[str, ...]], sites: Mapping[str, list[Place]]
) -> dict[str, list[Cluster]]:
    """Return the cells with deaths, each at the mission with the nearest site, without those far from all sites."""
    deaths: dict[tuple[str, float, float], int] = {}
    for row in read_rows(reference / "conflict_cells.csv"):
        key = (row["iso3"], float(row["cell_latitude_deg"]), float(row["cell_longitude_deg"]))
        deaths[key] = deaths.get(key, 0) + int(row["deaths_best"])
    cells: dict[str, list[Cluster]] = {mission: [] for mission in countries}
    for (iso3, lat_deg, lon_deg), number in sorted(deaths.items()):
        if not number:
            continue
        point = Place("", lat_deg, lon_deg, {})
        away_nm, mission = min(
            (round(point.to(site), 3), mission)
            for mission, names in countries.items()
            if iso3 in names
            for site in sites[mission]
        )
        if away_nm <= FARTHEST_NM:
            cells[mission].append(Cluster(lat_deg, lon_deg, number))
    return cells


def _around(sites: Sequence[Place], draw: Draw, borders: Borders, countries: Sequence[str]) -> list[Cluster]:
    """Draw points evenly by bearing and distance around each site, on land of the mission's countries."""
    points: list[Cluster] = []
    for site in sites:
        wanted = len(points) + POINTS_PER_SITE
        while len(points) < wanted:
            away_nm, bearing_deg = draw.between(*AROUND_NM), draw.between(0, 360)
            lat_deg, lon_deg = offset_deg(site.lat_deg, site.lon_deg, bearing_deg, away_nm)
            if borders.country(countries, lat_deg, lon_deg) is not None:
                points.append(Cluster(lat_deg, lon_deg, 1))
    return points


def _rows(
    mission: str,
    clusters: Sequence[Cluster],
    sites: Sequence[Place],
    airfields: Sequence[Place],
    seed: int | None,
) -> list[Row]:
    rate, number = RATES[mission], sectors(sites)
    events = rate.per_sector * number
    shares = _shares(events, [one.deaths for one in clusters])
    why = f"{events:g} calls a month, {rate.per_sector:g} for each of {number} sectors after {rate.basis}"
    rows: list[Row] = []
    for at, (cluster, share) in enumerate(zip(clusters, shares, strict=True), start=1):
        point = Place(f"{mission}-z{at}", round(cluster.lat_deg, 4), round(cluster.lon_deg, 4), {})
        around = Surroundings.of(point, airfields, sites)
        if seed is None:
            where = f"mean of conflict cells with {cluster.deaths} deaths (UCDP GED); {why}, shared by deaths"
        else:
            where = f"drawn with seed {seed} around the sites of the mission; {why}, shared evenly"
        rows.append(
            {
                "id": point.id,
                "mission": mission,
                "name": f"Zone {at}, {point.to(around.climate):.0f} nm from {around.climate.row['name']}",
                "latitude_deg": f"{point.lat_deg:.4f}",
                "longitude_deg": f"{point.lon_deg:.4f}",
                "elevation_ft": f"{around.elevation_ft:g}",
                "hot_day_c": f"{around.hot_day_c:g}",
                "events_per_month": f"{share:.4f}",
                "source": f"assumption: {where}; elevation of airfield {around.field.id}, temperature of"
                f" {around.climate.id}",
                "confidence": "assumption",
            }
        )
    return rows


def _shares(total: float, weights: Sequence[int]) -> list[float]:
    """Share out a number by weights in whole steps, the steps that are left over to the largest remainders."""
    steps = round(total / RATE_STEP)
    exact = [steps * weight / sum(weights) for weight in weights]
    whole = [int(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda at: (whole[at] - exact[at], at))
    for at in order[: steps - sum(whole)]:
        whole[at] += 1
    return [one * RATE_STEP for one in whole]
