"""Lexicographic optimisation on CP-SAT: one level after the other, each with its proven bound.

A level is minimised, its value is then a limit for the levels after it, and the solution found is the complete start
of the next level. So every level has an answer as soon as the first one has, and an interrupt loses nothing. Which
models are searched in which order is for the planning level to say; here is the search on one of them, and the clock.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from ortools.sat.python import cp_model

from airlift.plans.result import ObjectiveLevel, Status
from airlift.solvers.options import Interrupt, Progress, ProgressEvent, SolveOptions

__all__ = ["Clock", "Level", "LevelAnswer", "minimise_level", "restated"]

DETERMINISTIC_PER_SECOND = 1.0
"""Deterministic solver time granted for each second of the limit, over all workers together."""

LEAST_SEARCH_S = 0.5
"""A search with less time than this spends it on reading its model."""

_STATUS = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
    cp_model.UNKNOWN: Status.UNKNOWN,
}


@dataclass(frozen=True)
class Level:
    """One level of the objective, minimised.

    Parameters
    ----------
    name, unit : str
        What is minimised, and its unit.
    expression : linear expression
        Integer-valued.
    tolerance : float
        Relative gap at which the level counts as closed.
    """

    name: str
    unit: str
    expression: cp_model.LinearExprT
    tolerance: float


@dataclass(frozen=True)
class LevelAnswer:
    """What a search on one level gave.

    Parameters
    ----------
    objective : ObjectiveLevel
        Status, value and proven bound.
    solution : list of int or None
        Value of every variable by index, of the best solution.
    """

    objective: ObjectiveLevel
    solution: list[int] | None


class Clock:
    """Shares out a time limit among the searches of one planning level.

    By the wall where the options allow it; in deterministic mode by the shares alone, because wall time would make the
    answer depend on the machine.
    """

    def __init__(self, options: SolveOptions) -> None:
        self._limit_s = options.time_limit_s
        self._deterministic = options.deterministic
        self._granted_s = 0.0
        self.began = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        """Wall time since the planning level began."""
        return time.monotonic() - self.began

    def _left_s(self, keep: float) -> float:
        """Seconds left when a share of the whole limit is kept for what comes later."""
        if self._limit_s is None:
            return math.inf
        spent_s = self._granted_s if self._deterministic else self.elapsed_s
        return max(0.0, self._limit_s * (1 - keep) - spent_s)

    def is_over(self, keep: float = 0.0) -> bool:
        """Whether too little is left for a search to be worth its start."""
        return self._left_s(keep) < LEAST_SEARCH_S

    def grant(self, share: float, keep: float = 0.0) -> float | None:
        """Seconds for the next search: a share of what is left; None without a limit."""
        if self._limit_s is None:
            return None
        granted_s = self._left_s(keep) * share
        self._granted_s += granted_s
        return granted_s


def minimise_level(
    model: cp_model.CpModel,
    level: Level,
    options: SolveOptions,
    *,
    budget_s: float | None,
    clock: Clock,
    name: str,
    progress: Progress | None = None,
    start: list[int] | None = None,
    start_is_answer: bool = True,
    restricted: bool = False,
) -> LevelAnswer:
    """Minimise one level, from a start if there is one; the model keeps neither objective nor hints.

    Parameters
    ----------
    model : CpModel
        Model without an objective.
    level : Level
        What is minimised.
    options : SolveOptions
        Repeatability and interrupt.
    budget_s : float or None
        Seconds that this search may use; None for no limit.
    clock : Clock
        Time of the planning level, for progress.
    name : str
        Planning level, for progress.
    progress : callable, optional
        Told each incumbent and bound.
    start : list of int, optional
        Values of all variables of a known solution.
    start_is_answer : bool
        Whether the start is the answer when the search finds nothing; an idle start is not.
    restricted : bool
        Whether the model has limits of its own besides the rules: its bound is then no bound of the level, and is not
        told to `progress`.
    """
    began = time.monotonic()
    model.minimize(level.expression)
    start_value = None if start is None else _objective_of(model, start)
    least = _least_by_domains(model)
    for index, hint in enumerate(start or ()):
        model.add_hint(model.get_int_var_from_proto_index(index), hint)
    solver = cp_model.CpSolver()
    _configure(solver, level, options, budget_s)
    watcher = _Watcher(name, level.name, clock, progress, solver, options.interrupt, restricted)
    solver.best_bound_callback = watcher.on_bound
    options.interrupt.add(solver.stop_search)
    try:
        # CpSolver forgets a stop that comes before its search, so a stop that came already is seen to here.
        stopped = options.interrupt.is_set()
        answer = cp_model.UNKNOWN if stopped else solver.solve(model, watcher)
        problem = model.validate() if answer == cp_model.MODEL_INVALID else ""
    finally:
        options.interrupt.remove(solver.stop_search)
        _clear(model)
    if answer == cp_model.MODEL_INVALID:
        raise ValueError(f"the solver refuses the model of {name}: {problem}")
    status = _STATUS[answer]
    wall_s = time.monotonic() - began
    if status in (Status.OPTIMAL, Status.FEASIBLE):
        solution, value = list(solver.response_proto.solution), solver.objective_value
        if start_value is not None and start_value < value:
            solution, value = list(start or ()), start_value
        return LevelAnswer(_proven(level, value, solver.best_objective_bound, wall_s), solution)
    if status is Status.UNKNOWN and start_is_answer and start is not None and start_value is not None:
        # Without a solution the solver states a bound of 0 until it has proven one.
        bound = least if watcher.bound is None else max(least, solver.best_objective_bound)
        return LevelAnswer(_proven(level, start_value, bound, wall_s), start)
    objective = ObjectiveLevel(
        name=level.name, unit=level.unit, status=status, value=None, bound=None, wall_s=wall_s
    )
    return LevelAnswer(objective, None)


def restated(objective: ObjectiveLevel, value: float) -> ObjectiveLevel:
    """Return the level with the value that the final plan has: a search on a later level may better an earlier one."""
    proven = objective.bound is not None and value - objective.bound < 0.5
    return objective.model_copy(
        update={
            "value": value,
            "bound": value if proven else objective.bound,
            "status": Status.OPTIMAL if proven else Status.FEASIBLE,
        }
    )


def _objective_of(model: cp_model.CpModel, solution: list[int]) -> float:
    """Value of the model's linear objective at a solution."""
    objective = model.proto.objective
    terms = zip(objective.vars, objective.coeffs, strict=True)
    return float(sum(solution[var] * coefficient for var, coefficient in terms) + objective.offset)


def _least_by_domains(model: cp_model.CpModel) -> float:
    """Bound of the model's linear objective that the ranges of its variables give."""
    objective = model.proto.objective
    least = objective.offset
    for index, coefficient in zip(objective.vars, objective.coeffs, strict=True):
        domain = list(model.proto.variables[index].domain)  # the bare field does not count from its end
        least += coefficient * (domain[0] if coefficient > 0 else domain[-1])
    return float(least)


def _clear(model: cp_model.CpModel) -> None:
    """Take objective and hints out of the model."""
    model.clear_hints()  # type: ignore[no-untyped-call]  # ortools leaves these two without annotations
    model.clear_objective()  # type: ignore[no-untyped-call]


def _proven(level: Level, value: float, bound: float, wall_s: float) -> ObjectiveLevel:
    """Objective level with its bound rounded up: every level counts whole things."""
    whole = min(value, float(math.ceil(bound - 1e-6)))
    status = Status.OPTIMAL if value - whole < 0.5 else Status.FEASIBLE
    return ObjectiveLevel(
        name=level.name, unit=level.unit, status=status, value=value, bound=whole, wall_s=wall_s
    )


def _configure(
    solver: cp_model.CpSolver, level: Level, options: SolveOptions, budget_s: float | None
) -> None:
    parameters = solver.parameters
    parameters.num_workers = options.workers
    parameters.random_seed = options.seed
    parameters.relative_gap_limit = level.tolerance
    # CP-SAT's own handler works only in the main thread and aborts the process elsewhere; Interrupt does its work.
    parameters.catch_sigint_signal = False
    if options.deterministic:
        # Several workers give the same answer twice only when they take turns (google/or-tools#4195).
        parameters.interleave_search = True
        if budget_s is not None:
            parameters.max_deterministic_time = budget_s * DETERMINISTIC_PER_SECOND
    elif budget_s is not None:
        parameters.max_time_in_seconds = budget_s


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Tells each incumbent and each better bound, and stops the search if a stop came just before it began."""

    def __init__(
        self,
        name: str,
        stage: str,
        clock: Clock,
        progress: Progress | None,
        solver: cp_model.CpSolver,
        interrupt: Interrupt,
        restricted: bool,
    ) -> None:
        super().__init__()
        self._restricted = restricted
        self._name, self._stage, self._clock, self._progress = name, stage, clock, progress
        self._solver, self._interrupt = solver, interrupt
        self._value: float | None = None
        self.bound: float | None = None

    def on_solution_callback(self) -> None:
        """Take a new incumbent."""
        self._value, self.bound = self.objective_value, self.best_objective_bound
        self._tell()

    def on_bound(self, bound: float) -> None:
        """Take a better bound."""
        self.bound = bound
        self._tell()

    def _tell(self) -> None:
        if self._interrupt.is_set():
            self._solver.stop_search()
        if self._progress is not None:
            bound = None if self._restricted else self.bound
            self._progress(ProgressEvent(self._name, self._stage, self._value, bound, self._clock.elapsed_s))
