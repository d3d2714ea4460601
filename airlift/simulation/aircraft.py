"""An aircraft, a casualty event that waits, and the record of a replication while it runs."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from airlift.simulation.chances import CasualtyEvent
from airlift.simulation.world import PlannedSortie

__all__ = ["Aircraft", "Flown", "PostWatch", "Record", "Waiting"]


@dataclass(slots=True, eq=False)
class Aircraft:
    """A line of a unit.

    `idle` says that it stands ready at `site`; `job` is what keeps it busy. On a sortie `stop` is the last stop that it
    came to, and `airborne` says whether it has left it. `version` grows whenever a job is given up, so that events of
    the job before are known as stale.
    """

    unit: int
    line: int
    site: str
    idle: bool = True
    job: str = ""
    version: int = 0
    crew: str | None = None
    flown_min: float = 0.0
    until_defect_min: float = float("inf")
    sortie: PlannedSortie | None = None
    sortie_day: int = 0
    stop: int = -1
    airborne: bool = False
    departed_min: float = 0.0


@dataclass(slots=True, eq=False)
class Waiting:
    """Casualties of an event whom nobody has taken yet."""

    event: CasualtyEvent
    categories: list[int]


@dataclass(slots=True, eq=False)
class PostWatch:
    """When a post lost its last ready aircraft, while it is empty."""

    empty_since_min: float | None = None


@dataclass(frozen=True, slots=True)
class Flown:
    """A stop as it was flown: sortie, day, place in the sortie, arrival and departure."""

    sortie: str
    day: int
    stop: int
    arrive_min: float
    depart_min: float


@dataclass(slots=True)
class Record:
    """What a replication leaves.

    `casualties` has a row for each: zone, local hour, category, minutes from wounding to advanced care and to the
    operating table (infinite where never), and outcome (0 hospital, 1 ground, 2 in progress).
    """

    casualties: list[tuple[int, int, int, float, float, int]] = field(default_factory=list)
    flight_min: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    flown: Counter[str] = field(default_factory=Counter)
    causes: Counter[tuple[str, str]] = field(default_factory=Counter)
    empty_min: defaultdict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    empty_times: Counter[tuple[str, str]] = field(default_factory=Counter)
    stops: list[Flown] = field(default_factory=list)
