"""The engine against theory: Erlang's loss formula, the hypercube of standby, and the programme minute by minute."""

from __future__ import annotations

import numpy as np
import pytest

import airlift
from airlift.plans import CoverShares, MissionStandby, Post
from airlift.plans.store import scenario_digest
from airlift.simulation.build import world_of
from airlift.standby.erlang import erlang_loss
from airlift.standby.hypercube import calibrated
from tests.scenarios import tiny_scenario
from tests.unit.checker.valid_plan import valid_plan
from tests.unit.simulation.worlds import queue_plan, queue_scenario


@pytest.mark.parametrize(
    ("aircraft", "zones"),
    [(1, {"5.2": 150.0}), (1, {"5.0": 100.0, "5.7": 60.0}), (3, {"5.2": 500.0, "4.2": 400.0})],
    ids=["one-zone", "one-aircraft", "three-aircraft"],
)
def test_loss_is_that_of_erlang(aircraft: int, zones: dict[str, float]) -> None:
    """Without patience the share by ground is Erlang's loss, which asks for the mean service time alone."""
    scenario = queue_scenario(zones)
    plan = queue_plan(scenario, aircraft)
    world = world_of(scenario, plan, "unmiss", 30)
    assert world is not None
    assert world.units[0].held == aircraft
    rides = world.units[0].rides[0]["juba"]
    busy = {name: ride.busy_min for name, ride in zip(zones, rides, strict=True) if ride is not None}
    load = sum(events * busy[name] for name, events in zones.items()) / (30.0 * 1440.0)
    found = airlift.simulate(plan, scenario, replications=30, seed=2, workers=1, dispatch="closest")
    mission = found.missions[0]
    # Charlie counts too, and its clock is longer than any flight: whoever is flown is in time.
    rows = {row.category: row.share for row in mission.shares if row.clock == "surgery"}
    expected = 100.0 * (1.0 - erlang_loss(aircraft, load))
    assert 15.0 < expected < 90.0
    share = rows["charlie"]
    assert share.low is not None
    assert share.high is not None
    assert share.low <= expected <= share.high
    everybody = 100.0 * mission.in_hospital / mission.casualties
    assert everybody == pytest.approx(expected, abs=1.5)


def test_two_posts_are_those_of_the_hypercube() -> None:
    """Two posts, each the first for its own zone: who is served at all, and by whom, is what the hypercube says.

    Its service times are calibrated to the zones that each post really serves; those of the planned cover are averages
    over all zones that it may be sent to, and longer.
    """
    events = {"5.2": 300.0, "6.4": 240.0}
    scenario = queue_scenario(events)
    shares = CoverShares(advanced_pct=0.0, surgery_pct=0.0, backup_pct=0.0, reach_pct=0.0)
    posts = tuple(Post(unit="q1", site=site, watch=0, aircraft=1) for site in ("juba", "bor"))
    standby = MissionStandby(
        mission="unmiss", month="2022-07", posts=posts, cover=shares, cover_at_home=shares
    )
    plan = queue_plan(scenario, 2, standby=(standby,))
    world = world_of(scenario, plan, "unmiss", 30)
    assert world is not None
    rides = [world.units[0].rides[0][site] for site in ("juba", "bor")]
    busy_h = np.array([[ride.busy_min / 60.0 for ride in row if ride is not None] for row in rides])
    rate_per_h = np.array(list(events.values())) / 720.0
    means, state = calibrated(rate_per_h, np.array([[0, 1], [1, 0]]), busy_h)
    served = state.served(means).sum(axis=1)
    found = airlift.simulate(plan, scenario, replications=40, seed=3, workers=1)
    mission = found.missions[0]
    expected = 100.0 * float(rate_per_h @ served / rate_per_h.sum())
    assert 80.0 < expected < 85.0
    # Service times are exponential there and fixed here: near, not exact.
    assert 100.0 * mission.in_hospital / mission.casualties == pytest.approx(expected, abs=1.0)


def test_without_chance_the_programme_is_flown_to_the_minute() -> None:
    """Every stop of every sortie, casualties included, comes and goes as planned, on both days."""
    scenario = tiny_scenario()
    plan = valid_plan().model_copy(update={"scenario_sha256": scenario_digest(scenario)})
    found = airlift.simulate(plan, scenario, days=2, randomness="off", missions=("unmiss",))
    assert found.replications == 1
    flown = {
        (row.sortie, row.day, row.stop): (row.arrive_min, row.depart_min) for row in found.missions[0].stops
    }
    planned = {
        (sortie.id, day, number): (1440.0 * day + stop.arrive_min, 1440.0 * day + stop.depart_min)
        for sortie in plan.programmes[0].sorties
        for day in (0, 1)
        for number, stop in enumerate(sortie.stops)
    }
    assert flown == planned
    counts = {row.what: row.count.mean for row in found.missions[0].flown}
    assert counts == {"medevac": 4.0, "patrol": 2.0, "transfer": 4.0}
    assert found.missions[0].causes == ()


def test_a_plan_too_tight_is_flown_later() -> None:
    """A leg that the programme gives a minute too little makes its stop a minute late: times are flown, not copied."""
    scenario = tiny_scenario()
    data = valid_plan().model_dump(mode="json")
    patrol = next(row for row in data["programmes"][0]["sorties"] if row["id"] == "patrol")
    patrol["stops"][1]["arrive_min"] -= 1
    plan = airlift.Plan.model_validate(data | {"scenario_sha256": scenario_digest(scenario)})
    found = airlift.simulate(plan, scenario, days=1, randomness="off", missions=("unmiss",))
    flown = {row.stop: row.arrive_min for row in found.missions[0].stops if row.sortie == "patrol"}
    assert flown[1] == 717.0
