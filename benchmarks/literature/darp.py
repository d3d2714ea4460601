"""Dial-a-ride files: Cordeau 2006, Ropke, Cordeau and Laporte 2007.

First line: vehicles, requests, longest route, capacity, longest ride. Then one line a location: id, x, y, service,
load, earliest, latest; 0 is the depot, pick-ups 1 to n, their deliveries n + 1 to 2 n, the depot again or not. Some
files give the number of locations instead of the number of requests: the number of lines tells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from airlift.sorties.problem import Fleet, SortieProblem, Stop, Task
from benchmarks.literature.instance import Instance
from benchmarks.literature.text import InstanceText, at_least_zero, euclid

__all__ = ["DarpFile", "Location", "darp_instance", "pair_rows", "read_darp", "read_location"]

EXTRA_MIN = 15.0
"""Later latest times of the extended set (Gschwind and Irnich 2015)."""


@dataclass(frozen=True, slots=True)
class Location:
    """A line of the file."""

    id: int
    x: float
    y: float
    service: float
    load: float
    earliest: float
    latest: float


@dataclass(frozen=True, slots=True)
class DarpFile:
    """What a file says; `locations[i]` is location i, the depot first, the last one where the vehicles end."""

    vehicles: int
    requests: int
    longest_route: float
    capacity: float
    longest_ride: float
    locations: tuple[Location, ...]

    def extended(self) -> DarpFile:
        """Harder variant: latest times of all pick-ups and deliveries 15 later, twice the capacity."""
        n = self.requests
        stops = (
            replace(row, latest=row.latest + EXTRA_MIN) if 1 <= row.id <= 2 * n else row
            for row in self.locations
        )
        return replace(self, capacity=2 * self.capacity, locations=tuple(stops))


def read_location(text: InstanceText, position: int, expected: int) -> Location:
    """Read the line of a location and hold it to its number and to what cannot be negative."""
    values = text.numbers(position, 7, f"location {expected}")
    line = text.lines[position][0]
    if values[0] != expected:
        raise text.fail(f"location {expected} was expected, here is {values[0]:g}", line)
    row = Location(expected, *values[1:])
    at_least_zero(text, line, service_time=row.service, earliest_time=row.earliest, latest_time=row.latest)
    if row.earliest > row.latest:
        raise text.fail(
            f"location {expected} opens at {row.earliest:g}, after it closes at {row.latest:g}", line
        )
    return row


def pair_rows(text: InstanceText, rows: list[Location], requests: int, first_line: int) -> None:
    """Refuse loads that do not make pairs."""
    for number in range(1, requests + 1):
        load, unload = rows[number].load, rows[requests + number].load
        line = text.lines[first_line + requests + number][0]
        if load < 0 or unload > 0 or load != -unload:
            what = f"location {requests + number} should set down what location {number} picks up"
            raise text.fail(f"{what}: loads are {load:g} and {unload:g}", line)


def read_darp(text: InstanceText) -> DarpFile:
    """Read a file.

    Raises
    ------
    InstanceError
        Truncated, wrong counts, negative times, deliveries without a pick-up.
    """
    vehicles, requests, route, capacity, ride = text.numbers(0, 5, "the first line (vehicles, requests, ...)")
    at_least_zero(text, text.lines[0][0], longest_route=route, capacity=capacity, longest_ride=ride)
    fleet, said = text.whole(vehicles, "vehicles", 0), text.whole(requests, "requests", 0)
    if fleet < 1 or said < 1:
        raise text.fail("there must be a vehicle and a request", text.lines[0][0])
    given = len(text.lines) - 1
    rows = [read_location(text, number + 1, number) for number in range(given)]
    if given in (2 * said + 1, 2 * said + 2):
        n = said
    elif said % 2 == 0 and given in (said + 1, said + 2) and rows[said // 2 + 1].load < 0:
        n = said // 2
    else:
        ways = f"{2 * said + 1} or {2 * said + 2}"
        raise text.fail(f"{said} requests take {ways} lines of locations, here are {given}")
    pair_rows(text, rows, n, 1)
    if len(rows) == 2 * n + 1:
        rows.append(replace(rows[0], id=2 * n + 1))
    return DarpFile(fleet, n, route, capacity, ride, tuple(rows))


def darp_instance(text: InstanceText, *, extended: bool = False) -> Instance:
    """Read a file as a problem: total distance of at most so many vehicles, all requests served."""
    file = read_darp(text)
    if extended:
        file = file.extended()
    n, rows = file.requests, file.locations
    distance = np.array([euclid([(row.x, row.y) for row in rows])])

    def stop(number: int) -> Stop:
        row = rows[number]
        return Stop(number, row.earliest, row.latest, row.service)

    problem = SortieProblem(
        name=text.name,
        places=tuple(str(row.id) for row in rows),
        minutes=distance,
        cost=distance,
        fleets=(
            Fleet(
                id="vehicles",
                start=0,
                end=2 * n + 1,
                aircraft=file.vehicles,
                capacity=(file.capacity,),
                earliest_min=max(rows[0].earliest, rows[-1].earliest),
                latest_min=min(rows[0].latest, rows[-1].latest),
                max_duty_min=file.longest_route,
            ),
        ),
        tasks=tuple(
            Task(str(i), stop(i), stop(n + i), (rows[i].load,), max_ride_min=file.longest_ride)
            for i in range(1, n + 1)
        ),
    )
    label = {node: str(node + 1) for node in range(2 * n)}
    return Instance("darp", text, file, problem, label, "extended" if extended else "")
