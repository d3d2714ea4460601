"""The docks of one workshop while a plan is made week by week: who holds which, and whether one more visit fits."""

from __future__ import annotations

from airlift.sustainment.data import DAYS_A_WEEK, Workshop
from airlift.sustainment.docks import pack
from airlift.sustainment.visits import Visit

__all__ = ["DockBook"]


class DockBook:
    """Docks and man-hours of a workshop that are taken; weeks must come in ascending order.

    Parameters
    ----------
    workshop : Workshop
        What there is.
    """

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._end_day = [0] * max(workshop.docks, default=0)
        self._man_hours = list(workshop.man_hours)
        self._week = -1
        self._shorts: list[int] = []

    def man_hours_left(self, week: int) -> float:
        """Man-hours of a week that are not taken."""
        return self._man_hours[week]

    def take_man_hours(self, visit: Visit, week: int, defects: float) -> bool:
        """Take the man-hours of a visit, and of the defects of its ferry flights, if there are so many."""
        need = [*visit.man_hours_by_week()]
        need[0] += defects
        weeks = range(week, min(week + len(need), len(self._man_hours)))
        if any(self._man_hours[one] < hours - 1e-9 for one, hours in zip(weeks, need, strict=False) if hours):
            return False
        for one, hours in zip(weeks, need, strict=False):
            self._man_hours[one] -= hours
        return True

    def fits(self, visit: Visit, week: int) -> bool:
        """Whether a visit that begins in a week finds a dock beside those that are taken."""
        if week != self._week:
            self._week, self._shorts = week, []
        if visit.weeks == 1:
            return pack(self._taken(), [*self._shorts, visit.days]) is not None
        return self._free_for(visit) is not None

    def take(self, visit: Visit) -> int | None:
        """Take a dock for a visit that fits: its number if the visit is a long one, else it is given by `places`."""
        if visit.weeks == 1:
            self._shorts.append(visit.days)
            return None
        dock = self._free_for(visit)
        if dock is not None:
            self._end_day[dock] = DAYS_A_WEEK * self._week + visit.days
        return dock

    def places(self, lengths: list[int]) -> list[tuple[int, int]]:
        """Dock and first day of the week's short visits, the first ones first in their docks."""
        return pack(self._taken(), lengths) or []

    def _taken(self) -> list[int]:
        """Days that each dock is taken from the beginning of the week."""
        first = DAYS_A_WEEK * self._week
        return [
            min(DAYS_A_WEEK, max(0, end - first)) for end in self._end_day[: self._workshop.docks[self._week]]
        ]

    def _free_for(self, visit: Visit) -> int | None:
        """Return the dock that a long visit takes: free for all its weeks, and the short ones still fit."""
        docks = self._workshop.docks
        taken = self._taken()
        weeks = range(self._week, min(self._week + visit.weeks, len(docks)))
        for dock, days in enumerate(taken):
            if days == 0 and all(dock < docks[week] for week in weeks):
                rest = [*taken[:dock], DAYS_A_WEEK, *taken[dock + 1 :]]
                if pack(rest, self._shorts) is not None:
                    return dock
        return None
