"""Costs of visits, pre-deployment training, rotation and travel, and reimbursement that comes late."""

from __future__ import annotations

import pytest

from airlift.plans import Allocation, AssessmentVisit, Trainees, Unit
from airlift.plans.costs import Cost, allocation_costs, reimbursement_due_usd
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row


def unit(first_month: str, *aircraft: int) -> Unit:
    """Return a unit of Kenya at Juba."""
    return Unit(
        id="k1",
        partner="kenya",
        demand="unmiss-medevac",
        aircraft_type="500md",
        maintenance_base="juba-hangar",
        first_month=first_month,
        aircraft=aircraft,
    )


def costs(scenario: Scenario, allocation: Allocation, kind: str) -> list[tuple[int, float]]:
    """Return year and USD of the costs of a kind."""
    return [(row.year, row.usd) for row in allocation_costs(scenario, allocation) if row.cost_kind == kind]


def test_a_visit_costs_in_its_year_besides_the_assessment_of_the_unit():
    """The partner is named, no donor is."""
    scenario = with_policy(tiny_scenario(), "cost", assessment_usd_per_visit=22_500.0)
    visit = AssessmentVisit(partner="kenya", month="2022-04")
    assert allocation_costs(scenario, Allocation(visits=(visit,))) == (
        Cost("kenya", None, "assessment", 2022, 22_500.0),
    )
    both = Allocation(visits=(visit,), units=(unit("2022-12", 3),))
    assert costs(scenario, both, "assessment") == [(2022, 72_500.0)]


def test_only_aircraft_that_join_need_predeployment_training():
    """Three at first, two more in February; one leaves and comes back in April."""
    scenario = with_policy(tiny_scenario(), "cost", predeployment_usd_per_aircraft=1000.0)
    allocation = Allocation(units=(unit("2022-12", 3, 3, 5, 4, 5),))
    assert costs(scenario, allocation, "predeployment") == [(2022, 3000.0), (2023, 3000.0)]


def test_rotation_changes_everybody_once_a_tour():
    """27 people per aircraft, three aircraft, a tour of twelve months: one year's rotation moves 81 people."""
    scenario = with_policy(tiny_scenario(), "cost", rotation_usd_per_person=100.0)
    allocation = Allocation(units=(unit("2022-12", *(3,) * 13),))
    assert costs(scenario, allocation, "rotation") == [
        (2022, pytest.approx(81 * 100.0 / 12)),
        (2023, pytest.approx(81 * 100.0)),
    ]


@pytest.mark.parametrize(
    ("changes", "travels"),
    [({}, True), ({"mode": "remote"}, False), ({"own_school": True}, False)],
)
def test_trainees_travel_to_courses_in_person_elsewhere(changes: dict[str, object], travels: bool):
    """A remote course and the own school need no fare."""
    scenario = with_policy(tiny_scenario(), "cost", course_travel_usd=2500.0)
    scenario = with_row(scenario, "courses", "tpp-crew", **changes)
    allocation = Allocation(
        training=(Trainees(course="tpp-crew", partner="kenya", month="2022-03", trainees=2),)
    )
    assert costs(scenario, allocation, "training") == [(2022, 2 * (62_500.0 if travels else 60_000.0))]


def test_reimbursement_falls_due_later_and_within_the_plan():
    """Of thirteen months from December 2022 with a delay of three, none falls due in 2022; the last year gets all."""
    prompt = tiny_scenario()
    late = with_policy(prompt, "cost", reimbursement_delay_months=3)
    allocation = Allocation(units=(unit("2022-12", *(3,) * 13),))
    month_usd = 3 * 27 * 1448.0
    assert costs(prompt, allocation, "personnel") == [(2022, month_usd), (2023, 12 * month_usd)]
    assert costs(late, allocation, "personnel") == [(2023, 13 * month_usd)]
    assert costs(late, allocation, "lift") == costs(prompt, allocation, "lift")


def test_reimbursement_due_after_the_plan_is_told_by_partner():
    """The last three of 24 months are paid for after the plan; without a delay nothing is."""
    allocation = Allocation(units=(unit("2022-12", *(3,) * 13),))
    assert reimbursement_due_usd(tiny_scenario(), allocation) == {}
    late = with_policy(tiny_scenario(), "cost", reimbursement_delay_months=3)
    aircraft_usd = 27 * 1448.0 + 60_000.0 + 30 * 400.0 + 30 * 1.5 * 40.0
    assert reimbursement_due_usd(late, allocation) == {"kenya": pytest.approx(9 * aircraft_usd)}
