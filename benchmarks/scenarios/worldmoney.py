"""The money of a generated world: who pays for what, and never quite enough."""

from __future__ import annotations

from typing import Any

from airlift.scenario.offers import COST_KINDS
from airlift_data.drawing import Draw

__all__ = ["MADE", "money"]

MADE = {"source": "assumption: drawn for a benchmark", "confidence": "assumption"}

PREPARED_BY_DONORS = ("refurbishment", "shipping", "training")
DEPLOYED_USD_PER_AIRCRAFT_MONTH = 110_000
"""About what people, hours and maintenance of one deployed aircraft cost, over the types: sizes the UN's budget."""

UN_SHARE, STATE_SHARE = 0.42, 0.4
"""Shares that are there: of what all demands would cost, and of what all lots of a state's donors would."""

FUND_USD_PER_PARTNER_YEAR = 60_000
"""A few course seats and an assessment visit."""

Tables = dict[str, list[dict[str, Any]]]


def money(draw: Draw, data: dict[str, Any], years: range, donors: int, states: int, funds: int) -> Tables:
    """Draw sponsors, earmarks and budgets.

    The UN pays what flies, each state prepares the lots of its donors, funds train and assess.

    Parameters
    ----------
    draw : Draw
        The world's draws.
    data : dict
        Tables drawn so far: lots, partners and demands are read.
    years : range
        Calendar years of the plan.
    donors, states, funds : int
        How many there are; donors are dealt to states in turn.
    """
    tables: Tables = {"sponsors": [], "earmarks": [], "budgets": []}

    def add(name: str, kind: str, carry_over: bool, usd_per_year: int, marks: list[dict[str, Any]]) -> None:
        tables["sponsors"].append(MADE | {"id": name, "name": name, "kind": kind, "carry_over": carry_over})
        for number, mark in enumerate(marks, start=1):
            tables["earmarks"].append(MADE | {"id": f"{name}-{number}", "sponsor": name} | mark)
        for year in years:
            varied = int(usd_per_year * draw.between(0.8, 1.2))
            tables["budgets"].append(MADE | {"sponsor": name, "year": year, "budget_usd": varied})

    asked = sum(row["aircraft"] for row in data["demands"])
    flown = [kind for kind in COST_KINDS if kind not in (*PREPARED_BY_DONORS, "assessment")]
    un_usd = int(UN_SHARE * asked * 12 * DEPLOYED_USD_PER_AIRCRAFT_MONTH)
    add("un-loa", "un", False, un_usd, [{"cost_kind": kind} for kind in flown])
    for number in range(1, states + 1):
        own = [f"donor-{d:02d}" for d in range(number, donors + 1, states)]
        whole_usd = sum(
            lot["aircraft"] * (lot["refurbishment_usd_per_aircraft"] + lot["shipping_usd_per_aircraft"])
            for lot in data["lots"]
            if lot["donor"] in own
        )
        marks = [{"donor": donor, "cost_kind": kind} for donor in own for kind in PREPARED_BY_DONORS]
        add(f"state-{number:02d}", "state", True, int(STATE_SHARE * whole_usd / len(years)), marks)
    for number in range(1, funds + 1):
        marks = [{"cost_kind": kind} for kind in ("training", "assessment")]
        usd = FUND_USD_PER_PARTNER_YEAR * len(data["partners"]) // funds
        add(f"fund-{number:02d}", "trust_fund", True, usd, marks)
    return tables
