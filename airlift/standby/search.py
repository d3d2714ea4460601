"""The search of a watch with many sitings: a bound from the integer programme, values from the hypercube.

The programme names the siting that it likes best. That is evaluated, gives cuts, and is not named again. Before the
programme is asked again, all sitings one move away that the cuts so far do not rule out are treated the same way, which
costs less. When the programme finds none that could be better than the best one by more than the tolerance, the level
is proven.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf

import numpy as np

from airlift.flight.arrays import IntArray
from airlift.solvers.options import SolveOptions
from airlift.standby.cutpool import CutPool
from airlift.standby.data import SitingProblem, Watch
from airlift.standby.exchange import descend, filled, moves
from airlift.standby.ledger import Ledger
from airlift.standby.master import Answer, Master, Minutes

__all__ = ["Report", "Search"]

Report = Callable[[int, float | None, float], None]
"""Told the number of a level, its best worth and its bound."""

_SHARES_OF_TIME = (0.6, 0.85, 1.0)
"""Part of the time limit at which the search on each level ends."""
_CALL_S = 10.0
"""Longest call of the programme, so that an interrupt is heard."""
_CALLS_PER_SECOND = 0.5
"""Calls granted for each second of the limit in deterministic mode."""


class Search:
    """The search of one watch.

    Parameters
    ----------
    problem, watch : SitingProblem, Watch
        What is sited.
    ledger : Ledger
        Takes what is found.
    options : SolveOptions
        Limit, seed, repeatability, interrupt.
    report : callable
        Told progress.
    """

    def __init__(
        self, problem: SitingProblem, watch: Watch, ledger: Ledger, options: SolveOptions, report: Report
    ) -> None:
        self._problem, self._watch, self._ledger = problem, watch, ledger
        self._options, self._report = options, report
        self._began, self._calls = time.monotonic(), 0
        self._master = Master(problem, watch, options.seed)
        self._pools: list[CutPool] = []
        self._minutes: Minutes | None = None

    def close(self, level: int) -> tuple[float, bool]:
        """Search one level; call it for the levels in order, each after `Ledger.settle` of the one before.

        Returns
        -------
        tuple of float and bool
            Bound of the worth, and whether the best one meets it within the tolerance.
        """
        self._write(level)
        ledger = self._ledger
        bound = 0.0 if level == 2 else self._coverable(self._pools[level])
        here = self._begin(level)
        while not self._over(level):
            if level < 2:
                self._around(level, here)
            best, chosen = ledger.best(level)
            gap = 0.0 if chosen is None else ledger.gap(level, best)
            answer = self._ask(level, best + gap)
            if answer.siting is None and answer.bound == -inf:
                return (-inf, True) if chosen is None else (min(bound, best + gap), True)
            bound = min(bound, answer.bound)
            self._report(level, None if chosen is None else best, bound)
            if chosen is not None and bound <= best + gap:
                return bound, True
            if answer.siting is not None:
                here = answer.siting
                self._see(here)
                self._master.exclude(here)
        return bound, False

    def _coverable(self, pool: CutPool) -> float:
        """Casualties a day that some post covers: what no siting betters."""
        return float(self._watch.rate_per_h[pool.cover.any(axis=0)].sum()) * self._watch.hours

    def _write(self, level: int) -> None:
        """Write a level into the programme, and what the level before it asks."""
        share = 1.0 / max(self._ledger.per_day, 1e-300)
        if level > 0:
            self._master.floor(self._pools[level - 1].clock, self._ledger.least(level - 1) * share)
        if level < 2:
            cover = (self._watch.surgery, self._watch.care)[level]
            self._pools.append(CutPool(self._watch, self._master, self._master.clock(cover)))
        else:
            self._minutes = self._master.minutes(self._pools[0].clock, self._ledger.least(0) * share)

    def _begin(self, level: int) -> IntArray:
        """Look for a good siting without a proof."""
        problem, watch, ledger = self._problem, self._watch, self._ledger
        cover = self._pools[min(level, 1)].cover
        _, start = ledger.best(level)
        if start is None:
            start = filled(problem, watch, cover, np.zeros(len(problem.kind), dtype=np.int64))
        siting = descend(problem, watch, cover, start, level, ledger, lambda: self._over(level))
        self._see(siting)
        if ledger.best(level)[1] is None:
            # Hospitals or the least cover forbid a full siting: fewer aircraft may do.
            siting = self._one_by_one(level)
        return siting

    def _one_by_one(self, level: int) -> IntArray:
        """Begin with nobody and add the aircraft that helps most, as long as one is allowed."""
        problem, watch, ledger = self._problem, self._watch, self._ledger
        siting = np.zeros(len(problem.kind), dtype=np.int64)
        self._see(siting)
        best = ledger.worth(level, ledger.evaluate(siting))
        while True:
            options = []
            for post in range(len(siting)):
                more = siting.copy()
                more[post] += 1
                if problem.allows(watch, more):
                    options.append((ledger.worth(level, ledger.add(more)), -post, more))
            found = max(options, key=lambda option: option[:2], default=None)
            if found is None or found[0] <= best:
                return siting
            best, _, siting = found
            self._see(siting)

    def _see(self, siting: IntArray) -> None:
        self._ledger.add(siting)
        for pool in self._pools:
            pool.add(siting)

    def _around(self, level: int, siting: IntArray) -> None:
        """Look at the sitings one move away that no cut rules out yet, the most promising first."""
        ledger, pool = self._ledger, self._pools[level]
        near = np.array([siting, *moves(self._problem, self._watch, siting)])
        seen: set[int] = set()
        while not self._over(level):
            best, chosen = ledger.best(level)
            if chosen is None:
                return
            promise = pool.at_most(near) * ledger.per_day
            promise[list(seen)] = -inf
            number = int(promise.argmax())
            # Closer than the proof asks for: what lies near may also be better.
            if promise[number] <= best + 0.5 * ledger.gap(level, best):
                return
            # Without the aircraft that is moved, the cuts hold for wherever it goes.
            if not pool.add(np.minimum(siting, near[number])):
                seen.add(number)
                self._see(near[number])

    def _ask(self, level: int, above: float) -> Answer:
        """Ask the programme for a siting whose worth may be above a value, a day."""
        self._calls += 1
        limit_s = None if self._options.deterministic else self._left_s(level)
        if level < 2:
            per_day = max(self._ledger.per_day, 1e-300)
            answer = self._master.maximise(self._pools[level].clock, above / per_day, limit_s)
            return Answer(answer.siting, answer.bound * per_day)
        assert self._minutes is not None
        per_day = max(self._ledger.per_day, 1e-300)
        answer = self._master.minimise(self._minutes, -above / per_day, limit_s)
        return Answer(answer.siting, answer.bound * per_day)

    def _left_s(self, level: int) -> float:
        if self._options.time_limit_s is None:
            return _CALL_S
        end_s = self._options.time_limit_s * _SHARES_OF_TIME[level]
        return min(_CALL_S, max(0.05, end_s - (time.monotonic() - self._began)))

    def _over(self, level: int) -> bool:
        """Whether the time of a level is over; in deterministic mode the calls are counted instead."""
        options = self._options
        if options.interrupt.is_set():
            return True
        if options.time_limit_s is None:
            return False
        if options.deterministic:
            return self._calls >= options.time_limit_s * _SHARES_OF_TIME[level] * _CALLS_PER_SECOND
        return time.monotonic() - self._began >= options.time_limit_s * _SHARES_OF_TIME[level]
