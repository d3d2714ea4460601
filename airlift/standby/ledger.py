"""Sitings seen so far and what they are worth on each level."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from airlift.flight.arrays import IntArray
from airlift.standby.data import SitingProblem, Watch
from airlift.standby.evaluate import Evaluator, Value

__all__ = ["LEVELS", "Ledger", "Tolerance"]

LEVELS = ("surgery", "advanced care", "response")
"""Casualties in surgery in time, with advanced care in time, minutes of response of those in surgery in time."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What counts as equally good, and what as proven.

    Parameters
    ----------
    share : float
        Of the casualties: what a siting may lose on one clock for the sake of the levels after it.
    minutes : float
        Of the response minutes, the same.
    proof : float
        Of the casualties: distance of value and bound at which a level counts as proven. The response minutes count
        as proven within the greater of this and `minutes`.
    """

    share: float = 5e-4
    minutes: float = 0.01
    proof: float = 1e-3


class Ledger:
    """Sitings of one watch with their exact values; the worth of every level is maximised, a day.

    Parameters
    ----------
    problem, watch : SitingProblem, Watch
        What is sited.
    tolerance : Tolerance
        What counts as equally good.
    """

    def __init__(self, problem: SitingProblem, watch: Watch, tolerance: Tolerance) -> None:
        self.evaluate = Evaluator(problem, watch)
        self.per_day = float(watch.rate_per_h.sum()) * watch.hours
        self._tolerance = tolerance
        self._sitings: dict[bytes, IntArray] = {}
        self._least: list[float] = []

    def add(self, siting: IntArray) -> Value:
        """Take a siting in and return its value."""
        self._sitings.setdefault(siting.tobytes(), siting)
        return self.evaluate(siting)

    def worth(self, level: int, value: Value) -> float:
        """Worth on a level; minus infinity where the levels before, the hospitals or the least cover are not kept."""
        figures = (value.covered_per_day, value.cared_per_day, -value.response_min_per_day)
        if not value.feasible or any(
            figures[number] < least for number, least in enumerate(self._least[:level])
        ):
            return -inf
        return figures[level]

    def best(self, level: int) -> tuple[float, IntArray | None]:
        """Greatest worth on a level and its siting; minus infinity and None if there is none."""
        chosen, best = None, -inf
        for key in sorted(self._sitings):
            worth = self.worth(level, self.evaluate(self._sitings[key]))
            if worth > best:
                chosen, best = self._sitings[key], worth
        return best, chosen

    def slack(self, level: int, best: float) -> float:
        """Return what a siting may lose on a level for the sake of later ones, in the unit of the level, a day."""
        if level == 2:
            return self._tolerance.minutes * abs(best)
        return self._tolerance.share * self.per_day

    def gap(self, level: int, best: float) -> float:
        """Return the distance of value and bound at which a level counts as proven, in its unit, a day."""
        if level == 2:
            return max(self._tolerance.minutes, self._tolerance.proof) * abs(best)
        return self._tolerance.proof * self.per_day

    def least(self, level: int) -> float:
        """Worth that a level which is done asks of every siting after it."""
        return self._least[level]

    def settle(self, level: int) -> None:
        """End a level: from now on its best worth must be kept, within its tolerance."""
        best, _ = self.best(level)
        self._least.append(best - self.slack(level, best))

    def good(self) -> tuple[IntArray, ...]:
        """Sitings that are as good on all levels within their tolerances, the best of the last level first."""
        best, _ = self.best(2)
        least = best - self.slack(2, best)
        worths = {key: self.worth(2, self.evaluate(siting)) for key, siting in self._sitings.items()}
        kept = sorted((-worth, key) for key, worth in worths.items() if worth >= least)
        return tuple(self._sitings[key] for _, key in kept)
