"""Why a task of a problem stays on the ground: the rule that forbids it alone, or the tasks that outbid it.

Both are found by solving again. A task that no aircraft can fly even alone is tried without one rule after the
other; the first without which it can be flown is the reason. A task that can be flown alone is forced: the tasks
that then stay on the ground, or the cost that then rises, are what outbids it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from airlift.solvers import SolveOptions
from airlift.sorties.engine import RouteResult, solve_routes
from airlift.sorties.problem import SortieProblem, Station, Task

__all__ = ["Unflown", "why_unflown"]

_LONG = 1e6
"""Minutes beyond any day."""


@dataclass(frozen=True, slots=True)
class Unflown:
    """Reason of one task.

    Parameters
    ----------
    task : int
        Task that is not flown.
    rule : str
        Rule that forbids it alone: `window`, `ride`, `room`, `fuel`, `duty`, `escort` or `hours`; `several` if no
        single one does; empty if it can be flown alone.
    outbid_by : tuple of int
        Tasks that stay on the ground when it is forced.
    value : tuple of float or None
        Value of the plan with the task forced, level by level; None where none was found.
    proven : bool
        Whether the statement rests on a proof; else on what was found in the time.
    """

    task: int
    rule: str
    outbid_by: tuple[int, ...]
    value: tuple[float, ...] | None
    proven: bool


def why_unflown(problem: SortieProblem, answer: RouteResult, options: SolveOptions) -> tuple[Unflown, ...]:
    """Give the reason of each task that an answer leaves on the ground.

    Parameters
    ----------
    problem, answer : SortieProblem, RouteResult
        Problem, and the answer of `solve_routes` for it.
    options : SolveOptions
        Limits of each solve.
    """
    return tuple(_reason(problem, answer, task, options) for task in answer.unflown)


def _reason(problem: SortieProblem, answer: RouteResult, task: int, options: SolveOptions) -> Unflown:
    alone = _only(problem, task)
    found = solve_routes(alone, options)
    if found.plan is None:
        for rule, relaxed in _relaxed(alone):
            if solve_routes(relaxed, options).plan is not None:
                return Unflown(task, rule, (), None, found.result.status == "infeasible")
        return Unflown(task, "several", (), None, found.result.status == "infeasible")
    rows = list(problem.tasks)
    rows[task] = replace(rows[task], priority=None)
    forced = solve_routes(replace(problem, tasks=tuple(rows)), options)
    if forced.plan is None:
        return Unflown(task, "", (), None, forced.result.status == "infeasible")
    before = set(answer.unflown)
    value = tuple(float(level.value) for level in forced.result.objectives if level.value is not None)
    outbid = tuple(other for other in forced.unflown if other not in before)
    return Unflown(task, "", outbid, value, forced.result.status == "optimal")


def _only(problem: SortieProblem, task: int) -> SortieProblem:
    """Give the problem with one task, which must be flown, and nothing else to count than cost."""
    fleets = tuple(replace(fleet, least_aircraft=0) for fleet in problem.fleets)
    return replace(
        problem, tasks=(replace(problem.tasks[task], priority=None),), fleets=fleets, goals=("cost",)
    )


def _relaxed(problem: SortieProblem) -> Iterator[tuple[str, SortieProblem]]:
    """Yield a problem of one task without one of its rules after the other."""
    (task,) = problem.tasks
    yield "window", replace(problem, tasks=(_any_time(task),), stations=_open(problem))
    yield "ride", replace(problem, tasks=(replace(task, max_ride_min=math.inf),))
    yield "room", replace(problem, tasks=(replace(task, demand=(0.0,) * len(task.demand)),))
    yield "escort", replace(problem, tasks=(replace(task, aircraft=1),))
    yield "fuel", replace(problem, fleets=tuple(replace(fleet, fuel=None) for fleet in problem.fleets))
    free = (replace(fleet, max_duty_min=math.inf, max_trip_min=math.inf) for fleet in problem.fleets)
    yield "duty", replace(problem, fleets=tuple(free))
    longer = (replace(fleet, earliest_min=-_LONG, latest_min=math.inf) for fleet in problem.fleets)
    yield "hours", replace(problem, fleets=tuple(longer))


def _any_time(task: Task) -> Task:
    start = replace(task.start, earliest_min=0.0, latest_min=np.inf)
    drop = task.delivery and replace(task.delivery, earliest_min=0.0, latest_min=np.inf)
    return replace(task, start=start, delivery=drop)


def _open(problem: SortieProblem) -> tuple[Station, ...]:
    return tuple(replace(station, earliest_min=0.0, latest_min=math.inf) for station in problem.stations)
