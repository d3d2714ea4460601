"""The search of level 1: tier by tier, coarse before fine.

Two facts make it fast, and neither costs anything of the proof. First, taking units away never breaks a rule, so the
best value of tier 1 is the same with and without the demands of later tiers: each tier is searched on a model that
knows only its own demands and those before it. Second, a model whose units start, end and change size only every few
months is a small one, and its solution is a solution of the full model: it gives the start from which the full model,
which gives the bound, goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import MatchingProblem, restrict_to_tiers
from airlift.plans import ObjectiveLevel
from airlift.solvers.lexicographic import Clock, Level, minimise_level
from airlift.solvers.options import Progress, SolveOptions

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["LEVEL", "SearchOutcome", "search"]

LEVEL = "matching"

BLOCK_MONTHS = 6
"""Grid of the coarse model: long enough to make it small, and a divisor of the usual tour of a year."""

FINE_MONTHS = 12
"""Months at the start in which the coarse model is as fine as the full one: there, every month of delay counts."""

KEPT_FOR_COST = 0.25
"""Share of the time limit that the tiers leave to the levels after them: a plan should not be wasteful."""

COARSE_SHARE, FINE_SHARE = 0.25, 0.5
"""Shares of the time left to the tiers that the coarse and the full model of one tier may use."""

CLEANING_SHARE = 0.4
"""Share of the time left in which cost is minimised with the units as they are, before everything may change."""


@dataclass(frozen=True)
class SearchOutcome:
    """The last model with the best solution, and the part of the problem that it states.

    Parameters
    ----------
    problem : MatchingProblem
        The whole problem, or its first tiers when the search was ended early.
    model : MatchingModel
        Model of that problem.
    levels : tuple of ObjectiveLevel
        One for each level that was searched.
    solution : list of int or None
        Value of every variable of the model by index; None when no plan was found.
    """

    problem: MatchingProblem
    model: MatchingModel
    levels: tuple[ObjectiveLevel, ...]
    solution: list[int] | None

    def value(self, variable: cp_model.IntVar) -> int:
        """Value of a variable in the best solution.

        Raises
        ------
        ValueError
            There is no solution.
        """
        if self.solution is None:
            raise ValueError("there is no solution to take a value from")
        return self.solution[variable.index]


def search(
    problem: MatchingProblem, options: SolveOptions, progress: Progress | None = None
) -> SearchOutcome:
    """Minimise unmet demand tier by tier, then the wait for medevac, then cost."""
    return _Search(problem, options, progress).run()


@dataclass
class _Search:
    """State of the search: what was found so far, by the names of the variables."""

    problem: MatchingProblem
    options: SolveOptions
    progress: Progress | None
    levels: list[ObjectiveLevel] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)

    def run(self) -> SearchOutcome:
        """Search level by level until time or interrupt ends it."""
        self.clock = Clock(self.options)
        tiers = sorted({demand.tier for demand in self.problem.scenario.demands}) or [0]
        staged, model = self._stage(tiers[0])
        for tier in tiers:
            if self._is_over(KEPT_FOR_COST):
                break
            if tier > tiers[0]:
                staged, model = self._stage(tier)
            for level in model.levels:
                if level.name == f"tier {tier} unmet":
                    self._search_tier(staged, model, level)
        is_whole = len(staged.scenario.demands) == len(self.problem.scenario.demands)
        for level in model.levels:
            known = level.name in {one.name for one in self.levels}
            is_unanswered = bool(self.levels) and not self.values
            if known or is_unanswered or self._is_over(0.0):
                continue
            if is_whole:
                self._search_later(model, level)
            elif level.name == "cost":
                self._clean(model, level)
        solution = self._start(model) if self.values else None
        return SearchOutcome(staged, model, tuple(self.levels), solution)

    def _stage(self, tier: int) -> tuple[MatchingProblem, MatchingModel]:
        """Problem and model of the demands up to a tier, limited to the values of the levels found."""
        staged = restrict_to_tiers(self.problem, tier)
        model = build_model(staged)
        known = {level.name: level.value for level in self.levels}
        for level in model.levels:
            value = known.get(level.name)
            if value is not None:
                model.cp_model.add(level.expression <= round(value))
        return staged, model

    def _is_over(self, keep: float) -> bool:
        """Whether time or an interrupt ends the search; the first level is always tried."""
        return bool(self.levels) and (self.options.interrupt.is_set() or self.clock.is_over(keep))

    def _search_tier(self, staged: MatchingProblem, model: MatchingModel, level: Level) -> None:
        began_s = self.clock.elapsed_s
        start = self._start(model)
        coarse = model.cp_model.clone()
        variables = model.variables
        for (c, t), aircraft in variables.aircraft.items():
            if t == staged.choices[c].first or t < FINE_MONTHS or t % BLOCK_MONTHS == 0:
                continue
            before = variables.aircraft[c, t - 1]
            if start[aircraft.index] == start[before.index]:
                _fix(coarse, ((variables.start[c, t], 0), (variables.stop[c, t], 0)))
                same, as_before = (coarse.get_int_var_from_proto_index(v.index) for v in (aircraft, before))
                coarse.add(same == as_before)
        self._restrict(model, coarse, level, COARSE_SHARE, KEPT_FOR_COST)
        self._minimise(model, level, FINE_SHARE, KEPT_FOR_COST, began_s)

    def _search_later(self, model: MatchingModel, level: Level) -> None:
        began_s = self.clock.elapsed_s
        is_last = level is model.levels[-1]
        if is_last:
            self._clean(model, level)
        self._minimise(model, level, 1.0 if is_last else FINE_SHARE, 0.0, began_s)

    def _clean(self, model: MatchingModel, level: Level) -> None:
        """Drop transfers, training and payments that the units do not need."""
        start = self._start(model)
        same_units = model.cp_model.clone()
        _fix(same_units, ((v, start[v.index]) for v in model.variables.aircraft.values()))
        self._restrict(model, same_units, level, CLEANING_SHARE, 0.0)

    def _restrict(
        self, model: MatchingModel, narrower: cp_model.CpModel, level: Level, share: float, keep: float
    ) -> None:
        """Better the plan with a model that has further limits; its bound says nothing about the level."""
        answer = minimise_level(
            narrower,
            level,
            self.options,
            budget_s=self.clock.grant(share, keep),
            clock=self.clock,
            name=LEVEL,
            progress=self.progress,
            start=self._start(model),
            start_is_answer=bool(self.values),
            restricted=True,
        )
        self._keep(model, answer.solution)

    def _minimise(
        self, model: MatchingModel, level: Level, share: float, keep: float, began_s: float
    ) -> None:
        answer = minimise_level(
            model.cp_model,
            level,
            self.options,
            budget_s=self.clock.grant(share, keep),
            clock=self.clock,
            name=LEVEL,
            progress=self.progress,
            start=self._start(model),
            start_is_answer=bool(self.values),
        )
        wall_s = self.clock.elapsed_s - began_s
        self.levels.append(answer.objective.model_copy(update={"wall_s": wall_s}))
        self._keep(model, answer.solution)
        if answer.objective.value is not None:
            model.cp_model.add(level.expression <= round(answer.objective.value))

    def _keep(self, model: MatchingModel, solution: list[int] | None) -> None:
        if solution is not None:
            variables = model.cp_model.proto.variables
            self.values = {v.name: value for v, value in zip(variables, solution, strict=True)}

    def _start(self, model: MatchingModel) -> list[int]:
        """Values of all variables: those known by name, and nothing done about the demands that are new."""
        variables = model.variables
        idle = {v.index for group in (variables.unmet, variables.uncovered) for v in group.values()}
        # Every choice needs a base to rely on, also one that does nothing.
        first_base: dict[int, int] = {}
        for (c, _), arranged in variables.arranged.items():
            first_base.setdefault(c, arranged.index)
        idle |= set(first_base.values())
        start = []
        for index, variable in enumerate(model.cp_model.proto.variables):
            domain = list(variable.domain)
            start.append(self.values.get(variable.name, domain[-1] if index in idle else domain[0]))
        return start


def _fix(model: cp_model.CpModel, pairs: Iterable[tuple[cp_model.IntVar, int]]) -> None:
    """Fix variables of the model that this one was cloned from."""
    for variable, value in pairs:
        model.add(model.get_int_var_from_proto_index(variable.index) == value)
