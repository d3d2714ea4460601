"""How the planning levels were joined: limits that flowed back, and the rounds until they settled."""

from __future__ import annotations

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveInt

from airlift.plans.result import Status
from airlift.scenario.base import Frozen, Ident, Percent

__all__ = ["Limit", "Round"]


class Limit(Frozen):
    """What a lower level found and matching had to respect from then on: a tighter value of one cell."""

    table: Ident
    row: Ident
    column: Ident
    asked: float = Field(description="value in the scenario")
    limit: float = Field(description="value that matching had to keep")
    rule: str = Field(description="rule of the lower level that could not be kept")
    reason: str = Field(description="one sentence with figures")


class Round(Frozen):
    """One round of the chain: matching under `limits`, then sustainment and standby of what it gave."""

    number: PositiveInt
    limits: tuple[Limit, ...] = Field(description="in force in this round")
    status: Status = Field(description="of matching")
    unmet_aircraft_months: NonNegativeInt
    asked_h: NonNegativeFloat = Field(description="flight hours asked for in the window, over all units")
    unmet_h: NonNegativeFloat
    surgery_pct: Percent | None = Field(
        description="alpha casualties in surgery in time; None without standby"
    )
    settled: bool = Field(description="whether it asked for no further limit")
    kept: bool = Field(description="whether its plan is the one that was kept")
