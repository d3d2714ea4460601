"""The extensive form: one model of several futures whose early decisions are the same.

Two-stage stochastic programming with sample average approximation (Kleywegt, Shapiro and Homem-de-Mello 2002); the
tail is measured by CVaR as a linear programme (Rockafellar and Uryasev 2002).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airlift.robustness.commitments import Decision, may_lapse
from airlift.robustness.merging import Terms, append_model, terms_of
from airlift.robustness.stage import FutureModel
from airlift.robustness.study import FutureLoss
from airlift.robustness.tiers import Answer, minimise_levels, unmet_levels
from airlift.scenario import Scenario
from airlift.solvers.lexicographic import Clock, Level
from airlift.solvers.options import Progress, SolveOptions

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["Extensive", "ExtensiveAnswer"]

TAIL_SCALE = 1000
"""CVaR is minimised in whole numbers: the share of the tail is rounded to a thousandth of a sample."""


@dataclass(frozen=True)
class ExtensiveAnswer:
    """What the extensive form gave.

    Parameters
    ----------
    losses : tuple of tuple of FutureLoss or None
        By future, then by tier, without bounds of their own; None when nothing was found.
    expected_bound : float
        Proven for the mean of the first tier over these futures, whatever is committed.
    commitments : dict
        What the solution commits to.
    solutions : tuple of dict
        Solution of each future by the names of its variables.
    """

    losses: tuple[tuple[FutureLoss, ...], ...] | None
    expected_bound: float
    commitments: dict[Decision, int]
    solutions: tuple[dict[str, int], ...]


class Extensive:
    """One model of several futures; `samples` is the weight of each."""

    def __init__(
        self,
        pledged: Scenario,
        futures: Sequence[FutureModel],
        samples: Sequence[int],
        tiers: Sequence[int],
        alpha: float,
    ) -> None:
        from ortools.sat.python import cp_model

        self.pledged, self.samples, self.tiers, self.alpha = pledged, tuple(samples), tuple(tiers), alpha
        self.model: cp_model.CpModel = cp_model.CpModel()
        self.built: list[FutureModel] = []
        self.shift: list[int] = []
        self.losses: list[list[tuple[Terms, int]]] = []
        for built in futures:
            terms = [
                terms_of(built.model.cp_model, level.expression)
                for level in unmet_levels(built.model.levels, self.tiers)
            ]
            shift = append_model(self.model, built.model.cp_model)
            self.built.append(built)
            self.shift.append(shift)
            self.losses.append([([(v + shift, c) for v, c in one], constant) for one, constant in terms])
        self.firm = self._link()
        self.tails = self._add_tails()

    def _link(self) -> dict[Decision, int]:
        """Make early decisions the same in all futures; return the future whose value stands for each."""
        firm: dict[Decision, int] = {}
        held: defaultdict[Decision, list[tuple[int, bool]]] = defaultdict(list)
        for i, built in enumerate(self.built):
            for decision in built.early:
                held[decision].append((i, may_lapse(self.pledged, built.future, decision)))
        for decision, futures in sorted(held.items()):
            bound_to = [i for i, lapses in futures if not lapses]
            if not bound_to:
                continue
            firm[decision] = bound_to[0]
            committed = self._variable(bound_to[0], decision)
            for i, lapses in futures:
                if lapses:
                    self.model.add(self._variable(i, decision) <= committed)
                elif i != bound_to[0]:
                    self.model.add(self._variable(i, decision) == committed)
        return firm

    def _variable(self, i: int, decision: Decision) -> cp_model.IntVar:
        index = self.built[i].early[decision].index + self.shift[i]
        return self.model.get_int_var_from_proto_index(index)

    def _loss(self, i: int, position: int) -> cp_model.LinearExprT:
        from ortools.sat.python import cp_model

        terms, constant = self.losses[i][position]
        variables = [self.model.get_int_var_from_proto_index(v) for v, _ in terms]
        return cp_model.LinearExpr.weighted_sum(variables, [c for _, c in terms]) + constant

    def _add_tails(self) -> list[tuple[cp_model.IntVar, list[cp_model.IntVar]]]:
        """For each tier the threshold of the tail, and by how much each future is above it."""
        tails = []
        most = 10**6
        for position, tier in enumerate(self.tiers):
            threshold = self.model.new_int_var(0, most, f"tail {tier}")
            above = []
            for i in range(len(self.built)):
                excess = self.model.new_int_var(0, most, f"above {tier} {i}")
                self.model.add(excess + threshold >= self._loss(i, position))
                above.append(excess)
            tails.append((threshold, above))
        return tails

    def levels(self) -> list[Level]:
        """Mean and CVaR of each tier, the most urgent first, in whole numbers; then as few commitments as can be."""
        from ortools.sat.python import cp_model

        share = round(TAIL_SCALE * (1 - self.alpha) * sum(self.samples))
        found = []
        for position, tier in enumerate(self.tiers):
            mean = cp_model.LinearExpr.weighted_sum(
                [self._loss(i, position) for i in range(len(self.built))], list(self.samples)
            )
            found.append(Level(f"tier {tier} expected unmet", "aircraft-months", mean, 0.0))
            if len(self.built) > 1 and self.alpha > 0:
                threshold, above = self.tails[position]
                tail = cp_model.LinearExpr.weighted_sum(above, [TAIL_SCALE * n for n in self.samples])
                found.append(Level(f"tier {tier} CVaR", "aircraft-months", share * threshold + tail, 0.0))
        committed = [self._variable(i, decision) for decision, i in self.firm.items()]
        if committed:
            # Nothing is committed to that no future needs.
            found.append(
                Level("commitments", "aircraft and trainees", cp_model.LinearExpr.sum(committed), 0.0)
            )
        return found

    def solve(
        self,
        options: SolveOptions,
        clock: Clock,
        *,
        share: float,
        label: str,
        start: Sequence[Mapping[str, int] | None],
        progress: Progress | None = None,
    ) -> ExtensiveAnswer:
        """Minimise mean and CVaR tier by tier, from solutions of the futures that keep one set of commitments."""
        levels = self.levels()
        total = sum(self.samples)
        fallback = [10**9] * len(levels)
        answer: Answer = minimise_levels(
            self.model,
            levels,
            fallback,
            options,
            clock,
            share=share,
            label=label,
            start=self._start(start),
            progress=progress,
        )
        if answer.solution is None:
            return ExtensiveAnswer(None, 0.0, {}, ())
        solution = answer.solution
        losses = tuple(
            tuple(
                FutureLoss(constant + sum(c * solution[v] for v, c in terms), 0)
                for terms, constant in of_tier
            )
            for of_tier in self.losses
        )
        parts = tuple(
            built.named(solution[shift : shift + built.variables])
            for built, shift in zip(self.built, self.shift, strict=True)
        )
        return ExtensiveAnswer(losses, answer.losses[0].bound / total, self._commitments(solution), parts)

    def _start(self, start: Sequence[Mapping[str, int] | None]) -> list[int] | None:
        """Solutions of all futures as one solution of this model; None when one is missing."""
        if any(one is None for one in start):
            return None
        values: list[int] = []
        for built, one in zip(self.built, start, strict=True):
            values += [(one or {})[row.name] for row in built.model.cp_model.proto.variables]
        rest = len(self.model.proto.variables) - len(values)
        values += [0] * rest
        for position, (threshold, above) in enumerate(self.tails):
            of_tier = [
                constant + sum(c * values[v] for v, c in terms)
                for terms, constant in (loss[position] for loss in self.losses)
            ]
            values[threshold.index] = self._threshold(of_tier)
            for excess, loss in zip(above, of_tier, strict=True):
                values[excess.index] = max(0, loss - values[threshold.index])
        return values

    def _threshold(self, losses: Sequence[int]) -> int:
        """Loss that is exceeded in no more than the tail's share of the samples."""
        tail = (1 - self.alpha) * sum(self.samples)
        seen = 0
        for loss, samples in sorted(zip(losses, self.samples, strict=True), reverse=True):
            seen += samples
            if seen >= tail - 1e-9:
                return loss
        return min(losses)

    def _commitments(self, solution: Sequence[int]) -> dict[Decision, int]:
        """Amount of each early decision: that of a future in which it holds, else the most of any future."""
        amounts: dict[Decision, int] = {}
        for i, built in enumerate(self.built):
            for decision, variable in built.early.items():
                value = solution[variable.index + self.shift[i]]
                if decision not in self.firm:
                    amounts[decision] = max(value, amounts.get(decision, 0))
                elif self.firm[decision] == i:
                    amounts[decision] = value
        return {decision: amount for decision, amount in sorted(amounts.items()) if amount}
