"""Lexicographic optimisation on CP-SAT: one level after the other, each with its proven bound.

A level is minimised, its value is then a limit for the levels after it, and the solution found is the complete start
of the next level. So every level has an answer as soon as the first one has, and an interrupt loses nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from airlift.plans.result import ObjectiveLevel, Status, worst_status
from airlift.solvers.options import Progress, ProgressEvent, SolveOptions

__all__ = ["Level", "LexicographicOutcome", "minimise_levels"]

DETERMINISTIC_PER_SECOND = 1.0
"""Deterministic solver time granted for each second of the limit, over all workers; about one second of work each."""

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
    interrupted : bool
        Whether an interrupt ended the search.
    """

    status: Status
    levels: tuple[ObjectiveLevel, ...]
    solution: list[int] | None
    interrupted: bool

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
    began = time.monotonic()
    found: list[ObjectiveLevel] = []
    solution = start
    for position, level in enumerate(levels):
        _hint(model, solution)
        model.minimize(level.expression)
        budget = _budget(options, began, len(levels) - position)
        outcome, values = _solve(model, level, options, budget, began, name, progress)
        found.append(outcome)
        if values is None:
            break
        solution = values
        if outcome.value is not None:
            model.add(level.expression <= round(outcome.value))
        if options.interrupt.is_set():
            break
    model.clear_objective()
    # A start that no level confirmed is not an answer.
    has_answer = any(level.value is not None for level in found)
    return LexicographicOutcome(
        worst_status(tuple(level.status for level in found)),
        tuple(found),
        solution if has_answer else None,
        options.interrupt.is_set(),
    )


def _budget(options: SolveOptions, began: float, levels_left: int) -> float | None:
    """Time for the next level: half of what is left, all of it for the last."""
    if options.time_limit_s is None:
        return None
    if options.deterministic:
        # Wall time would make the answer depend on the machine: each level gets a fixed share instead.
        return options.time_limit_s / 2 if levels_left > 1 else options.time_limit_s / 4
    left = max(0.0, options.time_limit_s - (time.monotonic() - began))
    return left if levels_left == 1 else left / 2


def _hint(model: cp_model.CpModel, solution: list[int] | None) -> None:
    model.clear_hints()
    if solution is not None:
        for index, value in enumerate(solution):
            model.add_hint(model.get_int_var_from_proto_index(index), value)


def _solve(
    model: cp_model.CpModel,
    level: Level,
    options: SolveOptions,
    budget: float | None,
    began: float,
    name: str,
    progress: Progress | None,
) -> tuple[ObjectiveLevel, list[int] | None]:
    started = time.monotonic()
    solver = cp_model.CpSolver()
    _configure(solver, level, options, budget)
    watcher = _Watcher(_teller(progress, name, level.name, began))
    solver.best_bound_callback = watcher.on_bound
    options.interrupt.add(solver.stop_search)
    try:
        status = _STATUS.get(solver.solve(model, watcher))
    finally:
        options.interrupt.remove(solver.stop_search)
    if status is None:
        raise ValueError(f"the solver refuses the model of {name}: {model.validate()}")
    wall_s = time.monotonic() - started
    if status in (Status.OPTIMAL, Status.FEASIBLE):
        value, bound = solver.objective_value, min(solver.best_objective_bound, solver.objective_value)
        # Every level counts whole things, so the bound may be rounded up.
        bound = min(value, float(-int(-(bound - 1e-6) // 1)))
        proven = Status.OPTIMAL if value - bound < 0.5 else Status.FEASIBLE
        values = list(solver.response_proto.solution)
        return _level(level, proven, value, bound, wall_s), values
    return _level(level, status, None, None, wall_s), None


def _level(
    level: Level, status: Status, value: float | None, bound: float | None, wall_s: float
) -> ObjectiveLevel:
    return ObjectiveLevel(
        name=level.name, unit=level.unit, status=status, value=value, bound=bound, wall_s=wall_s
    )


def _configure(solver: cp_model.CpSolver, level: Level, options: SolveOptions, budget: float | None) -> None:
    parameters = solver.parameters
    parameters.num_workers = options.workers
    parameters.random_seed = options.seed
    parameters.relative_gap_limit = level.tolerance
    if options.deterministic:
        # Several workers give the same answer twice only when they take turns (google/or-tools#4195).
        parameters.interleave_search = True
        if budget is not None:
            parameters.max_deterministic_time = budget * DETERMINISTIC_PER_SECOND * options.workers
    elif budget is not None:
        parameters.max_time_in_seconds = budget


def _teller(
    progress: Progress | None, name: str, stage: str, began: float
) -> Callable[[float | None, float | None], None]:
    def tell(value: float | None, bound: float | None) -> None:
        if progress is not None:
            progress(ProgressEvent(name, stage, value, bound, time.monotonic() - began))

    return tell


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Tells each incumbent and each better bound."""

    def __init__(self, tell: Callable[[float | None, float | None], None]) -> None:
        super().__init__()
        self._tell = tell
        self._value: float | None = None
        self._bound: float | None = None

    def on_solution_callback(self) -> None:
        """Take a new incumbent."""
        self._value, self._bound = self.objective_value, self.best_objective_bound
        self._tell(self._value, self._bound)

    def on_bound(self, bound: float) -> None:
        """Take a better bound."""
        self._bound = bound
        self._tell(self._value, self._bound)
