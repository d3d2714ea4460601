"""The study: futures, the deterministic plan, the two-stage plan, perfect knowledge, and what each fact is worth."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from airlift.matching.solve import solve
from airlift.plans import Status
from airlift.robustness.commitments import Commitments, commitments_of, listed
from airlift.robustness.extensive import Extensive
from airlift.robustness.futures import sample_futures
from airlift.robustness.knowledge import Known, worth_of_knowing
from airlift.robustness.reduction import select_futures
from airlift.robustness.stage import Stage
from airlift.robustness.study import FutureLoss, Policy, RobustStudy, TierRisk, difference, policy_of
from airlift.robustness.uncertainty import Uncertainty, list_uncertainties
from airlift.scenario import Scenario
from airlift.solvers.lexicographic import Clock
from airlift.solvers.options import Progress, ProgressEvent, SolveOptions
from airlift.solvers.versions import solver_versions

__all__ = ["study_futures"]

LARGEST_EXTENSIVE = 120_000
"""Variables up to which the extensive form is worth its time on two cores; larger ones use fewer futures."""

PLAN_SHARE, SEE_SHARE, RECOURSE_SHARE, EXTENSIVE_SHARE, AGAIN_SHARE = 0.12, 0.2, 0.25, 0.5, 0.5
"""Shares of the time that is left for the plan that trusts every pledge, then for wait and see, for what the plan's
commitments leave, for the extensive form, and for what its commitments leave; the rest is for what facts are worth."""

MOST_FUTURES_REDUCED = 12
"""Futures of a reduced extensive form at most."""

Losses = tuple[FutureLoss, ...]


@dataclass(frozen=True)
class _Found:
    """What the extensive form gave besides commitments: bound, whether it held all futures, solutions of all."""

    bound: float
    is_whole: bool
    futures: int
    solutions: tuple[dict[str, int] | None, ...]


def study_futures(
    scenario: Scenario,
    samples: int,
    alpha: float,
    commit_months: int,
    options: SolveOptions,
    progress: Progress | None = None,
) -> RobustStudy:
    """Study a scenario whose pledges are uncertain; see `airlift.robust`."""
    return _Study(scenario, samples, alpha, commit_months, options, progress).run()


@dataclass
class _Study:
    """State of a study: what is known of each distinct future."""

    scenario: Scenario
    samples: int
    alpha: float
    commit_months: int
    options: SolveOptions
    progress: Progress | None
    restrictions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def run(self) -> RobustStudy:
        """Go through the steps; an interrupt leaves later ones with what is known by then."""
        began = time.monotonic()
        self.clock = Clock(self.options)
        uncertainties = list_uncertainties(self.scenario)
        self.futures = sample_futures(self.scenario, uncertainties, self.samples, self.options.seed)
        self.stage = Stage(self.scenario, self.commit_months, self.options, self.clock, self.progress)
        self._tell("the plan that trusts every pledge")
        budget_s = self.clock.grant(PLAN_SHARE)
        allocation, result = solve(self.scenario, self.options.within(budget_s), self.progress)
        self.stage.plan = allocation
        trusted = commitments_of(self.scenario, allocation, self.commit_months)
        see, near = self._solve_all(None, SEE_SHARE, "wait and see", [None] * len(self.futures.distinct))
        deterministic, kept = self._solve_all(trusted, RECOURSE_SHARE, "deterministic", near)
        chosen, two_stage, found = self._two_stage(trusted, deterministic, kept)
        see = [min(options, key=_values) for options in zip(see, deterministic, two_stage, strict=True)]
        policies = [
            self._policy("deterministic", _at_least(deterministic, see)),
            self._policy("two-stage", _at_least(two_stage, see)),
            self._policy("wait and see", see),
        ]
        policies[1] = _bounded(policies[1], max(found.bound, policies[2].tiers[0].expected_bound))
        knowing = worth_of_knowing(
            Known(self.stage, self.futures, (policies[0], policies[1]), policies[2], found.solutions),
            solve_groups=found.is_whole,
        )
        self._describe(uncertainties, found)
        first = policies[1].tiers[0]
        return RobustStudy(
            scenario=self.scenario.name,
            status=Status.OPTIMAL if first.proven else Status.FEASIBLE,
            seed=self.options.seed,
            samples=self.samples,
            distinct=len(self.futures.distinct),
            alpha=self.alpha,
            commit_months=self.commit_months,
            deterministic=policies[0],
            two_stage=policies[1],
            wait_and_see=policies[2],
            commitments=listed(self.scenario, chosen),
            deterministic_commitments=listed(self.scenario, trusted),
            futures=tuple((one.samples, one.outcomes) for one in self.futures.distinct),
            vss=difference(policies[0], policies[1]),
            evpi=difference(policies[1], policies[2]),
            knowing=knowing,
            interrupted=self.options.interrupt.is_set(),
            restrictions=tuple(self.restrictions),
            notes=tuple(self.notes),
            wall_s=time.monotonic() - began,
            versions=result.versions or solver_versions(),
        )

    def _tell(self, stage: str) -> None:
        if self.progress is not None:
            self.progress(ProgressEvent("robust", stage, None, None, self.clock.elapsed_s))

    def _policy(self, name: str, losses: Sequence[Losses]) -> Policy:
        return policy_of(name, self.stage.tiers, losses, self.futures.weights, self.alpha)

    def _solve_all(
        self,
        commitments: Commitments | None,
        share: float,
        label: str,
        near: Sequence[dict[str, int] | None],
    ) -> tuple[list[Losses], list[dict[str, int] | None]]:
        """Losses and solutions of every distinct future, each with its part of a share of the time left."""
        losses: list[Losses] = []
        solutions: list[dict[str, int] | None] = []
        count = len(self.futures.distinct)
        for number, future in enumerate(self.futures.distinct):
            part = share / count / (1 - share * number / count)
            hint = near[number] or next((one for one in reversed(solutions) if one), None)
            answer, values = self.stage.solve(
                future, commitments, share=part, label=f"{label} {number + 1}/{count}", near=hint
            )
            if answer.infeasible:
                self.notes.append(f"{label}: the commitments cannot be kept in future {number + 1}")
            losses.append(answer.losses)
            solutions.append(values)
        return losses, solutions

    def _two_stage(
        self,
        trusted: Commitments,
        deterministic: list[Losses],
        kept: list[dict[str, int] | None],
    ) -> tuple[Commitments, list[Losses], _Found]:
        """Find commitments for all futures, what they leave in each, and how far that is proven."""
        distinct = self.futures.distinct
        chosen = self._fitting()
        is_whole = len(chosen) == len(distinct)
        extensive = Extensive(
            self.scenario,
            [self.stage.model_of(distinct[i]) for i, _ in chosen],
            [samples for _, samples in chosen],
            self.stage.tiers,
            self.alpha,
        )
        answer = extensive.solve(
            self.options,
            self.clock,
            share=EXTENSIVE_SHARE,
            label=f"two-stage plan for {len(chosen)} futures",
            start=[kept[i] for i, _ in chosen],
            progress=self.progress,
        )
        bound = answer.expected_bound if is_whole else 0.0
        unchanged = _Found(bound, is_whole, len(chosen), tuple(kept))
        if answer.losses is None or answer.commitments == trusted:
            return trusted, deterministic, unchanged
        near = [*kept]
        for (i, _), solution in zip(chosen, answer.solutions, strict=True):
            near[i] = solution
        losses, solutions = self._solve_all(answer.commitments, AGAIN_SHARE, "two-stage", near)
        if is_whole:
            # The extensive form's own decisions are an answer of each future too.
            for i, own in enumerate(answer.losses):
                if _values(own) < _values(losses[i]):
                    losses[i] = _merged(own, losses[i])
                    solutions[i] = answer.solutions[i]
        if self._policy("", losses).rank >= self._policy("", deterministic).rank:
            return trusted, deterministic, unchanged
        return answer.commitments, losses, _Found(bound, is_whole, len(chosen), tuple(solutions))

    def _fitting(self) -> tuple[tuple[int, int], ...]:
        """Positions and samples of the futures that the extensive form holds: all, or as many as are not too large."""
        distinct = self.futures.distinct
        size = self.stage.model_of(distinct[0]).variables
        count = max(2, min(len(distinct), LARGEST_EXTENSIVE // max(1, size)))
        if count >= len(distinct):
            return tuple((i, future.samples) for i, future in enumerate(distinct))
        return select_futures(distinct, min(count, MOST_FUTURES_REDUCED))

    def _describe(self, uncertainties: tuple[Uncertainty, ...], found: _Found) -> None:
        """Say what the figures rest on."""
        count = len(self.futures.distinct)
        self.restrictions += [
            f"sample average over {self.samples} draws (Latin hypercube, seed {self.options.seed}), not the true mean",
            "deployments are decided in each future as if it were known from the first month; only aircraft that enter "
            f"refurbishment, course intake and visits of the first {self.commit_months} months are committed",
            "unmet demand alone is minimised after the commitments, whatever it costs within the budgets",
        ]
        if not found.is_whole:
            self.restrictions.append(
                f"the two-stage plan was searched on {found.futures} of {count} futures, chosen to stand for all; it "
                "is judged on all of them"
            )
        if self.stage.without_variable:
            self.restrictions.append(
                "commitments of which nothing can come in a future take neither seats nor money from others there"
            )
        if not uncertainties:
            self.notes.append(
                "every pledge, budget and consent is certain (probability_pct 100, no late_months): there is one future"
            )


def _values(losses: Losses) -> tuple[int, ...]:
    return tuple(loss.value for loss in losses)


def _merged(better: Losses, bounded: Losses) -> Losses:
    """Values of one answer with the bound of another for the first tier; later bounds held for other values."""
    return tuple(
        FutureLoss(one.value, min(one.value, other.bound) if position == 0 else 0)
        for position, (one, other) in enumerate(zip(better, bounded, strict=True))
    )


def _at_least(losses: Sequence[Losses], see: Sequence[Losses]) -> list[Losses]:
    """Raise the bound of the first tier to what is out of reach even with everything known."""
    raised = []
    for loss, known in zip(losses, see, strict=True):
        first = replace(loss[0], bound=min(loss[0].value, max(loss[0].bound, known[0].bound)))
        raised.append((first, *loss[1:]))
    return raised


def _bounded(policy: Policy, bound: float) -> Policy:
    """State for the first tier the bound that holds for every set of commitments."""
    first = policy.tiers[0]
    bounded: TierRisk = replace(first, expected_bound=min(first.expected, bound))
    return replace(policy, tiers=(bounded, *policy.tiers[1:]))
