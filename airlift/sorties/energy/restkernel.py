"""Compiled bound of what a route can still gain: tasks may repeat, time and fuel are rounded to the good side."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from airlift.sorties.energy.labelkernel import Day, Prices

__all__ = ["fill_rest"]

_Floats = NDArray[np.float64]
_MARGIN = 1e-7


@njit(cache=True)
def _level(fuel: float, unit: float, most: int) -> int:
    return min(most, max(0, math.ceil((fuel - _MARGIN) / unit)))


@njit(cache=True)
def _onward(day: Day, prices: Prices, picked: _Floats, v: int, b: int, h: int) -> float:
    """Least reduced cost of an end or a fragment that follows at once."""
    rest, unit = prices.rest, prices.unit
    size, most = rest.shape[1], rest.shape[2] - 1
    now, fuel = prices.zero + b * prices.bucket, h * unit
    least = np.inf
    if (
        now + day.to_end_min[v] <= day.latest_end + _MARGIN
        and fuel - day.burn * day.to_end_min[v] >= day.end_fuel - _MARGIN
    ):
        least = day.to_end_cost[v]
    for i in range(len(day.latest_pick)):
        at = now + day.to_pick_min[v, i]
        left = fuel - day.burn * day.to_pick_min[v, i]
        if at <= day.latest_pick[i] + _MARGIN and left >= day.reserve - _MARGIN:
            then = min(max(b, int((at - prices.zero - _MARGIN) / prices.bucket)), size - 1)
            least = min(least, day.to_pick_cost[v, i] + picked[i, then, _level(left, unit, most)])
    return float(least)


@njit(cache=True)
def _refuelled(day: Day, prices: Prices, v: int, b: int, h: int) -> float:
    """Least reduced cost by way of a station."""
    rest, unit = prices.rest, prices.unit
    size, most = rest.shape[1], rest.shape[2] - 1
    now, fuel = prices.zero + b * prices.bucket, h * unit
    least = np.inf
    for s in range(len(day.open_min)):
        at = max(now + day.to_station_min[v, s], day.open_min[s])
        left = fuel - day.burn * day.to_station_min[v, s]
        if at <= day.shut_min[s] + _MARGIN and left >= day.reserve - _MARGIN:
            at += day.fixed_min[s]
            then = min(max(b, int((at - prices.zero - _MARGIN) / prices.bucket)), size - 1)
            after = rest[len(day.latest_pick) + s, then, _level(left, unit, most)]
            least = min(least, day.to_station_cost[v, s] + prices.station[s] + after)
    return float(least)


@njit(cache=True)
def fill_rest(day: Day, prices: Prices, gain: int, first: int, picked: _Floats) -> None:
    """Fill `prices.rest` for one bucket of time, those after it being filled.

    Parameters
    ----------
    day, prices : Day, Prices
        The fleet, and reduced costs. No fragment may be shorter than a bucket.
    gain : int
        Levels of fuel that a bucket of time gives at the fastest station.
    first : int
        Bucket.
    picked : array, shape (tasks, buckets, levels)
        The same as `rest`, from the arrival at a first pick-up.
    """
    rest = prices.rest
    places, size, levels = rest.shape
    tasks, stations = len(day.latest_pick), len(day.open_min)
    b = first
    now = prices.zero + b * prices.bucket
    for i in range(tasks):
        for g in range(day.begin_of[i], day.begin_of[i + 1]):
            if now > day.last_min[g] + _MARGIN:
                continue
            finish = max(now, day.first_min[g]) + day.duration_min[g]
            after = min(max(b + 1, int((finish - prices.zero - _MARGIN) / prices.bucket)), size - 1)
            for h in range(levels):
                left = h * prices.unit - day.burn * day.flown_min[g]
                if left >= day.reserve - _MARGIN:
                    level = _level(left, prices.unit, levels - 1)
                    value = prices.fragment[g] + rest[day.last[g], after, level]
                    picked[i, b, h] = min(picked[i, b, h], value)
    # Who stays a part of a bucket at a station leaves with what the whole bucket gives; the last one has no end.
    if b == size - 1:
        gain = levels
    for s in range(stations):
        for h in range(levels):
            more = min(levels - 1, h + gain)
            rest[tasks + s, b, h] = _onward(day, prices, picked, tasks + s, b, more)
            if b + 1 < size:
                rest[tasks + s, b, h] = min(rest[tasks + s, b, h], rest[tasks + s, b + 1, more])
    for _ in range(stations):
        for s in range(stations):
            for h in range(levels):
                value = _refuelled(day, prices, tasks + s, b, min(levels - 1, h + gain))
                rest[tasks + s, b, h] = min(rest[tasks + s, b, h], value)
    for v in range(places):
        if v < tasks or v == places - 1:
            for h in range(levels):
                value = _refuelled(day, prices, v, b, h)
                rest[v, b, h] = min(value, _onward(day, prices, picked, v, b, h))
