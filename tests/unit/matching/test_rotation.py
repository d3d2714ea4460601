"""Rotation months make the model small; the best plan is that of counting every calendar through."""

from __future__ import annotations

from itertools import product

import pytest

from airlift.checker import check
from airlift.matching.model import build_model
from airlift.matching.problem import build_problem
from airlift.matching.rulebook import Group
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.matching.worlds import months_of, one_unit, planned, school, solved, tier_1

CREWS = {"partner": "el-salvador", "aircraft_type": "500md"}


def world(every: int, tour: int, lead: int, first: int, last: int) -> Scenario:
    """Return a world whose crews shrink by attrition and grow by a course, so that sizes have to change."""
    scenario = with_policy(one_unit(), "crew", attrition_pct_per_year=30)
    scenario = with_row(scenario, "partner_crews", CREWS, crews=6)
    scenario = with_rows(scenario, "courses", school(seats=2, pass_pct=100, first_month="2022-02"))
    scenario = with_row(scenario, "courses", "school", last_month="2022-02")
    months = {"first_month": f"2022-{first + 1:02d}", "last_month": f"2022-{last + 1:02d}"}
    scenario = with_row(scenario, "demands", "unmiss-medevac", min_unit=1, **months)
    rules = {"rotation_every_months": every, "min_tour_months": tour, "readiness_lead_3_months": lead}
    return with_policy(scenario, "matching", **rules)


def crews(t: int) -> float:
    """Six crews, two more from month 4 on (a course of three months from month 1), 30 % lost a year."""
    return 6 * 0.7 ** (t / 12) + (2 * 0.7 ** ((t - 4) / 12) if t >= 4 else 0)


def best(every: int, tour: int, lead: int, first: int, last: int) -> int:
    """Fewest unmet aircraft-months over all sizes of all months, by the rules as they are written."""
    window = range(first, last + 1)
    most = {t: min(3, int(crews(t) / 2.25 + 1e-9)) if t >= lead else 0 for t in window}
    found = 3 * len(window)
    for sizes in product(*(range(most[t] + 1) for t in window)):
        unmet = sum(3 - size for size in sizes)
        if unmet < found and keeps(sizes, every, tour, first):
            found = unmet
    return found


def keeps(sizes: tuple[int, ...], every: int, tour: int, first: int) -> bool:
    """Whether a partner's sizes keep rotation and tour."""
    before, began = 0, 0
    for t, size in enumerate(sizes, start=first):
        if size != before and t % every:
            return False
        if size and not before:
            began = t
        if before and not size and t - began < tour:
            return False
        before = size
    return True


@pytest.mark.parametrize(
    ("every", "tour", "lead", "first", "last"),
    [
        (1, 3, 0, 0, 8),
        (2, 3, 0, 0, 8),
        (2, 4, 1, 1, 9),
        (3, 3, 0, 0, 9),
        (3, 2, 2, 1, 10),
        (3, 5, 4, 2, 10),
        (4, 3, 0, 1, 9),
        (5, 1, 0, 3, 11),
        (6, 6, 1, 0, 8),
    ],
)
def test_rotation_gives_what_enumeration_gives(every: int, tour: int, lead: int, first: int, last: int):
    """Windows that begin and end inside a block, tours that are no multiple of it, readiness in between."""
    scenario = world(every, tour, lead, first, last)
    plan = planned(scenario)
    assert plan.results[0].objectives[0].value == best(every, tour, lead, first, last)
    assert check(scenario, plan).ok


def test_months_of_a_block_share_their_variables():
    """Twelve months of three are four sizes, of which the first cannot be a stop."""
    scenario = with_policy(one_unit(), "matching", rotation_every_months=3)
    variables = build_model(build_problem(scenario)).variables
    assert len(variables.aircraft) == 12
    assert len({one.index for one in variables.aircraft.values()}) == 4
    assert sorted(t for _, t in variables.start) == [0, 3, 6, 9]
    assert sorted(t for _, t in variables.stop) == [6, 9]  # not before a tour of six months
    assert len({one.index for one in variables.unmet.values()}) == 4


def test_the_months_before_the_first_rotation_stay_unmet():
    """A demand that begins in February is served from April on."""
    scenario = with_policy(one_unit(), "matching", rotation_every_months=3)
    scenario = with_row(scenario, "demands", "unmiss-medevac", first_month="2022-02")
    allocation, result = solved(scenario)
    assert months_of(allocation, "el-salvador") == [("2022-04", (3,) * 9)]
    assert [one.value for one in result.objectives[:2]] == [6, 2]


def test_a_base_that_closes_between_rotations_is_left_at_the_one_before():
    """Eight months open are six months of use."""
    scenario = with_row(one_unit(), "maintenance_bases", "juba-hangar", close_month="2022-09")
    assert tier_1(scenario) == 12
    assert tier_1(with_policy(scenario, "matching", rotation_every_months=3)) == 18


def test_a_demand_shorter_than_a_rotation_is_out_of_reach():
    """From February to March there is no rotation month."""
    scenario = with_policy(one_unit(), "matching", rotation_every_months=3)
    scenario = with_row(scenario, "demands", "unmiss-medevac", first_month="2022-02", last_month="2022-03")
    problem = build_problem(scenario)
    assert [refusal.groups for refusal in problem.refusals] == [(Group("unit.rotation", "unmiss-medevac"),)]
    assert len(build_problem(scenario, frozenset({Group("unit.rotation", "unmiss-medevac")})).choices) == 1


def test_months_that_no_supply_allows_have_no_variables():
    """Donated aircraft are ready in month 6 at the earliest; after that the crews bound the size."""
    problem = build_problem(tiny_scenario())
    variables = build_model(problem).variables
    for c, choice in enumerate(problem.choices):
        if choice.partner == "kenya":
            assert min(t for of, t in variables.aircraft if of == c) >= 6
    scenario = with_row(one_unit(), "partner_crews", CREWS, crews=6)
    assert build_model(build_problem(scenario)).variables.aircraft == {}


def test_rarer_rotations_never_serve_more():
    """Each multiple of a rotation allows a subset of its calendars."""
    values = [tier_1(world(every, 3, 1, 1, 11)) for every in (1, 2, 4)]
    assert values == sorted(values)
    assert values[0] < values[-1]
