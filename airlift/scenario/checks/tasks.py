"""Tasks of sample days: what each kind must and must not say, and the order of its times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from airlift.scenario.checks.problem import Problem

if TYPE_CHECKING:
    from datetime import date

    from airlift.scenario.demands import Task
    from airlift.scenario.model import Scenario

__all__ = ["check_days", "check_kinds", "check_times"]


def check_kinds(scenario: Scenario) -> Iterator[Problem]:
    """Find tasks that say what their kind does not have, or do not say what it needs."""
    for row in scenario.tasks:
        misfits = {"medevac": _medevac, "patrol": _patrol, "transfer": _transfer}[row.kind](row)
        for column, message, hint in misfits:
            yield Problem("unfit-task", "tasks", row.id, column, message, hint)
        if row.kind != "medevac" and row.wounded_min is not None:
            message, hint = f"a {row.kind} has no casualty clock", "leave it empty"
            yield Problem("unfit-task", "tasks", row.id, "wounded_min", message, hint)
        if row.dropoff_site == row.pickup_site:
            message, hint = f"pick-up and drop-off are both {row.pickup_site}", "correct one of them"
            yield Problem("unfit-task", "tasks", row.id, "dropoff_site", message, hint)


_Misfits = Iterator[tuple[str, str, str]]


def _medevac(row: Task) -> _Misfits:
    if row.wounded_min is None:
        yield "wounded_min", "a medevac needs the minute of wounding", "write when the casualty clock starts"
    if row.passengers + row.litter_patients == 0:
        yield "litter_patients", "a medevac without a patient", "write how many lie or sit"
    if row.priority == "routine":
        yield "priority", "a medevac cannot be routine", "choose alpha, bravo or charlie"


def _patrol(row: Task) -> _Misfits:
    if row.dropoff_site is not None:
        yield "dropoff_site", "a patrol has no drop-off", "leave it empty"
    if row.litter_patients:
        yield "litter_patients", f"a patrol carries no patients, not {row.litter_patients}", "write 0"
    if row.priority != "routine":
        yield "priority", f"{row.priority} is for patients, and a patrol has none", "write routine"


def _transfer(row: Task) -> _Misfits:
    people = row.passengers + row.litter_patients
    if row.dropoff_site is None:
        yield "dropoff_site", "a transfer needs a drop-off", "write the site"
    if people == 0 and row.cargo_kg == 0:
        yield "passengers", "a transfer without a load", "write passengers, litter_patients or cargo_kg"
    elif people == 0 and row.priority != "routine":
        yield "priority", f"{row.priority} is for patients, and this transfer has none", "write routine"


def check_times(scenario: Scenario) -> Iterator[Problem]:
    """Find tasks that are due before they are ready, and casualties picked up before they are wounded."""
    for row in scenario.tasks:
        if row.due_min < row.ready_min:
            message = f"due_min {row.due_min} is before ready_min {row.ready_min}"
            yield Problem("wrong-order", "tasks", row.id, "due_min", message, "correct one of the two")
        if row.wounded_min is not None and row.wounded_min > row.ready_min:
            message = f"wounded_min {row.wounded_min} is after ready_min {row.ready_min}"
            yield Problem("wrong-order", "tasks", row.id, "wounded_min", message, "correct one of the two")


MOST_DAYS = 14
"""Days from the first task of a mission to its last one: two weeks of programmes."""


def check_days(scenario: Scenario) -> Iterator[Problem]:
    """Find tasks that lie further from the first day of their mission than programmes are planned for."""
    first: dict[str, tuple[date, str]] = {}
    for row in sorted(scenario.tasks, key=lambda row: row.day):
        day, id_ = first.setdefault(row.mission, (row.day, row.id))
        days = (row.day - day).days
        if days >= MOST_DAYS:
            message = (
                f"{row.day} is {days} days after {day}, the day of {id_}, which comes first in {row.mission}"
            )
            hint = f"write a day before {day + timedelta(days=MOST_DAYS)}, or move the task elsewhere"
            yield Problem("other-day", "tasks", row.id, "day", message, hint)
