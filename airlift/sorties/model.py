"""The selection of sorties: a time-indexed set packing on the start grid, as a CP-SAT model.

One Boolean for each column. Between two starts the number of busy tails and crews can only fall, so the limits are
stated at the minutes of the grid at which a column starts, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from airlift.solvers.lexicographic import Level
from airlift.sorties.columns import Column, ColumnSet
from airlift.sorties.data import PRIORITIES, DayProblem
from airlift.units import need_units, supply_units

__all__ = ["Master", "Scarce", "build_master", "serves_others"]


@dataclass(frozen=True, slots=True)
class Scarce:
    """Which scarce things limit the selection; an explanation leaves one of them out."""

    tails: bool = True
    crews: bool = True
    standby: bool = True
    stock: bool = True
    duty: bool = True


@dataclass(frozen=True)
class Master:
    """The model with its handles.

    Parameters
    ----------
    model : CpModel
        Without an objective.
    chosen : tuple of BoolVar
        One for each column.
    flown : dict
        For each task that some column serves, whether it is flown.
    levels : tuple of Level
        Objective, most important first: tasks not flown by priority, then flight minutes. Priorities without a task
        that a column serves are left out.
    """

    model: cp_model.CpModel
    chosen: tuple[cp_model.IntVar, ...]
    flown: dict[int, cp_model.IntVar]
    levels: tuple[Level, ...]


def build_master(problem: DayProblem, columns: ColumnSet, scarce: Scarce | None = None) -> Master:
    """Build the selection of a day."""
    scarce = scarce or Scarce()
    model = cp_model.CpModel()
    chosen = tuple(model.new_bool_var(f"z{k}") for k in range(len(columns.columns)))
    flown = _cover(model, problem, columns, chosen)
    for index in range(len(problem.units)):
        _limit_unit(model, problem, index, columns, chosen, scarce)
    if scarce.stock:
        _limit_stocks(model, problem, columns, chosen)
    return Master(model, chosen, flown, _levels(problem, columns, chosen, flown))


def serves_others(problem: DayProblem, served: int) -> bool:
    """Whether a sortie serves anything else than medevac, so that no standby aircraft may fly it."""
    return any(served >> t & 1 and not task.medevac for t, task in enumerate(problem.tasks))


def _cover(
    model: cp_model.CpModel, problem: DayProblem, columns: ColumnSet, chosen: Sequence[cp_model.IntVar]
) -> dict[int, cp_model.IntVar]:
    """A task is served by at most one sortie (rule `task.once`)."""
    flown = {}
    for t in range(len(problem.tasks)):
        serving = [z for z, column in zip(chosen, columns.columns, strict=True) if column.served >> t & 1]
        if serving:
            flown[t] = model.new_bool_var(f"flown{t}")
            model.add_exactly_one([*serving, flown[t].negated()])
    return flown


def _limit_unit(
    model: cp_model.CpModel,
    problem: DayProblem,
    index: int,
    columns: ColumnSet,
    chosen: Sequence[cp_model.IntVar],
    scarce: Scarce,
) -> None:
    """Tails, crews and standby of a unit (`tail.available`, `crew.numbers`, `standby.held`), hours of its crews."""
    unit = problem.units[index]
    mine = [
        (column, z) for z, column in zip(chosen, columns.columns, strict=True) if column.unit == index
    ]
    others = [(column, z) for column, z in mine if serves_others(problem, column.served)]

    def busy_tail(column: Column) -> int:
        return column.end_min + unit.turnaround_min

    def busy_crew(column: Column) -> int:
        return column.end_min

    tails = unit.tails if scarce.tails else len(problem.tasks)
    crews = unit.crews if scarce.crews else len(problem.tasks)
    _limit(model, mine, busy_tail, tails)
    if crews < tails:
        _limit(model, mine, busy_crew, crews)
    if scarce.standby:
        _limit(model, others, busy_tail, tails - min(unit.standby_tails, tails))
        if crews - unit.standby_crews < tails - unit.standby_tails:
            _limit(model, others, busy_crew, max(0, crews - unit.standby_crews))
    if scarce.duty and scarce.crews:
        model.add(
            sum(column.minutes * z for column, z in mine) <= unit.crews * problem.crew_flight_min
        )


def _limit(
    model: cp_model.CpModel,
    pairs: Sequence[tuple[Column, cp_model.IntVar]],
    busy_until: Callable[[Column], int],
    number: int,
) -> None:
    """At most `number` of the columns are busy at any minute."""
    starts = sorted({column.start_min for column, _ in pairs})
    rows: dict[int, list[cp_model.IntVar]] = {start: [] for start in starts}
    for column, z in pairs:
        end = busy_until(column)
        for start in starts[starts.index(column.start_min) :]:
            if start >= end:
                break
            rows[start].append(z)
    for row in rows.values():
        if len(row) > number:
            model.add(sum(row) <= number)


def _limit_stocks(
    model: cp_model.CpModel, problem: DayProblem, columns: ColumnSet, chosen: Sequence[cp_model.IntVar]
) -> None:
    """Fuel drawn at a site stays within its stock of the day (`fuel.stock`)."""
    for position, site in enumerate(columns.stocks):
        stock_kg = problem.stock_kg[site]
        terms = [
            need_units(column.draws_kg[position]) * z
            for z, column in zip(chosen, columns.columns, strict=True)
            if column.draws_kg[position] > 0.0
        ]
        if terms and stock_kg is not None:
            model.add(sum(terms) <= supply_units(stock_kg))


def _levels(
    problem: DayProblem,
    columns: ColumnSet,
    chosen: Sequence[cp_model.IntVar],
    flown: dict[int, cp_model.IntVar],
) -> tuple[Level, ...]:
    levels = []
    for level, name in enumerate(PRIORITIES):
        mine = [t for t, task in enumerate(problem.tasks) if task.level == level]
        servable = [flown[t] for t in mine if t in flown]
        if servable:
            levels.append(Level(f"{name} tasks not flown", "tasks", len(mine) - sum(servable), 0.0))
    minutes = sum(column.minutes * z for z, column in zip(chosen, columns.columns, strict=True))
    levels.append(Level("flight time", "min", minutes, 0.0))
    return tuple(levels)
