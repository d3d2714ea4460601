"""All sitings of a small watch."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement, product
from math import comb

import numpy as np

from airlift.flight.arrays import IntArray
from airlift.standby.data import SitingProblem, Watch

__all__ = ["all_sitings", "most_sitings"]


def most_sitings(problem: SitingProblem, watch: Watch) -> int:
    """Count the sitings of a watch as if parking were no limit."""
    number = 1
    for kind, aircraft in enumerate(watch.aircraft.tolist()):
        number *= comb(int(np.sum(problem.kind == kind)) + aircraft, aircraft)
    return number


def all_sitings(problem: SitingProblem, watch: Watch) -> Iterator[IntArray]:
    """Every siting of a watch, once."""
    posts = len(problem.kind)
    by_kind = []
    for kind, aircraft in enumerate(watch.aircraft.tolist()):
        # The place after the last post is nowhere.
        places = [*np.flatnonzero(problem.kind == kind).tolist(), posts]
        by_kind.append(list(combinations_with_replacement(places, aircraft)))
    for chosen in product(*by_kind):
        taken = np.array([place for group in chosen for place in group], dtype=np.int64)
        siting = np.bincount(taken, minlength=posts + 1)[:posts]
        if problem.allows(watch, siting):
            yield siting
