"""Decisions of level 2, sustainment: hours and inspections of each tail, week by week.

The window has `weeks` weeks. Week 0 begins on the first day of `first_month`; day 0 is that day, week w has the days
7 w to 7 w + 6. Bank time is not stored: it follows from the start of each tail, its hours and its visits.
"""

from __future__ import annotations

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveInt

from airlift.scenario.base import Frozen, Ident, Month

__all__ = ["DockVisit", "FleetPlan", "TailPlan", "UnitWeek"]


class TailPlan(Frozen):
    """One tail of a unit, from the week in which it joins to the one in which it leaves.

    `hours_since_overhaul` is what it has when it joins. `flight_h` has one entry a week from `first_week` on, ferry
    flights not included.
    """

    tail: Ident
    unit: Ident
    first_week: NonNegativeInt
    hours_since_overhaul: NonNegativeFloat
    inspected_month: Month = Field(description="month of its last calendar inspection before it joins")
    flight_h: tuple[NonNegativeFloat, ...] = Field(min_length=1)

    @property
    def end_week(self) -> int:
        """Week after its last one."""
        return self.first_week + len(self.flight_h)


class DockVisit(Frozen):
    """One stay of a tail for one inspection or several together.

    In the week of `first_day` the tail flies before the visit, in the week of its last day after it.
    """

    tail: Ident
    inspections: tuple[str, ...] = Field(
        min_length=1,
        description="rows of the table `inspections`; `phase` for the inspection of a type without a row",
    )
    maintenance_base: Ident | None = Field(description="whose dock it is in; None at the home base or away")
    dock: PositiveInt | None = Field(description="number of the dock there, from 1")
    first_day: NonNegativeInt = Field(description="first day of the work, ferry not included")
    days: PositiveInt = Field(description="whole days of the work")
    man_hours: NonNegativeFloat
    ferry_h: NonNegativeFloat = Field(description="flight hours to the maintenance base and back")
    wasted_h: NonNegativeFloat = Field(description="bank time that was left when an hourly inspection began")

    @property
    def end_day(self) -> int:
        """Day after the last day of the work."""
        return self.first_day + self.days


class UnitWeek(Frozen):
    """A unit in one week."""

    unit: Ident
    week: NonNegativeInt
    aircraft: PositiveInt = Field(description="deployed")
    serviceable_tails: tuple[Ident, ...] = Field(
        description="tails that are in no visit all week, less unscheduled losses; those with the most bank time"
    )
    asked_h: NonNegativeFloat = Field(description="flight hours that the demand asks for")
    flight_h: NonNegativeFloat = Field(description="flight hours of all tails, ferry flights not included")

    @property
    def unmet_h(self) -> float:
        """Flight hours that are asked for and not flown."""
        return max(0.0, self.asked_h - self.flight_h)


class FleetPlan(Frozen):
    """Hours and inspections of all tails in the window."""

    first_month: Month
    weeks: PositiveInt
    tails: tuple[TailPlan, ...] = ()
    visits: tuple[DockVisit, ...] = ()
    unit_weeks: tuple[UnitWeek, ...] = ()
