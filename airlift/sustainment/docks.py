"""Docks by the day: which short visits fit one dock in one week, and which dock and day each visit gets.

A visit of at most 7 days, ferry flights included, lies within one week in one dock. A longer one begins on the first day
of a week and has its dock from that day on; the rest of its last week is free for short ones. Ferry days are outside the
dock, but the tail is absent on them: a dock visit begins no earlier in the week than its ferry flight allows and ends
early enough for the flight back.

*Dock weeks* with the same number of days taken at their beginning are alike. A pattern says which short visits one of
them takes; a set of short visits fits the docks of a week if and only if patterns for its dock weeks cover it, so a
model that counts patterns is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

from airlift.sustainment.data import DAYS_A_WEEK
from airlift.sustainment.network import Visit

__all__ = ["Pattern", "Shape", "days_of", "dock_weeks", "pack", "patterns", "residue"]

Shape = tuple[int, int]
"""What a short visit needs of a dock week: days in the dock, ferry days before and after."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Short visits that fit one dock week.

    Parameters
    ----------
    shapes : tuple of (int, int)
        Their shapes, in an order in which they fit.
    """

    shapes: tuple[Shape, ...]

    def count(self, shape: Shape) -> int:
        """How many visits of a shape it takes."""
        return self.shapes.count(shape)


def dock_weeks(visit: Visit) -> int:
    """Weeks in which a visit holds a dock, from its beginning."""
    return -(-(visit.ferry_days + visit.days) // DAYS_A_WEEK)


def residue(visit: Visit) -> int:
    """Days of its last dock week that a long visit takes; 7 is the whole week."""
    return (visit.ferry_days + visit.days - 1) % DAYS_A_WEEK + 1


def days_of(taken: int, shapes: Sequence[Shape]) -> tuple[int, ...] | None:
    """First days of short visits in the given order, as early as may be, after days that are taken; None if one is late."""
    starts = []
    free = taken
    for days, ferry in shapes:
        start = max(free, ferry)
        if start + days + ferry > DAYS_A_WEEK:
            return None
        starts.append(start)
        free = start + days
    return tuple(starts)


def patterns(taken: int, shapes: Iterable[Shape]) -> tuple[Pattern, ...]:
    """Return the patterns of a dock week that no other one covers.

    Parameters
    ----------
    taken : int
        Days at its beginning that a long visit takes.
    shapes : iterable of (int, int)
        Shapes that may come.
    """
    distinct = sorted(set(shapes))
    found: dict[tuple[Shape, ...], Pattern] = {}
    largest: list[tuple[Shape, ...]] = []

    def grow(chosen: tuple[Shape, ...], first: int) -> None:
        grown = False
        for position in range(len(distinct)):
            more = tuple(sorted((*chosen, distinct[position])))
            order = _order(taken, more)
            if order is None:
                continue
            grown = True
            if position >= first and more not in found:
                found[more] = Pattern(order)
                grow(more, position)
        if chosen and not grown:
            largest.append(chosen)

    grow((), 0)
    return tuple(found[chosen] for chosen in largest)


def _order(taken: int, shapes: tuple[Shape, ...]) -> tuple[Shape, ...] | None:
    """Return an order in which shapes fit a dock week; None if there is none."""
    if taken + sum(days for days, _ in shapes) > DAYS_A_WEEK:
        return None
    for order in sorted(set(permutations(shapes)), key=lambda some: [ferry for _, ferry in some]):
        if days_of(taken, order) is not None:
            return order
    return None


def pack(taken: Sequence[int], wanted: Sequence[Shape]) -> list[tuple[int, int]] | None:
    """Give each short visit of a week a dock and a first day.

    Parameters
    ----------
    taken : sequence of int
        For each dock, its days at the beginning of the week that are taken.
    wanted : sequence of (int, int)
        Shapes of the visits.

    Returns
    -------
    list of (int, int) or None
        Dock and first day of each visit; None if they do not fit.
    """
    filled = _fill(list(taken), Counter(wanted))
    if filled is None:
        return None
    places: dict[Shape, list[tuple[int, int]]] = {}
    for dock, order in enumerate(filled):
        for shape, day in zip(order, days_of(taken[dock], order) or (), strict=True):
            places.setdefault(shape, []).append((dock, day))
    return [places[shape].pop(0) for shape in wanted]


def _fill(taken: list[int], wanted: Counter[Shape]) -> list[tuple[Shape, ...]] | None:
    """Patterns for the docks, one after the other, that use up what is wanted."""
    if not taken:
        return [] if not any(wanted.values()) else None
    options = [pattern.shapes for pattern in patterns(taken[0], [shape for shape in wanted if wanted[shape]])]
    for option in options or [()]:
        used = [shape for shape in dict.fromkeys(option) for _ in range(min(option.count(shape), wanted[shape]))]
        rest = _fill(taken[1:], wanted - Counter(used))
        if rest is not None:
            order = _order(taken[0], tuple(sorted(used)))
            return [order or (), *rest]
    return None
