"""Decisions of level 1, force generation: gates, transfers, training, units, payments."""

from __future__ import annotations

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveInt

from airlift.scenario.base import Frozen, Ident, Month
from airlift.scenario.offers import CostKind

__all__ = [
    "Allocation",
    "AssessmentVisit",
    "GatePassed",
    "Payment",
    "Trainees",
    "Transfer",
    "Unit",
    "UnmetDemand",
]


class GatePassed(Frozen):
    """A lot passes its funding gate: from this month its aircraft may enter refurbishment, each when it is paid for."""

    lot: Ident
    month: Month


class Transfer(Frozen):
    """Donated aircraft arrive in a partner's hands."""

    lot: Ident
    partner: Ident
    month: Month
    aircraft: PositiveInt


class Trainees(Frozen):
    """Crews or technicians of a partner start a course."""

    course: Ident
    partner: Ident
    month: Month = Field(description="month of the course start")
    trainees: PositiveInt


class AssessmentVisit(Frozen):
    """The UN assesses a partner that is not registered or at level 1 of the readiness ladder."""

    partner: Ident
    month: Month


class Unit(Frozen):
    """Aircraft and people of one partner deployed to one demand without a break.

    `aircraft` has one entry for each month from `first_month` on; all are positive.
    """

    id: Ident
    partner: Ident
    demand: Ident
    aircraft_type: Ident
    maintenance_base: Ident
    first_month: Month
    aircraft: tuple[PositiveInt, ...] = Field(min_length=1)


class Payment(Frozen):
    """Money of a sponsor for the costs of one kind, partner and calendar year; `donor` when a lot causes the cost."""

    sponsor: Ident
    partner: Ident = Field(description="whose unit, training or received aircraft cause the cost")
    donor: Ident | None = Field(description="donor of the lot that causes the cost, if one does")
    cost_kind: CostKind
    year: int
    usd: NonNegativeFloat


class UnmetDemand(Frozen):
    """Aircraft that a demand lacks in a month."""

    demand: Ident
    month: Month
    aircraft: PositiveInt


class Allocation(Frozen):
    """All decisions of level 1."""

    gates: tuple[GatePassed, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    training: tuple[Trainees, ...] = ()
    units: tuple[Unit, ...] = ()
    payments: tuple[Payment, ...] = ()
    unmet: tuple[UnmetDemand, ...] = ()
    visits: tuple[AssessmentVisit, ...] = ()

    @property
    def unmet_aircraft_months(self) -> NonNegativeInt:
        """Aircraft-months of demand that stay without an aircraft, over all tiers."""
        return sum(row.aircraft for row in self.unmet)
