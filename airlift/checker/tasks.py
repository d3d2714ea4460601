"""Tasks on their sorties: once, in their window, ride and dwell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach
from airlift.checker.case import Case
from airlift.checker.flights import Day, Flight, Visit
from airlift.scenario.demands import Task
from airlift.scenario.phrases import count

__all__ = ["dwell", "once", "ride_time", "window"]


def once(case: Case) -> Iterator[Breach]:
    """task.once: one sortie, and there pick-up before drop-off (or once on station) at the task's sites."""
    touching: defaultdict[tuple[str, str, str], list[tuple[Flight, Task]]] = defaultdict(list)
    for day in case.days:
        for flight in day.flights:
            for task in flight.tasks.values():
                touching[day.programme.mission, day.programme.day.isoformat(), task.id].append((flight, task))
    for (mission, date, task_id), pairs in touching.items():
        where = {"programme": mission, "day": date, "task": task_id}
        if len(pairs) > 1:
            names = ", ".join(flight.id for flight, _ in pairs)
            yield Breach(where, len(pairs) - 1, f"touched by {count(len(pairs), 'sortie')}: {names}")
        for flight, task in pairs:
            if not flight.serves(task):
                yield Breach(
                    {**where, "sortie": flight.id}, 1, f"not served: {_asked(task)}, once and in this order"
                )


def window(case: Case) -> Iterator[Breach]:
    """task.window: pick-up and patrol start when ready or later; patrol start and drop-off not after due."""
    for day, flight, position, visit, task, kind in _events(case):
        where = day.place(sortie=flight.id, stop=str(position), task=task.id)
        if kind == "dropoff":
            late = visit.arrive_min - task.due_min
            if late > 0:
                yield Breach(where, late, f"arrives at minute {visit.arrive_min}, due at {task.due_min}")
            continue
        start = _latest_start_min(visit, task, at_take_off=position == 0)
        if start < task.ready_min:
            yield Breach(
                where, task.ready_min - start, f"service starts at minute {start}, ready at {task.ready_min}"
            )
        late = visit.arrive_min - task.due_min
        if kind == "on_station" and late > 0:
            yield Breach(where, late, f"on station at minute {visit.arrive_min}, due at {task.due_min}")


def ride_time(case: Case) -> Iterator[Breach]:
    """task.ride_time: from departure at the pick-up to arrival at the drop-off."""
    for day in case.days:
        for flight in day.flights:
            for task in flight.tasks.values():
                ride = flight.ride(task)
                if ride is None or task.max_ride_min is None:
                    continue
                minutes = flight.visits[ride[1]].arrive_min - flight.visits[ride[0]].depart_min
                if minutes > task.max_ride_min:
                    yield Breach(
                        day.place(sortie=flight.id, task=task.id),
                        minutes - task.max_ride_min,
                        f"{minutes} min on board, {task.max_ride_min} min are allowed",
                    )


def dwell(case: Case) -> Iterator[Breach]:
    """task.dwell: time at the stop; loading at the home base ends with the take-off."""
    for day, flight, position, visit, task, kind in _events(case):
        if kind == "dropoff" or (kind == "pickup" and position == 0):
            continue
        short = task.dwell_min - visit.ground_min
        if short > 0:
            yield Breach(
                day.place(sortie=flight.id, stop=str(position), task=task.id),
                short,
                f"{visit.ground_min} min at the stop, the task asks for {task.dwell_min} min",
            )


def _events(case: Case) -> Iterator[tuple[Day, Flight, int, Visit, Task, str]]:
    for day in case.days:
        for flight in day.flights:
            for position, visit in enumerate(flight.visits):
                for event in visit.events:
                    yield day, flight, position, visit, event.task, event.kind


def _latest_start_min(visit: Visit, task: Task, at_take_off: bool) -> int:
    """Latest start of a service that ends with the departure; too short a stay is task.dwell's matter."""
    stay = task.dwell_min if at_take_off else min(task.dwell_min, max(0, visit.ground_min))
    return visit.depart_min - stay


def _asked(task: Task) -> str:
    if task.kind == "patrol":
        return f"on station at {task.pickup_site}"
    return f"from {task.pickup_site} to {task.dropoff_site or 'a later stop'}"
