"""Ways to give a world more of something or to ask less of it; every plan of the old world is one of the new."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from airlift.scenario.model import Scenario
from tests.property.matching.features import Data, set_policy

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["RELAXATIONS", "plentiful", "relaxed"]


def relaxed(scenario: Scenario, name: str) -> Scenario | None:
    """Return the world with one more of something; None where there is nothing to change."""
    data = scenario.model_dump(mode="json")
    RELAXATIONS[name](data)
    changed = Scenario.model_validate(data)
    return None if changed == scenario else changed


def plentiful(scenario: Scenario, number: int, name: str) -> Scenario:
    """Return the world with most other things thrice relaxed, so that this one may well be what it is short of."""
    rng = Random(number)
    data = scenario.model_dump(mode="json")
    for other, relax in RELAXATIONS.items():
        if other != name and rng.random() < 0.75:
            for _ in range(3):
                relax(data)
    return Scenario.model_validate(data)


def _more(table: str, column: str, amount: float) -> Callable[[Data], None]:
    """Add an amount to every row that has a limit."""

    def change(data: Data) -> None:
        for row in data[table]:
            if row[column] is not None:
                row[column] += amount

    return change


def _first(table: str, column: str, amount: int) -> Callable[[Data], None]:
    """Add an amount to the first row alone."""

    def change(data: Data) -> None:
        for row in data[table][:1]:
            row[column] += amount

    return change


def _all(table: str, column: str, value: Any) -> Callable[[Data], None]:
    """Set every row to a value that forbids nothing."""

    def change(data: Data) -> None:
        for row in data[table]:
            row[column] = value

    return change


def _policy(name: str, change: Callable[[Any], Any], section: str = "matching") -> Callable[[Data], None]:
    """Change a policy value."""

    def apply(data: Data) -> None:
        old = data["policy"][section][name]["value"]
        set_policy(data, section, **{name: change(old)})

    return apply


def _consent(data: Data) -> None:
    data["consents"] = []


def _earlier_consent(data: Data) -> None:
    for row in data["consents"]:
        row["first_month"] = "2022-04" if row["first_month"] is None else min(row["first_month"], "2022-04")


def _later_return(data: Data) -> None:
    for row in data["lots"]:
        if row["return_month"] is not None:
            row["return_month"] = max(row["return_month"], "2022-11")


def _qualified(data: Data) -> None:
    for row in data["partner_crews"]:
        row["tags"] = ["medevac", "nvg"]


def _no_conditions(data: Data) -> None:
    for row in data["lots"]:
        row |= {"missions": [], "roles": []}


RELAXATIONS: dict[str, Callable[[Data], None]] = {
    "no caveat": _all("partners", "caveat_roles", []),
    "two crews": _first("partner_crews", "crews", 2),
    "qualified crews": _qualified,
    "five technicians": _first("partners", "technicians", 5),
    "an instructor": _more("partners", "instructors", 1),
    "a candidate": _more("partners", "trainable_crews_per_year", 1),
    "a seat": _more("courses", "seats", 1),
    "a medical team": _more("partners", "medical_teams", 1),
    "an aircraft in a lot": _first("lots", "aircraft", 1),
    "an own aircraft": _first("partner_fleet", "deployable_aircraft", 1),
    "more absorption": _more("partners", "absorb_aircraft", 1),
    "another unit": _more("partners", "max_units", 1),
    "firmer pledges": _all("lots", "state", "delivered"),
    "no conditions of donors": _no_conditions,
    "later return": _later_return,
    "consent": _consent,
    "earlier consent": _earlier_consent,
    "a dollar": _more("budgets", "budget_usd", 1),
    "two million a year": _more("budgets", "budget_usd", 2_000_000),
    "more credit": _more("partners", "credit_usd", 100_000),
    "credit without limit": _all("partners", "credit_usd", None),
    "more training before deployment": _more("partners", "predeployment_aircraft_per_month", 1),
    "man-hours": _more("maintenance_bases", "man_hours_per_month", 100),
    "a dock": _more("maintenance_bases", "docks", 1),
    "dry leases": _all("maintenance_bases", "lease", "dry"),
    "spare parts": _more("spares", "flight_hours_per_month", 30),
    "another visit a month": _policy("assessment_visits_per_month", lambda visits: visits + 1),
    "rotation in any month": _policy("rotation_every_months", lambda _: 1),
    "a shorter tour": _policy("min_tour_months", lambda months: max(1, months - 1)),
    "less overlap": _policy("handover_overlap_months", lambda months: max(0, months - 1)),
    "another lift flight": _policy("lift_flights_per_month", lambda flights: flights + 1),
}
