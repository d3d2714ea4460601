"""What is offered must make sense row by row: masses, numbers, order of months, who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airlift.scenario.checks.problem import Problem
from airlift.scenario.wording import did_you_mean, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airlift.scenario.model import Scenario

__all__ = ["check_earmarks", "check_masses", "check_months", "check_numbers", "check_women_aircrew"]


def check_masses(scenario: Scenario) -> Iterator[Problem]:
    """Find types that cannot take off with their crew, or not even with full tanks and nobody on board."""
    crew_kg = scenario.policy.flight.crew_mass_kg.value
    for row in scenario.aircraft_types:
        crew = row.pilots + row.cabin_crew
        with_crew_kg = row.empty_kg + crew * crew_kg
        if with_crew_kg >= row.mtow_kg:
            message = f"{with_crew_kg:g} kg with a crew of {crew} is not less than {row.mtow_kg:g} kg"
            hint = "correct one of the masses"
            yield Problem("impossible-mass", "aircraft_types", row.id, "mtow_kg", message, hint)
        elif row.empty_kg + row.fuel_capacity_kg >= row.mtow_kg:
            full_kg = row.empty_kg + row.fuel_capacity_kg
            message = f"{full_kg:g} kg with full tanks is not less than mtow_kg {row.mtow_kg:g}"
            hint = "correct one of the masses; fuel is in kg, not litres"
            yield Problem("impossible-mass", "aircraft_types", row.id, "fuel_capacity_kg", message, hint)


def check_numbers(scenario: Scenario) -> Iterator[Problem]:
    """Find parts that are larger than their whole."""
    for partner in scenario.partners:
        for part, whole in (("women_technicians", "technicians"), ("women_instructors", "instructors")):
            yield from _at_most("partners", partner.id, partner, part, whole)
    for fleet in scenario.partner_fleet:
        key = f"{fleet.partner}.{fleet.aircraft_type}"
        yield from _at_most("partner_fleet", key, fleet, "deployable_aircraft", "aircraft")


def _at_most(table: str, key: str, row: object, part: str, whole: str) -> Iterator[Problem]:
    small, large = getattr(row, part), getattr(row, whole)
    if small > large:
        message = f"{part} {small} is more than {whole} {large}"
        yield Problem("more-than-all", table, key, part, message, f"write at most {large}, or raise {whole}")


def check_women_aircrew(scenario: Scenario) -> Iterator[Problem]:
    """Find more women among the aircrew than there are people in the crews."""
    for row in scenario.partner_crews:
        aircraft_type = scenario.aircraft_type_by_id.get(row.aircraft_type)
        if aircraft_type is None:
            continue
        people = row.crews * (aircraft_type.pilots + aircraft_type.cabin_crew)
        if row.women_aircrew > people:
            message = f"women_aircrew {row.women_aircrew} is more than the {people} people of the crews"
            hint = f"write at most {people}"
            key = f"{row.partner}.{row.aircraft_type}"
            yield Problem("more-than-all", "partner_crews", key, "women_aircrew", message, hint)


def check_months(scenario: Scenario) -> Iterator[Problem]:
    """Find what ends before it begins, and missions and bases that are not open for a month."""
    spans = (
        ("lots", "offered_month", "gate_month", False),
        ("lots", "gate_month", "return_month", True),
        ("courses", "first_month", "last_month", False),
        ("demands", "first_month", "last_month", False),
        ("maintenance_bases", "open_month", "close_month", True),
        ("missions", "first_month", "closure_month", True),
        ("spares", "first_month", "last_month", False),
        ("pledges", "first_month", "last_month", False),
    )
    for table, early, late, is_end in spans:
        for row in getattr(scenario, table):
            first, last = getattr(row, early), getattr(row, late)
            if first is None or last is None or last > first or (last == first and not is_end):
                continue
            words = "is not after" if last == first else "is before"
            message = f"{late} {last} {words} {early} {first}"
            yield Problem("wrong-order", table, row.id, late, message, "correct one of the two months")


def check_earmarks(scenario: Scenario) -> Iterator[Problem]:
    """Find sponsors that can pay for nothing, and donors of earmarks that give nothing."""
    paying = {earmark.sponsor for earmark in scenario.earmarks}
    for sponsor in scenario.sponsors:
        if sponsor.id not in paying:
            message = f"{show(sponsor.id)} has no earmark and so pays nothing"
            hint = "add a row to earmarks (empty cells mean any), or remove the sponsor"
            yield Problem("no-earmark", "sponsors", sponsor.id, "id", message, hint)
    donors = {lot.donor for lot in scenario.lots}
    for earmark in scenario.earmarks:
        if earmark.donor is not None and earmark.donor not in donors:
            message = f"{show(earmark.donor)} is not the donor of a lot"
            hint = did_you_mean(earmark.donor, donors, "correct it, or leave it empty for any donor")
            yield Problem("missing-reference", "earmarks", earmark.id, "donor", message, hint)
