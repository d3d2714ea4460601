"""Docks by the day: which short visits fit one dock in one week, and which dock and day each visit gets.

A visit of at most 7 days lies within one week in one dock. A longer one begins on the first day of a week and has its
dock from that day on; the rest of its last week is free for short ones. Ferry flights take hours, not days.

Docks with the same number of days taken at the beginning of a week are alike. A pattern says which short visits one of
them takes in the rest of the week. Short visits fit the docks of a week if and only if patterns of its docks cover
them, so a model that counts patterns is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from airlift.sustainment.data import DAYS_A_WEEK

__all__ = ["Pattern", "pack", "patterns"]

Pattern = tuple[int, ...]
"""Days of the short visits that one dock takes in a week, the longest first."""


def patterns(taken: int, lengths: Iterable[int]) -> tuple[Pattern, ...]:
    """Return the patterns of a dock week that no other one covers.

    Parameters
    ----------
    taken : int
        Days at its beginning that a long visit takes.
    lengths : iterable of int
        Days of short visits that may come.
    """
    distinct = sorted(set(lengths), reverse=True)
    found: list[Pattern] = []

    def grow(chosen: Pattern, first: int, free: int) -> None:
        for position in range(first, len(distinct)):
            if distinct[position] <= free:
                grow((*chosen, distinct[position]), position, free - distinct[position])
        # Nothing that may come fits into what is left, so no other pattern covers this one.
        if chosen and distinct[-1] > free:
            found.append(chosen)

    grow((), 0, DAYS_A_WEEK - taken)
    return tuple(found)


def pack(taken: Sequence[int], wanted: Sequence[int]) -> list[tuple[int, int]] | None:
    """Give each short visit of a week a dock and a first day.

    Parameters
    ----------
    taken : sequence of int
        For each dock, its days at the beginning of the week that are taken; 7 is all of it.
    wanted : sequence of int
        Days of the visits, in the order in which they would like to come within a dock.

    Returns
    -------
    list of (int, int) or None
        Dock, counted from 0, and first day in the week of each visit; None if they do not fit.
    """
    if sum(wanted) > sum(DAYS_A_WEEK - days for days in taken):
        return None
    filled = _fill(tuple(taken), Counter(wanted))
    if filled is None:
        return None
    room = [Counter(chosen) for chosen in filled]
    free = list(taken)
    places = []
    for days in wanted:
        dock = next(dock for dock, left in enumerate(room) if left[days])
        room[dock][days] -= 1
        places.append((dock, free[dock]))
        free[dock] += days
    return places


def _fill(taken: tuple[int, ...], wanted: Counter[int]) -> list[Pattern] | None:
    """Return what each dock takes, one dock after the other, so that all that is wanted is taken."""
    if not wanted:
        return [()] * len(taken)
    if not taken:
        return None
    for pattern in patterns(taken[0], wanted) or ((),):
        used = Counter(pattern) & wanted
        rest = _fill(taken[1:], wanted - used)
        if rest is not None:
            return [tuple(used.elements()), *rest]
    return None
