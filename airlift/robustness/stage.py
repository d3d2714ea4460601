"""The model of one future, its commitments stated, and its answer by the names of variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import MatchingProblem, build_problem
from airlift.matching.values import values_of
from airlift.plans import Allocation
from airlift.robustness.commitments import Commitments, Decision, early_variables, may_lapse
from airlift.robustness.futures import Future
from airlift.robustness.starting import cut_to, verified
from airlift.robustness.tiers import Answer, minimise_levels, unmet_levels
from airlift.scenario import Scenario
from airlift.solvers.lexicographic import Clock, Level
from airlift.solvers.options import Progress, SolveOptions

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["FutureModel", "Stage", "build_future", "demanded"]


NARROW_PART = 0.4
"""Share of the time of a future in which units only shrink."""


def demanded(scenario: Scenario) -> dict[int, int]:
    """Aircraft-months that are demanded, by tier."""
    found: dict[int, int] = {}
    for demand in scenario.demands:
        first, end = scenario.demand_window(demand)
        if end > first:
            found[demand.tier] = found.get(demand.tier, 0) + demand.aircraft * (end - first)
    return found


@dataclass(frozen=True)
class FutureModel:
    """Force generation in one future, with the variables of its early decisions."""

    future: Future
    problem: MatchingProblem
    model: MatchingModel
    early: dict[Decision, cp_model.IntVar]

    @property
    def variables(self) -> int:
        """Number of variables."""
        return len(self.model.cp_model.proto.variables)

    def named(self, solution: Sequence[int]) -> dict[str, int]:
        """Values of a solution by the names of the variables."""
        rows = self.model.cp_model.proto.variables
        return {row.name: value for row, value in zip(rows, solution, strict=True)}

    def hint(self, values: Mapping[str, int]) -> dict[int, int]:
        """Values by name as values by index, for the variables that this model has."""
        rows = self.model.cp_model.proto.variables
        return {index: values[row.name] for index, row in enumerate(rows) if row.name in values}


def build_future(future: Future, months: int) -> FutureModel:
    """Build the model of a future; `months` is how long decisions count as early."""
    problem = build_problem(future.scenario)
    model = build_model(problem)
    return FutureModel(future, problem, model, early_variables(future.scenario, model.variables, months))


@dataclass
class Stage:
    """Second stages of one study: what can be reached in each future, with or without commitments.

    Parameters
    ----------
    pledged : Scenario
        As pledged, without any future.
    months : int
        How long decisions count as early.
    options, clock, progress
        As for every search.
    plan : Allocation or None
        A plan that trusts every pledge, to start from.
    without_variable : set of Decision
        Commitments that some future's model does not know because nothing there could come of them.
    """

    pledged: Scenario
    months: int
    options: SolveOptions
    clock: Clock
    progress: Progress | None = None
    plan: Allocation | None = None
    without_variable: set[Decision] = field(default_factory=set)
    _built: dict[tuple[tuple[str, str], ...], FutureModel] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        asked = demanded(self.pledged)
        self.tiers = tuple(sorted(asked))
        self.fallback = [asked[tier] for tier in self.tiers]

    def solve(
        self,
        future: Future,
        commitments: Commitments | None,
        *,
        share: float,
        label: str,
        near: Mapping[str, int] | None = None,
    ) -> tuple[Answer, dict[str, int] | None]:
        """Find the best for a future after some commitments; None commits to nothing, in either direction.

        The start is the solution `near`, or what the future leaves of the plan, where one of them keeps all rules.
        Where none does, it is first asked with no unit larger than in these, which is a small question.

        Returns
        -------
        Answer
            Loss of each tier.
        dict or None
            The solution by the names of the variables.
        """
        built = self.model_of(future)
        model = built.model.cp_model.clone()
        planned = self._planned(built)
        hint = built.hint(planned) | built.hint(near or {})
        if commitments is not None:
            self._commit(model, built, commitments)
            hint |= {variable.index: commitments.get(one, 0) for one, variable in built.early.items()}
        levels = unmet_levels(built.model.levels, self.tiers)
        start = self._start(model, near, planned)
        if start is None:
            narrower = model.clone()
            for variable in built.model.variables.aircraft.values():
                most = max(planned.get(variable.name, 0), (near or {}).get(variable.name, 0))
                narrower.add(narrower.get_int_var_from_proto_index(variable.index) <= most)
            part = share * NARROW_PART
            start = self._search(narrower, levels, part, label, hint, None).solution
            share = (share - part) / (1 - part) if part < 1 else 1.0
        answer = self._search(model, levels, share, label, hint, start)
        return answer, None if answer.solution is None else built.named(answer.solution)

    def model_of(self, future: Future) -> FutureModel:
        """Return the model of a future, which is built once."""
        key = tuple(sorted(future.outcomes.items()))
        if key not in self._built:
            self._built[key] = build_future(future, self.months)
        return self._built[key]

    def _planned(self, built: FutureModel) -> dict[str, int]:
        """Values of what the future leaves of the plan that trusts every pledge."""
        if self.plan is None:
            return {}
        return values_of(built.problem, built.model, cut_to(built.future, self.plan)) or {}

    def _start(
        self,
        model: cp_model.CpModel,
        near: Mapping[str, int] | None,
        planned: Mapping[str, int],
    ) -> list[int] | None:
        """Return the first of the known plans that keeps the rules and the commitments."""
        for known in (near, planned):
            if known:
                start = verified(model, known, self.options)
                if start is not None:
                    return start
        return None

    def _search(
        self,
        model: cp_model.CpModel,
        levels: Sequence[Level],
        share: float,
        label: str,
        hint: Mapping[int, int],
        start: list[int] | None,
    ) -> Answer:
        return minimise_levels(
            model,
            levels,
            self.fallback,
            self.options,
            self.clock,
            share=share,
            label=label,
            hint=hint,
            start=start,
            progress=self.progress,
        )

    def _commit(self, model: cp_model.CpModel, built: FutureModel, commitments: Commitments) -> None:
        for decision, variable in built.early.items():
            amount = commitments.get(decision, 0)
            same = model.get_int_var_from_proto_index(variable.index)
            if may_lapse(self.pledged, built.future, decision):
                model.add(same <= amount)
            else:
                model.add(same == amount)
        self.without_variable |= {
            one for one, amount in commitments.items() if amount and one not in built.early
        }
