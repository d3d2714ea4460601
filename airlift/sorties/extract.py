"""From chosen columns to the programme of a day."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from airlift.plans.programme import Action, Outcome, Programme, Sortie, Stop, UnitDay
from airlift.sorties.columns import Column, flown
from airlift.sorties.data import DayProblem
from airlift.sorties.timeline import Timeline

__all__ = ["flown_outcomes", "programme_of", "sorties_of"]


def sorties_of(
    problem: DayProblem, chosen: Sequence[Column], tails: Sequence[int], crews: Sequence[int]
) -> tuple[Sortie, ...]:
    """Sorties of the programme, numbered in the order given."""
    return tuple(
        Sortie(
            id=f"{problem.mission}-s{number:02d}",
            unit=problem.units[column.unit].id,
            tail=_tail(problem, column.unit, tail),
            crew=_crew(problem, column.unit, crew),
            stops=_stops(problem, column, flown(problem, column)),
        )
        for number, (column, tail, crew) in enumerate(zip(chosen, tails, crews, strict=True), start=1)
    )


def flown_outcomes(
    problem: DayProblem, chosen: Sequence[Column], sorties: Sequence[Sortie]
) -> dict[int, Outcome]:
    """Outcomes of the tasks that are flown, by task."""
    outcomes = {}
    for column, sortie in zip(chosen, sorties, strict=True):
        for visit, stop in zip(column.route, sortie.stops, strict=True):
            for t in (*visit.picks, *visit.drops):
                outcomes[t] = Outcome(task=problem.tasks[t].id, sortie=sortie.id)
            for t in visit.drops:
                task = problem.tasks[t]
                if task.medevac and task.wounded_min is not None:
                    surgery = math.ceil(stop.arrive_min + problem.handover_min - task.wounded_min - 1e-9)
                    outcomes[t] = Outcome(task=task.id, sortie=sortie.id, surgery_min=surgery)
    return outcomes


def programme_of(
    problem: DayProblem, sorties: Sequence[Sortie], outcomes: Mapping[int, Outcome]
) -> Programme:
    """Put the programme together; `outcomes` has one for each task."""
    return Programme(
        mission=problem.mission,
        day=problem.day,
        month=problem.month,
        units=tuple(
            UnitDay(
                unit=unit.id,
                home_base=problem.sites[unit.home],
                aircraft_type=unit.aircraft_type,
                aircraft=unit.aircraft,
                tails=tuple(_tail(problem, index, k) for k in range(unit.tails)),
                standby_tails=unit.standby_tails,
                crews=tuple(_crew(problem, index, k) for k in range(unit.crews)),
                standby_crews=unit.standby_crews,
            )
            for index, unit in enumerate(problem.units)
        ),
        sorties=tuple(sorties),
        outcomes=tuple(outcomes[t] for t in range(len(problem.tasks))),
    )


def _tail(problem: DayProblem, unit: int, number: int) -> str:
    return f"{problem.units[unit].id}-t{number + 1}"


def _crew(problem: DayProblem, unit: int, number: int) -> str:
    return f"{problem.units[unit].id}-c{number + 1}"


def _stops(problem: DayProblem, column: Column, timeline: Timeline) -> tuple[Stop, ...]:
    stops = []
    for k, visit in enumerate(column.route):
        actions = [Action(kind="dropoff", task=problem.tasks[t].id) for t in visit.drops]
        for t in visit.picks:
            task = problem.tasks[t]
            actions.append(Action(kind="on_station" if task.patrol else "pickup", task=task.id))
        stops.append(
            Stop(
                site=problem.sites[visit.site],
                arrive_min=timeline.arrive_min[k],
                depart_min=timeline.depart_min[k],
                actions=tuple(actions),
                refuel_kg=timeline.refuel_kg[k],
                fuel_kg=timeline.fuel_kg[k],
            )
        )
    return tuple(stops)
