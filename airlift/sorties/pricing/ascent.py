"""Good prices at once: steps along the subgradient of the bound that the table of completions gives.

The table leaves fuel and load out of account, so its bound is weak; but it costs little, is there even where labels are
too many, and its prices are near enough to those of the linear programme to search for the first routes with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from airlift.sorties.allowance import Allowance
from airlift.sorties.pricing.columns import QUICK, FleetRoutes
from airlift.sorties.pricing.cuts import MOST_CUTS, Cuts
from airlift.sorties.pricing.master import Level, Prices, aircraft_terms
from airlift.sorties.pricing.net import limited_stations
from airlift.sorties.problem import SortieProblem

__all__ = ["ascended"]

_PATIENCE = 8
"""Steps without a better bound after which they become half as long."""
_SHORTEST = 0.01
"""Length of a step, as a part of that to the value, at which the ascent ends."""
_AIM = 0.5
"""Part of the gap beyond the best bound that is aimed at; the bound never comes near the value."""


def ascended(
    problem: SortieProblem,
    pricers: Sequence[FleetRoutes],
    level: Level,
    value: float,
    most_aircraft: float,
    allowance: Allowance,
) -> tuple[Prices, list[float], float] | None:
    """Find prices of the tasks, the least reduced cost of an aircraft of each fleet, and the bound that they give.

    None where tasks may be left, the level is neither cost nor aircraft, or a table tells nothing.
    """
    if level.goal not in ("aircraft", "cost") or any(task.priority is not None for task in problem.tasks):
        return None
    if not problem.tasks or not all(pricer.bounded for pricer in pricers):
        return None
    whole = level.goal == "aircraft"
    cuts = (Cuts(len(problem.tasks)).masks, np.zeros(MOST_CUTS))
    use, fleets = np.zeros(len(limited_stations(problem)[2])), np.zeros(len(problem.fleets))
    task = np.full(len(problem.tasks), value / len(problem.tasks))
    best: tuple[Prices, list[float], float] | None = None
    centre, part, since = task, 1.0, 0
    while part > _SHORTEST and not allowance.over():
        prices = Prices(task, use, fleets, cuts[1], float(not whole), float(whole), math.fsum(task.tolist()))
        least, flown = [math.inf] * len(problem.fleets), np.zeros(len(problem.tasks))
        for pricer in pricers:
            price = pricer.prices(task, use, prices.per_cost, prices.per_aircraft, cuts, QUICK)
            floor = pricer.floor(price) / pricer.together
            if floor < least[pricer.fleet]:
                least[pricer.fleet] = floor
                if floor <= min(least):
                    flown = pricer.flown()
        allowance.work(sum(pricer.effort for pricer in pricers))
        if not all(math.isfinite(reduced) for reduced in least):
            return best
        slope = 1.0 - (most_aircraft if min(least) < 0.0 else 0.0) * flown
        total = prices.constant + aircraft_terms(problem, least, most_aircraft)[0]
        step = total
        if whole and min(least) < 0.0:
            # Smaller prices at which no aircraft earns anything may give more.
            share = 1.0 / (1.0 - min(least))
            if share * prices.constant > total:
                prices = prices.scaled(share)
                least = [1.0 - share + share * reduced for reduced in least]
                total = prices.constant + aircraft_terms(problem, least, most_aircraft)[0]
        since += 1
        if best is None or total > best[2]:
            best, centre, since = (prices, least, total), task, 0
        elif since > _PATIENCE:
            part, since, task = 0.5 * part, 0, centre
            continue
        norm = float(slope @ slope)
        if norm == 0.0:
            return best
        aim = best[2] + _AIM * max(0.0, value - best[2])
        task = np.maximum(0.0, task + part * (aim - step) / norm * slope)
    return best
