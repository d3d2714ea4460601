"""What a pledge is worth: what it closes, tier by tier, how sure that is, what it costs, from when it helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from airlift.plans import Allocation, ObjectiveLevel, Status
from airlift.scenario import Pledge, Scenario
from airlift.study.measures import unmet_by_month

__all__ = ["Basis", "PledgeWorth", "TierWorth", "Valuation", "first_month_of_gain"]

Basis = Literal["solved", "nearby", "no way", "settled", "not reached"]
"""How a value was found: by a solve; by looks at plans near the base plan, so that it may be more; by proof that nobody
could use the pledge; by a bound that all pledges together share; not at all, because time ran out or an interrupt
came."""


@dataclass(frozen=True, slots=True)
class TierWorth:
    """Unmet aircraft-months of one tier without and with a pledge, each with the least that they could be.

    Parameters
    ----------
    tier : int
        The tier.
    base, base_bound : float
        Without the pledge: best plan found, proven bound.
    unmet, bound : float
        With the pledge.
    status : Status
        `optimal` when both are proven, so that the gain is exact; `feasible` otherwise.
    """

    tier: int
    base: float
    base_bound: float
    unmet: float
    bound: float
    status: Status

    @property
    def gain(self) -> float:
        """Aircraft-months closed; negative where a more urgent tier took from this one."""
        return self.base - self.unmet

    @property
    def gain_at_least(self) -> float:
        """Proven lower end of the gain."""
        return self.base_bound - self.unmet

    @property
    def gain_at_most(self) -> float:
        """Proven upper end of the gain."""
        return self.base - self.bound

    def to_dict(self) -> dict[str, Any]:
        """Return the tier as plain data."""
        return {
            "tier": self.tier,
            "gain": self.gain,
            "gain_at_least": self.gain_at_least,
            "gain_at_most": self.gain_at_most,
            "unmet": self.unmet,
            "bound": self.bound,
            "status": self.status.value,
        }


@dataclass(frozen=True)
class PledgeWorth:
    """One pledge, or two that only work together, with what they are worth.

    Parameters
    ----------
    pledges : tuple of Pledge
        One, or the two of a pair.
    what : str
        What is pledged, in words.
    basis : str
        How the value was found.
    tiers : tuple of TierWorth
        The most urgent first; empty when it was not reached.
    extra_usd : float or None
        Cost of the plan with the pledge less that of the plan without; None without a gain.
    extra_usd_status : Status
        `optimal` when both costs are proven least for their tiers.
    first_month : str or None
        Month from which on the most urgent tier with a gain is ahead of the plan without the pledge.
    allocation : Allocation or None
        The plan with the pledge.
    """

    pledges: tuple[Pledge, ...]
    what: str
    basis: Basis
    tiers: tuple[TierWorth, ...] = ()
    extra_usd: float | None = None
    extra_usd_status: Status = Status.UNKNOWN
    first_month: str | None = None
    allocation: Allocation | None = None

    @property
    def id(self) -> str:
        """Identifier of the pledge; of a pair both, joined by `+`."""
        return "+".join(pledge.id for pledge in self.pledges)

    @property
    def gains(self) -> tuple[float, ...]:
        """Aircraft-months closed by tier, the most urgent first."""
        return tuple(tier.gain for tier in self.tiers)

    @property
    def helps(self) -> bool:
        """Whether the first tier that changes changes for the better."""
        return next((gain for gain in self.gains if gain), 0.0) > 0

    @property
    def status(self) -> Status:
        """`optimal` when every tier's gain is proven, `unknown` when none was looked at."""
        if not self.tiers:
            return Status.UNKNOWN
        return Status.OPTIMAL if all(t.status is Status.OPTIMAL for t in self.tiers) else Status.FEASIBLE

    @property
    def usd_per_aircraft_month(self) -> float | None:
        """Extra cost for each aircraft-month gained over all tiers; None where none is gained."""
        gained = sum(self.gains)
        return self.extra_usd / gained if self.extra_usd is not None and gained > 0 else None

    @property
    def rank(self) -> tuple[Any, ...]:
        """Key by which the best comes first: reached at all, gains tier by tier, cost per gain, identifier."""
        price = self.usd_per_aircraft_month
        negated = tuple(-gain for gain in self.gains)
        return not self.tiers, negated, price is None, price or 0.0, self.id

    def to_dict(self) -> dict[str, Any]:
        """Return the entry of `airlift pledges --json`."""
        return {
            "id": self.id,
            "what": self.what,
            "kind": self.pledges[0].kind if len(self.pledges) == 1 else "pair",
            "value": {str(tier.tier): tier.gain for tier in self.tiers} or None,
            "status": self.status.value,
            "basis": self.basis,
            "cost_usd_per_aircraft_month": _cents(self.usd_per_aircraft_month),
            "extra_cost_usd": _cents(self.extra_usd),
            "extra_cost_status": self.extra_usd_status.value,
            "first_month": self.first_month,
            "pair": [pledge.id for pledge in self.pledges] if len(self.pledges) > 1 else None,
            "tiers": [tier.to_dict() for tier in self.tiers],
        }


@dataclass(frozen=True)
class Valuation:
    """Candidate pledges with what they are worth.

    Parameters
    ----------
    scenario : Scenario
        Without any of the pledges.
    base : Allocation or None
        The plan without; None when none was found, and then nothing is valued.
    base_tiers : tuple of ObjectiveLevel
        Its tiers, with bounds.
    worths : tuple of PledgeWorth
        The best first; pairs stand among the single pledges, those that were not reached at the end.
    pairs_tried, pairs_promising : int
        Pairs that were solved, of those that looked promising.
    notes : tuple of str
        What a reader must know.
    interrupted : bool
        Whether an interrupt ended the study.
    wall_s : float
        Time that it took.
    """

    scenario: Scenario
    base: Allocation | None
    base_tiers: tuple[ObjectiveLevel, ...]
    worths: tuple[PledgeWorth, ...]
    pairs_tried: int = 0
    pairs_promising: int = 0
    notes: tuple[str, ...] = ()
    interrupted: bool = False
    wall_s: float = 0.0


def first_month_of_gain(scenario: Scenario, tier: int, before: Allocation, after: Allocation) -> str | None:
    """Month from which on a tier has, counted from the start, fewer unmet aircraft-months than before.

    Two equally good plans may serve the same demands in other months, so a single better month says little: what counts
    is the month after the last one in which the sum so far was not yet ahead.
    """
    was, now = unmet_by_month(scenario, before), unmet_by_month(scenario, after)
    demands = [demand.id for demand in scenario.demands if demand.tier == tier]
    ahead, first = 0, None
    for t in range(scenario.horizon_months):
        ahead += sum(was[name].get(t, 0) - now[name].get(t, 0) for name in demands)
        if ahead <= 0:
            first = None
        elif first is None:
            first = scenario.month_label(t)
    return first


def _cents(usd: float | None) -> float | None:
    return None if usd is None else round(usd, 2)
