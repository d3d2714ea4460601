"""From a scenario to posts: strength, candidate sites, reach in time, fuel and light, and what the plan says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from airlift.flight import distance_nm
from airlift.plans import Plan
from airlift.plans.fleet import FleetPlan, UnitWeek
from airlift.plans.result import Status
from airlift.scenario.model import Scenario
from airlift.solvers import SolveOptions
from airlift.standby import cover, solve
from airlift.standby.problem import mission_problem, watch_hours
from airlift.standby.reach import hospitals_of, reach
from airlift.standby.rotation import fewest_moves
from airlift.standby.shares import mission_shares, zone_shares
from airlift.standby.solve import at_home, sited
from airlift.standby.strength import StandbyUnit, candidate_sites, standby_units
from tests.scenarios import with_policy
from tests.unit.standby.missions import allocation, zone, zoned


def units_of(scenario: Scenario, aircraft: int = 4) -> tuple[StandbyUnit, ...]:
    return standby_units(scenario, allocation(scenario, aircraft), None, "unmiss")[1]


@pytest.mark.parametrize(
    ("aircraft", "policy", "number"),
    [
        (4, {}, 2),  # 2 held, 2 of 4 serviceable, 6 crews in 2 watches
        (2, {}, 1),  # 67 % of 2 is 1 serviceable
        (4, {"medevac_unit_aircraft": 1}, 1),
        (4, {"watch_h": 3}, 1),  # 6 crews in 8 watches: one each at least
        (4, {"medevac_unit_aircraft": 0}, 0),
    ],
)
def test_a_unit_holds_what_policy_tails_and_crews_allow(
    aircraft: int, policy: dict[str, int], number: int
) -> None:
    scenario = with_policy(zoned(), "standby", **policy) if policy else zoned()
    assert [unit.aircraft for unit in units_of(scenario, aircraft)] == [number]


def test_planned_serviceable_tails_replace_the_share_of_the_policy() -> None:
    scenario = zoned()
    week = UnitWeek(unit="u1", week=0, aircraft=4, serviceable_tails=("u1-t1",), asked_h=1.0, flight_h=1.0)
    fleet = FleetPlan(first_month="2022-07", weeks=26, unit_weeks=(week,))
    month, units = standby_units(scenario, allocation(scenario), fleet, "unmiss")
    assert month == "2022-07"
    assert units[0].aircraft == 1


def test_posts_are_home_then_demanded_sites_then_forward_fuel_in_range() -> None:
    """Malakal is 281 nm from Juba: within the range of a Mi-17, beyond that of a 500MD."""
    scenario = zoned()
    unit = units_of(scenario)[0]
    far = replace(unit, kind=scenario.aircraft_type_by_id["mi-17"])
    assert [site.id for site in candidate_sites(scenario, unit)] == ["juba", "bor"]
    assert [site.id for site in candidate_sites(scenario, far)] == ["juba", "bor", "malakal"]
    at_demand = with_policy(scenario, "standby", forward_posts=False)
    assert [site.id for site in candidate_sites(at_demand, far)] == ["juba", "bor"]


def test_times_of_a_casualty_by_hand() -> None:
    """Alert 25, legs at 120 kt with 5 for the landing, 10 on scene, 10 to the table; 15 to refuel and back to Juba."""
    scenario = zoned(zone("near", 5.2, 6.0))
    unit = units_of(scenario)[0]
    juba, place = scenario.site_by_id["juba"], scenario.zones[0]
    found = reach(scenario, unit.kind, [juba], scenario.zones, [juba], night=False)
    leg = (
        distance_nm(juba.latitude_deg, juba.longitude_deg, place.latitude_deg, place.longitude_deg) / 2.0
        + 5.0
    )
    assert found.arrive_min[0, 0] == pytest.approx(25.0 + leg)
    assert found.landing_min[0, 0] == pytest.approx(25.0 + leg + 10.0 + leg)
    assert found.surgery_min[0, 0] == pytest.approx(45.0 + 2.0 * leg)
    assert found.busy_min[0, 0] == pytest.approx(2.0 * leg + 10.0 + 15.0 + 5.0)


def test_fuel_decides_how_far_an_aircraft_is_sent() -> None:
    """192 kg of fuel less 4 for taxi and 20 min of reserve at 80 kg/h, and 10 % on top: 110 min of flight."""
    scenario = zoned(zone("near", 6.2, 1.0), zone("far", 6.6, 1.0))
    unit, juba = units_of(scenario)[0], scenario.site_by_id["juba"]
    found = reach(scenario, unit.kind, [juba], scenario.zones, [juba], night=False)
    longest_min = (192.0 - 4.0 - 20.0 / 60.0 * 80.0) / 80.0 * 60.0 / 1.1
    flown_min = found.landing_min[0] - 25.0 - 10.0
    assert (flown_min <= longest_min).tolist() == [True, False]
    assert found.possible[0].tolist() == [True, False]
    # Ten minutes more of reserve by night cost 9 minutes of flight.
    dark = reach(scenario, unit.kind, [juba], scenario.zones, [juba], night=True)
    assert dark.possible[0, 0] == (flown_min[0] <= longest_min - 10.0 / 1.1)


def test_a_zone_too_high_for_crew_attendant_and_patient_is_not_reached() -> None:
    """At 9,000 ft and 38 degrees a 500MD lifts 29 % less than its 1,361 kg; with crew and patient it has 1,130."""
    scenario = zoned(zone("low", 5.2, 1.0), zone("high", 5.2, 1.0, elevation_ft=9000.0))
    unit, juba = units_of(scenario)[0], scenario.site_by_id["juba"]
    found = reach(scenario, unit.kind, [juba], scenario.zones, [juba], night=False)
    assert found.possible[0].tolist() == [True, False]


def test_a_hospital_near_the_zone_is_preferred_to_one_near_the_post() -> None:
    scenario = zoned(zone("far", 6.0, 1.0))
    unit = units_of(scenario)[0]
    found = reach(
        scenario,
        unit.kind,
        [scenario.site_by_id["juba"]],
        scenario.zones,
        hospitals_of(scenario),
        night=False,
    )
    assert hospitals_of(scenario)[found.hospital[0, 0]].id == "bor"


def test_dark_hours_are_flown_only_with_night_flying_or_goggles() -> None:
    scenario = zoned(zone("near", 5.2, 6.0))
    unit = units_of(scenario)[0]

    def lit_share(of: Scenario, goggles: bool) -> float:
        problem = mission_problem(of, "unmiss", "2022-07", [replace(unit, goggles=goggles)])
        return mission_shares(problem.siting.watches, [at_home(problem)] * 2).reach_pct

    # Civil twilight at Juba in July lasts from about 5:30 to 18:50 local time: 12 of 24 hours and their flights.
    assert 45.0 < lit_share(scenario, True) < 60.0
    goggles = with_policy(scenario, "standby", nvg_medevac=True)
    assert lit_share(goggles, False) < 60.0
    assert lit_share(goggles, True) == pytest.approx(100.0)
    assert lit_share(with_policy(scenario, "flight", night_flying=True), False) == pytest.approx(100.0)


def test_watches_share_the_hours_and_all_events_of_the_day() -> None:
    scenario = zoned()
    assert watch_hours(scenario, 0) == tuple(range(6, 18))
    assert watch_hours(scenario, 1) == (*range(18, 24), *range(6))
    problem = mission_problem(scenario, "unmiss", "2022-07", units_of(scenario))
    events = sum(float(watch.rate_per_h.sum()) * watch.hours for watch in problem.siting.watches)
    assert events == pytest.approx((6.0 + 4.0 + 5.0) / 30.0)


def test_shares_of_one_aircraft_by_hand() -> None:
    """One idle with probability 1 / (1 + load); no second one."""
    scenario = zoned(zone("near", 5.2, 300.0))
    problem = mission_problem(scenario, "unmiss", "2022-07", [replace(units_of(scenario)[0], aircraft=1)])
    watch = problem.siting.watches[0]
    shares = zone_shares(watch, at_home(problem))
    load = float(watch.rate_per_h[watch.reaches[0]].sum()) * watch.service_h[0]
    assert shares.surgery[watch.surgery[0]] == pytest.approx(1.0 / (1.0 + load))
    assert not shares.backup_surgery.any()


def test_solve_is_never_worse_than_home_and_states_what_its_posts_give() -> None:
    scenario = zoned()
    (plan,), (result,) = solve(scenario, allocation(scenario))
    assert result.level == "standby:unmiss"
    assert result.status is Status.OPTIMAL
    assert plan.cover.surgery_pct >= plan.cover_at_home.surgery_pct - 1e-6
    assert {post.watch for post in plan.posts} == {0, 1}
    for watch in (0, 1):
        assert sum(post.aircraft for post in plan.posts if post.watch == watch) == 2
    events = sum(row.events_per_month for row in scenario.zones) / 30.0
    missed = result.objectives[0]
    assert missed.value == pytest.approx(events * (1.0 - plan.cover.surgery_pct / 100.0), abs=1e-6)
    assert missed.bound is not None and missed.value is not None and missed.bound <= missed.value


def test_without_zones_or_units_nothing_is_planned() -> None:
    scenario = zoned()
    assert solve(scenario, allocation(scenario).model_copy(update={"units": ()})) == ((), ())
    assert solve(scenario.model_copy(update={"zones": ()}), allocation(scenario)) == ((), ())


def test_full_hospitals_are_split_between_the_watches() -> None:
    """With 3 events a day for each operation, what the two watches bring together stays within it."""
    scenario = with_policy(
        with_policy(zoned(zone("near", 5.2, 300.0)), "flight", night_flying=True),
        "standby", operations_per_day_level_2=4.0, medevac_unit_aircraft=1,
    )  # fmt: skip
    problem = mission_problem(scenario, "unmiss", "2022-07", units_of(scenario))
    sitings, answers, _ = sited(problem, SolveOptions(time_limit_s=5.0))
    taken = sum(answer.value.patients_per_day for answer in answers if answer.value is not None)
    assert np.all(taken <= problem.siting.operations_per_day + 1e-9)
    assert len(sitings) == 2


def test_fewest_moves_takes_equal_sitings_that_are_alike() -> None:
    kind = np.zeros(3, dtype=np.int64)
    one, other, third = (np.array(row) for row in ([1, 1, 0], [0, 1, 1], [2, 0, 0]))
    rotation = fewest_moves(kind, [[one, third], [other, third], [other, third]])
    assert rotation.chosen == (1, 1, 1)
    assert rotation.moves == 0
    assert fewest_moves(kind, [[one], [other]]).moves == 2


def test_cover_of_a_plan_is_that_of_its_posts_and_closing_a_site_never_helps_when_resited() -> None:
    scenario = zoned()
    (plan_standby,), _ = solve(scenario, allocation(scenario))
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256="0" * 64,
        allocation=allocation(scenario),
        standby=(plan_standby,),
    )
    (mission,) = cover(scenario, plan).missions
    assert mission.posts == plan_standby.posts
    assert mission.shares == plan_standby.cover
    assert len(mission.hours) == 3 * 24
    events = {row.id: row.events_per_month for row in scenario.zones}
    mean = sum(events[row.zone] * row.surgery_pct for row in mission.hours) / 24.0 / sum(events.values())
    assert mean == pytest.approx(mission.shares.surgery_pct, abs=0.01)
    assert {loss.kind for loss in mission.losses} == {"post", "hospital"}
    for loss in mission.losses:
        assert loss.resited_pct is not None
        assert loss.resited_pct >= loss.surgery_pct - 0.1
        if loss.kind == "post":
            assert loss.resited_pct <= mission.shares.surgery_pct + 0.06


def test_cover_of_a_bare_scenario_takes_what_demands_ask_for() -> None:
    scenario = zoned()
    found = cover(scenario, resite=False)
    assert not found.planned
    assert {post.unit for post in found.missions[0].posts} <= {row.id for row in scenario.demands}
    assert found.to_dict()["missions"][0]["hours"][0]["zone"] == "near"


@pytest.mark.parametrize("limit_s", [0.0, 4.0])
def test_full_hospitals_leave_some_aircraft_at_their_posts(limit_s: float) -> None:
    """More casualties than surgeons can take: as many are brought as fit in a day, however short the time is."""
    scenario = zoned(*(zone(f"z{k}", 4.87 + 0.1 * k, 100.0) for k in (1, 2, 3)))
    options = SolveOptions(time_limit_s=limit_s, workers=1)
    (row,), (result,) = solve(scenario, allocation(scenario), None, options)
    assert row.posts
    assert row.cover.surgery_pct > 10.0
    assert any("than it can operate on" in note for note in result.notes)
