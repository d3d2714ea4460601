"""Which problems the engine can state."""

from __future__ import annotations

import math
from collections.abc import Iterator

from airlift.sorties.problem import SortieProblem

__all__ = ["states"]


def states(problem: SortieProblem) -> str | None:
    """Say why the engine cannot state a problem; None if it can."""
    return next(_obstacles(problem), None)


def _obstacles(problem: SortieProblem) -> Iterator[str]:
    if problem.goals != ("cost",):
        yield "the goal must be the cost alone"
    if not problem.tasks:
        yield "there is no task"
    for task in problem.tasks:
        if task.delivery is None:
            yield f"task {task.id} is a visit"
        if task.priority is not None:
            yield f"task {task.id} may be left"
        if task.aircraft != 1:
            yield f"task {task.id} is flown by several aircraft"
        if task.late_cost:
            yield f"task {task.id} has a cost of late service"
    for fleet in problem.fleets:
        if math.isfinite(fleet.max_trip_min):
            yield f"fleet {fleet.id} has a longest trip"
        if fleet.max_duty_min < fleet.latest_min - fleet.earliest_min:
            yield f"fleet {fleet.id} has a longest duty"
        if fleet.fuel is not None and fleet.fuel.initial > fleet.fuel.tank:
            yield f"fleet {fleet.id} starts with more than it holds"
        if fleet.fuel is not None and fleet.fuel.initial < fleet.fuel.reserve:
            yield f"fleet {fleet.id} starts below its reserve"
    for number, station in enumerate(problem.stations):
        if math.isfinite(station.stock):
            yield f"station {number} has a limited stock"
        if not station.only_empty:
            yield f"station {number} serves aircraft with somebody on board"
