"""What it is worth to know one uncertainty before committing.

Knowing an uncertainty splits the futures by its outcome, and each group may have commitments of its own. The mean that
is then reached is compared with that of the two-stage plan: z - z(with the uncertainty revealed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from airlift.robustness.extensive import Extensive
from airlift.robustness.futures import Futures
from airlift.robustness.stage import Stage
from airlift.robustness.study import Difference, FutureLoss, Knowing, Policy, difference, policy_of
from airlift.robustness.uncertainty import Uncertainty

__all__ = ["Known", "worth_of_knowing"]

KNOWING_SHARE = 0.9
"""Share of the time left that all groups of futures together may use."""

Losses = tuple[FutureLoss, ...]


@dataclass(frozen=True)
class Known:
    """What a study knows when it asks what facts are worth.

    Parameters
    ----------
    stage, futures
        Of the study.
    committed : tuple of Policy
        Policies with one set of commitments for all futures; the last one is the two-stage plan.
    see : Policy
        Wait and see.
    solutions : tuple of dict or None
        Solution of each distinct future after the commitments of the two-stage plan.
    """

    stage: Stage
    futures: Futures
    committed: tuple[Policy, ...]
    see: Policy
    solutions: Sequence[dict[str, int] | None]


def worth_of_knowing(known: Known, *, solve_groups: bool) -> tuple[Knowing, ...]:
    """Worth of each uncertainty, most first.

    Parameters
    ----------
    known : Known
        Results so far.
    solve_groups : bool
        Whether groups are searched for commitments of their own; otherwise the known ones are compared, and the worth
        is what these show.
    """
    best = known.committed[-1]
    uncertainties = known.futures.uncertainties
    is_idle = best.tiers[0].expected - known.see.tiers[0].expected_bound < 1e-9 and len(best.tiers) == 1
    jobs = [(one, group) for one in uncertainties for group in _groups(known.futures, one)]
    found: list[Knowing] = []
    number = 0
    for one in uncertainties:
        losses = [*best.losses]
        first_bound = 0.0
        for group in _groups(known.futures, one):
            share = KNOWING_SHARE / len(jobs) / (1 - KNOWING_SHARE * number / len(jobs))
            number += 1
            answers, bound = _group(known, group, share if solve_groups and not is_idle else None)
            first_bound += bound
            for position, i in enumerate(group):
                losses[i] = answers[position]
        revealed = policy_of("", known.stage.tiers, losses, known.futures.weights, 0.0)
        first = replace(revealed.tiers[0], expected_bound=min(first_bound, revealed.tiers[0].expected))
        revealed = replace(revealed, tiers=(first, *revealed.tiers[1:]))
        chances = {happening.outcome: happening.probability for happening in one.happenings}
        found.append(Knowing(one.id, chances, difference(best, revealed)))
    return tuple(sorted(found, key=lambda row: (*(-_figure(worth) for worth in row.worth), row.uncertainty)))


def _figure(worth: Difference) -> float:
    return round(worth.value, 9)


def _groups(futures: Futures, uncertainty: Uncertainty) -> list[list[int]]:
    """Positions of the futures by the outcome of an uncertainty."""
    found: dict[str, list[int]] = {}
    for i, future in enumerate(futures.distinct):
        found.setdefault(future.outcomes[uncertainty.id], []).append(i)
    return list(found.values())


def _group(known: Known, group: list[int], share: float | None) -> tuple[list[Losses], float]:
    """Best known losses of a group that may have its own commitments, and a bound of its part of the mean."""
    weights = known.futures.weights

    def mean(losses: Sequence[Losses]) -> tuple[float, ...]:
        return tuple(
            round(sum(weights[i] * loss[tier].value for i, loss in zip(group, losses, strict=True)), 9)
            for tier in range(len(known.stage.tiers))
        )

    bound = sum(weights[i] * known.see.losses[i][0].bound for i in group)
    candidates = [[policy.losses[i] for i in group] for policy in known.committed]
    if len(group) == 1:
        candidates.append([known.see.losses[group[0]]])
    elif share is not None and len(group) < len(weights):
        extensive = Extensive(
            known.stage.pledged,
            [known.stage.model_of(known.futures.distinct[i]) for i in group],
            [known.futures.distinct[i].samples for i in group],
            known.stage.tiers,
            alpha=0.0,
        )
        answer = extensive.solve(
            known.stage.options,
            known.stage.clock,
            share=share,
            label="worth of knowing",
            start=[known.solutions[i] for i in group],
            progress=known.stage.progress,
        )
        if answer.losses is not None:
            candidates.append(list(answer.losses))
        part = sum(weights[i] for i in group)
        bound = max(bound, answer.expected_bound * part)
    return min(candidates, key=mean), bound
