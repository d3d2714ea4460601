"""Near-optimal plans that differ in who deploys where.

Decision makers reject a plan for reasons that no model knows. Each alternative keeps the tiers within a tolerance,
has another set of deployments (partner, demand) than the plan and all alternatives before it, and is the cheapest of
its kind: modelling to generate alternatives (Brill, Chang and Hopkins 1982) with differences counted on decisions that
people care for.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from airlift.matching.ask import Ask
from airlift.plans import Allocation, Plan, Result, Status
from airlift.scenario import Scenario
from airlift.study.differences import Difference, difference, difference_words
from airlift.study.measures import cost_usd, deployments, tier_measure, unmet_by_tier
from airlift.study.sharing import Solver, TimeShare, is_answered, plan_of

__all__ = ["Alternative", "Alternatives", "find_alternatives"]


@dataclass(frozen=True)
class Alternative:
    """A plan that is as good, or nearly, and differs in who deploys where.

    Parameters
    ----------
    allocation, result : Allocation, Result
        The decisions and how they were found; `optimal` proves that no cheaper one differs.
    unmet : dict of int to int
        Unmet aircraft-months by tier.
    cost_usd : float
        Cost of the plan.
    differences : tuple of Difference
        Against the best plan.
    words : tuple of str
        The same in sentences.
    """

    allocation: Allocation
    result: Result
    unmet: dict[int, int]
    cost_usd: float
    differences: tuple[Difference, ...]
    words: tuple[str, ...]

    def plan(self, scenario: Scenario) -> Plan:
        """Return the alternative as a plan, without a flying programme."""
        return plan_of(scenario, self.allocation, self.result)


@dataclass(frozen=True)
class Alternatives:
    """The best plan that was found, and others beside it.

    Parameters
    ----------
    best : Alternative or None
        The plan from which the others differ; None when none was found.
    others : tuple of Alternative
        The cheapest first.
    within_pct : float
        By how much a tier may be worse than in the best plan.
    notes : tuple of str
        Why there are no more of them.
    """

    best: Alternative | None
    others: tuple[Alternative, ...]
    within_pct: float
    notes: tuple[str, ...] = ()


def find_alternatives(
    scenario: Scenario, wanted: int, within_pct: float, share: TimeShare, solver: Solver
) -> Alternatives:
    """Look for plans whose tiers are within a tolerance of the best and whose deployments are others.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    wanted : int
        How many alternatives to look for.
    within_pct : float
        By how many per cent each tier may be above the best plan; fractions of an aircraft-month are dropped.
    share : TimeShare
        Time and progress of the study.
    solver : Solver
        Level 1.

    Raises
    ------
    ValueError
        No alternative is asked for, or the tolerance is negative.
    """
    if wanted < 1:
        raise ValueError(f"at least one alternative must be asked for: {wanted}")
    if within_pct < 0:
        raise ValueError(f"the tolerance must not be negative: {within_pct}")
    # The tiers of the best plan are the hard part: alternatives have them as limits.
    allocation, result = solver(scenario, share.grant(0.5), share.told_as("best plan"), Ask())
    if not is_answered(result):
        return Alternatives(None, (), within_pct, ("no plan was found in the time given",))
    best = _alternative(scenario, allocation, allocation, result)
    held = {
        tier_measure(tier): float(floor(value * (1 + within_pct / 100) + 1e-9))
        for tier, value in best.unmet.items()
    }
    avoided = [deployments(allocation)]
    others: list[Alternative] = []
    notes: list[str] = []
    for number in range(wanted):
        if share.is_over:
            notes.append(f"{wanted - number} not searched before the study ended")
            break
        ask = Ask(minimise=("cost",), held=held, avoided=tuple(avoided), start=allocation)
        label = f"alternative {number + 1} of {wanted}"
        options = share.grant(1 / (wanted - number))
        other, result = solver(scenario, options, share.told_as(label), ask)
        if not is_answered(result):
            notes.append(_why_none(result, within_pct))
            break
        others.append(_alternative(scenario, allocation, other, result))
        avoided.append(deployments(other))
    others.sort(key=lambda one: one.cost_usd)
    return Alternatives(best, tuple(others), within_pct, tuple(notes))


def _alternative(scenario: Scenario, best: Allocation, allocation: Allocation, result: Result) -> Alternative:
    rows = difference(scenario, best, allocation)
    return Alternative(
        allocation=allocation,
        result=result,
        unmet=unmet_by_tier(scenario, allocation),
        cost_usd=cost_usd(scenario, allocation),
        differences=rows,
        words=difference_words(scenario, rows),
    )


def _why_none(result: Result, within_pct: float) -> str:
    tolerance = f"within {within_pct:g} % of the best tiers" if within_pct else "with the same tiers"
    if result.status is Status.INFEASIBLE:
        return f"proven: no further plan {tolerance} has other deployments"
    return f"no further plan {tolerance} was found in the time given"
