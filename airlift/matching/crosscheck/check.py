"""The lexicographic search of the second model."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from types import MappingProxyType

from airlift.matching.crosscheck.backends import Answer, Backend, minimise
from airlift.matching.crosscheck.formulation import Goal, formulate
from airlift.matching.crosscheck.outcome import COST_RELATIVE, CheckedLevel, CrossCheck
from airlift.plans import Status
from airlift.scenario.model import Scenario

__all__ = ["cross_check"]

_SLACK = 1e-3
"""How far a sum of many variables may miss a whole number when the solver keeps each to a millionth or less."""

_SLACK_USD = 1.0


def cross_check(
    scenario: Scenario,
    *,
    time_limit_s: float,
    backend: Backend = "highs",
    relax: bool = False,
    held: Mapping[str, float] | None = None,
) -> CrossCheck:
    """Solve force generation once more, written independently, with HiGHS or CBC through PuLP.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    time_limit_s : float
        Wall-clock limit of all levels together.
    backend : {"highs", "cbc"}
        Solver behind PuLP.
    relax : bool
        Solve linear relaxations only: bounds for scenarios too large for more, rounded up to whole numbers for levels
        that count things (0.001 below a whole number counts as it) and down by a millionth and a dollar for cost.
    held : mapping, optional
        Values by the names of levels at which they are kept while those after them are solved, as found by another
        solver. A level that is not named is kept at the value found; with `relax` it is not kept.

    Returns
    -------
    CrossCheck
        Every level, in the order and with the names of `airlift.matching`.

    Raises
    ------
    ValueError
        The time limit is negative or not a number.
    """
    if not (math.isfinite(time_limit_s) and time_limit_s >= 0):
        raise ValueError(f"time_limit_s must be a number of seconds, not negative: {time_limit_s}")
    kept = MappingProxyType(dict(held or {}))
    ends = time.monotonic() + time_limit_s
    formulation = formulate(scenario, relax)
    model = formulation.model
    levels: list[CheckedLevel] = []
    lost = False
    for goal in formulation.goals:
        began = time.monotonic()
        left_s = ends - began
        answer = Answer(Status.UNKNOWN, None, None)
        if not goal.terms:
            answer = Answer(Status.OPTIMAL, 0.0, 0.0)
        elif left_s > 0 and not lost:
            answer = minimise(model, goal, backend, left_s)
        level = _level(goal, answer, relax, time.monotonic() - began)
        levels.append(level)
        # Levels after one without a value would say nothing of the best plan.
        keep = kept.get(goal.name, None if relax else level.value)
        lost = lost or (keep is None and not relax)
        if keep is not None:
            slack = _SLACK if goal.whole else _SLACK_USD * goal.scale
            model.at_most(goal.terms, keep * goal.scale + slack)
    return CrossCheck(backend, relax, tuple(levels), kept, model.variables, model.rows)


def _level(goal: Goal, answer: Answer, relax: bool, seconds: float) -> CheckedLevel:
    """State an answer with a bound that is safe to quote, and `OPTIMAL` only where bound or solver proves it."""
    bound = None if answer.bound is None else _safe(goal, answer.bound)
    if relax:
        status = Status.INFEASIBLE if answer.status is Status.INFEASIBLE else Status.UNKNOWN
        return CheckedLevel(goal.name, goal.unit, status, None, bound, seconds)
    value = answer.value
    if goal.whole and value is not None:
        value = float(round(value))
    status = answer.status
    level = CheckedLevel(goal.name, goal.unit, status, value, bound, seconds)
    if value is not None and bound is not None:
        # The bound was met while sums could miss whole numbers by a hair.
        bound = min(bound, value)
        if bound < value - level.tolerance and status is Status.OPTIMAL:
            status = Status.FEASIBLE
    elif status is Status.OPTIMAL:
        status = Status.FEASIBLE
    return CheckedLevel(goal.name, goal.unit, status, value, bound, seconds)


def _safe(goal: Goal, bound: float) -> float:
    """Round a bound up to the next whole number, or down by the accuracy of the solver."""
    if goal.whole:
        return float(max(0, math.ceil(bound - _SLACK)))
    return max(0.0, bound - COST_RELATIVE * abs(bound) - _SLACK_USD)
