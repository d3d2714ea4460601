"""Rows stated by their difference from the row before say the same as rows that are written out."""

from __future__ import annotations

import numpy as np
import pytest

from airlift.solvers import SolveOptions
from airlift.solvers.mip import relax, select
from airlift.solvers.sparse import Rows

SEEDS = range(8)


def drawn(seed: int, columns: int = 300, slots: int = 40) -> tuple[Rows, Rows]:
    """Columns that are busy for a while, at most three at each slot and one of each pair: followed, and written out."""
    draw = np.random.default_rng(seed)
    begin = draw.integers(0, slots, columns)
    end = np.minimum(begin + draw.integers(1, 12, columns), slots)
    table = ((begin <= np.arange(slots)[:, None]) & (np.arange(slots)[:, None] < end)).astype(np.float64)
    pairs = np.kron(np.eye(columns // 2), np.ones(2))
    steps = np.diff(table, axis=0, prepend=0.0)
    follows = np.append(np.arange(slots) > 0, np.zeros(len(pairs), dtype=np.bool_))
    limit = np.append(np.full(slots, 3.0), np.ones(len(pairs)))

    def rows(dense: np.ndarray, following: np.ndarray | None) -> Rows:
        row, column = np.nonzero(dense)
        return Rows(columns, row, column, dense[row, column], limit, following)

    return rows(np.vstack([steps, pairs]), follows), rows(np.vstack([table, pairs]), None)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_statements_say_the_same(seed: int) -> None:
    """Left-hand sides, reduced costs, what is allowed, and what fits in an order."""
    followed, plain = drawn(seed)
    draw = np.random.default_rng(seed + 100)
    part, cost = draw.random(plain.columns), draw.integers(-9, 9, plain.columns).astype(np.float64)
    duals = -draw.random(len(plain.limit))
    assert followed.used(part) == pytest.approx(plain.used(part))
    assert followed.reduced(cost, duals) == pytest.approx(plain.reduced(cost, duals))
    order = draw.permutation(plain.columns)
    fits = followed.first_fit(order)
    assert fits.tolist() == plain.first_fit(order).tolist()
    assert plain.allow(fits)
    assert followed.allow(fits)
    for k in np.setdiff1d(order, fits)[:20]:
        assert not followed.allow(np.append(fits, k))
    chosen = order[:7]
    assert followed.allow(chosen) == plain.allow(chosen)
    assert followed.used_by(chosen) == pytest.approx(plain.used_by(chosen))


@pytest.mark.parametrize("seed", SEEDS)
def test_written_out_and_stated_anew(seed: int) -> None:
    """Some columns of rows that follow, written out, are the same columns of the others."""
    followed, plain = drawn(seed)
    keep = np.flatnonzero(np.random.default_rng(seed).random(plain.columns) < 0.4)
    some, same = followed.only(keep).plain(), plain.only(keep)
    assert (some.row.tolist(), some.column.tolist()) == (same.row.tolist(), same.column.tolist())
    assert some.coefficient == pytest.approx(same.coefficient)
    again = followed.chained().plain()
    assert again.row.tolist() == plain.row.tolist()
    more = followed.plus(np.ones(plain.columns), 5.0)
    assert more.plain().limit[-1] == 5.0
    assert more.used(np.ones(plain.columns))[-1] == plain.columns


@pytest.mark.parametrize("seed", SEEDS)
def test_same_optimum_and_bound(seed: int) -> None:
    """The same relaxation and the same best choice, which is no better than the bound."""
    followed, plain = drawn(seed, columns=60)
    cost = -np.random.default_rng(seed).integers(1, 9, 60).astype(np.float64)
    bounds = [relax(rows, cost, SolveOptions(), None).bound for rows in (followed, plain)]
    assert bounds[0] == pytest.approx(bounds[1])
    answers = [select(rows, cost, SolveOptions(), 20.0) for rows in (followed, plain)]
    values = []
    for answer in answers:
        assert answer.chosen is not None
        values.append(cost[answer.chosen].sum())
    assert values[0] == values[1]
    assert bounds[0] <= values[0] + 1e-6


def test_columns_that_join_reach_the_relaxation_of_all() -> None:
    """With the likely columns at first the bound is that of all of them, or as near as was asked for."""
    followed, _ = drawn(3, columns=14_000, slots=200)
    cost = -np.random.default_rng(3).integers(1, 50, 14_000).astype(np.float64)
    best = relax(followed, cost, SolveOptions(), None).bound
    likely = np.arange(0, 14_000, 40)
    assert relax(followed, cost, SolveOptions(), None, likely).bound == pytest.approx(best)
    near = relax(followed, cost, SolveOptions(), None, likely, near=20.0).bound
    assert best - 20.0 <= near <= best + 1e-6
