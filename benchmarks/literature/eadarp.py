"""Electric dial-a-ride files: Bongiovanni, Kaspi and Geroliminis 2019.

First line: vehicles, requests, common origins, common destinations, stations, 1, horizon. Then one line a location:
id, x, y, service, load, earliest, latest. Then lists: common origin, common destination, origins of the vehicles,
destinations, stations; ride limit of each request; capacity, initial and most energy of each vehicle; refuelling
rate of each station; consumption per minute; best-known values, or not.

Reading used here: a station may be visited once in all, a vehicle may end at any destination, whichever is nearest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from airlift.sorties.problem import Fleet, FuelUse, SortieProblem, Station, Stop, Task
from benchmarks.literature.darp import Location, pair_rows, read_location
from benchmarks.literature.instance import Instance
from benchmarks.literature.text import InstanceText, at_least_zero, euclid

__all__ = ["TRAVEL_WEIGHT", "EadarpFile", "eadarp_instance", "read_eadarp"]

TRAVEL_WEIGHT = 0.75
"""Weight of travel time in the objective; excess ride time has the rest."""


@dataclass(frozen=True, slots=True)
class EadarpFile:
    """What a file says; `locations[i - 1]` is location i, lists name locations by their id."""

    vehicles: int
    requests: int
    horizon: float
    locations: tuple[Location, ...]
    origins: tuple[int, ...]
    destinations: tuple[int, ...]
    stations: tuple[int, ...]
    ride_limits: tuple[float, ...]
    capacity: tuple[float, ...]
    initial: tuple[float, ...]
    most: tuple[float, ...]
    rates: tuple[float, ...]
    consumption: float

    def at(self, number: int) -> Location:
        """Location by its id."""
        return self.locations[number - 1]


def read_eadarp(text: InstanceText) -> EadarpFile:
    """Read a file.

    Raises
    ------
    InstanceError
        Truncated, wrong counts, negative times, deliveries without a pick-up.
    """
    head = text.numbers(0, 7, "the first line (vehicles, requests, ...)")
    line = text.lines[0][0]
    vehicles, n, starts, ends, stations = (
        text.whole(value, what, 0)
        for value, what in zip(
            head, ("vehicles", "requests", "common origins", "common destinations", "stations"), strict=False
        )
    )
    at_least_zero(text, line, horizon=head[6])
    if vehicles < 1 or n < 1:
        raise text.fail("there must be a vehicle and a request", line)
    position, rows = 1, list[Location]()
    while position < len(text.lines) and _continues(text, position, len(rows) + 1):
        rows.append(read_location(text, position, len(rows) + 1))
        position += 1
    if len(rows) < 2 * n:
        raise text.fail(f"{n} requests take at least {2 * n} lines of locations, here are {len(rows)}")
    # `pair_rows` counts from a depot in front; here location 1 comes first.
    pair_rows(text, [rows[0], *rows], n, 0)
    lists = _Lists(text, position, len(rows))
    lists.ids(starts, "the common origin")
    lists.ids(ends, "the common destination")
    origins = lists.ids(vehicles, "the origins of the vehicles")
    destinations = lists.ids(None, "the destinations")
    station_ids = lists.ids(stations, "the stations")
    file = EadarpFile(
        vehicles,
        n,
        head[6],
        tuple(rows),
        origins,
        destinations,
        station_ids,
        ride_limits=lists.amounts(n, "the ride limits"),
        capacity=lists.amounts(vehicles, "the capacities"),
        initial=lists.amounts(vehicles, "the initial energy"),
        most=lists.amounts(vehicles, "the most energy"),
        rates=lists.amounts(stations, "the rates of the stations"),
        consumption=lists.amounts(1, "the consumption")[0],
    )
    if any(rate <= 0.0 for rate in file.rates):
        raise text.fail("a station has a rate that is not above 0")
    if any(start > most for start, most in zip(file.initial, file.most, strict=True)):
        raise text.fail("a vehicle starts with more energy than it holds")
    return file


def _continues(text: InstanceText, position: int, expected: int) -> bool:
    """Whether a line is one more location: the lists after them never begin with the next number in seven words."""
    _, words = text.lines[position]
    return words[0] == str(expected) or (len(words) == 7 and expected == 1)


class _Lists:
    """The lists after the locations, one a line."""

    def __init__(self, text: InstanceText, position: int, locations: int) -> None:
        self._text, self._position, self._locations = text, position, locations

    def amounts(self, count: int | None, what: str) -> tuple[float, ...]:
        """Numbers that are not negative."""
        if count == 0:
            return ()
        values = self._text.numbers(self._position, count, what)
        line = self._text.lines[self._position][0]
        for value in values:
            at_least_zero(self._text, line, **{what.replace(" ", "_"): value})
        self._position += 1
        return tuple(values)

    def ids(self, count: int | None, what: str) -> tuple[int, ...]:
        """Ids of locations."""
        position = self._position
        numbers = tuple(self._text.whole(value, what, position) for value in self.amounts(count, what))
        for number in numbers:
            if not 1 <= number <= self._locations:
                line = self._text.lines[position][0]
                raise self._text.fail(f"{what}: there is no location {number}", line)
        return numbers


def eadarp_instance(text: InstanceText, *, end_energy: float = 0.1) -> Instance:
    """Read a file as a problem.

    Parameters
    ----------
    text : InstanceText
        File.
    end_energy : float
        Least energy at the end of the day, as a part of the most that a vehicle holds.
    """
    file = read_eadarp(text)
    n, rows = file.requests, file.locations
    flat = np.array(euclid([(row.x, row.y) for row in rows]))
    # A place of its own that is as far as the nearest destination: each vehicle ends where it is nearest.
    nearest = flat[:, [number - 1 for number in file.destinations]].min(axis=1)
    size = len(rows) + 1
    minutes = np.zeros((1, size, size))
    minutes[0, :-1, :-1] = flat
    minutes[0, :-1, -1] = minutes[0, -1, :-1] = nearest
    alike = Counter(
        (file.at(origin).x, file.at(origin).y, origin, *figures)
        for origin, *figures in zip(_first_alike(file), file.capacity, file.initial, file.most, strict=True)
    )
    ends = [file.at(number) for number in file.destinations]
    fleets = tuple(
        Fleet(
            id=f"vehicles-{number}",
            start=origin - 1,
            end=size - 1,
            aircraft=count,
            capacity=(capacity,),
            earliest_min=file.at(origin).earliest,
            latest_min=min(file.horizon, max(row.latest for row in ends)),
            fuel=FuelUse(most, initial, file.consumption, least_at_end=end_energy * most),
        )
        for number, ((_, _, origin, capacity, initial, most), count) in enumerate(alike.items(), start=1)
    )

    def stop(number: int) -> Stop:
        row = file.at(number)
        return Stop(number - 1, row.earliest, row.latest, row.service)

    problem = SortieProblem(
        name=text.name,
        places=(*(str(row.id) for row in rows), "destination"),
        minutes=minutes,
        cost=TRAVEL_WEIGHT * minutes,
        fleets=fleets,
        tasks=tuple(
            Task(str(i), stop(i), stop(n + i), (file.at(i).load,), max_ride_min=file.ride_limits[i - 1])
            for i in range(1, n + 1)
        ),
        stations=tuple(
            Station(
                number - 1,
                min_per_unit=1.0 / rate,
                max_visits=1,
                earliest_min=file.at(number).earliest,
                latest_min=file.at(number).latest,
            )
            for number, rate in zip(file.stations, file.rates, strict=True)
        ),
        ride_cost=1.0 - TRAVEL_WEIGHT,
    )
    label = {node: str(node + 1) for node in range(2 * n)}
    label |= {2 * n + s: str(number) for s, number in enumerate(file.stations)}
    return Instance("eadarp", text, file, problem, label, f"{end_energy:g}")


def _first_alike(file: EadarpFile) -> list[int]:
    """Give each vehicle the first origin that lies where its own does and has the same window."""
    first: dict[tuple[float, float, float, float], int] = {}
    return [
        first.setdefault((row.x, row.y, row.earliest, row.latest), row.id)
        for row in (file.at(number) for number in file.origins)
    ]
