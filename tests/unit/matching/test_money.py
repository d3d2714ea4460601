"""Earmarks and budgets bind, and costs come out to the dollar."""

from __future__ import annotations

import pytest

from airlift.matching.costs import (
    CostKey,
    allocation_costs,
    course_donor,
    eligible_sponsors,
    monthly_costs_usd,
)
from airlift.plans import Allocation, AssessmentVisit, Trainees, Transfer, Unit
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows, without_rows
from tests.unit.matching.worlds import donated_unit, level, one_unit, solved, tier_1

MONTH_USD = 3 * (27 * 1448 + 60_000 + 30 * 400 + 30 * 1.5 * 40)
"""Three aircraft: people, Letter of Assist, flight hours, man-hours."""

YEAR_USD = 50_000 + 450_000 + 12 * MONTH_USD
"""The world of one unit: assessment, one lift flight, twelve months."""

UN_2022 = {"sponsor": "un", "year": 2022}
UN_2023 = {"sponsor": "un", "year": 2023}


def test_the_world_of_one_unit_costs_what_its_rows_say():
    """338,688 USD a month and half a million to begin with."""
    assert (MONTH_USD, YEAR_USD) == (338_688, 4_564_256)
    _, result = solved(one_unit())
    assert level(result, "cost") == YEAR_USD


@pytest.mark.parametrize(
    ("budget_usd", "unmet"), [(YEAR_USD, 0), (YEAR_USD - 1, 3), (YEAR_USD - MONTH_USD - 1, 6)]
)
def test_the_budget_of_a_year_binds_to_the_dollar(budget_usd: float, unmet: int):
    """One dollar less costs a month of three aircraft."""
    assert tier_1(with_row(one_unit(), "budgets", UN_2022, budget_usd=budget_usd)) == unmet


def two_years() -> Scenario:
    """Return twelve months from July 2022, with all the money in the first year."""
    scenario = one_unit().model_copy(update={"start_month": "2022-07"})
    scenario = with_row(scenario, "demands", "unmiss-medevac", first_month="2022-07", last_month="2023-06")
    scenario = with_row(scenario, "budgets", UN_2022, budget_usd=YEAR_USD)
    scenario = with_policy(scenario, "matching", min_tour_months=1)
    return with_row(scenario, "budgets", UN_2023, budget_usd=0)


def test_money_lapses_unless_it_carries_over():
    """With carry-over the first year pays for the second."""
    assert tier_1(two_years()) == 18
    assert tier_1(with_row(two_years(), "sponsors", "un", carry_over=True)) == 0


def test_carried_money_is_spent_once():
    """A month's money less leaves a month unmet."""
    scenario = with_row(two_years(), "sponsors", "un", carry_over=True)
    assert tier_1(with_row(scenario, "budgets", UN_2022, budget_usd=YEAR_USD - MONTH_USD)) == 3


def test_money_of_later_years_is_not_advanced():
    """Carry-over goes forward only."""
    scenario = with_row(two_years(), "sponsors", "un", carry_over=True)
    scenario = with_row(scenario, "budgets", UN_2022, budget_usd=0)
    assert tier_1(with_row(scenario, "budgets", UN_2023, budget_usd=YEAR_USD)) == 18


def test_a_year_without_a_budget_has_no_money():
    """A missing row is zero."""
    assert tier_1(without_rows(one_unit(), "budgets", UN_2022)) == 36


@pytest.mark.parametrize("changes", [{"partner": "kenya"}, {"donor": "rok"}, {"cost_kind": "lift"}])
def test_earmarks_bind(changes: dict[str, str]):
    """Personnel that nobody may pay for does not deploy."""
    assert tier_1(with_row(one_unit(), "earmarks", "un-personnel", **changes)) == 36


def test_an_earmark_leads_to_the_purse_of_its_sponsor():
    """A fund of a million pays the people of three aircraft, 117,288 USD a month, for eight months."""
    assert tier_1(with_row(one_unit(), "earmarks", "un-personnel", sponsor="rok-fund")) == 12


def test_two_sponsors_share_a_cost():
    """What one cannot pay the other does."""
    scenario = with_row(one_unit(), "budgets", UN_2022, budget_usd=YEAR_USD - 50_000)
    assert tier_1(scenario) == 3
    row = {"like": "un-personnel", "id": "fund-personnel", "sponsor": "rok-fund"}
    allocation, _ = solved(with_rows(scenario, "earmarks", row))
    assert allocation.unmet == ()
    assert sum(p.usd for p in allocation.payments if p.sponsor == "rok-fund") >= 50_000
    assert sum(p.usd for p in allocation.payments) == YEAR_USD


@pytest.mark.parametrize(("budget_usd", "unmet"), [(1_000_000, 18), (999_999, 36)])
def test_the_fund_pays_refurbishment_and_shipping(budget_usd: float, unmet: int):
    """Four aircraft at 250,000 each."""
    scenario = with_row(
        donated_unit(), "budgets", {"sponsor": "rok-fund", "year": 2022}, budget_usd=budget_usd
    )
    assert tier_1(scenario) == unmet


def test_costs_of_less_than_a_dollar_are_rounded_up_in_the_search_and_exact_in_the_plan():
    """Personnel at 1,448.05 USD makes 39,097.35 USD a month and aircraft; the stated cost has the cents."""
    scenario = with_policy(one_unit(), "cost", personnel_usd_per_month=1448.05)
    allocation, result = solved(scenario)
    exact_usd = YEAR_USD + 36 * 27 * 0.05
    assert level(result, "cost") == pytest.approx(exact_usd, abs=0.005)
    assert sum(payment.usd for payment in allocation.payments) == pytest.approx(exact_usd, abs=0.05)
    budget = with_row(scenario, "budgets", UN_2022, budget_usd=exact_usd)
    assert tier_1(budget) == 3  # the search pays 39,098 USD, to be safe


def test_allocation_costs_by_hand():
    """Each key of a small allocation, summed on paper."""
    unit = Unit(
        id="u",
        partner="kenya",
        demand="unmiss-medevac",
        aircraft_type="500md",
        maintenance_base="juba-hangar",
        first_month="2022-12",
        aircraft=(3, 5),
    )
    allocation = Allocation(
        transfers=(Transfer(lot="rok-1", partner="kenya", month="2023-02", aircraft=2),),
        training=(
            Trainees(course="kenya-school", partner="kenya", month="2022-04", trainees=2),
            Trainees(course="tpp-crew", partner="rwanda", month="2023-03", trainees=1),
        ),
        units=(unit,),
    )
    assert allocation_costs(tiny_scenario(), allocation) == {
        # Arrival in February 2023, three months after the aircraft entered refurbishment.
        CostKey(2022, "kenya", "rok", "refurbishment"): 400_000,
        CostKey(2022, "kenya", "rok", "shipping"): 100_000,
        CostKey(2022, "kenya", "rok", "training"): 80_000,
        CostKey(2023, "rwanda", "rok", "training"): 60_000,
        CostKey(2022, "kenya", "", "assessment"): 50_000,
        CostKey(2022, "kenya", "", "lift"): 450_000,
        CostKey(2023, "kenya", "", "lift"): 450_000,  # two more aircraft still take a flight
        CostKey(2022, "kenya", "", "personnel"): 3 * 27 * 1448,
        CostKey(2023, "kenya", "", "personnel"): 5 * 27 * 1448,
        CostKey(2022, "kenya", "", "operations"): 3 * 72_000,
        CostKey(2023, "kenya", "", "operations"): 5 * 72_000,
        CostKey(2022, "kenya", "", "maintenance"): 3 * 1_800,
        CostKey(2023, "kenya", "", "maintenance"): 5 * 1_800,
    }


def test_allocation_costs_come_in_the_order_of_their_keys_and_without_zeros():
    """A free course is no cost."""
    free = with_row(tiny_scenario(), "courses", "kenya-school", usd_per_seat=0)
    row = Trainees(course="kenya-school", partner="kenya", month="2022-04", trainees=2)
    assert allocation_costs(free, Allocation(training=(row,))) == {}
    assert allocation_costs(free, Allocation()) == {}


def test_monthly_costs_of_an_mi_17():
    """27 people; 180,000 and 45 hours at 2,200; 45 hours at six man-hours of 40 USD."""
    scenario = tiny_scenario()
    costs = monthly_costs_usd(
        scenario,
        scenario.aircraft_type_by_id["mi-17"],
        scenario.maintenance_base_by_id["juba-hangar"],
        45.0,
    )
    assert costs == {"personnel": 39_096, "operations": 279_000, "maintenance": 10_800, "rotation": 0}


@pytest.mark.parametrize(
    ("section", "prices", "more_usd"),
    [
        ("cost", {"rotation_usd_per_person": 2_400}, 36 * 27 * 2_400 / 12),
        ("cost", {"predeployment_usd_per_aircraft": 100_000}, 3 * 100_000),
        ("cost", {"assessment_usd_per_visit": 30_000}, 30_000),
        ("cost", {"course_travel_usd": 5_000}, 0),
        ("cost", {"reimbursement_delay_months": 4}, 0),
    ],
)
def test_further_prices_are_paid_once(section: str, prices: dict[str, float], more_usd: float):
    """Reliefs once a tour, training before each arrival, the visit to a partner of level 1; delay costs nothing."""
    scenario = with_row(one_unit(), "partners", "el-salvador", readiness_level="1")
    leads = {"readiness_lead_1_months": 0, "readiness_lead_2_months": 0}
    scenario = with_policy(scenario, "matching", **leads)
    scenario = with_policy(scenario, "crew", crew_tour_months=12, crew_home_months=6)
    scenario = with_rows(scenario, "earmarks", {"like": "un-lift", "id": "any", "cost_kind": None})
    assert level(solved(scenario)[1], "cost") == YEAR_USD
    allocation, result = solved(with_policy(scenario, section, **prices))
    assert level(result, "cost") == pytest.approx(YEAR_USD + more_usd)
    assert sum(payment.usd for payment in allocation.payments) == pytest.approx(YEAR_USD + more_usd)


@pytest.mark.parametrize(
    ("changes", "travels"), [({}, True), ({"mode": "remote"}, False), ({"own_school": True}, False)]
)
def test_trainees_travel_to_others_in_person(changes: dict[str, object], travels: bool):
    """Not to a remote course, nor to the own school."""
    scenario = with_policy(tiny_scenario(), "cost", course_travel_usd=5_000)
    scenario = with_row(scenario, "courses", "tpp-crew", **changes)
    row = Trainees(course="tpp-crew", partner="kenya", month="2022-03", trainees=2)
    usd = sum(allocation_costs(scenario, Allocation(training=(row,))).values())
    assert usd == 2 * (60_000 + (5_000 if travels else 0))


@pytest.mark.parametrize(("delay", "unmet"), [(0, 18), (1, 21), (2, 24), (5, 33), (6, 36)])
def test_reimbursement_falls_due_later(delay: int, unmet: int):
    """From July to December 2022 there is money; what falls due in 2023 finds none."""
    scenario = with_policy(two_years(), "cost", reimbursement_delay_months=delay)
    assert tier_1(scenario) == unmet


def test_what_falls_due_after_the_end_is_charged_to_the_last_year():
    """Of the twelve months of 2022 none is free, however late it is paid back."""
    scenario = with_policy(one_unit(), "cost", reimbursement_delay_months=30)
    assert tier_1(scenario) == 0
    assert tier_1(with_row(scenario, "budgets", UN_2022, budget_usd=YEAR_USD - 1)) == 3


def test_a_visit_is_a_cost_of_assessment():
    """In the year of the visit."""
    scenario = with_policy(tiny_scenario(), "cost", assessment_usd_per_visit=20_000)
    visit = AssessmentVisit(partner="kenya", month="2022-05")
    assert allocation_costs(scenario, Allocation(visits=(visit,))) == {
        CostKey(2022, "kenya", "", "assessment"): 20_000
    }


def test_the_donor_of_a_course_is_the_only_one_that_gives_its_type():
    """Two donors of one type leave it open, none gives none."""
    scenario = tiny_scenario()
    course = scenario.course_by_id["kenya-school"]
    assert course_donor(scenario, course) == "rok"
    assert course_donor(with_row(scenario, "lots", "rok-2", donor="usa"), course) == ""
    assert course_donor(without_rows(scenario, "lots", "rok-1", "rok-2"), course) == ""


@pytest.mark.parametrize(
    ("key", "sponsors"),
    [
        (CostKey(2022, "kenya", "rok", "refurbishment"), ("usa", "rok-fund")),
        (CostKey(2022, "el-salvador", "rok", "refurbishment"), ("rok-fund",)),
        (CostKey(2022, "kenya", "", "refurbishment"), ()),
        (CostKey(2022, "kenya", "rok", "training"), ("usa", "rok-fund")),
        (CostKey(2022, "kenya", "", "training"), ("rok-fund",)),
        (CostKey(2022, "rwanda", "", "lift"), ("un",)),
    ],
)
def test_sponsors_that_may_pay(key: CostKey, sponsors: tuple[str, ...]):
    """A named donor, partner or kind must be the cost's; the order is that of the scenario."""
    assert eligible_sponsors(tiny_scenario(), key) == sponsors
