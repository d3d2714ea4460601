"""Level 3: from a scenario and an allocation to flying programmes, with proof and reasons."""

from __future__ import annotations

import time

from airlift.plans.allocation import Allocation
from airlift.plans.programme import Programme
from airlift.plans.result import ObjectiveLevel, Result, worst_status
from airlift.scenario.model import Scenario
from airlift.scenario.phrases import count
from airlift.solvers import Progress, ProgressEvent, SolveOptions
from airlift.solvers.versions import solver_versions
from airlift.sorties.columns import ColumnSet, day_columns
from airlift.sorties.data import DayProblem
from airlift.sorties.extract import programme_of, sorties_of
from airlift.sorties.problem import day_problem, programme_days
from airlift.sorties.reasons import outcomes_of, stopper
from airlift.sorties.roster import roster

__all__ = ["solve", "solve_day"]

_SHARE_OF_ENUMERATION = 0.5
"""Part of the time limit after which the enumeration ends with what it has."""
_SHARE_OF_REASONS = 0.25
"""Part of the time limit that is kept for explaining the tasks that are not flown."""


def solve(
    scenario: Scenario,
    allocation: Allocation,
    options: SolveOptions | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[Programme, ...], tuple[Result, ...]]:
    """Plan the day of every mission that has tasks and a unit.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    allocation : Allocation
        Units, from level 1.
    options : SolveOptions, optional
        The time limit is for all missions together.
    progress : callable, optional
        Told what happens.

    Returns
    -------
    tuple of Programme, tuple of Result
        One of each for each mission, in the order of the scenario.
    """
    options = options or SolveOptions()
    began = time.monotonic()
    programmes, results = [], []
    days = programme_days(scenario, allocation)
    for position, (mission, _) in enumerate(days):
        limit = options.time_limit_s
        if limit is not None:
            spent = 0.0 if options.deterministic else time.monotonic() - began
            parts = len(days) if options.deterministic else len(days) - position
            limit = max(0.0, limit - spent) / parts
        programme, result = solve_day(
            scenario, allocation, mission, options=options.within(limit), progress=progress
        )
        programmes.append(programme)
        results.append(result)
    return tuple(programmes), tuple(results)


def solve_day(
    scenario: Scenario,
    allocation: Allocation,
    mission_id: str,
    *,
    options: SolveOptions | None = None,
    progress: Progress | None = None,
) -> tuple[Programme, Result]:
    """Plan the day of one mission.

    Parameters
    ----------
    scenario, allocation : Scenario, Allocation
        What is asked, and the units.
    mission_id : str
        Mission with tasks and a unit.
    options : SolveOptions, optional
        Limits of the search.
    progress : callable, optional
        Told what happens.

    Returns
    -------
    Programme, Result
        Sorties with an outcome for every task, and how they were found.

    Raises
    ------
    ValueError
        The mission has no task or no unit.
    """
    options = options or SolveOptions()
    months = dict(programme_days(scenario, allocation))
    if mission_id not in months:
        raise ValueError(f"mission {mission_id} has no task or no unit, so there is no day to plan")
    problem = day_problem(scenario, allocation, mission_id, months[mission_id])
    return _Day(problem, options, progress).run()


class _Day:
    """Strategy for one day: enumerate, select, assign, explain."""

    def __init__(self, problem: DayProblem, options: SolveOptions, progress: Progress | None) -> None:
        self.problem, self.options, self.progress = problem, options, progress
        self.level = f"sorties:{problem.mission}"
        self.began = time.monotonic()

    def run(self) -> tuple[Programme, Result]:
        """Solve the day."""
        columns = day_columns(self.problem, stop=stopper(self._within(_SHARE_OF_ENUMERATION)))
        self._tell("enumerate", None, None, f"{columns.sets} sorties, {len(columns.columns)} starts")
        found = roster(self.problem, columns, self._within(1.0 - _SHARE_OF_REASONS), self._tell)
        while True:
            sorties = sorties_of(self.problem, found.chosen, found.tails, found.crews)
            explained = outcomes_of(self.problem, columns, found, sorties, self._within(1.0), self._tell)
            if explained.better is None:
                break
            found = explained.better
        programme = programme_of(self.problem, sorties, explained.outcomes)
        return programme, self._result(columns, found.levels, explained.unexamined)

    def _within(self, share: float) -> SolveOptions:
        """Options with what is left of a share of the time limit."""
        limit = self.options.time_limit_s
        if limit is None:
            return self.options
        if self.options.deterministic:
            return self.options.within(limit * share)
        return self.options.within(max(0.0, limit * share - (time.monotonic() - self.began)))

    def _result(self, columns: ColumnSet, levels: tuple[ObjectiveLevel, ...], unexamined: int) -> Result:
        grid = f"sorties start on a grid of {self.problem.grid_min} min: the proof is for this grid"
        notes = []
        if unexamined:
            tasks = count(unexamined, "task")
            notes.append(f"{tasks} not flown and not examined for the reason: there was no time left")
        return Result(
            level=self.level,
            status=worst_status(tuple(level.status for level in levels)),
            objectives=levels,
            seed=self.options.seed,
            deterministic=self.options.deterministic,
            workers=self.options.workers,
            time_limit_s=self.options.time_limit_s,
            wall_s=time.monotonic() - self.began,
            interrupted=self.options.interrupt.is_set(),
            versions=solver_versions(),
            restrictions=(grid, *columns.restrictions),
            notes=tuple(notes),
        )

    def _tell(self, stage: str, value: float | None, bound: float | None, message: str = "") -> None:
        if self.progress is not None:
            elapsed = time.monotonic() - self.began
            self.progress(ProgressEvent(self.level, stage, value, bound, elapsed, message))
