"""The doors: options, processes, interrupts, comparisons, and what `to_dict` gives the report."""

from __future__ import annotations

import json
from typing import Any

import pytest

import airlift
from airlift.plans import FleetPlan, UnitWeek
from airlift.reporting.responses import responses_page
from airlift.simulation.build import world_of
from airlift.simulation.engine import replicate
from tests.unit.simulation.worlds import queue_plan, queue_scenario, random_plan


def test_processes_change_nothing() -> None:
    """The same seed gives the same figures in one process and in two; another seed gives others."""
    scenario, plan = random_plan()
    options: dict[str, Any] = {"days": 5, "replications": 24, "missions": ("unmiss",)}
    one = airlift.simulate(plan, scenario, workers=1, **options)
    assert airlift.simulate(plan, scenario, workers=2, **options) == one
    assert airlift.simulate(plan, scenario, workers=1, seed=99, **options).missions != one.missions


def test_a_plan_against_itself_differs_in_nothing() -> None:
    """The paired difference of a plan with itself is exactly zero, limits included."""
    scenario, plan = random_plan()
    found = airlift.simulate_pair(plan, plan, scenario, replications=12, days=10, workers=1)
    assert found.first.missions == found.second.missions
    assert len(found.differences) > 10
    assert {(row.change.mean, row.change.low, row.change.high) for row in found.differences} == {
        (0.0, 0.0, 0.0)
    }


def test_more_aircraft_bring_more_casualties_to_hospital() -> None:
    """A second aircraft helps, and the paired difference knows it better than two runs apart would."""
    scenario = queue_scenario({"5.2": 300.0})
    one, two = queue_plan(scenario, 1), queue_plan(scenario, 2)
    found = airlift.simulate_pair(one, two, scenario, replications=12, workers=1)
    row = next(row for row in found.differences if row.what == "alpha surgery in time")
    assert row.change.low is not None
    assert row.change.low > 5.0
    alone = [
        next(x.share for x in side.missions[0].shares if x.clock == "surgery")
        for side in (found.first, found.second)
    ]
    assert all(share.low is not None and share.high is not None for share in alone)
    widths = [share.high - share.low for share in alone if share.low is not None and share.high is not None]
    assert row.change.high is not None
    assert row.change.high - row.change.low < sum(widths)


def test_two_plans_meet_the_same_casualties() -> None:
    """Who is wounded where, when and how badly does not depend on the fleet."""
    scenario = queue_scenario({"5.2": 300.0, "5.9": 100.0})
    met = []
    for aircraft in (1, 3):
        world = world_of(scenario, queue_plan(scenario, aircraft), "unmiss", 10)
        assert world is not None
        met.append(sorted(row[:3] for row in replicate(world, 4, 0, "closest").casualties))
    assert met[0] == met[1]
    assert len(met[0]) > 50


def test_an_interrupt_keeps_what_is_finished() -> None:
    """Replications that were done before the stop are told; a stop before the first one tells of none."""
    scenario, plan = random_plan()
    interrupt = airlift.Interrupt()
    told: list[str] = []

    def progress(event: airlift.ProgressEvent) -> None:
        told.append(event.message)
        if len(told) == 3:
            interrupt.set()

    found = airlift.simulate(
        plan, scenario, days=2, replications=20, workers=1, progress=progress, interrupt=interrupt
    )
    assert (found.replications, found.asked, told[-1]) == (3, 20, "3 of 20")
    assert found.missions
    nothing = airlift.simulate(plan, scenario, replications=20, workers=1, interrupt=interrupt)
    assert (nothing.replications, nothing.missions) == (0, ())
    pair = airlift.simulate_pair(plan, plan, scenario, replications=20, workers=2, interrupt=interrupt)
    assert (pair.replications, pair.differences) == (0, ())


def test_the_report_can_show_it() -> None:
    """The data are of JSON, and the report draws a curve for each clock and fills both tables, planned shares too."""
    scenario, plan = random_plan()
    found = airlift.simulate(plan, scenario, replications=5, workers=1, missions=("unmiss",))
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    shown = responses_page(scenario, data).missions
    assert [(len(one.curves), len(one.tables)) for one in shown] == [(2, 2)]
    assert [row["planned_pct"] for row in data["missions"][0]["shares"]][:3] == [40.0, 62.5, None]
    for row in data["missions"][0]["responses"]:
        # The clock is a point of the curve, and the curve says there what the table of shares says.
        at_limit = [point for point in row["points"] if point["minutes"] == row["limit_min"]]
        same = (row["category"], row["clock"])
        shares = [one for one in data["missions"][0]["shares"] if (one["category"], one["clock"]) == same]
        assert [point["share_pct"] for point in at_limit] == [one["share_pct"] for one in shares]
    single = airlift.simulate(plan, scenario, replications=1, workers=1, missions=("unmiss",)).to_dict()
    assert "low_pct" not in single["missions"][0]["shares"][0]
    assert len(responses_page(scenario, single).missions[0].curves) == 2


@pytest.mark.parametrize(
    "options",
    [
        {"days": 0},
        {"replications": 0},
        {"dispatch": "nearest"},
        {"randomness": "maybe"},
        {"workers": 0},
        {"seed": -1},
        {"missions": ("nowhere",)},
    ],
    ids=lambda options: next(iter(options)),
)
def test_options_out_of_range_are_refused(options: dict[str, Any]) -> None:
    """The message names the option or the value."""
    scenario, plan = random_plan()
    with pytest.raises(ValueError, match=rf"{next(iter(options))}|nowhere"):
        airlift.simulate(plan, scenario, **options)


def test_a_plan_needs_its_scenario() -> None:
    """A plan as an object without a scenario, or with another one, is refused."""
    _, plan = random_plan()
    with pytest.raises(airlift.PlanError, match="scenario"):
        airlift.simulate(plan)
    with pytest.raises(airlift.PlanError):
        airlift.simulate(plan, queue_scenario({"5.2": 1.0}))


def test_a_unit_that_has_left_flies_no_more() -> None:
    """Its lines are those of its aircraft while it is there and none afterwards, with and without a fleet plan."""
    scenario = queue_scenario({"5.2": 300.0})
    plan = queue_plan(scenario, 3)
    world = world_of(scenario, plan, "unmiss", 200)
    assert world is not None
    (unit,) = world.units
    assert unit.lines[0] > 0
    # From the first of July to the last of December.
    assert [unit.lines[day] > 0 for day in (183, 184)] == [True, False]
    fleet = FleetPlan(
        first_month="2022-07",
        weeks=4,
        unit_weeks=tuple(
            UnitWeek(
                unit="q1", week=week, aircraft=3, serviceable_tails=("q1-t1",), asked_h=0.0, flight_h=0.0
            )
            for week in (0, 1)
        ),
    )
    world = world_of(scenario, plan.model_copy(update={"fleet": fleet}), "unmiss", 20)
    assert world is not None
    assert [world.units[0].lines[day] for day in (0, 13, 14, 19)] == [1, 1, 0, 0]
