"""Figures of a distribution of losses over weighted futures."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["cvar", "expected"]

_DIGITS = 9
"""Sums of shares are binary fractions; what lies beyond says nothing."""


def expected(losses: Sequence[float], weights: Sequence[float]) -> float:
    """Mean loss; the weights sum to 1."""
    return round(sum(loss * weight for loss, weight in zip(losses, weights, strict=True)), _DIGITS)


def cvar(losses: Sequence[float], weights: Sequence[float], alpha: float) -> float:
    """Mean of the worst `1 - alpha` of the distribution (Rockafellar and Uryasev 2002, for discrete losses).

    Parameters
    ----------
    losses, weights : sequence of float
        Loss in each future and its share; the weights sum to 1.
    alpha : float
        From 0 (the mean) to below 1.
    """
    left = tail = 1 - alpha
    total = 0.0
    for loss, weight in sorted(zip(losses, weights, strict=True), key=lambda pair: -pair[0]):
        taken = min(weight, left)
        total += loss * taken
        left -= taken
        if left <= 1e-12:
            break
    return round(total / (tail - max(left, 0.0)), _DIGITS)
