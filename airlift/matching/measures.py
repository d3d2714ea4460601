"""What a plan can be measured by, as linear expressions of the model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ortools.sat.python import cp_model

from airlift.matching.dates import may_receive
from airlift.matching.money import Money
from airlift.matching.problem import MatchingProblem
from airlift.matching.variables import IntVar, Variables
from airlift.scenario import Scenario
from airlift.scenario.offers import Partner
from airlift.solvers.lexicographic import Level

__all__ = ["add_burden", "co2_kg_per_month", "deployable_at_most", "make_measures"]


def make_measures(problem: MatchingProblem, variables: Variables, money: Money) -> dict[str, Level]:
    """Return the levels of the scenario in their order, then the measures for studies."""
    scenario = problem.scenario
    tolerance = scenario.policy.matching.tier_gap_pct.value / 100
    by_tier: defaultdict[int, list[IntVar]] = defaultdict(list)
    for (demand, _), unmet in variables.unmet.items():
        by_tier[scenario.demand_by_id[demand].tier].append(unmet)
    levels = [
        Level(f"tier {tier} unmet", "aircraft-months", _count(by_tier[tier]), tolerance)
        for tier in sorted(by_tier)
    ]
    if variables.uncovered:
        waiting = _count(variables.uncovered.values())
        levels.append(Level("first medevac month", "months", waiting, tolerance))
    levels.append(Level("cost", "usd", money.total, tolerance))
    levels.append(Level("unmet", "aircraft-months", _count(variables.unmet.values()), tolerance))
    levels.append(Level("co2", "kg", _co2(problem, variables), tolerance))
    return {level.name: level for level in levels}


def _count(months: Iterable[IntVar]) -> cp_model.LinearExprT:
    """Sum over months, of which several may share a variable."""
    found: dict[int, tuple[IntVar, int]] = {}
    for variable in months:
        found[variable.index] = variable, found.get(variable.index, (variable, 0))[1] + 1
    return cp_model.LinearExpr.weighted_sum([v for v, _ in found.values()], [n for _, n in found.values()])


def co2_kg_per_month(scenario: Scenario, aircraft_type: str, demand: str) -> float:
    """CO2 of one aircraft in a month of a demand, at cruise burn."""
    hours = scenario.demand_by_id[demand].hours_per_aircraft_month
    burn_kg = scenario.aircraft_type_by_id[aircraft_type].burn_kg_per_h
    return hours * burn_kg * scenario.policy.cost.co2_kg_per_kg_fuel.value


def _co2(problem: MatchingProblem, variables: Variables) -> cp_model.LinearExprT:
    """CO2 in kg, each variable's share rounded to the nearest."""
    kg: defaultdict[int, float] = defaultdict(float)
    known: dict[int, IntVar] = {}
    for (c, _), aircraft in variables.aircraft.items():
        choice = problem.choices[c]
        known[aircraft.index] = aircraft
        kg[aircraft.index] += co2_kg_per_month(problem.scenario, choice.aircraft_type, choice.demand)
    return cp_model.LinearExpr.weighted_sum(list(known.values()), [round(kg[index]) for index in known])


def deployable_at_most(scenario: Scenario, partner: Partner) -> int:
    """Most aircraft of all types together that a partner could ever deploy, own and donated."""
    own = sum(row.deployable_aircraft for row in scenario.partner_fleet if row.partner == partner.id)
    donated = sum(lot.aircraft for lot in scenario.lots if may_receive(scenario, lot, partner.id))
    share = scenario.policy.matching.donated_deployable_pct.value / 100
    return own + int(min(donated, partner.absorb_aircraft) * share + 1e-9)


def add_burden(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> IntVar:
    """Add the share of its fleet, in per mille, that the most burdened partner has in missions over the horizon."""
    scenario = problem.scenario
    deployed: defaultdict[str, list[IntVar]] = defaultdict(list)
    for (c, _), aircraft in variables.aircraft.items():
        deployed[problem.choices[c].partner].append(aircraft)
    burden = model.new_int_var(0, 1000 * scenario.horizon_months, "burden")
    for partner in scenario.partners:
        most = deployable_at_most(scenario, partner) * scenario.horizon_months
        if partner.id in deployed and most:
            model.add(most * burden >= 1000 * _count(deployed[partner.id]))
    return burden
