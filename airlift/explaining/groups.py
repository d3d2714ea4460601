"""Which rules an explanation may question: the groups of a scenario, and those of what could serve its demands.

Taken as given are the calendar of courses and whom they are open to, earmarks, and that one base supports a choice:
lifting them multiplies what a model must decide. What an earmark forbids shows as a cost that nobody funds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import Group
from airlift.scenario import Scenario
from airlift.scenario.offers import CostKind

__all__ = ["choice_groups", "scenario_groups"]

_TAKEN_AS_GIVEN = frozenset({"course.calendar", "course.partners", "sponsor.earmark", "base.arrangement"})

_OF_LOTS = (
    "lot.gate",
    "lot.lead_time",
    "lot.supply",
    "lot.refurbishment_rate",
    "lot.partners",
    "lot.state",
)

_OF_PARTNERS = (
    "partner.max_units",
    "partner.readiness",
    "readiness.visit",
    "partner.predeployment",
    "partner.credit",
    "technician.available",
    "medical.available",
    "course.instructors",
    "course.intake",
)

_OF_DEMANDS = (
    "unit.minimum_size",
    "unit.maximum_size",
    "unit.minimum_tour",
    "unit.rotation",
    "unit.handover",
    "unit.per_demand",
)


def scenario_groups(scenario: Scenario) -> Iterator[Group]:
    """List the groups whose subject a scenario names, whoever serves what."""
    for lot in scenario.lots:
        yield from (Group(rule, lot.id) for rule in _OF_LOTS)
    for partner in scenario.partners:
        yield from (Group(rule, partner.id) for rule in _OF_PARTNERS)
        if partner.absorb_aircraft:
            yield Group("partner.absorption", partner.id)
        yield from (Group("cost.funded", f"{kind} {partner.id}") for kind in get_args(CostKind))
    for consent in scenario.consents:
        yield Group("mission.consent", f"{consent.mission} {consent.partner}")
    for row in scenario.spares:
        yield Group("spares.available", row.aircraft_type)
    for course in scenario.courses:
        yield Group("course.seats", course.id)
    for demand in scenario.demands:
        yield from (Group(rule, demand.id) for rule in _OF_DEMANDS)
    for base in scenario.maintenance_bases:
        yield Group("base.man_hours", base.id)
        yield Group("base.docks", base.id)
    for sponsor in scenario.sponsors:
        for year in range(scenario.year_of(0), scenario.year_of(scenario.horizon_months - 1) + 1):
            yield Group("sponsor.budget", f"{sponsor.id} {year}")
    yield Group("lift.flights", "")
    yield Group("readiness.visits_per_month", "")


def choice_groups(problem: MatchingProblem) -> Iterator[Group]:
    """List the groups of partners and types that serve demands or are refused, and the rules that refuse them."""
    if not problem.choices and not problem.refusals:
        # Nobody has or can receive an aircraft: only now is it asked whether those who take in none might.
        yield from (Group("partner.absorption", partner.id) for partner in problem.scenario.partners)
    for refusal in problem.refusals:
        yield from (group for group in refusal.groups if group.rule not in _TAKEN_AS_GIVEN)
    for choice in problem.choices:
        demand = problem.scenario.demand_by_id[choice.demand]
        family = problem.scenario.aircraft_type_by_id[choice.aircraft_type].family
        yield Group("fleet.deployable", f"{choice.partner} {choice.aircraft_type}")
        yield Group("lot.conditions", f"{choice.partner} {choice.aircraft_type}")
        yield Group("crew.available", f"{choice.partner} {family}")
        yield from (Group("crew.available", f"{choice.partner} {family} {tag}") for tag in demand.crew_tags)
        yield Group("base.suitable", f"{choice.demand} {choice.partner} {choice.aircraft_type}")
