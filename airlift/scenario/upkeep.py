"""What keeps a fleet flying: inspections of a type, and where each tail stands at the start."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from airlift.scenario.base import Ident, Month, Row

__all__ = ["Inspection", "TailState"]


class Inspection(Row):
    """One inspection of a type, due by flight hours or by calendar; exactly one of the two is given.

    The hourly inspections of a type form a ladder. Its marks are the multiples of the shortest interval, counted in
    hours since overhaul. A longer inspection is planned at the last mark before it falls due and its work includes
    that of the shorter ones; the longest one with the place `away` is the overhaul. A type without a row has one
    inspection, from the columns `phase_hours` and `phase_days` of its own row, in a dock.
    """

    id: Ident
    aircraft_type: Ident
    name: str = Field(min_length=1)
    every_flight_hours: PositiveFloat | None = Field(
        default=None, description="interval in flight hours; empty for a calendar inspection"
    )
    every_months: PositiveInt | None = Field(
        default=None, description="interval in calendar months; empty for an hourly inspection"
    )
    days: PositiveFloat = Field(description="out of service, from the first to the last day of the work")
    man_hours: NonNegativeFloat = Field(description="man-hours of the maintenance base for one inspection")
    place: Literal["site", "base", "away"] = Field(
        description="site: at the home base without a dock; base: in a dock of the maintenance base; away: leaves "
        "the mission, such as an overhaul at the maker's"
    )


class TailState(Row):
    """Where one tail of a partner stands at the start of the sustainment window.

    Tails without a row are spread evenly: over the shortest hourly interval as a steady bank-time line has them,
    over the longer ones and over the months of the calendar.
    """

    id: Ident
    partner: Ident
    aircraft_type: Ident
    hours_since_overhaul: NonNegativeFloat
    inspected_month: Month = Field(description="month of its last calendar inspection")
