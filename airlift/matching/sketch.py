"""A sketch of a plan of level 1: coarse at first, then better by one partner or mission at a time.

It is a plan like any other, found in a share of the time and without a bound. The search takes it as its start.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ortools.sat.python import cp_model

from airlift.matching.extract import extract_allocation
from airlift.matching.nearby import Build, Focus, better_by_tiers, foci_of
from airlift.matching.outcome import SearchOutcome
from airlift.matching.problem import MatchingProblem
from airlift.matching.stays import Coarse
from airlift.plans import Allocation
from airlift.solvers.lexicographic import Clock, Level, minimise_level
from airlift.solvers.options import Progress, ProgressEvent, SolveOptions

__all__ = ["LEVEL", "draw_sketch"]

LEVEL = "matching"

SKETCH = Coarse(after=12, step=12)
"""Calendar of the sketch: as fine as the scenario's in the first year, where every month counts, then yearly."""

SKETCH_SHARE, COARSE_SHARE = 0.5, 0.35
"""Share of the time limit for the sketch, and the share of that for the coarse calendar; the rest betters it."""

LOOK_SHARE = 0.2
"""Share of the time left for the sketch that one look near it may use."""

LOOKS_AT_A_TIME = 2
"""Looks near the sketch that go on at the same time, each in one thread."""

SKETCH_WEIGHT = 20
"""What an aircraft-month of one tier weighs against the next in the sketch, which need not be lexicographic."""


def draw_sketch(
    problem: MatchingProblem,
    build: Build,
    options: SolveOptions,
    clock: Clock,
    progress: Progress | None = None,
) -> Allocation | None:
    """Plan all tiers of a problem together on the coarse calendar, then better that plan piece by piece.

    Weights keep the tiers in their order without forbidding the search to step over a worse plan on its way.

    Parameters
    ----------
    problem : MatchingProblem
        The demands that the sketch is to serve.
    build : callable
        Builds the model of a part of it.
    options : SolveOptions
        Threads, seed, repeatability and interrupt.
    clock : Clock
        Of the planning level; the sketch takes its share.
    progress : callable, optional
        Told each better plan.

    Returns
    -------
    Allocation or None
        None when no plan was found.
    """
    coarse = replace(problem, coarse=SKETCH)
    model = build(coarse)
    levels = [level.expression for level in model.levels if level.name.startswith("tier ")]
    weights = [SKETCH_WEIGHT ** (len(levels) - 1 - n) for n in range(len(levels))]
    answer = minimise_level(
        model.cp_model,
        Level("sketch", "weighted", cp_model.LinearExpr.weighted_sum(levels, weights), 0.0),
        options,
        budget_s=clock.grant(COARSE_SHARE, 1 - SKETCH_SHARE),
        clock=clock,
        name=LEVEL,
        progress=progress,
        restricted=True,
    )
    if answer.solution is None:
        return None
    start = extract_allocation(coarse, SearchOutcome(coarse, model, (), answer.solution))
    return _descend(problem, build, start, options, clock, progress)


def _descend(
    problem: MatchingProblem,
    build: Build,
    start: Allocation,
    options: SolveOptions,
    clock: Clock,
    progress: Progress | None,
) -> Allocation:
    """Better a plan by what one partner or mission could do, until none of them helps or the time is over."""
    best, queue = start, list(foci_of(problem))
    done: list[Focus] = []
    at_a_time = min(LOOKS_AT_A_TIME, options.workers)
    with ThreadPoolExecutor(max_workers=at_a_time) as pool:
        while queue and not options.interrupt.is_set() and not clock.is_over(1 - SKETCH_SHARE):
            batch, queue = queue[:at_a_time], queue[at_a_time:]
            budget_s = clock.grant(LOOK_SHARE, 1 - SKETCH_SHARE)

            def look(focus: Focus, best: Allocation = best, budget_s: float | None = budget_s) -> Allocation:
                return better_by_tiers(problem, build, best, focus, options, budget_s)

            found = list(pool.map(look, batch))
            done += batch
            values = [_unmet_by_tier(problem, plan) for plan in found]
            if min(values) < _unmet_by_tier(problem, best):
                winner = values.index(min(values))
                best = found[winner]
                queue += [focus for focus in done if focus != batch[winner]]
                done = [batch[winner]]
                if progress is not None:
                    words = "unmet by tier " + ", ".join(str(count) for count in values[winner])
                    progress(ProgressEvent(LEVEL, "sketch", None, None, clock.elapsed_s, words))
    return best


def _unmet_by_tier(problem: MatchingProblem, allocation: Allocation) -> tuple[int, ...]:
    """Unmet aircraft-months of each tier of a problem, the most urgent first."""
    of_demand = {demand.id: demand.tier for demand in problem.scenario.demands}
    unmet = dict.fromkeys(sorted(of_demand.values()), 0)
    for row in allocation.unmet:
        unmet[of_demand[row.demand]] += row.aircraft
    return tuple(unmet.values())
