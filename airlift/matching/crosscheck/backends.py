"""One goal handed to HiGHS or CBC through PuLP, with the status that the solver has proven.

PuLP itself says "Optimal" for a search that ran out of time; what counts here is its solution status and, for HiGHS,
the dual bound that the solver states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from airlift.matching.crosscheck.formulation import Goal
from airlift.matching.crosscheck.linear import Model, value_of
from airlift.plans import Status

__all__ = ["Answer", "Backend", "minimise"]

Backend = Literal["highs", "cbc"]

_WHOLE_GAP = 0.9
"""Closer than one: the bound of a goal that counts whole things can then only round up to its value."""

_USD_GAP = 1.0
_RELATIVE_GAP = 1e-7


@dataclass(frozen=True)
class Answer:
    """Status, value and raw bound of one goal, in the goal's own unit; the bound is not rounded."""

    status: Status
    value: float | None
    bound: float | None


def minimise(model: Model, goal: Goal, backend: Backend, time_limit_s: float) -> Answer:
    """Minimise a goal; values stay in the model's variables."""
    import pulp  # type: ignore[import-untyped]

    model.minimise(goal.terms)
    solver = _highs(goal, time_limit_s) if backend == "highs" else _cbc(goal, time_limit_s)
    model.problem.solve(solver)
    found = model.problem.sol_status
    if found == pulp.LpSolutionInfeasible:
        return Answer(Status.INFEASIBLE, None, None)
    if model.whole == 0:
        # A linear programme has a bound only once it is solved: an unfinished simplex proves nothing.
        if found != pulp.LpSolutionOptimal:
            return Answer(Status.UNKNOWN, None, None)
        value = sum(factor * (variable.varValue or 0.0) for variable, factor in goal.terms) / goal.scale
        return Answer(Status.OPTIMAL, value, value)
    bound = _highs_bound(model.problem.solverModel, goal) if backend == "highs" else None
    if found not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return Answer(Status.UNKNOWN, None, bound)
    return Answer(
        Status.OPTIMAL if found == pulp.LpSolutionOptimal else Status.FEASIBLE,
        round(value_of(goal.terms) / goal.scale, 2),
        bound,
    )


def _gap(goal: Goal) -> float:
    return _WHOLE_GAP if goal.whole else _USD_GAP * goal.scale


def _highs(goal: Goal, time_limit_s: float) -> Any:
    import pulp

    return pulp.HiGHS(
        msg=False,
        timeLimit=time_limit_s,
        gapAbs=_gap(goal),
        gapRel=0.0 if goal.whole else _RELATIVE_GAP,
        parallel="off",
        mip_feasibility_tolerance=1e-7,
    )


def _cbc(goal: Goal, time_limit_s: float) -> Any:
    import pulp

    return pulp.COIN_CMD(
        path=pulp.PULP_CBC_CMD.pulp_cbc_path,
        msg=False,
        timeLimit=time_limit_s,
        gapAbs=_gap(goal),
        gapRel=0.0 if goal.whole else _RELATIVE_GAP,
        threads=1,
    )


def _highs_bound(solver: Any, goal: Goal) -> float | None:
    """Dual bound of a search for whole numbers; None while there is none."""
    bound = float(solver.getInfo().mip_dual_bound) / goal.scale
    return bound if abs(bound) < 1e15 else None
