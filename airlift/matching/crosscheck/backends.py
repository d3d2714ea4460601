"""One goal handed to HiGHS or CBC through PuLP, with the status and the bound that the solver has proven.

PuLP itself says "Optimal" for a search that ran out of time; what counts here is its solution status and the bound of
the solver itself: HiGHS is asked for it, CBC, which PuLP runs as a command, states it in its log.
"""

from __future__ import annotations

import math
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
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

_NO_BOUND = 1e15
"""Solvers write infinity as some very large number."""

_CBC_BOUND = re.compile(r"^Lower bound:\s+(\S+)$", re.MULTILINE)


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
    if backend == "highs":
        stated = _solve_with_highs(model, goal, time_limit_s)
    else:
        stated = _solve_with_cbc(model, goal, time_limit_s)
    found = model.problem.sol_status
    if found == pulp.LpSolutionInfeasible:
        return Answer(Status.INFEASIBLE, None, None)
    if model.whole == 0:
        # A linear programme has a bound only once it is solved: an unfinished simplex proves nothing.
        if found != pulp.LpSolutionOptimal:
            return Answer(Status.UNKNOWN, None, None)
        value = sum(factor * (variable.varValue or 0.0) for variable, factor in goal.terms) / goal.scale
        return Answer(Status.OPTIMAL, value, value)
    bound = stated / goal.scale if abs(stated) < _NO_BOUND else None
    if found not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return Answer(Status.UNKNOWN, None, bound)
    value = round(value_of(goal.terms) / goal.scale, 2)
    if backend == "cbc" and bound is None and found == pulp.LpSolutionOptimal:
        # A search that CBC has completed has proven its value but for the gap at which it may stop.
        bound = (
            value_of(goal.terms) - _gap(goal) - _relative_gap(goal) * abs(value * goal.scale)
        ) / goal.scale
    return Answer(Status.OPTIMAL if found == pulp.LpSolutionOptimal else Status.FEASIBLE, value, bound)


def _gap(goal: Goal) -> float:
    return _WHOLE_GAP if goal.whole else _USD_GAP * goal.scale


def _relative_gap(goal: Goal) -> float:
    return 0.0 if goal.whole else _RELATIVE_GAP


def _solve_with_highs(model: Model, goal: Goal, time_limit_s: float) -> float:
    """Solve with HiGHS and return the dual bound that it states.

    Its presolve calls a few feasible whole-number models infeasible (ERGO-Code/HiGHS#2585, #3090; 1.13.1 does so for
    worlds of the property tests), so that answer counts only when it is found without presolve too.
    """
    import pulp

    ends = time.monotonic() + time_limit_s
    model.problem.solve(_highs(goal, time_limit_s))
    if model.whole and model.problem.sol_status == pulp.LpSolutionInfeasible:
        left_s = max(0.0, ends - time.monotonic())
        model.problem.solve(_highs(goal, left_s, presolve="off"))
    return float(model.problem.solverModel.getInfo().mip_dual_bound)


def _highs(goal: Goal, time_limit_s: float, **changes: Any) -> Any:
    import pulp

    return pulp.HiGHS(
        msg=False,
        timeLimit=time_limit_s,
        gapAbs=_gap(goal),
        gapRel=_relative_gap(goal),
        parallel="off",
        mip_feasibility_tolerance=1e-7,
        **changes,
    )


def _solve_with_cbc(model: Model, goal: Goal, time_limit_s: float) -> float:
    """Solve with CBC and return the lower bound that its log states, infinite where it states none."""
    import pulp

    with tempfile.TemporaryDirectory(prefix="airlift-cbc-") as folder:
        log = Path(folder) / "cbc.log"
        solver = pulp.COIN_CMD(
            path=pulp.PULP_CBC_CMD.pulp_cbc_path,
            msg=False,
            timeLimit=time_limit_s,
            gapAbs=_gap(goal),
            gapRel=_relative_gap(goal),
            threads=1,
            logPath=str(log),
        )
        solver.tmpDir = folder
        model.problem.solve(solver)
        said = log.read_text(encoding="utf-8", errors="replace")
    # Before the first relaxation is solved, what CBC calls a bound is none.
    stated = _CBC_BOUND.findall(said) if "Continuous objective value is" in said else []
    return float(stated[-1]) if stated else math.inf
