"""The hypercube for more aircraft than can be enumerated: the approximation of Jarvis (1985) with Larson's factors.

Aircraft are taken as independent, each with its own busy probability, and the product is corrected by the factor that
makes it exact for equal aircraft that are asked in random order. Measured against the exact hypercube in
`benchmarks/scenarios/standby.py`.
"""

from __future__ import annotations

import math

import numpy as np

from airlift.flight.arrays import FloatArray
from airlift.standby.erlang import erlang_states
from airlift.standby.hypercube import Dispatch

__all__ = ["approximate_state", "correction"]

_CHANGE = 1e-10
_MOST_ROUNDS = 2000


def correction(aircraft: int, load: float) -> FloatArray:
    """Larson's factors of the k-th aircraft asked, k = 0 .. aircraft - 1.

    Parameters
    ----------
    aircraft : int
        Number of equal aircraft.
    load : float
        Calls within one mean service time.
    """
    states = erlang_states(aircraft, load)
    busy = float(np.arange(aircraft + 1) @ states) / aircraft
    factors = np.ones(aircraft)
    if not 0.0 < busy < 1.0:
        return factors
    for asked in range(aircraft):
        # Of `count` busy aircraft in random places, those asked before are busy and this one is idle.
        exact = sum(
            float(states[count]) * math.comb(aircraft - asked - 1, count - asked) / math.comb(aircraft, count)
            for count in range(asked, aircraft)
        )
        factors[asked] = exact / (busy**asked * (1.0 - busy))
    return factors


def approximate_state(dispatch: Dispatch) -> tuple[FloatArray, FloatArray]:
    """Approximate a system of any number of aircraft.

    Returns
    -------
    tuple of array, array
        Probability that a call of each zone goes to each place of its list, and busy probability of each aircraft.

    Raises
    ------
    ArithmeticError
        The rounds do not converge.
    """
    number = dispatch.aircraft
    listed = dispatch.order >= 0
    who = np.maximum(dispatch.order, 0)
    busy = np.zeros(number)
    served = np.zeros(dispatch.order.shape)
    mean_h = float(dispatch.service_h.mean()) if number else 0.0
    load = float(dispatch.rate_per_h[listed.any(axis=1)].sum()) * mean_h
    factors = correction(number, load)[: dispatch.order.shape[1]] if number else np.ones(0)
    for _ in range(_MOST_ROUNDS):
        asked = np.where(listed, busy[who], 1.0)
        before = _products_before(asked)
        served = np.where(listed, np.minimum(1.0, factors * before * (1.0 - asked)), 0.0)
        # Corrected shares may add up to more than all calls; they are then scaled to all calls.
        served /= np.maximum(1.0, served.sum(axis=1))[:, None]
        # Calls an hour that would come to an idle aircraft, from which its busy probability follows.
        calls = dispatch.rate_per_h[:, None] * served / np.maximum(1e-12, 1.0 - asked)
        offered = (
            np.bincount(who.ravel(), weights=(calls * listed).ravel(), minlength=number) * dispatch.service_h
        )
        better = offered / (1.0 + offered)
        change = float(np.abs(better - busy).max(initial=0.0))
        busy = 0.5 * (better + busy)
        if change <= _CHANGE:
            return served, busy
    raise ArithmeticError(
        f"the approximation of {number} aircraft is off by {change:.1e} after {_MOST_ROUNDS} rounds"
    )


def _products_before(asked: FloatArray) -> FloatArray:
    """Product of what stands before each place in its row."""
    shifted = np.ones_like(asked)
    shifted[:, 1:] = asked[:, :-1]
    return np.asarray(np.cumprod(shifted, axis=1), dtype=np.float64)
