"""Several days, planned tails and posts, from scenario to checked programmes."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.checker import check
from airlift.plans import (
    Allocation,
    CoverShares,
    FleetPlan,
    MissionStandby,
    Plan,
    Post,
    Programme,
    Result,
    TailPlan,
    Unit,
    UnitWeek,
)
from airlift.plans.result import Status
from airlift.scenario import Scenario
from airlift.sorties import programme_days, solve
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows

SORTIE_RULES = {
    "crew.rest", "crew.week_hours", "tail.bank", "fuel.stock", "tail.available", "standby.held", "sortie.route",
    "crew.numbers", "tail.overlap", "crew.overlap", "task.outcome", "sortie.times", "crew.duty",
}  # fmt: skip
NO_COVER = CoverShares(advanced_pct=0.0, surgery_pct=0.0, backup_pct=0.0, reach_pct=0.0)


def unit(id_: str, demand: str, kind: str) -> Unit:
    """Make a unit of three aircraft in the months from September 2022 on."""
    return Unit(
        id=id_, partner="kenya", demand=demand, aircraft_type=kind, maintenance_base="juba-hangar",
        first_month="2022-09", aircraft=(3,) * 4,
    )  # fmt: skip


ALLOCATION = Allocation(units=(unit("u1", "unmiss-medevac", "500md"),))


def fleet_of(hours: tuple[float, ...], serviceable: tuple[str, ...] = ("u1-t3", "u1-t1")) -> FleetPlan:
    """Three tails of u1 for two weeks, with so many hours since the overhaul; a full bank is 100 h."""
    tails = tuple(
        TailPlan(
            tail=f"u1-t{k}", unit="u1", first_week=0, hours_since_overhaul=since, inspected_month="2022-08",
            flight_h=(0.0, 0.0),
        )
        for k, since in enumerate(hours, start=1)
    )  # fmt: skip
    weeks = tuple(
        UnitWeek(unit="u1", week=week, aircraft=3, serviceable_tails=serviceable, asked_h=0.0, flight_h=0.0)
        for week in (0, 1)
    )
    return FleetPlan(first_month="2022-09", weeks=2, tails=tails, unit_weeks=weeks)


def patrols(*days: str, base: Scenario | None = None, **changes: Any) -> Scenario:
    """The tiny scenario with one patrol of UNMISS on each of some days, and no other task."""
    scenario = base or tiny_scenario()
    bare = scenario.model_copy(update={"tasks": ()})
    rows = [
        {
            "id": f"p{k}", "mission": "unmiss", "day": day, "kind": "patrol", "priority": "routine",
            "pickup_site": "mongalla", "passengers": 0, "litter_patients": 0, "cargo_kg": 0.0,
            "ready_min": 480, "due_min": 900, "dwell_min": 30,
        }
        | changes
        for k, day in enumerate(days, start=1)
    ]  # fmt: skip
    return with_rows(bare, "tasks", *rows)


def planned(
    scenario: Scenario,
    fleet: FleetPlan | None = None,
    standby: tuple[MissionStandby, ...] = (),
    allocation: Allocation = ALLOCATION,
) -> tuple[tuple[Programme, ...], tuple[Result, ...]]:
    """Solve, after which the checker finds nothing that the days could break."""
    programmes, results = solve(scenario, allocation, fleet=fleet, standby=standby)
    plan = Plan(
        scenario=scenario.name, scenario_sha256="0" * 64, allocation=allocation, fleet=fleet, standby=standby,
        programmes=programmes, results=results,
    )  # fmt: skip
    assert [finding for finding in check(scenario, plan) if finding.rule in SORTIE_RULES] == []
    return programmes, results


def test_each_day_is_a_programme_with_its_own_result() -> None:
    """Days in their order, sorties named by the day, the rolling horizon stated; one day alone is as before."""
    scenario = patrols("2022-10-12", "2022-10-14")
    programmes, results = planned(scenario)
    assert [programme.day.isoformat() for programme in programmes] == ["2022-10-12", "2022-10-14"]
    assert [sortie.id for programme in programmes for sortie in programme.sorties] == [
        "unmiss-d1-s01",
        "unmiss-d3-s01",
    ]
    assert [result.level for result in results] == ["sorties:unmiss:2022-10-12", "sorties:unmiss:2022-10-14"]
    assert all(result.status is Status.OPTIMAL for result in results)
    assert all(any("one after the other" in words for words in result.restrictions) for result in results)
    (alone,) = planned(patrols("2022-10-12"))[1]
    assert alone.level == "sorties:unmiss"
    assert not any("one after the other" in words for words in alone.restrictions)


def test_weeks_of_the_window_hold_the_days() -> None:
    """The first day lies in the first week of the mission's month, the eighth in the next; later ones in none."""
    scenario = patrols("2022-10-12", "2022-10-18", "2022-10-19", "2022-10-26")
    fleet = fleet_of((0.0, 0.0, 0.0))
    assert [day.week for day in programme_days(scenario, ALLOCATION, fleet)] == [0, 0, 1, None]


def test_tails_are_the_serviceable_ones_of_the_week() -> None:
    """Only they are listed, with the bank time of the morning, less what the days before flew."""
    (first, second), _ = planned(patrols("2022-10-12", "2022-10-13"), fleet_of((40.0, 0.0, 10.0)))
    (row,) = first.units
    assert row.tails == ("u1-t1", "u1-t3")
    assert row.tail_bank_h == (60.0, 90.0)
    (sortie,) = first.sorties
    flown_h = (sortie.end_min - sortie.start_min) / 60.0
    bank = dict(zip(second.units[0].tails, second.units[0].tail_bank_h, strict=True))
    assert bank[sortie.tail] == pytest.approx({"u1-t1": 60.0, "u1-t3": 90.0}[sortie.tail] - flown_h)


def test_bank_time_of_the_week_is_not_overflown() -> None:
    """Two days ask for the hours of one patrol each and the only tail that is free has enough for one."""
    scenario = patrols("2022-10-12", "2022-10-13")
    (first, _), _ = planned(scenario)
    (sortie,) = first.sorties
    enough_h = (sortie.end_min - sortie.start_min) / 60.0 + 0.1
    tight = with_policy(scenario, "sorties", standby_aircraft=0)
    fleet = fleet_of((100.0 - enough_h, 0.0, 0.0), serviceable=("u1-t1",))
    (first, second), _ = planned(tight, fleet)
    assert len(first.sorties) == 1
    assert second.sorties == ()
    assert second.outcomes[0].rule == "tail.bank"


def test_hours_of_the_week_limit_a_tail() -> None:
    """A tail whose week allows less than a patrol flies none."""
    scenario = with_policy(patrols("2022-10-12"), "sustainment", flight_h_per_tail_week=0.5)
    (programme,), _ = planned(scenario, fleet_of((0.0, 0.0, 0.0)))
    assert (programme.sorties, programme.outcomes[0].rule) == ((), "tail.bank")


def test_crews_rest_before_the_next_day() -> None:
    """With a rest of a day and a half the crews of two patrols at noon are not those of the next morning."""
    scenario = with_policy(patrols("2022-10-12", "2022-10-13"), "crew", rest_h=36.0)
    (first, second), _ = planned(scenario)
    assert first.sorties[0].crew != second.sorties[0].crew
    few = with_policy(scenario, "crew", crews_per_aircraft=0.34)
    few = with_policy(few, "sorties", standby_aircraft=0)
    (first, second), _ = planned(few)
    assert len(first.sorties) == 1
    assert (second.sorties, second.outcomes[0].rule) == ((), "crew.rest")


def test_hours_of_seven_days_limit_a_crew() -> None:
    """One crew that may fly one patrol a week flies the second only when the first is seven days old."""
    days = ("2022-10-12", "2022-10-18", "2022-10-19")
    scenario = with_policy(patrols(*days), "crew", crews_per_aircraft=0.34, flight_h_per_7_days=1.5)
    scenario = with_policy(scenario, "sorties", standby_aircraft=0)
    programmes, _ = planned(scenario)
    assert [len(programme.sorties) for programme in programmes] == [1, 0, 1]
    assert programmes[1].outcomes[0].rule == "crew.week_hours"


def test_fuel_that_is_delivered_slowly_is_not_there_the_next_day() -> None:
    """The stock of the home base lasts for one patrol and fills up again in some days."""
    full = with_row(tiny_scenario(), "sites", "juba", fuel_stock_kg=100.0)
    slow = with_row(full, "sites", "juba", fuel_delivery_kg_per_day=20.0)
    days = ("2022-10-12", "2022-10-13", "2022-10-19")
    assert [len(day.sorties) for day in planned(patrols(*days, base=full))[0]] == [1, 1, 1]
    programmes = planned(patrols(*days, base=slow))[0]
    assert [len(day.sorties) for day in programmes] == [1, 0, 1]
    assert programmes[1].outcomes[0].rule == "fuel.stock"


def posts(*where: tuple[str, int]) -> tuple[MissionStandby, ...]:
    """Aircraft of u1 at some sites in the watch that holds noon, none in the other one."""
    made = tuple(Post(unit="u1", site=site, watch=0, aircraft=number) for site, number in where)
    return (
        MissionStandby(mission="unmiss", month="2022-09", posts=made, cover=NO_COVER, cover_at_home=NO_COVER),
    )


CASUALTY = {
    "id": "m1", "mission": "unmiss", "day": "2022-10-12", "kind": "medevac", "priority": "alpha",
    "pickup_site": "terekeka", "passengers": 0, "cargo_kg": 0.0, "litter_patients": 1,
    "ready_min": 565, "due_min": 660, "wounded_min": 540,
    "dwell_min": 10,
}  # fmt: skip


def test_aircraft_of_a_forward_post_take_casualties_from_there() -> None:
    """While the tail at home is on patrol, the one at the post flies the casualty and comes back to the post."""
    scenario = with_rows(patrols("2022-10-12", ready_min=550, due_min=580), "tasks", CASUALTY)
    fleet = fleet_of((0.0, 0.0, 0.0), serviceable=("u1-t1", "u1-t2"))
    (programme,), _ = planned(scenario, fleet, posts(("bor", 1)))
    (row,) = programme.units
    assert sorted(row.tail_bases) == sorted(("bor", "juba"))
    assert row.standby_tails == 0
    at = dict(zip(row.tails, row.tail_bases, strict=True)) | dict(zip(row.crews, row.crew_bases, strict=True))
    by_task = {outcome.task: outcome.sortie for outcome in programme.outcomes}
    sorties = {sortie.id: sortie for sortie in programme.sorties}
    for task, base in (("m1", "bor"), ("p1", "juba")):
        sortie = sorties[by_task[task] or ""]
        assert (sortie.stops[0].site, sortie.stops[-1].site) == (base, base)
        assert (at[sortie.tail], at[sortie.crew]) == (base, base)


def test_aircraft_of_a_forward_post_fly_no_patrol() -> None:
    """With all that is serviceable at posts the patrol is left, for the sake of the standby."""
    fleet = fleet_of((0.0, 0.0, 0.0), serviceable=("u1-t1",))
    (programme,), _ = planned(patrols("2022-10-12"), fleet, posts(("bor", 1)))
    assert programme.units[0].tail_bases == ("bor",)
    assert programme.sorties == ()


def test_posts_at_home_replace_the_policy_s_standby() -> None:
    """What the posts hold at home is held, whatever the policy of the sorties says; without posts none is."""
    scenario = with_policy(patrols("2022-10-12"), "sorties", standby_aircraft=2)
    held, _ = planned(scenario, None, posts(("juba", 1)))
    free, _ = planned(scenario, None, posts())
    assert [day.units[0].standby_tails for day in (*held, *free)] == [1, 0]
    assert held[0].units[0].tail_bases == ()


def test_who_stands_at_a_post_stays_there() -> None:
    """The tail and the crew at the post are the same on the second day."""
    scenario = patrols("2022-10-12", "2022-10-13")
    fleet = fleet_of((0.0, 0.0, 0.0), serviceable=("u1-t1", "u1-t2", "u1-t3"))
    (first, second), _ = planned(scenario, fleet, posts(("bor", 1)))
    assert first.units[0].tail_bases == second.units[0].tail_bases
    assert first.units[0].crew_bases == second.units[0].crew_bases
