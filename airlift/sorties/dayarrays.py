"""A day as arrays, for one unit and one kind of light: what the compiled kernels work on."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airlift.solvers.mip import BoolArray, IntVector
from airlift.sorties.data import DayProblem, DayUnit

__all__ = ["FOREVER", "DayArrays", "Records", "day_arrays"]

Records = NDArray[np.void]

FOREVER = 10**6
"""Minutes: beyond any day."""
_KEPT = 8


_TASK = np.dtype(
    [
        ("ready", np.int64), ("due", np.int64), ("latest", np.int64), ("dwell", np.int64), ("takeoff", np.int64),
        ("max_ride", np.int64), ("passengers", np.int64), ("lying", np.int64), ("payload_kg", np.float64),
        ("medevac", np.bool_), ("patrol", np.bool_),
    ],
    align=True,
)  # fmt: skip
_SITE = np.dtype(
    [
        ("dawn", np.int64), ("dusk", np.int64), ("to_fuel", np.int64), ("to_home", np.int64), ("from_home", np.int64),
        ("room_kg", np.float64), ("fuel", np.bool_), ("limited", np.bool_),
    ],
    align=True,
)  # fmt: skip


class DayArrays(NamedTuple):
    """Numbers of a day for one unit, by day or by night.

    Parameters
    ----------
    home, refuel_min, ... taxi_kg
        As in `DayUnit` and `DayProblem`; `reserve_kg` is the final reserve by this light.
    task : array of records
        Of each task `ready`, `due`, `latest` arrival, `dwell`, `takeoff` (earliest), `max_ride` (-1 without a limit),
        `passengers`, `lying`, `payload_kg`, `medevac` and `patrol`.
    site : array of records
        Of each site `dawn`, `dusk`, minutes `to_fuel` (the next one), `to_home` and `from_home`, `room_kg`, `fuel` and
        whether its stock is `limited`.
    leg_min : array, shape (sites, sites)
        Minutes between sites.
    drops : array of bool, shape (tasks, sites)
        Where a task may end.
    to_drop : array, shape (tasks, sites)
        Minutes from each site to the nearest other one where a task may end; 0 if there is none.
    """

    home: int
    refuel_min: int
    unload_min: int
    max_sortie_min: int
    grid_min: int
    attendants: int
    seats: int
    litters: int
    seats_with_litters: int
    refuel_with_patients: bool
    burn: float
    usable_kg: float
    reserve_kg: float
    contingency: float
    attendants_kg: float
    taxi_kg: float
    task: Records
    site: Records
    leg_min: IntVector
    drops: BoolArray
    to_drop: IntVector


_recent: OrderedDict[tuple[int, int, bool], tuple[DayProblem, DayUnit, DayArrays]] = OrderedDict()


def day_arrays(problem: DayProblem, unit: DayUnit, night: bool) -> DayArrays:
    """Arrays of a day; those of the last few days are kept, as one day is asked for again and again."""
    key = (id(problem), id(unit), night)
    found = _recent.get(key)
    # Both are held, so an identity cannot have passed to another object.
    if found is not None:
        return found[2]
    arrays = _made(problem, unit, night)
    _recent[key] = (problem, unit, arrays)
    if len(_recent) > _KEPT:
        _recent.popitem(last=False)
    return arrays


def _made(problem: DayProblem, unit: DayUnit, night: bool) -> DayArrays:
    legs = np.array(unit.leg_min, dtype=np.int64)
    drops = np.zeros((len(problem.tasks), len(problem.sites)), dtype=np.bool_)
    for t, task in enumerate(problem.tasks):
        drops[t, list(task.dropoffs)] = True
    far = np.where(np.eye(len(legs), dtype=np.bool_), FOREVER, legs)
    to_drop = np.zeros(drops.shape, dtype=np.int64)
    for t, ends in enumerate(drops):
        nearest = far[:, ends].min(axis=1, initial=FOREVER)
        to_drop[t] = np.where(nearest == FOREVER, 0, nearest)
    reserve_min = problem.reserve_night_min if night else problem.reserve_day_min
    return DayArrays(
        home=unit.home,
        refuel_min=unit.refuel_min,
        unload_min=problem.unload_min,
        max_sortie_min=problem.max_sortie_min,
        grid_min=problem.grid_min,
        attendants=problem.attendants,
        seats=unit.seats,
        litters=unit.litters,
        seats_with_litters=unit.seats_with_litters,
        refuel_with_patients=bool(problem.refuel_with_patients),
        burn=float(unit.burn_kg_per_min),
        usable_kg=float(unit.usable_fuel_kg),
        reserve_kg=float(unit.burn_kg_per_min * reserve_min),
        contingency=float(problem.contingency),
        attendants_kg=float(problem.attendants_kg),
        taxi_kg=float(problem.taxi_kg),
        task=_tasks(problem),
        site=_sites(problem, unit, night, legs),
        leg_min=legs,
        drops=drops,
        to_drop=to_drop,
    )


def _tasks(problem: DayProblem) -> Records:
    rows = [
        (
            task.ready_min,
            task.due_min,
            task.latest_min,
            task.dwell_min,
            -FOREVER if task.takeoff_min is None else task.takeoff_min,
            -1 if task.max_ride_min is None else task.max_ride_min,
            task.passengers,
            task.litters,
            task.payload_kg,
            task.medevac,
            task.patrol,
        )
        for task in problem.tasks
    ]
    return np.array(rows, dtype=_TASK)


def _sites(problem: DayProblem, unit: DayUnit, night: bool, legs: IntVector) -> Records:
    direct = legs.copy()
    np.fill_diagonal(direct, 0)
    found = np.zeros(len(problem.sites), dtype=_SITE)
    light = [(-FOREVER, FOREVER) if night else window for window in problem.daylight]
    found["dawn"], found["dusk"] = zip(*light, strict=True)
    found["to_fuel"] = direct[:, np.array(problem.fuel, dtype=np.bool_)].min(axis=1, initial=FOREVER)
    found["to_home"], found["from_home"] = direct[:, unit.home], direct[unit.home]
    found["room_kg"], found["fuel"] = unit.room_kg, problem.fuel
    found["limited"] = [stock is not None for stock in problem.stock_kg]
    return found
