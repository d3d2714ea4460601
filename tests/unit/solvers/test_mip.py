"""Linear and 0/1 programmes over rows."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest

from airlift.solvers import SolveOptions
from airlift.solvers.mip import Rows, relax, select


def rows(dense: list[list[float]], limit: list[float]) -> Rows:
    """Make rows from a dense matrix."""
    table = np.array(dense, dtype=np.float64)
    row, column = np.nonzero(table)
    return Rows(table.shape[1], row, column, table[row, column], np.array(limit))


TRIANGLE = rows([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [1, 1, 1])
COST = np.array([-1.0, -1.0, -1.0])


def test_relaxation_bounds_and_prices() -> None:
    """Of three that exclude each other in pairs the relaxation takes half of each."""
    found = relax(TRIANGLE, COST, SolveOptions(), None)
    assert found.feasible
    assert found.bound == pytest.approx(-1.5)
    assert found.reduced_cost == pytest.approx(np.zeros(3), abs=1e-6)


def test_choice_is_best_and_bounded() -> None:
    """Only one of the three can be chosen, with or without a start."""
    for hint in (None, np.array([1])):
        found = select(TRIANGLE, COST, SolveOptions(), 10.0, hint)
        assert found.chosen is not None
        assert len(found.chosen) == 1
        assert found.bound == -1.0


def test_no_choice_is_proven() -> None:
    """At least two of the three cannot be."""
    found = select(TRIANGLE.plus(-np.ones(3), -2.0), COST, SolveOptions(), 10.0)
    assert found.chosen is None
    assert found.bound == math.inf


def test_columns_left_out_keep_their_rows() -> None:
    """Of the rows only the entries of the columns that are kept remain."""
    kept = TRIANGLE.only(np.array([0, 2]))
    assert (kept.columns, len(kept.limit)) == (2, 3)
    assert kept.allow(np.array([0]))
    assert not kept.allow(np.array([0, 1]))


def test_nothing_to_choose_from() -> None:
    """Without columns the empty choice is best, unless a row asks for more."""
    none = TRIANGLE.only(np.empty(0, dtype=np.int64))
    assert select(none, np.empty(0), SolveOptions(), 1.0).bound == 0.0
    asked = none.plus(np.empty(0), -1.0)
    assert select(asked, np.empty(0), SolveOptions(), 1.0).bound == math.inf
    assert not relax(asked, np.empty(0), SolveOptions(), 1.0).feasible


def test_interrupt_before_the_search() -> None:
    """Nothing is searched and nothing more than the trivial bound is claimed."""
    options = SolveOptions()
    options.interrupt.set()
    found = select(TRIANGLE, COST, options, None)
    assert (found.chosen, found.bound) == (None, -3.0)


def test_interrupt_ends_a_search_quietly(capfd: pytest.CaptureFixture[str]) -> None:
    """A search without a limit ends soon after an interrupt and prints nothing."""
    # Market split: far beyond any branch and bound (Cornuejols and Dawande, INFORMS J. Computing 11 (1999) 205).
    draw = np.random.default_rng(1)
    weights = draw.integers(0, 100, size=(6, 50)).astype(float)
    half = np.floor(weights.sum(axis=1) / 2)
    table = np.vstack([weights, -weights])
    split = rows(table.tolist(), [*half, *-half])
    options = SolveOptions()
    timer = threading.Timer(1.0, options.interrupt.set)
    timer.start()
    found = select(split, np.zeros(50), options, None)
    timer.join()
    assert found.chosen is None
    assert found.bound < math.inf
    assert capfd.readouterr() == ("", "")
