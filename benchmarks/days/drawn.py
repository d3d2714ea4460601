"""Realistic helicopter days, drawn from a seed around the shipped sites.

    generate(seed=1, tasks=100, bases=4, tails=16)

Bases, towns and bases of the force are sites of one mission of `seoul-2021`, with its policy and its aircraft. Around
each base lie landing zones and patrol areas, drawn within the reach of a light helicopter. Every base has a unit of
light helicopters, every other one a unit of medium ones too. People, cargo and ranges follow what each kind can lift:
240 to 430 kg for a 500MD, tonnes for a Mi-17. The same seed gives the same day on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import airlift
from airlift.flight import distance_nm
from airlift.plans import Allocation, Unit
from airlift.plans.serviceability import average_serviceable
from airlift.scenario import Scenario, Site
from airlift_data.drawing import Draw, offset_deg

__all__ = ["DrawnDay", "generate"]

MISSION = "unmiss"
_MONTH = "2024-01"
_DAY = "2025-06-12"
_HOMES = ("unmiss-juba", "unmiss-malakal", "unmiss-wau", "unmiss-bentiu", "unmiss-bor")
_LIGHT = ("500md", "md530f", "500md", "md500e", "500md")
_MEDIUM = ("mi-17", "uh-1h", "bell-212")
_MADE = {"source": "assumption: drawn for a benchmark", "confidence": "assumption"}
_LEAST_POINTS = 5
_TASKS_A_POINT = 4
_TOWN_NM = 95.0
"""Sites of the mission at which people of a base are dropped or picked up: within the radius of a light helicopter."""
_MOST_TAILS, _MOST_TASKS = 24, 200


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """A generated day.

    Parameters
    ----------
    name : str
        Seed and sizes.
    scenario, allocation : Scenario, Allocation
        What `airlift.sorties.solve_day` takes, with the mission `mission`.
    mission : str
        Mission of its tasks.
    """

    name: str
    scenario: Scenario
    allocation: Allocation
    mission: str


def generate(seed: int, tasks: int, bases: int, tails: int) -> DrawnDay:
    """Draw a day.

    Parameters
    ----------
    seed : int
        Of every choice.
    tasks : int
        From 1 to 200.
    bases : int
        From 1 to 5.
    tails : int
        Serviceable aircraft in all: at least one for each unit, at most 24.

    Raises
    ------
    ValueError
        A size is out of its range.
    """
    if not 1 <= tasks <= _MOST_TASKS or not 1 <= bases <= len(_HOMES):
        raise ValueError(f"tasks must be from 1 to {_MOST_TASKS} and bases from 1 to {len(_HOMES)}")
    fleet = _fleet(bases, tails)
    name = f"day-{tasks}-{bases}-{tails}-{seed}"
    base = airlift.load("seoul-2021")
    draw = Draw(name)
    homes = [base.site_by_id[home] for home in _HOMES[:bases]]
    towns = [
        site
        for site in base.sites
        if site.id.startswith(MISSION) and site.role not in ("landing_zone", "patrol_area")
    ]
    number = max(_LEAST_POINTS, -(-tasks // (bases * _TASKS_A_POINT)))
    points = {home.id: [_point(draw, home, k) for k in range(number)] for home in homes}
    heavy = {home for home, kind, _ in fleet if kind in _MEDIUM}
    rows = [_task(draw, k, draw.pick(homes), towns, points, heavy) for k in range(tasks)]
    data = base.model_dump(mode="json")
    data["sites"] += [point for near in points.values() for point in near]
    data["tasks"] = rows
    row = next(one for one in data["demands"] if one["mission"] == MISSION)
    data["demands"] += [row | _MADE | {"id": f"bench-{home}", "sites": [home]} for home in _HOMES[:bases]]
    units = [
        Unit(
            id=f"u{k}",
            partner=base.partners[0].id,
            demand=f"bench-{home}",
            aircraft_type=kind,
            maintenance_base=base.maintenance_bases[0].id,
            first_month=_MONTH,
            aircraft=(_deployed(base, serviceable),),
        )
        for k, (home, kind, serviceable) in enumerate(fleet, start=1)
    ]
    return DrawnDay(name, Scenario.model_validate(data), Allocation(units=tuple(units)), MISSION)


def _fleet(bases: int, tails: int) -> list[tuple[str, str, int]]:
    """Home, type and serviceable aircraft of each unit: a light one at each base, a medium one at every other."""
    units = [(home, _LIGHT[k]) for k, home in enumerate(_HOMES[:bases])]
    units += [(home, _MEDIUM[k]) for k, home in enumerate(_HOMES[:bases:2])]
    if not len(units) <= tails <= _MOST_TAILS:
        raise ValueError(f"tails must be from {len(units)} to {_MOST_TAILS} for {bases} bases")
    share, more = divmod(tails, len(units))
    return [(home, kind, share + (k < more)) for k, (home, kind) in enumerate(units)]


def _deployed(scenario: Scenario, serviceable: int) -> int:
    """Fewest aircraft of which so many are serviceable."""
    aircraft = serviceable
    while average_serviceable(scenario, aircraft) < serviceable:
        aircraft += 1
    return aircraft


def _point(draw: Draw, home: Site, number: int) -> dict[str, Any]:
    """Draw a landing zone or a patrol area 8 to 70 nm from a home base."""
    latitude, longitude = offset_deg(
        home.latitude_deg, home.longitude_deg, draw.between(0.0, 360.0), draw.between(8.0, 70.0)
    )
    role = "patrol_area" if number % 3 == 0 else "landing_zone"
    return home.model_dump(mode="json") | _MADE | {
        "id": f"{home.id}-{number:02d}",
        "name": f"{home.name}, point {number}",
        "role": role,
        "latitude_deg": round(latitude, 4),
        "longitude_deg": round(longitude, 4),
        "fuel": False,
        "runway_m": None,
        "medical_level": 0,
    }  # fmt: skip


def _task(
    draw: Draw,
    number: int,
    home: Site,
    towns: list[Site],
    points: dict[str, list[dict[str, Any]]],
    heavy: set[str],
) -> dict[str, Any]:
    """Draw a task of a base: 15 % casualties, 25 % patrols, 60 % transfers."""
    near = points[home.id]
    zones = [point["id"] for point in near if point["role"] == "landing_zone"]
    ready = draw.step(360, 930, 5)
    task: dict[str, Any] = _MADE | {
        "id": f"task-{number:03d}", "mission": MISSION, "day": _DAY, "priority": "routine",
        "dropoff_site": None, "passengers": 0, "litter_patients": 0, "cargo_kg": 0.0, "ready_min": ready,
        "wounded_min": None, "dwell_min": 10, "max_ride_min": None,
    }  # fmt: skip
    kind = draw.between(0.0, 1.0)
    if kind < 0.15:
        priority = draw.pick(["alpha", "bravo", "bravo", "charlie"])
        task |= {
            "kind": "medevac",
            "priority": priority,
            "pickup_site": draw.pick(zones),
            "litter_patients": 1,
        }
        return task | {"wounded_min": ready - 25, "due_min": ready + 400}
    if kind < 0.40:
        area = draw.pick([point["id"] for point in near if point["role"] == "patrol_area"])
        task |= {"kind": "patrol", "pickup_site": area, "dwell_min": draw.step(15, 45, 5)}
        return task | {"due_min": ready + draw.step(60, 240, 15)}
    ends = [
        home.id,
        *zones,
        *(site.id for site in towns if site.id != home.id and _away_nm(home, site) <= _TOWN_NM),
    ]
    start = home.id if draw.between(0.0, 1.0) < 0.5 else draw.pick(ends)
    end = draw.pick([site for site in ends if site != start])
    task |= {"kind": "transfer", "pickup_site": start, "dropoff_site": end}
    if home.id in heavy and draw.between(0.0, 1.0) < 0.4:
        task |= {"passengers": draw.step(4, 9, 1), "cargo_kg": float(draw.step(0, 600, 100))}
    else:
        task |= {"passengers": draw.step(1, 3, 1), "cargo_kg": float(draw.step(0, 60, 20))}
    return task | {"due_min": ready + draw.step(120, 360, 15), "max_ride_min": draw.pick([None, 120, 150])}


def _away_nm(a: Site, b: Site) -> float:
    return distance_nm(a.latitude_deg, a.longitude_deg, b.latitude_deg, b.longitude_deg)
