"""The three studies as functions: trade-offs, the next pledge, offers and demands both ways."""

from __future__ import annotations

from collections.abc import Sequence

from airlift.matching import solve
from airlift.plans import Plan
from airlift.plans.store import require_same_scenario
from airlift.scenario import Scenario, Source, load
from airlift.solvers.asked import asked_options
from airlift.solvers.options import Interrupt, Progress
from airlift.study.alternatives import find_alternatives
from airlift.study.blocking import blocking_triples
from airlift.study.brokerage import broker_offers
from airlift.study.candidates import generate_pledges
from airlift.study.front import trace_front
from airlift.study.outcomes import Brokerage, PledgeList, TradeOffs
from airlift.study.sharing import TimeShare
from airlift.study.valuation import known_base, value_base, value_pledges

__all__ = ["broker", "pareto", "pledges"]

FRONT_SHARE = 0.6
"""Share of the time for the front when alternatives are asked for too."""

PLAN_SHARE = 0.3
"""Share of the time for the plan that is judged, when none is given."""


def pareto(
    scenario: Scenario | Source,
    *,
    objectives: Sequence[str] = ("unmet", "cost"),
    points: int = 7,
    alternatives: int = 0,
    within_pct: float = 0.0,
    time_limit_s: float | None = 180.0,
    seed: int | None = None,
    deterministic: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
) -> TradeOffs:
    """Trace the efficient front of a scenario, and find near-optimal plans that differ in who deploys where.

    Parameters
    ----------
    scenario : Scenario, str or Path
        The scenario, or where to load it from.
    objectives : sequence of str
        Two or more of `unmet` (aircraft-months of all tiers), `cost` (USD), `burden` (per mille of its fleet that the
        most burdened partner has in missions), `co2` (kg); the first is minimised under limits on the others.
    points : int
        Points of the front to look for, its ends included.
    alternatives : int
        Near-optimal plans to look for beside the best one; 0 for none.
    within_pct : float
        By how many per cent each tier of an alternative may be above the best plan.
    time_limit_s, seed, deterministic, workers, progress, interrupt
        As for `airlift.plan`; the time limit holds for the whole study.

    Returns
    -------
    TradeOffs
        Points with value, bound and status of each objective; what was not reached is said in its notes.

    Raises
    ------
    ScenarioError
        The scenario cannot be loaded.
    ValueError
        An option is out of its range.
    """
    asked = scenario if isinstance(scenario, Scenario) else load(scenario)
    options = asked_options(
        asked,
        time_limit_s=time_limit_s,
        seed=seed,
        deterministic=deterministic,
        workers=workers,
        interrupt=interrupt,
    )
    if alternatives < 0:
        raise ValueError(f"the number of alternatives must not be negative: {alternatives}")
    limit_s = options.time_limit_s
    front_s = limit_s if limit_s is None or not alternatives else limit_s * FRONT_SHARE
    share = TimeShare(options.within(front_s), "pareto", progress)
    front = trace_front(asked, objectives, points, share, solve)
    if not alternatives:
        return TradeOffs(front)
    spent_s = front_s if deterministic else share.elapsed_s
    left_s = None if limit_s is None or spent_s is None else max(0.0, limit_s - spent_s)
    rest = TimeShare(options.within(left_s), "pareto", progress)
    return TradeOffs(front, find_alternatives(asked, alternatives, within_pct, rest, solve))


def pledges(
    scenario: Scenario | Source,
    plan: Plan | None = None,
    *,
    generate: bool = False,
    most: int = 20,
    pairs: int = 0,
    time_limit_s: float | None = 120.0,
    seed: int | None = None,
    deterministic: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
) -> PledgeList:
    """Value candidate pledges by re-solving, and rank them: the list to hand out before the next conference.

    Parameters
    ----------
    scenario : Scenario, str or Path
        The scenario, or where to load it from.
    plan : Plan, optional
        A plan of it to compare with, at its word about what is proven; without one a plan is made first, in a share of
        the time.
    generate : bool
        Whether to think of candidates even if the scenario's table `pledges` lists some; an empty table has them
        thought of anyway.
    most : int
        Candidates to think of at most; a table is always taken whole.
    pairs : int
        Pairs to try at most, to find those that only work together; 0 for none.
    time_limit_s, seed, deterministic, workers, progress, interrupt
        As for `airlift.plan`; the time limit holds for the whole study.

    Returns
    -------
    PledgeList
        The best first: what each closes tier by tier, its cost per aircraft-month gained, its first month, and how
        sure that is.

    Raises
    ------
    ScenarioError
        The scenario cannot be loaded, or a pledge in it cannot be made.
    PlanError
        The plan belongs to another scenario.
    ValueError
        An option is out of its range.
    """
    asked = scenario if isinstance(scenario, Scenario) else load(scenario)
    if plan is not None:
        require_same_scenario(asked, plan)
    options = asked_options(
        asked,
        time_limit_s=time_limit_s,
        seed=seed,
        deterministic=deterministic,
        workers=workers,
        interrupt=interrupt,
    )
    if most < 1 or pairs < 0:
        raise ValueError(f"at least one candidate and no negative number of pairs: {most}, {pairs}")
    share = TimeShare(options, "pledges", progress)
    base = value_base(asked, share, solve) if plan is None else known_base(asked, plan)
    thought_of = generate or not asked.pledges
    candidates = generate_pledges(asked, base[0], most) if thought_of else asked.pledges
    return PledgeList(value_pledges(asked, candidates, base, pairs, share, solve), thought_of)


def broker(
    scenario: Scenario | Source,
    plan: Plan | None = None,
    *,
    time_limit_s: float | None = 180.0,
    seed: int | None = None,
    deterministic: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
) -> Brokerage:
    """Bring offers and demands together, both ways, and list who in a plan would rather have each other.

    Parameters
    ----------
    scenario : Scenario, str or Path
        The scenario, or where to load it from.
    plan : Plan, optional
        The plan whose blocking triples are listed; the scenario's best where none is given.
    time_limit_s, seed, deterministic, workers, progress, interrupt
        As for `airlift.plan`; the time limit holds for the whole study.

    Returns
    -------
    Brokerage
        For each demand the offers that fit it and for each offer the demands, with values from solves; for the others
        every missing piece.

    Raises
    ------
    ScenarioError
        The scenario cannot be loaded.
    PlanError
        The plan was made from another scenario.
    ValueError
        An option is out of its range.
    """
    asked = scenario if isinstance(scenario, Scenario) else load(scenario)
    options = asked_options(
        asked,
        time_limit_s=time_limit_s,
        seed=seed,
        deterministic=deterministic,
        workers=workers,
        interrupt=interrupt,
    )
    share = TimeShare(options, "broker", progress)
    allocation = None
    if plan is not None:
        require_same_scenario(asked, plan)
        allocation = plan.allocation
    else:
        found, result = solve(asked, share.grant(PLAN_SHARE), share.told_as("plan"))
        if any(level.value is not None for level in result.objectives):
            allocation = found
    fits, misfits = broker_offers(asked, share, solve)
    return Brokerage(
        scenario=asked,
        fits=fits,
        misfits=misfits,
        allocation=allocation,
        blocking=() if allocation is None else blocking_triples(asked, allocation, fits),
        interrupted=share.is_stopped,
        wall_s=share.elapsed_s,
    )
