"""Linear and integer programmes in arrays, handed to MathOpt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from ortools.math_opt import model_pb2

from airlift.sustainment.model import BoolArray, FleetModel, FloatArray

__all__ = ["proto_of", "with_kept"]


def with_kept(model: FleetModel, levels: Sequence[int], values: Sequence[float]) -> FleetModel:
    """Add a row for each level that is kept at a value; a level without any costs needs none."""
    row, column, coefficient = [model.row], [model.column], [model.coefficient]
    held = [(level, value) for level, value in zip(levels, values, strict=True) if model.costs[level].any()]
    for number, (level, _) in enumerate(held):
        entries = np.flatnonzero(model.costs[level])
        row.append(np.full(len(entries), len(model.low) + number))
        column.append(entries)
        coefficient.append(model.costs[level][entries])
    return FleetModel(
        most=model.most,
        costs=model.costs,
        row=np.concatenate(row),
        column=np.concatenate(column),
        coefficient=np.concatenate(coefficient),
        low=np.append(model.low, np.full(len(held), -np.inf)),
        # Values of a plan are sums of decimals: a hair more than they say keeps the plan inside.
        high=np.append(model.high, [value + 1e-6 * max(1.0, value) for _, value in held]),
    )


def proto_of(model: FleetModel, cost: FloatArray, whole: BoolArray | None = None) -> model_pb2.ModelProto:
    """Return a programme that minimises costs; `whole` says which columns are whole numbers, none if it is None."""
    proto = model_pb2.ModelProto()
    columns, rows = len(model.most), len(model.low)
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend([0.0] * columns)
    proto.variables.upper_bounds.extend(model.most.tolist())
    proto.variables.integers.extend([False] * columns if whole is None else whole.tolist())
    proto.variables.names.extend([""] * columns)
    priced = np.flatnonzero(cost)
    proto.objective.linear_coefficients.ids.extend(priced.tolist())
    proto.objective.linear_coefficients.values.extend(cost[priced].tolist())
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(model.low.tolist())
    proto.linear_constraints.upper_bounds.extend(model.high.tolist())
    proto.linear_constraints.names.extend([""] * rows)
    order = np.lexsort((model.column, model.row))
    proto.linear_constraint_matrix.row_ids.extend(model.row[order].tolist())
    proto.linear_constraint_matrix.column_ids.extend(model.column[order].tolist())
    proto.linear_constraint_matrix.coefficients.extend(model.coefficient[order].tolist())
    return proto
