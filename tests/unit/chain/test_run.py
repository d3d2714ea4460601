"""Rounds of the chain: the levels are stand-ins, what they give is written down here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from airlift.chain import limits, run
from airlift.chain.run import LEVEL
from airlift.matching.ask import LIMITED, Ask
from airlift.plans import (
    Allocation,
    CoverShares,
    FleetPlan,
    MissionStandby,
    Result,
    Status,
    Unit,
    UnitWeek,
    UnmetDemand,
)
from airlift.plans.store import scenario_digest
from airlift.scenario import Scenario
from airlift.solvers import Interrupt, ProgressEvent, SolveOptions
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows

ASKED_H = 100.0


def result(level: str, options: SolveOptions) -> Result:
    """Make a proven result."""
    return Result(
        level=level, status=Status.OPTIMAL, objectives=(), seed=1, deterministic=False, workers=1,
        time_limit_s=options.time_limit_s, wall_s=0.0,
    )  # fmt: skip


@dataclass
class Levels:
    """Stand-ins: a unit as big as its demand wants at least, with the cover and the hours that its size gives.

    `unmet_h` is what the fleet lacks as long as the base has the man-hours of the scenario; `covered` is the share of
    casualties by aircraft; with the docks in plenty all hours are flown.
    """

    unmet_h: float = 0.0
    covered: dict[int, float] = field(default_factory=dict)
    unmet_aircraft: dict[int, int] = field(default_factory=dict)
    asks: list[Ask | None] = field(default_factory=list)
    asked: list[Scenario] = field(default_factory=list)
    days_of: list[Allocation] = field(default_factory=list)
    limits_s: list[float | None] = field(default_factory=list)

    def matching(
        self, scenario: Scenario, options: SolveOptions, progress: Any, ask: Ask | None
    ) -> tuple[Allocation, Result]:
        self.asks.append(ask)
        self.asked.append(scenario)
        self.limits_s.append(options.time_limit_s)
        aircraft = scenario.demand_by_id["unmiss-medevac"].min_unit
        unit = Unit(
            id="u1", partner="kenya", demand="unmiss-medevac", aircraft_type="500md",
            maintenance_base="juba-hangar", first_month="2022-07", aircraft=(aircraft,) * 3,
        )  # fmt: skip
        lacking = self.unmet_aircraft.get(aircraft, 0)
        unmet = (UnmetDemand(demand="unmiss-medevac", month="2022-11", aircraft=lacking),) if lacking else ()
        return Allocation(units=(unit,), unmet=unmet), result("matching", options)

    def sustainment(
        self, scenario: Scenario, allocation: Allocation, options: SolveOptions, progress: Any = None
    ) -> tuple[FleetPlan, Result]:
        plenty = scenario.maintenance_base_by_id["juba-hangar"].docks > 2
        lowered = len(self.asked) > 1
        unmet_h = 0.0 if plenty or lowered else self.unmet_h
        row = UnitWeek(
            unit="u1", week=0, aircraft=3, serviceable_tails=(), asked_h=ASKED_H, flight_h=ASKED_H - unmet_h
        )
        return FleetPlan(first_month="2022-07", weeks=1, unit_weeks=(row,)), result("sustainment", options)

    def standby(
        self,
        scenario: Scenario,
        allocation: Allocation,
        fleet: FleetPlan | None,
        options: SolveOptions,
        progress: Any = None,
    ) -> tuple[tuple[MissionStandby, ...], tuple[Result, ...]]:
        if not self.covered:
            return (), ()
        pct = self.covered[allocation.units[0].aircraft[0]]
        cover = CoverShares(advanced_pct=0.0, surgery_pct=pct, backup_pct=0.0, reach_pct=pct)
        row = MissionStandby(mission="unmiss", month="2022-07", posts=(), cover=cover, cover_at_home=cover)
        return (row,), (result("standby:unmiss", options),)

    def sorties(self, scenario: Scenario, allocation: Allocation, *_: Any, **__: Any) -> tuple[Any, Any]:
        self.days_of.append(allocation)
        self.asked.append(scenario)
        return (), ()


def linked(monkeypatch: pytest.MonkeyPatch, levels: Levels) -> Levels:
    """Put the stand-ins in the place of the levels."""
    monkeypatch.setattr("airlift.matching.solve", levels.matching)
    monkeypatch.setattr("airlift.sustainment.solve", levels.sustainment)
    monkeypatch.setattr("airlift.standby.solve", levels.standby)
    monkeypatch.setattr("airlift.sorties.solve", levels.sorties)
    return levels


def zoned() -> Scenario:
    """UNMISS with a zone and room for a unit of six."""
    zone = {
        "id": "near", "mission": "unmiss", "name": "Near", "latitude_deg": 5.3, "longitude_deg": 31.7,
        "elevation_ft": 1400.0, "hot_day_c": 35.0, "events_per_month": 10.0,
    }  # fmt: skip
    return with_row(with_rows(tiny_scenario(), "zones", zone), "demands", "unmiss-medevac", aircraft=6)


OPTIONS = SolveOptions(time_limit_s=100.0)


def test_one_round_when_nothing_flows_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matching runs once, from nothing, under the scenario as it is."""
    levels = linked(monkeypatch, Levels())
    scenario = tiny_scenario()
    plan = run(scenario, OPTIONS)
    assert levels.asks == [None]
    (only,) = plan.rounds
    assert (only.number, only.limits, only.settled, only.kept) == (1, (), True, True)
    assert plan.scenario_sha256 == scenario_digest(scenario)
    assert [row.level for row in plan.results] == ["matching", "sustainment"]
    assert LIMITED not in plan.results[0].restrictions


def test_hours_that_a_base_cannot_sustain_flow_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second round is asked under fewer man-hours, starts from the first plan and says so."""
    levels = linked(monkeypatch, Levels(unmet_h=40.0))
    told: list[ProgressEvent] = []
    scenario = with_row(tiny_scenario(), "maintenance_bases", "juba-hangar", man_hours_per_month=650.0)
    plan = run(scenario, OPTIONS, told.append)
    first, second = plan.rounds
    assert (first.unmet_h, first.settled, first.kept) == (40.0, False, False)
    assert (second.unmet_h, second.settled, second.kept) == (0.0, True, True)
    (limit,) = second.limits
    assert (limit.row, limit.column, limit.asked) == ("juba-hangar", "man_hours_per_month", 650.0)
    # 100 h a week of 1.5 man-hours, 52/12 weeks a month, less the 40 % that the base cannot keep up.
    assert limit.limit == 390.0
    assert levels.asked[1].maintenance_base_by_id["juba-hangar"].man_hours_per_month == 390.0
    start = levels.asks[1]
    assert start is not None
    assert start.start is not None
    assert start.start.units[0].id == "u1"
    assert LIMITED in plan.results[0].restrictions
    assert any("juba-hangar man_hours_per_month 390" in words for words in plan.results[0].restrictions)
    rounds = [event for event in told if event.level == LEVEL]
    assert [event.stage for event in rounds] == ["round 1", "round 2"]
    assert "juba-hangar" in rounds[0].message
    assert rounds[1].message == "settled"


def test_days_are_planned_once_on_the_scenario_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits bind matching alone: sorties see the scenario, and the plan that was kept."""
    levels = linked(monkeypatch, Levels(unmet_h=40.0))
    scenario = with_row(tiny_scenario(), "maintenance_bases", "juba-hangar", man_hours_per_month=650.0)
    plan = run(scenario, OPTIONS)
    assert levels.days_of == [plan.allocation]
    assert levels.asked[-1] is scenario


def test_coverage_asks_for_a_bigger_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit of three covers too little, one of four enough: the round with four is kept."""
    linked(monkeypatch, Levels(covered={3: 20.0, 4: 80.0}))
    plan = run(zoned(), OPTIONS)
    assert [(row.surgery_pct, row.settled, row.kept) for row in plan.rounds] == [
        (20.0, False, False),
        (80.0, True, True),
    ]
    (limit,) = plan.rounds[1].limits
    assert (limit.row, limit.column, limit.asked, limit.limit) == ("unmiss-medevac", "min_unit", 3.0, 4.0)
    assert plan.allocation.units[0].aircraft[0] == 4


def test_limit_that_mends_nothing_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bigger unit is to bring a point of cover, and leaves seven months unmet: the first round is kept."""
    levels = linked(monkeypatch, Levels(covered={3: 20.0, 4: 20.4, 5: 20.4}, unmet_aircraft={4: 7}))
    monkeypatch.setattr(limits, "_LEAST_GAIN_PCT", 0.1)
    plan = run(zoned(), OPTIONS)
    assert [row.kept for row in plan.rounds] == [True, False]
    assert plan.allocation.units[0].aircraft[0] == 3
    assert levels.days_of == [plan.allocation]
    assert LIMITED not in plan.results[0].restrictions


def test_rounds_end_with_the_policy_s_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """What still flows back after the last round stays: it is not called settled."""
    linked(monkeypatch, Levels(covered={3: 10.0, 4: 20.0, 5: 30.0, 6: 40.0}))
    two = run(with_policy(zoned(), "sustainment", chain_rounds=2), OPTIONS)
    assert [row.settled for row in two.rounds] == [False, False]
    three = run(with_policy(zoned(), "sustainment", chain_rounds=3), OPTIONS)
    assert [row.surgery_pct for row in three.rounds] == [10.0, 20.0, 30.0]
    assert [row.kept for row in three.rounds] == [False, False, True]


def test_an_interrupt_ends_the_rounds_and_keeps_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """After an interrupt nothing is asked back, and all levels have still had their turn."""
    levels = linked(monkeypatch, Levels(unmet_h=40.0))
    interrupt = Interrupt()
    interrupt.set()
    plan = run(tiny_scenario(), SolveOptions(time_limit_s=100.0, interrupt=interrupt))
    assert [(row.settled, row.kept) for row in plan.rounds] == [(False, True)]
    assert plan.fleet is not None
    assert len(levels.days_of) == 1


def test_a_round_that_finds_no_unit_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing found under the limits lists no unmet demand either, and is still worse than any plan."""
    levels = linked(monkeypatch, Levels(unmet_h=40.0, unmet_aircraft={3: 7}))

    def once(scenario: Scenario, options: SolveOptions, progress: Any, ask: Ask | None) -> Any:
        found = levels.matching(scenario, options, progress, ask)
        return found if ask is None else (Allocation(), found[1])

    monkeypatch.setattr("airlift.matching.solve", once)
    scenario = with_row(tiny_scenario(), "maintenance_bases", "juba-hangar", man_hours_per_month=650.0)
    plan = run(scenario, OPTIONS)
    assert [row.kept for row in plan.rounds] == [True, False]
    assert plan.allocation.units


def test_shares_of_the_time_are_fixed_in_deterministic_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    """The amount of work does not depend on how long anything took."""
    levels = linked(monkeypatch, Levels(unmet_h=40.0))
    scenario = with_row(tiny_scenario(), "maintenance_bases", "juba-hangar", man_hours_per_month=650.0)
    run(scenario, SolveOptions(time_limit_s=100.0, deterministic=True))
    assert levels.limits_s == [pytest.approx(50.0), pytest.approx(10.0)]
