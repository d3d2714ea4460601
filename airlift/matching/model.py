"""The force generation model: a compact CP-SAT model, month by month.

Its nearest kin in the literature are the readiness and deployment-cycle programmes of Persons (NPS 2011) and Engel
(AFIT 2024); donors, sponsors and training are new here.
"""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from airlift.matching.constraints import add_constraints
from airlift.matching.money import Money, add_money
from airlift.matching.problem import MatchingProblem
from airlift.matching.variables import Variables, create_variables
from airlift.solvers.lexicographic import Level

__all__ = ["MatchingModel", "build_model"]


@dataclass(frozen=True)
class MatchingModel:
    """The solver's model, its variables, its costs and the levels of its objective."""

    cp_model: cp_model.CpModel
    variables: Variables
    money: Money
    levels: tuple[Level, ...]


def build_model(problem: MatchingProblem) -> MatchingModel:
    """Build variables, constraints and objective levels."""
    model = cp_model.CpModel()
    variables = create_variables(model, problem)
    add_constraints(model, problem, variables)
    money = add_money(model, problem, variables)
    return MatchingModel(model, variables, money, _levels(problem, variables, money))


def _levels(problem: MatchingProblem, variables: Variables, money: Money) -> tuple[Level, ...]:
    """Unmet aircraft-months tier by tier, then the wait for medevac, then cost."""
    scenario = problem.scenario
    tolerance = scenario.policy.matching.tier_gap_pct.value / 100
    levels = []
    for tier in sorted({demand.tier for demand in scenario.demands}):
        unmet = [v for (d, _), v in variables.unmet.items() if scenario.demand_by_id[d].tier == tier]
        if unmet:
            levels.append(
                Level(f"tier {tier} unmet", "aircraft-months", cp_model.LinearExpr.sum(unmet), tolerance)
            )
    if variables.uncovered:
        waiting = cp_model.LinearExpr.sum(list(variables.uncovered.values()))
        levels.append(Level("first medevac month", "months", waiting, tolerance))
    levels.append(Level("cost", "usd", money.total, tolerance))
    return tuple(levels)
