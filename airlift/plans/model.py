"""The plan: what is decided, with how it was found. Plain data, JSON round trip."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from airlift.plans.allocation import Allocation
from airlift.plans.fleet import FleetPlan
from airlift.plans.programme import Programme
from airlift.plans.result import Result
from airlift.plans.rounds import Round
from airlift.plans.standby import MissionStandby
from airlift.scenario.base import Frozen, Ident

__all__ = ["PLAN_SCHEMA_VERSION", "Plan"]

PLAN_SCHEMA_VERSION: Literal["1"] = "1"


class Plan(Frozen):
    """Allocation, hours and inspections of its fleet, standby and flying programmes for one scenario.

    A plan need not come from a solver: one written by hand has no results.
    """

    schema_version: Literal["1"] = PLAN_SCHEMA_VERSION
    scenario: Ident = Field(description="name of the scenario")
    scenario_sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="of the scenario's canonical JSON")
    allocation: Allocation
    fleet: FleetPlan | None = Field(default=None, description="None where sustainment was not planned")
    standby: tuple[MissionStandby, ...] = ()
    programmes: tuple[Programme, ...] = ()
    rounds: tuple[Round, ...] = ()
    results: tuple[Result, ...] = ()

    def _repr_html_(self) -> str:
        """Short view of the plan in a notebook."""
        from airlift.plans.notebook import plan_html

        return plan_html(self)
