"""Sampled futures: what comes of every uncertainty, the same draws for every plan that is compared on them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from airlift.robustness.uncertainty import Uncertainty, scenario_in
from airlift.scenario import Scenario

__all__ = ["Future", "Futures", "sample_futures"]


@dataclass(frozen=True)
class Future:
    """One distinct future.

    Parameters
    ----------
    outcomes : dict
        Outcome of each uncertainty by its id.
    samples : int
        Samples that came out so.
    scenario : Scenario
        The scenario in this future.
    """

    outcomes: dict[str, str]
    samples: int
    scenario: Scenario


@dataclass(frozen=True)
class Futures:
    """All sampled futures; equal ones are kept once.

    Parameters
    ----------
    uncertainties : tuple of Uncertainty
        What was drawn.
    distinct : tuple of Future
        By falling number of samples, then in the order of their first draw.
    """

    uncertainties: tuple[Uncertainty, ...]
    distinct: tuple[Future, ...]

    @property
    def samples(self) -> int:
        """Number of draws."""
        return sum(future.samples for future in self.distinct)

    @property
    def weights(self) -> tuple[float, ...]:
        """Share of the samples that each distinct future has."""
        return tuple(future.samples / self.samples for future in self.distinct)


def sample_futures(
    scenario: Scenario, uncertainties: tuple[Uncertainty, ...], samples: int, seed: int
) -> Futures:
    """Draw futures by Latin hypercube sampling (McKay, Beckman and Conover 1979).

    Each uncertainty is drawn once from each of `samples` equal slices of its distribution, in an order of its own, so
    that an outcome of 50 % comes in half of an even number of samples. The draws of an uncertainty depend on the seed
    and its name alone: one more pledge in the scenario leaves the draws of the others as they were.

    Raises
    ------
    ValueError
        Fewer than one sample.
    """
    if samples < 1:
        raise ValueError(f"samples must be at least 1: {samples}")
    if not uncertainties:
        return Futures((), (Future({}, samples, scenario),))
    drawn = {one.id: _outcomes(one, samples, seed) for one in uncertainties}
    count: dict[tuple[str, ...], int] = {}
    for sample in range(samples):
        key = tuple(drawn[one.id][sample] for one in uncertainties)
        count[key] = count.get(key, 0) + 1
    distinct = []
    for key, times in sorted(count.items(), key=lambda item: -item[1]):  # stable: first drawn first
        outcomes = {one.id: outcome for one, outcome in zip(uncertainties, key, strict=True)}
        distinct.append(Future(outcomes, times, scenario_in(scenario, outcomes)))
    return Futures(uncertainties, tuple(distinct))


def _outcomes(uncertainty: Uncertainty, samples: int, seed: int) -> list[str]:
    """Outcome in each sample; only `random()` is used, whose sequence Python promises for a seed."""
    draw = random.Random(f"{seed} {uncertainty.id}")
    order = sorted(range(samples), key=lambda _: draw.random())
    return [uncertainty.outcome_at((slice_ + draw.random()) / samples) for slice_ in order]
