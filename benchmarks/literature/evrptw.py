"""Electric vehicles with time windows: Schneider, Stenger and Goeke 2014.

One line a location after a line of titles: id, type (d depot, f station, c customer), x, y, demand, ready, due,
service. Then tank capacity Q, load capacity C, consumption r per distance, inverse refuelling rate g, speed v, each
as /value/.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from airlift.sorties.problem import Fleet, FuelUse, SortieProblem, Station, Stop, Task
from benchmarks.literature.instance import Instance
from benchmarks.literature.text import InstanceText, at_least_zero, euclid

__all__ = ["EvrptwFile", "EvrptwRow", "evrptw_instance", "read_evrptw"]

_FIGURES = {
    "Q": "tank capacity",
    "C": "load capacity",
    "r": "consumption",
    "g": "refuelling time",
    "v": "speed",
}


@dataclass(frozen=True, slots=True)
class EvrptwRow:
    """A line of the file."""

    id: str
    type: str
    x: float
    y: float
    demand: float
    ready: float
    due: float
    service: float


@dataclass(frozen=True, slots=True)
class EvrptwFile:
    """What a file says."""

    depot: EvrptwRow
    stations: tuple[EvrptwRow, ...]
    customers: tuple[EvrptwRow, ...]
    tank: float
    capacity: float
    consumption: float
    refuelling: float
    speed: float


def read_evrptw(text: InstanceText) -> EvrptwFile:
    """Read a file.

    Raises
    ------
    InstanceError
        Truncated, wrong counts, negative times.
    """
    if text.lines[0][1][0].lower() != "stringid":
        raise text.fail("the first line must be the titles (StringID Type x y ...)", text.lines[0][0])
    rows: list[EvrptwRow] = []
    figures: dict[str, float] = {}
    for line, words in text.lines[1:]:
        if words[0] in _FIGURES and "/" in "".join(words):
            figures[words[0]] = _figure(text, line, words)
        else:
            rows.append(_row(text, line, words))
    if missing := [what for letter, what in _FIGURES.items() if letter not in figures]:
        raise text.fail(f"the file ends without {', '.join(missing)}")
    ids = [row.id for row in rows]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise text.fail(f"location {', '.join(twice)} is there more than once")
    depots = [row for row in rows if row.type == "d"]
    if len(depots) != 1:
        raise text.fail(f"there must be one depot, here are {len(depots)}")
    customers = tuple(row for row in rows if row.type == "c")
    if not customers:
        raise text.fail("there is no customer")
    return EvrptwFile(
        depots[0],
        tuple(row for row in rows if row.type == "f"),
        customers,
        *(figures[letter] for letter in _FIGURES),
    )


def _row(text: InstanceText, line: int, words: tuple[str, ...]) -> EvrptwRow:
    if len(words) != 8:
        raise text.fail(f"a location takes 8 words, here are {len(words)}", line)
    if words[1] not in ("d", "f", "c"):
        raise text.fail(f"the type of location {words[0]} is {words[1]!r}; it must be d, f or c", line)
    try:
        x, y, demand, ready, due, service = (float(word) for word in words[2:])
    except ValueError:
        raise text.fail(f"location {words[0]} has a word that is not a number", line) from None
    at_least_zero(text, line, demand=demand, ready_time=ready, due_time=due, service_time=service)
    if ready > due:
        raise text.fail(f"location {words[0]} opens at {ready:g}, after it closes at {due:g}", line)
    return EvrptwRow(words[0], words[1], x, y, demand, ready, due, service)


def _figure(text: InstanceText, line: int, words: tuple[str, ...]) -> float:
    what = _FIGURES[words[0]]
    parts = " ".join(words).split("/")
    try:
        value = float(parts[1])
    except (IndexError, ValueError):
        raise text.fail(f"{what} must stand as /number/", line) from None
    at_least_zero(text, line, **{what.replace(" ", "_"): value})
    if words[0] in "Qv" and value == 0.0:
        raise text.fail(f"{what} must be above 0", line)
    return value


def evrptw_instance(text: InstanceText) -> Instance:
    """Read a file as a problem: fewest vehicles, then least distance, all customers served, tanks always filled."""
    file = read_evrptw(text)
    rows = [file.depot, *file.customers, *file.stations]
    distance = np.array([euclid([(row.x, row.y) for row in rows])])
    n = len(file.customers)
    problem = SortieProblem(
        name=text.name,
        places=tuple(row.id for row in rows),
        minutes=distance / file.speed,
        cost=distance,
        fleets=(
            Fleet(
                id="vehicles",
                start=0,
                end=0,
                aircraft=n,
                capacity=(file.capacity,),
                earliest_min=file.depot.ready,
                latest_min=file.depot.due,
                fuel=FuelUse(file.tank, file.tank, file.consumption * file.speed),
            ),
        ),
        tasks=tuple(
            Task(row.id, Stop(k, row.ready, row.due, row.service), demand=(row.demand,))
            for k, row in enumerate(file.customers, start=1)
        ),
        stations=tuple(
            Station(
                n + 1 + s,
                min_per_unit=file.refuelling,
                full=True,
                only_empty=False,
                earliest_min=row.ready,
                latest_min=row.due,
            )
            for s, row in enumerate(file.stations)
        ),
        goals=("aircraft", "cost"),
    )
    label = {k: row.id for k, row in enumerate(file.customers)}
    label |= {2 * n + s: row.id for s, row in enumerate(file.stations)}
    return Instance("evrptw", text, file, problem, label)
