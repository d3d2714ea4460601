"""The selection of sorties as a matrix: minimise over 0/1 choices of columns under rows `a x <= b`.

A time-indexed set packing on the start grid. Between two starts the number of busy tails and crews can only fall, so
the limits are stated at the minutes at which some column starts, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from airlift.solvers.mip import BoolArray, FloatVector, IntVector, Rows
from airlift.sorties.assign import NO_LIMIT_MIN, crew_pool, tail_pool
from airlift.sorties.columns import ColumnSet
from airlift.sorties.data import PRIORITIES, DayProblem

__all__ = ["Objective", "Scarce", "build_rows", "objectives", "serving"]


@dataclass(frozen=True, slots=True)
class Scarce:
    """Which scarce things limit the selection; an explanation leaves one of them out."""

    tails: bool = True
    crews: bool = True
    standby: bool = True
    stock: bool = True
    hours: bool = True


@dataclass(frozen=True, slots=True)
class Objective:
    """One level of the objective: `constant + cost x`, integer-valued, minimised."""

    name: str
    unit: str
    cost: FloatVector
    constant: int

    def value(self, chosen: IntVector) -> int:
        """Value of a choice."""
        return self.constant + round(float(self.cost[chosen].sum()))


def objectives(problem: DayProblem, columns: ColumnSet) -> tuple[Objective, ...]:
    """Levels, most important first: tasks not flown by priority, then flight minutes."""
    served = columns.served
    levels = []
    for level, name in enumerate(PRIORITIES):
        mine = np.array([task.level == level for task in problem.tasks])
        count = served[:, mine].sum(axis=1).astype(np.float64)
        levels.append(Objective(f"{name} tasks not flown", "tasks", -count, int(mine.sum())))
    levels.append(Objective("flight time", "min", columns.minutes.astype(np.float64), 0))
    return tuple(levels)


def serving(columns: ColumnSet, task: int) -> FloatVector:
    """1 for each column that serves a task."""
    return columns.served[:, task].astype(np.float64)


def build_rows(problem: DayProblem, columns: ColumnSet, scarce: Scarce | None = None) -> Rows:
    """All rows of a day."""
    build = _Builder(len(columns.columns))
    served = columns.served
    for task in range(len(problem.tasks)):
        # task.once
        build.add(served[:, task].astype(np.float64), 1.0)
    start, minutes, unit = columns.start, columns.minutes, columns.unit
    others = columns.served[:, [not task.medevac for task in problem.tasks]].any(axis=1)
    for index in range(len(problem.units)):
        mine = unit == index
        _limit_unit(build, problem, index, start, minutes, mine, mine & others, scarce or Scarce())
    if scarce is None or scarce.stock:
        for position, site in enumerate(columns.stocks):
            # fuel.stock
            draws = np.array([column.draws_kg[position] for column in columns.columns], dtype=np.float64)
            stock_kg = problem.stock_kg[site]
            build.add(draws, float("inf") if stock_kg is None else stock_kg)
    return build.rows()


def _limit_unit(
    build: _Builder,
    problem: DayProblem,
    index: int,
    start: IntVector,
    minutes: IntVector,
    mine: BoolArray,
    others: BoolArray,
    scarce: Scarce,
) -> None:
    """Rows of a base: `tail.available`, `crew.numbers`, `crew.rest`, `standby.held`, and the flight hours of all.

    Those on standby must be rested too: of the crews that may take off by a minute, so many stay.
    """
    unit = problem.units[index]
    enough = len(problem.tasks)  # no more sorties than tasks can be in the air
    tail_members, crew_members = tail_pool(unit), crew_pool(problem, unit)
    waiting = any(tail_members.ready_min) or any(crew_members.ready_min)

    def tails(minute: int) -> int:
        return tail_members.ready_at(minute) if scarce.tails else enough

    def crews(minute: int) -> int:
        return crew_members.ready_at(minute) if scarce.crews else enough

    def free_tails(minute: int) -> int:
        return max(0, tails(minute) - unit.standby_tails)

    def free_crews(minute: int) -> int:
        return max(0, crews(minute) - unit.standby_crews)

    turned, landed = start + minutes + unit.turnaround_min, start + minutes
    build.at_most(mine, start, turned, tails)
    if waiting or crews(0) < tails(0):
        build.at_most(mine, start, landed, crews)
    if scarce.standby:
        build.at_most(others, start, turned, free_tails)
        if waiting or free_crews(0) < free_tails(0):
            build.at_most(others, start, landed, free_crews)
    flown = np.where(mine, minutes, 0).astype(np.float64)
    if scarce.hours and scarce.crews:
        build.add(flown, float(sum(crew_members.left_min)))
    if scarce.tails and NO_LIMIT_MIN not in tail_members.left_min:
        # tail.bank
        build.add(flown, float(sum(tail_members.left_min)))


class _Builder:
    """Collects rows; a row that cannot bind is left out."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._entries: list[IntVector] = []
        self._coefficients: list[FloatVector] = []
        self._limits: list[float] = []
        self._follows: list[bool] = []

    def add(self, coefficients: FloatVector, limit: float) -> None:
        """Add a row given densely."""
        if coefficients.clip(min=0.0).sum() > limit or limit < 0.0:
            entries = np.flatnonzero(coefficients)
            self._entries.append(entries)
            self._coefficients.append(coefficients[entries])
            self._limits.append(limit)
            self._follows.append(False)

    def at_most(
        self, among: BoolArray, start: IntVector, end: IntVector, number: Callable[[int], int]
    ) -> None:
        """At most `number` of some columns are busy, from start to end, at a minute; it does not fall in the day."""
        mine = np.flatnonzero(among & (end > start))
        slots = np.unique(start[among])
        if len(slots) == 0:
            return
        begun = np.searchsorted(np.sort(start[mine]), slots, side="right")
        over = np.searchsorted(np.sort(end[mine]), slots, side="right")
        most = np.array([number(slot) for slot in slots.tolist()])
        # A row within the next one, since nothing ends between them, says nothing of its own where that allows no more.
        inside = np.append((np.diff(over) == 0) & (np.diff(most) == 0), False)
        kept = (begun - over > most) & ~inside
        first, last = np.searchsorted(slots[kept], start[mine]), np.searchsorted(slots[kept], end[mine])
        self._chain(mine, first, last, most[kept])

    def _chain(self, columns: IntVector, first: IntVector, last: IntVector, limits: IntVector) -> None:
        """Rows of which each is the one before, with what enters at its first row, without what leaves at its last."""
        enters, leaves = first < last, (first < last) & (last < len(limits))
        row = np.concatenate([first[enters], last[leaves]])
        entries = np.concatenate([columns[enters], columns[leaves]])
        signs = np.concatenate([np.ones(int(enters.sum())), np.full(int(leaves.sum()), -1.0)])
        order = np.lexsort([entries, row])
        ends = np.searchsorted(row[order], np.arange(1, len(limits)))
        for number, mine in enumerate(np.split(order, ends) if len(limits) else []):
            self._entries.append(entries[mine])
            self._coefficients.append(signs[mine])
            self._limits.append(float(limits[number]))
            self._follows.append(number > 0)

    def rows(self) -> Rows:
        """Everything added so far."""
        sizes = [len(entries) for entries in self._entries]
        return Rows(
            columns=self._columns,
            row=np.repeat(np.arange(len(sizes)), sizes),
            column=np.concatenate([np.empty(0, dtype=np.int64), *self._entries]),
            coefficient=np.concatenate([np.empty(0), *self._coefficients]),
            limit=np.array(self._limits, dtype=np.float64),
            follows=np.array(self._follows, dtype=np.bool_),
        )
