"""Smaller worlds inside a scenario: one demand alone, one partner alone, everything but one offer.

A plan of such a world is a plan of the scenario when nobody else is there, so its service is what an offer could give
at most: shared crews, docks and money are all at its disposal.
"""

from __future__ import annotations

from airlift.scenario import Demand, Lot, Scenario

__all__ = ["only_demand", "only_lot", "only_partner", "without"]


def only_demand(scenario: Scenario, demand: Demand) -> Scenario:
    """Keep one demand of all."""
    return scenario.model_copy(update={"demands": (demand,), "tasks": ()})


def only_partner(scenario: Scenario, partner: str) -> Scenario:
    """Keep one partner of all, with its fleet and crews."""
    return scenario.model_copy(
        update={
            "partners": tuple(row for row in scenario.partners if row.id == partner),
            "partner_fleet": tuple(row for row in scenario.partner_fleet if row.partner == partner),
            "partner_crews": tuple(row for row in scenario.partner_crews if row.partner == partner),
        }
    )


def only_lot(scenario: Scenario, lot: Lot) -> Scenario:
    """Keep the aircraft of one lot and no others: neither lots nor own fleets."""
    return scenario.model_copy(update={"lots": (lot,), "partner_fleet": ()})


def without(scenario: Scenario, kind: str, name: str) -> Scenario:
    """Take one course, maintenance base or sponsor away; a sponsor with its budgets and earmarks."""
    if kind == "course":
        return scenario.model_copy(
            update={"courses": tuple(row for row in scenario.courses if row.id != name)}
        )
    if kind == "base":
        bases = tuple(row for row in scenario.maintenance_bases if row.id != name)
        return scenario.model_copy(update={"maintenance_bases": bases})
    return scenario.model_copy(
        update={
            "sponsors": tuple(row for row in scenario.sponsors if row.id != name),
            "budgets": tuple(row for row in scenario.budgets if row.sponsor != name),
            "earmarks": tuple(row for row in scenario.earmarks if row.sponsor != name),
        }
    )
