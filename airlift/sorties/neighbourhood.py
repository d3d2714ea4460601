"""A choice of sorties made better part by part: some are taken out, and the best are put in their place.

Large-neighbourhood search (Shaw, CP 1998) on columns: what is taken out is a few hours of some units, or all of two
units; what comes in is chosen by the integer programme over the cheap columns that the rest leaves free. Where a day is
too large for one integer programme this finds the programme, and the relaxation says how far it can be from the best.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from airlift.solvers import SolveOptions
from airlift.solvers.mip import BoolArray, FloatVector, IntVector, Rows, select
from airlift.sorties.columns import ColumnSet

__all__ = ["better_part_by_part"]

_HOURS_MIN = (60, 240)
"""Half of the hours that are taken out, at least and at most."""
_PATIENCE = 12
"""Parts in a row that may bring nothing."""
_PART_S = 2.0
"""Most seconds for a part."""


def better_part_by_part(
    rows: Rows,
    columns: ColumnSet,
    cost: FloatVector,
    best: IntVector,
    pool: IntVector,
    options: SolveOptions,
    seconds: Callable[[], float | None],
) -> IntVector:
    """Make a choice better.

    Parameters
    ----------
    rows, columns, cost : Rows, ColumnSet, array of float
        What is allowed, and what it costs.
    best : array of int
        A choice that is allowed.
    pool : array of int
        Columns that may come in, ascending; with those of the choice.
    options : SolveOptions
        Seed, determinism and interrupt.
    seconds : callable
        Time that is left; None without a limit.
    """
    draw = random.Random(options.seed)
    inside = rows.only(pool)
    start, unit, served, price = columns.start[pool], columns.unit[pool], columns.served[pool], cost[pool]
    chosen = np.zeros(len(pool), dtype=np.bool_)
    chosen[np.searchsorted(pool, best)] = True
    failed = 0
    while failed < _PATIENCE and chosen.any() and not options.interrupt.is_set():
        left = seconds()
        if left is not None and left <= 0.0:
            break
        out = chosen & _part(draw, start, unit, np.flatnonzero(chosen))
        stays = chosen & ~out
        taken = served[stays].any(axis=0)
        free = np.flatnonzero(~served[:, taken].any(axis=1) & ~stays)
        part = inside.only(free)
        part = replace(part, limit=inside.limit - inside.used(stays.astype(np.float64)))
        limit = _PART_S if left is None or options.deterministic else min(_PART_S, left)
        answer = select(part, price[free], options, limit, np.flatnonzero(out[free]))
        failed += 1
        if answer.chosen is not None and price[free[answer.chosen]].sum() <= price[out].sum():
            if price[free[answer.chosen]].sum() < price[out].sum():
                failed = 0
            chosen = stays
            chosen[free[answer.chosen]] = True
    return pool[np.flatnonzero(chosen)]


def _part(draw: random.Random, start: IntVector, unit: IntVector, chosen: IntVector) -> BoolArray:
    """Whether each column is in the part of the day that is made anew."""
    units = np.unique(unit)
    if draw.random() < 0.5 or len(units) <= 2:
        middle = int(start[draw.choice(chosen.tolist())])
        some = draw.sample(units.tolist(), max(1, (len(units) + 1) // 2))
        return (np.abs(start - middle) <= draw.randint(*_HOURS_MIN)) & np.isin(unit, some)
    return np.isin(unit, draw.sample(units.tolist(), 2))
