"""Why a task that could be flown is not: what is scarce, and which tasks it would push out.

The programme is made again with the task forced. Only sorties that are cheap for the whole day, those of the programme
and those of the task take part, so the tasks that are named are pushed out by a programme that exists; a better one
might push out others.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from airlift.plans.programme import Outcome
from airlift.solvers import SolveOptions
from airlift.sorties.assign import assign_crews
from airlift.sorties.columns import ColumnSet
from airlift.sorties.data import DayProblem
from airlift.sorties.mip import relax, select
from airlift.sorties.roster import Roster
from airlift.sorties.rows import IntVector, Scarce, build_rows, objectives, serving
from airlift.sorties.selection import weighted

__all__ = ["Outbid"]

_FAMILIES = (
    ("standby.held", "standby", "the aircraft held for casualties"),
    ("tail.available", "tails", "serviceable tails"),
    ("fuel.stock", "stock", "fuel in stock"),
    ("crew.duty", "hours", "the daily hours of the crews"),
    ("crew.numbers", "crews", "crews on duty"),
)
_MOST_COLUMNS = 800
_SECONDS = 5.0
"""Most time for one task; less when little of the limit is left."""


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
        self.reduced_cost = relax(roster.rows, self.cost, options, None).reduced_cost
        self.relaxed = {
            name: build_rows(problem, columns, replace(Scarce(), **{name: False})) for _, name, _ in _FAMILIES
        }
        self.flown = {t for column in roster.chosen for t in _tasks(column.served)}

    def outcome(self, task: int) -> Outcome:
        """Outcome of one task."""
        mine = np.flatnonzero(serving(self.problem, self.columns, task))
        alone = [k for k in mine.tolist() if self._allowed(np.array([k]))]
        if not alone:
            rule, words = self._scarce(mine, np.empty(0, dtype=np.int64))
            return self._not_flown(task, rule, f"no sortie can serve it even alone: {words} do not allow it")
        rule, words = self._scarce(mine, self.roster.indices)
        forced = self._forced(task, mine)
        if forced is None:
            return self._not_flown(
                task,
                rule,
                f"{words} are taken by other tasks; no programme with it was found within the time limit",
            )
        return self._compared(task, forced, rule, words)

    def _allowed(self, chosen: IntVector) -> bool:
        sorties = sorted((self.columns.columns[k] for k in chosen), key=lambda column: column.start_min)
        return self.roster.rows.allow(chosen) and assign_crews(self.problem, sorties) is not None

    def _scarce(self, mine: IntVector, kept: IntVector) -> tuple[str, str]:
        """Rule that alone keeps every sortie of the task from being added to what is kept."""
        # What the rows themselves allow can only fail for want of a crew that may still fly.
        tried = [("crew.duty", self.roster.rows, "the daily hours of the crews")]
        tried += [(rule, self.relaxed[name], words) for rule, name, words in _FAMILIES]
        for rule, rows, words in tried:
            for k in mine.tolist():
                served = self.columns.columns[k].served
                apart = not any(self.columns.columns[other].served & served for other in kept.tolist())
                if apart and rows.allow(np.append(kept, k)):
                    return rule, words
        return "tail.available", "serviceable tails"

    def _forced(self, task: int, mine: IntVector) -> IntVector | None:
        """Choose again with the task forced, among the columns that matter."""
        cheapest = np.argsort(self.reduced_cost, kind="stable")[:_MOST_COLUMNS]
        of_task = mine[np.argsort(self.reduced_cost[mine], kind="stable")[: _MOST_COLUMNS // 4]]
        keep = np.unique(np.concatenate([cheapest, of_task, self.roster.indices]))
        rows = self.roster.rows.plus(-serving(self.problem, self.columns, task), -1.0).only(keep)
        answer = select(rows, self.cost[keep], self.options, self._seconds())
        return None if answer.chosen is None else keep[answer.chosen]

    def _seconds(self) -> float:
        limit = self.options.time_limit_s
        if limit is None or self.options.deterministic:
            return _SECONDS
        return min(_SECONDS, max(0.0, limit - (time.monotonic() - self.began)))

    def _compared(self, task: int, forced: IntVector, rule: str, words: str) -> Outcome:
        pushed = self.flown - {t for k in forced for t in _tasks(self.columns.columns[k].served)}
        displaces = tuple(self.problem.tasks[t].id for t in sorted(pushed))
        names = ", ".join(displaces) or "none"
        for level in self.levels:
            before, after = level.value(self.roster.indices), level.value(forced)
            if after > before:
                reason = (
                    f"outbid: {words} are taken; flying it pushes out {names} and makes it worse by "
                    f"{after - before} {level.unit} ({level.name})"
                )
                return self._not_flown(task, rule, reason, displaces)
            if after < before:
                reason = (
                    f"{words} are taken; the search ended before a better programme with it, without {names}"
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
