"""What the levels plan, the checker finds in order: two programmes without a common line come to the same."""

from __future__ import annotations

import random

import pytest

from airlift import sorties, standby, sustainment
from airlift.checker import check
from airlift.checker.case import Case
from airlift.checker.objectives import value_of
from airlift.scenario import Scenario
from airlift.solvers.options import SolveOptions
from tests.scenarios import with_policy, with_row, with_rows
from tests.unit.checker.valid_weeks import weeks_plan, weeks_scenario

OPTIONS = SolveOptions(time_limit_s=20.0, seed=1, deterministic=True)


def zoned(seed: int) -> Scenario:
    """Eight zones around the sites of the mission, by day and night, with two aircraft of each medevac unit."""
    dice = random.Random(seed)
    scenario = with_policy(
        weeks_scenario(),
        "standby",
        medevac_unit_aircraft=2,
        nvg_medevac=seed % 2 == 0,
        watch_h=(6, 8, 12)[seed % 3],
        hour_weights=[dice.random() for _ in range(24)],
    )
    rows = [
        {
            "id": f"zone-{number}",
            "like": "central",
            "latitude_deg": dice.uniform(4.0, 10.0),
            "longitude_deg": dice.uniform(30.5, 32.5),
            "elevation_ft": dice.uniform(1000.0, 6000.0),
            "events_per_month": dice.choice([0.0, 2.0, 10.0]),
        }
        for number in range(8)
    ]
    scenario = with_rows(scenario, "zones", *rows)
    # The zone of the plan on paper has so many casualties that hospitals keep aircraft from standing by.
    return scenario.model_copy(update={"zones": scenario.zones[1:]})


@pytest.mark.parametrize("seed", range(4))
def test_standby_of_the_solver_passes(seed: int) -> None:
    """Posts, numbers, shares and objectives of sited standby are those that the checker works out."""
    scenario, plan = zoned(seed), weeks_plan()
    posts, results = standby.solve(scenario, plan.allocation, plan.fleet, OPTIONS)
    assert posts[0].posts
    update = {"standby": posts, "programmes": (), "rounds": (), "results": results}
    findings = check(scenario, plan.model_copy(update=update))
    assert findings.ok, str(findings)


def test_two_days_of_the_solver_pass() -> None:
    """Days with forward posts, bank times, little rest and few hours in the week keep every rule."""
    scenario, plan = weeks_scenario(), weeks_plan()
    scenario = with_policy(scenario, "crew", rest_h=22.0, flight_h_per_7_days=4.0)
    programmes, results = sorties.solve(
        scenario, plan.allocation, OPTIONS, fleet=plan.fleet, standby=plan.standby
    )
    assert len(programmes) == 2
    update = {"programmes": tuple(programmes), "results": tuple(results), "rounds": ()}
    findings = check(scenario, plan.model_copy(update=update))
    assert findings.ok, str(findings)


@pytest.mark.parametrize("base", ["juba", "bor"])
def test_sustainment_of_the_solver_passes(base: str) -> None:
    """Hours, visits, docks and levels of a quarter of a year, with ferry flights and without, with an overhaul away."""
    scenario, plan = weeks_scenario(), weeks_plan()
    scenario = with_policy(scenario, "sustainment", horizon_weeks=13)
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", site=base, docks=1)
    overhaul = {"id": "overhaul", "like": "hundred", "every_flight_hours": 350, "days": 20, "place": "away"}
    scenario = with_rows(scenario, "inspections", overhaul)
    fleet, result = sustainment.solve(scenario, plan.allocation, OPTIONS.within(1.0))
    assert fleet is not None
    assert len(fleet.tails) == 9 and fleet.visits
    changed = plan.model_copy(
        update={"fleet": fleet, "standby": (), "programmes": (), "rounds": (), "results": (result,)}
    )
    findings = check(scenario, changed)
    assert findings.ok, str(findings)
    case = Case(scenario, changed)
    assert all(value_of(case, result.level, level.name) is not None for level in result.objectives)
