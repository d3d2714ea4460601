"""What became of each task of a programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.casualty import surgery_min
from airlift.checker.decisions import cut
from airlift.checker.flights import Day, Flight
from airlift.checker.objectives import served_tasks
from airlift.plans import Outcome
from airlift.rules import RULES
from airlift.scenario.demands import Task

__all__ = ["outcome"]


def outcome(case: Case) -> Iterator[Breach]:
    """task.outcome: one for each task: flown by a sortie that serves it, or not, with rule and reason."""
    groups: defaultdict[tuple[str, str], list[Day]] = defaultdict(list)
    for day in case.days:
        groups[day.programme.mission, day.programme.day.isoformat()].append(day)
    for days in groups.values():
        stated: defaultdict[str, list[tuple[Day, Outcome]]] = defaultdict(list)
        for day in days:
            for row in day.programme.outcomes:
                stated[row.task].append((day, row))
        served = served_tasks(days)
        for task in days[0].tasks.values():
            where = days[0].place(task=task.id)
            rows = stated[task.id]
            if len(rows) != 1:
                yield Breach(where, abs(len(rows) - 1), f"{len(rows)} outcomes, a task has one")
                continue
            for words in _wrong(case, rows[0][0], task, rows[0][1], task.id in served):
                yield Breach(where, 1, words)


def _wrong(case: Case, day: Day, task: Task, row: Outcome, served: bool) -> Iterator[str]:
    """Yield what is wrong with the outcome of a task."""
    if row.sortie is None:
        if served:
            yield "called not flown, yet a sortie serves it"
        if row.rule not in RULES:
            yield f"not flown for {row.rule!r}, which is no rule"
        if not row.reason.strip():
            yield "not flown without a reason"
        if row.surgery_min is not None:
            yield "not flown, yet with minutes to surgery"
        return
    flight = next((flight for flight in day.flights if flight.id == row.sortie and flight.serves(task)), None)
    if flight is None:
        yield f"called flown by sortie {row.sortie}, which does not serve it"
        return
    yield from _wrong_surgery(case, flight, task, row)


def _wrong_surgery(case: Case, flight: Flight, task: Task, row: Outcome) -> Iterator[str]:
    minutes = surgery_min(case, flight, task) if task.kind == "medevac" else None
    if minutes is None:
        if row.surgery_min is not None:
            yield "minutes to surgery for a task without a casualty clock"
    elif row.surgery_min is None:
        yield f"no minutes to surgery stated, the sortie gives {figure(minutes)}"
    elif abs(cut(row.surgery_min) - minutes) >= 1.0:  # stated in whole minutes
        yield f"{cut(row.surgery_min)} min to surgery stated, the sortie gives {figure(minutes)}"
