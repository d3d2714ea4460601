"""Why a task that could be flown is not: what is scarce, and what flying it would cost.

The programme is made again with the task forced, crews included. Only sorties that are cheap for the whole day, those
of the programme and those of the task take part: the programme that is named exists, and one with the task that costs
less may exist too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from airlift.plans.programme import Outcome
from airlift.plans.result import Status
from airlift.solvers import SolveOptions
from airlift.solvers.mip import IntVector, Rows, select
from airlift.sorties.assign import assign, overloaded
from airlift.sorties.columns import ColumnSet
from airlift.sorties.data import DayProblem, DayUnit
from airlift.sorties.model import Scarce, build_rows, objectives, serving
from airlift.sorties.roster import Roster, forbid, improved, in_order
from airlift.sorties.search import weighted

__all__ = ["Outbid"]

_FAMILIES = (
    ("standby.held", "standby", "the aircraft held for casualties"),
    ("tail.available", "tails", "serviceable tails"),
    ("fuel.stock", "stock", "fuel in stock"),
    ("crew.duty", "hours", "the daily hours of the crews"),
    ("crew.numbers", "crews", "crews on duty"),
)
_OF_OTHER_DAYS: tuple[tuple[str, str, Callable[[DayUnit], DayUnit]], ...] = (
    ("crew.rest", "crews that have had their rest", lambda unit: replace(unit, crew_ready_min=())),
    ("crew.week_hours", "the weekly hours of the crews", lambda unit: replace(unit, crew_left_min=())),
    (
        "tail.bank",
        "the bank time and weekly hours of the tails",
        lambda unit: replace(unit, tail_left_min=()),
    ),
)
"""Limits that come from the days before and from sustainment, each with what lifts it."""
_MOST_COLUMNS = 800
_SECONDS = 5.0
"""Most time for one task; less when little of the limit is left."""
_MAX_ROUNDS = 5
"""Forced programmes that may fail for want of a tail or a crew."""


class Outbid:
    """Explains the tasks of a day that some column serves but the roster does not.

    Parameters
    ----------
    problem, columns, roster : DayProblem, ColumnSet, Roster
        Day, its sorties and the programme found.
    options : SolveOptions
        Seed, determinism and interrupt.
    """

    def __init__(
        self, problem: DayProblem, columns: ColumnSet, roster: Roster, options: SolveOptions
    ) -> None:
        self.problem, self.columns, self.roster, self.options = problem, columns, roster, options
        self.began = time.monotonic()
        self.levels = objectives(problem, columns)
        self.cost = weighted(self.levels, 0)
        self.tried: list[tuple[str, DayProblem | None, Rows, str]] = [
            (rule, lifted, build_rows(lifted, columns), words)
            for rule, words, lift in _OF_OTHER_DAYS
            if (lifted := replace(problem, units=tuple(lift(unit) for unit in problem.units))) != problem
        ]
        # What the rows themselves allow can only fail for want of a crew that may still fly.
        self.tried.append(("crew.duty", None, build_rows(problem, columns), "the daily hours of the crews"))
        self.tried += [
            (rule, None, build_rows(problem, columns, replace(Scarce(), **{name: False})), words)
            for rule, name, words in _FAMILIES
        ]
        self.flown = {t for column in roster.chosen for t in _tasks(column.served)}
        self.better: Roster | None = None

    def outcome(self, task: int) -> Outcome:
        """Outcome of one task."""
        mine = np.flatnonzero(serving(self.columns, task))
        if not any(self._allowed(np.array([k])) for k in mine.tolist()):
            rule, words = self._scarce(mine, np.empty(0, dtype=np.int64))
            return self._not_flown(task, rule, f"no sortie can serve it even alone: {words} do not allow it")
        rule, words = self._scarce(mine, self.roster.indices)
        forced = self._forced(task, mine)
        if forced is None:
            return self._not_flown(
                task,
                rule,
                f"{words} are taken by other tasks; no programme with it was found in the time for this search",
            )
        return self._compared(task, forced, rule, words)

    def _allowed(self, chosen: IntVector) -> bool:
        sorties = sorted((self.columns.columns[k] for k in chosen), key=lambda column: column.start_min)
        return self.roster.rows.allow(chosen) and assign(self.problem, sorties) is not None

    def _scarce(self, mine: IntVector, kept: IntVector) -> tuple[str, str]:
        """Rule that alone keeps every sortie of the task from being added to what is kept."""
        for rule, lifted, rows, words in self.tried:
            for k in mine.tolist():
                served = self.columns.columns[k].served
                apart = not any(self.columns.columns[other].served & served for other in kept.tolist())
                if apart and rows.allow(np.append(kept, k)) and self._hands(lifted, np.append(kept, k)):
                    return rule, words
        return "tail.available", "serviceable tails and others of the scarce things together"

    def _hands(self, lifted: DayProblem | None, chosen: IntVector) -> bool:
        """Whether tails and crews can fly a choice on a day with a limit lifted; not asked without one."""
        if lifted is None:
            return True
        sorties = [self.columns.columns[k] for k in in_order(self.columns, chosen)]
        return assign(lifted, sorties) is not None

    def _forced(self, task: int, mine: IntVector) -> IntVector | None:
        """Choose again with the task forced, among the columns that matter."""
        cheapest = np.argsort(self.roster.prices, kind="stable")[:_MOST_COLUMNS]
        of_task = mine[np.argsort(self.roster.prices[mine], kind="stable")[: _MOST_COLUMNS // 4]]
        keep = np.unique(np.concatenate([cheapest, of_task, self.roster.indices]))
        rows = self.roster.rows.plus(-serving(self.columns, task), -1.0)
        for _ in range(_MAX_ROUNDS):
            answer = select(rows.only(keep), self.cost[keep], self.options, self._seconds())
            if answer.chosen is None:
                return None
            forced = in_order(self.columns, keep[answer.chosen])
            chosen = [self.columns.columns[k] for k in forced]
            hands = assign(self.problem, chosen)
            if hands is not None:
                if self._values(forced) < self._values(self.roster.indices):
                    self.better = improved(self.problem, self.columns, self.roster, forced, hands)
                return forced
            rows = forbid(self.columns, rows, overloaded(self.problem, chosen))
        return None

    def _values(self, chosen: IntVector) -> tuple[int, ...]:
        return tuple(level.value(chosen) for level in self.levels)

    def _seconds(self) -> float:
        limit = self.options.time_limit_s
        if limit is None or self.options.deterministic:
            return _SECONDS
        return min(_SECONDS, max(0.0, limit - (time.monotonic() - self.began)))

    def _compared(self, task: int, forced: IntVector, rule: str, words: str) -> Outcome:
        pushed = self.flown - {t for k in forced for t in _tasks(self.columns.columns[k].served)}
        displaces = tuple(self.problem.tasks[t].id for t in sorted(pushed))
        names = ", ".join(displaces) or "none"
        proven = all(level.status is Status.OPTIMAL for level in self.roster.levels)
        for level in self.levels:
            before, after = level.value(self.roster.indices), level.value(forced)
            if after != before:
                change = f"{abs(after - before)} {level.unit} {'worse' if after > before else 'better'} ({level.name})"
                sure = "" if proven else "; neither programme is proven best"
                reason = (
                    f"outbid: {words} are taken; flying it instead of {names} is possible and {change}{sure}"
                )
                return self._not_flown(task, rule, reason, displaces)
        reason = f"{words} are taken; it could be flown at equal value instead of {names}"
        return self._not_flown(task, rule, reason, displaces)

    def _not_flown(self, task: int, rule: str, reason: str, displaces: tuple[str, ...] = ()) -> Outcome:
        return Outcome(
            task=self.problem.tasks[task].id,
            sortie=None,
            rule=rule,
            reason=reason[:1].upper() + reason[1:] + ".",
            displaces=displaces,
        )


def _tasks(served: int) -> list[int]:
    return [t for t in range(served.bit_length()) if served >> t & 1]
