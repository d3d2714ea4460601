"""Why no sortie can serve a task, whatever else is flown: the rule whose relaxation alone makes it possible.

A task alone is the easiest sortie for it, so only sorties of that one task are enumerated, again for each relaxation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from airlift.plans.programme import Outcome
from airlift.sorties.columns import can_fly
from airlift.sorties.data import DayProblem
from airlift.sorties.relaxations import RELAXATIONS, Relaxation

__all__ = ["forbidden_outcome"]


Stop = Callable[[], bool]


class _StoppedError(Exception):
    """The examination was stopped."""


def forbidden_outcome(problem: DayProblem, task: int, stop: Stop = lambda: False) -> Outcome | None:
    """Outcome of a task that no column serves; None if `stop` ended the examination before it was found."""
    try:
        return _Examination(problem, task, stop).outcome()
    except _StoppedError:
        return None


class _Examination:
    def __init__(self, problem: DayProblem, task: int, stop: Stop) -> None:
        self.problem, self.task, self.stop = problem, task, stop

    def outcome(self) -> Outcome:
        """Find the rules of which one, made wider alone, would do, else those that must all be wider."""
        alone = [relaxation for relaxation in RELAXATIONS if self._helps([relaxation])]
        if alone:
            amounts = {relaxation.rule: self._least(self.problem, relaxation) for relaxation in alone}
            first = alone[0]
            reason = first.words.format(amount=amounts[first.rule])
            others = [_by(relaxation, amounts[relaxation.rule]) for relaxation in alone[1:]]
            if others:
                reason += f" (each of these, made wider alone, would do as well: {', '.join(others)})"
            return self._not_flown(first.rule, reason)
        together = self._smallest()
        # With the others of the set out of the way, how far each one is from enough.
        words = []
        for relaxation in together:
            rest = _relaxed(self.problem, [other for other in together if other is not relaxation])
            words.append(relaxation.words.format(amount=self._least(rest, relaxation)))
        rules = " and ".join(relaxation.rule for relaxation in together)
        return self._not_flown(together[0].rule, f"{'; '.join(words)} ({rules} would all have to be wider)")

    def _not_flown(self, rule: str, reason: str) -> Outcome:
        id_ = self.problem.tasks[self.task].id
        return Outcome(task=id_, sortie=None, rule=rule, reason=reason[:1].upper() + reason[1:] + ".")

    def _helps(self, relaxations: Sequence[Relaxation]) -> bool:
        return self._can_fly(_relaxed(self.problem, relaxations))

    def _can_fly(self, problem: DayProblem) -> bool:
        found = can_fly(problem, self.task, self.stop)
        if not found and self.stop():
            raise _StoppedError
        return found

    def _least(self, problem: DayProblem, relaxation: Relaxation) -> int:
        """Least amount that helps, by bisection."""
        low, high = 0, relaxation.most
        while high - low > 1:
            middle = (low + high) // 2
            if self._can_fly(relaxation.apply(problem, middle)):
                high = middle
            else:
                low = middle
        return high

    def _smallest(self) -> list[Relaxation]:
        """Find a pair that helps together; without one, a set of which none can be left out."""
        for pair in combinations(RELAXATIONS, 2):
            if self._helps(pair):
                return list(pair)
        needed = list(RELAXATIONS)
        for relaxation in RELAXATIONS:
            fewer = [other for other in needed if other is not relaxation]
            if self._helps(fewer):
                needed = fewer
        return needed


def _by(relaxation: Relaxation, amount: int) -> str:
    return relaxation.rule if relaxation.most == 1 else f"{relaxation.rule} by {amount} {relaxation.unit}"


def _relaxed(problem: DayProblem, relaxations: Sequence[Relaxation]) -> DayProblem:
    for relaxation in relaxations:
        problem = relaxation.apply(problem, relaxation.most)
    return problem
