"""Level 2, standby: from the units of a plan to posts for every watch, with proof."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from airlift.flight.arrays import FloatArray, IntArray
from airlift.plans.allocation import Allocation
from airlift.plans.fleet import FleetPlan
from airlift.plans.result import ObjectiveLevel, Result, Status, worst_status
from airlift.plans.standby import MissionStandby, Post
from airlift.scenario.model import Scenario
from airlift.solvers.options import Progress, ProgressEvent, SolveOptions
from airlift.solvers.versions import solver_versions
from airlift.standby.data import SitingProblem, Watch
from airlift.standby.evaluate import Evaluator
from airlift.standby.hypercube import MOST_EXACT
from airlift.standby.ledger import Tolerance
from airlift.standby.problem import MissionProblem, mission_problem
from airlift.standby.rotation import Rotation, fewest_moves
from airlift.standby.shares import mission_shares
from airlift.standby.siting import WatchAnswer, site_watch
from airlift.standby.strength import standby_units

__all__ = ["at_home", "posts_of", "sited", "solve", "solve_mission"]

_NAMES = (
    ("not in surgery in time", "events a day"),
    ("without advanced care in time", "events a day"),
    ("minutes of response", "min a day"),
)


def solve(
    scenario: Scenario,
    allocation: Allocation,
    fleet: FleetPlan | None = None,
    options: SolveOptions | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[MissionStandby, ...], tuple[Result, ...]]:
    """Choose posts for the standby aircraft of every mission that has zones and a unit.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    allocation : Allocation
        Units, from level 1.
    fleet : FleetPlan, optional
        Serviceable tails; without it the policy's share is taken.
    options : SolveOptions, optional
        The time limit is for all missions together.
    progress : callable, optional
        Told what happens.

    Returns
    -------
    tuple of MissionStandby, tuple of Result
        One of each for each mission, in the order of the scenario.
    """
    options = options or SolveOptions()
    began = time.monotonic()
    problems = []
    for mission in scenario.missions:
        if any(zone.mission == mission.id for zone in scenario.zones):
            month, units = standby_units(scenario, allocation, fleet, mission.id)
            if month is not None:
                problems.append(mission_problem(scenario, mission.id, month, units))
    answers = []
    for number, problem in enumerate(problems):
        part = options.portion(1, len(problems) - number, len(problems), time.monotonic() - began)
        answers.append(solve_mission(problem, part, progress))
    return tuple(plan for plan, _ in answers), tuple(result for _, result in answers)


def solve_mission(
    problem: MissionProblem, options: SolveOptions | None = None, progress: Progress | None = None
) -> tuple[MissionStandby, Result]:
    """Choose the posts of one mission."""
    options = options or SolveOptions()
    began = time.monotonic()
    sitings, answers, rotation = sited(problem, options, progress)
    watches = problem.siting.watches
    plan = MissionStandby(
        mission=problem.mission,
        month=problem.month,
        posts=posts_of(problem, sitings),
        cover=mission_shares(watches, sitings),
        cover_at_home=mission_shares(watches, [at_home(problem)] * len(watches)),
    )
    return plan, _result(problem, sitings, answers, rotation, options, time.monotonic() - began)


def sited(
    problem: MissionProblem, options: SolveOptions, progress: Progress | None = None
) -> tuple[tuple[IntArray, ...], tuple[WatchAnswer, ...], Rotation]:
    """Sitings of all watches, how each was found, and the moves between them.

    Watches share only the hospitals. Each is sited as if it had them alone; if they then get too many patients in
    a day, their operations are split in proportion to these patients.
    """
    began = time.monotonic()
    answers = _all_watches(problem, problem.siting, options, began, progress)
    if not _hospitals_hold(
        problem.siting, [answer.value.patients_per_day for answer in answers if answer.value]
    ):
        parts = [
            replace(problem.siting, operations_per_day=problem.siting.operations_per_day * share)
            for share in _hospital_shares(problem.siting, answers)
        ]
        split = _all_watches(problem, parts, options, began, progress)
        # The bounds of the first round hold for this one too, which is more tightly bound; its proofs do not.
        answers = tuple(_with_bounds(new, old) for new, old in zip(split, answers, strict=True))
    choices = [answer.good or (np.zeros(len(problem.posts), dtype=np.int64),) for answer in answers]
    full = [
        [_filled(problem, watch, siting) for siting in good]
        for watch, good in zip(problem.siting.watches, choices, strict=True)
    ]
    rotation = fewest_moves(problem.siting.kind, full)
    sitings = tuple(good[place] for good, place in zip(full, rotation.chosen, strict=True))
    if not _hospitals_hold(problem.siting, _patients(problem.siting, sitings)):
        # Who waits at home without need may be too many for the hospitals of all watches together.
        rotation = fewest_moves(problem.siting.kind, [list(good) for good in choices])
        sitings = tuple(good[place] for good, place in zip(choices, rotation.chosen, strict=True))
    return sitings, answers, rotation


def at_home(problem: MissionProblem) -> IntArray:
    """Siting with all aircraft at their home bases."""
    siting = np.zeros(len(problem.posts), dtype=np.int64)
    for unit, post in zip(problem.units, problem.home, strict=True):
        if post is not None:
            siting[post] = unit.aircraft
    return siting


def posts_of(problem: MissionProblem, sitings: Sequence[IntArray]) -> tuple[Post, ...]:
    """Rows of a plan, by watch, unit and candidate site."""
    return tuple(
        Post(unit=unit.id, site=site.id, watch=watch, aircraft=int(siting[number]))
        for watch, siting in enumerate(sitings)
        for number, (unit, site) in enumerate(problem.posts)
        if siting[number] > 0
    )


def _all_watches(
    problem: MissionProblem,
    siting: SitingProblem | Sequence[SitingProblem],
    options: SolveOptions,
    began: float,
    progress: Progress | None,
) -> tuple[WatchAnswer, ...]:
    """Site the watches one after the other, each with an equal part of the time that is left."""
    watches = problem.siting.watches
    problems = [siting] * len(watches) if isinstance(siting, SitingProblem) else list(siting)
    answers = []
    for number, watch in enumerate(watches):
        part = options.portion(1, len(watches) - number, len(watches), time.monotonic() - began)

        def report(level: int, best: float | None, bound: float, watch: Watch = watch) -> None:
            if progress is not None:
                total = float(watch.rate_per_h.sum()) * watch.hours if level < 2 else 0.0
                value = None if best is None else total - best
                stage = f"{_NAMES[level][0]}, {watch.name} h"
                elapsed_s = time.monotonic() - began
                progress(ProgressEvent(f"standby:{problem.mission}", stage, value, total - bound, elapsed_s))

        answers.append(site_watch(problems[number], watch, part, Tolerance(), report))
    return tuple(answers)


def _hospitals_hold(problem: SitingProblem, patients_per_day: Sequence[FloatArray]) -> bool:
    """Whether the hospitals can operate on what all watches bring them in a day."""
    patients = sum(patients_per_day, np.zeros(len(problem.operations_per_day)))
    return bool(np.all(patients <= problem.operations_per_day + 1e-9))


def _patients(problem: SitingProblem, sitings: Sequence[IntArray]) -> list[FloatArray]:
    """Patients of each watch by hospital."""
    pairs = zip(problem.watches, sitings, strict=True)
    return [Evaluator(problem, watch)(siting).patients_per_day for watch, siting in pairs]


def _hospital_shares(problem: SitingProblem, answers: Sequence[WatchAnswer]) -> list[FloatArray]:
    """Part of each hospital's operations that each watch gets; even parts where no watch brings anybody."""
    none = np.zeros(len(problem.operations_per_day))
    brought = [none if answer.value is None else answer.value.patients_per_day for answer in answers]
    total = sum(brought, none)
    return [
        np.where(total > 0.0, one / np.where(total > 0.0, total, 1.0), 1.0 / len(answers)) for one in brought
    ]


def _with_bounds(new: WatchAnswer, old: WatchAnswer) -> WatchAnswer:
    """Take bounds from the search in which hospitals were less bound; only the first level's still holds."""
    if not new.levels or not old.levels:
        return new
    first = new.levels[0]
    bound = min(first.value, old.levels[0].bound)
    near = old.levels[0].proven and first.value <= old.levels[0].value + 1e-12
    levels = [replace(first, bound=bound, proven=near)]
    levels += [replace(level, bound=0.0, proven=False) for level in new.levels[1:]]
    return replace(new, levels=tuple(levels), complete=False)


def _filled(problem: MissionProblem, watch: Watch, siting: IntArray) -> IntArray:
    """Stand aircraft that the siting does not need at home, unless they do harm there."""
    full = siting.copy()
    for number, (unit, home) in enumerate(zip(problem.units, problem.home, strict=True)):
        if home is not None:
            full[home] += unit.aircraft - int(siting[problem.siting.kind == number].sum())
    if np.array_equal(full, siting):
        return siting
    evaluate = Evaluator(problem.siting, watch)
    before, after = evaluate(siting), evaluate(full)
    return full if after.feasible and after.covered_per_day >= before.covered_per_day - 1e-9 else siting


def _result(
    problem: MissionProblem,
    sitings: Sequence[IntArray],
    answers: Sequence[WatchAnswer],
    rotation: Rotation,
    options: SolveOptions,
    wall_s: float,
) -> Result:
    found = all(answer.levels for answer in answers)
    objectives = []
    for level, (name, unit) in enumerate(_NAMES if found else ()):
        rows = [answer.levels[level] for answer in answers]
        value = sum(
            _amount(problem, watch, siting, level)
            for watch, siting in zip(problem.siting.watches, sitings, strict=True)
        )
        status = Status.OPTIMAL if all(row.proven for row in rows) else Status.FEASIBLE
        bound = min(value, sum(row.bound for row in rows))
        objectives.append(
            ObjectiveLevel(
                name=name,
                unit=unit,
                status=status,
                value=value,
                bound=bound,
                wall_s=sum(r.wall_s for r in rows),
            )
        )
    proven = rotation.moves == 0 or (rotation.all_looked_at and all(answer.complete for answer in answers))
    if found:
        objectives.append(
            ObjectiveLevel(
                name="moves between watches",
                unit="aircraft a day",
                status=Status.OPTIMAL if proven else Status.FEASIBLE,
                value=float(rotation.moves),
                bound=float(rotation.moves) if proven else 0.0,
                wall_s=0.0,
            )
        )
    statuses = tuple(row.status for row in objectives)
    aircraft = sum(unit.aircraft for unit in problem.units)
    tolerance = Tolerance()
    restrictions = [
        f"proven within {100.0 * tolerance.proof:g} % of the casualties",
        f"sitings count as equal within {100.0 * tolerance.share:g} % of the casualties and "
        f"{100.0 * tolerance.minutes:g} % of the minutes of response",
        "casualties of a watch come at even rates, and an aircraft is busy for an exponential time with its own mean",
    ]
    if aircraft > MOST_EXACT:
        restrictions.append(f"probabilities of {aircraft} aircraft are approximate (more than {MOST_EXACT})")
    return Result(
        level=f"standby:{problem.mission}",
        status=worst_status(statuses) if found else Status.UNKNOWN,
        objectives=tuple(objectives),
        seed=options.seed,
        deterministic=options.deterministic,
        workers=options.workers,
        time_limit_s=options.time_limit_s,
        wall_s=wall_s,
        interrupted=options.interrupt.is_set(),
        versions=solver_versions(),
        restrictions=tuple(restrictions),
        notes=(
            f"{sum(answer.evaluated for answer in answers)} sitings evaluated by the hypercube",
            *_bound_hospitals(problem, sitings),
        ),
    )


def _bound_hospitals(problem: MissionProblem, sitings: Sequence[IntArray]) -> tuple[str, ...]:
    """Say where hospitals bind, so that nobody takes less cover than at home for a fault of the posts."""
    home = [at_home(problem)] * len(sitings)
    if _hospitals_hold(problem.siting, _patients(problem.siting, home)):
        return ()
    return (
        "with all aircraft at home more patients would come to a hospital than it can operate on: the posts keep to "
        "the operations of a day, the shares at home do not",
    )


def _amount(problem: MissionProblem, watch: Watch, siting: IntArray, level: int) -> float:
    """Value of a level at the siting that is in the plan."""
    value = Evaluator(problem.siting, watch)(siting)
    total = float(watch.rate_per_h.sum()) * watch.hours
    return (
        total - value.covered_per_day,
        total - value.cared_per_day,
        value.response_min_per_day,
    )[level]
