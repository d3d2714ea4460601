"""Where a search can start: a plan cut down to what a future leaves of it, and a proof that it keeps the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from airlift.plans import Allocation
from airlift.robustness.futures import Future
from airlift.robustness.uncertainty import HAPPENS
from airlift.solvers.options import SolveOptions

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["cut_to", "verified"]

CHECK_S = 10.0
"""Most seconds for the proof: with every variable fixed it takes a fraction of one."""


def cut_to(future: Future, allocation: Allocation) -> Allocation:
    """Drop what rests on lots that fail or are late, with the units that may fly their aircraft."""
    lost = {
        lot.id for lot in future.scenario.lots if future.outcomes.get(f"lot {lot.id}", HAPPENS) != HAPPENS
    }
    types = {lot.id: lot.aircraft_type for lot in future.scenario.lots}
    hit = {(row.partner, types[row.lot]) for row in allocation.transfers if row.lot in lost}
    return allocation.model_copy(
        update={
            "gates": tuple(row for row in allocation.gates if row.lot not in lost),
            "transfers": tuple(row for row in allocation.transfers if row.lot not in lost),
            "units": tuple(
                unit for unit in allocation.units if (unit.partner, unit.aircraft_type) not in hit
            ),
        }
    )


def verified(model: cp_model.CpModel, values: Mapping[str, int], options: SolveOptions) -> list[int] | None:
    """Return the values of all variables as a solution; None when they break a rule, or one is missing."""
    from ortools.sat.python import cp_model

    rows = model.proto.variables
    if options.interrupt.is_set() or any(row.name not in values for row in rows):
        return None
    solution = [values[row.name] for row in rows]
    fixed = model.clone()
    for index, value in enumerate(solution):
        fixed.add_hint(fixed.get_int_var_from_proto_index(index), value)
    solver = cp_model.CpSolver()
    solver.parameters.fix_variables_to_their_hinted_value = True
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = CHECK_S
    return solution if solver.solve(fixed) in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
