"""Fewer futures that stand for many: forward selection of scenarios (Heitsch and Römisch 2003)."""

from __future__ import annotations

from collections.abc import Sequence

from airlift.robustness.futures import Future

__all__ = ["select_futures"]


def select_futures(futures: Sequence[Future], count: int) -> tuple[tuple[int, int], ...]:
    """Choose futures that stand for all, and how many samples each then has.

    A future is as far from another as uncertainties come out differently in the two. Futures are chosen one by one,
    each so that the samples are then as near to a chosen one as they can be.

    Returns
    -------
    tuple of (int, int)
        Position and samples of each chosen future, in the order of positions.
    """
    everyone = range(len(futures))
    away = [[_distance(one, other) for other in futures] for one in futures]
    chosen: list[int] = []
    nearest = [float("inf")] * len(futures)

    def left_over(candidate: int) -> float:
        return sum(futures[i].samples * min(nearest[i], away[i][candidate]) for i in everyone)

    while len(chosen) < min(count, len(futures)):
        best = min((i for i in everyone if i not in chosen), key=left_over)
        chosen.append(best)
        nearest = [min(nearest[i], away[i][best]) for i in everyone]
    samples = dict.fromkeys(sorted(chosen), 0)
    for i in everyone:
        samples[min(samples, key=lambda one: away[i][one])] += futures[i].samples
    return tuple(samples.items())


def _distance(one: Future, other: Future) -> int:
    return sum(outcome != other.outcomes[name] for name, outcome in one.outcomes.items())
