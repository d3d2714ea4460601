"""Figures of a fleet: bank time by week, the bank-time line, hours, man-hours of the bases; standby by mission."""

from __future__ import annotations

import pytest

from airlift.plans import Plan
from airlift.plans.banktime import bank_time, full_bank_h, line_shortfall
from airlift.plans.guard import mean_pct
from airlift.plans.kpis import plan_kpis
from airlift.plans.sustained import fleet_figures
from airlift.plans.workload import base_weeks
from airlift.scenario.model import Scenario
from tests.unit.reporting.handfleet import hand_fleet, hand_standby, tail, upkeep_scenario, upkept_plan, visit
from tests.unit.reporting.handmade import hand_plan


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The tiny scenario with inspections and zones."""
    return upkeep_scenario()


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> Plan:
    """Its plan written by hand."""
    return upkept_plan(scenario)


def test_full_bank_is_the_shortest_hourly_interval(scenario: Scenario) -> None:
    """Calendar inspections give no bank; a type without rows has its phase."""
    assert full_bank_h(scenario, "500md") == 100.0
    assert full_bank_h(scenario, "mi-17") == 300.0


def test_bank_time_runs_down_and_is_filled_by_visits(scenario: Scenario, plan: Plan) -> None:
    """Hours before and after a visit of the same week are told apart; a calendar visit fills nothing."""
    assert plan.fleet is not None
    banks = bank_time(scenario, plan.allocation, plan.fleet)
    assert banks["k1-t1"] == (30.0, 20.0, 10.0, 100.0, 90.0)
    assert banks["k1-t2"] == (60.0, 55.0, 50.0, 45.0, 40.0)
    assert banks["k1-t3"] == (100.0, 95.0, 90.0, 85.0, 80.0)


def test_ferry_flights_take_their_halves(scenario: Scenario, plan: Plan) -> None:
    """Half an hour home from the dock comes off the new bank."""
    assert plan.fleet is not None
    assert bank_time(scenario, plan.allocation, plan.fleet)["r1-t1"] == (10.0, 299.5, 299.5, 289.5, 279.5)


def test_hours_after_a_visit_in_its_week_count_against_the_new_bank(scenario: Scenario, plan: Plan) -> None:
    """10 h left, 4 of 9 h flown before the visit with 6 h unused: the other 5 h leave 95 h."""
    fleet = hand_fleet().model_copy(
        update={
            "tails": (tail("k1-t1", 90.0, (9.0,)),),
            "visits": (visit("k1-t1", ("md-100",), 2, 2, man_hours=60.0, wasted_h=6.0, dock=1),),
        }
    )
    assert bank_time(scenario, plan.allocation, fleet) == {"k1-t1": (10.0, 95.0)}


def test_a_tail_on_a_mark_has_just_been_inspected(scenario: Scenario, plan: Plan) -> None:
    """300 h since overhaul is the third mark of 100 h: a full bank."""
    fleet = hand_fleet().model_copy(update={"tails": (tail("k1-t1", 300.0, (1.0,)),), "visits": ()})
    assert bank_time(scenario, plan.allocation, fleet)["k1-t1"][0] == 100.0


@pytest.mark.parametrize(
    ("banks", "lacking"),
    [
        ([100.0, 75.0, 50.0, 25.0], 0),
        ([75.0, 50.0, 25.0, 0.0], 0),
        ([60.0, 40.0, 20.0, 0.0], 0),
        ([40.0, 30.0, 20.0, 0.0], 1),
        ([10.0, 10.0, 10.0, 10.0], 3),
        ([5.0], 0),
    ],
)
def test_bank_time_line_counts_what_lacks_at_each_step(banks: list[float], lacking: int) -> None:
    """With four tails of 100 h three are wanted with anything, two with 25 h, one with 50 h."""
    assert line_shortfall(banks, 100.0) == lacking


def test_hours_are_added_up_by_unit_and_month(scenario: Scenario, plan: Plan) -> None:
    """All four weeks begin in December; k1 lacks 5 of its 80 hours."""
    figures = fleet_figures(scenario, plan)
    assert figures is not None
    (k1, r1) = figures.units
    assert (k1.asked_h, k1.flown_h, k1.unmet_h, k1.serviceable_tails) == (80.0, 75.0, 5.0, 2.0)
    assert (r1.aircraft, r1.serviceable_tails) == (3.0, 1.5)
    assert [(row.unit, row.month) for row in figures.months] == [("k1", "2022-12"), ("r1", "2022-12")]
    assert figures.met_pct == pytest.approx(97.5)
    assert figures.serviceable_pct == pytest.approx(100.0 * 14 / 24)
    assert figures.to_dict()["unmet_h"] == 5.0


def test_a_tail_says_when_it_goes_into_the_dock(scenario: Scenario, plan: Plan) -> None:
    """Work at the home base is a visit, but in no dock."""
    figures = fleet_figures(scenario, plan)
    assert figures is not None
    by_tail = {row.tail: row for row in figures.tails}
    assert (by_tail["k1-t1"].first_dock_day, by_tail["k1-t1"].inspections) == (16, ("md-100",))
    assert (by_tail["k1-t2"].first_dock_day, by_tail["k1-t2"].days_in_visits) == (None, 3)
    assert (by_tail["r1-t1"].least_bank_h, by_tail["r1-t1"].bank_at_end_h) == (10.0, 279.5)


def test_man_hours_of_a_base_follow_visits_and_flying(scenario: Scenario, plan: Plan) -> None:
    """2500 a month are 577 a week; the phase of 210 man-hours lies with 2 of its 7 days in week 0.

    Defects: 60 % of 1.5 man-hours for each of 20 h of the 500MD, of 6 for each of 30 h of the Mi-17 and its ferry hour.
    """
    weeks = base_weeks(scenario, plan)
    assert {row.maintenance_base for row in weeks} == {"juba-hangar"}
    assert weeks[0].capacity == pytest.approx(2500 * 12 / 52)
    assert [row.visits for row in weeks] == pytest.approx([60.0, 150.0, 60.0, 0.0])
    assert weeks[0].defects == pytest.approx(0.6 * (1.5 * 20.0 + 6.0 * 31.0))


def test_standby_has_a_line_for_each_mission(scenario: Scenario, plan: Plan) -> None:
    """Two aircraft in the fuller watch, at two sites, for ten events; missions weigh by their events."""
    kpis = plan_kpis(scenario, plan)
    (line,) = kpis.standby
    assert (line.mission, line.aircraft, line.sites, line.events_per_month) == (
        "unmiss",
        2,
        ("bor", "juba"),
        10.0,
    )
    assert (kpis.surgery_pct, kpis.surgery_at_home_pct) == (pytest.approx(62.5), pytest.approx(50.0))
    other = hand_standby()[0].model_copy(update={"mission": "minusca", "posts": ()})
    both = plan_kpis(scenario, upkept_plan(scenario, standby=(*hand_standby(), other))).standby
    assert mean_pct(both, lambda row: 100.0 if row.mission == "unmiss" else 0.0) == pytest.approx(1000 / 13)
    assert kpis.to_dict()["standby"][0]["cover"]["surgery_pct"] == 62.5


def test_a_plan_of_matching_alone_has_no_such_figures(scenario: Scenario) -> None:
    """Plans of before still have their key figures."""
    kpis = plan_kpis(scenario, hand_plan(scenario))
    assert (kpis.fleet, kpis.standby, kpis.surgery_pct) == (None, (), None)
    assert base_weeks(scenario, hand_plan(scenario)) == ()
    assert kpis.to_dict()["fleet"] is None
