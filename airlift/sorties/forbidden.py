"""Why no sortie can serve a task, whatever else is flown: the rule whose relaxation alone makes it possible.

A task alone is the easiest sortie for it, so only sorties of that one task are enumerated, again for each relaxation.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from airlift.plans.programme import Outcome
from airlift.sorties.columns import day_columns
from airlift.sorties.data import DayProblem
from airlift.sorties.relaxations import RELAXATIONS, Relaxation

__all__ = ["forbidden_outcome"]


def forbidden_outcome(problem: DayProblem, task: int) -> Outcome:
    """Outcome of a task that no column serves."""
    alone = [relaxation for relaxation in RELAXATIONS if _helps(problem, task, [relaxation])]
    if alone:
        amounts = {relaxation.rule: _least(problem, task, relaxation) for relaxation in alone}
        first = alone[0]
        reason = first.words.format(amount=amounts[first.rule])
        others = [_by(relaxation, amounts[relaxation.rule]) for relaxation in alone[1:]]
        if others:
            reason += f" (each of these, made wider alone, would do as well: {', '.join(others)})"
        return _outcome(problem, task, first.rule, reason)
    together = _smallest(problem, task)
    # With the others of the set out of the way, how far each one is from enough.
    words = []
    for relaxation in together:
        rest = _relaxed(problem, [other for other in together if other is not relaxation])
        words.append(relaxation.words.format(amount=_least(rest, task, relaxation)))
    rules = " and ".join(relaxation.rule for relaxation in together)
    return _outcome(
        problem, task, together[0].rule, f"{'; '.join(words)} ({rules} would all have to be wider)"
    )


def _by(relaxation: Relaxation, amount: int) -> str:
    return relaxation.rule if relaxation.most == 1 else f"{relaxation.rule} by {amount} {relaxation.unit}"


def _outcome(problem: DayProblem, task: int, rule: str, reason: str) -> Outcome:
    return Outcome(
        task=problem.tasks[task].id, sortie=None, rule=rule, reason=reason[:1].upper() + reason[1:] + "."
    )


def _relaxed(problem: DayProblem, relaxations: Sequence[Relaxation]) -> DayProblem:
    for relaxation in relaxations:
        problem = relaxation.apply(problem, relaxation.most)
    return problem


def _helps(problem: DayProblem, task: int, relaxations: Sequence[Relaxation]) -> bool:
    return _can_fly(_relaxed(problem, relaxations), task)


def _can_fly(problem: DayProblem, task: int) -> bool:
    return bool(day_columns(problem, only=frozenset({task})).columns)


def _least(problem: DayProblem, task: int, relaxation: Relaxation) -> int:
    """Least amount that helps, by bisection."""
    low, high = 0, relaxation.most
    while high - low > 1:
        middle = (low + high) // 2
        if _can_fly(relaxation.apply(problem, middle), task):
            high = middle
        else:
            low = middle
    return high


def _smallest(problem: DayProblem, task: int) -> list[Relaxation]:
    """Find a pair that helps together; without one, a set of which none can be left out."""
    for pair in combinations(RELAXATIONS, 2):
        if _helps(problem, task, pair):
            return list(pair)
    needed = list(RELAXATIONS)
    for relaxation in RELAXATIONS:
        fewer = [other for other in needed if other is not relaxation]
        if _helps(problem, task, fewer):
            needed = fewer
    return needed
