"""What routes of labels can state."""

from __future__ import annotations

import math

from airlift.sorties.problem import SortieProblem

__all__ = ["states"]


def states(problem: SortieProblem) -> str | None:
    """Say why the labels cannot state a problem; None if they can."""
    reloads = any(station.reload for station in problem.stations)
    limited = any(math.isfinite(min(fleet.max_duty_min, fleet.max_trip_min)) for fleet in problem.fleets)
    if problem.ride_cost or any(math.isfinite(task.max_ride_min) for task in problem.tasks):
        return "rides are limited or cost"
    if limited and any(task.late_cost for task in problem.tasks):
        return "late service costs, and duties or trips are limited"
    if reloads and any(
        math.isfinite(fleet.max_duty_min) and math.isfinite(fleet.max_trip_min) for fleet in problem.fleets
    ):
        return "duties and trips are limited, and a station unloads"
    if any(fleet.fuel is not None for fleet in problem.fleets) and any(
        not station.full and (station.min_per_unit or math.isfinite(station.stock))
        for station in problem.stations
    ):
        return "a station fills partly"
    escorts = any(task.aircraft != 1 for task in problem.tasks)
    if any(fleet.least_aircraft for fleet in problem.fleets) and (escorts or problem.stations):
        return "aircraft must be used, and a task is flown by several, or there are stations"
    if any(len(task.demand) and min(task.demand) < 0.0 for task in problem.tasks):
        return "a demand is negative"
    return None
