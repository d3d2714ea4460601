"""The search of level 1: tier by tier, coarse before fine.

Two facts make it fast, and neither costs anything of the proof. First, taking units away never breaks a rule, so the
best value of tier 1 is the same with and without the demands of later tiers: each tier is searched on a model that
knows only its own demands and those before it. Second, a model whose units start, end and change size only every few
months is a small one, and its solution is a solution of the full model: it gives the start from which the full model,
which gives the bound, goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import MatchingProblem, restrict_to_tiers
from airlift.plans import ObjectiveLevel, worst_status
from airlift.solvers.lexicographic import (
    Clock,
    Level,
    LexicographicOutcome,
    minimise_level,
)
from airlift.solvers.options import Progress, SolveOptions

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["LEVEL", "SearchOutcome", "search"]

LEVEL = "matching"

BLOCK_MONTHS = 6
"""Grid of the coarse model: long enough to make it small, and a divisor of the usual tour of a year."""

FINE_MONTHS = 12
"""Months at the start in which the coarse model is as fine as the full one: there, every month of delay counts."""

COARSE_SHARE = 0.3
"""Share of the time left that the coarse model of a tier may use."""

FINE_SHARE = 0.5
"""Share of the time left that the full model of a tier may use; the last level takes all."""


@dataclass(frozen=True)
class SearchOutcome:
    """Full model with its best solution, and the restricted problem that they belong to."""

    problem: MatchingProblem
    model: MatchingModel
    outcome: LexicographicOutcome


def search(
    problem: MatchingProblem, options: SolveOptions, progress: Progress | None = None
) -> SearchOutcome:
    """Minimise unmet demand tier by tier, then the wait for medevac, then cost."""
    clock = Clock(options)
    found: list[ObjectiveLevel] = []
    values: dict[str, int] = {}
    model = None
    staged = problem
    for tier in sorted({demand.tier for demand in problem.scenario.demands}):
        staged = restrict_to_tiers(problem, tier)
        model = build_model(staged)
        level = next((one for one in model.levels if one.name == f"tier {tier} unmet"), None)
        if level is None:
            continue
        _keep_levels(model, found)
        start = _start(model, values)
        start = _coarse(staged, model, level, options, clock, progress, start)
        answer = minimise_level(
            model.cp_model,
            level,
            options,
            share=FINE_SHARE,
            clock=clock,
            name=LEVEL,
            progress=progress,
            start=start,
        )
        found.append(answer.objective)
        if answer.solution is None:
            break
        values = _by_name(model.cp_model, answer.solution)
        if options.interrupt.is_set():
            break
    else:
        staged, model, values = _later_levels(problem, found, values, options, clock, progress)
    if model is None:
        model = build_model(problem)
    solution = _start(model, values) if values else None
    status = worst_status(tuple(level.status for level in found))
    return SearchOutcome(staged, model, LexicographicOutcome(status, tuple(found), solution))


def _later_levels(
    problem: MatchingProblem,
    found: list[ObjectiveLevel],
    values: dict[str, int],
    options: SolveOptions,
    clock: Clock,
    progress: Progress | None,
) -> tuple[MatchingProblem, MatchingModel, dict[str, int]]:
    """Levels after the tiers, on the full model; appends to `found`."""
    model = build_model(problem)
    later = [level for level in model.levels if level.name not in {one.name for one in found}]
    for position, level in enumerate(later):
        _keep_levels(model, found)
        start = _start(model, values)
        if level.name == "cost":
            start = _same_units(model, level, options, clock, progress, start)
        answer = minimise_level(
            model.cp_model,
            level,
            options,
            share=1.0 if position + 1 == len(later) else FINE_SHARE,
            clock=clock,
            name=LEVEL,
            progress=progress,
            start=start,
        )
        found.append(answer.objective)
        if answer.solution is None:
            break
        values = _by_name(model.cp_model, answer.solution)
        if options.interrupt.is_set():
            break
    return problem, model, values


def _keep_levels(model: MatchingModel, found: list[ObjectiveLevel]) -> None:
    """Make the values of the levels before a limit of the model; stating one twice does no harm."""
    by_name = {level.name: level for level in model.levels}
    for level in found:
        if level.value is not None:
            model.cp_model.add(by_name[level.name].expression <= round(level.value))


def _coarse(
    problem: MatchingProblem,
    model: MatchingModel,
    level: Level,
    options: SolveOptions,
    clock: Clock,
    progress: Progress | None,
    start: list[int],
) -> list[int]:
    """Better start from a model whose units change on a coarse grid, or when the start changes them."""
    coarse = model.cp_model.clone()
    variables = model.variables
    for (c, t), aircraft in variables.aircraft.items():
        if t == problem.choices[c].first or t < FINE_MONTHS or t % BLOCK_MONTHS == 0:
            continue
        before = variables.aircraft[c, t - 1]
        if start[aircraft.index] != start[before.index]:
            continue
        for still in (variables.start[c, t], variables.stop[c, t]):
            coarse.add(coarse.get_int_var_from_proto_index(still.index) == 0)
        same, as_before = (coarse.get_int_var_from_proto_index(v.index) for v in (aircraft, before))
        coarse.add(same == as_before)
    answer = minimise_level(
        coarse, level, options, share=COARSE_SHARE, clock=clock, name=LEVEL, progress=progress, start=start
    )
    return answer.solution if answer.solution is not None else start


def _same_units(
    model: MatchingModel,
    level: Level,
    options: SolveOptions,
    clock: Clock,
    progress: Progress | None,
    start: list[int],
) -> list[int]:
    """Cheaper start with the same units: no transfer, training or payment that they do not need."""
    fixed = model.cp_model.clone()
    for aircraft in model.variables.aircraft.values():
        fixed.add(fixed.get_int_var_from_proto_index(aircraft.index) == start[aircraft.index])
    answer = minimise_level(
        fixed, level, options, share=COARSE_SHARE, clock=clock, name=LEVEL, progress=progress, start=start
    )
    return answer.solution if answer.solution is not None else start


def _by_name(model: cp_model.CpModel, solution: list[int]) -> dict[str, int]:
    return {variable.name: value for variable, value in zip(model.proto.variables, solution, strict=True)}


def _start(model: MatchingModel, values: Mapping[str, int]) -> list[int]:
    """Values of all variables: those known by name, and nothing done about the demands that are new."""
    variables = model.variables
    most = {v.index for group in (variables.unmet, variables.uncovered) for v in group.values()}
    # A choice without a unit still relies on exactly one of its bases.
    first_base: dict[int, int] = {}
    for (c, _), arranged in variables.arranged.items():
        first_base.setdefault(c, arranged.index)
    most.update(first_base.values())
    start = []
    for index, variable in enumerate(model.cp_model.proto.variables):
        domain = list(variable.domain)
        start.append(values.get(variable.name, domain[-1] if index in most else domain[0]))
    return start
