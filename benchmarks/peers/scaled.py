"""A problem in whole numbers, for solvers that know no others.

Minutes, services and fuel burnt are rounded up, openings up, closings, rides and duties down: what keeps the rounded
rules keeps the exact ones. The price is that a plan with less than a unit of slack can be lost, and that a bound holds
for the rounded model alone. Costs are rounded to the nearest unit; every answer is priced exactly afterwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airlift.sorties.problem import SortieProblem

__all__ = ["FACTOR", "Scaled", "scaled", "unstated"]

FACTOR = 1000
"""Units of a minute and of a cost of one."""
_FUEL_UNITS = 1_000_000
"""Units of the largest tank."""
_NOISE = 1e-7

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """Arrays of `Nodes` in whole numbers.

    Parameters
    ----------
    minutes, cost : arrays, shape (kinds, N, N)
    earliest, latest, service : arrays, shape (N,)
        The horizon stands where nothing closes.
    demand : array, shape (N, resources)
    capacity : array, shape (fleets, resources)
    ride : array, shape (tasks,)
        The horizon stands where there is no limit.
    duty : tuple of int or None
        Of each fleet; None where the horizon is no longer.
    horizon : int
        Latest time that matters.
    aircraft_price : int
        What an aircraft costs: more than all routes if the number of aircraft counts before cost, else nothing.
    fuel : float
        Units of a unit of fuel.
    """

    minutes: IntArray
    cost: IntArray
    earliest: IntArray
    latest: IntArray
    service: IntArray
    demand: IntArray
    capacity: IntArray
    ride: IntArray
    duty: tuple[int | None, ...]
    horizon: int
    aircraft_price: int
    fuel: float


def _up(values: NDArray[np.float64], factor: float = FACTOR) -> IntArray:
    return np.ceil(values * factor - _NOISE).astype(np.int64)


def _down(values: NDArray[np.float64], factor: float = FACTOR) -> IntArray:
    return np.floor(values * factor + _NOISE).astype(np.int64)


def scaled(problem: SortieProblem) -> Scaled:
    """Put a problem into whole numbers."""
    nodes = problem.nodes
    closes = nodes.latest_min[np.isfinite(nodes.latest_min)]
    farthest = float(nodes.minutes.max()) if nodes.minutes.size else 0.0
    slowest = float(nodes.service_min.sum()) + farthest * nodes.exists.size
    horizon_min = (
        float(closes.max()) if closes.size == nodes.latest_min.size else slowest + closes.max(initial=0)
    )
    cost = np.rint(nodes.cost * FACTOR).astype(np.int64)
    loads = np.asarray([task.demand for task in problem.tasks], dtype=np.float64)
    load_factor = 1.0 if (loads == np.rint(loads)).all() else FACTOR
    duties = [fleet.max_duty_min for fleet in problem.fleets]
    tanks = [fleet.fuel.tank for fleet in problem.fleets if fleet.fuel is not None]
    counts = "aircraft" in problem.goals and problem.goals.index("aircraft") == 0
    room = np.asarray([fleet.capacity for fleet in problem.fleets], dtype=np.float64)
    return Scaled(
        minutes=_up(nodes.minutes),
        cost=cost,
        earliest=_up(nodes.earliest_min),
        latest=_down(np.minimum(nodes.latest_min, horizon_min)),
        service=_up(nodes.service_min),
        demand=np.sign(nodes.demand).astype(np.int64) * _up(np.abs(nodes.demand), load_factor),
        capacity=_down(room, load_factor),
        ride=_down(np.minimum(nodes.max_ride_min, horizon_min)),
        duty=tuple(math.floor(duty * FACTOR) if duty < horizon_min else None for duty in duties),
        horizon=math.floor(horizon_min * FACTOR),
        aircraft_price=int(cost.max(axis=(0, 2))[nodes.exists].sum()) + 1 if counts else 0,
        fuel=_FUEL_UNITS / max(tanks, default=1.0),
    )


def unstated(
    problem: SortieProblem, *, rides: bool = False, fuel: bool = False, fleets: bool = False
) -> str | None:
    """Say what a solver that knows so much cannot state of a problem; None if there is nothing.

    Parameters
    ----------
    problem : SortieProblem
        Problem.
    rides, fuel, fleets : bool
        Whether the solver knows limits of rides, refuelling on the way, and more than one fleet.
    """
    reasons = []
    if not rides and any(math.isfinite(task.max_ride_min) for task in problem.tasks):
        reasons.append("limits of ride times")
    if not rides and problem.ride_cost:
        reasons.append("excess ride times in the objective")
    if not fuel and any(fleet.fuel is not None for fleet in problem.fleets):
        reasons.append("refuelling in proportion to what is missing")
    if not fleets and len(problem.fleets) > 1:
        reasons.append("several fleets (the adapter writes one)")
    if any(task.priority is not None for task in problem.tasks):
        reasons.append("optional tasks by priority")
    if any(task.aircraft > 1 for task in problem.tasks):
        reasons.append("escorts")
    if any(task.late_cost for task in problem.tasks):
        reasons.append("late service at a cost")
    if any(station.reload or math.isfinite(station.stock) for station in problem.stations):
        reasons.append("stations with a stock or a new trip")
    if any(math.isfinite(fleet.max_trip_min) or fleet.least_aircraft for fleet in problem.fleets):
        reasons.append("limits of trips or a least number of aircraft")
    return ", ".join(reasons) or None
