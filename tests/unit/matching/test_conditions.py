"""Conditions of donors, hosts and partners bind as their rules say: the value moves when the limit moves."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.checker import check
from airlift.matching.problem import build_problem
from airlift.matching.rulebook import Group
from airlift.scenario.model import Scenario
from tests.scenarios import with_policy, with_row, with_rows
from tests.unit.matching.worlds import (
    donated_unit,
    months_of,
    one_unit,
    planned,
    school,
    second_partner,
    tier_1,
)

CREWS = {"partner": "el-salvador", "aircraft_type": "500md"}


def checked_tier_1(scenario: Scenario) -> int:
    """Unmet aircraft-months of the best plan, which the checker finds nothing wrong with."""
    plan = planned(scenario)
    findings = check(scenario, plan)
    assert findings.ok, str(findings)
    assert plan.results[0].objectives[0].value is not None
    return round(plan.results[0].objectives[0].value)


def small_units(scenario: Scenario) -> Scenario:
    """Let a unit have any size from one."""
    return with_row(scenario, "demands", "unmiss-medevac", min_unit=1)


def partner(scenario: Scenario, **changes: Any) -> Scenario:
    """Change El Salvador."""
    return with_row(scenario, "partners", "el-salvador", **changes)


@pytest.mark.parametrize(
    ("state", "least", "unmet"),
    [
        ("announced", "announced", 18),
        ("announced", "conditional", 36),
        ("confirmed", "confirmed", 18),
        ("confirmed", "delivered", 36),
        ("delivered", "delivered", 18),
    ],
)
def test_only_firm_pledges_count(state: str, least: str, unmet: int):
    """The lot passes its gate when its pledge is as firm as the policy asks."""
    scenario = with_policy(donated_unit(), "matching", least_pledge_state=least)
    assert checked_tier_1(with_row(scenario, "lots", "rok-1", state=state)) == unmet


@pytest.mark.parametrize(
    ("conditions", "unmet"),
    [
        ({"missions": "unmiss"}, 18),
        ({"missions": "minusca"}, 36),
        ({"roles": "medevac"}, 18),
        ({"roles": "patrol;utility"}, 36),
        ({"return_month": "2022-10"}, 27),
        ({"return_month": "2022-12"}, 21),
    ],
)
def test_donors_say_where_and_until_when(conditions: dict[str, str], unmet: int):
    """Three aircraft from July on, in the missions and roles of the lot, up to the month before they go back."""
    scenario = with_policy(donated_unit(), "matching", min_tour_months=2)
    assert checked_tier_1(with_row(scenario, "lots", "rok-1", **conditions)) == unmet


def test_own_aircraft_go_where_the_donated_ones_may_not():
    """Three own ones and three donated for patrols: two demands are served, but not two medevac demands."""
    own = CREWS | {"aircraft": 3, "deployable_aircraft": 3}
    scenario = with_rows(donated_unit(), "partner_fleet", own)
    scenario = with_row(scenario, "lots", "rok-1", roles="patrol")
    scenario = partner(with_row(scenario, "partner_crews", CREWS, crews=18), max_units=2)
    second = {"like": "unmiss-medevac", "id": "second", "crew_tags": ""}
    assert checked_tier_1(with_rows(scenario, "demands", second | {"role": "patrol"})) == 18
    assert checked_tier_1(with_rows(scenario, "demands", second)) == 36


@pytest.mark.parametrize(
    ("rows", "unmet"),
    [
        ([{"first_month": "2022-03"}], 6),
        ([{}], 36),
        ([{"first_month": "2022-03"}, {"first_month": "2022-05", "aircraft_type": "500md"}], 12),
        ([{"first_month": "2022-03"}, {"aircraft_type": "500md"}], 36),
        ([{"aircraft_type": "mi-17"}], 0),
        ([{"mission": "minusca"}], 0),
    ],
)
def test_hosts_consent(rows: list[dict[str, str]], unmet: int):
    """The latest month counts, a refusal above all, and only for its mission, partner and type."""
    scenario = one_unit()
    for row in rows:
        scenario = with_rows(scenario, "consents", {"mission": "unmiss", "partner": "el-salvador"} | row)
    assert checked_tier_1(scenario) == unmet


def test_a_refusal_is_one_partner_s_own():
    """Honduras is refused, so El Salvador serves."""
    refused = {"mission": "unmiss", "partner": "honduras"}
    plan = planned(with_rows(second_partner(one_unit()), "consents", refused))
    assert {unit.partner for unit in plan.allocation.units} == {"el-salvador"}


@pytest.mark.parametrize(
    ("level", "leads", "first"),
    [
        ("1", {"readiness_lead_1_months": 5, "readiness_lead_2_months": 2}, "2022-06"),
        ("0", {"readiness_lead_0_months": 5, "readiness_lead_2_months": 2}, "2022-06"),
        ("1", {"readiness_lead_1_months": 1, "readiness_lead_2_months": 4}, "2022-05"),
        ("2", {"readiness_lead_1_months": 9, "readiness_lead_2_months": 2}, "2022-03"),
    ],
)
def test_partners_below_level_2_are_visited_first(level: str, leads: dict[str, int], first: str):
    """The visit comes a lead of level 2 before the unit; partners of level 2 need none."""
    scenario = with_policy(partner(one_unit(), readiness_level=level), "matching", **leads)
    plan = planned(scenario)
    assert months_of(plan.allocation, "el-salvador")[0][0] == first
    assert [visit.partner for visit in plan.allocation.visits] == ["el-salvador"] * (level != "2")
    assert check(scenario, plan).ok


@pytest.mark.parametrize(("visits", "unmet"), [(2, 18), (1, 21)])
def test_visits_of_a_month_are_few(visits: int, unmet: int):
    """Of two partners one is visited a month later."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", aircraft=6)
    scenario = second_partner(partner(scenario, readiness_level="1"))
    values = {"readiness_lead_1_months": 3, "readiness_lead_2_months": 3}
    scenario = with_policy(scenario, "matching", assessment_visits_per_month=visits, **values)
    assert checked_tier_1(scenario) == unmet


@pytest.mark.parametrize(("teams", "unmet"), [(None, 0), (3, 0), (2, 12), (0, 36)])
def test_medical_teams_bound_medevac(teams: int | None, unmet: int):
    """One team for each aircraft; None is no limit."""
    assert checked_tier_1(partner(small_units(one_unit()), medical_teams=teams)) == unmet


def test_medical_teams_come_from_courses_and_serve_medevac_alone():
    """Two and one of a course of three months are three; a patrol needs none."""
    scenario = partner(small_units(one_unit()), medical_teams=2)
    course = school(audience="medical", seats=1, pass_pct=100)
    assert checked_tier_1(with_rows(scenario, "courses", course)) == 3
    assert tier_1(with_row(scenario, "demands", "unmiss-medevac", role="patrol")) == 0


@pytest.mark.parametrize(("hours", "unmet"), [(90, 0), (89, 12), (59, 24)])
def test_spare_parts_bound_the_flight_hours(hours: float, unmet: int):
    """An aircraft flies 30 hours a month."""
    row = {"id": "kits", "provider": "maker", "aircraft_type": "500md", "flight_hours_per_month": hours}
    row |= {"first_month": "2022-01", "last_month": "2022-12"}
    assert checked_tier_1(with_rows(small_units(one_unit()), "spares", row)) == unmet
    other = row | {"aircraft_type": "mi-17"}
    assert tier_1(with_rows(small_units(one_unit()), "spares", other)) == 0


def test_spare_parts_add_up_and_end():
    """Two rows of 60 and 30 hours, the second for half a year; after the first one's end there is nothing."""
    row = {"provider": "maker", "aircraft_type": "500md", "first_month": "2022-01"}
    first = row | {"id": "a", "flight_hours_per_month": 60, "last_month": "2022-09"}
    second = row | {"id": "b", "flight_hours_per_month": 30, "last_month": "2022-06"}
    assert checked_tier_1(with_rows(small_units(one_unit()), "spares", first, second)) == 3 + 9


@pytest.mark.parametrize(("aircraft", "unmet"), [(3, 0), (2, 1), (1, 3), (0, 36)])
def test_few_aircraft_join_in_a_month(aircraft: int, unmet: int):
    """With one a month the unit grows by one a month."""
    scenario = partner(small_units(one_unit()), predeployment_aircraft_per_month=aircraft)
    assert checked_tier_1(scenario) == unmet


@pytest.mark.parametrize(
    ("delay", "credit", "unmet"), [(0, 0, 0), (1, 338_688, 0), (1, 338_687, 12), (2, 564_480, 6)]
)
def test_credit_bounds_what_is_laid_out(delay: int, credit: float, unmet: int):
    """112,896 USD for an aircraft-month; two months of five aircraft together are three and two in turn."""
    scenario = with_policy(small_units(one_unit()), "cost", reimbursement_delay_months=delay)
    scenario = with_policy(scenario, "matching", min_tour_months=1)
    assert checked_tier_1(partner(scenario, credit_usd=credit)) == unmet


def test_instructors_can_be_trained():
    """A school without instructors teaches nobody until one has come from a course of two months."""
    scenario = with_row(one_unit(), "partner_crews", CREWS, crews=5)
    scenario = with_rows(scenario, "courses", school(last_month="2022-06"))
    scenario = partner(scenario, instructors=0)
    assert checked_tier_1(scenario) == 36
    course = school(id="teachers", audience="instructor", own_school=False, duration_months=2, pass_pct=100)
    # Instructors from March, crews from June.
    assert checked_tier_1(with_rows(scenario, "courses", course)) == 15
    # 0.9 of an instructor teaches one crew at a time: the second one is there in September.
    assert checked_tier_1(with_rows(scenario, "courses", course | {"seats": 1, "pass_pct": 90})) == 24


def test_an_upgrade_qualifies_current_crews():
    """Nine crews without the tag: seven of them are upgraded; it makes no crews of its own."""
    scenario = with_row(one_unit(), "partner_crews", CREWS, tags="nvg")
    course = school(audience="upgrade", seats=7, pass_pct=100, own_school=False)
    assert checked_tier_1(with_rows(scenario, "courses", course)) == 9
    assert checked_tier_1(with_rows(scenario, "courses", course | {"seats": 6})) == 36
    few = with_row(scenario, "partner_crews", CREWS, crews=6)
    assert checked_tier_1(with_rows(few, "courses", course)) == 36


def test_an_upgrade_is_no_intake():
    """A partner that can send no new crews upgrades those that it has."""
    scenario = partner(with_row(one_unit(), "partner_crews", CREWS, tags="nvg"), trainable_crews_per_year=0)
    course = school(audience="upgrade", seats=7, pass_pct=100)
    assert tier_1(with_rows(scenario, "courses", course)) == 9


def test_a_dry_base_brings_its_technicians():
    """Without technicians of its own the partner relies on the base that has them."""
    scenario = partner(one_unit(), technicians=0)
    assert checked_tier_1(scenario) == 36
    assert checked_tier_1(with_row(scenario, "maintenance_bases", "juba-hangar", lease="dry")) == 0
    both = with_rows(
        scenario, "maintenance_bases", {"like": "juba-hangar", "id": "dry-hangar", "lease": "dry"}
    )
    assert checked_tier_1(both) == 0


@pytest.mark.parametrize(("home", "unmet"), [(8, 0), (9, 12), (16, 12), (24, 24)])
def test_crews_rotate(home: int, unmet: int):
    """Seven crews; 1.5 in the mission for each aircraft and those at home between tours of sixteen months."""
    scenario = with_policy(small_units(one_unit()), "crew", crew_tour_months=16, crew_home_months=home)
    assert checked_tier_1(with_row(scenario, "partner_crews", CREWS, crews=7)) == unmet


def test_every_rule_that_refuses_a_choice_is_listed():
    """The first of them is the rule of the refusal."""
    scenario = partner(one_unit(), caveat_missions="unmiss", caveat_roles="medevac", max_units=0)
    scenario = with_policy(scenario, "matching", readiness_lead_3_months=20)
    (refusal,) = build_problem(scenario).refusals
    assert refusal.groups == (
        Group("partner.caveat", "el-salvador unmiss"),
        Group("partner.caveat", "el-salvador medevac"),
        Group("partner.max_units", "el-salvador"),
        Group("partner.readiness", "el-salvador"),
    )
    assert refusal.rule == "partner.caveat"
    assert refusal.rules == ("partner.caveat", "partner.max_units", "partner.readiness")
    some = frozenset(refusal.groups[1:])
    assert build_problem(scenario, some).choices == ()
    assert len(build_problem(scenario, frozenset(refusal.groups)).choices) == 1
