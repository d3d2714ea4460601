"""What a simulated mission consists of: plain data without the scenario, so that a process can be handed it.

Minutes count from the local midnight of the first simulated day; place names are those of sites and zones.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "CATEGORIES",
    "Clocks",
    "Luck",
    "PlannedSortie",
    "PlannedStop",
    "Ride",
    "World",
    "WorldUnit",
    "WorldZone",
]

CATEGORIES = ("alpha", "bravo", "charlie")


@dataclass(frozen=True, slots=True)
class Ride:
    """From a site to a zone, on to a hospital and back, in minutes after launch.

    `capacity` is the number of patients that fuel and mass allow; lying and seated ones together.
    """

    out_min: float
    landing_min: float
    busy_min: float
    flight_min: float
    hospital: str
    capacity: int


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """A stop of the programme; `leg_min` is the flight to it as geometry and cruise speed have it, 0 at take-off."""

    site: str
    arrive_min: float
    depart_min: float
    leg_min: float
    refuels: bool
    loaded: bool
    fuel_kg: float


@dataclass(frozen=True, slots=True)
class PlannedSortie:
    """A sortie of the programme, flown by a line of a unit; `tasks` are kinds of the tasks that it fulfils."""

    id: str
    unit: int
    line: int
    crew: str
    tasks: tuple[str, ...]
    stops: tuple[PlannedStop, ...]


@dataclass(frozen=True, slots=True)
class WorldUnit:
    """A unit: its lines (serviceable tails) by day, the first `held` of them on standby, and its crews.

    `posts` has the sites of the held lines by watch. `rides` are by night (0, 1), site and zone; a zone that is not
    reached has no entry. `spares` are tails that are there beside the lines.
    """

    id: str
    aircraft: int
    home: str
    litters: int
    seats: int
    seats_with_litters: int
    cruise_kt: float
    burn_kg_per_h: float
    turnaround_min: float
    held: int
    by_night: bool
    crews: tuple[str, ...]
    lines: tuple[int, ...]
    spares: tuple[int, ...]
    starts: tuple[str, ...]
    posts: tuple[tuple[str, ...], ...]
    rides: tuple[dict[str, tuple[Ride | None, ...]], dict[str, tuple[Ride | None, ...]]]


@dataclass(frozen=True, slots=True)
class WorldZone:
    """A zone with its casualties by hour of the day and its flying day; `window` is None in polar night."""

    id: str
    latitude_deg: float
    longitude_deg: float
    events_per_hour: tuple[float, ...]
    window: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Clocks:
    """Times of the casualty timeline and of the crews."""

    alert_min: float
    scene_min: float
    handover_min: float
    landing_min: float
    advanced_min: float
    limits_min: tuple[float, float, float]
    attended: bool
    patience_min: float
    reserve_aircraft: int
    crew_flight_min: float
    duty: tuple[float, float]
    watch_min: float
    first_watch_min: float


@dataclass(frozen=True, slots=True)
class Luck:
    """What may go wrong, and how casualties come."""

    alpha: float
    bravo: float
    casualties_per_event: float
    defects_per_flight_h: float
    repair_min: float
    closed: float
    closure_min: float
    fuel_late: float
    sick: float


@dataclass(frozen=True, slots=True)
class World:
    """A mission for the simulator.

    `coordinates` are of all sites that matter, `fuel_sites` those of them with fuel; `operations` is the number of
    operations that each hospital begins in a day, `hospital_fuel_nm` its distance to the nearest fuel. `contingency`
    and `reserves_min` (day, night) are those of flight planning. `programme` has the sorties of each day of the cycle.
    `random` is False where nothing is left to chance.
    """

    mission: str
    month: str
    days: int
    random: bool
    units: tuple[WorldUnit, ...]
    zones: tuple[WorldZone, ...]
    coordinates: dict[str, tuple[float, float]]
    fuel_sites: tuple[str, ...]
    operations: dict[str, int]
    hospital_fuel_nm: dict[str, float]
    contingency: float
    reserves_min: tuple[float, float]
    programme: tuple[tuple[PlannedSortie, ...], ...]
    clocks: Clocks
    luck: Luck
    planned_advanced_pct: float | None
    planned_surgery_pct: float | None
