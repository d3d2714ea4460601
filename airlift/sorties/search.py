"""The best selection of columns, level by level, each with a proven bound.

First a good selection for all levels at once: the linear relaxation of a weighted sum prices every column, and the
integer programme over the cheap ones is small. Then each level in turn, under the values of those before it: its own
relaxation gives a bound; if that does not meet the value, only columns whose reduced cost is below the distance can be
part of a better selection, and the integer programme over those settles it. (Reduced-cost fixing: Nemhauser and Wolsey,
Integer and Combinatorial Optimization, 1988, II.1.)
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from airlift.plans.result import ObjectiveLevel, Status
from airlift.solvers import SolveOptions
from airlift.solvers.mip import Choice, FloatVector, IntVector, Relaxation, Rows, relax, select
from airlift.sorties.columns import ColumnSet
from airlift.sorties.cuts import subset_rows
from airlift.sorties.model import Objective
from airlift.sorties.neighbourhood import better_part_by_part

__all__ = ["Selection", "Tell", "select_columns", "weighted"]

Tell = Callable[[str, float | None, float | None], None]
"""Receives the name of a level, its value and its bound."""

_CHEAP = (1.0, 5.0, 30.0)
"""Reduced costs, in flight minutes, up to which columns take part in the first searches, one after the other.

Measured on days of 100 tasks: the relaxation is nearly whole, and the first two searches take a second or two.
"""
_SHARE = 0.1
"""Part of the time left for each of these searches."""
_FAR = 2.0
"""Distance from the relaxation, in longest sorties, from which on the choice is made better part by part."""
_PART_SHARE = 0.5
"""Part of the time left for that, and for a better value of a level that cannot be settled."""
_CHEAP_AT_LAST = (10.0, 20.0, 40.0)
"""The same in the search for fewer flight minutes, where each also proves a bound."""
_CUT_ROUNDS = 6
_LIKELY = 12_000
"""Columns of least reduced cost that take part in the next relaxation from the start."""
_TASK_IN_SORTIES = 4
"""Weight of a task in the weighted sum, in longest sorties of the next level; proofs do not depend on it."""
_NOISE = 1e-6
_NEAR, _NEAR_AT_FIRST = 0.002, 0.05
"""How near its relaxation a bound is near enough, in the dearest column of the level (at first, of the last level)."""
_HOPELESS = 60_000
"""Columns with which an integer programme takes longer to be told than the time that it would need."""
_TOO_SHORT_S = 0.2
_LEAST_S = 2.0
"""Granted to the linear bound of a level even when the time is over."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice of columns, what is known of each level, and the reduced cost of each column for all levels at once."""

    chosen: IntVector
    levels: tuple[ObjectiveLevel, ...]
    prices: FloatVector


def weighted(objectives: Sequence[Objective], first: int) -> FloatVector:
    """One whole-number cost for the levels from `first` on, the more urgent the heavier."""
    total = np.zeros_like(objectives[-1].cost)
    weight = 1.0
    for position in range(len(objectives) - 1, first - 1, -1):
        objective = objectives[position]
        total += weight * objective.cost
        if position == len(objectives) - 1:
            weight = _TASK_IN_SORTIES * max(1.0, float(objective.cost.max(initial=0.0)))
        else:
            weight *= 1 + objective.constant
    return total


class _Clock:
    """Shares of the time limit."""

    def __init__(self, options: SolveOptions) -> None:
        self._options = options
        self._began = time.monotonic()

    def left(self, share: float) -> float | None:
        """Seconds for one search. In deterministic mode a fixed part, whatever the time is."""
        limit = self._options.time_limit_s
        if limit is None or self._options.deterministic:
            return None if limit is None else limit * share
        return max(0.0, limit - (time.monotonic() - self._began)) * share


def select_columns(
    rows: Rows, columns: ColumnSet, objectives: Sequence[Objective], options: SolveOptions, tell: Tell
) -> Selection:
    """Choose columns that minimise the objectives one after the other.

    Parameters
    ----------
    rows : Rows
        What is allowed; choosing nothing must be.
    columns : ColumnSet
        Sorties to choose from; no task is served twice.
    objectives : sequence of Objective
        Levels, most important first.
    options : SolveOptions
        Limits of all levels together.
    tell : callable
        Told values and bounds.
    """
    return _Search(rows, columns, objectives, options, tell).run()


def _likely(relaxed: Relaxation) -> IntVector:
    """Columns that are cheap in a relaxation, ascending."""
    return np.sort(np.argsort(relaxed.reduced_cost, kind="stable")[:_LIKELY])


class _Search:
    def __init__(
        self,
        rows: Rows,
        columns: ColumnSet,
        objectives: Sequence[Objective],
        options: SolveOptions,
        tell: Tell,
    ) -> None:
        self.rows, self.columns = rows, columns
        self.objectives, self.options, self.tell = objectives, options, tell
        self.clock = _Clock(options)
        self.best: IntVector = np.empty(0, dtype=np.int64)
        self.likely: IntVector | None = None
        self.prices = weighted(objectives, 0)

    def run(self) -> Selection:
        """Search and prove."""
        rows = self.rows
        cost = weighted(self.objectives, 0)
        order = np.argsort(cost, kind="stable")
        # An answer before any search.
        self.best = rows.first_fit(order[cost[order] < 0.0])
        self._improve(rows, 0)
        levels = []
        for position, objective in enumerate(self.objectives):
            level, rows = self._settle(rows, position)
            levels.append(level)
            rows = rows.plus(objective.cost, float(level.value or 0.0) - objective.constant)
        return Selection(self.best, tuple(levels), self.prices)

    def _values(self, chosen: IntVector) -> tuple[int, ...]:
        return tuple(objective.value(chosen) for objective in self.objectives)

    def _accept(self, answer: Choice, keep: IntVector) -> None:
        """Take a choice over some columns if it is better, level by level."""
        if answer.chosen is not None:
            chosen = keep[answer.chosen]
            if self._values(chosen) < self._values(self.best):
                self.best = chosen

    def _improve(self, rows: Rows, first: int) -> None:
        """Look for a good choice for the levels from `first` on among the columns that are cheap for all of them."""
        if self.options.interrupt.is_set():
            return
        cost = weighted(self.objectives, first)
        near = _NEAR_AT_FIRST * float(self.objectives[-1].cost.max(initial=0.0))
        relaxed = relax(rows, cost, self.options, self.clock.left(0.25), near=near)
        if not relaxed.feasible:
            return
        self.likely = _likely(relaxed)
        if first == 0:
            self.prices = relaxed.reduced_cost
        number = 0
        for most in _CHEAP:
            distance = float(cost[self.best].sum()) - relaxed.bound
            # A choice with a column of the distance or more is no better than the best one.
            price = min(most, distance + _NOISE)
            keep = np.union1d(np.flatnonzero(relaxed.reduced_cost <= price), self.best)
            if len(keep) == number or self.options.interrupt.is_set():
                continue
            number = len(keep)
            hint = np.searchsorted(keep, self.best)
            answer = select(rows.only(keep), cost[keep], self.options, self.clock.left(_SHARE), hint)
            self._accept(answer, keep)
        distance = float(cost[self.best].sum()) - relaxed.bound
        if distance > _FAR * float(self.objectives[-1].cost.max(initial=0.0)):
            pool = np.union1d(np.flatnonzero(relaxed.reduced_cost <= _CHEAP[-1]), self.best)
            until = self._deadline(_PART_SHARE)
            better = better_part_by_part(rows, self.columns, cost, self.best, pool, self.options, until)
            if self._values(better) < self._values(self.best):
                self.best = better

    def _deadline(self, share: float) -> Callable[[], float | None]:
        """Seconds that are left of a share of the time that is left now."""
        began = time.monotonic()
        most = self.clock.left(share)
        return lambda: None if most is None else most - (time.monotonic() - began)

    def _settle(self, rows: Rows, position: int) -> tuple[ObjectiveLevel, Rows]:
        """Prove or improve one level under the values of those before it; also give the rows with cuts."""
        began = time.monotonic()
        objective = self.objectives[position]
        value = objective.value(self.best)
        bound = 0.0  # tasks and minutes are counted
        relaxed = None
        if value > 0 and not self.options.interrupt.is_set():
            relaxed, rows = self._relaxed(rows, position)
            bound = max(bound, objective.constant + math.ceil(relaxed.bound - _NOISE))
        self.tell(objective.name, value, min(bound, value))
        if relaxed is not None and bound < value and not self.options.interrupt.is_set():
            bound = max(bound, self._close_gap(rows, position, relaxed))
            value = objective.value(self.best)
            self.tell(objective.name, value, min(bound, value))
        bound = min(bound, value)
        level = ObjectiveLevel(
            name=objective.name,
            unit=objective.unit,
            status=Status.OPTIMAL if bound >= value else Status.FEASIBLE,
            value=float(value),
            bound=float(bound),
            wall_s=time.monotonic() - began,
        )
        return level, rows

    def _relaxed(self, rows: Rows, position: int) -> tuple[Relaxation, Rows]:
        """Relaxation of a level, with cuts as long as there are any and its value is not proven."""
        objective = self.objectives[position]
        near = _NEAR * float(np.abs(objective.cost).max(initial=0.0))
        best = relax(rows, objective.cost, self.options, self._seconds(_LEAST_S), self.likely, near)
        distance = objective.value(self.best) - objective.constant
        for _ in range(_CUT_ROUNDS):
            if best.bound > distance - 1.0 + _NOISE or self.options.interrupt.is_set():
                break
            cuts = list(subset_rows(self.columns.served, best.part))
            if not cuts:
                break
            rows = rows.plus_all(cuts, 1.0)
            sharper = relax(rows, objective.cost, self.options, self.clock.left(0.25), _likely(best), near)
            if sharper.bound <= best.bound:
                break
            best = sharper
        return best, rows

    def _is_over(self) -> bool:
        """Whether the time is over, or too short to tell a solver of a programme."""
        left = self.clock.left(1.0)
        return self.options.interrupt.is_set() or (left is not None and left < _TOO_SHORT_S)

    def _seconds(self, least: float) -> float | None:
        left = self.clock.left(1.0)
        return None if left is None else max(least, left)

    def _close_gap(self, rows: Rows, position: int, relaxed: Relaxation) -> float:
        """Search among the columns that a better choice can hold; return a bound for the level."""
        objective = self.objectives[position]
        last = position == len(self.objectives) - 1
        proven = float(objective.constant + math.ceil(relaxed.bound - _NOISE))
        if last:
            proven = self._climb(rows, relaxed)
            if proven >= objective.value(self.best):
                return objective.value(self.best)
        value = objective.value(self.best)
        distance = value - objective.constant - relaxed.bound
        # A choice with a column of this reduced cost or more is no better than the value.
        keep = np.flatnonzero(relaxed.reduced_cost < distance - _NOISE)
        if self._is_over():
            return proven
        if len(keep) > _HOPELESS:
            self._better_value(rows, position)
            return proven
        better = rows.plus(objective.cost, float(value - 1 - objective.constant)).only(keep)
        cost = objective.cost[keep]
        answer = select(better, cost, self.options, self.clock.left(0.9 if last else 0.5))
        if answer.chosen is not None:
            self.best = keep[answer.chosen]
            if not last:
                # The choice was made for this level alone: the later ones start anew from its value.
                reached = rows.plus(objective.cost, float(objective.value(self.best) - objective.constant))
                self._improve(reached, position + 1)
        if math.isinf(answer.bound):
            return value
        return max(proven, objective.constant + math.ceil(answer.bound - _NOISE))

    def _better_value(self, rows: Rows, position: int) -> None:
        """Search for a better value of a level among the columns that are cheap for all levels at once."""
        objective, cost = self.objectives[position], weighted(self.objectives, position)
        better = rows.plus(objective.cost, float(objective.value(self.best) - 1 - objective.constant))
        pool = np.flatnonzero(self.prices <= _CHEAP[-1])
        self._accept(select(better.only(pool), cost[pool], self.options, self.clock.left(_PART_SHARE)), pool)

    def _climb(self, rows: Rows, relaxed: Relaxation) -> float:
        """Search among cheap columns of the last level, then among more of them; return the bound that this proves.

        A choice is one of columns below a reduced cost, or that much dearer than the relaxation: so with each threshold
        the bound rises, whether or not the last one is reached.
        """
        objective = self.objectives[-1]
        bound = objective.constant + math.ceil(relaxed.bound - _NOISE)
        for most in _CHEAP_AT_LAST:
            distance = objective.value(self.best) - objective.constant - relaxed.bound
            if most >= distance or self._is_over():
                break
            keep = np.union1d(np.flatnonzero(relaxed.reduced_cost < most), self.best)
            hint = np.searchsorted(keep, self.best)
            answer = select(rows.only(keep), objective.cost[keep], self.options, self.clock.left(0.3), hint)
            self._accept(answer, keep)
            proven = min(answer.bound, relaxed.bound + most)
            bound = max(bound, objective.constant + math.ceil(proven - _NOISE))
            value = objective.value(self.best)
            self.tell(objective.name, value, min(bound, value))
            if bound >= value:
                break
        return bound
