"""Compiled flight of one route from one start minute: what `timeline.fly` gives out.

Times. From a start, the earliest times that keep every rule are the least solution of a system of difference
constraints (legs, services, ready times, rides, the longest burn between two fills), found by raising departures until
nothing is broken. What is left of waiting is then moved as early as the deadlines allow: waiting on the ground before
a heavy take-off, or at a fuel stop where nothing is burnt, costs less than waiting after it.

Fuel. Each fill takes the least that reaches the next fill: burn x (1 + contingency) + final reserve.

A route is four arrays over its visits: site, whether fuel is taken, tasks that end there and tasks that begin there, in
the order of their service, with -1 behind the last one.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from airlift.solvers.mip import BoolArray, FloatVector, IntVector
from airlift.sorties.dayarrays import DayArrays

__all__ = ["FlightArrays", "RouteArrays", "fly_route", "new_flight", "new_route"]

_TOLERANCE_KG = 1e-6  # float noise; a thousandth of a gram
_GRAMS = 1000.0


class RouteArrays(NamedTuple):
    """Visits of a route; only the first `visits` rows count, which the caller keeps."""

    site: IntVector
    refuel: BoolArray
    drops: IntVector
    picks: IntVector


class FlightArrays(NamedTuple):
    """Times and fuel by visit, and room for work: later times, bounds, limits as (from, to, minutes)."""

    arrive: IntVector
    depart: IntVector
    fuel: FloatVector
    refuel: FloatVector
    payload: FloatVector
    later_arrive: IntVector
    later_depart: IntVector
    bound: IntVector
    limit: IntVector


def new_route(visits: int, tasks: int) -> RouteArrays:
    """Room for a route of so many visits with so many tasks."""
    return RouteArrays(
        np.zeros(visits, dtype=np.int64),
        np.zeros(visits, dtype=np.bool_),
        np.full((visits, tasks), -1, dtype=np.int64),
        np.full((visits, tasks), -1, dtype=np.int64),
    )


def new_flight(visits: int, tasks: int) -> FlightArrays:
    """Room for the flight of such a route."""
    whole = [np.zeros(visits, dtype=np.int64) for _ in range(5)]
    real = [np.zeros(visits, dtype=np.float64) for _ in range(3)]
    limit = np.zeros((visits + tasks, 3), dtype=np.int64)
    return FlightArrays(whole[0], whole[1], *real, whole[2], whole[3], whole[4], limit)


@njit(cache=True, nogil=True)
def fly_route(day: DayArrays, route: RouteArrays, visits: int, start: int, flight: FlightArrays) -> bool:
    """Fly a route from a start; False where a rule forbids it."""
    rides = _rides(day, route, visits, flight.limit)
    limits = _burns(day, route, visits, flight.limit, rides)
    flight.bound[:visits] = 0
    while True:
        if not _forward(day, route, visits, start, flight):
            return False
        broken = False
        for k in range(limits):
            a, b, most = flight.limit[k, 0], flight.limit[k, 1], flight.limit[k, 2]
            if flight.arrive[b] - flight.depart[a] > most:
                if a == 0:
                    return False
                broken = True
                flight.bound[a] = max(flight.bound[a], flight.arrive[b] - most)
        if not broken:
            break
    _weigh(day, route, visits, flight.payload)
    if _waiting_first(day, route, visits, flight, rides) and _fuelled(
        day, route, visits, flight.later_arrive, flight.later_depart, flight
    ):
        flight.arrive[:visits] = flight.later_arrive[:visits]
        flight.depart[:visits] = flight.later_depart[:visits]
        return True
    return _fuelled(day, route, visits, flight.arrive, flight.depart, flight)


@njit(cache=True, nogil=True)
def _rides(day: DayArrays, route: RouteArrays, visits: int, limit: IntVector) -> int:
    """Limited rides, each from the visit of the pick-up to that of the drop-off."""
    number = 0
    for k in range(visits):
        for t in route.drops[k]:
            if t < 0:
                break
            if day.task[t].max_ride < 0:
                continue
            for j in range(k):
                for other in route.picks[j]:
                    if other == t:
                        limit[number, 0], limit[number, 1], limit[number, 2] = j, k, day.task[t].max_ride
                        number += 1
    return number


@njit(cache=True, nogil=True)
def _burns(day: DayArrays, route: RouteArrays, visits: int, limit: IntVector, number: int) -> int:
    """Longest burn from each fill to the next, or home."""
    endurance = math.floor((day.usable_kg - day.reserve_kg) / (day.burn * (1.0 + day.contingency)) + 1e-9)
    first = 0
    for k in range(1, visits):
        if route.refuel[k] or k == visits - 1:
            limit[number, 0], limit[number, 1], limit[number, 2] = first, k, endurance
            number += 1
            first = k
    return number


@njit(cache=True, nogil=True)
def _forward(day: DayArrays, route: RouteArrays, visits: int, start: int, flight: FlightArrays) -> bool:
    """Give the times without needless waiting; False where a window or the duration is missed."""
    arrive, depart = flight.arrive, flight.depart
    arrive[0] = depart[0] = start
    loaded = 0
    for t in route.picks[0]:
        if t < 0:
            break
        loaded = max(loaded, day.task[t].ready) + day.task[t].dwell
    home = route.site[0]
    if loaded > start or start < day.site[home].dawn or start > day.site[home].dusk:
        return False
    for k in range(1, visits):
        site = route.site[k]
        time = max(depart[k - 1] + day.leg_min[route.site[k - 1], site], day.site[site].dawn)
        arrive[k] = time
        for t in route.drops[k]:
            if t < 0:
                break
            if time > day.task[t].latest:
                return False
        if k < visits - 1:
            time = _served(day, route, k, time)
            if time < 0:
                return False
            time = max(time, flight.bound[k])
        depart[k] = time
        if time > day.site[site].dusk:
            return False
    return arrive[visits - 1] - start <= day.max_sortie_min


@njit(cache=True, nogil=True)
def _served(day: DayArrays, route: RouteArrays, k: int, time: int) -> int:
    """End of the services of a visit that begins at a time; -1 if a patrol begins too late."""
    for t in route.drops[k]:
        if t < 0:
            break
        time += day.unload_min
    if route.refuel[k]:
        time += day.refuel_min
    for t in route.picks[k]:
        if t < 0:
            break
        time = max(time, day.task[t].ready)
        if day.task[t].patrol and time > day.task[t].due:
            return -1
        time += day.task[t].dwell
    return time


@njit(cache=True, nogil=True)
def _weigh(day: DayArrays, route: RouteArrays, visits: int, payload: FloatVector) -> None:
    """Payload on board when departing from each visit; attendants fly the whole sortie."""
    on_board = 0.0
    for k in range(visits):
        for t in route.picks[k]:
            if t < 0:
                break
            if day.task[t].medevac:
                on_board = day.attendants_kg
    for k in range(visits):
        for t in route.drops[k]:
            if t < 0:
                break
            on_board -= day.task[t].payload_kg
        for t in route.picks[k]:
            if t < 0:
                break
            on_board += day.task[t].payload_kg
        payload[k] = on_board


@njit(cache=True, nogil=True)
def _waiting_first(day: DayArrays, route: RouteArrays, visits: int, flight: FlightArrays, rides: int) -> bool:
    """Move waiting to the earliest place, landings at fills as they are; False if there is nothing to move.

    Of all times that end when these do, the latest: those that a limited ride forbids are lowered until none is.
    """
    end = flight.depart[visits - 1]
    for k in range(visits):
        flight.bound[k] = flight.arrive[k]
        if 0 < k < visits - 1 and not route.refuel[k]:
            flight.bound[k] = end
            for t in route.drops[k]:
                if t < 0:
                    break
                flight.bound[k] = min(flight.bound[k], day.task[t].latest)
    while True:
        _latest(day, route, visits, flight)
        broken = False
        for k in range(rides):
            a, b, most = flight.limit[k, 0], flight.limit[k, 1], flight.limit[k, 2]
            if flight.later_arrive[b] - flight.later_depart[a] > most:
                broken = True
                flight.bound[b] = min(flight.bound[b], flight.later_depart[a] + most)
        if not broken:
            break
    for k in range(visits):
        if flight.later_arrive[k] != flight.arrive[k] or flight.later_depart[k] != flight.depart[k]:
            return True
    return False


@njit(cache=True, nogil=True)
def _latest(day: DayArrays, route: RouteArrays, visits: int, flight: FlightArrays) -> None:
    """Latest times under the same end, the same landings at fills and the latest landings given."""
    arrive, depart = flight.later_arrive, flight.later_depart
    arrive[:visits] = flight.arrive[:visits]
    depart[:visits] = flight.depart[:visits]
    for k in range(visits - 2, 0, -1):
        site = route.site[k]
        depart[k] = min(arrive[k + 1] - day.leg_min[site, route.site[k + 1]], day.site[site].dusk)
        if route.refuel[k]:
            continue
        begin = depart[k]
        for j in range(route.picks.shape[1] - 1, -1, -1):
            t = route.picks[k, j]
            if t < 0:
                continue
            begin -= day.task[t].dwell
            if day.task[t].patrol:
                begin = min(begin, day.task[t].due)
        for t in route.drops[k]:
            if t < 0:
                break
            begin -= day.unload_min
        arrive[k] = min(begin, flight.bound[k])


@njit(cache=True, nogil=True)
def _fuelled(
    day: DayArrays,
    route: RouteArrays,
    visits: int,
    arrive: IntVector,
    depart: IntVector,
    flight: FlightArrays,
) -> bool:
    """Give each fill the least fuel; False where tanks or a take-off mass do not allow it."""
    flight.refuel[:visits] = 0.0
    on_arrival = 0.0
    first = 0
    for end in range(1, visits):
        if not route.refuel[end] and end < visits - 1:
            continue
        burn = day.burn * (arrive[end] - depart[first])
        need = burn * (1.0 + day.contingency) + day.reserve_kg
        load = max(math.ceil(need * _GRAMS - 1e-6) / _GRAMS, on_arrival)
        if not _lifts(day, route, first, end, load, depart, flight):
            load = max(need, on_arrival)
            if not _lifts(day, route, first, end, load, depart, flight):
                return False
        if first > 0:
            flight.refuel[first] = load - on_arrival
            if flight.refuel[first] <= 0.5e-6:
                # What is left of the contingency would do: a stop without fuel taken is no fuel stop.
                return False
        on_arrival = load - burn
        first = end
    flight.fuel[visits - 1] = on_arrival
    return True


@njit(cache=True, nogil=True)
def _lifts(
    day: DayArrays,
    route: RouteArrays,
    first: int,
    end: int,
    load: float,
    depart: IntVector,
    flight: FlightArrays,
) -> bool:
    """Whether every take-off up to the next fill can be flown with a load of fuel; notes the fuel on board."""
    if load > day.usable_kg + _TOLERANCE_KG:
        return False
    for k in range(first, end):
        flight.fuel[k] = load - day.burn * (depart[k] - depart[first])
        if flight.payload[k] + flight.fuel[k] > day.site[route.site[k]].room_kg + _TOLERANCE_KG:
            return False
    return True
