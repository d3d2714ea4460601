"""Selection and assignment together: sorties that tails and crews can really fly.

The selection knows how many tails and crews are in the air and how much all of them may fly, not who flies what. Where
no assignment exists, the sorties that clash are forbidden together and the selection is made again
(combinatorial Benders cuts: Codato and Fischetti, Operations Research 54 (2006) 756-766).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from airlift.plans.result import ObjectiveLevel, Status
from airlift.solvers import SolveOptions
from airlift.solvers.mip import FloatVector, IntVector, Rows
from airlift.sorties.assign import Hands, assign, overloaded
from airlift.sorties.columns import Column, ColumnSet
from airlift.sorties.data import DayProblem
from airlift.sorties.model import Objective, build_rows, objectives
from airlift.sorties.search import Selection, Tell, select_columns

__all__ = ["Roster", "forbid", "improved", "in_order", "roster"]

_MAX_ROUNDS = 40
"""Selections that may fail for want of a tail or a crew before sorties are dropped instead."""


@dataclass(frozen=True)
class Roster:
    """Sorties to be flown, with tails and crews.

    Parameters
    ----------
    rows : Rows
        Limits of the selection, with the cuts added.
    indices : array of int
        Chosen columns in the order of start, unit and tasks.
    chosen : tuple of Column
        The same columns.
    hands : Hands
        Tail and crew of each chosen sortie.
    levels : tuple of ObjectiveLevel
        What is known of each level.
    prices : array of float
        Reduced cost of each column for all levels at once: cheap ones may be part of a good choice.
    """

    rows: Rows
    indices: IntVector
    chosen: tuple[Column, ...]
    hands: Hands
    levels: tuple[ObjectiveLevel, ...]
    prices: FloatVector


def roster(problem: DayProblem, columns: ColumnSet, options: SolveOptions, tell: Tell) -> Roster:
    """Select sorties and give each a tail and a crew.

    Parameters
    ----------
    problem, columns : DayProblem, ColumnSet
        Day, and the sorties that may be flown.
    options : SolveOptions
        Limits of all selections together.
    tell : callable
        Told values and bounds.
    """
    rows = build_rows(problem, columns)
    levels = objectives(problem, columns)
    began = time.monotonic()
    for _ in range(_MAX_ROUNDS):
        selection = select_columns(rows, columns, levels, _left(options, began), tell)
        indices = in_order(columns, selection.chosen)
        chosen = tuple(columns.columns[k] for k in indices)
        hands = assign(problem, chosen)
        if hands is not None:
            return Roster(rows, indices, chosen, hands, selection.levels, selection.prices)
        rows = forbid(columns, rows, overloaded(problem, chosen))
        if options.interrupt.is_set() or _left(options, began).time_limit_s == 0.0:
            break
    return _without_some(problem, columns, rows, levels, selection)


def _left(options: SolveOptions, began: float) -> SolveOptions:
    if options.time_limit_s is None or options.deterministic:
        return options
    return options.within(max(0.0, options.time_limit_s - (time.monotonic() - began)))


def improved(
    problem: DayProblem, columns: ColumnSet, old: Roster, indices: IntVector, hands: Hands
) -> Roster:
    """Put a better choice, in order, in the place of the old one; the bounds, proven under worse values, still hold."""
    chosen = tuple(columns.columns[k] for k in indices)
    levels = []
    for objective, level in zip(objectives(problem, columns), old.levels, strict=True):
        value = objective.value(indices)
        status = Status.OPTIMAL if level.bound is not None and value <= level.bound else Status.FEASIBLE
        levels.append(level.model_copy(update={"value": float(value), "status": status}))
    return Roster(old.rows, indices, chosen, hands, tuple(levels), old.prices)


def in_order(columns: ColumnSet, chosen: IntVector) -> IntVector:
    """Columns in the order of start, unit and tasks."""

    def key(k: int) -> tuple[int, int, int]:
        column = columns.columns[k]
        return column.start_min, column.unit, column.served

    return np.array(sorted(chosen.tolist(), key=key), dtype=np.int64)


def forbid(columns: ColumnSet, rows: Rows, core: Sequence[Column]) -> Rows:
    """Cut off sorties that cannot be flown together, and with them all that take at least as long at that time.

    Each sortie of the core stands for the columns that serve one of its tasks and cover its whole time; of those at
    most one is ever chosen, so as many of them as the core has sorties are at least as hard as the core.
    """
    coefficients = np.zeros(rows.columns)
    for member in core:
        task = member.served & -member.served
        for k, column in enumerate(columns.columns):
            covers = column.start_min <= member.start_min and column.end_min >= member.end_min
            if column.unit == member.unit and column.served & task and covers:
                coefficients[k] = 1.0
    return rows.plus(coefficients, float(len(core) - 1))


def _without_some(
    problem: DayProblem, columns: ColumnSet, rows: Rows, levels: Sequence[Objective], selection: Selection
) -> Roster:
    """Drop sorties until tails and crews can fly the rest: an answer when there is no time for a better one."""
    indices = in_order(columns, selection.chosen).tolist()
    hands = None
    while hands is None:
        chosen = tuple(columns.columns[k] for k in indices)
        hands = assign(problem, chosen)
        if hands is None:
            core = overloaded(problem, chosen)
            # The one whose loss costs least, level by level.
            victim = min(
                (k for k in indices if columns.columns[k] in core),
                key=lambda k: tuple(-float(level.cost[k]) for level in levels),
            )
            indices.remove(victim)
    kept = np.array(indices, dtype=np.int64)
    known, holds = [], True
    for objective, level in zip(levels, selection.levels, strict=True):
        value = objective.value(kept)
        # A bound is proven under the values of the levels before it; where one of those is worse, nothing is.
        bound = level.bound if holds else None
        holds = holds and value == level.value
        status = Status.OPTIMAL if bound is not None and value <= bound else Status.FEASIBLE
        known.append(level.model_copy(update={"value": float(value), "bound": bound, "status": status}))
    return Roster(rows, kept, chosen, hands, tuple(known), selection.prices)
