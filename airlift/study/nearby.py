"""Better plans near a plan that is known, for studies: `airlift.matching.nearby`, with problems listed once."""

from __future__ import annotations

from typing import Protocol

from airlift.matching.model import build_model
from airlift.matching.nearby import Focus, better_by_cost, better_by_tiers, foci_of, problem_around
from airlift.matching.problem import MatchingProblem, build_problem
from airlift.matching.values import values_of
from airlift.plans import Allocation
from airlift.scenario import Scenario
from airlift.solvers.feasibility import keeps_all
from airlift.solvers.lexicographic import Clock
from airlift.solvers.options import SolveOptions

__all__ = ["Focus", "Nearby", "NearbySearch"]


class Nearby(Protocol):
    """Looks for better plans near a plan, as `NearbySearch` does."""

    def foci(self, scenario: Scenario) -> tuple[Focus, ...]:
        """Each partner, and each mission."""

    def better(
        self, scenario: Scenario, start: Allocation, focus: Focus, options: SolveOptions
    ) -> Allocation:
        """Better a plan by the units that a focus sets free."""

    def cheaper(self, scenario: Scenario, start: Allocation, options: SolveOptions) -> Allocation:
        """Make a plan cheaper with the units as they are."""

    def fits(self, scenario: Scenario, allocation: Allocation) -> bool:
        """Whether the decisions are a plan of a scenario."""


class NearbySearch:
    """Looks for better plans with the model of level 1; problems are listed once for each scenario."""

    def __init__(self) -> None:
        self._problems: dict[int, tuple[Scenario, MatchingProblem]] = {}

    def foci(self, scenario: Scenario) -> tuple[Focus, ...]:
        """Each partner that could serve some demand, and each mission with a demand that somebody could serve."""
        return foci_of(self._problem(scenario))

    def better(
        self, scenario: Scenario, start: Allocation, focus: Focus, options: SolveOptions
    ) -> Allocation:
        """Better a plan, tier by tier, by the units that a focus sets free; the options limit this one look."""
        budget_s = Clock(options).grant(1.0)
        return better_by_tiers(self._problem(scenario), build_model, start, focus, options, budget_s)

    def cheaper(self, scenario: Scenario, start: Allocation, options: SolveOptions) -> Allocation:
        """Drop transfers, training, visits and payments that the units of a plan do not need."""
        budget_s = Clock(options).grant(1.0)
        return better_by_cost(self._problem(scenario), build_model, start, options, budget_s)

    def fits(self, scenario: Scenario, allocation: Allocation) -> bool:
        """Whether the decisions are a plan of a scenario, with its own aircraft and people and paid by its sponsors."""
        problem = problem_around(self._problem(scenario), allocation, Focus())
        model = build_model(problem)
        values = values_of(problem, model, allocation)
        if values is None or not keeps_all(model.cp_model, list(values.values())):
            return False
        placed = sum(values[aircraft.name] for aircraft in model.variables.aircraft.values())
        return placed == sum(sum(unit.aircraft) for unit in allocation.units)

    def _problem(self, scenario: Scenario) -> MatchingProblem:
        if id(scenario) not in self._problems:
            self._problems[id(scenario)] = scenario, build_problem(scenario)
        return self._problems[id(scenario)][1]
