"""What is missing: unmet aircraft of each month, and the months in which a medevac demand has not yet had a unit."""

from __future__ import annotations

from ortools.sat.python import cp_model

from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import RuleBook
from airlift.matching.variables import IntVar, Variables

__all__ = ["define_shortfalls"]

_sum = cp_model.LinearExpr.sum


def define_shortfalls(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """Define unmet and uncovered months; these are no rules and hold whatever the treatment."""
    for demand in problem.scenario.demands:
        choices = problem.choices_of_demand.get(demand.id, ())
        before: IntVar | None = None
        for t, _ in problem.blocks_of(demand.id):
            deployed = {
                variables.aircraft[c, t].index: variables.aircraft[c, t]
                for c in choices
                if (c, t) in variables.aircraft
            }
            if deployed:
                book.model.add(_sum([variables.unmet[demand.id, t], *deployed.values()]) >= demand.aircraft)
            uncovered = variables.uncovered.get((demand.id, t))
            if uncovered is None:
                continue
            started = [variables.start[c, t] for c in choices if (c, t) in variables.start]
            if started or before is not None:
                book.model.add(_sum([uncovered, *started]) >= (1 if before is None else before))
                before = uncovered
