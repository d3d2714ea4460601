"""From a scenario to the choices of force generation: who could serve which demand, with what, from which base."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

from airlift.matching.choice import Choice, Refusal
from airlift.matching.dates import readiness_lead_months
from airlift.matching.eligibility import Eligibility
from airlift.matching.rulebook import Group
from airlift.matching.stays import Coarse, segments
from airlift.scenario import Scenario

__all__ = [
    "Choice",
    "MatchingProblem",
    "Refusal",
    "build_problem",
    "readiness_lead_months",
    "restrict_to_tiers",
]


@dataclass(frozen=True)
class MatchingProblem:
    """A scenario seen by level 1.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    windows : dict
        Demand to its months `(first, end)`, end exclusive.
    choices : tuple of Choice
        Everything that could be done, in the order of demand, partner, type.
    refusals : tuple of Refusal
        Everything that cannot, each with its rules.
    lifted : frozenset of Group
        Rules that did not keep a choice from being listed. A model must state, guard, concede or drop them by the
        month.
    coarse : Coarse or None
        Fewer months in which units change: a restriction, so a solution is one of the problem without it, and a bound
        is none.
    """

    scenario: Scenario
    windows: dict[str, tuple[int, int]]
    choices: tuple[Choice, ...]
    refusals: tuple[Refusal, ...]
    lifted: frozenset[Group] = frozenset()
    coarse: Coarse | None = None

    @cached_property
    def choices_of_partner(self) -> dict[str, tuple[int, ...]]:
        """Indices of the choices of each partner."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for c, choice in enumerate(self.choices):
            found[choice.partner].append(c)
        return {partner: tuple(indices) for partner, indices in found.items()}

    @cached_property
    def choices_of_demand(self) -> dict[str, tuple[int, ...]]:
        """Indices of the choices for each demand."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for c, choice in enumerate(self.choices):
            found[choice.demand].append(c)
        return {demand: tuple(indices) for demand, indices in found.items()}

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Demands with months to serve that no choice could ever serve."""
        served = {choice.demand for choice in self.choices}
        return tuple(d for d, (first, end) in self.windows.items() if end > first and d not in served)

    def blocks_of(self, demand: str) -> tuple[tuple[int, int], ...]:
        """Months of a demand, first and end, between which its units neither come nor go nor change their size."""
        step = self.scenario.policy.matching.rotation_every_months.value
        if Group("unit.rotation", demand) in self.lifted:
            step = 1
        return segments(*self.windows[demand], step, self.coarse)


def build_problem(scenario: Scenario, lifted: frozenset[Group] = frozenset()) -> MatchingProblem:
    """List every choice that no single rule forbids, and every refusal with its rules.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    lifted : frozenset of Group
        Rules that do not keep a choice from being listed. Any group that a model of the problem relaxes or concedes,
        or whose guard may be false, belongs here: the sizes and months of choices rely on the others.
    """
    windows = {demand.id: scenario.demand_window(demand) for demand in scenario.demands}
    eligibility = Eligibility(scenario, lifted)
    choices: list[Choice] = []
    refusals: list[Refusal] = []
    for demand in scenario.demands:
        if windows[demand.id][0] >= windows[demand.id][1]:
            continue
        for partner in scenario.partners:
            for aircraft in scenario.aircraft_types:
                found = eligibility.decide(demand, partner, aircraft)
                if isinstance(found, Choice):
                    choices.append(found)
                elif found is not None:
                    refusals.append(found)
    return MatchingProblem(scenario, windows, tuple(choices), tuple(refusals), lifted)


def restrict_to_tiers(problem: MatchingProblem, last_tier: int) -> MatchingProblem:
    """Return the problem with only the demands of tiers up to `last_tier`."""
    demands = tuple(demand for demand in problem.scenario.demands if demand.tier <= last_tier)
    kept = {demand.id for demand in demands}
    return replace(
        problem,
        scenario=problem.scenario.model_copy(update={"demands": demands}),
        windows={demand: window for demand, window in problem.windows.items() if demand in kept},
        choices=tuple(choice for choice in problem.choices if choice.demand in kept),
        refusals=tuple(refusal for refusal in problem.refusals if refusal.demand in kept),
    )
