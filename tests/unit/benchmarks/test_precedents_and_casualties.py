"""Words and figures of the benchmarks on precedents and on casualties; what they solve is tested elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

import airlift
from airlift.plans import Post
from airlift.simulation.estimates import Estimate
from airlift.simulation.results import MissionSimulation, ReachedPoint, Response
from airlift.solvers import SolveOptions
from benchmarks.scenarios.casualtypage import estimate
from benchmarks.scenarios.casualtytable import at_home, everybody
from benchmarks.scenarios.precedents import PRECEDENTS, crew_limit_h, lifted, with_hours
from benchmarks.scenarios.precedentspage import held, why
from tests.scenarios import without_rows
from tests.unit.reporting.handfleet import upkeep_scenario, upkept_plan

ONE: dict[str, Any] = {
    "sustained_h": 60.0,
    "observed_h": 54.0,
    "lifted_h": {"man-hours": 70.0, "docks": 60.5, "losses": 60.0},
    "tail_limit_h": 87.0,
    "crew_limit_h": 145.0,
    "visits": 49,
    "reason": "It rained.",
}


def test_every_precedent_has_a_scenario_with_its_demand() -> None:
    """And its hours, where they were published, are those that the scenario asks for."""
    for one in PRECEDENTS:
        demand = airlift.load(one.scenario).demand_by_id[one.demand]
        if one.hours is not None:
            assert demand.hours_per_aircraft_month == pytest.approx(one.hours, abs=0.05)


def test_limits_are_lifted_one_at_a_time() -> None:
    """More hours take the losses from the weekly limit; lifting the losses gives them back and nothing else."""
    scenario = airlift.load("rwanda-south-sudan")
    weekly_h = scenario.policy.sustainment.flight_h_per_tail_week.value
    more = with_hours(scenario, "unmiss-utility", 100.0)
    assert more.demand_by_id["unmiss-utility"].hours_per_aircraft_month == 100.0
    assert more.policy.sustainment.flight_h_per_tail_week.value == pytest.approx(0.8 * weekly_h)
    free = lifted(more, "losses")
    assert free.policy.sustainment.flight_h_per_tail_week.value == pytest.approx(weekly_h)
    assert free.maintenance_bases == more.maintenance_bases
    assert lifted(more, "docks").maintenance_bases[0].docks == 10 * more.maintenance_bases[0].docks


def test_crews_limit_the_hours_of_a_unit() -> None:
    """Nine crews of six aircraft fly 100 h in 28 days each."""
    assert crew_limit_h(airlift.load("rwanda-south-sudan"), 6) == pytest.approx(9 * 100 * 365 / 12 / 28 / 6)


def test_only_limits_that_matter_are_named() -> None:
    """A gain of less than three per cent is none."""
    assert "70.0 h with ten times the man-hours" in held(ONE)
    assert "docks" not in held(ONE)
    assert "Neither" in held(ONE | {"lifted_h": {"man-hours": 60.0, "docks": 61.0, "losses": 60.0}})


@pytest.mark.parametrize(("observed", "words"), [(54.0, "near its capacity"), (20.0, "does not explain")])
def test_what_was_observed_is_judged_by_what_is_sustained(observed: float, words: str) -> None:
    """A unit that flew most of what it sustains was held by it, one that flew little was not."""
    text = why(ONE | {"observed_h": observed})
    assert words in text
    assert text.endswith("It rained.")


def test_a_unit_without_published_hours_is_not_judged() -> None:
    """Only the reason stands there."""
    assert why(ONE | {"observed_h": None}) == "It rained."


def test_shares_of_all_casualties_are_weighted_by_category() -> None:
    """One of four alpha and all of twelve charlie are thirteen of sixteen."""

    def response(category: str, casualties: int, share: float) -> Response:
        return Response(
            category,
            "surgery",
            120.0,
            casualties,
            {},
            (ReachedPoint(120.0, Estimate(share, share, share)),),
        )

    mission = MissionSimulation(
        "m",
        "2022-01",
        casualties=16,
        in_hospital=0,
        by_ground=0,
        in_progress=0,
        shares=(),
        by_zone=(),
        by_hour=(),
        responses=(response("alpha", 4, 25.0), response("charlie", 12, 100.0)),
        hours=(),
        flown=(),
        causes=(),
        posts=(),
        stops=(),
    )
    assert everybody(mission, "surgery", 120.0) == pytest.approx(100 * 13 / 16)
    assert everybody(mission, "advanced", 60.0) is None


def test_estimates_carry_their_interval() -> None:
    """A gain has its sign; without replications there is no interval, without casualties a dash."""
    assert estimate(Estimate(3.0, -1.0, 7.0), sign=True) == "+3.0 (-1.0 to +7.0)"
    assert estimate(Estimate(3.0, None, None)) == "3.0"
    assert estimate(None) == "-"


def test_at_home_every_aircraft_stands_at_the_base_of_its_unit() -> None:
    """As many aircraft in each watch, at the first site of the demand, with the cover that the plan states for it."""
    scenario = upkeep_scenario()
    scenario = without_rows(scenario, "tasks", *(row.id for row in scenario.tasks))
    plan = upkept_plan(scenario)
    home = at_home(scenario, plan, SolveOptions(time_limit_s=5.0))
    demand = next(unit.demand for unit in plan.allocation.units if unit.id == "k1")
    base = scenario.demand_by_id[demand].sites[0]
    assert {post.site for post in plan.standby[0].posts} > {base}
    assert home.standby[0].posts == tuple(
        Post(unit="k1", site=base, watch=watch, aircraft=2) for watch in (0, 1)
    )
    assert home.standby[0].cover == plan.standby[0].cover_at_home
    assert (home.allocation, home.fleet) == (plan.allocation, plan.fleet)
