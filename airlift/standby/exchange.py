"""Better sitings by moving one aircraft at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from airlift.flight.arrays import BoolArray, IntArray
from airlift.standby.data import SitingProblem, Watch
from airlift.standby.ledger import Ledger
from airlift.standby.losses import missed_at_least

__all__ = ["descend", "filled", "moves", "proxy"]

_TRIED = 12
"""Most promising moves that are evaluated exactly before the search gives up."""


def proxy(watch: Watch, cover: BoolArray, siting: IntArray) -> float:
    """Quick upper bound of the casualties an hour that are in time."""
    return float(watch.rate_per_h[cover[siting > 0].any(axis=0)].sum()) - missed_at_least(
        watch, cover, siting
    )


def filled(problem: SitingProblem, watch: Watch, cover: BoolArray, siting: IntArray) -> IntArray:
    """Add aircraft one by one where the quick bound gains most, until there is none to add."""
    siting = siting.copy()
    while True:
        best, gain = None, -np.inf
        for post in range(len(siting)):
            siting[post] += 1
            if problem.allows(watch, siting):
                worth = proxy(watch, cover, siting)
                if worth > gain:
                    best, gain = post, worth
            siting[post] -= 1
        if best is None:
            return siting
        siting[best] += 1


def descend(
    problem: SitingProblem,
    watch: Watch,
    cover: BoolArray,
    siting: IntArray,
    level: int,
    ledger: Ledger,
    stop: Callable[[], bool],
) -> IntArray:
    """Move one aircraft at a time as long as the exact worth on a level gets better.

    Parameters
    ----------
    problem, watch, cover
        What is sited and the clock.
    siting : array of int, shape (posts,)
        Where to begin.
    level : int
        Whose worth counts.
    ledger : Ledger
        Exact values; takes all sitings that are tried.
    stop : callable
        Whether to give up.
    """
    best = ledger.worth(level, ledger.add(siting))
    while not stop():
        near = [(-proxy(watch, cover, one), one.tobytes(), one) for one in moves(problem, watch, siting)]
        for _, _, candidate in sorted(near, key=lambda one: one[:2])[:_TRIED]:
            worth = ledger.worth(level, ledger.add(candidate))
            if worth > best:
                siting, best = candidate, worth
                break
        else:
            return siting
    return siting


def moves(problem: SitingProblem, watch: Watch, siting: IntArray) -> Iterator[IntArray]:
    """Sitings with one aircraft at another post."""
    for origin in np.flatnonzero(siting).tolist():
        for post in range(len(siting)):
            if post != origin:
                moved = siting.copy()
                moved[origin] -= 1
                moved[post] += 1
                if problem.allows(watch, moved):
                    yield moved
