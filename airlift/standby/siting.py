"""Where standby aircraft wait in one watch: the best siting by the hypercube, with a proven bound on each level.

Levels, one after the other: most casualties in surgery in time; most with advanced care in time; fewest minutes of
response. A siting counts as equally good on a level within a tolerance, and the next level chooses among these.

Few sitings are all evaluated (`listing`); of many, the search of `search` proves the best.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from airlift.flight.arrays import IntArray
from airlift.solvers.options import SolveOptions
from airlift.standby.data import SitingProblem, Watch
from airlift.standby.evaluate import Value
from airlift.standby.ledger import LEVELS, Ledger, Tolerance
from airlift.standby.listing import all_sitings, most_sitings
from airlift.standby.search import Report, Search

__all__ = ["WatchAnswer", "WatchLevel", "site_watch"]

MOST_LISTED = 5000
"""Sitings up to which all are evaluated."""
_LISTED_PER_SECOND = 1000
"""The same for each second of the time limit, well below what a machine does."""


@dataclass(frozen=True, slots=True)
class WatchLevel:
    """One level of a watch, minimised: casualties not in time, or minutes of response, a day.

    Parameters
    ----------
    value, bound : float
        Of the siting, and proven.
    proven : bool
        Whether no siting is better by more than the tolerance.
    wall_s : float
        Time spent on it.
    """

    value: float
    bound: float
    proven: bool
    wall_s: float


@dataclass(frozen=True, slots=True)
class WatchAnswer:
    """Answer for one watch.

    Parameters
    ----------
    siting : array of int, shape (posts,), or None
        Aircraft at each post; None if none was found that keeps the hospitals and the least cover.
    value : Value or None
        Its figures.
    levels : tuple of WatchLevel
        In the order of `LEVELS`; none without a siting.
    good : tuple of array of int
        Sitings found that are as good on all levels within the tolerances.
    complete : bool
        Whether `good` are all of them.
    infeasible : bool
        Whether it is proven that there is no siting.
    evaluated : int
        Sitings whose hypercube was solved.
    """

    siting: IntArray | None
    value: Value | None
    levels: tuple[WatchLevel, ...]
    good: tuple[IntArray, ...]
    complete: bool
    infeasible: bool
    evaluated: int


def site_watch(
    problem: SitingProblem,
    watch: Watch,
    options: SolveOptions | None = None,
    tolerance: Tolerance | None = None,
    report: Report | None = None,
) -> WatchAnswer:
    """Choose posts for the aircraft of one watch.

    Parameters
    ----------
    problem, watch : SitingProblem, Watch
        What is sited.
    options : SolveOptions, optional
        Limit, seed, repeatability, interrupt.
    tolerance : Tolerance, optional
        What counts as equally good.
    report : callable, optional
        Told progress: the number of a level, its best worth, its bound.

    Notes
    -----
    With more aircraft than the exact hypercube takes, values are approximate and nothing is called proven.
    """
    options = options or SolveOptions()
    report = report or (lambda level, best, bound: None)
    began = time.monotonic()
    ledger = Ledger(problem, watch, tolerance or Tolerance())
    most = MOST_LISTED
    if options.time_limit_s is not None:
        most = min(most, int(_LISTED_PER_SECOND * options.time_limit_s))
    listed = most_sitings(problem, watch) <= most and _list(problem, watch, ledger, options)
    search = None if listed else Search(problem, watch, ledger, options, report)
    exact = ledger.evaluate.exact
    found: list[tuple[float, bool, float]] = []
    for level in range(len(LEVELS)):
        bound, proven = (ledger.best(level)[0], True) if search is None else search.close(level)
        if ledger.best(level)[1] is None:
            return WatchAnswer(None, None, (), (), listed, proven and exact, ledger.evaluate.evaluated)
        ledger.settle(level)
        now = time.monotonic()
        found.append((bound, proven and exact, now - began))
        began = now
    good = ledger.good()
    value = ledger.evaluate(good[0])
    in_time = (value.covered_per_day, value.cared_per_day)
    levels = []
    for level, (bound, proven, wall_s) in enumerate(found):
        # What is minimised is the rest of the casualties, and the minutes themselves.
        amount = ledger.per_day - in_time[level] if level < 2 else value.response_min_per_day
        least = ledger.per_day - bound if level < 2 else -bound
        levels.append(WatchLevel(amount, max(0.0, min(least, amount)), proven, wall_s))
    return WatchAnswer(good[0], value, tuple(levels), good, listed, False, ledger.evaluate.evaluated)


def _list(problem: SitingProblem, watch: Watch, ledger: Ledger, options: SolveOptions) -> bool:
    """Evaluate every siting; whether it came to the end."""
    for siting in all_sitings(problem, watch):
        ledger.add(siting)
        if options.interrupt.is_set():
            return False
    return True
