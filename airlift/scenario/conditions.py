"""What goes with offers: consents, spare parts, parity targets, prices of giving way, candidate pledges."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from airlift.scenario.base import Ident, Month, Percent, Row
from airlift.scenario.offers import CostKind

__all__ = ["Concession", "Consent", "ParityTarget", "Pledge", "PledgeKind", "Spares"]

PledgeKind = Literal["aircraft", "crews", "technicians", "seats", "money", "docks", "consent"]
"""What a candidate pledge brings."""


class Consent(Row):
    """From when a mission's host state lets a partner's unit in; a partner without a row has its consent.

    Of several rows that fit one mission, partner and aircraft type, a refusal counts first, then the latest
    month.
    """

    mission: Ident
    partner: Ident
    aircraft_type: Ident | None = Field(default=None, description="empty means every type")
    first_month: Month | None = Field(
        default=None, description="first month in which a unit may be there; empty means refused"
    )
    probability_pct: Percent = Field(default=100, description="chance that consent comes by then")


class Spares(Row):
    """Flight hours a month of one type that a source of spare parts supports; rows of a type add up.

    A type without a row has parts without limit; one with rows has none outside their months.
    """

    id: Ident
    provider: str = Field(min_length=1)
    aircraft_type: Ident
    first_month: Month
    last_month: Month
    flight_hours_per_month: NonNegativeFloat = Field(description="of all deployed aircraft of the type")


class ParityTarget(Row):
    """Share of women that contingents should have in a year (Uniformed Gender Parity Strategy), reported."""

    year: Annotated[int, Field(ge=1900, le=2200)]
    target_pct: Percent


class Concession(Row):
    """What giving way by one unit of a rule is worth to a planner, and the most that could be asked.

    Only explanations use it; a rule without a row does not give way.
    """

    id: Ident
    rule: str = Field(min_length=1, description="rule of force generation, as `airlift rules` names it")
    usd_per_unit: NonNegativeFloat = Field(description="for one unit of the rule, such as one crew")
    most: PositiveInt = Field(description="units by which the rule can give way at most")


class Pledge(Row):
    """A pledge that could be asked for; it is no part of a plan until it is made.

    What it needs to say depends on its kind; other cells stay empty.

    * `aircraft`: `amount` more aircraft of a `lot`; or a new lot of `donor` and `aircraft_type` whose gate can
      be passed from `first_month` on, for `partner` and `mission` (any, when empty), back with the donor after
      `last_month`, with workshop, times and prices of another lot of the type, or ready to fly where there is
      none; or, without lot and donor, that many more deployable aircraft of a `partner`'s own `aircraft_type`.
    * `crews`, `technicians`: `amount` formed crews of an `aircraft_type`, with the qualifications of the
      partner's other crews on it, or technicians, of a `partner`, from the start.
    * `seats`: `amount` more seats in every start of a `course`.
    * `money`: `amount` USD in the year of `first_month`, or in each year up to that of `last_month`; on top of
      the money of `sponsor` under that sponsor's earmarks, or, when `sponsor` is empty, money of a new sponsor,
      tied to `donor`, `partner` and `cost_kind` as far as they are given.
    * `docks`: `amount` more docks at a `maintenance_base`, with man-hours in proportion.
    * `consent`: the host state of `mission` consents to `partner` (with `aircraft_type`, or any) from
      `first_month`; `amount` is 1.
    """

    id: Ident
    name: str = Field(min_length=1)
    kind: PledgeKind
    amount: PositiveFloat = Field(description="aircraft, crews, people, seats, USD or docks")
    donor: Ident | None = None
    partner: Ident | None = None
    aircraft_type: Ident | None = None
    lot: Ident | None = None
    sponsor: Ident | None = None
    cost_kind: CostKind | None = None
    course: Ident | None = None
    maintenance_base: Ident | None = None
    mission: Ident | None = None
    first_month: Month | None = None
    last_month: Month | None = None
