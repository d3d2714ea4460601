"""Visits: inspections that a tail has at one go, and what they take together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from airlift.sustainment.data import DAYS_A_WEEK, Inspection, Place

__all__ = ["Visit", "visit_of"]


@dataclass(frozen=True, slots=True)
class Visit:
    """Inspections that a tail has at one go.

    Parameters
    ----------
    inspections : tuple of Inspection
        The hourly one first, if there is one.
    hourly : bool
        Whether one by hours is among them, so that the bank is full after it.
    days : int
        Days of work: the longest of them.
    man_hours : float
        Work of all of them.
    place : Place
        Where: away if one of them is away, else in a dock if one of them needs it.
    """

    inspections: tuple[Inspection, ...]
    hourly: bool
    days: int
    man_hours: float
    place: Place

    @property
    def weeks(self) -> int:
        """Weeks that the visit touches; it begins on the first day of a week if this is more than one."""
        return math.ceil(self.days / DAYS_A_WEEK)

    @property
    def last_days(self) -> int:
        """Days of its last week in which the tail is absent."""
        return self.days - DAYS_A_WEEK * (self.weeks - 1)

    def man_hours_by_week(self) -> tuple[float, ...]:
        """Man-hours of the workshop in each of its weeks, the same on every day; none unless it is in a dock."""
        if self.place is not Place.BASE:
            return (0.0,) * self.weeks
        daily = self.man_hours / self.days
        return (daily * DAYS_A_WEEK,) * (self.weeks - 1) + (daily * self.last_days,)


@cache
def visit_of(inspections: tuple[Inspection, ...]) -> Visit:
    """Make a visit of inspections, the hourly one first if there is one."""
    places = {one.place for one in inspections}
    return Visit(
        inspections=inspections,
        hourly=inspections[0].interval_h is not None,
        days=max(one.days for one in inspections),
        man_hours=sum(one.man_hours for one in inspections),
        place=next(one for one in (Place.AWAY, Place.BASE, Place.SITE) if one in places),
    )
