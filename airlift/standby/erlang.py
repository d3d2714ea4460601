"""Erlang's loss system: equal aircraft that all calls may go to."""

from __future__ import annotations

import numpy as np

from airlift.flight.arrays import FloatArray

__all__ = ["erlang_loss", "erlang_states"]


def erlang_loss(aircraft: int, load: float) -> float:
    """Probability that all are busy; `load` is the number of calls within one mean service time."""
    loss = 1.0
    for number in range(1, aircraft + 1):
        loss = load * loss / (number + load * loss)
    return loss


def erlang_states(aircraft: int, load: float) -> FloatArray:
    """Probability of each number of busy aircraft, 0 to all of them."""
    weight = np.ones(aircraft + 1)
    for number in range(1, aircraft + 1):
        weight[number] = weight[number - 1] * load / number
    return np.asarray(weight / weight.sum(), dtype=np.float64)
