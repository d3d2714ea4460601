"""From chosen columns to the programme of a day."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from airlift.plans.programme import Action, Outcome, Programme, Sortie, Stop, UnitDay
from airlift.sorties.assign import Hands
from airlift.sorties.columns import Column, flown
from airlift.sorties.data import DayProblem
from airlift.sorties.timeline import Timeline

__all__ = ["flown_outcomes", "programme_of", "sorties_of"]


def sorties_of(problem: DayProblem, chosen: Sequence[Column], hands: Hands) -> tuple[Sortie, ...]:
    """Sorties of the programme, numbered in the order given."""
    return tuple(
        Sortie(
            id=f"{problem.prefix}{number:02d}",
            unit=problem.units[column.unit].id,
            tail=problem.units[column.unit].tail(tail),
            crew=problem.units[column.unit].crew(crew),
            stops=_stops(problem, column, flown(problem, column)),
        )
        for number, (column, tail, crew) in enumerate(
            zip(chosen, hands.tails, hands.crews, strict=True), start=1
        )
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
        units=tuple(_unit_day(problem, id_) for id_ in dict.fromkeys(unit.id for unit in problem.units)),
        sorties=tuple(sorties),
        outcomes=tuple(outcomes[t] for t in range(len(problem.tasks))),
    )


def _unit_day(problem: DayProblem, id_: str) -> UnitDay:
    """All bases of a unit together; bases are named only where one is a forward post."""
    parts = [unit for unit in problem.units if unit.id == id_]
    home = next(unit for unit in parts if not unit.forward)
    tails = sorted(
        ((unit, k) for unit in parts for k in range(unit.tails)), key=lambda at: _by_number(at[0].tail(at[1]))
    )
    crews = sorted(
        ((unit, k) for unit in parts for k in range(unit.crews)), key=lambda at: _by_number(at[0].crew(at[1]))
    )
    spread = len(parts) > 1
    return UnitDay(
        unit=id_,
        home_base=problem.sites[home.home],
        aircraft_type=home.aircraft_type,
        aircraft=home.aircraft,
        tails=tuple(unit.tail(k) for unit, k in tails),
        standby_tails=home.standby_tails,
        crews=tuple(unit.crew(k) for unit, k in crews),
        standby_crews=home.standby_crews,
        tail_bases=tuple(problem.sites[unit.home] for unit, _ in tails) if spread else (),
        crew_bases=tuple(problem.sites[unit.home] for unit, _ in crews) if spread else (),
        tail_bank_h=tuple(round(unit.tail_bank_h[k], 6) for unit, k in tails if unit.tail_bank_h),
    )


def _by_number(name: str) -> tuple[int, str]:
    """Sort key by which the tenth comes after the ninth."""
    return len(name), name


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
