"""Bounds of fleets whose best values are known."""

from __future__ import annotations

import pytest

from airlift.sustainment.bounds import bound_of
from airlift.sustainment.data import FleetProblem, Inspection, Place
from airlift.sustainment.model import bank_line, model_of
from tests.unit.sustainment.fleets import HUNDRED, fleet_of, kind_of

TWENTY_DAYS = Inspection("100h", 20, 0.0, Place.BASE, interval_h=100.0)


def _bound(
    problem: FleetProblem, level: int, kept: tuple[float, ...] = (0.0, 0.0, 0.0), steps: int = 10
) -> float:
    return bound_of(model_of(problem, problem.weeks, 1.0 / steps), level, kept, None)


def test_hours_beyond_the_bank_are_unmet_while_the_tail_is_inspected() -> None:
    """20 h are left, 20 h a week are asked, the inspection takes 20 of 28 days: week 2 and 3 fly nothing."""
    problem = fleet_of([20.0], weeks=4, hours=20.0, kind=kind_of(TWENTY_DAYS))
    assert _bound(problem, 0) == pytest.approx(20.0 * 2 + 20.0 * 6 / 7, rel=0.2)


def test_a_bound_holds_for_a_bank_between_two_steps() -> None:
    """24 h of bank time with steps of 10 h: 1 h of 25 h is unmet, however fine the grid is."""
    problem = fleet_of([24.0], weeks=1, hours=25.0, kind=kind_of(TWENTY_DAYS, week_h=40.0))
    assert _bound(problem, 0) == pytest.approx(1.0, abs=1e-5)
    assert _bound(problem, 0, steps=3) == pytest.approx(1.0, abs=1e-5)


def test_a_tail_in_a_visit_is_missing_in_the_least_fleet() -> None:
    """All hours need the inspection, so keeping them costs the tail of that week, or the half of it that flies."""
    problem = fleet_of([0.0], weeks=1, hours=10.0, least=1.0)
    assert _bound(problem, 1) == pytest.approx(0.5, abs=1e-5)
    assert _bound(problem, 1, kept=(10.0,)) == pytest.approx(0.0, abs=1e-5)


def test_docks_bound_the_hours_of_waiting_tails() -> None:
    """One dock, visits of 4 days, three tails without bank time: one visit a week."""
    four_days = Inspection("100h", 4, 0.0, Place.BASE, interval_h=100.0)
    problem = fleet_of([0.0] * 3, weeks=1, hours=60.0, kind=kind_of(four_days))
    # The grid rounds the 60/7 h that are left of the week up to 10 h.
    assert _bound(problem, 0) == pytest.approx(50.0, abs=1e-4)
    assert _bound(problem, 0, steps=35) == pytest.approx(60.0 - 60.0 / 7.0, abs=1e-4)


def test_man_hours_bound_hours() -> None:
    kind = kind_of(HUNDRED, man_hours_per_flight_h=1.0)
    problem = fleet_of([80.0], weeks=2, hours=20.0, kind=kind, man_hours=15.0)
    assert _bound(problem, 0) == pytest.approx(10.0, abs=1e-4)


def test_ferry_hours_are_lost_with_each_inspection() -> None:
    """Ten hours need a tenth of an inspection at least, and that a tenth of both ferry flights."""
    problem = fleet_of([0.0], weeks=1, hours=10.0, ferry_h=0.0)
    far = fleet_of([10.0], weeks=2, hours=20.0, ferry_h=3.0)
    assert _bound(problem, 3) == pytest.approx(0.0, abs=1e-5)
    assert 1.0 < _bound(far, 3, kept=(_bound(far, 0) + 1e-6, 0.0, 1e6)) <= 6.0


def test_banks_that_cannot_rise_stay_below_the_line() -> None:
    problem = fleet_of([10.0] * 3, weeks=1, docks=0)
    assert _bound(problem, 2) == pytest.approx(1.0, abs=1e-4)


def test_the_line_of_four_tails() -> None:
    assert bank_line(4, 100.0) == ((0.0, 3), (25.0, 2), (50.0, 1))


def test_no_time_gives_the_trivial_bound() -> None:
    problem = fleet_of([20.0], weeks=4, hours=20.0, kind=kind_of(TWENTY_DAYS))
    assert 0.0 <= bound_of(model_of(problem, 4, 0.1), 0, (), 0.0) <= 57.2
