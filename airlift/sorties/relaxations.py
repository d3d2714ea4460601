"""One rule made wider at a time: the means by which an explanation is verified.

Each relaxation takes a day and an amount, and returns the day with that rule wider by the amount.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from airlift.sorties.data import DayProblem, DayTask, DayUnit

__all__ = ["RELAXATIONS", "Relaxation"]

_MINUTES = 2880
_MASS_KG = 100_000
_PLACES = 1_000


@dataclass(frozen=True, slots=True)
class Relaxation:
    """How one rule is made wider.

    Parameters
    ----------
    rule : str
        Identifier of the rule.
    most : int
        Amount that lifts the rule altogether; 1 where it can only be on or off.
    apply : callable
        Day and amount to the wider day.
    unit : str
        Of the amount.
    words : str
        What the planner reads, with `{amount}` in its place.
    """

    rule: str
    most: int
    apply: Callable[[DayProblem, int], DayProblem]
    unit: str
    words: str


def _each_unit(problem: DayProblem, change: Callable[[DayUnit], DayUnit]) -> DayProblem:
    return replace(problem, units=tuple(change(unit) for unit in problem.units))


def _each_task(problem: DayProblem, change: Callable[[DayTask], DayTask]) -> DayProblem:
    return replace(problem, tasks=tuple(change(task) for task in problem.tasks))


def _level(problem: DayProblem, _: int) -> DayProblem:
    return _each_task(problem, lambda task: replace(task, dropoffs=task.dropoffs + task.other_dropoffs))


def _mass(problem: DayProblem, kg: int) -> DayProblem:
    return _each_unit(problem, lambda unit: replace(unit, room_kg=tuple(room + kg for room in unit.room_kg)))


def _cabin(problem: DayProblem, places: int) -> DayProblem:
    return _each_unit(
        problem,
        lambda unit: replace(
            unit,
            seats=unit.seats + places,
            litters=unit.litters + places,
            seats_with_litters=unit.seats_with_litters + places,
        ),
    )


def _tanks(problem: DayProblem, kg: int) -> DayProblem:
    return _each_unit(problem, lambda unit: replace(unit, usable_fuel_kg=unit.usable_fuel_kg + kg))


def _reserve(problem: DayProblem, minutes: int) -> DayProblem:
    return replace(
        problem,
        reserve_day_min=max(0.0, problem.reserve_day_min - minutes),
        reserve_night_min=max(0.0, problem.reserve_night_min - minutes),
    )


def _clock(problem: DayProblem, minutes: int) -> DayProblem:
    # The due time of a casualty stands for its clock: a later clock with the same due time would be no relief.
    return _each_task(
        problem,
        lambda task: (
            task
            if task.clock_min is None
            else replace(task, clock_min=task.clock_min + minutes, due_min=task.due_min + minutes)
        ),
    )


def _alert(problem: DayProblem, minutes: int) -> DayProblem:
    return _each_task(
        problem,
        lambda task: (
            task if task.takeoff_min is None else replace(task, takeoff_min=task.takeoff_min - minutes)
        ),
    )


def _window(problem: DayProblem, minutes: int) -> DayProblem:
    return _each_task(problem, lambda task: replace(task, due_min=task.due_min + minutes))


def _ride(problem: DayProblem, minutes: int) -> DayProblem:
    return _each_task(
        problem,
        lambda task: (
            task if task.max_ride_min is None else replace(task, max_ride_min=task.max_ride_min + minutes)
        ),
    )


def _duration(problem: DayProblem, minutes: int) -> DayProblem:
    return replace(problem, max_sortie_min=problem.max_sortie_min + minutes)


def _daylight(problem: DayProblem, minutes: int) -> DayProblem:
    return replace(
        problem, daylight=tuple((first - minutes, last + minutes) for first, last in problem.daylight)
    )


def _grid(problem: DayProblem, _: int) -> DayProblem:
    return replace(problem, grid_min=1)


def _fuel_sites(problem: DayProblem, _: int) -> DayProblem:
    sites = len(problem.sites)
    return replace(problem, fuel=(True,) * sites)


RELAXATIONS: tuple[Relaxation, ...] = (
    Relaxation("cabin.capacity", _PLACES, _cabin, "places", "the cabin lacks {amount} places"),
    Relaxation("mass.limit", _MASS_KG, _mass, "kg", "{amount} kg too heavy for a take-off on the way"),
    Relaxation("fuel.capacity", _MASS_KG, _tanks, "kg", "out of reach: the tanks are {amount} kg too small"),
    Relaxation(
        "sortie.duration",
        _MINUTES,
        _duration,
        "min",
        "out of reach: the shortest sortie is {amount} min too long",
    ),
    Relaxation("daylight.window", _MINUTES, _daylight, "min", "{amount} min of daylight are missing"),
    Relaxation("casualty.clock", _MINUTES, _clock, "min", "{amount} min too late for the casualty clock"),
    Relaxation("task.window", _MINUTES, _window, "min", "{amount} min too late for its due time"),
    Relaxation("task.ride_time", _MINUTES, _ride, "min", "the ride is {amount} min too long"),
    Relaxation(
        "casualty.alert", _MINUTES, _alert, "min", "take-off is {amount} min too late after call and decision"
    ),
    Relaxation("medical.level", 1, _level, "", "no hospital that can operate takes it"),
    Relaxation(
        "fuel.reserve", _MINUTES, _reserve, "min of burn", "{amount} min of the final reserve would be used"
    ),
    Relaxation("fuel.stock", 1, _fuel_sites, "", "there is no fuel where it would be needed"),
    Relaxation("grid.start", 1, _grid, "", "no start on the grid of the programme is in time"),
)
"""In the order in which a planner would want to hear of them."""
