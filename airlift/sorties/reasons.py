"""An outcome for every task: flown by which sortie, or not flown and why, verified by solving again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from airlift.plans.programme import Outcome, Sortie
from airlift.solvers import SolveOptions
from airlift.sorties.columns import ColumnSet
from airlift.sorties.data import DayProblem
from airlift.sorties.extract import flown_outcomes
from airlift.sorties.forbidden import forbidden_outcome
from airlift.sorties.outbid import Outbid
from airlift.sorties.roster import Roster
from airlift.sorties.search import Tell

__all__ = ["Explained", "outcomes_of", "stopper"]


@dataclass(frozen=True)
class Explained:
    """Outcomes of all tasks, by task.

    `better` is a better roster that an explanation came upon; `unexamined` counts tasks for which no time was left.
    """

    outcomes: dict[int, Outcome]
    unexamined: int
    better: Roster | None


def outcomes_of(
    problem: DayProblem,
    columns: ColumnSet,
    roster: Roster,
    sorties: Sequence[Sortie],
    options: SolveOptions,
    tell: Tell,
) -> Explained:
    """Explain what became of each task; ends early with a better roster when it finds one.

    Parameters
    ----------
    problem, columns, roster : DayProblem, ColumnSet, Roster
        Day, its sorties and what was chosen of them.
    sorties : sequence of Sortie
        The chosen ones, in the order of the roster.
    options : SolveOptions
        Seed, determinism, interrupt and time; in deterministic mode the time does not end it.
    tell : callable
        Told how many tasks are explained.
    """
    stop = stopper(options)
    outcomes = flown_outcomes(problem, roster.chosen, sorties)
    left = [t for t in range(len(problem.tasks)) if t not in outcomes]
    servable = 0
    for column in columns.columns:
        servable |= column.served
    outbid: Outbid | None = None
    unexamined = 0
    for number, task in enumerate(left, start=1):
        outcome = None
        if servable >> task & 1 and not stop():
            outbid = outbid or Outbid(problem, columns, roster, options)
            outcome = outbid.outcome(task)
            if outbid.better is not None:
                return Explained(outcomes, 0, outbid.better)
        elif not stop():
            outcome = forbidden_outcome(problem, task, stop)
        if outcome is None:
            unexamined += 1
            cause = "the search was interrupted" if options.interrupt.is_set() else "time ran out"
            reason = f"Not examined: {cause}."
            outcome = Outcome(task=problem.tasks[task].id, sortie=None, rule="task.outcome", reason=reason)
        outcomes[task] = outcome
        tell("reasons", float(number), float(len(left)))
    return Explained(outcomes, unexamined, None)


def stopper(options: SolveOptions) -> Callable[[], bool]:
    """Whether an interrupt came, or the time limit from now on is over (not in deterministic mode)."""
    began = time.monotonic()
    limit = None if options.deterministic else options.time_limit_s

    def stop() -> bool:
        return options.interrupt.is_set() or (limit is not None and time.monotonic() - began >= limit)

    return stop
