"""Prices with the bound of what a route can still gain: how finely time and fuel are cut."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from airlift.sorties.energy.labelkernel import QUICK, Day, Prices
from airlift.sorties.energy.restkernel import fill_rest

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["with_rest"]

_BUCKETS, _MOST_BUCKETS = 240, 3000
_LEVELS, _MOST_LEVELS = 200, 500
"""Usual and most buckets of time and levels of fuel."""
_MARGIN = 1e-9
"""Rounding of sums in another order."""


def with_rest(
    day: Day,
    fragment: NDArray[np.float64],
    station: NDArray[np.float64],
    zero: float,
    threshold: float,
    mode: int,
) -> Prices:
    """Give prices with their bound; in quick pricing it leaves out the fuel."""
    places, tasks = len(day.to_end_min), len(day.latest_pick)
    # Time for a last filling belongs to the day.
    filling = day.tank * float(np.max(day.brim_pace, initial=0.0))
    last = min(float(day.latest_end), float(np.max(day.last_min, initial=zero)) + filling + 1.0)
    span = max(1.0, last - zero)
    shortest = float(np.min(day.duration_min, initial=span)) - 1e-6
    bucket = min(shortest, span / _BUCKETS)
    if not math.isfinite(span) or bucket < span / _MOST_BUCKETS:
        # Fragments that take no time, or days without an end: no bound.
        bucket = span / _BUCKETS if math.isfinite(span) else 1.0
        rest = np.full((places, _BUCKETS + 2, 1), -math.inf)
        return Prices(fragment, station, rest, zero, bucket, 1.0, threshold, mode)
    unit, levels, gain = _levels(day, bucket)
    if mode == QUICK or levels == 1:
        day = day._replace(burn=0.0, reserve=-math.inf, end_fuel=-math.inf)
        unit, levels, gain = 1.0, 1, 0
    size = math.ceil(span / bucket) + 2
    prices = Prices(
        fragment, station, np.full((places, size, levels), math.inf), zero, bucket, unit, threshold, mode
    )
    picked = np.full((tasks, size, levels), math.inf)
    for b in range(size - 1, -1, -1):
        fill_rest(day, prices, gain, b, picked)
    prices.rest[:] -= _MARGIN
    return prices


def _levels(day: Day, bucket: float) -> tuple[float, int, int]:
    """Fuel of a level, number of levels, and how many a bucket of time gives at the fastest station."""
    if day.burn <= 0.0 or day.tank <= 0.0:
        return 1.0, 1, 0
    paces = [float(day.brim_pace[s]) for s in range(len(day.open_min))]
    unit = day.tank / _LEVELS
    fastest = min(paces, default=math.inf)
    if 0.0 < fastest < math.inf:
        # Cut so that a bucket gives a whole number of levels.
        rate = bucket / fastest
        fitted = rate / max(1, round(rate / unit))
        unit = fitted if day.tank / fitted <= _MOST_LEVELS else unit
        gain = math.ceil(rate / unit - 1e-6)
    else:
        gain = _LEVELS + 1 if fastest == 0.0 else 0
    levels = math.ceil(day.tank / unit) + 1
    return unit, levels, min(gain, levels)
