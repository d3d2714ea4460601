"""What the model can decide at all: dates, receivers and starts that no rule of a single row forbids."""

from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

import airlift
from airlift.matching.dates import course_starts, lot_lead_months
from airlift.matching.problem import build_problem
from airlift.matching.variables import Variables, create_variables
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_row


def variables_of(scenario: Scenario) -> Variables:
    """Return the variables of a scenario's model."""
    return create_variables(cp_model.CpModel(), build_problem(scenario))


def first_arrivals(scenario: Scenario) -> dict[tuple[str, str], str]:
    """First month in which a lot could reach each of its receivers."""
    first: dict[tuple[str, str], int] = {}
    for lot, partner, t in variables_of(scenario).transfer:
        first[lot, partner] = min(t, first.get((lot, partner), t))
    return {key: scenario.month_label(t) for key, t in first.items()}


def test_a_lot_arrives_no_earlier_than_gate_and_lead_allow():
    """Gates of February and May and three months."""
    assert lot_lead_months(tiny_scenario().lot_by_id["rok-1"]) == 3
    assert first_arrivals(tiny_scenario()) == {
        ("rok-1", "kenya"): "2022-05",
        ("rok-1", "el-salvador"): "2022-05",
        ("rok-2", "kenya"): "2022-08",
        ("rok-2", "el-salvador"): "2022-08",
    }


def test_a_lot_goes_to_its_partners_alone():
    """And to nobody who could not use it: Rwanda has no demand for a 500MD."""
    scenario = with_row(tiny_scenario(), "lots", "rok-1", partners="kenya;rwanda")
    assert {partner for lot, partner in first_arrivals(scenario) if lot == "rok-1"} == {"kenya"}


def test_a_gate_before_the_start_opens_in_month_0():
    """What was offered before the plan begins is there from its first month."""
    scenario = with_row(tiny_scenario(), "lots", "rok-1", gate_month="2021-03", offered_month="2021-01")
    assert first_arrivals(scenario)["rok-1", "kenya"] == "2022-04"


def test_historical_dates_bind_every_plan():
    """The first six reach Kenya from November 2024; the other ten are announced only, which is not enough."""
    scenario = airlift.load("historical")
    first = first_arrivals(scenario)
    assert first["rok-500md-a", "kenya"] == "2024-11"
    assert not [lot for lot, _ in first if lot == "rok-500md-b"]


def test_kenya_only_leaves_the_choices_of_kenya():
    """No other partner has a choice, a transfer or a seat."""
    problem = build_problem(airlift.load("kenya-only"))
    assert {choice.partner for choice in problem.choices} == {"kenya"}


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        ({}, (2, 8, 14, 20)),
        ({"first_month": "2021-12"}, (5, 11, 17, 23)),
        ({"last_month": "2022-09"}, (2, 8)),
        ({"last_month": "2030-01"}, (2, 8, 14, 20)),
        ({"first_month": "2024-01", "last_month": "2024-12"}, ()),
    ],
)
def test_courses_start_at_their_interval_inside_the_horizon(changes: dict[str, str], starts: tuple[int, ...]):
    """Every six months from March 2022, or from where the calendar says."""
    scenario = with_row(tiny_scenario(), "courses", "tpp-crew", **changes)
    assert course_starts(scenario, scenario.course_by_id["tpp-crew"]) == starts


def test_partners_train_only_for_families_that_they_can_deploy():
    """Rwanda flies no 500MD, but its technicians may learn on one."""
    seats = {(course, partner) for course, partner, _ in variables_of(tiny_scenario()).trainees}
    assert seats == {
        ("kenya-school", "kenya"),
        ("tpp-crew", "kenya"),
        ("tpp-crew", "el-salvador"),
        ("tpp-technician", "kenya"),
        ("tpp-technician", "el-salvador"),
        ("tpp-technician", "rwanda"),
    }
