"""The shipped scenarios are planned soundly and differ where their assumptions do.

Limits are short, so the plans are not the best ones: only what holds for every plan, or by a wide margin, is asserted.
The limits are of deterministic time, so the plans are the same on a busy machine. Kenya alone is planned whole; the
others up to the first tier, which is where they differ.
"""

from __future__ import annotations

from functools import cache

import pytest
from ortools.sat.python import cp_model

import airlift
from airlift.checker import check
from airlift.matching import solve
from airlift.matching.ask import Ask
from airlift.matching.costs import CostKey, eligible_sponsors
from airlift.matching.model import build_model
from airlift.matching.problem import build_problem
from airlift.plans import Plan
from airlift.plans.store import scenario_digest
from airlift.solvers import SolveOptions
from tests.scenarios import without_rows
from tests.unit.matching.worlds import level

pytestmark = pytest.mark.slow

NAMES = ("seoul-2021", "kenya-only", "sponsor-cut", "historical")
WHOLE = "kenya-only"
PRECEDENTS = ("el-salvador-mali", "rwanda-south-sudan", "south-africa-congo")


@cache
def plan_of(name: str) -> Plan:
    """Return a plan of level 1; of its first tier alone, where the whole would take minutes."""
    scenario = airlift.load(name)
    limit_s, ask = (6, Ask()) if name in (WHOLE, *PRECEDENTS) else (2, Ask(minimise=("tier 1 unmet",)))
    options = SolveOptions(time_limit_s=limit_s, workers=2, deterministic=True)
    allocation, result = solve(scenario, options, ask=ask)
    return Plan(
        scenario=scenario.name,
        scenario_sha256=scenario_digest(scenario),
        allocation=allocation,
        results=(result,),
    )


def us_payments(name: str) -> dict[int, float]:
    """US money by year."""
    paid: dict[int, float] = {}
    for row in plan_of(name).allocation.payments:
        if row.sponsor == "us-gpoi":
            paid[row.year] = paid.get(row.year, 0.0) + row.usd
    return paid


@pytest.mark.parametrize("name", NAMES)
def test_the_checker_finds_nothing(name: str):
    """Every rule of level 1 is kept, and every stated figure is that of the decisions."""
    assert str(check(airlift.load(name), plan_of(name))).startswith("No findings")


@pytest.mark.parametrize("name", NAMES)
def test_every_value_has_a_proven_bound(name: str):
    """No level claims more than it has proven, and a level that was not reached is said to be so."""
    result = plan_of(name).results[0]
    levels = ["tier 1 unmet", "tier 2 unmet", "tier 3 unmet", "first medevac month", "cost"]
    searched = [one.name for one in result.objectives]
    assert searched == levels[: len(searched)]
    assert searched
    if name == WHOLE:
        assert {f"{one}: not searched" for one in levels[len(searched) :]} <= set(result.notes)
    for one in result.objectives:
        assert one.value is not None
        assert one.bound is not None
        assert 0 <= one.bound <= one.value


@pytest.mark.parametrize("name", PRECEDENTS)
def test_precedents_are_planned_as_they_were(name: str):
    """The partner sends every aircraft that it had there, for the whole year, and the rules are kept."""
    scenario, plan = airlift.load(name), plan_of(name)
    assert str(check(scenario, plan)).startswith("No findings")
    assert [row for row in plan.results[0].objectives if row.unit == "aircraft-months" and row.value] == []
    assert len(plan.allocation.units) == len(scenario.demands)


def test_kenya_alone_sends_only_kenyan_units():
    """And it sends some."""
    assert {unit.partner for unit in plan_of("kenya-only").allocation.units} == {"kenya"}


def test_kenya_alone_leaves_more_unmet():
    """By the proof: what Kenya cannot serve is more than what all partners leave unserved."""
    alone = plan_of("kenya-only").results[0].objectives[0].bound
    assert alone is not None
    assert alone > level(plan_of("seoul-2021").results[0], "tier 1 unmet")


def test_several_partners_fly_in_the_full_scenario():
    """The other three differ from it for a reason."""
    assert len({unit.partner for unit in plan_of("seoul-2021").allocation.units}) >= 5


def test_us_money_ends_with_2023_when_the_sponsor_leaves():
    """No payment after month 24."""
    assert all(year <= 2023 for year in us_payments("sponsor-cut"))


def test_the_second_lot_never_reaches_kenya_with_us_money_when_the_sponsor_leaves():
    """Its gate opens in January 2024, when nothing is left; others may still take it at their own cost."""
    scenario = airlift.load("sponsor-cut")
    lot = scenario.lot_by_id["rok-500md-b"]
    lead = lot.refurbishment_months + lot.shipping_months
    for row in plan_of("sponsor-cut").allocation.transfers:
        if (row.lot, row.partner) == ("rok-500md-b", "kenya"):
            year = scenario.year_of(scenario.month_index(row.month) - lead)
            assert year >= 2024
            payers = {
                payment.sponsor
                for payment in plan_of("sponsor-cut").allocation.payments
                if (payment.partner, payment.cost_kind, payment.year) == ("kenya", "refurbishment", year)
            }
            assert "us-gpoi" not in payers


@pytest.mark.parametrize(("name", "pays"), [("seoul-2021", True), ("sponsor-cut", False)])
def test_us_money_for_the_second_lot_depends_on_the_sponsor_staying(name: str, pays: bool):
    """The earmark covers its refurbishment for Kenya in both; money for it after month 24 is there in one alone."""
    scenario = airlift.load(name)
    assert "us-gpoi" in eligible_sponsors(scenario, CostKey(2024, "kenya", "rok", "refurbishment"))
    later = [row.budget_usd for row in scenario.budgets if row.sponsor == "us-gpoi" and row.year >= 2024]
    assert (sum(later) > 0) is pays
    assert scenario.sponsor_by_id["us-gpoi"].carry_over is pays


def test_of_the_sixteen_history_delivers_six():
    """Gate of December 2023 and eleven months; the ten that were only announced do not count."""
    scenario = airlift.load("historical")
    transfers = plan_of("historical").allocation.transfers
    assert transfers
    assert {row.lot for row in transfers} <= {"rok-500md-a", "us-uh1h"}
    assert {row.partner for row in transfers} <= {"kenya"}
    assert all(row.month >= "2024-11" for row in transfers if row.lot == "rok-500md-a")
    assert all(row.month >= "2024-06" for row in transfers if row.lot == "us-uh1h")
    assert sum(row.aircraft for row in transfers if row.lot == "rok-500md-a") <= 6
    assert scenario.lot_by_id["rok-500md-b"].aircraft == 10


def test_the_hueys_of_history_fly_nowhere_that_is_asked_for():
    """They may serve UNSOS utility alone, and are too weak for it: wherever Kenya could fly one, it has none."""
    scenario = airlift.load("historical")
    hueys = {("kenya", "uh-1h")}
    of_kenya = {c.demand for c in build_problem(scenario).choices if (c.partner, c.aircraft_type) in hueys}
    assert of_kenya
    assert "unsos-utility" not in of_kenya
    alone = without_rows(scenario, "demands", *(row.id for row in scenario.demands if row.id not in of_kenya))
    problem = build_problem(alone)
    model = build_model(problem)
    flown = [
        aircraft
        for (c, _), aircraft in model.variables.aircraft.items()
        if (problem.choices[c].partner, problem.choices[c].aircraft_type) in hueys
    ]
    model.cp_model.add(cp_model.LinearExpr.sum(flown) >= 1)
    assert cp_model.CpSolver().solve(model.cp_model) == cp_model.INFEASIBLE


def test_history_leaves_no_less_unmet_than_the_plan_of_2022():
    """Later aircraft, fewer of them, to one partner alone; what the Hueys may do is of no use to the first tier."""
    best = plan_of("seoul-2021").results[0].objectives[0].bound
    assert best is not None
    assert level(plan_of("historical").results[0], "tier 1 unmet") >= best
