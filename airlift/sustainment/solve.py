"""Level 2: from a scenario and an allocation to hours and inspections of every tail, with proof."""

from __future__ import annotations

import time

from airlift.plans.allocation import Allocation
from airlift.plans.fleet import FleetPlan
from airlift.plans.result import ObjectiveLevel, Result, Status, worst_status
from airlift.scenario.model import Scenario
from airlift.solvers import Progress, ProgressEvent, SolveOptions
from airlift.solvers.versions import solver_versions
from airlift.sustainment.extract import fleet_plan_of
from airlift.sustainment.model import LEVELS
from airlift.sustainment.problem import BaseFleet, fleets_of, window_of
from airlift.sustainment.search import FleetAnswer, plan_fleet

__all__ = ["LEVEL", "solve"]

LEVEL = "sustainment"

_RESTRICTIONS = (
    "a visit of up to 7 days lies within one week, a longer one begins on the first day of a week",
    "a calendar inspection falls due again after the least number of whole weeks in its months",
)


def solve(
    scenario: Scenario,
    allocation: Allocation,
    options: SolveOptions | None = None,
    progress: Progress | None = None,
) -> tuple[FleetPlan | None, Result]:
    """Plan hours and inspections of all tails in the window.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    allocation : Allocation
        Units, from level 1.
    options : SolveOptions, optional
        The time limit is for all maintenance bases together.
    progress : callable, optional
        Told what happens.

    Returns
    -------
    FleetPlan or None, Result
        The plan, None without a unit, and how it was found. Levels are added up over the maintenance bases: their units
        share nothing, so the sums of the bounds are bounds.
    """
    options = options or SolveOptions()
    began = time.monotonic()
    window = window_of(scenario, allocation)
    fleets = () if window is None else fleets_of(scenario, allocation, window)
    answers: list[FleetAnswer] = []
    for position, fleet in enumerate(fleets):
        teller = _Teller(fleet, progress, began)
        answers.append(plan_fleet(fleet.problem, _share(options, began, position, fleets), teller))
    levels = _added_up(answers)
    plan = None
    if window is not None:
        plan = fleet_plan_of(
            window, [(fleet, answer.course) for fleet, answer in zip(fleets, answers, strict=True)]
        )
    result = Result(
        level=LEVEL,
        status=worst_status(tuple(level.status for level in levels)),
        objectives=levels,
        seed=options.seed,
        deterministic=options.deterministic,
        workers=options.workers,
        time_limit_s=options.time_limit_s,
        wall_s=time.monotonic() - began,
        interrupted=options.interrupt.is_set(),
        versions=solver_versions(),
        restrictions=_RESTRICTIONS,
    )
    return plan, result


def _share(options: SolveOptions, began: float, position: int, fleets: tuple[BaseFleet, ...]) -> SolveOptions:
    """Options with the part of the time that a fleet gets: as its tails are to those of the fleets to come."""
    sizes = [sum(len(pool.tails) for pool in fleet.problem.pools) for fleet in fleets]
    return options.portion(sizes[position], sum(sizes[position:]), sum(sizes), time.monotonic() - began)


def _added_up(answers: list[FleetAnswer]) -> tuple[ObjectiveLevel, ...]:
    """Levels of all fleets together; all 0 without a fleet."""
    levels = []
    for number, (name, unit) in enumerate(LEVELS):
        parts = [answer.levels[number] for answer in answers]
        status = worst_status(tuple(part.status for part in parts)) if parts else Status.OPTIMAL
        levels.append(
            ObjectiveLevel(
                name=name,
                unit=unit,
                status=status,
                value=sum(part.value or 0.0 for part in parts),
                bound=sum(part.bound or 0.0 for part in parts),
                wall_s=sum(part.wall_s for part in parts),
            )
        )
    return tuple(levels)


class _Teller:
    """Tells progress of one fleet."""

    def __init__(self, fleet: BaseFleet, progress: Progress | None, began: float) -> None:
        self._fleet, self._progress, self._began = fleet, progress, began

    def __call__(self, stage: str, value: float | None, bound: float | None) -> None:
        """Tell a value or a bound."""
        if self._progress is not None:
            elapsed_s = time.monotonic() - self._began
            self._progress(ProgressEvent(LEVEL, stage, value, bound, elapsed_s, self._fleet.base))
