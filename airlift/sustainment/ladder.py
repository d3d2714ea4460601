"""The ladder of a type: the marks on its hour axis, and which inspection is due at each of them.

Marks stand at the multiples of the shortest hourly interval P. A longer interval X is inspected at the last mark before
it falls due, and at the multiples of that mark; the longest one due at a mark includes the others. If the longest
of all is made away it is the overhaul, and the hours count from 0 after it; else the sequence repeats after as
many marks as all of the intervals divide.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from airlift.sustainment.data import FleetType, Inspection, Place

__all__ = ["Ladder", "ladder_of"]

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Ladder:
    """Marks of one cycle, numbered from 0.

    Parameters
    ----------
    interval_h : float
        Hours from a mark to the next: a full bank.
    due : tuple of Inspection
        What is due at each mark of the cycle.
    """

    interval_h: float
    due: tuple[Inspection, ...]

    def after(self, mark: int) -> int:
        """Return the mark that follows."""
        return (mark + 1) % len(self.due)

    def next_mark(self, position_h: float) -> int:
        """Return the mark that is due next at a position; a tail that stands on a mark has its inspection behind it."""
        return math.floor(position_h / self.interval_h + _EPSILON) % len(self.due)

    def bank_h(self, position_h: float) -> float:
        """Bank time at a position."""
        marks = math.floor(position_h / self.interval_h + _EPSILON)
        return (marks + 1) * self.interval_h - position_h


def ladder_of(kind: FleetType) -> Ladder:
    """Return the ladder of a type."""
    hourly = kind.hourly
    interval_h = kind.smallest_interval_h
    steps = [math.floor((one.interval_h or 0.0) / interval_h + _EPSILON) for one in hourly]
    marks = steps[-1] if hourly[-1].place is Place.AWAY else math.lcm(*steps)
    return Ladder(
        interval_h,
        tuple(
            next(one for one, step in zip(reversed(hourly), reversed(steps), strict=True) if mark % step == 0)
            for mark in range(1, marks + 1)
        ),
    )
