"""An outcome for every task: flown by which sortie, or not flown and why, verified by solving again."""

from __future__ import annotations

from collections.abc import Sequence

from airlift.plans.programme import Outcome, Sortie
from airlift.solvers import SolveOptions
from airlift.sorties.columns import ColumnSet
from airlift.sorties.data import DayProblem
from airlift.sorties.extract import flown_outcomes
from airlift.sorties.forbidden import forbidden_outcome
from airlift.sorties.outbid import Outbid
from airlift.sorties.roster import Roster
from airlift.sorties.selection import Tell

__all__ = ["outcomes_of"]


def outcomes_of(
    problem: DayProblem,
    columns: ColumnSet,
    roster: Roster,
    sorties: Sequence[Sortie],
    options: SolveOptions,
    tell: Tell,
) -> dict[int, Outcome]:
    """Outcomes of all tasks, by task.

    Parameters
    ----------
    problem, columns, roster : DayProblem, ColumnSet, Roster
        Day, its sorties and what was chosen of them.
    sorties : sequence of Sortie
        The chosen ones, in the order of the roster.
    options : SolveOptions
        Seed, determinism and interrupt.
    tell : callable
        Told how many tasks are explained.
    """
    outcomes = flown_outcomes(problem, roster.chosen, sorties)
    left = [t for t in range(len(problem.tasks)) if t not in outcomes]
    servable = 0
    for column in columns.columns:
        servable |= column.served
    outbid: Outbid | None = None
    for number, task in enumerate(left, start=1):
        if servable >> task & 1:
            outbid = outbid or Outbid(problem, columns, roster, options)
            outcomes[task] = outbid.outcome(task)
        else:
            outcomes[task] = forbidden_outcome(problem, task)
        tell("reasons", float(number), float(len(left)))
    return outcomes
