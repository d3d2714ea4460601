"""Level 1 as a whole: the order of its objectives, its proof, its options, its decisions put into words."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from airlift.checker import check
from airlift.matching import solve
from airlift.matching.costs import CostKey, eligible_sponsors
from airlift.plans import Allocation, Plan, Status
from airlift.plans.costs import allocation_costs
from airlift.scenario.model import Scenario
from airlift.solvers import Interrupt, ProgressEvent, SolveOptions
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows, without_rows
from tests.unit.matching.worlds import OPTIONS, donated_unit, level, one_unit, planned, school, solved, tier_1

if TYPE_CHECKING:
    from airlift.plans import Result

FLEET = {"partner": "el-salvador", "aircraft_type": "500md"}


@pytest.fixture(scope="module")
def tiny_plan() -> Plan:
    """Return a plan of the tiny scenario."""
    return planned(tiny_scenario())


def two_demands(**second: object) -> Scenario:
    """Return a world with one unit of three for two demands of three."""
    return with_rows(one_unit(), "demands", {"like": "unmiss-medevac", "id": "second"} | second)


def test_the_checker_finds_nothing(tiny_plan: Plan):
    """An independent reading of every rule agrees, payments and stated figures included."""
    assert str(check(tiny_scenario(), tiny_plan)).startswith("No findings")


def test_the_levels_come_in_their_order(tiny_plan: Plan):
    """Tiers, then the wait for medevac, then cost."""
    (result,) = tiny_plan.results
    assert [(one.name, one.unit) for one in result.objectives] == [
        ("tier 1 unmet", "aircraft-months"),
        ("tier 2 unmet", "aircraft-months"),
        ("tier 3 unmet", "aircraft-months"),
        ("first medevac month", "months"),
        ("cost", "usd"),
    ]


def test_the_tiny_scenario_can_be_served_in_full(tiny_plan: Plan):
    """The scenario says of itself that each demand can be met."""
    assert [one.value for one in tiny_plan.results[0].objectives][:4] == [0, 0, 0, 0]
    assert tiny_plan.allocation.unmet == ()


def test_no_bound_is_above_its_value(tiny_plan: Plan):
    """And each level's time is told."""
    for one in tiny_plan.results[0].objectives:
        assert one.bound is not None
        assert one.value is not None
        assert one.bound <= one.value
        assert one.status is (Status.OPTIMAL if one.bound == one.value else Status.FEASIBLE)
        assert one.wall_s >= 0


def test_the_result_says_how_it_was_found(tiny_plan: Plan):
    """Options and versions travel with the answer."""
    (result,) = tiny_plan.results
    assert (result.level, result.seed, result.workers, result.time_limit_s) == ("matching", 1, 2, 60)
    assert (result.deterministic, result.interrupted) == (False, False)
    assert all("stopped at the gap" in note for note in result.notes)
    assert set(result.versions) == {"airlift", "python", "ortools", "numpy"}
    assert result.restrictions


def test_a_tier_goes_before_all_later_ones():
    """The only unit serves the tier 1 demand, though the tier 2 demand lacks twice as many aircraft."""
    scenario = two_demands(tier=2, aircraft=6)
    allocation, result = solved(scenario)
    assert (level(result, "tier 1 unmet"), level(result, "tier 2 unmet")) == (0, 72)
    swapped = with_row(scenario, "demands", "unmiss-medevac", tier=3)
    allocation, result = solved(swapped)
    assert [unit.demand for unit in allocation.units] == ["second"]
    assert (level(result, "tier 2 unmet"), level(result, "tier 3 unmet")) == (36, 36)


def test_a_tier_outside_the_horizon_is_no_level():
    """A demand that begins after the end asks for nothing."""
    _, result = solved(two_demands(tier=2, first_month="2024-01", last_month="2024-12"))
    assert [one.name for one in result.objectives] == ["tier 1 unmet", "first medevac month", "cost"]


def test_two_medevac_demands_are_begun_before_money_is_saved():
    """Six aircraft at one demand leave as much unmet as three at each, and save an assessment; but people wait."""
    scenario = two_demands(aircraft=6)
    scenario = with_row(scenario, "demands", "unmiss-medevac", aircraft=6)
    scenario = with_row(scenario, "partner_fleet", FLEET, aircraft=6, deployable_aircraft=6)
    scenario = with_row(scenario, "partner_crews", FLEET, crews=18)
    scenario = with_row(scenario, "partners", "el-salvador", max_units=2)
    allocation, result = solved(scenario)
    assert level(result, "tier 1 unmet") == 72
    assert level(result, "first medevac month") == 0
    assert {unit.demand for unit in allocation.units} == {"unmiss-medevac", "second"}
    patrols = with_row(
        with_row(scenario, "demands", "second", role="patrol"), "demands", "unmiss-medevac", role="patrol"
    )
    allocation, result = solved(patrols)
    assert len(allocation.units) == 1
    assert "first medevac month" not in [one.name for one in result.objectives]


@pytest.mark.parametrize(("lead", "months"), [(0, 0), (4, 4), (12, 12)])
def test_the_wait_for_medevac_counts_from_the_demand_s_first_month(lead: int, months: int):
    """A unit that is ready in month 4 comes in month 4; one that never comes counts the whole window."""
    _, result = solved(with_policy(one_unit(), "matching", readiness_lead_3_months=lead))
    assert level(result, "first medevac month") == months


def test_the_cheapest_of_equal_plans_is_chosen():
    """Of two partners that can serve all the one that needs no course does."""
    scenario = with_rows(one_unit(), "courses", school())
    allocation, _ = solved(scenario)
    assert allocation.training == ()


def test_a_scenario_without_demands_has_an_empty_plan():
    """Nothing is asked, so nothing is done and nothing is spent, which is optimal."""
    scenario = without_rows(one_unit(), "demands", "unmiss-medevac")
    allocation, result = solved(scenario)
    assert allocation == Allocation()
    assert [(one.name, one.value) for one in result.objectives] == [("cost", 0)]
    assert result.status is Status.OPTIMAL


def test_a_scenario_that_nobody_can_serve_names_the_rules_that_clash():
    """Doing nothing keeps every rule, but it is no plan."""
    scenario = with_row(one_unit(), "partners", "el-salvador", max_units=0)
    plan = planned(scenario)
    assert plan.allocation.unmet_aircraft_months == 36
    assert plan.results[0].status is Status.INFEASIBLE
    assert plan.results[0].conflict == ("partner.max_units",)
    assert check(scenario, plan).ok


@pytest.mark.parametrize("deterministic", [False, True])
def test_no_time_leaves_an_honest_answer(deterministic: bool):
    """Doing nothing is not passed off as a plan that was found."""
    options = SolveOptions(time_limit_s=0, workers=2, deterministic=deterministic)
    allocation, result = solve(tiny_scenario(), options)
    assert result.status is Status.UNKNOWN
    assert [(one.name, one.value, one.bound) for one in result.objectives] == [("tier 1 unmet", None, None)]
    assert "cost: not searched" in result.notes
    assert allocation == Allocation()


def test_a_stop_before_the_search_ends_it_before_it_begins():
    """The first level has no answer and no other level is begun."""
    interrupt = Interrupt()
    interrupt.set()
    allocation, result = solve(tiny_scenario(), SolveOptions(time_limit_s=None, interrupt=interrupt))
    assert result.interrupted
    assert [(one.name, one.value) for one in result.objectives] == [("tier 1 unmet", None)]
    assert allocation == Allocation()


ORDER = ["tier 1 unmet", "tier 2 unmet", "tier 3 unmet", "first medevac month", "cost"]


@pytest.mark.parametrize("stage", ["tier 2 unmet", "first medevac month"])
def test_a_stop_keeps_the_best_plan_so_far(stage: str):
    """Stopped at an incumbent of a later level, the plan has the units of tier 1 and keeps every rule."""
    interrupt = Interrupt()

    def stop(event: ProgressEvent) -> None:
        if event.stage == stage and event.value is not None:
            interrupt.set()

    scenario = tiny_scenario()
    plan = planned(scenario, replace(OPTIONS, interrupt=interrupt), stop)
    (result,) = plan.results
    assert result.interrupted
    assert [one.name for one in result.objectives] == ORDER[: ORDER.index(stage) + 1]
    assert result.objectives[0].value == 0
    assert {unit.demand for unit in plan.allocation.units} >= {"unmiss-medevac"}
    assert check(scenario, plan).ok


def test_progress_tells_each_level():
    """Model, then each level with falling values and rising bounds, all from one planning level."""
    events: list[ProgressEvent] = []
    lock = threading.Lock()

    def tell(event: ProgressEvent) -> None:
        with lock:
            events.append(event)

    solve(tiny_scenario(), OPTIONS, tell)
    assert {event.level for event in events} == {"matching"}
    assert events[0].stage == "model"
    stages = list(dict.fromkeys(event.stage for event in events[1:]))
    assert stages == [stage for stage in ORDER if stage in stages]
    assert "cost" in stages
    last = [event for event in events if event.stage == "cost"]
    assert last[-1].value is not None
    assert last[-1].bound is not None
    assert last[-1].bound <= last[-1].value


def without_times(result: Result) -> dict[str, object]:
    """Return a result as plain data without its times."""
    data = result.model_dump(mode="json", exclude={"wall_s"})
    for one in data["objectives"]:
        del one["wall_s"]
    return data


def test_deterministic_runs_are_equal():
    """The same scenario and seed give the same allocation and the same result, apart from times."""
    options = SolveOptions(time_limit_s=2, workers=2, deterministic=True, seed=7)
    first, second = (solve(tiny_scenario(), options) for _ in range(2))
    assert first[0] == second[0]
    assert without_times(first[1]) == without_times(second[1])


def test_units_are_unbroken_stays_numbered_by_time():
    """A partner that leaves and comes back has two units, the earlier one with number 1."""
    scenario = with_policy(one_unit(), "crew", attrition_pct_per_year=10)
    scenario = with_row(scenario, "partner_crews", FLEET, crews=7)
    scenario = with_rows(scenario, "courses", school(first_month="2022-04", last_month="2022-04"))
    scenario = with_policy(scenario, "matching", min_tour_months=3)
    plan = planned(scenario)
    assert [(unit.id, unit.first_month, len(unit.aircraft)) for unit in plan.allocation.units] == [
        ("unmiss-medevac.el-salvador.1", "2022-01", 5),
        ("unmiss-medevac.el-salvador.2", "2022-07", 6),
    ]
    assert [(row.month, row.aircraft) for row in plan.allocation.unmet] == [("2022-06", 3)]
    assert check(scenario, plan).ok


def test_a_unit_may_change_its_size():
    """One flight a month brings one aircraft a month: one unit, not three."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", min_unit=1)
    scenario = with_row(scenario, "aircraft_types", "500md", aircraft_per_lift_flight=1)
    allocation, _ = solved(with_policy(scenario, "matching", lift_flights_per_month=1))
    assert [unit.aircraft for unit in allocation.units] == [(1, 2, *(3,) * 10)]


def test_a_gate_is_passed_when_the_first_aircraft_of_its_lot_needs_it():
    """The gate of a lot that moves is stated, in time for its arrivals."""
    scenario = donated_unit()
    allocation, _ = solved(scenario)
    assert [gate.lot for gate in allocation.gates] == ["rok-1"]
    gate = scenario.month_index(allocation.gates[0].month)
    assert gate + 3 <= min(scenario.month_index(row.month) for row in allocation.transfers)
    assert sum(row.aircraft for row in allocation.transfers) == 4


def test_every_cost_is_paid_once_by_those_who_may(tiny_plan: Plan):
    """Payments of a key sum to its cost, and each sponsor has an earmark for it."""
    scenario = tiny_scenario()
    paid: defaultdict[tuple[str, str | None, str, int], float] = defaultdict(float)
    for row in tiny_plan.allocation.payments:
        paid[row.partner, row.donor, row.cost_kind, row.year] += row.usd
        key = CostKey(row.year, row.partner, row.donor or "", row.cost_kind)
        assert row.sponsor in eligible_sponsors(scenario, key)
    costs = {tuple(cost[:4]): cost.usd for cost in allocation_costs(scenario, tiny_plan.allocation)}
    assert paid.keys() == costs.keys()
    for key, usd in costs.items():
        assert paid[key] == pytest.approx(usd, abs=0.01)
    assert level(tiny_plan.results[0], "cost") == pytest.approx(sum(costs.values()), abs=0.01)


def test_no_sponsor_pays_more_than_it_has(tiny_plan: Plan):
    """By year, and for the fund that carries over, by the sum so far."""
    scenario = tiny_scenario()
    paid: defaultdict[tuple[str, int], float] = defaultdict(float)
    for row in tiny_plan.allocation.payments:
        paid[row.sponsor, row.year] += row.usd
    budget = {(row.sponsor, row.year): row.budget_usd for row in scenario.budgets}
    for sponsor in ("usa", "un"):
        for year in (2022, 2023):
            assert paid[sponsor, year] <= budget[sponsor, year]
    assert paid["rok-fund", 2022] <= 1_000_000
    assert paid["rok-fund", 2022] + paid["rok-fund", 2023] <= 1_500_000


def test_a_demand_that_cannot_be_afforded_in_full_shrinks_the_unit_rather_than_the_months():
    """Half the money for six aircraft still keeps three all year."""
    scenario = with_row(one_unit(), "demands", "unmiss-medevac", aircraft=6)
    scenario = with_row(scenario, "partner_fleet", FLEET, aircraft=6, deployable_aircraft=6)
    scenario = with_row(scenario, "partner_crews", FLEET, crews=18)
    assert tier_1(scenario) == 0
    scenario = with_row(scenario, "budgets", {"sponsor": "un", "year": 2022}, budget_usd=4_564_256)
    assert tier_1(scenario) == 36
