"""Inspections of a type: the marks on its hours, what is due at each, and what falls due by the calendar."""

from __future__ import annotations

import math
from dataclasses import dataclass

from airlift.checker.tolerances import LARGEST
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType

__all__ = ["PHASE", "Ladder", "Work", "ladder_of"]

PHASE = "phase"
"""Name of the inspection of a type without a row of its own."""

_EPSILON = 1e-9
"""Forgiven where a quotient of two intervals should be whole."""


@dataclass(frozen=True, slots=True)
class Work:
    """One inspection; exactly one of `every_h` and `every_months` is given."""

    id: str
    every_h: float | None
    every_months: int | None
    days: int
    man_hours: float
    place: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Inspections of a type.

    Parameters
    ----------
    hourly : tuple of Work
        By flight hours, the shortest interval first; at least one.
    calendar : tuple of Work
        By the calendar, in the order of the scenario.
    """

    hourly: tuple[Work, ...]
    calendar: tuple[Work, ...]

    @property
    def interval_h(self) -> float:
        """Hours from a mark to the next: a full bank."""
        return self.hourly[0].every_h or 1.0

    @property
    def marks(self) -> int:
        """Marks up to the longest interval."""
        return self._step(self.hourly[-1])

    @property
    def shortest_months(self) -> int:
        """Shortest calendar interval; a year where there is none."""
        return min((work.every_months or 12 for work in self.calendar), default=12)

    def work(self, name: str) -> Work | None:
        """Inspection by name; None where the type has no such."""
        return next((work for work in (*self.hourly, *self.calendar) if work.id == name), None)

    def next_mark(self, hours: float) -> int:
        """Return the number of the next mark; a tail that stands on a mark has its inspection behind it."""
        return math.floor(min(hours, LARGEST) / self.interval_h + _EPSILON) + 1

    def due(self, mark: int) -> Work:
        """Inspection at a mark: the longest of those whose marks it is one of."""
        return next(work for work in reversed(self.hourly) if mark % self._step(work) == 0)

    def after(self, mark: int) -> int:
        """Return the mark that follows; after an overhaul, the longest inspection when it is away, it is the first."""
        overhauled = self.hourly[-1].place == "away" and self.due(mark) is self.hourly[-1]
        return 1 if overhauled else mark + 1

    def _step(self, work: Work) -> int:
        return math.floor((work.every_h or 0.0) / self.interval_h + _EPSILON)


def ladder_of(scenario: Scenario, kind: AircraftType) -> Ladder:
    """Inspections of a type; without an hourly row it has the phase inspection of its own columns."""
    rows = [
        Work(row.id, row.every_flight_hours, row.every_months, _whole(row.days), row.man_hours, row.place)
        for row in scenario.inspections
        if row.aircraft_type == kind.id
    ]
    hourly = sorted(
        (row for row in rows if row.every_h is not None), key=lambda row: (row.every_h or 0.0, row.id)
    )
    if not hourly:
        scheduled = 1.0 - scenario.policy.sustainment.unscheduled_man_hours_pct.value / 100.0
        man_hours = scheduled * kind.man_hours_per_flight_hour * kind.phase_hours
        hourly = [Work(PHASE, kind.phase_hours, None, _whole(kind.phase_days), man_hours, "base")]
    return Ladder(tuple(hourly), tuple(row for row in rows if row.every_h is None))


def _whole(days: float) -> int:
    """Whole days that a part of a day more makes a day longer."""
    return max(1, math.ceil(min(days, LARGEST) - _EPSILON))
