"""Candidate pledges: what each kind must and must not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from airlift.scenario.checks.problem import Problem
from airlift.scenario.wording import did_you_mean, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airlift.scenario.conditions import Pledge
    from airlift.scenario.model import Scenario

__all__ = ["check_pledge_donors", "check_pledges"]

_DETAILS = (
    "donor",
    "partner",
    "aircraft_type",
    "lot",
    "sponsor",
    "cost_kind",
    "course",
    "maintenance_base",
    "mission",
    "first_month",
    "last_month",
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a kind of pledge is called, and the columns that it needs and may have."""

    words: str
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()


_SHAPES = {
    "crews": _Shape("crews", ("partner", "aircraft_type")),
    "technicians": _Shape("technicians", ("partner",)),
    "seats": _Shape("seats", ("course",)),
    "docks": _Shape("docks", ("maintenance_base",)),
    "consent": _Shape("consent", ("mission", "partner", "first_month"), ("aircraft_type",)),
}
_MORE_OF_A_LOT = _Shape("more aircraft of a lot", ("lot",))
_NEW_LOT = _Shape(
    "aircraft of a donor", ("donor", "aircraft_type", "first_month"), ("partner", "mission", "last_month")
)
_OWN_AIRCRAFT = _Shape("a partner's own aircraft", ("partner", "aircraft_type"))
_MORE_OF_A_SPONSOR = _Shape("money of a sponsor", ("sponsor", "first_month"), ("last_month",))
_NEW_MONEY = _Shape("new money", ("first_month",), ("last_month", "donor", "partner", "cost_kind"))


def _shape(row: Pledge) -> _Shape:
    if row.kind == "aircraft":
        return _MORE_OF_A_LOT if row.lot else _NEW_LOT if row.donor else _OWN_AIRCRAFT
    if row.kind == "money":
        return _MORE_OF_A_SPONSOR if row.sponsor else _NEW_MONEY
    return _SHAPES[row.kind]


def check_pledges(scenario: Scenario) -> Iterator[Problem]:
    """Find pledges that say what their kind does not have, or do not say what it needs."""
    for row in scenario.pledges:
        shape = _shape(row)
        for column in _DETAILS:
            given = getattr(row, column) is not None
            if column in shape.needs and not given:
                message, hint = f"a pledge of {shape.words} needs {column}", "write it"
            elif given and column not in (*shape.needs, *shape.may):
                message, hint = f"a pledge of {shape.words} has no {column}", "leave it empty"
            else:
                continue
            yield Problem("unfit-pledge", "pledges", row.id, column, message, hint)
        if row.kind == "consent" and row.amount != 1:
            message, hint = f"amount {row.amount:g}: consent is given once", "write 1"
            yield Problem("unfit-pledge", "pledges", row.id, "amount", message, hint)
        elif row.kind != "money" and row.amount != int(row.amount):
            message = f"amount {row.amount:g} is not a whole number of {row.kind}"
            yield Problem("unfit-pledge", "pledges", row.id, "amount", message, "write digits only")


def check_pledge_donors(scenario: Scenario) -> Iterator[Problem]:
    """Find money tied to a donor that neither gives nor may give aircraft."""
    donors = {row.donor for row in scenario.lots}
    donors |= {row.donor for row in scenario.pledges if row.kind == "aircraft" and row.donor is not None}
    for row in scenario.pledges:
        if row.kind == "money" and row.donor is not None and row.donor not in donors:
            message = f"{show(row.donor)} is not the donor of a lot or of pledged aircraft"
            hint = did_you_mean(row.donor, donors, "correct it, or leave it empty for any donor")
            yield Problem("missing-reference", "pledges", row.id, "donor", message, hint)
