"""A small plan whose optimum is worked out on paper.

2022, month by month. El Salvador has three 500MD to send, nine crews and thirty technicians, and leads one
unit; its readiness lets it deploy from April. Kenya has twelve crews, forty technicians and no aircraft; it
may deploy from July. UNMISS asks for three aircraft for medevac at Juba from June (tier 1, 7 months) and
three for patrols at Malakal from September (tier 3, 4 months). The lot of six passes its gate in February;
refurbishment takes two months, shipping one, so two aircraft a month may arrive from May on. Three quarters
of what arrived deploys two months later.

*Tier 1.* Only El Salvador can be at Juba in June, and a tour of six months keeps it there until November at
least. It stays: 0 of 21 aircraft-months unmet. *Tier 3.* El Salvador leads one unit, so the patrols are
Kenya's. Three aircraft take four donated ones (3.0 of 4), arrived by July: two in May and two in June do.
Three aircraft take 6.75 crews (1.5 each, and half as many at home); twelve less 5 % a year are 11.4 in
December. 0 of 12 unmet. *Medevac* begins in the first month asked for: 0 months.

*Cost.* An aircraft-month costs 27 x 1,448 = 39,096 for people, 60,000 + 30 x 400 = 72,000 to operate and 30 x
1.5 x 40 = 1,800 to maintain: 112,896. A unit costs 50,000 to assess and one lift flight of 450,000.

========================  ===========================  =========
El Salvador               500,000 + 21 x 112,896       2,870,816
Kenya                     500,000 + 12 x 112,896       1,854,752
Four donated aircraft     4 x (200,000 + 50,000)       1,000,000
Together                                               5,725,568
========================  ===========================  =========

A relief of El Salvador by Kenya would cost a further assessment and flight, more aircraft or more transfers
more, so this is least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from airlift.checker import check
from airlift.plans import Status
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, without_rows
from tests.unit.matching.worlds import level, planned

if TYPE_CHECKING:
    from airlift.plans import Plan

KENYAN_CREWS = {"partner": "kenya", "aircraft_type": "500md"}
USA_2022 = {"sponsor": "usa", "year": 2022}
FUND_2022 = {"sponsor": "rok-fund", "year": 2022}


def golden() -> Scenario:
    """Return the scenario of the docstring; a level counts as closed only at its optimum."""
    scenario = tiny_scenario(horizon_months=12, tasks=[], provenance=[])
    scenario = without_rows(scenario, "partners", "rwanda")
    scenario = without_rows(scenario, "partner_fleet", {"partner": "rwanda"})
    scenario = without_rows(scenario, "partner_crews", {"partner": "rwanda"})
    scenario = without_rows(scenario, "demands", "unmiss-utility", "minusca-medevac")
    return with_policy(scenario, "matching", tier_gap_pct=0)


def summary(plan: Plan) -> list[tuple[str, str, str, str, tuple[int, ...]]]:
    """Return partner, demand, base, first month and sizes of each unit."""
    return [
        (unit.partner, unit.demand, unit.maintenance_base, unit.first_month, unit.aircraft)
        for unit in plan.allocation.units
    ]


def values(plan: Plan) -> list[float | None]:
    """Return the value of each level, all proven."""
    (result,) = plan.results
    assert result.status is Status.OPTIMAL
    assert [one.bound for one in result.objectives] == [one.value for one in result.objectives]
    return [one.value for one in result.objectives]


EL_SALVADOR = ("el-salvador", "unmiss-medevac", "juba-hangar", "2022-06", (3,) * 7)
KENYA = ("kenya", "unmiss-patrol", "juba-hangar", "2022-09", (3,) * 4)


def test_units_months_and_cost_are_those_worked_out():
    """To the month, the aircraft and the dollar."""
    plan = planned(golden())
    assert summary(plan) == [EL_SALVADOR, KENYA]
    assert values(plan) == [0, 0, 0, 5_725_568]
    assert sum(row.aircraft for row in plan.allocation.transfers) == 4
    assert {row.partner for row in plan.allocation.transfers} == {"kenya"}
    assert max(row.month for row in plan.allocation.transfers) <= "2022-07"
    assert plan.allocation.training == ()
    assert check(golden(), plan).ok


def test_the_un_pays_for_the_deployment_and_the_donor_s_friends_for_the_aircraft():
    """4,725,568 USD from the UN and a million from the two others."""
    payments = planned(golden()).allocation.payments
    un_usd = sum(row.usd for row in payments if row.sponsor == "un")
    assert un_usd == pytest.approx(4_725_568)
    assert sum(row.usd for row in payments) == pytest.approx(5_725_568)
    assert {row.cost_kind for row in payments if row.sponsor != "un"} == {"refurbishment", "shipping"}


def test_crews_that_are_missing_are_trained_where_it_is_cheapest():
    """Five crews are 4.77 in December, 1.98 too few: three seats at Kenya's own school, 40,000 USD each.

    Two graduates at 90 % are 1.8. The third must start in April at the latest, because a start in July ends in October.
    """
    scenario = with_row(golden(), "partner_crews", KENYAN_CREWS, crews=5, women_aircrew=0)
    plan = planned(scenario)
    assert summary(plan) == [EL_SALVADOR, KENYA]
    assert values(plan) == [0, 0, 0, 5_845_568]
    assert {row.course for row in plan.allocation.training} == {"kenya-school"}
    assert sum(row.trainees for row in plan.allocation.training) == 3
    assert {row.month for row in plan.allocation.training} == {"2022-01", "2022-04"}
    assert check(scenario, plan).ok


def test_a_million_must_be_there_to_the_dollar():
    """At 700,000 + 300,000 USD the patrols fly; one dollar less leaves three aircraft, too few: 12 stay unmet."""
    scenario = with_row(golden(), "budgets", USA_2022, budget_usd=700_000)
    enough = planned(with_row(scenario, "budgets", FUND_2022, budget_usd=300_000))
    assert values(enough) == [0, 0, 0, 5_725_568]
    short = planned(with_row(scenario, "budgets", FUND_2022, budget_usd=299_999))
    assert values(short) == [0, 12, 0, 2_870_816]
    assert summary(short) == [EL_SALVADOR]
    assert short.allocation.transfers == ()


def test_without_el_salvador_medevac_comes_later():
    """Kenya alone has 2, 4, 6, 8 aircraft from May to August; three quarters deploy two months later: 1, 3, 4, 6.

    Three of them in August are the first unit, two months after medevac was asked for: 6 unmet in tier 1. Six in
    October are two units: September lacks the patrols, 3 unmet in tier 3.
    """
    scenario = with_row(golden(), "partners", "el-salvador", max_units=0)
    plan = planned(scenario)
    assert level(plan.results[0], "tier 1 unmet") == 6
    assert level(plan.results[0], "tier 3 unmet") == 3
    assert level(plan.results[0], "first medevac month") == 2
    assert check(scenario, plan).ok
