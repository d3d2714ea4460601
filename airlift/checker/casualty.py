"""Casualties: the clock from wounding, the alert, the hospital."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.flights import Day, Flight, Visit
from airlift.checker.tolerances import MINUTE
from airlift.scenario.demands import Task

__all__ = ["alert", "clock", "medical_level", "surgery_min"]


def surgery_min(case: Case, flight: Flight, task: Task) -> float | None:
    """Minutes from wounding to the operating table; None where the casualty is brought nowhere."""
    ride = flight.ride(task)
    if ride is None or task.wounded_min is None:
        return None
    landing = flight.visits[ride[1]].arrive_min
    return landing + case.scenario.policy.casualty.handover_min.value - task.wounded_min


def clock(case: Case) -> Iterator[Breach]:
    """casualty.clock: wounding to operating table, by category."""
    policy = case.scenario.policy.casualty
    limits = {
        "alpha": policy.surgery_min.value,
        "bravo": policy.bravo_min.value,
        "charlie": policy.charlie_min.value,
    }
    for day, flight, task in _casualties(case):
        minutes, limit = surgery_min(case, flight, task), limits.get(task.priority)
        if minutes is not None and limit is not None and minutes > limit + MINUTE:
            yield Breach(
                day.place(sortie=flight.id, task=task.id),
                minutes - limit,
                f"{figure(minutes)} min from wounding to surgery,"
                f" category {task.priority} allows {figure(limit)}",
            )


def alert(case: Case) -> Iterator[Breach]:
    """casualty.alert: take-off of the sortie not before wounding plus call and decision."""
    alert_min = case.scenario.policy.casualty.alert_min.value
    for day, flight, task in _casualties(case):
        if task.wounded_min is None:
            continue
        early = task.wounded_min + alert_min - flight.start_min
        if early > MINUTE:
            yield Breach(
                day.place(sortie=flight.id, task=task.id),
                early,
                f"takes off at minute {flight.start_min}, wounded at {task.wounded_min} and"
                f" {figure(alert_min)} min for call and decision",
            )


def medical_level(case: Case) -> Iterator[Breach]:
    """medical.level: a hospital that can operate, for alpha and wherever the task names none."""
    least = case.scenario.policy.casualty.surgery_medical_level.value
    for day, flight, task in _casualties(case):
        if task.priority != "alpha" and task.dropoff_site is not None:
            continue
        stop = _dropoff(flight, task)
        if stop is not None and stop.site is not None and stop.site.medical_level < least:
            yield Breach(
                day.place(sortie=flight.id, task=task.id, site=stop.site.id),
                least - stop.site.medical_level,
                f"level {stop.site.medical_level} cannot operate, level {least} is needed",
            )


def _casualties(case: Case) -> Iterator[tuple[Day, Flight, Task]]:
    for day in case.days:
        for flight in day.flights:
            for task in flight.medevacs:
                yield day, flight, task


def _dropoff(flight: Flight, task: Task) -> Visit | None:
    ride = flight.ride(task)
    return None if ride is None else flight.visits[ride[1]]
