"""Rounds of the chain on the tiny scenario; every plan passes the checker."""

from __future__ import annotations

import pytest

import airlift
from airlift.chain import run
from airlift.plans import Plan
from airlift.scenario import Scenario
from airlift.solvers import Interrupt, ProgressEvent, SolveOptions
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows, without_rows

ZONES = tuple(
    {
        "id": name,
        "mission": "unmiss",
        "name": name,
        "latitude_deg": latitude_deg,
        "longitude_deg": 31.7,
        "elevation_ft": 1400.0,
        "hot_day_c": 35.0,
        "events_per_month": 10.0,
    }
    for name, latitude_deg in (("near", 5.4), ("north", 9.2))
)


def scenario_of_two_demands() -> Scenario:
    """Two demands of UNMISS with zones and few tasks."""
    scenario = without_rows(tiny_scenario(), "demands", "minusca-medevac", "unmiss-patrol")
    tasks = [row.id for row in scenario.tasks if row.id not in ("unmiss-m1", "unmiss-t1")]
    return with_rows(without_rows(scenario, "tasks", *tasks), "zones", *ZONES)


def planned(scenario: Scenario, **options: object) -> Plan:
    """Plan a scenario; the checker finds nothing."""
    given = {"time_limit_s": 12.0, "workers": 2} | options
    plan = run(scenario, SolveOptions(**given))  # type: ignore[arg-type]
    findings = airlift.check(scenario, plan)
    assert findings.ok, str(findings)
    return plan


def test_all_levels_are_planned_and_settle() -> None:
    """One round is enough where nothing flows back; the days fly the serviceable tails of their week."""
    scenario = with_policy(scenario_of_two_demands(), "standby", target_pct=0.0)
    plan = planned(with_policy(scenario, "sustainment", hours_tolerance_pct=100.0))
    (only,) = plan.rounds
    assert (only.number, only.limits, only.settled, only.kept) == (1, (), True, True)
    assert only.asked_h > 0
    assert plan.fleet is not None
    assert [row.mission for row in plan.standby] == ["unmiss"]
    levels = [result.level for result in plan.results]
    assert levels == ["matching", "sustainment", "standby:unmiss", "sorties:unmiss"]
    (programme,) = plan.programmes
    serviceable = {(row.unit, tail) for row in plan.fleet.unit_weeks for tail in row.serviceable_tails}
    assert {(day.unit, tail) for day in programme.units for tail in day.tails} <= serviceable


def test_a_limit_flows_back_and_each_round_is_told() -> None:
    """A workshop of one slow dock cannot keep three tails busy: round 2 is matched under fewer man-hours."""
    scenario = with_row(scenario_of_two_demands(), "demands", "unmiss-utility", hours_per_aircraft_month=85.0)
    scenario = with_row(scenario, "aircraft_types", "mi-17", phase_days=11, phase_hours=100)
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", docks=1)
    scenario = with_policy(scenario, "sustainment", flight_h_per_tail_week=45.0)
    events: list[ProgressEvent] = []
    plan = run(scenario, SolveOptions(time_limit_s=20.0, workers=2), events.append)
    assert airlift.check(scenario, plan).ok
    assert len(plan.rounds) == 2
    first, second = plan.rounds
    assert (first.limits, first.settled) == ((), False)
    assert [row.row for row in second.limits] == ["juba-hangar"]
    assert sum(row.kept for row in plan.rounds) == 1
    told = [event.message for event in events if event.level == "chain"]
    assert "1 limit back to matching" in told[0]
    assert len(told) == 2
    if second.kept:
        assert any("under the limits of round 2" in words for words in plan.results[0].restrictions)


def test_a_plan_that_cannot_serve_anybody_has_no_fleet() -> None:
    """Where matching finds no unit, nothing below it is planned, and that is said by one round."""
    scenario = without_rows(scenario_of_two_demands(), "partner_crews", *(
        {"partner": row.partner, "aircraft_type": row.aircraft_type} for row in tiny_scenario().partner_crews
    ))  # fmt: skip
    scenario = scenario.model_copy(update={"courses": ()})
    plan = run(scenario, SolveOptions(time_limit_s=5.0, workers=2))
    assert (plan.fleet, plan.standby, plan.programmes) == (None, (), ())
    assert [(row.asked_h, row.surgery_pct) for row in plan.rounds] == [(0.0, None)]


def test_an_interrupt_still_gives_a_checked_plan() -> None:
    """A stop during sustainment ends the search with a valid plan that says what was not looked at."""
    interrupt = Interrupt()

    def stop(event: ProgressEvent) -> None:
        if event.level == "sustainment":
            interrupt.set()

    scenario = scenario_of_two_demands()
    plan = run(scenario, SolveOptions(time_limit_s=12.0, workers=2, interrupt=interrupt), stop)
    assert plan.allocation.units
    assert airlift.check(scenario, plan).ok
    assert len(plan.rounds) == 1
    assert not plan.rounds[0].settled


@pytest.mark.slow
def test_deterministic_rounds_are_the_same_twice() -> None:
    """In deterministic mode the same scenario and seed give the same decisions on all levels."""
    plans = [
        planned(scenario_of_two_demands(), deterministic=True, workers=4, time_limit_s=6.0) for _ in range(2)
    ]
    first, second = (
        plan.model_dump(include={"allocation", "fleet", "standby", "programmes", "rounds"}) for plan in plans
    )
    assert first == second
