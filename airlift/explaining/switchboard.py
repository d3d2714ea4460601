"""A model whose rules can be switched on and off: every question about rules is a solve of its own.

A rule is switched by fixing its guard, not by an assumption: presolve then drops what is off, several workers may
search, and nothing depends on the cores that the solver names.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from airlift.explaining.allowance import Allowance
from airlift.explaining.explanation import Check
from airlift.matching.rulebook import Group
from airlift.plans import Status

__all__ = ["Engine", "Reply", "Switchboard"]

_STATUS = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
    cp_model.UNKNOWN: Status.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Engine:
    """How a question is put to CP-SAT.

    Presolve can be switched off for a second opinion: most known wrong answers of the solver come from presolve
    (google/or-tools#5274, version 9.15).
    """

    workers: int
    seed: int
    presolve: bool = True

    def __str__(self) -> str:
        threads = f"{self.workers} worker{'s' if self.workers != 1 else ''}"
        return f"CP-SAT, seed {self.seed}, {threads}{'' if self.presolve else ', no presolve'}"

    @property
    def second_opinion(self) -> Engine:
        """Another configuration: another seed, one worker, no presolve."""
        return Engine(workers=1, seed=self.seed + 1 if self.seed < 2**31 - 1 else 0, presolve=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a solve answered.

    Parameters
    ----------
    status : Status
        `OPTIMAL` only when something was minimised.
    values : list of int or None
        Value of every variable by index.
    objective, bound : float or None
        When something was minimised and a solution was found.
    check : Check
        The solve, for the record.
    """

    status: Status
    values: list[int] | None
    objective: float | None
    bound: float | None
    check: Check

    @property
    def found(self) -> bool:
        """Whether there is a solution."""
        return self.values is not None


class Switchboard:
    """Asks questions of one model with some of its guarded groups on.

    Parameters
    ----------
    model : CpModel
        Model without an objective; its guards are free.
    guards : mapping of Group to variable
        Literal of each group: true means that the group holds.
    """

    def __init__(self, model: cp_model.CpModel, guards: Mapping[Group, cp_model.IntVar]) -> None:
        self.model = model
        self.guards = dict(guards)

    def ask(
        self,
        question: str,
        on: Collection[Group],
        engine: Engine,
        allowance: Allowance,
        *,
        minimise: cp_model.LinearExprT | None = None,
        free: Collection[Group] = (),
        only_hinted: bool = False,
    ) -> Reply:
        """Solve with some groups on and all others off.

        Parameters
        ----------
        question : str
            What is asked, for the record.
        on : collection of Group
            Groups that hold.
        engine : Engine
            How to solve.
        allowance : Allowance
            Time.
        minimise : linear expression, optional
            What to minimise; any solution is as good as another without it.
        free : collection of Group
            Groups whose guard the solver may choose.
        only_hinted : bool
            Whether variables with a hint must take it.
        """
        self._switch(frozenset(on), frozenset(free))
        if minimise is not None:
            self.model.minimize(minimise)
        try:
            return _solve(
                self.model,
                question,
                engine,
                allowance,
                has_objective=minimise is not None,
                only_hinted=only_hinted,
            )
        finally:
            self._switch(frozenset(), frozenset(self.guards))
            if minimise is not None:
                self.model.clear_objective()  # type: ignore[no-untyped-call]  # ortools leaves it without annotations

    def guess_core(
        self, groups: Collection[Group], on: Collection[Group], allowance: Allowance
    ) -> frozenset[Group]:
        """Return those groups that the solver names as sufficient for infeasibility: a guess and nothing more.

        Assumptions need one worker, and presolve must be off (google/or-tools#5141). Empty when nothing was named.

        Parameters
        ----------
        groups : collection of Group
            Groups of which some are to be named.
        on : collection of Group
            Groups that hold besides; all others are off.
        allowance : Allowance
            Time.
        """
        if allowance.is_over:
            return frozenset()
        assumed = frozenset(groups)
        self._switch(frozenset(on), assumed)
        self.model.add_assumptions([self.guards[group] for group in groups])
        solver = _solver(Engine(workers=1, seed=1, presolve=False), allowance)
        allowance.interrupt.add(solver.stop_search)
        try:
            status = solver.solve(self.model)
            named = set(solver.response_proto.sufficient_assumptions_for_infeasibility)
        finally:
            allowance.interrupt.remove(solver.stop_search)
            self.model.clear_assumptions()
            self._switch(frozenset(), frozenset(self.guards))
        if status != cp_model.INFEASIBLE:
            return frozenset()
        return frozenset(group for group in assumed if self.guards[group].index in named)

    def _switch(self, on: frozenset[Group], free: frozenset[Group]) -> None:
        """Fix the guards of all groups that are not free."""
        for group, guard in self.guards.items():
            least, most = (0, 1) if group in free else (int(group in on), int(group in on))
            _set_domain(self.model, guard, least, most)


def _set_domain(model: cp_model.CpModel, variable: cp_model.IntVar, least: int, most: int) -> None:
    domain = model.proto.variables[variable.index].domain
    domain.clear()
    domain.extend([least, most])


def _solver(engine: Engine, allowance: Allowance) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = engine.workers
    parameters.random_seed = engine.seed
    parameters.cp_model_presolve = engine.presolve
    # CP-SAT's own handler works only in the main thread and aborts the process elsewhere; Interrupt does its work.
    parameters.catch_sigint_signal = False
    if not math.isinf(allowance.left_s):
        parameters.max_time_in_seconds = allowance.left_s
    return solver


def _solve(
    model: cp_model.CpModel,
    question: str,
    engine: Engine,
    allowance: Allowance,
    *,
    has_objective: bool,
    only_hinted: bool,
) -> Reply:
    began = time.monotonic()
    answer = cp_model.UNKNOWN
    solver = _solver(engine, allowance)
    solver.parameters.fix_variables_to_their_hinted_value = only_hinted
    if not allowance.is_over:
        allowance.interrupt.add(solver.stop_search)
        try:
            answer = solver.solve(model)
        finally:
            allowance.interrupt.remove(solver.stop_search)
    if answer == cp_model.MODEL_INVALID:
        raise ValueError(f"the solver refuses the model of {question!r}: {model.validate()}")
    status = _STATUS[answer]
    if status is Status.OPTIMAL and not has_objective:
        status = Status.FEASIBLE
    found = status in (Status.OPTIMAL, Status.FEASIBLE)
    check = Check(
        question=question, answer=status, engine=str(engine), wall_s=round(time.monotonic() - began, 3)
    )
    return Reply(
        status=status,
        values=list(solver.response_proto.solution) if found else None,
        objective=solver.objective_value if found and has_objective else None,
        bound=solver.best_objective_bound if found and has_objective else None,
        check=check,
    )
