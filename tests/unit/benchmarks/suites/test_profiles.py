"""Profiles of a table that is small enough to work out by hand."""

from __future__ import annotations

import math

from benchmarks.suites.picture import Curve, step_picture
from benchmarks.suites.profiles import (
    against,
    best_values,
    gap_pct,
    gaps_of,
    runs_of,
    share_by_time,
    share_proven,
    share_within,
)
from benchmarks.suites.record import Record
from benchmarks.suites.sets import Known

LIMIT_S = 10.0


def record(
    solver: str,
    instance: str,
    *values: float,
    trail: tuple[tuple[float, tuple[float, ...]], ...] = (),
    proven: bool = False,
    seconds: float = LIMIT_S,
) -> Record:
    state = "plan" if values else "no plan"
    return Record(
        "s", instance, "0", solver, 1, LIMIT_S, 1, state, (), values, (), proven, seconds, 0.0, trail
    )


TABLE = [
    record("a", "x", 2.0, 100.0, trail=((1.0, (3.0, 90.0)), (2.0, (2.0, 100.0))), proven=True, seconds=4.0),
    record("b", "x", 2.0, 103.0, trail=((0.5, (2.0, 103.0)),)),
    record("a", "y", 3.0, 210.0, trail=((8.0, (3.0, 210.0)),)),
    record("b", "y", 4.0, 150.0, trail=((1.0, (4.0, 150.0)),)),
    record("a", "z", 1.0, 50.0, trail=((LIMIT_S + 0.3, (1.0, 50.0)),), seconds=LIMIT_S + 0.3),
    record("b", "z"),
]
KNOWN = {"y": Known((3.0, 200.0), (0.0, 0.5)), "z": Known((1.0, 49.6), (0.0, 0.5))}
BEST = {"x": (2.0, 100.0), "y": (3.0, 200.0), "z": (1.0, 50.0)}


def test_best_is_of_the_run_unless_a_known_value_is_better_than_its_digits_explain() -> None:
    assert best_values(TABLE, KNOWN) == BEST


def test_gap_counts_in_the_last_level_alone() -> None:
    assert gap_pct((2.0, 103.0), (2.0, 100.0)) == 3.0
    assert math.isinf(gap_pct((4.0, 150.0), (3.0, 200.0)))
    assert gap_pct((1.0, 300.0), (2.0, 100.0)) == 0.0


def test_known_values_are_met_to_the_digits_that_are_printed() -> None:
    known = KNOWN["y"]
    values = [(3.0, 200.4), (3.0, 199.0), (2.0, 300.0), (4.0, 1.0), (3.0, 200.6)]
    assert [against(one, known) for one in values] == [0, -1, -1, 1, 1]


def test_share_within_counts_missing_plans() -> None:
    runs = runs_of(TABLE)
    assert runs == [("x", 1), ("y", 1), ("z", 1)]
    assert share_within(gaps_of(TABLE, "a", BEST), runs, (0.0, 4.9, 5.0)) == [2 / 3, 2 / 3, 1.0]
    assert share_within(gaps_of(TABLE, "b", BEST), runs, (0.0, 3.0, 1e9)) == [0.0, 1 / 3, 1 / 3]


def test_share_over_time_takes_the_first_plan_that_is_near_enough() -> None:
    """Of a trail the plan with a vehicle more does not count; what ends a moment late counts at the limit."""
    runs = runs_of(TABLE)
    assert share_by_time(TABLE, "a", BEST, runs, 5.0) == [(2.0, 1 / 3), (8.0, 2 / 3), (LIMIT_S, 1.0)]
    assert share_by_time(TABLE, "a", BEST, runs, 1.0) == [(2.0, 1 / 3), (LIMIT_S, 2 / 3)]
    assert share_by_time(TABLE, "b", BEST, runs, 5.0) == [(0.5, 1 / 3)]
    assert share_proven(TABLE, "a", runs) == [(4.0, 1 / 3)]


def test_picture_draws_the_steps() -> None:
    """From 5 of 10 on the whole share: right half of the axis, top of the picture."""
    svg = step_picture("t", "x", [Curve("one", [(5.0, 1.0)])], 10.0)
    points = svg.split('points="')[1].split('"')[0].split()
    xs, ys = zip(*((float(a), float(b)) for a, b in (point.split(",") for point in points)), strict=True)
    assert xs[1] == xs[2] == (xs[0] + xs[-1]) / 2
    assert ys[0] == ys[1] > ys[2] == ys[3]
    assert ">one 100%<" in svg
