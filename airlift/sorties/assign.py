"""Tails and crews for the chosen sorties.

Tails of a unit are alike, so the tail that is free first takes the next sortie; that never fails when the selection
keeps its limits. Crews carry daily limits: the quick way is tried first, then every way. A set of sorties that no
assignment of crews can fly is given back to be forbidden.
"""

from __future__ import annotations

from collections.abc import Sequence

from airlift.sorties.columns import Column
from airlift.sorties.data import DayProblem

__all__ = ["assign_crews", "assign_tails", "overloaded"]


def assign_tails(problem: DayProblem, chosen: Sequence[Column]) -> tuple[int, ...]:
    """Tail of each sortie of `chosen`, counted from 0 within its unit.

    Parameters
    ----------
    problem : DayProblem
        Day.
    chosen : sequence of Column
        In the order of their starts; within the limits of the selection.
    """
    free: dict[int, list[int]] = {}
    numbers = []
    for column in chosen:
        unit = problem.units[column.unit]
        tails = free.setdefault(column.unit, [0] * unit.tails)
        number = min(range(unit.tails), key=lambda k: (tails[k] > column.start_min, k))
        tails[number] = column.end_min + unit.turnaround_min
        numbers.append(number)
    return tuple(numbers)


def assign_crews(problem: DayProblem, chosen: Sequence[Column]) -> tuple[int, ...] | None:
    """Crew of each sortie of `chosen`, counted from 0 within its unit; None if no assignment keeps the daily limits.

    Parameters
    ----------
    problem : DayProblem
        Day.
    chosen : sequence of Column
        In the order of their starts.
    """
    numbers = [0] * len(chosen)
    for index, unit in enumerate(problem.units):
        mine = [k for k, column in enumerate(chosen) if column.unit == index]
        crews = _quick(problem, [chosen[k] for k in mine], unit.crews)
        if crews is None:
            crews = _exact(problem, [chosen[k] for k in mine], unit.crews)
        if crews is None:
            return None
        for k, crew in zip(mine, crews, strict=True):
            numbers[k] = crew
    return tuple(numbers)


def overloaded(problem: DayProblem, chosen: Sequence[Column]) -> list[Column]:
    """Sorties of one unit that no assignment of crews can fly together, none of which can be left out.

    Raises
    ------
    ValueError
        Crews can fly them all.
    """
    for index, unit in enumerate(problem.units):
        core = [column for column in chosen if column.unit == index]
        if _exact(problem, core, unit.crews) is not None:
            continue
        for column in list(core):
            fewer = [other for other in core if other is not column]
            if _exact(problem, fewer, unit.crews) is None:
                core = fewer
        return core
    raise ValueError("the crews can fly these sorties")


def _quick(problem: DayProblem, sorties: Sequence[Column], crews: int) -> list[int] | None:
    """Give each sortie to the busiest crew that can still take it."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    flown: dict[int, int] = {}
    numbers = []
    for column in sorties:
        able = [
            crew
            for crew in range(crews)
            if last.get(crew, column.start_min) <= column.start_min
            and flown.get(crew, 0) + column.minutes <= problem.crew_flight_min
            and column.end_min - first.get(crew, column.start_min) <= problem.crew_duty_min
        ]
        if not able:
            return None
        crew = max(able, key=lambda k: (flown.get(k, 0), -k))
        first.setdefault(crew, column.start_min)
        last[crew] = column.end_min
        flown[crew] = flown.get(crew, 0) + column.minutes
        numbers.append(crew)
    return numbers


def _exact(problem: DayProblem, sorties: Sequence[Column], crews: int) -> list[int] | None:
    """Try every way, by CP-SAT."""
    from ortools.sat.python import cp_model

    if not sorties:
        return []
    model = cp_model.CpModel()
    taken = [[model.new_bool_var("") for _ in range(crews)] for _ in sorties]
    for row in taken:
        model.add_exactly_one(row)
    for crew in range(crews):
        model.add(
            sum(column.minutes * row[crew] for column, row in zip(sorties, taken, strict=True))
            <= problem.crew_flight_min
        )
        for a, first in enumerate(sorties):
            for b in range(a + 1, len(sorties)):
                overlap = sorties[b].start_min < first.end_min
                if overlap or sorties[b].end_min - first.start_min > problem.crew_duty_min:
                    model.add_at_most_one(taken[a][crew], taken[b][crew])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [next(k for k in range(crews) if solver.boolean_value(row[k])) for row in taken]
