"""Who could serve which demand, and the rule that forbids the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from airlift.matching.problem import build_problem, readiness_lead_months, restrict_to_tiers
from airlift.plans import Status
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows, without_rows
from tests.unit.matching.worlds import kept, one_unit, solved

if TYPE_CHECKING:
    from airlift.matching.problem import Choice
    from airlift.scenario.model import Scenario


def choice(scenario: Scenario, partner: str, demand: str, aircraft_type: str) -> Choice:
    """Return the choice of a partner, demand and type."""
    found = [
        one
        for one in build_problem(scenario).choices
        if (one.partner, one.demand, one.aircraft_type) == (partner, demand, aircraft_type)
    ]
    assert len(found) == 1
    return found[0]


def refusal(scenario: Scenario, partner: str, demand: str, aircraft_type: str) -> str | None:
    """Return the rule by which a partner and type cannot serve a demand; None if they can."""
    problem = build_problem(scenario)
    key = (partner, demand, aircraft_type)
    rules = [r.rule for r in problem.refusals if (r.partner, r.demand, r.aircraft_type) == key]
    possible = [c for c in problem.choices if (c.partner, c.demand, c.aircraft_type) == key]
    assert len(rules) + len(possible) == 1
    return rules[0] if rules else None


KENYA = ("kenya", "unmiss-medevac", "500md")
RWANDA = ("rwanda", "unmiss-utility", "mi-17")


def test_kenya_can_serve_unmiss_medevac():
    """Lead of level 2 is six months, the demand begins in month 5; ten donated aircraft at 75 % are seven."""
    found = choice(tiny_scenario(), *KENYA)
    assert (found.first, found.end, found.window_end) == (6, 24, 24)
    assert found.bases == (("juba-hangar", 6, 24),)
    assert (found.least, found.most) == (3, 6)


@pytest.mark.parametrize(
    ("table", "row", "changes", "rule"),
    [
        ("partners", "kenya", {"caveat_missions": "unmiss"}, "partner.caveat"),
        ("partners", "kenya", {"caveat_roles": "medevac"}, "partner.caveat"),
        ("partners", "kenya", {"max_units": 0}, "partner.max_units"),
        ("partners", "kenya", {"absorb_aircraft": 3}, "fleet.deployable"),
        ("demands", "unmiss-medevac", {"aircraft_tags": "hoist"}, "demand.capability"),
        ("demands", "unmiss-medevac", {"crew_tags": "hoist"}, "demand.capability"),
        ("demands", "unmiss-medevac", {"payload_kg": 500}, "demand.payload"),
        ("demands", "unmiss-medevac", {"radius_nm": 130}, "demand.payload"),
        ("sites", "juba", {"hot_day_c": 60, "elevation_ft": 6000}, "demand.payload"),
        ("demands", "unmiss-medevac", {"last_month": "2022-06"}, "partner.readiness"),
        ("missions", "unmiss", {"closure_month": "2022-07"}, "partner.readiness"),
        ("maintenance_bases", "juba-hangar", {"reach_nm": 1, "site": "bor"}, "base.suitable"),
        ("maintenance_bases", "juba-hangar", {"partners": "rwanda"}, "base.suitable"),
        ("maintenance_bases", "juba-hangar", {"aircraft_types": "mi-17"}, "base.suitable"),
        ("maintenance_bases", "juba-hangar", {"close_month": "2022-06"}, "base.suitable"),
        ("maintenance_bases", "juba-hangar", {"open_month": "2024-01"}, "base.suitable"),
    ],
)
def test_each_rule_refuses(table: str, row: str, changes: dict[str, object], rule: str):
    """One change to one row forbids what was possible."""
    assert refusal(tiny_scenario(), *KENYA) is None
    assert refusal(with_row(tiny_scenario(), table, row, **changes), *KENYA) == rule


def test_nobody_flies_a_family_without_crews():
    """Rwanda without Mi-17 crews has no course to train them."""
    assert (
        refusal(without_rows(tiny_scenario(), "partner_crews", {"partner": "rwanda"}), *RWANDA)
        == "crew.available"
    )


def test_a_course_is_as_good_as_crews_unless_nobody_teaches_it():
    """Kenya without crews can train them in its school or elsewhere; a school needs instructors."""
    scenario = without_rows(tiny_scenario(), "partner_crews", {"partner": "kenya"})
    assert refusal(scenario, *KENYA) is None
    scenario = without_rows(scenario, "courses", "tpp-crew")
    assert refusal(scenario, *KENYA) is None
    assert refusal(with_row(scenario, "partners", "kenya", instructors=0), *KENYA) == "crew.available"
    closed = with_row(scenario, "courses", "kenya-school", partners="rwanda")
    assert refusal(closed, *KENYA) == "crew.available"


def test_crew_tags_come_from_crews_and_courses():
    """A qualification that no crew holds may still be taught."""
    crews = {"partner": "kenya", "aircraft_type": "500md"}
    scenario = with_row(tiny_scenario(), "partner_crews", crews, tags="nvg")
    assert refusal(scenario, *KENYA) is None
    assert (
        refusal(without_rows(scenario, "courses", "kenya-school", "tpp-crew"), *KENYA) == "demand.capability"
    )


@pytest.mark.parametrize(("readiness", "months"), [("0", 12), ("1", 9), ("2", 6), ("3", 3), ("rdl", 2)])
def test_readiness_levels_have_their_lead_times(readiness: str, months: int):
    """Each level reads its own policy value."""
    scenario = with_row(tiny_scenario(), "partners", "kenya", readiness_level=readiness)
    assert readiness_lead_months(scenario, scenario.partner_by_id["kenya"]) == months


def test_a_choice_lies_in_the_window_of_demand_mission_and_horizon():
    """Whichever ends first ends the window."""
    assert choice(tiny_scenario(horizon_months=20), *KENYA).end == 20
    closed = with_row(tiny_scenario(), "missions", "unmiss", closure_month="2023-03")
    assert choice(closed, *KENYA).window_end == 14
    late = with_row(tiny_scenario(), "demands", "unmiss-medevac", first_month="2023-01")
    assert choice(late, *KENYA).first == 12
    early = with_row(tiny_scenario(), "demands", "unmiss-medevac", first_month="2020-01")
    assert build_problem(early).windows["unmiss-medevac"] == (0, 24)


def test_a_demand_outside_the_horizon_asks_for_nothing():
    """It has no choices, no refusals, and is not called unreachable."""
    problem = build_problem(tiny_scenario(horizon_months=3))
    assert problem.windows["unmiss-utility"] == (3, 3)
    assert (problem.choices, problem.refusals, problem.unreachable) == ((), (), ())


def test_bases_keep_their_own_months():
    """A choice lasts from the first opening to the last closing."""
    scenario = with_row(tiny_scenario(), "maintenance_bases", "juba-hangar", close_month="2022-12")
    second = {"like": "juba-hangar", "id": "bor-hangar", "site": "bor"}
    second |= {"open_month": "2022-10", "close_month": "2023-07"}
    found = choice(with_rows(scenario, "maintenance_bases", second), *KENYA)
    assert found.bases == (("juba-hangar", 6, 11), ("bor-hangar", 9, 18))
    assert (found.first, found.end, found.window_end) == (6, 18, 24)


def test_reach_is_measured_to_the_home_base_of_the_demand():
    """Bor lies 79 nm from Juba."""
    second = {"like": "juba-hangar", "id": "bor-hangar", "site": "bor", "reach_nm": 78}
    near = with_rows(tiny_scenario(), "maintenance_bases", second)
    assert len(choice(near, *KENYA).bases) == 1
    assert len(choice(with_row(near, "maintenance_bases", "bor-hangar", reach_nm=80), *KENYA).bases) == 2


@pytest.mark.parametrize(
    ("changes", "most"),
    [({"absorb_aircraft": 5}, 3), ({"absorb_aircraft": 7}, 5), ({"absorb_aircraft": 10}, 6)],
)
def test_the_fleet_limits_the_size(changes: dict[str, int], most: int):
    """Three quarters of what the partner can absorb, rounded down, and no more than the demand's largest unit."""
    assert choice(with_row(tiny_scenario(), "partners", "kenya", **changes), *KENYA).most == most


def test_own_aircraft_count_in_full():
    """El Salvador offers three of its own and takes in six of which four deploy: more than the largest unit."""
    scenario = with_row(tiny_scenario(), "demands", "unmiss-medevac", max_unit=9)
    assert choice(scenario, "el-salvador", "unmiss-medevac", "500md").most == 7
    no_lots = without_rows(scenario, "lots", "rok-1", "rok-2")
    assert choice(no_lots, "el-salvador", "unmiss-medevac", "500md").most == 3


def test_a_partner_that_can_never_have_a_type_is_not_refused_but_left_out():
    """Rwanda absorbs no 500MD, so nothing is said of it."""
    problem = build_problem(tiny_scenario())
    pairs = {(c.partner, c.aircraft_type) for c in (*problem.choices, *problem.refusals)}
    assert ("rwanda", "500md") not in pairs
    assert ("kenya", "mi-17") not in pairs


def test_choices_are_listed_by_partner_and_in_the_order_of_the_demands():
    """Indices lead back to the partner's choices."""
    problem = build_problem(tiny_scenario())
    order = [demand.id for demand in tiny_scenario().demands]
    positions = [order.index(one.demand) for one in problem.choices]
    assert positions == sorted(positions)
    for partner, indices in problem.choices_of_partner.items():
        assert {problem.choices[c].partner for c in indices} == {partner}
    assert sum(map(len, problem.choices_of_partner.values())) == len(problem.choices)


def test_demands_out_of_everybody_s_reach_are_named_with_their_rules():
    """A demand that asks for what nobody has is noted, and stays unmet in full."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", aircraft_tags="hoist")
    assert build_problem(scenario).unreachable == ("unmiss-medevac",)
    allocation, result = solved(scenario)
    assert allocation.unmet_aircraft_months == 36
    assert result.notes == ("demand unmiss-medevac cannot be reached by any partner: demand.capability",)


@pytest.mark.parametrize(
    ("empty", "why"),
    [
        ({"partner_fleet": "partner"}, "fleet.deployable"),
        (
            {"partner_fleet": "partner", "partner_crews": "partner", "partners": "id"},
            "there is no partner or no aircraft type",
        ),
    ],
)
def test_a_demand_that_nobody_has_aircraft_for_says_so(empty: dict[str, str], why: str):
    """No fleet and no lot, or nobody at all: the plan says so and is none."""
    data = one_unit().model_dump(mode="json")
    for table, column in empty.items():
        kept(data, table, column)
    _, result = solved(one_unit().model_validate(data))
    assert result.status is Status.INFEASIBLE
    assert result.conflict == ("fleet.deployable",)
    assert result.notes == (f"demand unmiss-medevac cannot be reached by any partner: {why}",)


def test_the_first_tiers_keep_their_choices():
    """Only demands of the tiers asked for remain, with their windows, choices and refusals."""
    problem = build_problem(with_policy(tiny_scenario(), "matching", readiness_lead_2_months=40))
    first = restrict_to_tiers(problem, 1)
    assert set(first.windows) == {"unmiss-medevac"}
    assert {c.demand for c in first.choices} == {"unmiss-medevac"}
    assert first.choices == tuple(c for c in problem.choices if c.demand == "unmiss-medevac")
    assert first.refusals == tuple(r for r in problem.refusals if r.demand == "unmiss-medevac") != ()
    assert restrict_to_tiers(problem, 3) == problem
