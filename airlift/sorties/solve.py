"""Level 3: from a scenario and an allocation to flying programmes, with proof and reasons."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from airlift.plans.allocation import Allocation
from airlift.plans.fleet import FleetPlan
from airlift.plans.programme import Programme
from airlift.plans.result import ObjectiveLevel, Result, worst_status
from airlift.plans.standby import MissionStandby
from airlift.scenario.model import Scenario
from airlift.scenario.phrases import count
from airlift.solvers import Progress, ProgressEvent, SolveOptions
from airlift.solvers.versions import solver_versions
from airlift.sorties.carry import Carried, carried
from airlift.sorties.columns import ColumnSet, day_columns
from airlift.sorties.data import DayProblem
from airlift.sorties.day import day_problem
from airlift.sorties.days import MissionDay, programme_days
from airlift.sorties.extract import programme_of, sorties_of
from airlift.sorties.reasons import outcomes_of, stopper
from airlift.sorties.roster import roster
from airlift.sorties.stands import Upkeep, stands

__all__ = ["solve", "solve_day"]

_SHARE_OF_ENUMERATION = 0.3
"""Part of the time limit after which the enumeration ends with what it has."""
_SAMPLE = 2
"""Tasks of each kind that are enumerated to have the kernels ready."""
_SHARE_OF_REASONS = 0.25
"""Part of the time limit that is kept for explaining the tasks that are not flown."""
_ROLLING = (
    "the days are planned one after the other: the proof is for this day alone, with what the days before leave of "
    "rest, hours, bank time and fuel"
)


def solve(
    scenario: Scenario,
    allocation: Allocation,
    options: SolveOptions | None = None,
    progress: Progress | None = None,
    fleet: FleetPlan | None = None,
    standby: Sequence[MissionStandby] = (),
) -> tuple[tuple[Programme, ...], tuple[Result, ...]]:
    """Plan the days of every mission that has tasks and a unit.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    allocation : Allocation
        Units, from level 1.
    options : SolveOptions, optional
        The time limit is for all days together.
    progress : callable, optional
        Told what happens.
    fleet : FleetPlan, optional
        Serviceable tails and their bank time; without it the policy's share of the aircraft.
    standby : sequence of MissionStandby, optional
        Posts of each mission; without one the standby of the sortie policy at the home base.

    Returns
    -------
    tuple of Programme, tuple of Result
        One of each for each day, in the order of the scenario's missions.
    """
    options = options or SolveOptions()
    began = time.monotonic()
    programmes: list[Programme] = []
    results: list[Result] = []
    days = programme_days(scenario, allocation, fleet)
    upkeep = None if fleet is None else Upkeep(scenario, allocation, fleet)
    posts = {row.mission: row for row in standby}
    for position, today in enumerate(days):
        before = [programme for programme in programmes if programme.mission == today.mission]
        left = carried(scenario, before, today)
        here = stands(scenario, allocation, today, upkeep, posts.get(today.mission), left)
        problem = day_problem(scenario, today, here, left)
        if position == 0:
            _load_kernels(problem)
            began = time.monotonic()
        part = options.portion(1, len(days) - position, len(days), time.monotonic() - began)
        programme, result = _Day(problem, today, part, progress).run()
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
    """Plan the first day of one mission, without a plan of the fleet or of its standby.

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
    days = programme_days(scenario, allocation)
    today = next((day for day in days if day.mission == mission_id), None)
    if today is None:
        raise ValueError(f"mission {mission_id} has no task or no unit, so there is no day to plan")
    here = stands(scenario, allocation, today, None, None, Carried())
    problem = day_problem(scenario, today, here)
    _load_kernels(problem)
    return _Day(problem, today, options or SolveOptions(), progress).run()


def _load_kernels(problem: DayProblem) -> None:
    """Have the kernels compiled or loaded before a clock starts: some tasks of each kind are enumerated.

    The first time after an installation numba compiles them, which takes longer than the time limit of a day may be.
    """
    kinds: dict[tuple[bool, bool], int] = {}
    sample = []
    for task in problem.tasks:
        kind = task.medevac, task.patrol
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] <= _SAMPLE:
            sample.append(task)
    day_columns(replace(problem, tasks=tuple(sample)))


class _Day:
    """Strategy for one day: enumerate, select, assign, explain."""

    def __init__(
        self, problem: DayProblem, today: MissionDay, options: SolveOptions, progress: Progress | None
    ) -> None:
        self.problem, self.today, self.options, self.progress = problem, today, options, progress
        self.level = today.level
        self.began = time.monotonic()

    def run(self) -> tuple[Programme, Result]:
        """Solve the day."""
        stop = stopper(self._within(_SHARE_OF_ENUMERATION))
        columns = day_columns(self.problem, stop=stop, workers=self.options.workers)
        self._tell("enumerate", None, None, f"{columns.sets} sorties, {len(columns.columns)} starts")
        found = roster(self.problem, columns, self._within(1.0 - _SHARE_OF_REASONS), self._tell)
        while True:
            sorties = sorties_of(self.problem, found.chosen, found.hands)
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
        rolling = () if self.today.alone else (_ROLLING,)
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
            restrictions=(grid, *rolling, *columns.restrictions),
            notes=tuple(notes),
        )

    def _tell(self, stage: str, value: float | None, bound: float | None, message: str = "") -> None:
        if self.progress is not None:
            elapsed = time.monotonic() - self.began
            self.progress(ProgressEvent(self.level, stage, value, bound, elapsed, message))
