"""Key figures of the plan written by hand, each computed by hand."""

from __future__ import annotations

import json

import pytest

from airlift.errors import PlanError
from airlift.plans import Allocation, Payment
from airlift.plans.costs import Cost, allocation_costs
from airlift.plans.coverage import Coverage, FirstMedevac, unmet_aircraft
from airlift.plans.kpis import Flying, Kpis, plan_kpis
from airlift.plans.notebook import plan_html
from airlift.plans.references import require_known_names
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_rows
from tests.unit.reporting.handmade import hand_allocation, hand_plan, hand_programme


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Return the tiny scenario."""
    return tiny_scenario()


@pytest.fixture(scope="module")
def kpis(scenario: Scenario) -> Kpis:
    """Return the figures of the plan written by hand."""
    return plan_kpis(scenario, hand_plan(scenario))


def test_coverage_by_demand(kpis: Kpis) -> None:
    """Medevac at Juba misses 6 months of 3 aircraft, Bria one month of 4 and five of 1, patrols everything."""
    assert kpis.by_demand == (
        Coverage("unmiss-medevac", 57, 39),
        Coverage("unmiss-utility", 63, 63),
        Coverage("unmiss-patrol", 48, 0),
        Coverage("minusca-medevac", 64, 55),
    )


def test_coverage_adds_up(kpis: Kpis) -> None:
    """Tiers, missions and the whole are sums of demands."""
    assert kpis.total == Coverage("all", 232, 157)
    assert kpis.total.unmet == 75
    assert kpis.total.served_pct == pytest.approx(100 * 157 / 232)
    assert kpis.by_tier == (Coverage("1", 57, 39), Coverage("2", 127, 118), Coverage("3", 48, 0))
    assert kpis.by_mission == (Coverage("minusca", 64, 55), Coverage("unmiss", 168, 102))


def test_overlap_does_not_make_up_for_a_gap() -> None:
    """Two units in one month serve no more than is demanded in that month."""
    scenario = tiny_scenario()
    allocation = hand_allocation()
    first = allocation.units[0]
    relief = first.model_copy(update={"id": "k2", "partner": "el-salvador", "aircraft": (3, 3)})
    both = allocation.model_copy(update={"units": (first, relief)})
    plan = hand_plan(scenario, allocation=both, programmes=())
    assert plan_kpis(scenario, plan).by_demand[0] == Coverage("unmiss-medevac", 57, 39)


def test_demand_outside_the_horizon_has_no_share() -> None:
    """Nothing demanded is neither served nor unmet, and its mission waits for nothing."""
    scenario = tiny_scenario(horizon_months=3)
    plan = hand_plan(scenario, allocation=Allocation(), programmes=())
    kpis = plan_kpis(scenario, plan)
    assert kpis.total == Coverage("all", 0, 0)
    assert kpis.total.served_pct is None
    assert kpis.first_medevac == ()


def test_unmet_months_come_from_the_units(scenario: Scenario) -> None:
    """The plan states no unmet demand; it is counted all the same, by month index."""
    unmet = unmet_aircraft(scenario, hand_plan(scenario))
    assert unmet["unmiss-medevac"] == dict.fromkeys(range(5, 11), 3)
    assert unmet["unmiss-utility"] == {}
    assert unmet["minusca-medevac"] == {8: 4} | dict.fromkeys(range(9, 14), 1)


def test_units_are_told_in_order_of_their_first_month(kpis: Kpis) -> None:
    """Each line has partner, type, place, months and aircraft."""
    assert [line.unit for line in kpis.units] == ["r1", "e1", "k1"]
    line = kpis.units[1]
    assert (line.partner, line.mission, line.site, line.role) == ("el-salvador", "minusca", "bria", "medevac")
    assert (line.first_month, line.last_month, line.months) == ("2022-10", "2023-12", 15)
    assert (line.aircraft_min, line.aircraft_max, line.aircraft_months) == (3, 4, 55)


def test_first_medevac_month(kpis: Kpis) -> None:
    """UNMISS waits from June to December, MINUSCA from September to October."""
    assert kpis.first_medevac == (
        FirstMedevac("unmiss", "2022-06", "2022-12", 6),
        FirstMedevac("minusca", "2022-09", "2022-10", 1),
    )


def test_mission_without_medevac_waits_for_its_whole_window() -> None:
    """In vain means the whole window."""
    scenario = tiny_scenario()
    kpis = plan_kpis(scenario, hand_plan(scenario, allocation=Allocation(), programmes=()))
    assert kpis.first_medevac[1] == FirstMedevac("minusca", "2022-09", None, 16)


def test_unit_before_the_demand_does_not_shorten_the_wait(scenario: Scenario) -> None:
    """A unit that comes too early breaks a rule; nobody waits less than no month."""
    early = hand_allocation().units[0].model_copy(update={"first_month": "2021-11"})
    plan = hand_plan(scenario, allocation=Allocation(units=(early,)), programmes=())
    assert plan_kpis(scenario, plan).first_medevac[0] == FirstMedevac("unmiss", "2022-06", "2022-06", 0)


def test_costs_of_one_partner(scenario: Scenario) -> None:
    """Kenya: 4 donated aircraft, 2 course seats, 3 aircraft for 13 months, the first of them in 2022."""
    costs = [cost for cost in allocation_costs(scenario, hand_allocation()) if cost.partner == "kenya"]
    assert costs == [
        Cost("kenya", "rok", "refurbishment", 2022, 4 * 200_000.0),
        Cost("kenya", "rok", "shipping", 2022, 4 * 50_000.0),
        Cost("kenya", "rok", "training", 2022, 2 * 40_000.0),
        Cost("kenya", None, "assessment", 2022, 50_000.0),
        Cost("kenya", None, "lift", 2022, 450_000.0),
        Cost("kenya", None, "personnel", 2022, 3 * 27 * 1448.0),
        Cost("kenya", None, "operations", 2022, 3 * (60_000.0 + 30 * 400.0)),
        Cost("kenya", None, "maintenance", 2022, 3 * 30 * 1.5 * 40.0),
        Cost("kenya", None, "personnel", 2023, 12 * 3 * 27 * 1448.0),
        Cost("kenya", None, "operations", 2023, 12 * 3 * (60_000.0 + 30 * 400.0)),
        Cost("kenya", None, "maintenance", 2023, 12 * 3 * 30 * 1.5 * 40.0),
    ]


def test_refurbishment_falls_due_when_it_begins(scenario: Scenario) -> None:
    """Aircraft that arrive in February 2023 entered refurbishment in November 2022."""
    transfer = hand_allocation().transfers[0].model_copy(update={"month": "2023-02"})
    costs = allocation_costs(scenario, Allocation(transfers=(transfer,)))
    assert {cost.year for cost in costs} == {2022}


def test_reinforcement_needs_a_lift_flight(scenario: Scenario) -> None:
    """El Salvador: one flight for the first three aircraft, one more for the fourth in March 2023."""
    lifts = [
        (cost.year, cost.usd)
        for cost in allocation_costs(scenario, hand_allocation())
        if cost.partner == "el-salvador" and cost.cost_kind == "lift"
    ]
    assert lifts == [(2022, 450_000.0), (2023, 450_000.0)]


def test_training_names_a_donor_only_where_there_is_one(scenario: Scenario) -> None:
    """With two donors of the type nobody can say whose lot causes the seat."""
    second = with_rows(scenario, "lots", {"id": "usa-1", "like": "rok-1", "donor": "usa"})
    allocation = Allocation(training=hand_allocation().training)
    assert [cost.donor for cost in allocation_costs(second, allocation)] == [None]


def test_money_sums(kpis: Kpis) -> None:
    """Kinds, years and partners each add up to the cost; payers to what is paid."""
    for sums in (kpis.cost_usd_by_kind, kpis.cost_usd_by_year, kpis.cost_usd_by_partner):
        assert sum(sums.values()) == pytest.approx(kpis.cost_usd)
    assert list(kpis.cost_usd_by_year) == [2022, 2023]
    assert kpis.paid_usd_by_sponsor_year == {("un", 2023): 1_407_456.0, ("usa", 2022): 800_000.0}
    assert kpis.paid_usd_by_sponsor == {"un": 1_407_456.0, "usa": 800_000.0}
    assert kpis.paid_usd == 2_207_456.0


def test_hours_fuel_and_carbon_dioxide(kpis: Kpis) -> None:
    """94 aircraft-months of 30 h by 500MD, 63 of 45 h by Mi-17."""
    assert kpis.flying == (
        Flying("500md", 94, 2820.0, 225_600.0, pytest.approx(712_896.0)),
        Flying("mi-17", 63, 2835.0, 1_672_650.0, pytest.approx(5_285_574.0)),
    )
    assert kpis.flight_h == 5655.0
    assert kpis.co2_kg == pytest.approx(5_998_470.0)


def test_women_share(kpis: Kpis) -> None:
    """Kenya: 2 of 24 aircrew and 4 of 40 technicians; Mi-17 crews count four people."""
    kenya, _, rwanda = kpis.women
    assert (kenya.women_aircrew, kenya.aircrew, kenya.women_technicians, kenya.technicians) == (2, 24, 4, 40)
    assert kenya.share_pct == pytest.approx(9.375)
    assert kenya.has_unit
    assert rwanda.aircrew == 80
    assert rwanda.target_pct == 15.0


def test_partner_without_people_has_no_share() -> None:
    """Nobody is not zero per cent."""
    scenario = with_rows(
        tiny_scenario(),
        "partners",
        {"id": "nobody", "like": "kenya", "technicians": 0, "women_technicians": 0},
    )
    row = plan_kpis(scenario, hand_plan(scenario)).women[-1]
    assert (row.partner, row.share_pct, row.has_unit) == ("nobody", None, False)


def test_programme_figures(kpis: Kpis) -> None:
    """Three sorties of 56, 62 and 110 minutes; fuel taken on the way counts."""
    (day,) = kpis.programmes
    assert (day.mission, day.day, day.sorties) == ("unmiss", "2022-10-12", 3)
    assert day.flight_min == 56 + 62 + 110
    assert day.fuel_kg == pytest.approx(40.0 + 55.0 + 105.0)
    assert day.tasks_by_priority == {"alpha": 1, "charlie": 1, "routine": 4}
    assert day.flown_by_priority == {"alpha": 1, "charlie": 0, "routine": 2}
    assert day.not_flown_by_rule == {"fuel.capacity": 1, "tail.available": 2}
    assert day.surgery_min_by_task == {"unmiss-m1": 91}
    assert (day.tasks, day.flown) == (6, 3)


def test_figures_are_plain_data(kpis: Kpis) -> None:
    """`to_dict` goes through JSON unchanged and holds the derived figures."""
    data = kpis.to_dict()
    assert json.loads(json.dumps(data)) == data
    assert data["demand_served"]["total"]["unmet"] == 75
    assert data["cost_usd"]["by_payer"]["un"] == 1_407_456.0
    assert data["programmes"][0]["flown"] == 3


def test_known_names_pass(scenario: Scenario) -> None:
    """The plan written by hand names nothing that the scenario lacks."""
    require_known_names(scenario, hand_plan(scenario))


def test_unknown_names_are_listed_with_their_places(scenario: Scenario) -> None:
    """Five names are shown, the others counted."""
    stray = Payment(sponsor="nobody", partner="nobody", donor=None, cost_kind="lift", year=2022, usd=1.0)
    allocation = hand_allocation().model_copy(update={"payments": (stray,)})
    programme = hand_programme().model_copy(update={"mission": "unknown"})
    bare = scenario.model_copy(update={"tasks": (), "sites": scenario.sites[:1]})
    plan = hand_plan(scenario, allocation=allocation, programmes=(programme,))
    with pytest.raises(PlanError) as error:
        require_known_names(Scenario.model_validate(bare.model_dump()), plan)
    message = str(error.value)
    assert "partner 'nobody' (allocation.payments.0), sponsor 'nobody' (allocation.payments.0)" in message
    assert "mission 'unknown' (programme of unknown)" in message
    assert " more. Maybe it was made for another scenario" in message


def test_programme_of_unknown_units_is_refused(scenario: Scenario) -> None:
    """Units, types and sorties of a programme are looked up, too."""
    programme = hand_programme()
    day = programme.units[0].model_copy(update={"unit": "ghost", "aircraft_type": "ghost-type"})
    outcome = programme.outcomes[0].model_copy(update={"sortie": "ghost-sortie"})
    changed = programme.model_copy(update={"units": (day,), "outcomes": (outcome,)})
    with pytest.raises(PlanError) as error:
        require_known_names(scenario, hand_plan(scenario, programmes=(changed,)))
    for name in ("unit 'ghost'", "aircraft_type 'ghost-type'", "sortie 'ghost-sortie'"):
        assert name in str(error.value)
    sortie = programme.sorties[0].model_copy(update={"unit": "ghost"})
    changed = programme.model_copy(update={"sorties": (sortie, *programme.sorties[1:])})
    with pytest.raises(PlanError, match="unit 'ghost'"):
        require_known_names(scenario, hand_plan(scenario, programmes=(changed,)))


def test_notebook_shows_the_units(scenario: Scenario) -> None:
    """A fragment with status, units and months; a plan written by hand says so."""
    shown = plan_html(hand_plan(scenario))
    assert "<b>Plan of tiny</b> · feasible · 3 units · 0 aircraft-months unmet · 1 flying programme" in shown
    assert "<td>2022-10</td><td>2023-12</td><td>3–4</td>" in shown
    assert "written by hand" in plan_html(hand_plan(scenario, results=()))
