"""Women expected among deployed people, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.plans import Allocation, Trainees
from airlift.plans.parity import ParityYear, parity_by_year
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.reporting.handmade import hand_allocation, hand_plan


def years(scenario: Scenario, **changes: Any) -> tuple[ParityYear, ...]:
    """Return the years of Kenya's unit alone, three aircraft from December 2022, with other decisions added."""
    allocation = Allocation(units=hand_allocation().units[:1], **changes)
    return parity_by_year(scenario, hand_plan(scenario, allocation=allocation, programmes=()))


def test_those_who_deploy_are_a_fair_sample():
    """Kenya: 2 of 24 aircrew, 4 of 40 technicians; an aircraft takes 1.5 crews of two and five technicians."""
    first, second = years(tiny_scenario())
    assert (first.year, first.people) == (2022, pytest.approx(3 * (3.0 + 5.0)))
    assert first.women == pytest.approx(3 * (3.0 * 2 / 24 + 5.0 * 4 / 40))
    assert second.people == pytest.approx(12 * first.people)
    assert second.share_pct == pytest.approx(first.share_pct)


def test_the_operator_of_a_dry_leased_base_brings_its_own_technicians():
    """They are no people of the partner."""
    dry = with_row(tiny_scenario(), "maintenance_bases", "juba-hangar", lease="dry")
    assert years(dry)[0].people == pytest.approx(9.0)
    assert years(dry)[0].share_pct == pytest.approx(100 * 2 / 24)


def test_graduates_change_the_sample_once_they_have_passed():
    """Two crews of a course of 3 months, 90 % of which pass and half of whom are women; attrition stands still."""
    steady = with_policy(tiny_scenario(), "crew", attrition_pct_per_year=0.0)
    scenario = with_row(steady, "courses", "kenya-school", women_pct=50.0)
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", lease="dry")
    start = Trainees(course="kenya-school", partner="kenya", month="2022-10", trainees=2)
    first, second = years(scenario, training=(start,))
    passed = 2 * 2 * 0.9
    assert first.share_pct == pytest.approx(100 * 2 / 24)
    assert second.share_pct == pytest.approx(100 * (2 + passed / 2) / (24 + passed))


def test_older_intakes_have_lost_more_people():
    """With attrition the graduates of last month weigh more than the people of the start."""
    scenario = with_row(tiny_scenario(), "courses", "kenya-school", women_pct=100.0)
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", lease="dry")
    start = Trainees(course="kenya-school", partner="kenya", month="2022-09", trainees=2)
    shares = []
    for attrition in (0.0, 40.0):
        changed = with_policy(scenario, "crew", attrition_pct_per_year=attrition)
        shares.append(years(changed, training=(start,))[0].share_pct)
    assert shares[1] > shares[0]


def test_technicians_have_courses_too_and_instructors_do_not_count():
    """Those who pass a technician course join; an instructor course adds nobody to the deployed."""
    scenario = with_row(tiny_scenario(), "courses", "tpp-technician", women_pct=100.0)
    scenario = with_rows(
        scenario, "courses", {"like": "tpp-crew", "id": "tti", "audience": "instructor", "women_pct": 100.0}
    )
    more = Trainees(course="tpp-technician", partner="kenya", month="2022-03", trainees=8)
    none = Trainees(course="tti", partner="kenya", month="2022-03", trainees=4)
    assert years(scenario, training=(more,))[0].women > years(scenario)[0].women
    assert years(scenario, training=(none,)) == years(scenario)


def test_targets_are_those_of_the_year_or_of_the_policy():
    """2022 has one, 2023 falls back."""
    scenario = with_rows(tiny_scenario(), "parity_targets", {"year": 2022, "target_pct": 9.0})
    assert [row.target_pct for row in years(scenario)] == [9.0, 15.0]


def test_crews_from_nowhere_have_no_women():
    """A plan written by hand may deploy people that nobody has: they count, as nobody's sample."""
    scenario = with_row(tiny_scenario(), "partners", "kenya", technicians=0, women_technicians=0)
    assert years(scenario)[0].women == pytest.approx(3 * 3.0 * 2 / 24)
