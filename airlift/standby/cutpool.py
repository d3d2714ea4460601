"""All cuts of one clock: added to the programme, and summed up for any siting without it."""

from __future__ import annotations

import numpy as np

from airlift.flight.arrays import BoolArray, FloatArray, IntArray
from airlift.standby.data import Watch
from airlift.standby.losses import LossCut, loss_cuts
from airlift.standby.master import Clock, Master
from airlift.standby.sharpcuts import MOST_SHARP, sharp_cuts

__all__ = ["CutPool"]


class CutPool:
    """Cuts of one clock of a watch.

    Parameters
    ----------
    watch : Watch
        What is sited.
    master : Master
        Programme that the cuts are added to.
    clock : Clock
        Its clock.
    """

    def __init__(self, watch: Watch, master: Master, clock: Clock) -> None:
        self._watch, self._master, self.clock = watch, master, clock
        self._rate = max(float(watch.rate_per_h.sum()), 1e-300)
        self._cuts: list[LossCut] = []
        self._sitings: list[IntArray] = []
        self._seen: set[bytes] = set()

    @property
    def cover(self) -> BoolArray:
        """Which posts are in time."""
        return self.clock.cover

    def add(self, siting: IntArray) -> bool:
        """Add the cuts of a siting; whether they are new."""
        if siting.tobytes() in self._seen:
            return False
        self._seen.add(siting.tobytes())
        make = sharp_cuts if int(siting.sum()) <= MOST_SHARP else loss_cuts
        for cut in make(self._watch, self.cover, siting):
            self._master.cut(self.clock, siting, cut)
            self._cuts.append(cut)
            self._sitings.append(siting)
        return True

    def at_most(self, sitings: IntArray) -> FloatArray:
        """Upper bound of the share of casualties in time of several sitings, shape (sitings,)."""
        watch = self._watch
        covered = (sitings > 0).astype(float) @ self.cover.astype(float) > 0.0
        share = covered @ watch.rate_per_h
        if self._cuts:
            relief = np.array([cut.relief for cut in self._cuts])
            missed = np.array([cut.missed for cut in self._cuts])
            post = np.array([cut.post for cut in self._cuts])
            copy = np.array([cut.copy for cut in self._cuts])
            bases = np.array(self._sitings)
            owners, owner = np.unique(np.stack([post, copy]), axis=1, return_inverse=True)
            for number, siting in enumerate(sitings):
                least = missed * (siting[post] > copy) - (relief * np.maximum(0, siting - bases)).sum(axis=1)
                best = np.zeros(owners.shape[1])
                np.maximum.at(best, owner.ravel(), least)
                share[number] -= best.sum()
        return np.asarray(share / self._rate, dtype=np.float64)
