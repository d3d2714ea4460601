"""What a study of uncertain pledges found, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from airlift.plans import Status
from airlift.robustness.risk import cvar, expected

__all__ = [
    "Commitment",
    "Difference",
    "FutureLoss",
    "Knowing",
    "Policy",
    "RobustStudy",
    "TierRisk",
    "difference",
    "policy_of",
]


@dataclass(frozen=True, slots=True)
class FutureLoss:
    """Unmet aircraft-months of one tier in one future: what was reached, and what is proven to be out of reach."""

    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class TierRisk:
    """Unmet aircraft-months of one tier over all samples.

    Parameters
    ----------
    tier : int
        Tier of the demands.
    expected, cvar : float
        Mean over the samples, and mean over the worst of them.
    expected_bound, cvar_bound : float
        Proven on these samples: no decisions after the same commitments do better. For the first tier of the two-stage
        plan, no commitments do; later tiers are bounded with those before at their values.
    """

    tier: int
    expected: float
    expected_bound: float
    cvar: float
    cvar_bound: float

    @property
    def proven(self) -> bool:
        """Whether value and bound of the mean are one."""
        return self.expected - self.expected_bound < 1e-6


@dataclass(frozen=True)
class Policy:
    """One way to decide, judged on all sampled futures.

    Parameters
    ----------
    name : str
        `deterministic`, `two-stage` or `wait and see`.
    tiers : tuple of TierRisk
        By tier, the most urgent first.
    losses : tuple of tuple of FutureLoss
        By distinct future, then by tier.
    """

    name: str
    tiers: tuple[TierRisk, ...]
    losses: tuple[tuple[FutureLoss, ...], ...]

    @property
    def rank(self) -> tuple[float, ...]:
        """What is compared between policies: mean, then CVaR, tier by tier."""
        return tuple(round(figure, 9) for one in self.tiers for figure in (one.expected, one.cvar))


def policy_of(
    name: str,
    tiers: Sequence[int],
    losses: Sequence[tuple[FutureLoss, ...]],
    weights: Sequence[float],
    alpha: float,
) -> Policy:
    """Judge a policy by its losses in each distinct future."""
    risks = []
    for position, tier in enumerate(tiers):
        values = [float(loss[position].value) for loss in losses]
        bounds = [float(loss[position].bound) for loss in losses]
        risks.append(
            TierRisk(
                tier=tier,
                expected=expected(values, weights),
                expected_bound=expected(bounds, weights),
                cvar=cvar(values, weights, alpha),
                cvar_bound=cvar(bounds, weights, alpha),
            )
        )
    return Policy(name, tuple(risks), tuple(losses))


@dataclass(frozen=True, slots=True)
class Difference:
    """By how many unmet aircraft-months one policy is better than another in the mean, tier by tier.

    Parameters
    ----------
    tier : int
        Tier of the demands.
    value : float
        Difference of what was reached.
    least, most : float or None
        Between these the true difference on these samples is proven to lie. Known for the first tier only: later
        tiers are bounded for given values of those before, which differ between policies.
    """

    tier: int
    value: float
    least: float | None = None
    most: float | None = None


def difference(worse: Policy, better: Policy) -> tuple[Difference, ...]:
    """Differences of two policies tier by tier; after the first tier one may be negative."""
    found = []
    for position, (one, other) in enumerate(zip(worse.tiers, better.tiers, strict=True)):
        least = most = None
        if position == 0:
            least = max(0.0, one.expected_bound - other.expected)
            most = one.expected - other.expected_bound
        found.append(Difference(one.tier, one.expected - other.expected, least, most))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something to commit to now.

    Parameters
    ----------
    what : {"gate", "transfer", "training", "visit"}
        Kind of decision.
    subject : str
        Lot or course; empty for a visit.
    partner : str
        Who receives, trains or is visited; empty for a gate.
    month : str
        Month of the gate, the arrival, the course start or the visit.
    amount : int
        Aircraft or trainees; 1 otherwise.
    """

    what: str
    subject: str
    partner: str
    month: str
    amount: int


@dataclass(frozen=True)
class Knowing:
    """What it is worth to know one uncertainty before committing.

    Parameters
    ----------
    uncertainty : str
        Its id, such as `lot rok-1`.
    chances : dict
        Probability of each outcome, from 0 to 1.
    worth : tuple of Difference
        Unmet aircraft-months that knowing it saves in the mean, tier by tier.
    """

    uncertainty: str
    chances: dict[str, float]
    worth: tuple[Difference, ...]


@dataclass(frozen=True)
class RobustStudy:
    """A two-stage plan, beside the deterministic one and perfect knowledge.

    Parameters
    ----------
    scenario : str
        Name of the scenario.
    status : Status
        `OPTIMAL` when the mean of the first tier is proven best on these samples.
    seed, samples, distinct : int
        Seed of the draws, their number, and how many different futures they gave.
    alpha : float
        Level of CVaR: it is the mean of the worst `1 - alpha` of the samples.
    commit_months : int
        Decisions of these first months are commitments.
    deterministic, two_stage, wait_and_see : Policy
        Commitments of the plan that trusts every pledge; those chosen for all futures; everything known at the start.
    commitments, deterministic_commitments : tuple of Commitment
        What to commit to now, and what the plan that trusts every pledge commits to.
    futures : tuple of (int, dict)
        Samples and outcomes of each distinct future.
    vss, evpi : tuple of Difference
        Value of the stochastic solution, deterministic less two-stage; expected value of perfect information, two-stage
        less wait and see.
    knowing : tuple of Knowing
        Worth of knowing each uncertainty before committing, most first.
    """

    scenario: str
    status: Status
    seed: int
    samples: int
    distinct: int
    alpha: float
    commit_months: int
    deterministic: Policy
    two_stage: Policy
    wait_and_see: Policy
    commitments: tuple[Commitment, ...]
    deterministic_commitments: tuple[Commitment, ...]
    futures: tuple[tuple[int, dict[str, str]], ...]
    vss: tuple[Difference, ...]
    evpi: tuple[Difference, ...]
    knowing: tuple[Knowing, ...]
    interrupted: bool = False
    restrictions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    wall_s: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the study as plain data of JSON."""
        return asdict(self) | {"status": self.status.value}
