"""The rule week by week, on fleets whose best plan is plain to see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from airlift.sustainment.course import FleetCourse
from airlift.sustainment.data import FleetProblem, Inspection, Place, TailStart
from airlift.sustainment.dispatch import Choices, dispatch
from tests.unit.sustainment.fleets import ANNUAL, HUNDRED, drawn_fleet, fleet_of, kind_of, replay


def _plan(problem: FleetProblem, choices: Choices | None = None) -> FleetCourse:
    """Plan by the rule; the replay must find nothing."""
    answer = dispatch(problem, choices or Choices())
    assert replay(problem, answer).faults == []
    return answer


def test_hours_come_from_the_tails_highest_above_the_line() -> None:
    """90, 60 and 20 h stand 23, 27 and 20 h above the line of 67, 33 and 0 h: after 20 h all stand 17 h above it."""
    answer = _plan(fleet_of([90.0, 60.0, 20.0], weeks=1, hours=20.0))
    assert [course.flight_h[0] for course in answer.courses] == pytest.approx([20 / 3, 10.0, 10 / 3])


def test_a_tail_uses_up_its_bank_and_is_inspected_in_the_same_week() -> None:
    answer = _plan(fleet_of([5.0], weeks=2, hours=12.0))
    (stay,) = answer.courses[0].stays
    assert (stay.week, stay.left_h) == (0, 0.0)
    assert stay.day >= 0
    assert answer.values == (0.0, 0.0, 0.0, 0.0)


def test_one_dock_takes_three_inspections_of_two_days_in_a_week() -> None:
    answer = _plan(fleet_of([0.0] * 4, weeks=1, hours=80.0))
    assert sum(len(course.stays) for course in answer.courses) == 3
    assert answer.values[0] == pytest.approx(80.0 - 3 * 20.0 * 5 / 7)


def test_man_hours_are_shared_by_visits_and_defects() -> None:
    """Of 24 man-hours a visit takes 20, the rest is enough for 8 h."""
    kind = kind_of(HUNDRED, man_hours_per_flight_h=0.5)
    answer = _plan(fleet_of([0.0, 50.0], weeks=1, hours=30.0, kind=kind, man_hours=24.0))
    assert answer.values[0] == pytest.approx(22.0)


def test_a_long_inspection_keeps_its_dock_and_its_tail_away() -> None:
    ten_days = Inspection("100h", 10, 0.0, Place.BASE, interval_h=100.0)
    answer = _plan(fleet_of([0.0, 0.0], weeks=4, hours=10.0, kind=kind_of(ten_days)))
    weeks = sorted(stay.week for course in answer.courses for stay in course.stays)
    assert weeks == [0, 2]
    # Back after three days of the second week, the first tail flies all that is asked.
    assert answer.values[0] == pytest.approx(10.0)


def test_the_least_fleet_counts_tails_outside_visits_less_unscheduled_losses() -> None:
    """Three of four tails are enough for two serviceable ones after a loss of a quarter; one is inspected."""
    kind = kind_of(HUNDRED, serviceable=0.75)
    assert _plan(fleet_of([0.0, 50.0, 50.0, 50.0], weeks=1, least=2.0, kind=kind)).values[1] == 0.0
    assert _plan(fleet_of([0.0, 0.0, 50.0, 50.0], weeks=1, least=3.0, kind=kind)).values[1] == 2.0


def test_the_bank_time_line_counts_tails_below_it() -> None:
    """Without hours and docks the banks stay: 10, 10 and 10 h lack one tail at 33 h at each of two looks."""
    problem = fleet_of([10.0, 10.0, 10.0], weeks=2, docks=0)
    assert _plan(problem).values[2] == 2.0


def test_bank_time_is_kept_for_the_ferry_flight() -> None:
    answer = _plan(fleet_of([30.0], weeks=4, hours=15.0, ferry_h=2.5))
    (stay,) = answer.courses[0].stays
    assert stay.ferry_h == 5.0
    assert stay.left_h == pytest.approx(0.0)
    assert answer.courses[0].bank_h[-1] == pytest.approx(30.0 + 100.0 - 5.0 - sum(answer.courses[0].flight_h))
    assert answer.values[3] == pytest.approx(5.0)


def test_a_calendar_inspection_is_made_with_an_hourly_one_or_alone_in_time() -> None:
    kind = kind_of(HUNDRED, ANNUAL)
    together = _plan(fleet_of([0.0], weeks=4, kind=kind, dues=[2])).courses[0].stays
    assert [[one.id for one in stay.visit.inspections] for stay in together] == [["100h", "annual"]]
    assert (together[0].visit.days, together[0].visit.man_hours) == (3, 50.0)
    alone = _plan(fleet_of([90.0], weeks=4, kind=kind, dues=[2])).courses[0].stays
    assert [[one.id for one in stay.visit.inspections] for stay in alone] == [["annual"]]
    assert alone[0].week <= 2


def test_an_overdue_tail_stands_still_until_its_inspection() -> None:
    answer = _plan(fleet_of([90.0], weeks=2, hours=10.0, kind=kind_of(HUNDRED, ANNUAL), dues=[-1], docks=0))
    assert answer.courses[0].flight_h == (0.0, 0.0)
    assert answer.courses[0].overdue == (True, True)


def test_the_tail_with_the_least_bank_time_leaves() -> None:
    answer = _plan(fleet_of([60.0, 20.0, 90.0], weeks=3, leaving={2: 1}))
    assert [course.end_week for course in answer.courses] == [3, 2, 3]


def test_no_long_visit_begins_when_the_tail_must_be_there_to_leave() -> None:
    ten_days = Inspection("100h", 10, 0.0, Place.BASE, interval_h=100.0)
    answer = _plan(fleet_of([0.0], weeks=3, kind=kind_of(ten_days), leaving={1: 1}))
    assert answer.courses[0].stays == ()
    assert answer.courses[0].end_week == 1


def test_a_tail_that_joins_later_flies_from_then_on() -> None:
    tails = (TailStart("t0", 0, 0.0), TailStart("t1", 2, 0.0))
    answer = _plan(fleet_of([], weeks=3, hours=30.0, tails=tails))
    assert answer.courses[1].first_week == 2
    assert answer.values[0] == pytest.approx(20.0)


def test_choices_let_a_visit_begin_with_bank_time_left() -> None:
    problem = fleet_of([40.0], weeks=1)
    assert dispatch(problem, Choices()).courses[0].stays == ()
    early = _plan(problem, Choices(early_h={("t0", 0): 50.0}))
    assert early.values[3] == pytest.approx(40.0)


@pytest.mark.parametrize("seed", range(40))
def test_plans_of_drawn_fleets_keep_every_limit(seed: int) -> None:
    """Hours, bank time, calendar, docks day by day and man-hours, replayed from the decisions alone."""
    problem = drawn_fleet(seed)
    answer = dispatch(problem, Choices(lead=seed % 4))
    again = replay(problem, answer)
    assert again.faults == []
    assert answer.values[0] == pytest.approx(again.unmet_h, abs=1e-5)
    assert answer.values[3] == pytest.approx(again.lost_h, abs=1e-5)


def test_the_replay_sees_a_plan_that_is_tampered_with() -> None:
    problem = fleet_of([30.0, 0.0], weeks=2, hours=10.0)
    answer = dispatch(problem, Choices())
    first, second = answer.courses
    faster = replace(answer, courses=(replace(first, flight_h=(45.0, *first.flight_h[1:])), second))
    assert any("over its bank" in fault for fault in replay(problem, faster).faults)
    (stay,) = second.stays
    twice = replace(answer, courses=(replace(first, stays=(replace(stay, left_h=30.0),)), second))
    assert any("is not free" in fault for fault in replay(problem, twice).faults)
