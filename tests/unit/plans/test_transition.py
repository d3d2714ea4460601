"""Hand-overs, rotations, reach, and the month from which partners stand alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from airlift.plans import Allocation, Payment, Plan, Trainees, Unit
from airlift.plans.costs import allocation_costs
from airlift.plans.transition import (
    HandOver,
    Reach,
    Rotation,
    Transition,
    hand_overs,
    reach,
    rotations,
    transitions,
)
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_rows
from tests.unit.reporting.handmade import hand_plan


def unit(name: str, first_month: str, months: int, partner: str = "kenya", **changes: Any) -> Unit:
    """Return a unit of three aircraft at Juba."""
    values: dict[str, Any] = {
        "id": name,
        "partner": partner,
        "demand": "unmiss-medevac",
        "aircraft_type": "500md",
        "maintenance_base": "juba-hangar",
        "first_month": first_month,
        "aircraft": (3,) * months,
    }
    return Unit(**(values | changes))


def plan(scenario: Scenario, *units: Unit, **changes: Any) -> Plan:
    """Return a plan of some units."""
    return hand_plan(scenario, allocation=Allocation(units=units, **changes), programmes=())


def test_relief_in_place_is_one_that_comes_before_the_other_goes():
    """Two months together; one that follows, or that leaves first, relieves nobody."""
    scenario = tiny_scenario()
    old, new = unit("old", "2022-06", 8), unit("new", "2022-12", 12, "el-salvador")
    assert hand_overs(scenario, plan(scenario, old, new)) == (
        HandOver("unmiss-medevac", "old", "new", "2023-02", 2),
    )
    after = unit("new", "2023-02", 8, "el-salvador")
    within = unit("new", "2022-08", 3, "el-salvador")
    elsewhere = new.model_copy(update={"demand": "minusca-medevac"})
    for other in (after, within, elsewhere):
        assert hand_overs(scenario, plan(scenario, old, other)) == ()


def test_the_last_to_come_takes_over():
    """One that had come long before was a reinforcement."""
    scenario = tiny_scenario()
    units = unit("old", "2022-06", 10), unit("mid", "2022-08", 12, "x"), unit("new", "2023-03", 6, "y")
    assert hand_overs(scenario, plan(scenario, *units))[0].relieving == "new"


def test_crews_rotate_at_the_end_of_each_tour():
    """A tour of twelve months: a unit of 13 changes once, of 12 never; 27 people an aircraft."""
    scenario = tiny_scenario()
    counted = rotations(scenario, plan(scenario, unit("a", "2022-06", 13), unit("b", "2022-06", 12)))
    assert counted == (
        Rotation("a", "kenya", 1, pytest.approx(13 * 3 * 27 / 12)),
        Rotation("b", "kenya", 0, pytest.approx(12 * 3 * 27 / 12)),
    )
    short = with_policy(scenario, "crew", crew_tour_months=6.0)
    assert rotations(short, plan(short, unit("a", "2022-06", 13)))[0].rotations == 2


def test_reach_tells_the_months_of_two_years_ahead_and_five_after():
    """Of a plan of 36 months, 24 lie ahead and 12 after; a gap makes two spans."""
    scenario = tiny_scenario(horizon_months=36)
    decided = plan(scenario, unit("a", "2022-06", 2), unit("b", "2023-06", 12))
    assert reach(scenario, decided) == (
        Reach("kenya", (("2022-06", "2022-07"), ("2023-06", "2024-05")), 9, 24, 5, 12),
    )
    assert reach(scenario, decided)[0].months == 14


def test_months_after_five_years_are_beyond_reach():
    """The eighth year counts for nothing, and the plan has no more than sixty months after the first two years."""
    scenario = tiny_scenario(horizon_months=100)
    (row,) = reach(scenario, plan(scenario, unit("a", "2028-11", 4)))
    assert (row.after, row.after_of) == (2, 60)


def paid(scenario: Scenario, units: Sequence[Unit], payers: dict[int, str], **changes: Any) -> Plan:
    """Return a plan all of whose costs of a year are paid by one sponsor."""
    bare = plan(scenario, *units, **changes)
    rows = tuple(
        Payment(
            sponsor=payers[cost.year],
            partner=cost.partner,
            donor=cost.donor,
            cost_kind=cost.cost_kind,
            year=cost.year,
            usd=cost.usd,
        )
        for cost in allocation_costs(scenario, bare.allocation)
        if cost.year in payers
    )
    return plan(scenario, *units, payments=rows, **changes)


def stands_alone(scenario: Scenario, decided: Plan) -> Transition:
    """Return the only transition of a plan."""
    (row,) = transitions(scenario, decided, allocation_costs(scenario, decided.allocation))
    return row


@pytest.fixture
def scenario() -> Scenario:
    """Return the tiny scenario with a treasury of Kenya."""
    return with_rows(
        tiny_scenario(),
        "sponsors",
        {"id": "treasury", "name": "Kenya, treasury", "kind": "partner", "carry_over": False},
    )


def test_reimbursement_and_treasury_are_own_money(scenario: Scenario):
    """With no money from outside and no training a partner stands alone from its first unit on."""
    decided = paid(scenario, [unit("a", "2022-06", 19)], {2022: "un", 2023: "treasury"})
    assert stands_alone(scenario, decided) == Transition("kenya", "2022-01", "2022-01", "2022-06")


def test_outside_money_counts_to_the_end_of_its_year(scenario: Scenario):
    """The state pays in 2022, so Kenya pays for itself from January; in 2023 it would never do so."""
    units = [unit("a", "2022-06", 19)]
    assert stands_alone(scenario, paid(scenario, units, {2022: "usa", 2023: "un"})) == Transition(
        "kenya", "2023-01", "2022-01", "2023-01"
    )
    late = stands_alone(scenario, paid(scenario, units, {2022: "un", 2023: "usa"}))
    assert (late.own_money, late.sustained) == (None, None)


def test_what_nobody_pays_is_not_sustained(scenario: Scenario):
    """A year without payments is one that the partner cannot carry."""
    decided = paid(scenario, [unit("a", "2022-06", 19)], {2022: "un"})
    assert stands_alone(scenario, decided).own_money is None


def test_outside_instructors_count_until_the_course_ends(scenario: Scenario):
    """A course of four months from September 2022; the own school counts for nothing."""
    outside = Trainees(course="tpp-crew", partner="kenya", month="2022-09", trainees=1)
    own = Trainees(course="kenya-school", partner="kenya", month="2023-10", trainees=1)
    other = Trainees(course="tpp-crew", partner="el-salvador", month="2023-09", trainees=1)
    units = [unit("a", "2022-06", 19)]
    decided = paid(scenario, units, {2022: "un", 2023: "un"}, training=(outside, own, other))
    assert stands_alone(scenario, decided) == Transition("kenya", "2022-01", "2023-01", "2023-01")


def test_a_partner_whose_unit_has_left_sustains_nothing(scenario: Scenario):
    """Own money from 2023 on is of no use to a unit that went home in 2022."""
    decided = paid(scenario, [unit("a", "2022-06", 6)], {2022: "usa"})
    assert stands_alone(scenario, decided) == Transition("kenya", "2023-01", "2022-01", None)
