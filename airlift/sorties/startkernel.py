"""The starts of closed routes from which they can be flown, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from airlift.solvers.mip import BoolArray, FloatVector, IntVector
from airlift.sorties.dayarrays import DayArrays
from airlift.sorties.flightkernel import FlightArrays, RouteArrays, fly_route
from airlift.sorties.label import LISTS, PARENT, REFUEL, SITE, Wholes
from airlift.sorties.labelstore import (
    END_E,
    END_LISTS,
    END_MINUS_L,
    END_PARENT,
    END_S,
    END_SURE,
    END_T,
)

__all__ = ["fly_starts", "longest_route", "undominated"]


@njit(cache=True, nogil=True)
def longest_route(wholes: Wholes, closed: Wholes, ends: IntVector) -> int:
    """Most visits of some closed routes."""
    longest = 0
    for end in ends:
        longest = max(longest, _visits(wholes, closed, end))
    return longest


@njit(cache=True, nogil=True)
def _visits(wholes: Wholes, closed: Wholes, end: int) -> int:
    visits = 1
    label = closed[end, END_PARENT]
    while label >= 0:
        visits += 1
        label = wholes[label, PARENT]
    return visits


@njit(cache=True, nogil=True)
def _trace(home: int, wholes: Wholes, closed: Wholes, end: int, route: RouteArrays) -> int:
    """Write down the visits of a closed route; return how many."""
    m = route.picks.shape[1]
    visits = _visits(wholes, closed, end)
    route.site[visits - 1], route.refuel[visits - 1] = home, False
    for j in range(m):
        route.drops[visits - 1, j] = closed[end, END_LISTS + m + j]
        route.picks[visits - 1, j] = -1
    label = closed[end, END_PARENT]
    for k in range(visits - 2, -1, -1):
        route.site[k], route.refuel[k] = wholes[label, SITE], wholes[label, REFUEL] != 0
        for j in range(m):
            route.drops[k, j] = wholes[label, LISTS + 4 * m + j]
            route.picks[k, j] = wholes[label, LISTS + 5 * m + j]
        label = wholes[label, PARENT]
    return visits


@njit(cache=True, nogil=True)
def fly_starts(
    day: DayArrays,
    wholes: Wholes,
    closed: Wholes,
    ends: IntVector,
    stocks: IntVector,
    route: RouteArrays,
    flight: FlightArrays,
    starts: IntVector,
    draws: FloatVector,
) -> int:
    """Write (closed route, start, minutes) and the fuel drawn of each start that no other start makes needless.

    A start from which no waiting is needed can be moved along its window as it is. Of the earlier ones only the last
    can be of use: it ends at the same minute as those before it and is shorter.

    Returns
    -------
    int
        How many starts were written.
    """
    grid, number = day.grid_min, 0
    for end in ends:
        first, last, sure = closed[end, END_S], -closed[end, END_MINUS_L], closed[end, END_SURE]
        visits = _trace(day.home, wholes, closed, end, route)
        unwaited = max(first, closed[end, END_E] - closed[end, END_T])
        low = -(-unwaited // grid) * grid
        high = last // grid * grid
        if low > unwaited or low > high:
            start = min(low - grid, high)
            while start >= first:
                if fly_route(day, route, visits, start, flight):
                    _write(day, end, start, visits, stocks, route, flight, starts, draws, number)
                    number += 1
                    break
                if sure:
                    break
                start -= grid
        flown = False
        for start in range(low, high + 1, grid):
            if not flown or not sure:
                flown = fly_route(day, route, visits, start, flight)
            if flown:
                _write(day, end, start, visits, stocks, route, flight, starts, draws, number)
                number += 1
    return number


@njit(cache=True, nogil=True)
def _write(
    day: DayArrays,
    end: int,
    start: int,
    visits: int,
    stocks: IntVector,
    route: RouteArrays,
    flight: FlightArrays,
    starts: IntVector,
    draws: FloatVector,
    number: int,
) -> None:
    """Note a start. Drawn is what is taken at a site, and at the home base what the tail needs to be as full again."""
    starts[number, 0], starts[number, 1] = end, start
    starts[number, 2] = flight.arrive[visits - 1] - flight.depart[0]
    for k in range(len(stocks)):
        drawn = 0.0
        for j in range(1, visits):
            if route.site[j] == stocks[k]:
                drawn += flight.refuel[j]
        if stocks[k] == day.home:
            drawn += flight.fuel[0] + day.taxi_kg - flight.fuel[visits - 1]
        draws[number, k] = np.floor(drawn * 1e6 + 0.5) / 1e6


@njit(cache=True, nogil=True)
def undominated(sets: IntVector, start: IntVector, draws: FloatVector) -> BoolArray:
    """Say which starts to keep: the shortest of the same tasks and start comes first, later ones must draw less."""
    keep = np.ones(len(start), dtype=np.bool_)
    first = 0
    for k in range(len(start)):
        if start[k] != start[first] or sets[k] != sets[first]:
            first = k
        for other in range(first, k):
            if keep[other]:
                less = True
                for j in range(draws.shape[1]):
                    less = less and draws[other, j] <= draws[k, j]
                if less:
                    keep[k] = False
                    break
    return keep
