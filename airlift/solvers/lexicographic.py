"""Lexicographic optimisation on CP-SAT: one level after the other, each with its proven bound.

A level is minimised, its value is then a limit for the levels after it, and the solution found is the complete start
of the next level. So every level has an answer as soon as the first one has, and an interrupt loses nothing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from airlift.plans.result import ObjectiveLevel, Status, worst_status
from airlift.solvers.options import Interrupt, Progress, ProgressEvent, SolveOptions

__all__ = ["Clock", "Level", "LevelAnswer", "LexicographicOutcome", "minimise_level", "minimise_levels"]

DETERMINISTIC_PER_SECOND = 1.0
"""Deterministic solver time granted for each second of the limit, over all workers together."""

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


@dataclass(frozen=True)
class LexicographicOutcome:
    """What the levels gave.

    Parameters
    ----------
    status : Status
        Weakest status of the levels.
    levels : tuple of ObjectiveLevel
        One for each level that was begun.
    solution : list of int or None
        Value of every variable by index, of the best solution.
    """

    status: Status
    levels: tuple[ObjectiveLevel, ...]
    solution: list[int] | None

    def value(self, variable: cp_model.IntVar) -> int:
        """Value of a variable in the best solution.

        Raises
        ------
        ValueError
            There is no solution.
        """
        if self.solution is None:
            raise ValueError("there is no solution to take a value from")
        return self.solution[variable.index]


def minimise_levels(
    model: cp_model.CpModel,
    levels: Sequence[Level],
    options: SolveOptions,
    *,
    name: str,
    progress: Progress | None = None,
    start: list[int] | None = None,
) -> LexicographicOutcome:
    """Minimise the levels one after the other; `model` keeps their limits as constraints.

    Parameters
    ----------
    model : CpModel
        Model without an objective.
    levels : sequence of Level
        In the order of their importance.
    options : SolveOptions
        Limits for all levels together; what a level leaves goes to those after it.
    name : str
        Planning level, for progress.
    progress : callable, optional
        Told each incumbent and bound.
    start : list of int, optional
        Values of all variables of a known solution.

    Returns
    -------
    LexicographicOutcome
        A time-out is never reported as optimal. A level whose gap is within its tolerance is `OPTIMAL` only when the
        gap is zero; otherwise it is `FEASIBLE` with that gap.
    """
    clock = Clock(options)
    found: list[ObjectiveLevel] = []
    solution = start
    for position, level in enumerate(levels):
        answer = minimise_level(
            model,
            level,
            options,
            share=1.0 if position + 1 == len(levels) else 0.5,
            clock=clock,
            name=name,
            progress=progress,
            start=solution,
        )
        found.append(answer.objective)
        if answer.solution is None:
            break
        solution = answer.solution
        if answer.objective.value is not None:
            model.add(level.expression <= round(answer.objective.value))
        if options.interrupt.is_set():
            break
    # A start that no level looked at is not an answer.
    if solution is None or all(level.value is None for level in found):
        return LexicographicOutcome(worst_status(tuple(one.status for one in found)), tuple(found), None)
    stated = tuple(
        restated(one, level_value(model, level, solution)) for one, level in zip(found, levels, strict=False)
    )
    return LexicographicOutcome(worst_status(tuple(one.status for one in stated)), stated, solution)


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

    def grant(self, share: float) -> float | None:
        """Seconds for the next search: a share of what is left; None without a limit."""
        if self._limit_s is None:
            return None
        spent_s = self._granted_s if self._deterministic else self.elapsed_s
        granted_s = max(0.0, self._limit_s - spent_s) * share
        self._granted_s += granted_s
        return granted_s


def minimise_level(
    model: cp_model.CpModel,
    level: Level,
    options: SolveOptions,
    *,
    share: float,
    clock: Clock,
    name: str,
    progress: Progress | None = None,
    start: list[int] | None = None,
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
    share : float
        Share of the time left on the clock that this search may use.
    clock : Clock
        Time of the planning level.
    name : str
        Planning level, for progress.
    progress : callable, optional
        Told each incumbent and bound.
    start : list of int, optional
        Values of all variables of a known solution: the answer when the search finds nothing better.
    """
    began = time.monotonic()
    model.minimize(level.expression)
    start_value = None if start is None else _objective_of(model, start)
    least = _least_by_domains(model)
    for index, hint in enumerate(start or ()):
        model.add_hint(model.get_int_var_from_proto_index(index), hint)
    solver = cp_model.CpSolver()
    _configure(solver, level, options, clock.grant(share))
    watcher = _Watcher(name, level.name, clock, progress, solver, options.interrupt)
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
    if status is Status.UNKNOWN and start is not None and start_value is not None:
        # Without a solution the solver states a bound of 0 until it has proven one.
        bound = least if watcher.bound is None else max(least, solver.best_objective_bound)
        return LevelAnswer(_proven(level, start_value, bound, wall_s), start)
    objective = ObjectiveLevel(
        name=level.name, unit=level.unit, status=status, value=None, bound=None, wall_s=wall_s
    )
    return LevelAnswer(objective, None)


def level_value(model: cp_model.CpModel, level: Level, solution: list[int]) -> float:
    """Value of a level at a solution, whatever level the solution was found for."""
    model.minimize(level.expression)
    value = _objective_of(model, solution)
    _clear(model)
    return value


def restated(objective: ObjectiveLevel, value: float) -> ObjectiveLevel:
    """Return the level with the value that the final plan has: a search on a later level may better an earlier one."""
    proven = objective.bound is not None and value - objective.bound < 0.5
    status = Status.OPTIMAL if objective.status is Status.OPTIMAL or proven else Status.FEASIBLE
    return objective.model_copy(update={"value": value, "status": status})


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
    ) -> None:
        super().__init__()
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
            self._progress(
                ProgressEvent(self._name, self._stage, self._value, self.bound, self._clock.elapsed_s)
            )
