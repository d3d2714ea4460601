"""The search of level 1: a sketch of the whole, then tier by tier; or at once, when it is asked for something else.

Three facts make the search by tiers fast, and none costs anything of the proof. First, taking units away never breaks a
rule, so the best value of tier 1 is the same with and without the demands of later tiers: each tier is searched on a
model that knows only its own demands and those before it. Second, a model whose units come, go and change size only
every so often after the first year is a small one, and its solution is one of the full model: this sketch, bettered by
one partner or mission at a time, gives the start from which the full models, which give the bounds, go on. Third, what
an earlier tier won stays won: when it was bettered against the sketch, later tiers are filled in around it first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from airlift.matching.ask import Ask
from airlift.matching.model import MatchingModel, build_model
from airlift.matching.outcome import SearchOutcome
from airlift.matching.problem import MatchingProblem, restrict_to_tiers
from airlift.matching.rulebook import Treatment
from airlift.matching.sketch import LEVEL, draw_sketch
from airlift.matching.values import values_of
from airlift.matching.windows import unmet_cuts
from airlift.plans import Allocation, ObjectiveLevel
from airlift.solvers.feasibility import keeps_all
from airlift.solvers.lexicographic import Clock, Level, minimise_level
from airlift.solvers.options import Progress, SolveOptions
from airlift.solvers.rows import linear_rows

__all__ = ["LEVEL", "search"]

LARGE = 2000
"""Months of choices from which on a sketch and inequalities of windows are worth their time."""

KEPT_FOR_COST = 0.2
"""Share of the time limit that the tiers leave to the levels after them: a plan should not be wasteful."""

REFILL_SHARE, FINE_SHARE = 0.2, 0.5
"""Shares of the time left to the tiers that filling in around earlier tiers and the full model of one tier may use."""

WINDOW_SHARE = 0.25
"""Share of the time left to the tiers for the inequalities of single rotation periods."""

WINDOW_WEIGHT = 2
"""What an aircraft-month of one tier weighs against the next in these inequalities."""

CLEANING_SHARE = 0.4
"""Share of the time left in which cost is minimised with the units as they are, before everything may change."""


def search(
    problem: MatchingProblem,
    options: SolveOptions,
    progress: Progress | None = None,
    ask: Ask | None = None,
) -> SearchOutcome:
    """Minimise unmet demand tier by tier, then the wait for medevac, then cost; or what else is asked for."""
    ask = ask or Ask()
    searching = _Search(problem, options, progress, ask)
    if ask.forced or ask.avoided or not searching.follows_the_levels() or searching.holds_later_service():
        return searching.at_once()
    return searching.by_tiers()


@dataclass
class _Search:
    """State of the search: what was found so far, by the names of the variables."""

    problem: MatchingProblem
    options: SolveOptions
    progress: Progress | None
    ask: Ask
    levels: list[ObjectiveLevel] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)
    sketch: Allocation | None = None

    def __post_init__(self) -> None:
        self.clock = Clock(self.options)
        self.kept = KEPT_FOR_COST if self._is_asked("cost") else 0.0
        self.last_tier = self._tiers()[-1]
        self.is_large = sum(choice.end - choice.first for choice in self.problem.choices) > LARGE

    def follows_the_levels(self) -> bool:
        """Whether what is to be minimised are levels of the scenario in their order, some tier among them."""
        order = [*(_unmet(tier) for tier in self._tiers()), "first medevac month", "cost"]
        asked = self.ask.minimise
        in_order = sorted(asked, key=order.index) == list(asked) if set(asked) <= set(order) else False
        return not asked or (in_order and asked[0].startswith("tier "))

    def holds_later_service(self) -> bool:
        """Whether service is held that the model of the first tier would not know yet."""
        first = next(tier for tier in self._tiers() if self._is_asked(_unmet(tier)))
        earlier = {_unmet(tier) for tier in self._tiers() if tier <= first}
        return not self.ask.held.keys() <= earlier | {"cost", "co2", "burden"}

    def at_once(self) -> SearchOutcome:
        """Search the whole problem level by level, from the plan that is given if it keeps the rules."""
        model = self._build(self.problem)
        # Doing nothing is a plan too, unless something is forced.
        values = values_of(self.problem, model, self.ask.start or Allocation())
        if values is not None and keeps_all(model.cp_model, list(values.values())):
            self.values = values
        measures = [model.measures[name] for name in self.ask.minimise] or list(model.levels)
        for level in measures:
            if self._is_over(0.0) or (self.levels and not self.values):
                break
            self._search_later(model, level, is_last=level is measures[-1])
        return SearchOutcome(
            self.problem, model, tuple(self.levels), self._start(model) if self.values else None
        )

    def by_tiers(self) -> SearchOutcome:
        """Search stage by stage until time or interrupt ends it."""
        tiers = [tier for tier in self._tiers() if self._is_asked(_unmet(tier))]
        self.sketch = self.ask.start
        self.last_tier = tiers[-1]
        if self.is_large and self.sketch is None:
            asked = restrict_to_tiers(self.problem, tiers[-1])
            self.sketch = draw_sketch(asked, self._build, self.options, self.clock, self.progress)
        staged, model = self._stage(tiers[0])
        for tier in tiers:
            if self._is_over(self.kept):
                break
            if tier > tiers[0]:
                staged, model = self._stage(tier)
            for level in model.levels:
                if level.name == _unmet(tier):
                    self._search_tier(staged, model, level, tier)
        is_whole = len(staged.scenario.demands) == len(self.problem.scenario.demands)
        for level in model.levels:
            known = level.name in {one.name for one in self.levels}
            is_unanswered = bool(self.levels) and not self.values
            if known or is_unanswered or not self._is_asked(level.name) or self._is_over(0.0):
                continue
            if is_whole:
                self._search_later(model, level, is_last=level is model.levels[-1])
            elif level.name == "cost":
                self._clean(model, level)
        solution = self._start(model) if self.values else None
        return SearchOutcome(staged, model, tuple(self.levels), solution)

    def _from_sketch(self, problem: MatchingProblem, model: MatchingModel) -> dict[str, int] | None:
        """Values of the sketch in a model, when they keep all that the model asks for."""
        if self.sketch is None:
            return None
        values = values_of(problem, model, self.sketch)
        return values if values and keeps_all(model.cp_model, list(values.values())) else None

    def _tiers(self) -> list[int]:
        return sorted({demand.tier for demand in self.problem.scenario.demands}) or [0]

    def _is_asked(self, name: str) -> bool:
        return not self.ask.minimise or name in self.ask.minimise

    def _stage(self, tier: int) -> tuple[MatchingProblem, MatchingModel]:
        """Problem and model of the demands up to a tier, limited to the values of the levels found."""
        staged = restrict_to_tiers(self.problem, tier)
        model = self._build(staged)
        known = {level.name: level.value for level in self.levels}
        for level in model.levels:
            value = known.get(level.name)
            if value is not None:
                model.cp_model.add(level.expression <= round(value))
        return staged, model

    def _build(self, problem: MatchingProblem) -> MatchingModel:
        """Model of a problem with all that is asked for but what to minimise."""
        ask = self.ask
        model = build_model(problem, Treatment(relaxed=ask.lifted), (*ask.minimise, *ask.held))
        for name, most in ask.held.items():
            if name in model.measures:
                model.cp_model.add(model.measures[name].expression <= math.floor(most + 1e-6))
        for forced in ask.forced:
            for t in range(forced.first, forced.end):
                unmet = model.variables.unmet.get((forced.demand, t))
                if unmet is not None:
                    model.cp_model.add(unmet <= forced.unmet)
        for avoided in ask.avoided:
            differences: list[cp_model.LinearExprT] = []
            served = {(choice.partner, choice.demand) for choice in problem.choices}
            for pair in sorted(served | avoided):
                literal = model.deployed(*pair)
                differences.append(1 - literal if pair in avoided else literal)
            model.cp_model.add(sum(differences) >= ask.differ)
        return model

    def _is_over(self, keep: float) -> bool:
        """Whether time or an interrupt ends the search; the first level is always tried."""
        return bool(self.levels) and (self.options.interrupt.is_set() or self.clock.is_over(keep))

    def _search_tier(self, staged: MatchingProblem, model: MatchingModel, level: Level, tier: int) -> None:
        began_s = self.clock.elapsed_s
        values = self._from_sketch(staged, model)
        if values is not None:
            self.values = values
        elif self.values:
            self._refill(staged, model, level, tier)
        if self.is_large:
            self._cut(staged, model, tier)
        share = 1.0 if tier == self.last_tier else FINE_SHARE
        self._minimise(model, level, share, self.kept, began_s)

    def _cut(self, staged: MatchingProblem, model: MatchingModel, tier: int) -> None:
        """State what must be missing between any two rotation months."""
        windows = sorted({block for demand in staged.windows for block in staged.blocks_of(demand)})
        tiers = sorted({demand.tier for demand in staged.scenario.demands})
        weights = {one: WINDOW_WEIGHT ** (len(tiers) - 1 - n) for n, one in enumerate(tiers)}
        budget_s = self.clock.grant(WINDOW_SHARE, self.kept)
        rows = linear_rows(model.cp_model)
        for cut in unmet_cuts(model, rows, windows, weights, self.options, budget_s):
            missing = [
                (unmet, cut.weights[staged.scenario.demand_by_id[demand].tier])
                for (demand, t), unmet in model.variables.unmet.items()
                if cut.first <= t < cut.end
            ]
            total = cp_model.LinearExpr.weighted_sum([v for v, _ in missing], [w for _, w in missing])
            model.cp_model.add(total >= cut.least)

    def _refill(self, staged: MatchingProblem, model: MatchingModel, level: Level, tier: int) -> None:
        """Serve the demands of a tier with what the units of the tiers before it leave."""
        start = self._start(model)
        around = model.cp_model.clone()
        of_earlier = {demand.id for demand in staged.scenario.demands if demand.tier < tier}
        _fix(
            around,
            (
                (aircraft, start[aircraft.index])
                for (c, _), aircraft in model.variables.aircraft.items()
                if staged.choices[c].demand in of_earlier
            ),
        )
        self._restrict(model, around, level, REFILL_SHARE, self.kept)

    def _search_later(self, model: MatchingModel, level: Level, *, is_last: bool) -> None:
        began_s = self.clock.elapsed_s
        if is_last and level.name == "cost" and self.values:
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
            start=self._known_start(model),
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

    def _known_start(self, model: MatchingModel) -> list[int] | None:
        """Return the best plan so far, or doing nothing where that is allowed."""
        start = self._start(model)
        return start if self.values or keeps_all(model.cp_model, start) else None

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


def _unmet(tier: int) -> str:
    return f"tier {tier} unmet"


def _fix(model: cp_model.CpModel, pairs: Iterable[tuple[cp_model.IntVar, int]]) -> None:
    """Fix variables of the model that this one was cloned from."""
    for variable, value in pairs:
        model.add(model.get_int_var_from_proto_index(variable.index) == value)
