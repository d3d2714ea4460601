"""What posts cover, zone by zone, and summed up for a mission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from airlift.flight.arrays import BoolArray, FloatArray, IntArray
from airlift.plans.standby import CoverShares
from airlift.standby.approximate import approximate_state
from airlift.standby.data import Watch
from airlift.standby.evaluate import dispatch_of
from airlift.standby.hypercube import MOST_EXACT, steady_state

__all__ = ["ZoneShares", "mission_shares", "zone_shares"]


@dataclass(frozen=True, slots=True)
class ZoneShares:
    """Probabilities of a call of each zone of a watch, arrays of shape (zones,).

    Parameters
    ----------
    advanced, surgery : array of float
        That the aircraft sent is in time by the clock.
    backup_advanced, backup_surgery : array of float
        That at least two idle aircraft are.
    reach : array of bool
        Whether some aircraft of a post is in surgery in time.
    """

    advanced: FloatArray
    surgery: FloatArray
    backup_advanced: FloatArray
    backup_surgery: FloatArray
    reach: BoolArray


def zone_shares(watch: Watch, siting: IntArray) -> ZoneShares:
    """Shares of each zone with busy aircraft taken into account; approximate above `MOST_EXACT` aircraft."""
    dispatch, posts = dispatch_of(watch, siting)
    surgery, care = watch.surgery[posts], watch.care[posts]
    if len(posts) == 0:
        nothing = np.zeros(len(watch.rate_per_h))
        return ZoneShares(nothing, nothing, nothing, nothing, nothing > 0.0)
    if dispatch.aircraft <= MOST_EXACT:
        state = steady_state(dispatch)
        served = state.served(dispatch)
        backups = [_two_idle(state.all_busy, covers) for covers in (care, surgery)]
    else:
        served, busy = approximate_state(dispatch)
        backups = [_two_idle_of_independent(busy, covers) for covers in (care, surgery)]
    zones = np.arange(len(watch.rate_per_h))[:, None]
    who = np.maximum(dispatch.order, 0)
    return ZoneShares(
        advanced=(served * care[who, zones]).sum(axis=1),
        surgery=(served * surgery[who, zones]).sum(axis=1),
        backup_advanced=backups[0],
        backup_surgery=backups[1],
        reach=np.asarray(surgery.any(axis=0)),
    )


def mission_shares(watches: Sequence[Watch], sitings: Sequence[IntArray]) -> CoverShares:
    """Shares of all events of a mission, in per cent; 0 where none is expected."""
    total = np.zeros(4)
    events = 0.0
    for watch, siting in zip(watches, sitings, strict=True):
        shares = zone_shares(watch, siting)
        rate = watch.rate_per_h * watch.hours
        events += float(rate.sum())
        total += [
            float(rate @ part)
            for part in (shares.advanced, shares.surgery, shares.backup_surgery, shares.reach)
        ]
    pct = np.clip(100.0 * total / events, 0.0, 100.0) if events > 0.0 else total
    advanced, surgery, backup, reach = (round(float(one), 6) for one in pct)
    return CoverShares(advanced_pct=advanced, surgery_pct=surgery, backup_pct=backup, reach_pct=reach)


def _two_idle(all_busy: FloatArray, covers: BoolArray) -> FloatArray:
    """Probability that at least two of the aircraft that cover each zone are idle."""
    bits = 1 << np.arange(len(covers))[:, None]
    masks = (covers * bits).sum(axis=0)
    none = all_busy[masks]
    one = np.where(covers, all_busy[masks & ~bits] - none, 0.0).sum(axis=0)
    return np.asarray(np.maximum(0.0, 1.0 - none - one), dtype=np.float64)


def _two_idle_of_independent(busy: FloatArray, covers: BoolArray) -> FloatArray:
    column = np.clip(busy, 1e-12, 1.0)[:, None]
    none = np.prod(np.where(covers, column, 1.0), axis=0)
    one = none * np.where(covers, (1.0 - column) / column, 0.0).sum(axis=0)
    return np.asarray(np.maximum(0.0, 1.0 - none - one), dtype=np.float64)
