"""Draw the sample day of each mission, its tasks, landing zones and patrol areas, and its casualty zones.

Run ``python -m airlift_data.generate`` to rewrite, in the scenario `seoul-2021`, the files `tasks.csv` and `zones.csv`
(see `zones.py`) and those rows of `sites.csv` whose role is `landing_zone` or `patrol_area`. The seed is that of
`scenario.toml`; the same inputs give the same bytes.

What is drawn, for each mission:

* Casualties (`medevac`). Cells of `conflict_cells.csv` are drawn by their deaths in organised violence of all
  years, and a point is drawn evenly in the cell: four within `NEAR_NM` of the home base of the mission's
  medevac demand, one beyond the reach of a light helicopter from there. At one of the near points three
  patients wait, and one more is wounded there at dusk. Where a mission has no cell near (UNSOS has none at
  all, because its series may not be redistributed), points are drawn evenly around that home base. Cells
  count the dead of a conflict, not UN casualties: they say where, not how many.
* Patrols (`patrol`): areas drawn around the sites of the patrol demand, with a time on station.
* Transfers (`transfer`): patients from level 1 posts to the nearest hospital that can operate, and from there
  to the best hospital of the mission; passengers and cargo from home bases to their neighbours.

The elevation of a drawn point is that of the nearest airfield of `airfields.csv`, its temperature that of the
nearest site of the mission, corrected by 2 degrees C for each 1,000 ft.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from airlift_data.drawing import Borders, Draw, distance_nm, offset_deg
from airlift_data.places import (
    GENERATED_ROLES,
    Place,
    Row,
    Surroundings,
    csv_text,
    mission_sites,
    place_of,
    read_rows,
)
from airlift_data.zones import ZONE_COLUMNS, draw_zones

__all__ = ["generate", "main"]

HERE = Path(__file__).parent
SCENARIO = HERE / "scenarios" / "seoul-2021"
REFERENCE = HERE / "reference"
TASK_COLUMNS = [
    "id",
    "mission",
    "day",
    "kind",
    "priority",
    "pickup_site",
    "dropoff_site",
    "passengers",
    "litter_patients",
    "cargo_kg",
    "ready_min",
    "due_min",
    "wounded_min",
    "dwell_min",
    "max_ride_min",
    "source",
    "confidence",
]

NEAR_NM = 75.0
FAR_NM = (120.0, 200.0)
CELL_HALF_DEG = 0.125
DAY_MIN = 1440
RUNG = {"alpha": "surgery_min", "bravo": "bravo_min", "charlie": "charlie_min"}


@dataclass(frozen=True, slots=True)
class MissionDay:
    """The sample day of a mission and the countries whose conflict cells stand for it."""

    mission: str
    day: str
    cells: tuple[str, ...]
    mark: str = ""
    """Stands in the names and in the seed of a further day of the mission."""

    @property
    def stem(self) -> str:
        """What the names of drawn tasks and sites begin with."""
        return f"{self.mission}-{self.mark}" if self.mark else self.mission


DAYS = (
    MissionDay("unmiss", "2025-06-12", ("SSD",)),
    MissionDay("minusca", "2025-06-12", ("CAF",)),
    MissionDay("monusco", "2025-06-12", ("COD",)),
    # The series counts Abyei to South Sudan.
    MissionDay("unisfa", "2025-06-12", ("SSD",)),
    MissionDay("unsos", "2025-06-12", ()),
    MissionDay("minusma", "2023-06-15", ("MLI",)),
)


class SampleDay:
    """Draws the tasks and the new sites of one mission."""

    def __init__(self, day: MissionDay, scenario: Path, reference: Path) -> None:
        head = tomllib.loads((scenario / "scenario.toml").read_text(encoding="utf-8"))
        self.day = day
        self.draw = Draw(f"{head['seed']}:{day.stem}")
        self.seed = int(head["seed"])
        self.clock: dict[str, int] = {
            key: int(item["value"]) for key, item in head["policy"]["casualty"].items()
        }
        self.borders = Borders(reference / "borders.geojson")
        self.airfields = [place_of(row, "ident") for row in read_rows(reference / "airfields.csv")]
        self.sites = mission_sites(scenario, day.mission)
        self.demands = [row for row in read_rows(scenario / "demands.csv") if row["mission"] == day.mission]
        missions = {row["id"]: row for row in read_rows(scenario / "missions.csv")}
        self.countries = missions[day.mission]["countries"].split(";")
        self.cells = self._deaths_by_cell(reference)
        self.new_sites: list[Row] = []
        self.tasks: list[Row] = []

    def _deaths_by_cell(self, reference: Path) -> dict[tuple[float, float], int]:
        deaths: dict[tuple[float, float], int] = {}
        for row in read_rows(reference / "conflict_cells.csv"):
            if row["iso3"] in self.day.cells:
                key = (float(row["cell_latitude_deg"]), float(row["cell_longitude_deg"]))
                deaths[key] = deaths.get(key, 0) + int(row["deaths_best"])
        return dict(sorted(item for item in deaths.items() if item[1] > 0))

    def _demand_sites(self, role: str) -> list[Place]:
        """Sites of the mission's demand of a role, its home base first."""
        by_id = {site.id: site for site in self.sites}
        names = next(row["sites"] for row in self.demands if row["role"] == role)
        return [by_id[name] for name in names.split(";")]

    # --- new sites --------------------------------------------------------------------------------------

    def _add_site(self, role: str, iso3: str, lat_deg: float, lon_deg: float, basis: str) -> Place:
        """Append a landing zone or patrol area, with elevation and temperature from its neighbours."""
        short = {"landing_zone": "lz", "patrol_area": "pa"}[role]
        number = 1 + sum(row["role"] == role for row in self.new_sites)
        point = Place(f"{self.day.stem}-{short}{number}", round(lat_deg, 4), round(lon_deg, 4), {})
        around = Surroundings.of(point, self.airfields, self.sites)
        field, climate = around.field, around.climate
        noun = role.replace("_", " ")
        row = {
            "id": point.id,
            "name": f"{noun.capitalize()} {number}, {point.to(climate):.0f} nm from {climate.row['name']}",
            "iso3": iso3,
            "role": role,
            "latitude_deg": f"{point.lat_deg:.4f}",
            "longitude_deg": f"{point.lon_deg:.4f}",
            "elevation_ft": f"{around.elevation_ft:g}",
            "hot_day_c": f"{around.hot_day_c:g}",
            "fuel": "false",
            "medical_level": "0",
            "source": f"assumption: drawn with seed {self.seed} {basis}; elevation of airfield {field.id},"
            f" {point.to(field):.0f} nm away; temperature of {climate.id}",
            "confidence": "assumption",
        }
        self.new_sites.append(row)
        return Place(point.id, point.lat_deg, point.lon_deg, row)

    def _landing_zone(self, base: Place, low_nm: float, high_nm: float) -> Place:
        """Draw the place of a casualty between two distances of a home base."""
        edge_nm = 60 * CELL_HALF_DEG
        cells = {
            cell: deaths
            for cell, deaths in self.cells.items()
            if low_nm + edge_nm <= distance_nm(base.lat_deg, base.lon_deg, *cell) <= high_nm - edge_nm
        }
        if not cells:
            return self._point_around("landing_zone", base, low_nm, high_nm)
        while True:
            cell = self.draw.pick(list(cells), list(cells.values()))
            lat_deg, lon_deg = (
                self.draw.between(centre - CELL_HALF_DEG, centre + CELL_HALF_DEG) for centre in cell
            )
            iso3 = self.borders.country(self.countries, lat_deg, lon_deg)
            if iso3 is not None:
                basis = f"from the conflict cell at {cell[0]:g}, {cell[1]:g} (UCDP GED, {cells[cell]} deaths)"
                return self._add_site("landing_zone", iso3, lat_deg, lon_deg, basis)

    def _point_around(self, role: str, base: Place, low_nm: float, high_nm: float) -> Place:
        """Draw a point evenly by bearing and distance, on land of the mission's countries."""
        while True:
            away_nm = self.draw.between(low_nm, high_nm)
            bearing_deg = self.draw.between(0, 360)
            lat_deg, lon_deg = offset_deg(base.lat_deg, base.lon_deg, bearing_deg, away_nm)
            iso3 = self.borders.country(self.countries, lat_deg, lon_deg)
            if iso3 is not None:
                basis = f"around {base.id}, between {low_nm:g} and {high_nm:g} nm"
                return self._add_site(role, iso3, lat_deg, lon_deg, basis)

    # --- tasks ------------------------------------------------------------------------------------------

    def _add_task(
        self, kind: str, pickup: Place, dropoff: Place | None, why: str, **values: int | str
    ) -> None:
        number = 1 + sum(row["kind"] == kind for row in self.tasks)
        row = {
            "id": f"{self.day.stem}-{kind}{number}",
            "mission": self.day.mission,
            "day": self.day.day,
            "kind": kind,
            "priority": "routine",
            "pickup_site": pickup.id,
            "dropoff_site": dropoff.id if dropoff else "",
            "passengers": "0",
            "litter_patients": "0",
            "cargo_kg": "0",
            "source": f"assumption: drawn with seed {self.seed}; {why}",
            "confidence": "assumption",
        }
        self.tasks.append(row | {name: str(value) for name, value in values.items()})

    def _casualty(self, place: Place, wounded_min: int, priority: str, patients: int, why: str) -> None:
        limit_min = self.clock[RUNG[priority]] - self.clock["handover_min"]
        self._add_task(
            "medevac",
            place,
            None,
            why,
            priority=priority,
            litter_patients=patients,
            ready_min=wounded_min + self.clock["alert_min"],
            due_min=min(wounded_min + limit_min, 2 * DAY_MIN),
            wounded_min=wounded_min,
            dwell_min=self.clock["scene_min"] * patients,
        )

    def casualties(self) -> None:
        """Draw six casualty tasks, among them three patients in one place, one far away and one at dusk."""
        base = self._demand_sites("medevac")[0]
        wounded = "wounded by day"
        for priority in ("alpha", "alpha", self.draw.pick(("bravo", "charlie"))):
            near = self._landing_zone(base, 10, NEAR_NM)
            self._casualty(near, self.draw.step(360, 900, 5), priority, 1, wounded)
        crowd = self._landing_zone(base, 10, NEAR_NM)
        self._casualty(
            crowd, self.draw.step(420, 840, 5), "bravo", 3, f"{wounded}, three patients in one place"
        )
        far = self._landing_zone(base, *FAR_NM)
        self._casualty(
            far, self.draw.step(360, 900, 5), "alpha", 1, f"{wounded}, out of reach from the home base"
        )
        self._casualty(crowd, self.draw.step(1095, 1125, 5), "alpha", 1, "wounded at dusk")

    def patrols(self) -> None:
        """Draw five patrols: three around the home base of the patrol demand, two around its other sites."""
        home, *others = self._demand_sites("patrol")
        for seat in (home, home, home, self.draw.pick(others), self.draw.pick(others)):
            self._patrol(seat)

    def _patrol(self, seat: Place) -> None:
        area = self._point_around("patrol_area", seat, 15, 60)
        ready_min = self.draw.step(360, 840, 15)
        self._add_task(
            "patrol",
            area,
            None,
            f"patrol around {seat.id}",
            ready_min=ready_min,
            due_min=ready_min + self.draw.step(60, 150, 15),
            dwell_min=self.draw.step(20, 45, 5),
        )

    def patient_transfers(self) -> None:
        """Draw three patients: from two level 1 posts to the nearest surgeon, and from there to the best."""
        level = {site.id: int(site.row["medical_level"]) for site in self.sites}
        surgeons = [site for site in self.sites if level[site.id] >= self.clock["surgery_medical_level"]]
        base = self._demand_sites("medevac")[0]
        posts = sorted(
            (site for site in self.sites if site not in surgeons), key=lambda site: (base.to(site), site.id)
        )
        for post in posts[:2]:
            surgeon = min(surgeons, key=lambda other: (post.to(other), other.id))
            self._patient(post, surgeon, 180, "medical chain, level 1 to the nearest surgeon")
        best = max(surgeons, key=lambda site: (level[site.id], site.row["role"] == "mission_hq", site.id))
        nearest = min(surgeons, key=lambda site: (site == best, base.to(site), site.id))
        if nearest == best:
            self._patient(best, posts[0], 360, "medical chain, back to the post after treatment")
        else:
            self._patient(nearest, best, 360, "medical chain, from the surgeon to the best hospital")

    def _patient(self, pickup: Place, dropoff: Place, within_min: int, why: str) -> None:
        ready_min = self.draw.step(390, 840, 15)
        self._add_task(
            "transfer",
            pickup,
            dropoff,
            why,
            litter_patients=1,
            ready_min=ready_min,
            due_min=ready_min + within_min,
            dwell_min=self.clock["scene_min"],
            max_ride_min=120,
        )

    def loads(self) -> None:
        """Draw passengers and cargo out of the home bases: two that fit a light cabin, two that do not."""
        for role, load, why in (
            ("medevac", {"passengers": self.draw.step(1, 3, 1)}, "staff for a field site"),
            ("patrol", {"cargo_kg": self.draw.step(60, 180, 20)}, "spares and stores"),
            ("medevac", {"passengers": self.draw.step(6, 10, 1)}, "relief of a post"),
            ("utility", {"cargo_kg": self.draw.step(700, 1200, 50)}, "stores for a field base"),
        ):
            if any(row["role"] == role for row in self.demands):
                self._load(role, load, why)

    def _load(self, role: str, load: dict[str, int], why: str) -> None:
        base = self._demand_sites(role)[0]
        near = sorted(
            (site for site in self.sites if site != base), key=lambda site: (base.to(site), site.id)
        )
        ready_min = self.draw.step(390, 780, 15)
        self._add_task(
            "transfer",
            base,
            self.draw.pick(near[:3]),
            why,
            **load,
            ready_min=ready_min,
            due_min=ready_min + self.draw.step(120, 300, 30),
            dwell_min=10,
            max_ride_min=150,
        )


def generate(scenario: Path = SCENARIO, reference: Path = REFERENCE) -> dict[str, str]:
    """Draw all sample days and casualty zones.

    Parameters
    ----------
    scenario
        Folder with `scenario.toml`, `sites.csv`, `missions.csv` and `demands.csv`.
    reference
        Folder with `conflict_cells.csv`, `airfields.csv` and `borders.geojson`.

    Returns
    -------
    dict
        New text of `sites.csv` (rows that were not generated stay as they are, in order), `tasks.csv` and `zones.csv`.
    """
    sites = [row for row in read_rows(scenario / "sites.csv") if row["role"] not in GENERATED_ROLES]
    columns = list(sites[0])
    tasks: list[Row] = []
    for day in DAYS:
        sample = SampleDay(day, scenario, reference)
        sample.casualties()
        if any(row["role"] == "patrol" for row in sample.demands):
            sample.patrols()
        sample.patient_transfers()
        sample.loads()
        sites += sample.new_sites
        tasks += sample.tasks
    zones = draw_zones(scenario, reference, {day.mission: day.cells for day in DAYS})
    return {
        "sites.csv": csv_text(columns, sites),
        "tasks.csv": csv_text(TASK_COLUMNS, tasks),
        "zones.csv": csv_text(ZONE_COLUMNS, zones),
    }


def main() -> int:
    """Rewrite the generated files of `seoul-2021`."""
    for name, text in generate().items():
        (SCENARIO / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
