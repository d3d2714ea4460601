"""Means and shares over replications, with confidence intervals of 95 %."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from airlift.flight.arrays import FloatArray

__all__ = ["Estimate", "amount_of", "difference_of_shares", "mean_of", "share_of", "t_quantile"]

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its confidence interval, whose ends are None for a single replication."""

    mean: float
    low: float | None
    high: float | None


@lru_cache(maxsize=64)
def t_quantile(degrees: int, confidence: float = CONFIDENCE) -> float:
    """Two-sided quantile of Student's t, from the finite series for whole degrees of freedom."""
    low, high = 0.0, 1.0
    while _t_inside(high, degrees) < confidence:
        high *= 2.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _t_inside(middle, degrees) < confidence else (low, middle)
    return (low + high) / 2.0


def _t_inside(t: float, degrees: int) -> float:
    """Probability between -t and t (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(degrees))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2 == 1
    term = cosine if odd else 1.0
    total = term if degrees > 1 else 0.0
    for number in range(3 if odd else 2, degrees - 1, 2):
        term *= cosine * cosine * (number - 1) / number
        total += term
    return 2.0 / math.pi * (angle + sine * total) if odd else sine * total


def mean_of(values: FloatArray) -> Estimate:
    """Mean of one value a replication."""
    mean = float(values.mean())
    return _interval(mean, values - mean)


def amount_of(values: FloatArray) -> Estimate:
    """Mean of something that is never negative, nor is the lower limit."""
    found = mean_of(values)
    return found if found.low is None else Estimate(found.mean, max(0.0, found.low), found.high)


def share_of(hits: FloatArray, of: FloatArray) -> Estimate | None:
    """Share over all replications in per cent, by the ratio estimator; None where there was nothing to share.

    A replication with many casualties counts more than one with few. The interval is that of the linearised ratio,
    cut to 0 to 100.
    """
    if of.sum() <= 0.0:
        return None
    found = _interval(*_ratio(hits, of))
    if found.low is None or found.high is None:
        return found
    return Estimate(found.mean, max(0.0, found.low), min(100.0, found.high))


def difference_of_shares(
    hits: FloatArray, of: FloatArray, other_hits: FloatArray, other_of: FloatArray
) -> Estimate | None:
    """Difference, other less first, of two shares in the same worlds, in points."""
    if of.sum() <= 0.0 or other_of.sum() <= 0.0:
        return None
    share, residual = _ratio(hits, of)
    other, other_residual = _ratio(other_hits, other_of)
    return _interval(other - share, other_residual - residual)


def _ratio(hits: FloatArray, of: FloatArray) -> tuple[float, FloatArray]:
    share = float(hits.sum() / of.sum())
    return 100.0 * share, 100.0 * (hits - share * of) / of.mean()


def _interval(mean: float, residual: FloatArray) -> Estimate:
    number = len(residual)
    if number < 2:
        return Estimate(mean, None, None)
    spread = float(np.sqrt((residual**2).sum() / (number - 1) / number))
    half = t_quantile(number - 1) * spread
    return Estimate(mean, mean - half, mean + half)
