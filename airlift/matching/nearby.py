"""Better plans near a plan that is known: the units of a partner or a mission are free, all others stay as they are.

What is left of the model is small, so that it is solved to its end in about a second where the whole takes minutes
(fix and optimise; Helber and Sahling 2010). A plan found here is a plan of the whole problem. That there is none better
nearby says nothing about plans further away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from airlift.matching.choice import Choice
from airlift.matching.extract import extract_allocation
from airlift.matching.model import MatchingModel
from airlift.matching.outcome import SearchOutcome
from airlift.matching.problem import MatchingProblem
from airlift.matching.values import values_of
from airlift.plans import Allocation
from airlift.solvers.lexicographic import Clock, Level, minimise_level
from airlift.solvers.options import SolveOptions

__all__ = ["Build", "Focus", "better_by_cost", "better_by_tiers", "foci_of", "problem_around"]

Build = Callable[[MatchingProblem], MatchingModel]


@dataclass(frozen=True, slots=True, order=True)
class Focus:
    """What a look sets free: all that some partners could do, and all that could be done for some demands."""

    partners: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()

    def frees(self, choice: Choice) -> bool:
        """Whether the units of a choice may come, go and change."""
        return choice.partner in self.partners or choice.demand in self.demands


def foci_of(problem: MatchingProblem) -> tuple[Focus, ...]:
    """Each partner that could serve some demand, then each mission with a demand that somebody could serve."""
    demands: defaultdict[str, set[str]] = defaultdict(set)
    for choice in problem.choices:
        demands[problem.scenario.demand_by_id[choice.demand].mission].add(choice.demand)
    partners = [Focus(partners=(name,)) for name in sorted(problem.choices_of_partner)]
    return (*partners, *(Focus(demands=tuple(sorted(demands[name]))) for name in sorted(demands)))


def problem_around(problem: MatchingProblem, allocation: Allocation, focus: Focus) -> MatchingProblem:
    """Only the choices that a plan makes use of, and all those that a focus sets free."""
    used = {(unit.partner, unit.demand, unit.aircraft_type) for unit in allocation.units}
    kept = tuple(
        choice
        for choice in problem.choices
        if focus.frees(choice) or (choice.partner, choice.demand, choice.aircraft_type) in used
    )
    return replace(problem, choices=kept)


def better_by_tiers(
    problem: MatchingProblem,
    build: Build,
    start: Allocation,
    focus: Focus,
    options: SolveOptions,
    budget_s: float | None,
) -> Allocation:
    """Better a plan, tier by tier, by the units that a focus sets free.

    Transfers, training, visits, bases and payments are free for everybody: only where and when the other aircraft are
    deployed stays as it is.

    Parameters
    ----------
    problem : MatchingProblem
        The whole.
    build : callable
        Builds the model of a part of it.
    start : Allocation
        A plan of the problem.
    focus : Focus
        Which units may come, go and change.
    options : SolveOptions
        Seed, repeatability and interrupt; a look uses one thread, so that several can go on at a time.
    budget_s : float or None
        Seconds for this look.

    Returns
    -------
    Allocation
        The best plan found, or the start.
    """
    part = problem_around(problem, start, focus)
    model = build(part)
    tiers = [level.expression for level in model.levels if level.name.startswith("tier ")]
    total = cp_model.LinearExpr.weighted_sum(tiers, _weights(part))
    return _better(part, model, start, focus, Level("sketch", "weighted", total, 0.0), options, budget_s)


def better_by_cost(
    problem: MatchingProblem,
    build: Build,
    start: Allocation,
    options: SolveOptions,
    budget_s: float | None,
) -> Allocation:
    """Drop transfers, training, visits and payments that the units of a plan do not need."""
    part = problem_around(problem, start, Focus())
    model = build(part)
    return _better(part, model, start, Focus(), model.measures["cost"], options, budget_s)


def _better(
    problem: MatchingProblem,
    model: MatchingModel,
    start: Allocation,
    focus: Focus,
    level: Level,
    options: SolveOptions,
    budget_s: float | None,
) -> Allocation:
    """Minimise a level with all units as they are that the focus does not set free."""
    values = values_of(problem, model, start)
    if values is None:
        return start
    known = list(values.values())
    for (c, _), aircraft in model.variables.aircraft.items():
        if not focus.frees(problem.choices[c]):
            model.cp_model.add(aircraft == known[aircraft.index])
    answer = minimise_level(
        model.cp_model,
        level,
        replace(options, workers=1),
        budget_s=budget_s,
        clock=Clock(options),
        name="nearby",
        start=known,
        start_is_answer=False,
        restricted=True,
    )
    if answer.solution is None:
        return start
    return extract_allocation(problem, SearchOutcome(problem, model, (), answer.solution))


def _weights(problem: MatchingProblem) -> list[int]:
    """Weights by which one aircraft-month of a tier is more than all of the tiers after it."""
    demands = problem.scenario.demands
    weights, weight = list[int](), 1
    for tier in sorted({demand.tier for demand in demands}, reverse=True):
        weights.append(weight)
        of_tier = (demand for demand in demands if demand.tier == tier)
        weight *= 1 + sum(demand.aircraft * len(range(*problem.windows[demand.id])) for demand in of_tier)
    return weights[::-1]
