"""Bounds of level 1 from parts of the horizon: what must be missing in some months, whatever happens in the others.

The months between two rotation months are looked at alone: units of other months are left out, and every rule that
speaks of both is widened by the most that the others could contribute. What is left is a small model, solved to the
end. Its best value is a valid inequality of the whole model, where a linear relaxation serves demands with fractions of
units. The inequalities of all windows together lift the bound of the search to their sum at least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from airlift.matching.model import MatchingModel
from airlift.solvers.lexicographic import DETERMINISTIC_PER_SECOND
from airlift.solvers.options import SolveOptions
from airlift.solvers.rows import LinearRows

__all__ = ["Cut", "unmet_cuts"]

Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Cut:
    """A valid inequality `sum of weight x unmet >= least` over the months of a window.

    Parameters
    ----------
    first, end : int
        Months of the window, end exclusive.
    weights : mapping of int to int
        Weight of an aircraft-month of each tier.
    least : int
        What the weighted unmet aircraft-months come to at least.
    """

    first: int
    end: int
    weights: Mapping[int, int]
    least: int


def unmet_cuts(
    model: MatchingModel,
    rows: LinearRows,
    windows: Sequence[tuple[int, int]],
    weights: Mapping[int, int],
    options: SolveOptions,
    budget_s: float | None,
) -> tuple[Cut, ...]:
    """Return a valid inequality on unmet aircraft-months for each window.

    Parameters
    ----------
    model : MatchingModel
        The whole.
    rows : LinearRows
        The same as rows, or a relaxation of them.
    windows : sequence of (int, int)
        Months, end exclusive.
    weights : mapping of int to int
        Weight of each tier; tiers that it does not name do not count.
    options : SolveOptions
        Threads, seed, repeatability and interrupt.
    budget_s : float or None
        Seconds for all windows together; a window that runs out of them gives a weaker inequality.
    """
    parts = _Parts(model, rows, weights, options)
    each_s = None if budget_s is None else budget_s * min(options.workers, 2) / max(1, len(windows))
    with ThreadPoolExecutor(max_workers=min(options.workers, 2)) as pool:
        least = pool.map(lambda window: parts.least(window, each_s), windows)
        return tuple(
            Cut(first, end, dict(weights), value) for (first, end), value in zip(windows, least, strict=True)
        )


class _Parts:
    """Cuts windows out of a model."""

    def __init__(
        self, model: MatchingModel, rows: LinearRows, weights: Mapping[int, int], options: SolveOptions
    ) -> None:
        self.model, self.rows, self.weights, self.options = model, rows, weights, options
        low = rows.coefficients * rows.least[rows.columns]
        high = rows.coefficients * rows.most[rows.columns]
        self.term_least, self.term_most = np.minimum(low, high), np.maximum(low, high)

    def least(self, window: tuple[int, int], budget_s: float | None) -> int:
        """Proven least weighted unmet aircraft-months of a window."""
        scenario, variables = self.model.problem.scenario, self.model.variables
        part, known = self._part(self._kept(window))
        weight_of = {demand.id: self.weights.get(demand.tier, 0) for demand in scenario.demands}
        terms = [
            (known[unmet.index], weight_of[demand])
            for (demand, t), unmet in variables.unmet.items()
            if window[0] <= t < window[1] and weight_of[demand]
        ]
        part.minimize(cp_model.LinearExpr.weighted_sum([v for v, _ in terms], [w for _, w in terms]))
        solver = cp_model.CpSolver()
        _configure(solver, self.options, budget_s)
        self.options.interrupt.add(solver.stop_search)
        try:
            if self.options.interrupt.is_set():
                return 0
            status = solver.solve(part)
        finally:
            self.options.interrupt.remove(solver.stop_search)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return 0
        return max(0, int(np.ceil(solver.best_objective_bound - 1e-6)))

    def _kept(self, window: tuple[int, int]) -> Mask:
        """Mark variables of the months of a window, and all of supply: trainees, transfers, visits, arrangements."""
        variables = self.model.variables
        kept = np.zeros(len(self.rows.least), dtype=np.bool_)
        for supply in (variables.trainees, variables.transfer, variables.visit, variables.arranged):
            kept[[variable.index for variable in supply.values()]] = True
        monthly = (
            variables.active,
            variables.aircraft,
            variables.supported,
            variables.start,
            variables.stop,
            variables.flights,
            variables.joined,
            variables.any_start,
            variables.unmet,
        )
        for group in monthly:
            of_window = [v.index for key, v in group.items() if window[0] <= int(key[-1]) < window[1]]
            kept[of_window] = True
        return kept

    def _part(self, kept: Mask) -> tuple[cp_model.CpModel, dict[int, cp_model.IntVar]]:
        """Model of the variables that are kept, with each row widened by what the others could contribute."""
        rows = self.rows
        inside = kept[rows.columns]
        begins = rows.starts[:-1]

        def summed(
            terms: np.ndarray[Any, np.dtype[np.int64]], mask: Mask
        ) -> np.ndarray[Any, np.dtype[np.int64]]:
            return np.add.reduceat(np.where(mask, terms, 0), begins)

        low = rows.low - summed(self.term_most, ~inside)
        high = rows.high - summed(self.term_least, ~inside)
        may_bind = (summed(self.term_least, inside) < low) | (summed(self.term_most, inside) > high)
        concerned = np.logical_or.reduceat(inside, begins) & may_bind
        part = cp_model.CpModel()
        known = {
            int(index): part.new_int_var(int(rows.least[index]), int(rows.most[index]), "")
            for index in np.flatnonzero(kept)
        }
        for row in np.flatnonzero(concerned):
            of_row = slice(rows.starts[row], rows.starts[row + 1])
            mask = inside[of_row]
            columns, coefficients = rows.columns[of_row][mask], rows.coefficients[of_row][mask]
            total = cp_model.LinearExpr.weighted_sum(
                [known[int(column)] for column in columns], [int(one) for one in coefficients]
            )
            part.add_linear_constraint(total, int(low[row]), int(high[row]))
        return part, known


def _configure(solver: cp_model.CpSolver, options: SolveOptions, budget_s: float | None) -> None:
    parameters = solver.parameters
    parameters.num_workers = 1  # windows share the threads, and one thread each repeats itself
    parameters.linearization_level = 2
    parameters.random_seed = options.seed
    parameters.catch_sigint_signal = False
    if budget_s is None:
        return
    if options.deterministic:
        parameters.max_deterministic_time = budget_s * DETERMINISTIC_PER_SECOND
    else:
        parameters.max_time_in_seconds = budget_s
