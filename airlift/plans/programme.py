"""Decisions of level 3: the flying programme of a mission's day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveInt

from airlift.scenario.base import Frozen, Ident, Month

__all__ = ["Action", "Outcome", "Programme", "Sortie", "Stop", "UnitDay"]


class Action(Frozen):
    """What happens to a task at a stop."""

    kind: Literal["pickup", "dropoff", "on_station"]
    task: Ident


class Stop(Frozen):
    """One landing of a sortie (or the area of a patrol). Times are minutes after local midnight of the day.

    Fuel figures are kg on board. The first stop is the take-off from the home base: it arrives when it departs.
    `depart_min` of the last stop equals its `arrive_min`.
    """

    site: Ident
    arrive_min: int
    depart_min: int
    actions: tuple[Action, ...] = ()
    refuel_kg: NonNegativeFloat = Field(default=0.0, description="fuel taken here, included in fuel_kg")
    fuel_kg: NonNegativeFloat = Field(description="on board when departing (at the last stop: when landing)")


class Sortie(Frozen):
    """One flight from a home base back to it."""

    id: Ident
    unit: Ident
    tail: Ident
    crew: Ident
    stops: tuple[Stop, ...] = Field(min_length=2)

    @property
    def start_min(self) -> int:
        """Take-off, minutes after local midnight."""
        return self.stops[0].depart_min

    @property
    def end_min(self) -> int:
        """Last landing, minutes after local midnight."""
        return self.stops[-1].arrive_min


class Outcome(Frozen):
    """What became of a task: flown by a sortie, or not flown for a reason that was verified.

    `rule` is the rule that forbids the task by itself; for a task that loses against others it is the scarce rule
    (`tail.available`, `crew.numbers`, `crew.duty`, `standby.held`, `fuel.stock`) and `displaces` names the tasks that
    flying it would push out.
    """

    task: Ident
    sortie: Ident | None
    rule: str | None = None
    reason: str = Field(default="", description="one sentence for a planner; empty when flown")
    displaces: tuple[Ident, ...] = ()
    surgery_min: NonNegativeInt | None = Field(
        default=None, description="medevac flown: minutes from wounding to the operating table"
    )


class UnitDay(Frozen):
    """What a unit brings to the day."""

    unit: Ident
    home_base: Ident
    aircraft_type: Ident
    aircraft: PositiveInt = Field(description="deployed")
    tails: tuple[Ident, ...] = Field(description="serviceable this day, standby included")
    standby_tails: NonNegativeInt = Field(description="of the serviceable tails, held at the home base")
    crews: tuple[Ident, ...] = Field(description="on duty this day, standby included")
    standby_crews: NonNegativeInt
    tail_bases: tuple[Ident, ...] = Field(
        default=(), description="where each tail stands by or starts from, in their order; empty: all at home"
    )
    crew_bases: tuple[Ident, ...] = Field(default=(), description="the same for the crews")
    tail_bank_h: tuple[NonNegativeFloat, ...] = Field(
        default=(),
        description="bank time of each tail in the morning; empty where sustainment was not planned",
    )


class Programme(Frozen):
    """The flying programme of one mission on one day."""

    mission: Ident
    day: date
    month: Month = Field(description="month of the allocation whose units fly")
    units: tuple[UnitDay, ...]
    sorties: tuple[Sortie, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
