"""The ladder of a type: the marks on its hour axis, and what an inspection at each of them is.

Marks stand at the multiples of every hourly interval up to the largest one, the overhaul; at the overhaul the hours
count from 0 again. At a mark the inspection with the largest interval that divides its hours is due; its work includes
the smaller ones. Intervals that do not divide each other (300 and 1,750 h) are no exception: no interval is overrun.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from airlift.sustainment.data import FleetType, Inspection

__all__ = ["Ladder", "ladder_of"]

_EPSILON_H = 1e-6


@dataclass(frozen=True, slots=True)
class Ladder:
    """Marks of one cycle, in ascending order; the last one is the overhaul.

    Parameters
    ----------
    marks_h : tuple of float
        Hours since overhaul of each mark.
    due : tuple of Inspection
        What is due at each mark.
    """

    marks_h: tuple[float, ...]
    due: tuple[Inspection, ...]

    def gap_h(self, mark: int) -> float:
        """Hours from the mark before, or from the overhaul, to a mark."""
        return self.marks_h[mark] - (self.marks_h[mark - 1] if mark else 0.0)

    def after(self, mark: int) -> int:
        """Return the mark that follows."""
        return (mark + 1) % len(self.marks_h)

    def next_mark(self, position_h: float) -> int:
        """Return the mark that is due next at a position; a tail that stands on a mark is due there.

        A position of 0 stands on no mark: it is that of an overhauled tail.
        """
        for mark, at_h in enumerate(self.marks_h):
            if position_h <= at_h + _EPSILON_H:
                return mark
        raise ValueError(f"a tail with {position_h} h since overhaul is beyond {self.marks_h[-1]} h")

    def bank_h(self, position_h: float) -> float:
        """Bank time at a position."""
        return max(0.0, self.marks_h[self.next_mark(position_h)] - position_h)


def ladder_of(kind: FleetType) -> Ladder:
    """Return the ladder of a type."""
    hourly = kind.hourly
    overhaul_h = hourly[-1].interval_h or 0.0
    due: dict[float, Inspection] = {}
    for one in hourly:  # ascending, so that the largest that divides a mark stays
        interval_h = one.interval_h or 0.0
        for times in range(1, math.floor(overhaul_h / interval_h + _EPSILON_H) + 1):
            due[round(times * interval_h, 6)] = one
    marks_h = tuple(sorted(due))
    return Ladder(marks_h, tuple(due[at_h] for at_h in marks_h))
